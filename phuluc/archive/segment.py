"""A segment of the journal: what became of some documents, all their lines included, in one file written whole.

It is an Arrow file of one row, whose columns are Arrow streams of their own, each packed as a whole: what became of the
documents, and the lines of each table. (Arrow's own compression packs every column of every table by itself, which
costs five times as much.) Its name is made of the documents and of how they were read: whoever does the same work again
writes the same file.
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
from phuluc.archive.place import JOURNAL

FOLDER = f"{JOURNAL}/segments"
_OUTCOMES = pa.schema(
    [
        pa.field("sha256", pa.string(), nullable=False),
        pa.field("kind", pa.string()),
        pa.field("message", pa.string()),
        pa.field("exit_code", pa.int16()),
    ]
)
_HEAD = "_outcomes"  # beside the tables' names
_PARTS = pa.schema([pa.field(name, pa.binary(), nullable=False) for name in (_HEAD, *arrow.NAMES)])
_CODEC = "zstd"


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
    outcomes = [
        pa.array([outcome.sha256 for outcome in told], pa.string()),
        pa.array([failure and failure.kind for failure in failures], pa.string()),
        pa.array([failure and failure.message for failure in failures], pa.string()),
        pa.array([failure and failure.exit_code for failure in failures], pa.int16()),
    ]
    head = pa.record_batch(outcomes, schema=_OUTCOMES.with_metadata({"how": how}))
    tables = [arrow.batch(table.name, [read.lines[place] for read in reads]) for place, table in enumerate(TABLES)]
    parts = [pa.array([_packed(part)], pa.binary()) for part in (head, *tables)]
    stream = io.BytesIO()
    with pa.ipc.new_file(stream, _PARTS) as writer:
        writer.write_batch(pa.record_batch(parts, schema=_PARTS))
    return stream.getvalue()


def how_of(data: bytes) -> str:
    """How the documents of a segment were read."""
    metadata: dict[bytes, bytes] = _part(data, _HEAD).schema.metadata
    return metadata[b"how"].decode()


def outcomes(data: bytes) -> Iterator[Outcome]:
    """What became of a segment's documents."""
    for row in _part(data, _HEAD).to_pylist():
        failed = row["kind"] is not None
        failure = Failure(row["kind"], row["message"], row["exit_code"]) if failed else None
        yield Outcome(row["sha256"], failure)


def lines(data: bytes, table: str, wanted: set[str]) -> Any:
    """The lines of a table, of the wanted documents, as an Arrow table."""
    found = _part(data, table)
    return found.filter(arrow.held(found, wanted))


def _packed(batch: Any) -> bytes:
    stream = io.BytesIO()
    with pa.ipc.new_stream(stream, batch.schema) as writer:
        writer.write_batch(batch)
    packed: bytes = pa.Codec(_CODEC).compress(stream.getbuffer(), asbytes=True)
    return packed


def _part(data: bytes, name: str) -> Any:
    """One of a segment's parts, as an Arrow table."""
    row = pa.ipc.open_file(pa.BufferReader(data)).get_batch(0)
    part = pa.BufferReader(row.column(name)[0].as_buffer())
    return pa.ipc.open_stream(pa.CompressedInputStream(part, _CODEC)).read_all()
