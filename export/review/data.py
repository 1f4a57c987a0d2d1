"""What the review page shows of a document, as plain types: the contract's records, and where each value stands."""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from export import labels, record, values
from export.columns import BY_NAME
from export.doubts import doubted, quoted_cuts, row_numbers
from export.notes import note
from export.recurrence import words as recurrence
from export.schedule import Horizon, horizon, marks
from phuluc import __version__
from phuluc.issues import Issue
from phuluc.model import Document, Role, Row, Table, Task
from phuluc.source import Source

Object = dict[str, Any]

# The roles of the columns that a value is read from; the other paths are the names of roles themselves.
_ROLES: dict[str, tuple[Role, ...]] = {"period": ("period", "start", "end")}
_SHARED_WORDS = ("kind", "severity", "issue", "mark", "meta", "file", "audit")  # tables of labels.toml
_SHARED = {"lead": "partners", "partners": "lead"}  # one column may name both: "Chủ trì: A; phối hợp: B"


def data(document: Document, save_url: str | None = None) -> Object:
    """The object that the page's script draws."""
    shown = horizon(document)
    cut = quoted_cuts(document)
    tables = {table.index: table for table in document.tables}
    rows = row_numbers(document)
    return {
        **record.head(document),
        "audit": record.tail(document)["audit"],
        "warnings": [_warning(issue) for issue in document.issues],
        "tables": [_table(table) for table in document.tables],
        "tasks": [_task(task, tables, rows.get(task.id), shown, cut) for task in document.tasks],
        "values": values.printed(values.of_document(document), document.corrections),
        "corrections": [
            {"task": each.task, "path": each.path, "old": each.old, "new": each.new, "note": each.note}
            for each in (*document.corrections, *(one for task in document.tasks for one in task.corrections))
        ],
        "pages": [{"number": each.number, "width": each.width, "height": each.height} for each in document.sheets],
        "horizon": None if shown is None else {"first": shown.first, "last": shown.last},
        "version": __version__,
        "saveUrl": save_url,
        "words": words(),
    }


def _table(table: Table) -> Object:
    return {**record.table_head(table), "rows": [_row(row) for row in table.rows]}


def _row(row: Row) -> Object:
    """A row with the boxes of its cells, `[page, x0, top, x1, bottom]` in points, by column."""
    return {
        "number": row.number,
        "cells": list(row.cells),
        "flags": list(row.flags),
        "confidence": row.confidence,
        "inherited": sorted(row.inherited),
        "sure": [round(sure, 2) for sure in row.sure],
        "places": [_boxes(sources) for sources in row.places],
        **_where(row.sources),
    }


def _where(sources: Sequence[Source]) -> Object:
    named = [source for source in sources if source.page is None and source.place]
    return {
        "boxes": _boxes(sources),
        "where": {"vi": "; ".join(map(labels.place, named)), "en": "; ".join(each.place or "" for each in named)},
    }


def _boxes(sources: Iterable[Source]) -> list[list[float]]:
    return [
        [source.page, *(round(side, 1) for side in (box.x0, box.top, box.x1, box.bottom))]
        for source in sources
        if source.page is not None and (box := source.box) is not None
    ]


def _task(
    task: Task, tables: dict[int, Table], place: tuple[int, int] | None, shown: Horizon | None, cut: frozenset[str]
) -> Object:
    """A task as in the JSON output, with its row, the columns of its values, its quarters and its doubts."""
    texts = values.of_task(task)
    columns: dict[str, list[int]] = {}
    if place is not None:
        table = tables[place[0]]
        columns = {path: _columns(path, text, table, table.rows[place[1]]) for path, text in texts.items()}
    return {
        **record.task(task),
        "row": place,
        "columns": {path: found for path, found in columns.items() if found},
        "values": values.printed(texts, task.corrections),
        "recurrence": recurrence(task.period.rrule),
        "quarters": {} if shown is None else marks(task.period, shown),
        "doubts": {column: list(names) for column, names in doubted(task, cut).items()},
        **_where(task.sources),
    }


def _columns(path: str, text: str, table: Table, row: Row) -> list[int]:
    """The columns of a row that a value was read from; where its own are empty, the one that it shares."""
    if path.startswith(values.EXTRA):
        label = path.removeprefix(values.EXTRA)
        return [
            place
            for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True))
            if cell == text and (label == column.label or label.startswith(f"{column.label} ("))
        ][:1]
    found = _of_roles(path, table)
    if text and path in _SHARED and not any(row.cells[place] for place in found):
        return _of_roles(_SHARED[path], table)
    return found


def _of_roles(path: str, table: Table) -> list[int]:
    roles = _ROLES.get(path, (path,))
    return [place for place, column in enumerate(table.columns) if column.role in roles]


def _warning(issue: Issue) -> Object:
    """A warning with its message as printed in the JSON, and what it adds to its kind's label in both languages."""
    source = issue.source
    return {
        "code": issue.kind.code,
        "severity": issue.kind.severity,
        "page": None if source is None else source.page,
        "note": {"vi": note(issue), "en": issue.note},
        "message": issue.message(),
    }


# --- words -------------------------------------------------------------------------------------------------------


@cache
def words() -> dict[str, dict[str, str]]:
    """What the page says, by language and name: its own words, and those of the sheets with their English."""
    told = tomllib.loads(files("export.review").joinpath("words.toml").read_text(encoding="utf-8"))
    english: dict[str, dict[str, str]] = told.pop("english")
    own = {f"{table}.{name}": both for table, names in told.items() for name, both in names.items()}
    return {
        "vi": {name: both["vi"] for name, both in own.items()} | _vietnamese(),
        "en": {name: both["en"] for name, both in own.items()}
        | {f"{table}.{name}": text for table, names in english.items() for name, text in names.items()},
    }


def _vietnamese() -> dict[str, str]:
    """The words that the sheets use, and the page with them."""
    told = {f"flag.{name}": labels.flag(name).label for name in labels.flags()}
    told |= {f"why.{name}": labels.flag(name).why for name in labels.flags()}
    told |= {f"column.{name}": column.label for name, column in BY_NAME.items()}
    return told | {f"{table}.{name}": text for table in _SHARED_WORDS for name, text in labels.words(table).items()}
