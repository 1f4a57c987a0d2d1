"""A segment of the journal: what became of some documents, all their lines included, in one file written whole.

It is Arrow's file format, a row a document: its digest, its failure if any, and for each table a list of its lines. Its
name is made of the documents and of how they were read: whoever does the same work again writes the same file.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from export.dataset import arrow
from export.dataset.lines import Lines
from export.dataset.tables import TABLES
from phuluc.archive.found import Failure

FOLDER = "_journal/segments"
_OUTCOME = (
    pa.field("sha256", pa.string(), nullable=False),
    pa.field("kind", pa.string()),
    pa.field("message", pa.string()),
    pa.field("exit_code", pa.int16()),
)
_SCHEMA = [*_OUTCOME, *(pa.field(name, arrow.nested_type(name)) for name in arrow.NAMES)]
_HEAD = ("sha256", "kind", "message", "exit_code")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document; `failure` None where it was read."""

    sha256: str
    failure: Failure | None


@dataclass(frozen=True, slots=True)
class Read:
    """A document's lines; none where it could not be read."""

    outcome: Outcome
    lines: Lines


def failed(sha256: str, failure: Failure) -> Read:
    """What a segment holds of a document that could not be read."""
    return Read(Outcome(sha256, failure), tuple(tuple([] for _ in table.columns) for table in TABLES))


def name_of(documents: Sequence[str], how: str) -> str:
    """The name of the segment of these documents, read in this way."""
    key = hashlib.sha256("\n".join([how, *documents]).encode()).hexdigest()
    return f"{FOLDER}/{documents[0][:16]}-{key[:16]}.arrow"


def packed(reads: Sequence[Read], how: str) -> bytes:
    """The file; `how` the documents were read is kept in it."""
    told = [read.outcome for read in reads]
    failures = [outcome.failure for outcome in told]
    columns = [
        pa.array([outcome.sha256 for outcome in told], pa.string()),
        pa.array([failure and failure.kind for failure in failures], pa.string()),
        pa.array([failure and failure.message for failure in failures], pa.string()),
        pa.array([failure and failure.exit_code for failure in failures], pa.int16()),
        *(arrow.nested(table.name, [read.lines[place] for read in reads]) for place, table in enumerate(TABLES)),
    ]
    schema = pa.schema(_SCHEMA, metadata={"how": how})
    stream = io.BytesIO()
    with pa.ipc.new_file(stream, schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_batch(pa.record_batch(columns, schema=schema))
    return stream.getvalue()


def how_of(data: bytes) -> str:
    """How the documents of a segment were read."""
    metadata: dict[bytes, bytes] = pa.ipc.open_file(pa.BufferReader(data)).schema.metadata or {}
    return metadata.get(b"how", b"").decode()


def outcomes(data: bytes) -> Iterator[Outcome]:
    """What became of a segment's documents."""
    for row in _batch(data, _HEAD).to_pylist():
        failed = row["kind"] is not None
        failure = Failure(row["kind"], row["message"], row["exit_code"]) if failed else None
        yield Outcome(row["sha256"], failure)


def lines(data: bytes, table: str, wanted: set[str]) -> Any:
    """The lines of a table, of the wanted documents, as an Arrow table."""
    batch = _batch(data, ("sha256", table))
    mask = pa.array([sha256 in wanted for sha256 in batch.column(0).to_pylist()], pa.bool_())
    return arrow.flat(table, batch.column(1).filter(mask))


def _batch(data: bytes, columns: Sequence[str]) -> Any:
    """These columns of the only batch."""
    places = [[field.name for field in _SCHEMA].index(name) for name in columns]
    options = pa.ipc.IpcReadOptions(included_fields=places)
    return pa.ipc.open_file(pa.BufferReader(data), options=options).get_batch(0)
