"""Speed and memory by ratio: this house against PDFium's bare pass and pdfplumber's bare extract_tables.

`make bench` makes a long plan, runs every contender in turn as a process of its own, several rounds, and prints the
best of each. Times are processor time, so that a busy machine changes them little; ratios change less still.
`python -m tests.bench --assert` ends with 1 where a figure of the contract (ARCHITECTURE.md, Speed) is missed.
"""

import argparse
import ctypes
import gc
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LONG, SHORT = 165, 10  # pages
CONTRACT = (
    ("command with CSV and JSON: times as fast as pdfplumber's bare extract_tables", "at least", 8.0),
    ("command with XLSX as well: times as fast", "at least", 5.0),
    ("reading: times PDFium's bare pass", "at most", 2.0),
    (f"memory on {LONG} pages: times that on {SHORT}", "at most", 1.2),
    ("start-up: seconds over bare Python", "at most", 0.25),
)

# --- the contenders, each in a process of its own ---------------------------------------------------------------


def bare_pdfium(data: bytes) -> int:
    """What any reader through PDFium and Python must do: each character's code, box and origin, each object's box."""
    from pypdfium2 import raw

    document = raw.FPDF_LoadMemDocument64(data, len(data), None)
    count = int(raw.FPDF_GetPageCount(document))
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    sides = [ctypes.c_float() for _ in range(4)]
    for number in range(count):
        page = raw.FPDF_LoadPage(document, number)
        text = raw.FPDFText_LoadPage(page)
        for i in range(raw.FPDFText_CountChars(text)):
            raw.FPDFText_GetUnicode(text, i)
            raw.FPDFText_GetLooseCharBox(text, i, box)
            raw.FPDFText_GetCharOrigin(text, i, x, y)
        for i in range(raw.FPDFPage_CountObjects(page)):
            thing = raw.FPDFPage_GetObject(page, i)
            raw.FPDFPageObj_GetType(thing)
            raw.FPDFPageObj_GetBounds(thing, *sides)
        raw.FPDFText_ClosePage(text)
        raw.FPDF_ClosePage(page)
    raw.FPDF_CloseDocument(document)
    return count


def bare_pdfplumber(data: bytes) -> int:
    """pdfplumber's extract_tables on each page, nothing kept."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_tables()
            page.close()
        return len(document.pages)


def reading(data: bytes) -> int:
    """Our reading: pages, grids and text, up to the door of normalize, with the collector off as the command has it."""
    gc.disable()
    from extract.pdf.reader import read_pdf
    from extract.readers import Input
    from phuluc.settings import Settings

    return sum(1 for _ in read_pdf(Input("bench.pdf", data), Settings()).pages)


CONTENDERS: dict[str, Callable[[bytes], int]] = {
    "bare_pdfium": bare_pdfium,
    "bare_pdfplumber": bare_pdfplumber,
    "reading": reading,
}


def child(name: str, path: Path) -> None:
    """Run one contender, after a first page that pays for its imports, and print its own processor seconds."""
    data = path.read_bytes()
    CONTENDERS[name](path.with_name("warm.pdf").read_bytes())
    start = time.process_time()
    CONTENDERS[name](data)
    print(json.dumps(time.process_time() - start))


@dataclass(frozen=True, slots=True)
class Run:
    """One process: its processor seconds in all, those of the work alone where it tells them, and its peak in MB."""

    total: float
    work: float
    peak: float


def run(command: list[str]) -> Run:
    """Run a command to its end and take its measure.

    Raises:
        SystemExit: it failed.
    """
    # A shell may forbid compiled modules to be kept: then each run would compile this house anew, and nothing else.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, env=kept, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = process.stdout.read().decode()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            assert process.stderr is not None
            raise SystemExit(f"bench: {' '.join(command)} failed:\n{process.stderr.read().decode()}")
    total = used.ru_utime + used.ru_stime
    work = float(said) if said.strip().replace(".", "").replace("e-", "").isdigit() else total
    return Run(total, work, used.ru_maxrss / 1024)


def commands(folder: Path) -> dict[str, list[str]]:
    """Every contender's command line, by name."""
    phuluc = str(Path(sys.executable).with_name("phuluc"))
    long, short, out = str(folder / "long.pdf"), str(folder / "short.pdf"), str(folder / "out")
    mine = [sys.executable, "-m", "tests.bench", "--child"]
    return {
        "bare Python": [sys.executable, "-c", "pass"],
        "start-up": [phuluc, "--version"],
        "PDFium's bare pass": [*mine, "bare_pdfium", long],
        "reading": [*mine, "reading", long],
        "command, csv json": [phuluc, "extract", long, "-o", out, "--format", "csv,json"],
        "command, csv json xlsx": [phuluc, "extract", long, "-o", out, "--format", "csv,json,xlsx"],
        f"command, {SHORT} pages": [phuluc, "extract", short, "-o", out, "--format", "csv,json"],
        "pdfplumber's bare pass": [*mine, "bare_pdfplumber", long],
    }


def measure(folder: Path, rounds: int) -> dict[str, Run]:
    """The best of some rounds of each contender, all taking turns."""
    best: dict[str, Run] = {}
    for _ in range(rounds):
        for name, command in commands(folder).items():
            now = run(command)
            was = best.get(name, now)
            best[name] = Run(min(was.total, now.total), min(was.work, now.work), min(was.peak, now.peak))
    return best


def figures(best: dict[str, Run]) -> list[float]:
    """The contract's figures, in its order."""
    slow = best["pdfplumber's bare pass"].total
    return [
        slow / best["command, csv json"].total,
        slow / best["command, csv json xlsx"].total,
        best["reading"].work / best["PDFium's bare pass"].work,
        best["command, csv json"].peak / best[f"command, {SHORT} pages"].peak,
        best["start-up"].total - best["bare Python"].total,
    ]


def main() -> int:
    """Make the documents, run, print; 1 where --assert was given and a figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assert", dest="strict", action="store_true", help="end with 1 where a figure is missed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--font", type=Path, help="a TrueType font with Vietnamese letters; by default one of boxes")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], Path(options.child[1]))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own: this one must stay small, for a child's peak counts its parent's at the fork.
        plan = [sys.executable, "-m", "tests.bench_plan"]
        for stem, pages in (("long", LONG), ("short", SHORT), ("warm", 1)):
            run([*plan, str(folder / f"{stem}.pdf"), str(pages), *([str(options.font)] if options.font else [])])
        best = measure(folder, options.rounds)
    return report(best, options.strict)


def report(best: dict[str, Run], strict: bool) -> int:
    """Print the table and the contract; 1 where a figure is missed and it matters."""
    print(f"{LONG} pages; processor seconds, the best of several rounds\n")
    print(f"{'':28}{'seconds':>9}{'ms a page':>11}{'peak MB':>9}")
    for name, taken in best.items():
        pages = SHORT if str(SHORT) in name else LONG
        each = "" if name in ("bare Python", "start-up") else f"{taken.work / pages * 1000:.2f}"
        print(f"{name:28}{taken.work:9.3f}{each:>11}{taken.peak:9.0f}")
    print()
    missed = 0
    for (what, side, limit), figure in zip(CONTRACT, figures(best), strict=True):
        kept = figure >= limit if side == "at least" else figure <= limit
        missed += not kept
        print(f"{'ok    ' if kept else 'MISSED'} {figure:6.2f}  {what} ({side} {limit:g})")
    return int(strict and missed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
