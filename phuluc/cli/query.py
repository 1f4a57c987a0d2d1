"""`phuluc query`: questions to a dataset."""

import sys
from collections.abc import Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from phuluc.cli.options import day, named, seconds, size
from phuluc.cli.say import lines_of, say, table_console
from phuluc.errors import UsageError

if TYPE_CHECKING:
    import duckdb

    from export.answer import Answer
    from phuluc.store.questions import Question

_SHOWN = 200  # rows that a table shows: more are for a file
_SHORT = 14  # characters of a cell that is never wrapped: a day, a number, an id's beginning
_KINDS = ("table", "csv", "xlsx")


@click.command(
    epilog="\b\n"
    "Exit: 0 the question is answered\n"
    "      2 the command line or the question is wrong\n"
    "      3 the dataset cannot be read, or a limit is exceeded\n"
    "      4 the output cannot be written"
)
@click.argument("dataset", metavar="DATASET")
@click.argument("question", metavar="QUESTION")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--from", "first", metavar="DATE", help="due: the first day.")
@click.option("--to", "last", metavar="DATE", help="due: the last day.")
@click.option("--as-of", metavar="DATE", help="agency, overdue: the day asked about.  [default: today]")
@click.option("--former", is_flag=True, help="agency: with the bodies whose tasks it took over by then.")
@click.option("--param", "params", metavar="NAME=VALUE", multiple=True, help="The value of $NAME in a SELECT.")
@click.option("-o", "--out", metavar="FILE", help="A file to write, .csv or .xlsx; - for standard output.")
@click.option(
    "--format", "kind", type=click.Choice(_KINDS), help="How to write it.  [default: as FILE ends, or a table]"
)
@click.option("--csv-raw", is_flag=True, help="Write CSV cells as they are, as with extract.")
@click.option("--max-memory", metavar="SIZE", default="2G", show_default=True, help="Memory that answering takes.")
@click.option("--max-seconds", metavar="N", default="60", show_default=True, help="Time that answering takes.")
def query(dataset: str, question: str, name: str | None, **chosen: Any) -> None:
    """Answer a QUESTION to a DATASET that batch wrote: a SELECT of your own, or a ready one.

    DATASET is a folder, or the address of one (s3://...), of which no more is fetched than the question looks at.

    \b
    due --from DATE --to DATE   tasks due between two days, recurring ones on each day they fall on
    agency NAME [--as-of DATE]  tasks of a body, by name or id, and of what took it over by then
    overdue [--as-of DATE]      what was due by then and no later report in the dataset tells of

    A SELECT (DuckDB's SQL) sees the tables documents, tasks, agencies, outputs, periods and rows; it can read nothing
    else, and change nothing. A table shows 200 rows, a file holds all.
    """  # noqa: D301
    from phuluc.extras import need

    need("archive", "duckdb", "pyarrow", "fsspec")
    from phuluc.cli.dataset import found
    from phuluc.store.ask import Limits, ask, opened

    kind = _kind(chosen["kind"], chosen["out"])
    limits = Limits(
        named("--max-memory", size)(chosen["max_memory"]), named("--max-seconds", seconds)(chosen["max_seconds"])
    )
    most = _SHOWN + 1 if kind == "table" else None
    with opened(found(dataset), limits) as connection:
        asked = _asked(connection, question, name, chosen, most)
        if asked.said:
            say(asked.said)
        answer = ask(connection, asked.sql, asked.values)
        if kind == "table":
            _print(answer)
        else:
            _write(answer, kind, chosen["out"], raw=chosen["csv_raw"])


def _kind(kind: str | None, out: str | None) -> str:
    """How the answer is written: as asked, else as the file's name ends, else as a table."""
    suffix = Path(out or "").suffix.lower().removeprefix(".")
    if kind is None and out is not None and suffix not in _KINDS[1:]:
        raise UsageError(f"-o {out}: what kind of file? end its name in .csv or .xlsx, or add --format")
    found = kind or (suffix if out else "table")
    if found == "xlsx" and out is None:
        raise UsageError("--format xlsx: a workbook needs a place; add -o FILE, or -o - for standard output")
    if found == "table" and out not in (None, "-"):
        raise UsageError(f"-o {out}: a table is for the terminal; write CSV or XLSX")
    return found


def _asked(
    connection: "duckdb.DuckDBPyConnection",
    question: str,
    name: str | None,
    chosen: Mapping[str, Any],
    most: int | None,
) -> "Question":
    """What is asked: a ready question by its name, else a SELECT."""
    from phuluc.store import questions

    if name is not None and question != "agency":
        raise UsageError(f"{name[:40]}: only agency takes a name; put a SELECT between quotation marks")
    on = _day(chosen, "as_of") or date.today()
    match question:
        case "due":
            first, last = _day(chosen, "first"), _day(chosen, "last")
            if first is None or last is None:
                raise UsageError("due needs a first and a last day; write --from 2025-01-01 --to 2025-03-31")
            if first > last:
                raise UsageError(f"--to {last} is before --from {first}")
            return questions.due(connection, first, last, most)
        case "overdue":
            return questions.overdue(connection, on, most)
        case "agency":
            if not name:
                raise UsageError('agency needs a name or an id; write agency "Bộ Y tế"')
            return questions.agency(connection, name, on, most, former=chosen["former"])
        case _:
            return questions.Question(question, _params(chosen["params"]))


_DAYS = {"first": "--from", "last": "--to", "as_of": "--as-of"}


def _day(chosen: Mapping[str, Any], field: str) -> date | None:
    return None if chosen[field] is None else named(_DAYS[field], day)(chosen[field])


def _params(texts: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--param {text[:40]}: no value; write NAME=VALUE")
        found[name] = value
    return found


def _write(answer: "Answer", kind: str, out: str | None, *, raw: bool) -> None:
    from export.answer import write_csv, write_xlsx
    from export.atomic import FileSet

    def fill(stream: BinaryIO) -> None:
        if kind == "csv":
            write_csv(answer, stream, raw=raw)
        else:
            write_xlsx(answer, stream)

    if out in (None, "-"):
        fill(sys.stdout.buffer)
        return
    path = Path(str(out))
    with FileSet(path.parent) as files:
        fill(files.open(path.name))
        files.commit()
    say(f"  {path}")


def _print(answer: "Answer") -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from export.answer import cell

    rows = [[lines_of(cell(value)) for value in row] for row in islice(answer.rows, _SHOWN)]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for place, column in enumerate(answer.columns):
        longest = max((len(row[place]) for row in rows), default=0)
        table.add_column(column, overflow="fold", no_wrap=longest <= _SHORT)
    for row in rows:
        table.add_row(*map(Text, row))
    table_console().print(table)
    if next(answer.rows, None) is not None:
        say(f"the first {_SHOWN} rows; -o FILE.csv or FILE.xlsx writes all, with every column")
