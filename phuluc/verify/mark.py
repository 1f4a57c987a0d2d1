"""What a second opinion leaves on the document: flags on the rows that differ, and issues for all that does."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from normalize.confidence import disagreed
from phuluc.issues import Issue, IssueKind
from phuluc.model import Document, Table
from phuluc.opinion import Difference, Opinion
from phuluc.source import Source

_SHOWN = 60  # characters of each reading that an issue shows


def marked(document: Document, opinion: Opinion) -> Document:
    """The document with the opinion on it.

    Rows, and their tasks, in which the readings differ and nothing explains it are flagged `engines-disagree`, which
    lowers their confidence. Differences are issues, one for all cells of a row.
    """
    places = {(each.table, each.place) for each in opinion.disagreements}
    names = {each.row for each in opinion.disagreements if each.table is not None}
    return replace(
        document,
        tables=tuple(_marked(table, places) for table in document.tables),
        tasks=tuple(disagreed(task) if task.id in names else task for task in document.tasks),
        issues=(*document.issues, *_issues(opinion)),
        opinion=opinion,
    )


def _marked(table: Table, places: set[tuple[int | None, int | None]]) -> Table:
    rows = (disagreed(row) if (table.index, at) in places else row for at, row in enumerate(table.rows))
    return replace(table, rows=tuple(rows))


def _issues(opinion: Opinion) -> Iterator[Issue]:
    told: set[tuple[int | None, int | None]] = set()
    for each in opinion.disagreements:
        where = each.table, each.place
        if each.kind == "row" or where == (None, None) or where not in told:
            told.add(where)
            source = None if each.page is None else Source(each.page)
            yield Issue(IssueKind.ENGINES_DISAGREE, source, sentence(each, _SHOWN))


def sentence(difference: Difference, most: int) -> str:
    """A difference in one line: the row and column, and both readings, `most` characters of each from where they part.

    >>> sentence(Difference("cell", "letters", "Sở Y tế", "Sở Y te", row="0/1", column="Chủ trì"), 60)
    '0/1, Chủ trì: "Sở Y tế" in the first reading, "Sở Y te" in the second (letters)'
    """
    where = ", ".join(part for part in (difference.row, difference.column) if part) or f"the {difference.kind}"
    one, two = _from_where_they_part(difference.first, difference.second, most)
    return f"{where}: {one} in the first reading, {two} in the second ({difference.how})"


def _from_where_they_part(one: str | None, two: str | None, most: int) -> tuple[str, str]:
    """Both texts in quotes, without what they begin with alike where they are long; "nothing" for None."""
    alike = 0
    if one and two and max(len(one), len(two)) > most:
        alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
        alike = max(alike - most // 4, 0)
    return _quoted(one, alike, most), _quoted(two, alike, most)


def _quoted(text: str | None, start: int, most: int) -> str:
    if text is None:
        return "nothing"
    shown = " / ".join(text[start : start + most].split("\n"))
    return f'"{"…" if start else ""}{shown}{"…" if len(text) > start + most else ""}"'
