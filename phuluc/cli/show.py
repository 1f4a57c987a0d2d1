"""`phuluc show`: the tasks as a table in the terminal."""

from typing import TYPE_CHECKING, Any

import click

from phuluc.cli.options import LIMITS, MEANING, READING, Command, options, settings_from
from phuluc.cli.say import complain, lines_of, printable, say, table_console

if TYPE_CHECKING:
    from rich.table import Table

    from phuluc.model import Agency, Document, Task

# Label, share of the width, from what width of the terminal on it is shown.
_COLUMNS = (
    ("STT", 0, 0),
    ("Nhiệm vụ", 8, 0),
    ("Chủ trì", 4, 0),
    ("Phối hợp", 4, 110),
    ("Thời gian", 3, 0),
    ("Sản phẩm", 5, 110),
    ("!", 0, 0),
)


@click.command(cls=Command)
@click.argument("source", metavar="SRC")
@options(READING, MEANING, LIMITS)
def show(source: str, **chosen: Any) -> int:
    """Show the tasks of SRC (a file, or - for standard input) as a table.

    A row marked "!" has a flag; 110 columns and more show partners and outputs too.
    """
    from phuluc.batch import read_source
    from phuluc.cli.progress import Progress
    from phuluc.cli.summary import counts

    settings = settings_from(**chosen)
    with Progress() as progress:
        result = read_source(source, settings, progress.page)
    if result.document is None:
        complain(f"{source}: {result.error}")
        return result.exit_code
    _print(result.document)
    say(counts(result))
    return result.exit_code


def _print(document: "Document") -> None:
    console = table_console()
    meta = document.meta
    named = [meta.kind, meta.number, meta.date and f"{meta.date:%d/%m/%Y}", meta.issuer]
    heads = (" ".join(part for part in named if part), meta.title or "")
    for head in heads:
        if head:
            console.print(printable(head), style="bold", soft_wrap=True)
    if document.tasks:
        console.print(_table(document, console.width))


def _table(document: "Document", width: int) -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=True)
    shown = [place for place, (_, _, least) in enumerate(_COLUMNS) if width >= least]
    for place in shown:
        label, share, _ = _COLUMNS[place]
        table.add_column(label, ratio=share or None, no_wrap=not share, overflow="fold")
    for task in document.tasks:
        cells = _cells(task)
        style = {"section": "bold cyan", "group": "bold", "task": ""}[task.kind]
        table.add_row(*(Text(lines_of(cells[place])) for place in shown), style=style)
    return table


def _cells(task: "Task") -> tuple[str, ...]:
    from export.columns import output_text

    return (
        task.number,
        task.task,
        "\n".join(map(_agency, task.lead)),
        "\n".join(map(_agency, task.partners)),
        task.period.text,
        "\n".join(map(output_text, task.outputs)),
        "!" if task.flags else "",
    )


def _agency(agency: "Agency") -> str:
    """An agency as printed, and what took it over where that was asked for."""
    heir = agency.successor
    return agency.text if heir is None else f"{agency.text} → {heir.name or heir.id}"
