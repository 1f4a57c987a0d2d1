"""An archive of made documents with known content: text, HTML, DOCX, XLSX, PDF; some broken, some that hang or crash.

    .venv/bin/python -m tests.archive.made FOLDER --count 5000

A plan is laid out once a kind; each document has a number of its own, and where the kind has no place for one that can
be changed (XLSX, PDF) a comment of its own. Of 50 documents one is broken; of 200 one hangs its reader or crashes it,
if that is a faulty one (workers.py).
"""

import argparse
import io
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.corpus import as_docx, as_html, as_reportlab, as_text
from tests.corpus.content import PLANS, Plan, expected, load
from tests.corpus.layout import BASE

NUMBER = "100000/QĐ-UBND"
LAYOUT = replace(BASE, name="archive", letterhead=True, paper="portrait", size=12, page_number="bottom")
HANG, CRASH = b"HANG THE READER ", b"CRASH THE READER "
_EVERY_BROKEN, _EVERY_BAD = 50, 200
_BAD_AT = 77  # of 200; no place of a broken one
_MAKERS: dict[str, Callable[[Plan], bytes]] = {
    "txt": lambda plan: as_text.tabs(plan, LAYOUT),
    "html": lambda plan: as_html.page(plan, LAYOUT).encode(),
    "docx": lambda plan: as_docx.document(plan, LAYOUT),
    "xlsx": lambda plan: as_text.xlsx(plan, LAYOUT),
    "pdf": lambda plan: as_reportlab.pdf(plan, LAYOUT),
}
KINDS = tuple(_MAKERS)
_NUMBERLESS = ("xlsx", "pdf")


@dataclass(frozen=True, slots=True)
class Made:
    """A document, and what must become of it: `rows` in its tables, and its `number`; both None where it is refused."""

    name: str
    data: bytes
    rows: int | None
    number: str | None


def documents(count: int, kinds: tuple[str, ...] = KINDS) -> Iterator[Made]:
    """The first so many."""
    for place in range(count):
        kind, plan = kinds[place % len(kinds)], PLANS[place // len(kinds) % len(PLANS)]
        name = f"{place // 1000:03}/{place:06}.{kind}"
        if place % _EVERY_BAD == _BAD_AT:
            fault = HANG if place // _EVERY_BAD % 2 else CRASH
            yield Made(name, fault + str(place).encode(), None, None)
        elif place % _EVERY_BROKEN == _EVERY_BROKEN - 1:
            yield Made(name, _broken(place), None, None)
        else:
            rows = sum(len(expected(annex)) for annex in load(plan).annexes)
            number = None if kind in _NUMBERLESS else f"{100_000 + place}/QĐ-UBND"
            yield Made(name, _numbered(kind, _template(kind, plan), place), rows, number)


@cache
def _template(kind: str, plan: str) -> bytes:
    return _MAKERS[kind](replace(load(plan), number=NUMBER))


def _numbered(kind: str, data: bytes, place: int) -> bytes:
    old, new = NUMBER.encode(), f"{100_000 + place}/QĐ-UBND".encode()
    if kind == "pdf":
        return data + b"%% %d\n" % place
    return _rezipped(data, old, new) if kind in ("docx", "xlsx") else data.replace(old, new)


def _rezipped(data: bytes, old: bytes, new: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for info in source.infolist():
            target.writestr(info, source.read(info).replace(old, new), zipfile.ZIP_STORED)
        target.comment = new
    return stream.getvalue()


def _broken(place: int) -> bytes:
    """What no reader takes: half a DOCX, a PDF of nothing, bytes of no kind, no bytes but blanks."""
    number = str(place).encode()
    whole = _template("docx", PLANS[0])
    return (
        whole[: len(whole) // 2] + number,
        b"%PDF-1.7 " + number,
        bytes(range(1, 32)) * 40 + number,
        b" " * (1 + place),
    )[place // _EVERY_BROKEN % 4]


def put(folder: Path, made: Iterable[Made]) -> Path:
    """Write each into a folder, under its bare name; the folder."""
    folder.mkdir(exist_ok=True)
    for each in made:
        (folder / Path(each.name).name).write_bytes(each.data)
    return folder


def write(folder: Path, count: int) -> list[Made]:
    """Put them into a folder, unless they are there; what they are, without their bytes."""
    made = []
    for each in documents(count):
        path = folder / each.name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(each.data)
        made.append(replace(each, data=b""))
    return made


def main() -> None:
    """Write them."""
    options = argparse.ArgumentParser(description="An archive of made documents.")
    options.add_argument("folder", type=Path)
    options.add_argument("--count", type=int, default=5000)
    chosen = options.parse_args()
    write(chosen.folder, chosen.count)
    print(f"{chosen.count} documents below {os.fspath(chosen.folder)}")


if __name__ == "__main__":
    main()
