"""All PDFs below a folder, read under guard: how many are read, refused and why, and whether any crashed or hung.

    .venv/bin/python -m tests.fuzz.collections DIR [--engine pdfplumber]

For the test files of other PDF programs: unpacked, they are the strongest collections of broken PDFs that can be had.
In Debian's source packages: poppler, qpdf, pdf.js, mupdf, ghostscript, pypdf, pdfminer, pikepdf; on PyPI, the source
distributions of pdfplumber, camelot-py, pypdfium2, pdfrw, pdfreader, borb, docling-parse and others.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from time import monotonic

from phuluc.batch import has_stt_table
from phuluc.errors import PhulucError
from phuluc.guard import Guard
from phuluc.issues import IssueKind
from phuluc.settings import Limits, Settings

SECONDS, MEMORY = 30.0, 2 << 30
_DIGITS = re.compile(r"\d[\d,]*")
_WORTH_A_LOOK = re.compile(r"crashed|internal error|no answer|seconds|memory")
_BAD = re.compile(r"crashed|internal error|no answer")


def files(folder: Path) -> Iterator[Path]:
    """Each PDF once, whatever it is called and however often it is kept."""
    seen: set[bytes] = set()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and (path.suffix.lower() == ".pdf" or _is_pdf(path)):
            digest = sha256(path.read_bytes()).digest()
            if digest not in seen:
                seen.add(digest)
                yield path


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as stream:
        return b"%PDF-" in stream.read(1024)


def main() -> int:
    options = argparse.ArgumentParser(description="Collections of broken PDFs through phuluc, under guard.")
    options.add_argument("folder", type=Path)
    options.add_argument("--engine", choices=("pdfium", "pdfplumber"), default="pdfium")
    chosen = options.parse_args()
    return _read_all([*files(chosen.folder)], Settings(ocr="never", engine=chosen.engine, limits=_LIMITS))


_LIMITS = Limits(seconds=SECONDS, memory=MEMORY)


def _read_all(paths: list[Path], settings: Settings) -> int:
    """Read each, writing nothing; print the counts; 1 where one crashed or met a fault of phuluc's own."""
    ends: Counter[str] = Counter()
    pages = unreadable = bad = 0
    begun = monotonic()
    with Guard() as guard:
        for path in paths:
            try:
                document = guard.read(str(path), settings)
            except PhulucError as error:
                reason = _DIGITS.sub("N", str(error).partition(";")[0])
                ends[f"refused: {reason}"] += 1
                if _WORTH_A_LOOK.search(reason):
                    print(f"note: {path}: {error}", flush=True)
                bad += bool(_BAD.search(reason))
                continue
            ends["read" if has_stt_table(document) else "read, no STT table"] += 1
            pages += document.source.pages or 0
            unreadable += sum(issue.kind is IssueKind.PAGE_UNREADABLE for issue in document.issues)
    print(
        f"{len(paths):,} files in {monotonic() - begun:,.0f} s; {pages:,} pages read, {unreadable} of them unreadable"
    )
    for end, number in ends.most_common():
        print(f"{number:6,}  {end}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
