"""What a cell costs to parse: `python -m tests.normalize.cost`.

Times every distinct cell of the case files once in a fresh process, the tables of words loaded before ("first"), and
once more ("again": documents repeat their cells, and a cell that came before is remembered). Then the same for plans'
cells as they come: period, lead, partners and outputs of every task of the real documents and of QĐ 294, in one stream.
"""

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from normalize.agencies.parse import parse_agencies
from normalize.agencies.parts import share_parts
from normalize.output import parse_outputs
from normalize.periods.parse import parse_period
from phuluc.pipeline import read
from phuluc.settings import Settings
from tests.normalize.real_share import documents
from tests.normalize.scoring import load

SAMPLE = Path(__file__).parents[2] / "samples" / "qd294.txt"
Parse = Callable[[str], object]


def agencies(cell: str) -> None:
    """A cell of leads as a table's reader takes it."""
    for part in share_parts(cell, ""):
        parse_agencies(part)


PARSERS: dict[str, tuple[Parse, str, str]] = {
    "period": (parse_period, "period", "text"),
    "agency": (agencies, "agency", "cell"),
    "output": (parse_outputs, "output", "text"),
}


def timed(calls: Sequence[Callable[[], object]]) -> float:
    """Microseconds a call, on average."""
    begun = time.process_time()
    for call in calls:
        call()
    return 1e6 * (time.process_time() - begun) / max(1, len(calls))


def forget() -> None:
    """Empty every store of texts seen before; the tables of words stay."""
    for name, module in list(sys.modules.items()):
        for thing in vars(module).values() if name.startswith("normalize.") else ():
            if hasattr(thing, "cache_parameters") and thing.cache_parameters()["maxsize"] is not None:
                thing.cache_clear()


def main() -> None:
    """Print the cost of each kind of cell, and of a stream of real ones."""
    for parse, _, _ in PARSERS.values():
        parse("Sở Y tế, năm 2021: tối thiểu 01 lớp/năm")
    for name, (parse, thing, field) in PARSERS.items():
        cells = {case[field] for file in ("wild", "negative", "eval") for case in load(thing, file)}
        calls = [partial(parse, cell) for cell in sorted(cells)]
        first, again = timed(calls), timed(calls)
        print(f"{name:<8}{len(calls):>5} distinct cells: first {first:6.0f} µs, again {again:5.1f} µs a cell")
    stream: list[Callable[[], object]] = []
    plans = [document for _, document in documents()] + [read(SAMPLE, Settings())]
    for document in plans:
        for task in document.tasks:
            stream.append(partial(parse_period, task.period.text))
            stream += [partial(agencies, "; ".join(a.text for a in part)) for part in (task.lead, task.partners)]
            stream.append(partial(parse_outputs, "; ".join(output.text for output in task.outputs)))
    forget()
    first, again = timed(stream), timed(stream)
    print(f"real    {len(stream):>5} cells as they come: first {first:6.0f} µs, again {again:5.1f} µs a cell")


if __name__ == "__main__":
    main()
