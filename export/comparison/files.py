"""The formats of a comparison, and how its files reach a folder."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from export.part import Part
from export.writers import check_formats, stem_of, write_parts
from phuluc.difference import Comparison
from phuluc.issues import Issue

# Each module has `write(comparison, stream)`; it is imported when its format is asked for.
WRITERS: dict[str, str] = {
    "html": "export.comparison.page",
    "xlsx": "export.comparison.workbook",
    "json": "export.comparison.json_file",
}


def write_files(comparison: Comparison, folder: Path, formats: tuple[str, ...]) -> tuple[list[Path], list[Issue]]:
    """Write the reports as STEM.diff.html and so on, STEM being the new version's; all or none.

    Returns:
        The files, and what had to be cut to fit a format.

    Raises:
        OutputError: the folder or the disk does not take them; the earlier files are as they were.
    """
    check_formats(formats, WRITERS)
    parts = [_part(comparison, each) for each in dict.fromkeys(formats)]
    return write_parts(folder, stem_of(comparison.new.source.file), parts)


def _part(comparison: Comparison, name: str) -> Part:
    write = cast(Callable[[Comparison, BinaryIO], tuple[Issue, ...]], import_module(WRITERS[name]).write)
    return Part(f".diff.{name}", lambda stream: write(comparison, stream))
