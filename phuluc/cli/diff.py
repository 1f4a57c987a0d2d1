"""`phuluc diff`: what changed between two versions of a plan."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from phuluc.cli.options import LIMITS, MEANING, READING, Command, options, settings_from
from phuluc.cli.say import complain, lines_of, say, table_console
from phuluc.errors import UsageError

if TYPE_CHECKING:
    from rich.text import Text

    from phuluc.difference import Comparison, RowChange, ValueChange
    from phuluc.model import Document

DIFFERENT = 1
NO_PLAN = 3  # a source without tasks cannot be compared, as one that cannot be read
_STYLES = {"removed": "red strike", "added": "green underline", "same": ""}
_SIGNS = {"added": "+", "removed": "-", "moved": "↕", "changed": "±", "renumbered": "#"}
# Where no colour tells what went and what came.
_MARKS = {"removed": ("[-", "-]"), "added": ("{+", "+}"), "same": ("", "")}

# Backspace keeps click from wrapping the lines.
_EXIT_CODES = """\b
Exit: 0 the two versions say the same
      1 they differ
      2 the command line is wrong
      3 a source cannot be read, or holds no task
      4 the reports cannot be written"""


@click.command(cls=Command, epilog=_EXIT_CODES)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("-o", "--out", metavar="DIR", help="Write reports there too, as STEM.diff.html and so on.")
@click.option(
    "--format",
    "formats",
    metavar="LIST",
    default="html,xlsx",
    show_default=True,
    help="Reports, by commas: html, xlsx, json.",
)
@options(READING, MEANING, LIMITS)
def diff(old: str, new: str, out: str | None, formats: str, **chosen: Any) -> int:
    """Compare two versions of a plan, OLD and NEW (files of any kind, or - for standard input).

    Rows are told apart by what they say, so that new numbers alone are no change. Printed are the rows added (+),
    removed (-), moved (↕), changed (±), and those that only got another number (#); what went stands as [-...-], what
    came as {+...+}, in colours on a terminal.
    """
    from export.comparison.files import WRITERS, write_files
    from export.writers import check_formats
    from phuluc.batch import attempt
    from phuluc.diff.compare import compare

    wanted = tuple(part.strip().lower() for part in formats.split(",") if part.strip())
    check_formats(wanted, WRITERS)
    if out == "-":
        raise UsageError("-o -: standard output is the list's; name a folder")
    documents, worst = _read((old, new), chosen)
    if len(documents) < 2:
        return worst
    found = compare(*documents)
    _print(found)
    say(_counts(found))
    if out is not None:
        done, error = attempt(lambda: write_files(found, Path(out), wanted))
        if error is not None:
            complain(str(error))
            return error.exit_code
        for path in done[0] if done else ():
            say(f"  {path}")
    return DIFFERENT if found.rows or found.document else 0


def _read(sources: tuple[str, str], chosen: dict[str, Any]) -> tuple[list["Document"], int]:
    """The documents that could be read and hold tasks, and the exit code where one could not or does not."""
    from phuluc.batch import run
    from phuluc.cli.progress import Progress

    documents, worst = [], 0
    with Progress() as progress:
        for result in run(sources, settings_from(**chosen), progress.page, write=False):
            progress.clear()
            if result.document is not None and result.document.tasks:
                documents.append(result.document)
            else:
                complain(f"{result.source}: {result.error or 'holds no task, so there is nothing to compare'}")
                worst = max(worst, result.exit_code if result.error is not None else NO_PLAN)
    return documents, worst


def _counts(found: "Comparison") -> str:
    told = [f"{count} {status}" for status, count in found.counts.items() if count]
    told += [f"{len(found.document)} of the document's own values"] if found.document else []
    return f"{found.old.source.file} and {found.new.source.file}: {', '.join((*told, f'{found.same} the same'))}"


def _print(found: "Comparison") -> None:
    """The table of changes; nothing where there is none."""
    from rich import box
    from rich.table import Table

    from export.values import label

    coloured = sys.stdout.isatty()
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=True)
    for name, share in (("", 0), ("STT", 0), ("Nhiệm vụ", 5), ("Giá trị", 2), ("Thay đổi", 7)):
        table.add_column(name, ratio=share or None, no_wrap=not share, overflow="fold")
    for value in found.document:
        table.add_row("±", "", "", label(value.path), _marked(value, coloured))
    for change in found.rows:
        _add(table, change, coloured)
    if found.rows or found.document:
        table_console().print(table)


def _add(table: Any, change: "RowChange", coloured: bool) -> None:
    """The lines of a row: a line a value, the row's own words in the first."""
    from rich.text import Text

    from export.comparison.words import stood
    from export.values import label

    signs = "".join(_SIGNS[status] for status in change.statuses)
    style = {"+": "green", "-": "red"}.get(signs, "")
    head = (signs, change.row.number, Text(lines_of(change.row.task), style))
    lines: list[tuple[str, str | Text]] = [(label(each.path), _marked(each, coloured)) for each in change.values]
    if change.moved or not lines:
        both = zip((change.old, change.new), stood(change, "en"), strict=True)
        places = dict.fromkeys(f"{row.id} {where}".rstrip() for row, where in both if row is not None)
        lines.insert(0, ("", " → ".join(map(lines_of, places))))
    for place, line in enumerate(lines):
        table.add_row(*(head if place == 0 else ("", "", "")), *line)


def _marked(value: "ValueChange", coloured: bool) -> "Text":
    """What went and what came, in one text."""
    from rich.text import Text

    from export.comparison.words import shown, word

    text = Text()
    for line in shown(value):
        text.append("\n" if text else "")
        for kind, words in line:
            before, after = ("", "") if coloured else _MARKS[kind]
            text.append(f"{before}{lines_of(words)}{after}", _STYLES[kind])
    if value.reworded:
        text.append(f"\n({word('reworded', 'en')})", "dim")
    return text
