"""Memory that reading a scan takes, by its number of pages: `python -m tests.corpus.scan_memory`.

    python -m tests.corpus.scan_memory [--pages 10,80] [--dpi 200]

Each scan is read by the command in a process of its own, without the cache; the figure is that process's peak, its
threads included (Tesseract runs in them, no other process is started).
"""

import argparse
import os
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

from tests.bench import Run, run
from tests.corpus.content import load
from tests.corpus.layout import BASE
from tests.corpus.producers import PRODUCERS, produce
from tests.corpus.scans import Wear, as_pdf, pictures


def measure(pages: int, dpi: int) -> Run:
    """Read a coloured scan of so many pages."""
    wear = Wear("jpeg", dpi=dpi, seal=True)
    printed = list(pictures(produce(PRODUCERS["typst"], load("yte"), BASE).read_bytes(), wear))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        path.write_bytes(as_pdf(list(islice(cycle(printed), pages)), wear))
        os.environ["PHULUC_CACHE"] = ""
        phuluc = str(Path(sys.executable).with_name("phuluc"))
        return run([phuluc, "extract", "--max-seconds", "36000", "-o", folder, str(path)])


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--pages", default="10,80", help="numbers of pages, with commas")
    parser.add_argument("--dpi", type=int, default=200)
    arguments = parser.parse_args()
    for pages in map(int, arguments.pages.split(",")):
        taken = measure(pages, arguments.dpi)
        print(f"{pages:>4} pages  {taken.peak:6.0f} MB  {taken.total / pages:.2f} s of processor a page", flush=True)


if __name__ == "__main__":
    main()
