"""How much is read right, on documents with known content: `make accuracy`.

    python -m tests.accuracy [--only chromium,docx] [--rivals pdfplumber,camelot,tabula] [--every 6]
        [--scans few|all|none] [--wrong]

Prints one line a producer and layout: phuluc's rows right beside other tools' on the same files (PDF only), then the
case files' scores for periods, agencies and outputs, those that rules were written from and those kept apart, then
scans, where OCR is installed (tests/corpus/scan_score.py; other tools beside it: tests/corpus/scan_rivals.py). Writes
nothing but the cache of documents (.cache/corpus). Camelot and Tabula are no dependencies; to have them beside:
`.venv/bin/pip install camelot-py` (needs Ghostscript), `.venv/bin/pip install tabula-py` (needs Java).
"""

import argparse
import logging
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from extract.ocr.engine import ready
from phuluc.errors import PhulucError
from phuluc.pipeline import read
from phuluc.settings import Settings
from tests.corpus import scan_score
from tests.corpus.cases import Case, cases
from tests.corpus.content import expected
from tests.corpus.producers import PRODUCERS, missing, produce
from tests.corpus.score import Score, differences, score_document, score_plain
from tests.normalize.scoring import score_case_files

FEW_SCANS = 5  # one scan of so many: half a minute, and every resolution

Tables = Sequence[Sequence[Sequence[str | None]]]


def _pdfplumber(path: Path) -> Tables:
    import pdfplumber

    with pdfplumber.open(path) as document:
        return [table for page in document.pages for table in page.extract_tables()]


def _camelot(path: Path) -> Tables:
    import camelot

    return [table.df.values.tolist() for table in camelot.read_pdf(str(path), pages="all", suppress_stdout=True)]


def _tabula(path: Path) -> Tables:
    import tabula

    frames = tabula.read_pdf(str(path), pages="all", lattice=True, pandas_options={"header": None, "dtype": str})
    return [frame.fillna("").values.tolist() for frame in frames]


RIVALS: dict[str, tuple[str, Callable[[Path], Tables]]] = {
    "pdfplumber": ("pdfplumber", _pdfplumber),
    "camelot": ("camelot", _camelot),
    "tabula": ("tabula", _tabula),
}


def measure(case: Case, settings: Settings) -> Score:
    """Phuluc's score of one document; a document that it refuses counts as flagged throughout."""
    path = produce(case.producer, case.plan, case.layout)
    try:
        return score_document(case.plan, read(path, settings))
    except PhulucError:
        rows = sum(len(expected(annex)) for annex in case.plan.annexes)
        return Score(rows=rows, flagged=rows)


def wrong(case: Case, settings: Settings) -> list[str]:
    """What is not right in one document, line by line."""
    path = produce(case.producer, case.plan, case.layout)
    try:
        return [f"  {text}" for text in differences(case.plan, read(path, settings))]
    except PhulucError as error:
        return [f"  refused: {error}"]


def rival(name: str, case: Case) -> Score:
    """Another tool's score of one document; all wrong where it fails."""
    path = produce(case.producer, case.plan, case.layout)
    return score_plain(case.plan, RIVALS[name][1](path))


def share(part: int, whole: int) -> str:
    """A share in percent, as the tables print it."""
    return f"{100 * part / whole:6.1f}" if whole else "     -"


def line(name: str, score: Score, others: Sequence[Score]) -> str:
    """One line of the table."""
    return (
        f"{name:<28}{score.rows:>5} {share(score.right, score.rows)} {share(score.cells_right, score.cells)} "
        f"{share(score.lists_right, score.lists)} {share(score.outline_right, score.rows)} "
        f"{share(score.heads_right, score.heads)} {score.flagged:>5} {score.silent:>6} {score.extra:>5} {score.lost:>4}"
        + "".join(f" {share(other.right, other.rows):>10}" for other in others)
    )


def run(only: tuple[str, ...], rivals: tuple[str, ...], every: int, show_wrong: bool, settings: Settings) -> None:
    """Measure and print; of each producer's documents only the first of `every` so many."""
    print(f"{'producer, layout':<28} rows  rows%  cells%  lists%  outl%  heads%  flag silent extra lost", end="")
    print("".join(f" {name:>10}" for name in rivals))
    totals: dict[str, tuple[Score, list[Score]]] = {}
    lines: list[str] = []
    for name in only:
        lacking = missing(PRODUCERS[name])
        if lacking:
            print(f"{name:<28} not measured: {lacking} is missing")
            continue
        groups: dict[str, tuple[Score, list[Score]]] = {}
        for case in islice(cases((name,)), 0, None, every):
            score = measure(case, settings)
            pdf = case.producer.suffix == ".pdf"
            others = [rival(other, case) if pdf else Score() for other in rivals]
            if score.right < score.rows or score.silent:
                lines.append(f"{case}: {score.right} of {score.rows} rows, {score.silent} silent")
                lines += wrong(case, settings)
            for key, table in ((f"{name} {case.layout.name}", groups), (f"all {case.group}", totals), ("all", totals)):
                before = table.get(key, (Score(), [Score() for _ in rivals]))
                table[key] = (before[0] + score, [a + b for a, b in zip(before[1], others, strict=True)])
        for key, (score, others) in groups.items():
            print(line(key, score, others), flush=True)
    for key, (score, others) in sorted(totals.items()):
        print(line(key, score, others))
    if show_wrong:
        print("\nNot wholly right:", *lines, sep="\n")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--only", default=",".join(PRODUCERS), help="producers, with commas")
    parser.add_argument("--rivals", default="pdfplumber,camelot,tabula", help="other tools; those installed are run")
    parser.add_argument(
        "--scans", default="few", choices=("few", "all", "none"), help="scans to read, where OCR is installed"
    )
    parser.add_argument("--engine", default="auto", choices=("auto", "pdfium", "pdfplumber"))
    parser.add_argument("--every", type=int, default=1, help="measure one of so many documents: rivals take minutes")
    parser.add_argument("--wrong", action="store_true", help="show what is not right in each document")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)  # pdfminer and Tabula talk of fonts
    rivals = tuple(name for name in arguments.rivals.split(",") if name and find_spec(RIVALS[name][0]))
    begun = time.monotonic()
    settings = Settings(engine=arguments.engine, ocr="never")
    run(tuple(arguments.only.split(",")), rivals, arguments.every, arguments.wrong, settings)
    print(f"\n{time.monotonic() - begun:.0f} s")
    score_case_files()
    _scans(arguments.scans)


def _scans(how_many: str) -> None:
    """The table of scans (tests/corpus/scan_score.py), other tools beside it where they are installed."""
    if how_many == "none" or (lacking := ready()):
        print(f"\nscans not measured: {'as asked' if how_many == 'none' else 'a page ' + lacking}")
        return
    print(f"\nscans, held out, {how_many}")
    scan_score.on_one_core()
    scan_score.run("held", "", FEW_SCANS if how_many == "few" else 1, False, scan_score.rivals_there())


if __name__ == "__main__":
    main()
