"""The tables in Arrow's memory and in Parquet files."""

import io
import json
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate, chain
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from export.dataset.describe import line_schema
from export.dataset.tables import DATASET, TABLES, Columns, Kind, Table, Value
from export.part import whole
from export.record import SCHEMA

# Lines of a row group: small enough that a filter by document or day skips most of a file, large enough to pack well.
_GROUP = 65_536
_TYPES: dict[Kind, Any] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "truth": pa.bool_(),
    "day": pa.date32(),
    "texts": pa.list_(pa.string()),
}
NAMES = tuple(table.name for table in TABLES)


@cache
def schema(name: str) -> Any:
    """The Arrow schema of a table; its metadata is that of the files: versions, and the JSON Schema of a line."""
    table = _table(name)
    told = {
        "phuluc.contract": SCHEMA,
        "phuluc.dataset": DATASET,
        "phuluc.table": table.name,
        "phuluc.json_schema": json.dumps(line_schema(table), ensure_ascii=False),
    }
    return pa.schema(_fields(table), metadata=told)


def _table(name: str) -> Table[Any]:
    return next(table for table in TABLES if table.name == name)


def _fields(table: Table[Any]) -> list[Any]:
    return [pa.field(column.name, _TYPES[column.kind], nullable=column.null) for column in table.columns]


@cache
def nested_type(name: str) -> Any:
    """The type of a column that holds, for each of several documents, its lines of a table."""
    return pa.list_(pa.struct(_fields(_table(name))))


def nested(name: str, documents: Sequence[Columns]) -> Any:
    """Such a column: one list of lines for each document."""
    fields = _fields(_table(name))
    columns = [[*chain.from_iterable(parts)] for parts in zip(*documents, strict=True)]
    values = [_array(column, field.type) for column, field in zip(columns, fields, strict=True)]
    offsets = pa.array([0, *accumulate(len(document[0]) for document in documents)], pa.int32())
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(values, fields=fields), nested_type(name))


def _array(values: Sequence[Value], kind: Any) -> Any:
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:  # half characters, which a lying font map can leave in a text
        return pa.array([_storable(value) for value in values], kind)


def _storable(value: Value) -> Value:
    """The value with no half characters in its texts, which UTF-8 cannot hold."""
    if isinstance(value, list):
        return list(map(whole, value))
    return whole(value) if isinstance(value, str) else value


def flat(name: str, column: Any) -> Any:
    """The lines of such a column as one Arrow table."""
    return pa.Table.from_batches([pa.RecordBatch.from_struct_array(column.flatten())]).cast(schema(name))


def joined(name: str, parts: Iterable[Any]) -> Any:
    """Tables of the same name as one, ordered by document; within a document the order stays."""
    whole = pa.concat_tables([schema(name).empty_table(), *parts])
    return whole.sort_by("sha256").combine_chunks()  # Arrow's sort is stable


def to_parquet(table: Any) -> bytes:
    """A Parquet file; the same lines give the same bytes."""
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd", row_group_size=_GROUP)
    return stream.getvalue()


def from_parquet(data: bytes, columns: Sequence[str] | None = None) -> Any:
    """What such a file holds."""
    return pq.read_table(pa.BufferReader(data), columns=None if columns is None else list(columns))
