"""The options of the command line and the fields of Settings, one to one."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from phuluc.errors import UsageError
from phuluc.model import Corrections
from phuluc.settings import LIMIT_OPTIONS, Engine, Limits, OcrMode, Settings

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
Made = TypeVar("Made")


_PAGE_DIGITS = 9  # no document has more pages, and Python refuses to count beyond 4,300 digits


def _is_page(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _PAGE_DIGITS


def _page_range(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    if not _is_page(first) or (dash and not _is_page(last)):
        raise UsageError(f"--pages {text[:40]}: no range of pages; write 3-8, or 5")
    return int(first), int(last if dash else first)


def secret_in(path: str, option: str) -> str:
    """What a file holds that must not stand on a command line, without the line's end or Notepad's mark.

    Raises:
        UsageError: it cannot be read; the option is named.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise UsageError(f"{option} {path}: cannot be read ({reason}); check its name and rights") from None


def _formats(text: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())


def day(text: str) -> date:
    """A day as ISO 8601 writes it.

    Raises:
        UsageError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text[:40]}: no day; write 2026-01-01") from None


def _corrections(paths: tuple[str, ...]) -> tuple[Corrections, ...]:
    from phuluc.corrections.file import load

    try:
        return tuple(load(Path(path)) for path in paths)
    except UsageError as error:
        raise UsageError(f"--corrections {error}") from None


_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_SIZE = re.compile(r"(\d{1,12})([kmg]?)(?:i?b)?", re.IGNORECASE | re.ASCII)


def size(text: str) -> int:
    """Bytes of a size as people write it.

    >>> size("512M"), size("2 GiB"), size("1000")
    (536870912, 2147483648, 1000)

    Raises:
        UsageError: it is none.
    """
    found = _SIZE.fullmatch(text.replace(" ", ""))
    if found is None or not int(found[1]):
        raise UsageError(f"{text[:40]}: no size; write 512M, 2G, or a number of bytes")
    return int(found[1]) * _UNITS[found[2].lower()]


def _amount(text: str) -> int:
    if not _is_page(text) or not int(text):
        raise UsageError(f"{text[:40]}: no limit; write a whole number of 1 or more")
    return int(text)


def seconds(text: str) -> float:
    """A number of seconds, a whole one.

    Raises:
        UsageError: it is none.
    """
    return float(_amount(text))


# A row an option: the field of Settings, the option, what makes the field's value of the option's.
_Row = tuple[str, Callable[[Decorated], Decorated], Callable[[Any], Any]]


def named(option: str, make: Callable[[str], Made]) -> Callable[[str], Made]:
    """The same, with the option's name before what it has to say."""

    def made(text: str) -> Made:
        try:
            return make(text)
        except UsageError as error:
            raise UsageError(f"{option} {error}") from None

    return made


def _parameter(limit: str) -> str:
    """Click's name for a limit's option; a field's own may be an option already (`pages`)."""
    return LIMIT_OPTIONS[limit].removeprefix("--").replace("-", "_")


# A row a limit: the field of Limits, how its value is written, what makes the value, what it is a limit of.
_LIMITS: tuple[tuple[str, str, Callable[[str], float], str], ...] = (
    ("bytes", "SIZE", size, "The file.  [default: 512M]"),
    ("unpacked_bytes", "SIZE", size, "All that a zip container holds.  [default: 1G]"),
    ("pages", "N", _amount, "Pages read.  [default: 5000]"),
    ("glyphs_per_page", "N", _amount, "Characters of one page.  [default: 200000]"),
    ("cells", "N", _amount, "Cells of all tables.  [default: 2000000]"),
    ("memory", "SIZE", size, "Memory that reading takes.  [default: 4G]"),
    ("seconds", "N", seconds, "Time that reading takes.  [default: 1200]"),
)

LIMITS: tuple[_Row[Any], ...] = (
    (
        "isolate",
        click.option(
            "--isolate/--no-isolate",
            default=None,
            help="Read each source in a guarded process, within a page too held to memory and time.  "
            "[default: with several sources]",
        ),
        bool,
    ),
    *(
        (
            _parameter(name),
            click.option(LIMIT_OPTIONS[name], metavar=metavar, help=about),
            named(LIMIT_OPTIONS[name], make),
        )
        for name, metavar, make, about in _LIMITS
    ),
)

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
        lambda path: secret_in(path, "--password-file"),
    ),
)

MEANING: tuple[_Row[Any], ...] = (
    (
        "as_of",
        click.option(
            "--as-of", metavar="DATE", help="Tell what took over each agency that was merged by then (2026-01-01)."
        ),
        named("--as-of", day),
    ),
    (
        "corrections",
        click.option(
            "--corrections",
            metavar="FILE",
            multiple=True,
            help="Put these corrections on the source that they were made for; may come several times.",
        ),
        _corrections,
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


def options(*groups: tuple[_Row[Any], ...]) -> Callable[[Decorated], Decorated]:
    """Put the options of these groups on a command, in the tables' order."""

    def decorate(command: Decorated) -> Decorated:
        for _, option, _ in reversed([row for group in groups for row in group]):
            command = option(command)
        return command

    return decorate


class Command(click.Command):
    """A command whose help shows the limits under a heading of their own."""

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the limits."""
        limits = {name for name, _, _ in LIMITS}
        for heading, limiting in (("Options", False), ("Limits on a hostile document", True)):
            shown = [
                p for p in self.get_params(context) if isinstance(p, click.Option) and (p.name in limits) is limiting
            ]
            rows = [row for p in shown if (row := p.get_help_record(context)) is not None]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


def settings_from(**chosen: Any) -> Settings:
    """Settings of what was chosen on the command line; what was not keeps its default.

    Raises:
        UsageError: a value makes no sense.
    """
    rows = READING + MEANING + WRITING + LIMITS
    made = {field: make(chosen[field]) for field, _, make in rows if chosen.get(field) is not None}
    limits = {name: made.pop(_parameter(name)) for name in LIMIT_OPTIONS if _parameter(name) in made}
    return Settings(**made, limits=Limits(**limits))
