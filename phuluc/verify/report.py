"""A second opinion as people read it, and as scripts do."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

from phuluc.errors import PhulucError
from phuluc.issues import IssueKind
from phuluc.model import Document
from phuluc.opinion import Count, Difference, Opinion

_HOW = {
    "missing": "only one reading has it",
    "letters": "other letters",
    "order": "the same letters in another order",
    "blanks": "other blanks",
    "breaks": "other line breaks",
    "value": "another value",
}


def report(source: str, document: Document) -> Iterator[str]:
    """Lines that say what was compared, each difference with its page, row, column and both readings, and the rest."""
    opinion = document.opinion
    if opinion is None:
        why = next((i.note for i in document.issues if i.kind is IssueKind.NOT_VERIFIED), "it was not asked for")
        yield f"{source}: not verified: {why}"
        return
    verb = "disagree" if opinion.disagreements else "agree"
    yield f"{source}: {opinion.first} and {opinion.second} {verb}: {_counts(opinion)} alike"
    for each in opinion.disagreements:
        yield from _lines(each, opinion)
    yield from _explained([each for each in opinion.differences if each.explained])
    yield from (f"  not compared: {note}" for note in opinion.notes)


def as_object(source: str, document: Document | None, error: PhulucError | None) -> str:
    """The same as one JSON object: `agree` is null where there is no second reading, and `error` then says why."""
    opinion = document.opinion if document is not None else None
    found: dict[str, object] = {"source": source, "agree": None, "error": None if error is None else str(error)}
    if opinion is None:
        issues = () if document is None else document.issues
        notes = [issue.note for issue in issues if issue.kind is IssueKind.NOT_VERIFIED]
        found["error"] = found["error"] or next(iter(notes), None)
    else:
        found["agree"] = not opinion.disagreements
        found |= asdict(opinion)
    return json.dumps(found, ensure_ascii=False)


def _counts(opinion: Opinion) -> str:
    counted = (opinion.rows, "rows"), (opinion.cells, "cells"), (opinion.pages, "pages"), (opinion.glyphs, "letters")
    return ", ".join(_count(count, noun) for count, noun in counted if count.compared) or "nothing to compare, nothing"


def _count(count: Count, noun: str) -> str:
    return f"{count.alike:,} of {count.compared:,} {noun}"


def _lines(difference: Difference, opinion: Opinion) -> Iterator[str]:
    """Where a difference is and in what, then what each reading has."""
    page = f"page {difference.page}" if difference.page is not None else ""
    subject = {"page": "letters of the page", "header": "columns", "document": "the document", "outline": "outline"}
    parts = (page, difference.row, difference.column, subject.get(difference.kind, ""))
    yield f"  {', '.join(part for part in parts if part)}: {_HOW[difference.how]}"
    names = opinion.first, opinion.second
    width = max(map(len, names))
    for name, text in zip(names, (difference.first, difference.second), strict=True):
        first, *rest = (text if text is not None else "(nothing)").split("\n")
        yield f"    {name:<{width}}  {first}"
        yield from (f"    {'':<{width}}  {line}" for line in rest)


def _explained(differences: Sequence[Difference]) -> Iterator[str]:
    """What the second reading has less of for a known reason, in a line a reason."""
    for why, group in groupby(sorted(differences, key=lambda each: each.explained), key=lambda each: each.explained):
        own = list(group)
        pages = sorted({each.page for each in own if each.page is not None})
        where = f" (pages {', '.join(map(str, pages))})" if pages else ""
        yield f"  explained: {len(own)} more of the first reading's {why}{where}"
