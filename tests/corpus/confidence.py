"""Whether confidence tells wrong rows from right ones: the area under the ROC curve, over the generated corpus.

    python -m tests.corpus.confidence [--only typst,chromium] [--wrong]

It is the chance that of a wrong row and a right one, taken at random, the wrong one has the lower confidence; a tie
counts half (Mann and Whitney's U over the number of pairs). 0.5 is blind guessing. The rows are those of the corpus
as it is, where few are wrong, and of its PDF files with their pages spoilt (damage.py).
"""

import argparse
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from phuluc.model import Document, Row, Trust
from phuluc.pipeline import read
from phuluc.settings import Settings
from tests.corpus.cases import Case, cases
from tests.corpus.content import Plan, expected
from tests.corpus.damage import DAMAGES, read_damaged
from tests.corpus.producers import PRODUCERS, missing, produce
from tests.corpus.score import align, cell_right, got_rows, match_tables

DAMAGED_LAYOUTS = ("base", "once", "portrait", "letterhead", "dashed", "horizontal", "none", "zebra")


@dataclass(frozen=True, slots=True)
class Judged:
    """A row that was read: whether it is right, and what was said of it."""

    case: str
    group: str
    right: bool
    row: Row


def judged(case: str, group: str, plan: Plan, document: Document) -> Iterator[Judged]:
    """The rows of the tables that were read for a plan's; a row that no row of the plan is, is wrong."""
    for annex, table in match_tables(plan, document)[0]:
        rows = table.rows if table is not None else ()
        got, truth = (got_rows(table) if table is not None else []), expected(annex)
        right = [False] * len(rows)
        for want, at in zip(truth, align(truth, got), strict=True):
            if at is not None and len(want.cells) == len(got[at].cells):
                pairs = enumerate(zip(want.cells, got[at].cells, strict=True))
                right[at] = all(cell_right(cell, text, col in want.loose) for col, (cell, text) in pairs)
        yield from (Judged(case, group, ok, row) for ok, row in zip(right, rows, strict=True))


def clean(names: Sequence[str]) -> Iterator[Judged]:
    """The rows of the corpus as it is."""
    for case in _there(names):
        path = produce(case.producer, case.plan, case.layout)
        yield from judged(str(case), f"as it is, {case.group}", case.plan, read(path, Settings(ocr="never")))


def spoilt(names: Sequence[str], layouts: Sequence[str] = DAMAGED_LAYOUTS) -> Iterator[Judged]:
    """The rows of the PDF files of these layouts, each with its pages spoilt in every way."""
    for case in _there(names):
        if case.producer.suffix == ".pdf" and case.layout.name in layouts:
            path = produce(case.producer, case.plan, case.layout)
            for damage in DAMAGES:
                yield from judged(f"{case}, {damage}", damage, case.plan, read_damaged(path, damage, 0))


def auc(rows: Iterable[Judged]) -> tuple[float | None, int, int]:
    """The area under the ROC curve, None where all rows are right or all wrong; how many are right; how many wrong."""
    scores: dict[bool, list[float]] = {True: [], False: []}
    for each in rows:
        scores[each.right].append(each.row.confidence)
    right, wrong = sorted(scores[True]), scores[False]
    pairs = len(right) * len(wrong)
    below = sum(len(right) - (bisect_left(right, score) + bisect_right(right, score)) / 2 for score in wrong)
    return (below / pairs if pairs else None), len(right), len(wrong)


def _there(names: Sequence[str]) -> Iterator[Case]:
    return (case for case in cases(tuple(names)) if not missing(case.producer))


def line(name: str, rows: Sequence[Judged]) -> str:
    """One line of the table."""
    area, right, wrong = auc(rows)
    return f"{name:<24}{right:>7}{wrong:>7}   {'-' if area is None else f'{area:.3f}'}"


def table(rows: Sequence[Judged]) -> Iterator[str]:
    """The area of each group, of all, and of each part of the confidence taken alone."""
    yield f"{'rows':<24}{'right':>7}{'wrong':>7}   AUC"
    groups: dict[str, list[Judged]] = defaultdict(list)
    for each in rows:
        groups[each.group].append(each)
    yield from (line(name, own) for name, own in groups.items())
    yield line("all", rows)
    for part in fields(Trust):
        alone = [replace(each, row=replace(each.row, confidence=getattr(each.row.trust, part.name))) for each in rows]
        yield line(f"all, by {part.name} alone", alone)


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--only", default=",".join(PRODUCERS), help="producers, with commas")
    parser.add_argument("--wrong", action="store_true", help="show the wrong rows that were thought right, and why not")
    arguments = parser.parse_args()
    names = arguments.only.split(",")
    rows = [*clean(names), *spoilt(names)]
    print(*table(rows), sep="\n")
    if arguments.wrong:
        for each in sorted(rows, key=lambda each: -each.row.confidence):
            if not each.right:
                print(each.row.confidence, each.case, each.row.trust, each.row.flags, each.row.cells, sep=" | ")


if __name__ == "__main__":
    main()
