"""The ready questions: SQL in files of their own, and what each needs to know before it can be asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import duckdb

from export.recurrence import counted_by, days
from normalize.agencies.heirs import name_of
from normalize.agencies.key import tokens, word_fold
from normalize.agencies.recognise import lookup
from normalize.agencies.register import succession

_ANYWHEN = date(1, 1, 1)  # the anchor of rules that fall on the same days whenever they began
_YEARS_BACK = 10  # how far a recurrence's last day is looked for: no plan's is further apart
_LIKE = 3  # names that are told where none is found
_NAMES = "SELECT DISTINCT coalesce(name, text) FROM agencies ORDER BY 1"
_BARE, _BARE_NAME = (f"translate(lower(strip_accents({text})), 'đ', 'd')" for text in ("text", "?"))
_LATELY = timedelta(days=92)  # the last that ended are looked for among these; where they are too few, among all
_SPARE = 8  # times the lines wanted that are looked at first: the reading of every task's text is put off till needed


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be asked: its SQL, the values that are bound in it, what is to be known beside the answer."""

    sql: str
    values: dict[str, Any]
    said: str = ""


def due(connection: duckdb.DuckDBPyConnection, first: date, last: date, most: int | None) -> Question:
    """Tasks due between two days, both counted; recurring ones on each day that they fall on.

    `most`: of this question and the others, how many lines are wanted, in the columns that a terminal has room for;
    None for all lines and columns.
    """
    _falls(connection, first, last)
    return _ready(connection, "due", {"first": first, "last": last, "most": most})


def overdue(connection: duckdb.DuckDBPyConnection, day: date, most: int | None) -> Question:
    """Tasks whose last day has passed, and of which no report of a later day is in the dataset."""
    _falls(connection, day - timedelta(days=366 * _YEARS_BACK), day)
    said = "what no report in this dataset tells of may have been reported all the same: ask before you judge"
    since = _ANYWHEN if most is None else day - _LATELY
    some = most
    while True:
        some = None if some is None else some * _SPARE
        values = {"day": day, "since": since, "some": some, "most": most}
        ready = _ready(connection, "overdue", values, said)
        if some is None or _count(connection, "picked") == most:
            return ready
        if _count(connection, "ended") < some:
            if since == _ANYWHEN:
                return ready
            since, some = _ANYWHEN, most


def agency(connection: duckdb.DuckDBPyConnection, name: str, day: date, most: int | None, *, former: bool) -> Question:
    """Tasks of a body, by its id or a name, and of those that had its tasks after it up to a day.

    `former`: of those whose tasks it has itself by that day, too.
    """
    wanted = _id_of(connection, name)
    line = list(succession(wanted, day)) if wanted else []
    if former:
        line += sorted(other for other in _ids(connection) - set(line) if wanted in succession(other, day))
    texts = _printed(connection, name, without_id=bool(line))
    return _ready(
        connection, "agency", {"ids": line, "texts": texts, "most": most}, _told(connection, name, line, texts)
    )


def _told(connection: duckdb.DuckDBPyConnection, name: str, line: list[str], texts: list[str]) -> str:
    if line:
        return ", ".join(f"{each} ({name_of(each) or 'as printed'})" for each in line)
    if texts:
        return "not in the register: looked for as printed"
    from rapidfuzz import process

    names = {_folded(each): each for each in _column(connection, _NAMES)}
    like = process.extract(_folded(name), names.keys(), limit=_LIKE)
    return "neither in the register nor in the dataset; like it: " + "; ".join(names[each] for each, _, _ in like)


# What a terminal has room for.
_SHOWN = {
    "due": "due, document, number, task, product, lead",
    "agency": "agency, part, document, number, task, period",
    "overdue": "due, document, number, task, lead, earlier_report",
}


def _ready(connection: duckdb.DuckDBPyConnection, name: str, values: dict[str, Any], said: str = "") -> Question:
    """Do all of a question's statements but the last, which is the question; of a few lines, only what is shown."""
    *before, last = duckdb.extract_statements(_text(name))
    for statement in before:
        connection.execute(statement, {each: values[each] for each in statement.named_parameters})
    sql = last.query if values["most"] is None else f"SELECT {_SHOWN[name]} FROM ({last.query})"
    return Question(sql, {each: values[each] for each in last.named_parameters}, said)


def _text(name: str) -> str:
    return files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _ids(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return set(_column(connection, "SELECT DISTINCT agency_id FROM agencies WHERE agency_id IS NOT NULL"))


def _id_of(connection: duckdb.DuckDBPyConnection, name: str) -> str | None:
    """The id of a body; a name may be an id, of the register or of the dataset, and be typed in any case."""
    if name_of(name) is not None or name in _ids(connection):
        return name
    return lookup(name).id or lookup(name.upper()).id


def _printed(connection: duckdb.DuckDBPyConnection, name: str, *, without_id: bool) -> list[str]:
    """The forms in which a name is printed, whatever their case and accents; or of those only what got no id."""
    only = " AND agency_id IS NULL" if without_id else ""
    return _column(connection, f"SELECT DISTINCT text FROM agencies WHERE {_BARE} = {_BARE_NAME}{only}", name)


def _folded(text: str) -> str:
    return " ".join(map(word_fold, tokens(text)))


def _falls(connection: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Give the session the table `falls`, the days on which each rule falls, and the view `recurring` beside it."""
    rules = _column(connection, "SELECT DISTINCT rrule FROM periods WHERE kind = 'recurring' AND rrule IS NOT NULL")
    _put(connection, "rules", "rrule TEXT, unit TEXT", ((rule, counted_by(rule)) for rule in rules))
    connection.execute(_text("recurring"))
    anchors = connection.execute("SELECT DISTINCT rrule, anchor FROM recurring").fetchall()
    _put(connection, "falls", "rrule TEXT, anchor DATE, day DATE", _days(anchors, first, last))


def _days(anchors: list[tuple[str, date]], first: date, last: date) -> Iterator[tuple[str, date, date]]:
    for rule, anchor in anchors:
        begin = first if anchor == _ANYWHEN else anchor
        yield from ((rule, anchor, day) for day in days(rule, begin, first, last))


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return connection.table(table).shape[0]


def _column(connection: duckdb.DuckDBPyConnection, sql: str, *values: str) -> list[str]:
    return [value for (value,) in connection.execute(sql, values).fetchall()]


def _put(connection: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Give the session a small table of its own."""
    connection.execute(f"CREATE TABLE {name} ({columns})")
    found = list(zip(*rows, strict=True))
    if found:
        unnested = ", ".join(["unnest(?)"] * len(found))
        connection.execute(f"INSERT INTO {name} SELECT {unnested}", list(map(list, found)))
