"""The options of the command line and the fields of Settings, one to one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from phuluc.errors import UsageError
from phuluc.settings import Engine, OcrMode, Settings

Command = TypeVar("Command", bound=Callable[..., Any])


_PAGE_DIGITS = 9  # no document has more pages, and Python refuses to count beyond 4,300 digits


def _is_page(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _PAGE_DIGITS


def _page_range(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    if not _is_page(first) or (dash and not _is_page(last)):
        raise UsageError(f"--pages {text[:40]}: no range of pages; write 3-8, or 5")
    return int(first), int(last if dash else first)


def _password(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise UsageError(f"--password-file {path}: cannot be read ({reason}); check its name and rights") from None


def _formats(text: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())


# A row an option: the field of Settings, the option, what makes the field's value of the option's.
_Row = tuple[str, Callable[[Command], Command], Callable[[Any], Any]]

READING: tuple[_Row[Any], ...] = (
    (
        "engine",
        click.option(
            "--engine",
            type=click.Choice(get_args(Engine)),
            help="Reader of PDF pages.",
            default="auto",
            show_default=True,
        ),
        str,
    ),
    (
        "ocr",
        click.option(
            "--ocr",
            type=click.Choice(get_args(OcrMode)),
            help="When to read pages by OCR.",
            default="auto",
            show_default=True,
        ),
        str,
    ),
    ("pages", click.option("--pages", metavar="3-8", help="Read these pages only, counted from 1."), _page_range),
    (
        "password",
        click.option("--password-file", "password", metavar="FILE", help="File that holds the document's password."),
        _password,
    ),
)

WRITING: tuple[_Row[Any], ...] = (
    (
        "out",
        click.option("-o", "--out", metavar="DIR", help="Folder for the files; - for standard output.  [default: out]"),
        Path,
    ),
    (
        "formats",
        click.option("--format", "formats", metavar="LIST", help="Formats, by commas.  [default: csv,json,xlsx]"),
        _formats,
    ),
    (
        "csv_raw",
        click.option(
            "--csv-raw",
            is_flag=True,
            help="Write CSV cells as they are, without the apostrophe that keeps "
            "a spreadsheet from running them as formulas.",
        ),
        bool,
    ),
)


def options(*groups: tuple[_Row[Any], ...]) -> Callable[[Command], Command]:
    """Put the options of these groups on a command, in the tables' order."""

    def decorate(command: Command) -> Command:
        for _, option, _ in reversed([row for group in groups for row in group]):
            command = option(command)
        return command

    return decorate


def settings_from(**chosen: Any) -> Settings:
    """Settings of what was chosen on the command line; what was not keeps its default.

    Raises:
        UsageError: a value makes no sense.
    """
    made = {field: make(chosen[field]) for field, _, make in READING + WRITING if chosen.get(field) is not None}
    return Settings(**made)
