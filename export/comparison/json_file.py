"""A comparison as JSON, for scripts: schema "phuluc-diff/1".

    {"schema", "old": {"file", "sha256", "number"}, "new": {...}, "same": rows alike, "counts": {status: rows},
     "document": [value], "rows": [{"statuses", "old": {"id", "number", "kind", "section", "task", "pages"} or null,
     "new": ..., "above": [id or null, id or null], "values": [value]}]}

`above` are the rows right above a moved one in the old version and in the new.
A value is {"path", "old", "new", "removed", "added", "reworded"}: texts as `export.values` has them, the items of a
list that only one version has, and whether both say the same in other words.
"""

import json
from dataclasses import asdict
from typing import Any, BinaryIO

from export.columns import pages_of
from export.part import put
from phuluc.difference import Comparison
from phuluc.issues import Issue
from phuluc.model import Document, Task

SCHEMA = "phuluc-diff/1"


def write(comparison: Comparison, stream: BinaryIO) -> tuple[Issue, ...]:
    """Write the object."""
    put(stream, json.dumps(as_object(comparison), ensure_ascii=False, indent=1) + "\n")
    return ()


def as_object(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain types."""
    return {
        "schema": SCHEMA,
        "old": _version(comparison.old),
        "new": _version(comparison.new),
        "same": comparison.same,
        "counts": comparison.counts,
        "document": [asdict(value) for value in comparison.document],
        "rows": [
            {
                "statuses": list(change.statuses),
                "old": _row(change.old),
                "new": _row(change.new),
                "above": [None if row is None else row.id for row in change.above],
                "values": [asdict(value) for value in change.values],
            }
            for change in comparison.rows
        ],
    }


def _version(document: Document) -> dict[str, Any]:
    return {"file": document.source.file, "sha256": document.source.sha256, "number": document.meta.number}


def _row(task: Task | None) -> dict[str, Any] | None:
    if task is None:
        return None
    named = {name: getattr(task, name) for name in ("id", "number", "kind", "section", "task")}
    return named | {"pages": list(pages_of(task))}
