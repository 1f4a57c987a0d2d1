"""How much of scans is read right: `python -m tests.corpus.scan_score`.

    python -m tests.corpus.scan_score [--set held|dev] [--only TEXT] [--every N] [--wrong] [--rivals]

Each wear (tests/corpus/scans.py) is measured on one document a resolution; which one changes with the wear, so that
all plans and layouts meet many. `--rivals` takes half a minute a document on a quiet core: `--every 5` measures a few.
Parameters of extract/ocr were set on the plans of `dev` and on QĐ 294, never on
those of `held`. Times are processor time on one core, the whole command but the writing included.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import pypdfium2
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from phuluc.model import Row
from phuluc.pipeline import read
from phuluc.settings import Settings
from tests.corpus.content import MERGED, Annex, Plan, TruthRow, expected, load
from tests.corpus.layout import LAYOUTS
from tests.corpus.producers import PRODUCERS, missing, produce
from tests.corpus.scans import Wear, scan, wears
from tests.corpus.score import Got, align, blanks, match_tables

SETS = {"dev": ("cchc", "moitruong", "suckhoe", "vanban"), "held": ("pccc", "cds", "giaoduc", "phuluc3")}
LAID_OUT = ("portrait", "base", "letterhead", "once", "dashed", "numbered", "dotted", "uncut", "double")
MADE_BY = ("chromium", "libreoffice", "typst", "reportlab")
JOINED = 85.0  # least likeness, of 100, of a row that is whole: half a row of a page break has 50 to 70
SURE = 0.9
GOAL_DPI, GOAL_SKEW = 200, 2.0


@dataclass(frozen=True, slots=True)
class Count:
    """Counts of one scan, to be added up. Cells are those with ink in print or in the reading.

    `rows_found`: rows read as one row; `sure`: cells of a confidence of SURE and more; `silent`: wrong rows of that
    confidence. `seconds` are of processor time.
    """

    pages: int = 0
    rows: int = 0
    rows_found: int = 0
    rows_right: int = 0
    extra: int = 0
    silent: int = 0
    cells: int = 0
    cells_right: int = 0
    letters: int = 0
    wrong_letters: int = 0
    numbers: int = 0
    numbers_right: int = 0
    sure: int = 0
    sure_right: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Count") -> "Count":
        """The counts of both."""
        return Count(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Scanned:
    """A document's plan, how it was laid out and made, how it was worn, and the PDF of it."""

    plan: Plan
    layout: str
    producer: str
    wear: Wear

    @property
    def name(self) -> str:
        """As tables and lists call it."""
        return f"{self.wear.dpi} {self.wear.name}: {self.producer}-{self.layout}-{self.plan.name}"

    def pdf(self) -> bytes:
        """The scan, made anew each time from the cached document."""
        printed = produce(PRODUCERS[self.producer], self.plan, LAYOUTS[self.layout])
        return scan(printed.read_bytes(), self.wear, seed=len(self.name))


def sample(plans: Sequence[str]) -> Iterator[Scanned]:
    """One document for each wear and resolution, plans, layouts and producers in turn."""
    there = [name for name in MADE_BY if not missing(PRODUCERS[name])]
    for turn, wear in enumerate(wears()):
        plan = plans[turn % len(plans)]
        able = [name for name in there if plan in PRODUCERS[name].plans]
        yield Scanned(load(plan), LAID_OUT[turn % len(LAID_OUT)], able[(turn // 2) % len(able)], wear)


def measure(scanned: Scanned) -> tuple[Count, list[str]]:
    """Phuluc's counts for one scan, and what is wrong, line by line."""
    data = scanned.pdf()
    begun = time.process_time()
    document = read(data, Settings(), scanned.name)
    seconds = time.process_time() - begun
    total = Count(pages=document.source.pages or 0, seconds=seconds)
    wrong: list[str] = []
    pairs, rest = match_tables(scanned.plan, document)
    for annex, table in pairs:
        count, lines = score_rows(annex, table.rows if table else ())
        total, wrong = total + count, wrong + lines
    wrong += [f"table too many: {table.title}" for table in rest]
    return total + Count(extra=sum(len(table.rows) for table in rest)), wrong


def score_rows(annex: Annex, rows: Sequence[Row]) -> tuple[Count, list[str]]:
    """Hold the rows of one table against what was printed."""
    truth = expected(annex)
    got = [Got(row.cells) for row in rows]
    pairs = align(truth, got)
    total = Count(extra=len(got) - sum(index is not None for index in pairs))
    wrong = [f"too many: {row.cells}" for index, row in enumerate(got) if index not in pairs]
    for want, printed, index in zip(truth, annex.rows, pairs, strict=True):
        own = [col for col, text in enumerate(printed) if text != MERGED]
        if index is None:
            letters = sum(len(want.cells[col]) for col in own)
            inked = sum(bool(want.cells[col]) for col in own)
            total += Count(rows=1, cells=inked, letters=letters, wrong_letters=letters, numbers=1)
            wrong.append(f"lost: {want.cells}")
        else:
            count, lines = _score_row(want, own, rows[index])
            total, wrong = total + count, wrong + lines
    return total, wrong


def _score_row(want: TruthRow, own: Sequence[int], row: Row) -> tuple[Count, list[str]]:
    width = max(len(want.cells), len(row.cells))
    wanted = [blanks(text) for text in want.cells] + [""] * (width - len(want.cells))
    seen = [blanks(text) for text in row.cells] + [""] * (width - len(row.cells))
    sure = list(row.sure) + [1.0] * (width - len(row.sure))
    cells = [col for col in [*own, *range(len(want.cells), width)] if wanted[col] or seen[col]]
    hits = {col: wanted[col] == seen[col] for col in cells}
    likeness = fuzz.ratio(" ".join(wanted), " ".join(seen))
    number = not want.loose
    right = all(hits.values())
    count = Count(
        rows=1,
        rows_found=int(likeness >= JOINED),
        rows_right=int(right),
        silent=int(not right and row.confidence >= SURE),
        cells=len(cells),
        cells_right=sum(hits.values()),
        letters=sum(len(wanted[col]) for col in cells),
        wrong_letters=sum(Levenshtein.distance(wanted[col], seen[col]) for col in cells),
        numbers=int(number),
        numbers_right=int(number and row.number == want.number),
        sure=sum(sure[col] >= SURE for col in cells),
        sure_right=sum(sure[col] >= SURE and hits[col] for col in cells),
    )
    return count, [f"{sure[col]:.2f} {wanted[col]!r} as {seen[col]!r}" for col in cells if not hits[col]]


Table = list[list[str | None]]


def score_plain(plan: Plan, tables: Sequence[Table]) -> Count:
    """Another tool's tables at their best: all rows of all tables in order, without numbers or confidence."""
    rows = [Row("", None, tuple(blanks(cell or "") for cell in row), ()) for table in tables for row in table]
    total = Count()
    for annex in plan.annexes:
        count, _ = score_rows(annex, [row for row in rows if len(row.cells) == len(annex.columns)])
        total += count
    return total


def share(part: float, whole: float) -> str:
    """A share in percent, as the table prints it."""
    return f"{100 * part / whole:6.2f}" if whole else "     -"


HEAD = (
    f"{'':<46}pages  rows found% right% extra silent  cells right%  CER%  STT%  sure of cells% right%  s/page\n"
    "(found: as one row; silent: wrong rows of confidence 0.9 and more; sure: cells of that confidence)"
)


def line(name: str, count: Count) -> str:
    """One line of the table."""
    return (
        f"{name:<46}{count.pages:>5}{count.rows:>6} {share(count.rows_found, count.rows)} "
        f"{share(count.rows_right, count.rows)}{count.extra:>6}{count.silent:>7}{count.cells:>7} "
        f"{share(count.cells_right, count.cells)}{share(count.wrong_letters, count.letters)}"
        f"{share(count.numbers_right, count.numbers)}        {share(count.sure, count.cells)} "
        f"{share(count.sure_right, count.sure)}  {count.seconds / max(count.pages, 1):6.2f}"
    )


def groups(wear: Wear) -> Iterator[str]:
    """The lines of the table in which a scan is counted."""
    yield f"all, {wear.dpi} dpi"
    if wear.dpi >= GOAL_DPI and abs(wear.skew) <= GOAL_SKEW:
        yield f"aim, {wear.dpi} dpi, skew to {GOAL_SKEW:.0f} degrees"
        yield f"aim, {GOAL_DPI} dpi and more, skew to {GOAL_SKEW:.0f} degrees"


Rivals = dict[str, Callable[[Path], Sequence[Table]]]


def run(chosen: str, only: str, every: int, show_wrong: bool, rivals: Rivals) -> None:
    """Measure every so manieth scan of a set whose name holds a text, and print."""
    print(HEAD, flush=True)
    totals: dict[str, Count] = {}
    wrong: list[str] = []
    for scanned in [scanned for scanned in sample(SETS[chosen]) if only in scanned.name][::every]:
        count, lines = measure(scanned)
        print(line(scanned.name, count), flush=True)
        wrong += [f"{scanned.name}: {text}" for text in lines]
        for name in groups(scanned.wear):
            totals[name] = totals.get(name, Count()) + count
        for name, tables_of in rivals.items():
            theirs = _rival(scanned, tables_of)
            print(line(f"    {name}", theirs), flush=True)
            key = f"{name}, {scanned.wear.dpi} dpi"
            totals[key] = totals.get(key, Count()) + theirs
    print(*(line(name, count) for name, count in sorted(totals.items())), sep="\n")
    if show_wrong:
        print("", *wrong, sep="\n")


def _rival(scanned: Scanned, tables_of: Callable[[Path], Sequence[Table]]) -> Count:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        path.write_bytes(scanned.pdf())
        before = os.times()
        tables = tables_of(path)
        after = os.times()
        with pypdfium2.PdfDocument(path) as document:
            pages = len(document)
    seconds = sum(after[:4]) - sum(before[:4])
    return score_plain(scanned.plan, tables) + Count(pages=pages, seconds=seconds)


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--set", default="held", choices=tuple(SETS), help="plans that parameters were set on, or not")
    parser.add_argument("--only", default="", help="scans whose name holds this")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one scan of so many")
    parser.add_argument("--wrong", action="store_true", help="show each cell that is wrong")
    parser.add_argument("--rivals", action="store_true", help="img2table and OCRmyPDF with pdfplumber, where installed")
    arguments = parser.parse_args()
    on_one_core()
    run(arguments.set, arguments.only, arguments.every, arguments.wrong, rivals_there() if arguments.rivals else {})


def on_one_core() -> None:
    """No cache, and one core for this process and those that it starts: times are of one core."""
    os.environ["PHULUC_CACHE"] = ""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    if sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def rivals_there() -> Rivals:
    """The other tools that are installed."""
    from tests.corpus.scan_rivals import RIVALS, there

    return {name: tables_of for name, tables_of in RIVALS.items() if there(name)}


if __name__ == "__main__":
    main()
