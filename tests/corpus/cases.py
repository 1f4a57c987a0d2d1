"""Which documents the corpus holds: for each producer and layout, plans in turn."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.corpus.content import Plan, load
from tests.corpus.layout import LAYOUTS, Layout
from tests.corpus.producers import PRODUCERS, UNMERGED, Producer

PLANS_A_CASE = 2  # of all; which two changes with the producer and the layout, so that all meet all
UNRULED = ("zebra", "horizontal", "none")  # measured by floors of their own, and with every plan
CUT = ("low", "lower")  # likewise: papers so low that rows are cut over their pages
LONG = ("long-rows", "long-rows-once")  # layouts of the plan whose rows are longer than their pages
# Without rules nobody can tell how far down a merged cell goes: not a person either.
NO_MERGES = ("zebra", "none")


@dataclass(frozen=True, slots=True)
class Case:
    """One document of the corpus."""

    producer: Producer
    layout: Layout
    plan: Plan

    def __str__(self) -> str:
        """The case's name in tables and tests."""
        return f"{self.producer.name}-{self.layout.name}-{self.plan.name}"

    @property
    def group(self) -> str:
        """Which floor of the aim holds for it."""
        if self.layout.paper in CUT:
            return "low"
        if self.layout.name in LONG:
            return "long"
        return self.layout.rules if self.layout.rules in UNRULED else "rules"


def cases(names: tuple[str, ...] = tuple(PRODUCERS)) -> Iterator[Case]:
    """All cases of these producers, in a fixed order."""
    for name in names:
        producer = PRODUCERS[name]
        for turn, layout in enumerate(producer.layouts):
            for plan in _plans(producer, turn, LAYOUTS[layout]):
                yield Case(producer, LAYOUTS[layout], load(plan))


def _plans(producer: Producer, turn: int, layout: Layout) -> tuple[str, ...]:
    if producer.suffix != ".pdf":
        return producer.plans
    if layout.paper in ("mixed", "sizes"):
        return ("phuluc3",)  # the only plan whose annexes can differ in their pages
    if layout.name in LONG:
        return ("dai",)
    plans = [name for name in producer.plans if layout.rules not in NO_MERGES or name in UNMERGED]
    many = len(plans) if layout.rules in UNRULED or layout.paper in CUT else PLANS_A_CASE
    start = turn * PLANS_A_CASE + list(PRODUCERS).index(producer.name)
    return tuple(plans[(start + step) % len(plans)] for step in range(min(many, len(plans))))
