"""WRITERS: a format's name to the module that writes it, and the one way in which its files reach a folder."""

import glob
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from export.atomic import FileSet
from export.part import Part
from phuluc.errors import OutputError, UsageError
from phuluc.issues import Issue
from phuluc.model import Document
from phuluc.settings import Settings

# Each module has `parts(document, settings)`; it is imported when its format is asked for.
WRITERS: dict[str, str] = {
    "csv": "export.csv_file",
    "json": "export.json_file",
    "xlsx": "export.xlsx_file",
    "ics": "export.ics_file",
    "review": "export.review.page",
}

_STEM_BYTES = (
    180  # of the 255 that file systems grant a name: room for ".table-9999.csv" and for a second source's "-2"
)


def check_formats(formats: tuple[str, ...], writers: Mapping[str, str] = WRITERS) -> None:
    """Refuse formats that there is no writer for.

    Raises:
        UsageError: a format is unknown, or none is named.
    """
    unknown = [each for each in formats if each not in writers]
    if unknown or not formats:
        raise UsageError(f"no format is called {', '.join(unknown) or '(nothing)'}; there are {', '.join(writers)}")


def write_files(
    document: Document, settings: Settings, taken: set[str] | None = None, stem: str | None = None
) -> tuple[list[Path], list[Issue]]:
    """Write a document's files into `settings.out`, all or none.

    Args:
        document: what to write.
        settings: `out`, `formats` and `csv_raw` count here.
        taken: names that this run has given already, added to; a second source of the same name gets "-2" to its stem.
        stem: what to call the files, where not after the source.

    Returns:
        The files in order of the formats, and what had to be cut to fit a format.

    Raises:
        OutputError: the folder or the disk does not take them; the earlier files are as they were.
    """
    check_formats(settings.formats)
    parts = _parts(document, settings)
    wanted = stem_of(document.source.file) if stem is None else stem
    stem = free_stem(wanted, [part.suffix for part in parts], taken if taken is not None else set())
    stale = _stale_tables(settings.out, stem) if "csv" in settings.formats else ()
    return write_parts(settings.out, stem, parts, stale)


def write_parts(
    folder: Path, stem: str, parts: Iterable[Part], stale: Iterable[Path] = ()
) -> tuple[list[Path], list[Issue]]:
    """Write files into a folder, all or none, under one stem; `stale` are files that go when these come.

    Returns:
        The files in order, and what had to be cut to fit a format.

    Raises:
        OutputError: the folder or the disk does not take them; the earlier files are as they were.
    """
    issues: list[Issue] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileSet(folder) as files:
            for part in parts:
                issues.extend(part.write(files.open(stem + part.suffix)))
            return files.commit(list(stale)), issues
    except OSError as error:
        raise _refused(folder, error) from error


def write_one(folder: Path, name: str, write: Callable[[BinaryIO], object]) -> Path:
    """Write one file into a folder, whole or not at all.

    Raises:
        OutputError: the folder or the disk does not take it; an earlier file is as it was.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileSet(folder) as files:
            write(files.open(name))
            return files.commit()[0]
    except OSError as error:
        raise _refused(folder, error) from error


def write_stream(document: Document, settings: Settings, stream: BinaryIO) -> list[Issue]:
    """Write the one format of `settings` to a stream: of a CSV, the tasks.

    Raises:
        UsageError: not exactly one format is asked for.
    """
    check_formats(settings.formats)
    if len(settings.formats) != 1:
        raise UsageError("standard output takes one format; name it with --format")
    return list(_parts(document, settings)[0].write(stream))


def stem_of(name: str) -> str:
    """The output's stem: the source's base name without its last suffix, and without what no file name should hold.

    >>> stem_of("qd294.pdf"), stem_of("-"), stem_of("../a/Kế hoạch 1.2.docx"), stem_of(".pdf")
    ('qd294', 'stdin', 'Kế hoạch 1.2', 'pdf')
    """
    if name == "-":
        return "stdin"
    base = re.split(r"[/\\]", name)[-1]
    shown = "".join("_" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in base)
    stem = Path(shown.strip(". ")).stem if shown.strip(". ") else ""
    return stem.encode()[:_STEM_BYTES].decode(errors="ignore").strip(". ") or "document"


def _parts(document: Document, settings: Settings) -> list[Part]:
    found: list[Part] = []
    for each in dict.fromkeys(settings.formats):
        make = cast(Callable[[Document, Settings], Iterator[Part]], import_module(WRITERS[each]).parts)
        found.extend(make(document, settings))
    return found


def free_stem(stem: str, suffixes: list[str], taken: set[str]) -> str:
    """The stem, or with "-2", "-3", ... where a source of this run took it (file systems may not know case or NFD)."""
    candidate, count = stem, 1
    while True:
        names = {unicodedata.normalize("NFC", candidate + suffix).casefold() for suffix in suffixes}
        if names.isdisjoint(taken):
            taken |= names
            return candidate
        count += 1
        candidate = f"{stem}-{count}"


def _stale_tables(folder: Path, stem: str) -> Iterator[Path]:
    """Tables that an earlier run wrote beside the same source, and this one may not have.

    A file that holds tasks is another source's own (of one called "STEM.table-1.pdf") and stays.
    """
    from export.csv_file import BOM, HEADER

    tasks_head = BOM + ",".join(HEADER)  # held against as text: the file may be anybody's, and no CSV at all
    for path in folder.glob(f"{glob.escape(stem)}.table-*.csv"):
        if re.fullmatch(r"\.table-\d+", path.name.removeprefix(stem).removesuffix(".csv")):
            with path.open(encoding="utf-8", errors="replace", newline="") as stream:
                if stream.read(len(tasks_head)) != tasks_head:
                    yield path


def _refused(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"cannot write into {folder} ({error.strerror or error}); "
        "free space, check the rights, or name another folder with -o"
    )
