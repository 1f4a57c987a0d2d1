"""The dataset as CSV files with a datapackage.json: a Frictionless Data Package, for what does not read Parquet.

Text stands as it is printed: this is for programs; a spreadsheet may take what begins with "=" for a formula.
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from export.dataset import arrow
from export.dataset.describe import table_schema
from export.dataset.tables import DATASET, TABLES, Table, Value
from export.record import SCHEMA
from phuluc.archive.commit import state
from phuluc.archive.merge import file_name
from phuluc.archive.place import Place, full, reach

FOLDER = "csv"


def write_package(dataset: str) -> None:
    """Write the dataset's tables, as they are now, into its folder csv.

    Raises:
        OutputError: it cannot be written.
    """
    place = Place(full(*reach(dataset)))
    leaves = state(place).leaves
    for table in TABLES:
        place.put_parts(f"{FOLDER}/{table.name}.csv", _csv(place, table, leaves))
    package = {
        "name": "phuluc-dataset",
        "title": "Task tables in the annexes of Vietnamese administrative decisions",
        "phuluc": {"dataset": DATASET, "contract": SCHEMA},
        "resources": [_resource(table) for table in TABLES],
    }
    place.put(f"{FOLDER}/datapackage.json", (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode())


def _resource(table: Table[Any]) -> dict[str, Any]:
    return {
        "name": table.name,
        "description": table.about,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": table_schema(table),
    }


def _csv(place: Place, table: Table[Any], leaves: tuple[str, ...]) -> Iterator[bytes]:
    """The file, leaf by leaf."""
    yield _rows([[column.name for column in table.columns]])
    for leaf in leaves:
        data = place.get(file_name(table.name, leaf))
        if data is not None:
            for batch in arrow.from_parquet(data).to_batches():
                columns = [batch.column(column.name).to_pylist() for column in table.columns]
                yield _rows([[_text(value) for value in line] for line in zip(*columns, strict=True)])


def _rows(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()


def _text(value: Value) -> str:
    """A value as Table Schema reads it: lists as JSON, true and false in small letters, null as nothing."""
    if value is None:
        return ""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else str(value)
