"""The tables in Arrow's memory and in Parquet files."""

import io
import json
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from export.dataset.describe import line_schema
from export.dataset.lines import storable
from export.dataset.tables import DATASET, TABLES, Columns, Kind, Table, Value
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


def batch(name: str, documents: Sequence[Columns]) -> Any:
    """Lines of several documents as one Arrow record batch, without the metadata of files."""
    fields = _fields(_table(name))
    columns = [[*chain.from_iterable(parts)] for parts in zip(*documents, strict=True)]
    values = [_array(column, field.type) for column, field in zip(columns, fields, strict=True)]
    return pa.record_batch(values, schema=pa.schema(fields))


def _array(values: Sequence[Value], kind: Any) -> Any:
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array([storable(value) for value in values], kind)


def held(lines: Any, wanted: Collection[str]) -> Any:
    """Of some lines, which are of these documents: a mask."""
    return pc.is_in(lines.column("sha256"), pa.array(wanted, pa.string()))


def joined(name: str, parts: Iterable[Any]) -> Any:
    """Tables of the same name as one, ordered by document; within a document the order stays."""
    told = schema(name)
    whole = pa.concat_tables([told.empty_table(), *(part.cast(told) for part in parts)])
    return whole.sort_by("sha256").combine_chunks()  # Arrow's sort is stable


def to_parquet(table: Any) -> bytes:
    """A Parquet file; the same lines give the same bytes."""
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd", row_group_size=_GROUP)
    return stream.getvalue()


def from_parquet(data: bytes, columns: Sequence[str] | None = None) -> Any:
    """What such a file holds."""
    return pq.read_table(pa.BufferReader(data), columns=None if columns is None else list(columns))
