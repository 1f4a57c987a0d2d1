"""Every reader and every normaliser under fuzzing, for a given time.

    .venv/bin/python -m tests.fuzz.harness --seconds 60 [--only pdf-pdfium]

A harness is a name and a function of bytes that may raise a PhulucError and nothing else. Each gets an equal share of
the time; those that need LibreOffice or Tesseract take seconds an input, and are left out where these are not there.
Inputs are its seeds, mutated, and now and then nothing but chance. What is found is kept in `out/fuzz/`, told with its
traceback, and the exit code is 1; made small, it belongs in findings.toml.
"""

import argparse
import sys
import traceback
from collections.abc import Callable
from functools import partial
from math import inf
from pathlib import Path
from random import Random
from time import monotonic

from extract.office import find_soffice
from extract.readers import Input, read_document
from extract.sniff import sniff
from phuluc.errors import PhulucError
from phuluc.model import RawCell, RawDocument, RawPage, RawRow, RawTable, SourceFile
from phuluc.pipeline import read, understand
from phuluc.settings import Engine, Limits, OcrMode, Settings
from phuluc.source import Source
from tests.fuzz.mutations import ODD_TEXTS, mutate_bytes, mutated
from tests.fuzz.seeds import PASSWORD, seeds

FOUND = Path("out/fuzz")
LIMITS = Limits(bytes=8 << 20, unpacked_bytes=64 << 20, pages=50, glyphs_per_page=50_000, cells=50_000, seconds=20)
Harness = Callable[[bytes], object]


def _read(data: bytes, engine: Engine = "auto", ocr: OcrMode = "never") -> None:
    read(data, Settings(ocr=ocr, engine=engine, password=PASSWORD, limits=LIMITS))


def _sniff(data: bytes) -> None:
    """The kind of anything at all; RTF, ODT and DOC go no further than their own checks where they are no document."""
    kind = sniff(data)
    if kind in ("text", "html", "docx", "xlsx"):
        list(read_document(Input("x", data), Settings(ocr="never", limits=LIMITS)).pages)


def _cells(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").split("\n")


def _period(data: bytes) -> None:
    from normalize.periods.parse import Context, parse_period

    for text in _cells(data):
        parse_period(text, Context(header_year=2025, document_year=2024))


def _agency(data: bytes) -> None:
    from normalize.agencies.parse import parse_agencies

    parse_agencies(data.decode("utf-8", "replace"))


def _output(data: bytes) -> None:
    from normalize.output import parse_outputs
    from normalize.periods.parse import Context

    parse_outputs(data.decode("utf-8", "replace"), Context())


def _title(data: bytes) -> None:
    from normalize.front.title import annex_title, parse_meta

    lines = _cells(data)
    annex_title(lines)
    parse_meta(lines)


def _stitch(data: bytes) -> None:
    """Page tables of any shape: fields by tabs, rows by lines, pages by form feeds."""
    pages = []
    for number, part in enumerate(data.decode("utf-8", "replace").split("\f")[:20], start=1):
        rows = [line.split("\t")[:12] for line in part.split("\n")[:100]]
        width = max(map(len, rows))
        source = Source(page=number)
        raw = tuple(RawRow(tuple(RawCell(col, text) for col, text in enumerate(row)), source) for row in rows)
        pages.append(RawPage(number, (RawTable(raw, width, "".join(map("".join, rows)), source),)))
    understand(RawDocument(SourceFile("x", "", "x", len(pages)), iter(pages)), Settings(limits=LIMITS))


def _documents(kind: str) -> Callable[[Random], bytes]:
    return lambda chance: mutated(kind, chance.choice(seeds(kind)), chance.getrandbits(40))


def _bytes_of(*kinds: str) -> Callable[[Random], bytes]:
    return lambda chance: mutate_bytes(chance.choice(seeds(chance.choice(kinds))), chance)


def _texts(chance: Random) -> bytes:
    """A line or a few of a plan's own text, changed; or what is odd in itself."""
    lines = seeds("txt")[-1].decode().replace("\t", "\n").split("\n")
    start = chance.randrange(len(lines))
    text = "\n".join(lines[start : start + chance.choice((1, 1, 3, 12))]) + chance.choice(("", *ODD_TEXTS))
    return mutate_bytes(text.encode(), chance) if chance.random() < 0.7 else text.encode()


# A name, what is fuzzed, and what makes its inputs.
HARNESSES: dict[str, tuple[Harness, Callable[[Random], bytes]]] = {
    "pdf-pdfium": (_read, _documents("pdf")),
    "pdf-pdfplumber": (partial(_read, engine="pdfplumber"), _documents("pdf")),
    "docx": (_read, _documents("docx")),
    "html": (_read, _documents("html")),
    "text": (_read, _documents("txt")),
    "xlsx": (_read, _bytes_of("xlsx")),
    "mht": (_read, _documents("mht")),
    "locked": (_read, _documents("locked")),
    "odt": (_read, _documents("odt")),
    "doc": (_read, _documents("doc")),
    "rtf": (_read, _documents("rtf")),
    "ocr": (partial(_read, ocr="auto"), _documents("picture")),
    "sniff": (_sniff, _bytes_of("pdf", "docx", "html", "txt")),
    "period": (_period, _texts),
    "agency": (_agency, _texts),
    "output": (_output, _texts),
    "title": (_title, _texts),
    "stitch": (_stitch, _documents("txt")),
}


def missing(name: str) -> str:
    """Why a harness cannot run here; empty where it can."""
    from extract.ocr.engine import ready

    if name in ("odt", "doc", "rtf"):
        return "" if find_soffice() else "LibreOffice is not installed"
    return ready() if name == "ocr" else ""


def fuzz(name: str, seed: int, seconds: float = inf, most: float = inf) -> tuple[int, int]:
    """Run one harness for a time, or on so many inputs; how many it took, and how many of them broke it."""
    harness, make = HARNESSES[name]
    make(Random(seed))  # its time begins once its seeds are made
    chance, until, taken, broken = Random(seed), monotonic() + seconds, 0, 0
    while taken < most and monotonic() < until:
        data = chance.randbytes(chance.randrange(400)) if chance.random() < 0.02 else make(chance)
        taken += 1
        try:
            harness(data)
        except PhulucError:
            pass
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            broken += 1
            FOUND.mkdir(parents=True, exist_ok=True)
            place = FOUND / f"{name}-{seed}-{taken}"
            place.write_bytes(data)
            print(f"{place}:")
            traceback.print_exc(limit=-4)
    return taken, broken


def main() -> int:
    options = argparse.ArgumentParser(description="Every reader and normaliser under fuzzing.")
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--only", choices=HARNESSES)
    chosen = options.parse_args()
    names = [chosen.only] if chosen.only else [*HARNESSES]
    bad = 0
    lacks = {name: missing(name) for name in names}
    names = [name for name in names if not lacks[name]]
    for name, lack in lacks.items():
        if lack:
            print(f"{name:16}left out: {lack}")
    for name in names:
        taken, broken = fuzz(name, chosen.seed, seconds=chosen.seconds / len(names))
        print(f"{name:16}{taken:8,} inputs{broken:6} faults", flush=True)
        bad += broken
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
