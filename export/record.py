"""A Document as the JSON contract's object: plain types, keys in the contract's order, nulls kept."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from phuluc.issues import Issue
from phuluc.model import (
    Agency,
    Audit,
    Column,
    Correction,
    Document,
    Measure,
    Meta,
    Output,
    Period,
    Row,
    Span,
    Table,
    Task,
    Trust,
)
from phuluc.source import Source

SCHEMA = "phuluc/1"

Object = dict[str, Any]

_TRUST = tuple(part.name for part in fields(Trust))


def to_dict(document: Document) -> Object:
    """The whole object. `json_file` writes the same piece by piece, so that a long document is never held twice."""
    return {
        **head(document),
        "tables": [table(each) for each in document.tables],
        "tasks": [task(each) for each in document.tasks],
        **tail(document),
    }


def head(document: Document) -> Object:
    """The keys before the long lists."""
    return {"schema": SCHEMA, "document": _document(document)}


def tail(document: Document) -> Object:
    """The keys after the long lists."""
    return {"audit": _audit(document.audit), "warnings": [_warning(issue) for issue in document.issues]}


def table(table: Table) -> Object:
    """One table, rows and all."""
    return {**table_head(table), "rows": [row(each) for each in table.rows]}


def table_head(table: Table) -> Object:
    """A table's keys before its rows."""
    return {
        "index": table.index,
        "title": table.title,
        "pages": list(table.pages),
        "columns": [_column(column) for column in table.columns],
    }


def row(row: Row) -> Object:
    """One row of a table, its cells as printed."""
    return {
        "number": row.number,
        "kind": row.kind,
        "cells": list(row.cells),
        "sources": [_source(source) for source in row.sources],
        "flags": list(row.flags),
    }


def task(task: Task) -> Object:
    """One section, group or task."""
    return {
        "id": task.id,
        "path": list(task.path),
        "number": task.number,
        "kind": task.kind,
        "section": task.section,
        "parent": task.parent,
        "task": task.task,
        "lead": [_agency(agency) for agency in task.lead],
        "partners": [_agency(agency) for agency in task.partners],
        "period": _period(task.period),
        "outputs": [_output(output) for output in task.outputs],
        "extra": _extra(task.extra),
        "sources": [_source(source) for source in task.sources],
        "confidence": round(task.confidence, 4),
        "flags": list(task.flags),
        "trust": _trust(task.trust),
        "corrections": _corrections(task.corrections),
    }


def _corrections(corrections: Iterable[Correction]) -> list[Object]:
    return [{"path": each.path, "old": each.old, "new": each.new, "note": each.note} for each in corrections]


def _trust(trust: Trust) -> Object:
    return {part: round(getattr(trust, part), 4) for part in _TRUST}


def _document(document: Document) -> Object:
    file, meta = document.source, document.meta
    return {
        "source": {
            "file": file.file,
            "sha256": file.sha256,
            "media_type": file.media_type,
            "pages": file.pages,
            "producer": file.producer,
        },
        **_meta(meta),
        "as_of": _date(document.as_of),
        "corrections": _corrections(document.corrections),
    }


def _meta(meta: Meta) -> Object:
    return {
        "kind": meta.kind,
        "number": meta.number,
        "date": _date(meta.date),
        "issuer": meta.issuer,
        "title": meta.title,
        "horizon": None if meta.horizon is None else _span(meta.horizon),
    }


def _column(column: Column) -> Object:
    return {"label": column.label, "role": column.role}


def _source(source: Source) -> Object:
    box = source.box
    bbox = None if box is None else [round(side, 2) for side in (box.x0, box.top, box.x1, box.bottom)]
    return {"page": source.page, "bbox": bbox, "place": source.place}


def _agency(agency: Agency) -> Object:
    heir = agency.successor
    return {
        "text": agency.text,
        "id": agency.id,
        "name": agency.name,
        "kind": agency.kind,
        "successor": None if heir is None else {"id": heir.id, "name": heir.name},
    }


def _span(span: Span) -> Object:
    return {"start": _date(span.start), "end": _date(span.end)}


def _period(period: Period) -> Object:
    return {
        "text": period.text,
        "kind": period.kind,
        "start": _date(period.start),
        "end": _date(period.end),
        "spans": [_span(span) for span in period.spans],
        "rrule": period.rrule,
        "inferred": period.inferred,
    }


def _output(output: Output) -> Object:
    measures = [measure(each) for each in output.measures]
    return {
        "text": output.text,
        "period": None if output.period is None else _period(output.period),
        "measure": measures[0] if measures else None,
        "measures": measures,
    }


def measure(measure: Measure) -> Object:
    """One measure of an output."""
    return {
        "min": _number(measure.min),
        "max": _number(measure.max),
        "unit": measure.unit,
        "per": list(measure.per),
        "approximate": measure.approximate,
        "of": measure.of,
    }


def _audit(audit: Audit) -> Object:
    return {
        "glyphs": audit.glyphs,
        "in_rows": audit.in_rows,
        "in_headers": audit.in_headers,
        "in_repeated_headers": audit.in_repeated_headers,
        "in_furniture": audit.in_furniture,
        "lost": audit.lost,
    }


def _warning(issue: Issue) -> Object:
    return {
        "code": issue.kind.code,
        "message": issue.message(),
        "page": None if issue.source is None else issue.source.page,
        "severity": issue.kind.severity,
    }


def _extra(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Pairs as an object; a label that comes again is told apart by " (2)", for an object holds a key once."""
    extra: dict[str, str] = {}
    for label, text in pairs:
        key, again = label, 2
        while key in extra:
            key, again = f"{label} ({again})", again + 1
        extra[key] = text
    return extra


def _date(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
