"""These tests ensure that other programs read a dataset with no help, wherever it lies."""

import csv
import json
from pathlib import Path

import duckdb
import frictionless
import fsspec
import jsonschema
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from export.dataset import arrow
from export.dataset.describe import line_schema
from export.dataset.lines import from_bytes, lines_of, to_bytes
from export.dataset.tables import ROWS, TABLES, Columns, Kind, Value
from phuluc.archive import run, segment
from phuluc.archive.package import write_package
from phuluc.model import Document
from phuluc.settings import Settings
from tests.archive.made import documents, put
from tests.archive.workers import Here
from tests.export.build import documents as any_document

CHOICE = run.Choice(Settings(ocr="never"))


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readers")
    put(folder / "in", documents(6, ("txt", "html")))
    run.run(str(folder / "in"), str(folder / "out"), CHOICE, Here(), lambda _: None)
    return folder / "out"


def asked(question: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(question).fetchall()


def test_duckdb_and_pandas_see_the_same_lines(dataset: Path) -> None:
    for table in TABLES:
        lines = asked(f"FROM '{dataset}/{table.name}/**/*.parquet'")
        frame = pd.read_parquet(dataset / table.name)
        assert len(lines) == len(frame) > 0
        assert [column.name for column in table.columns] == list(frame.columns)
    due = asked(
        f"""SELECT count(*) FROM '{dataset}/tasks/*.parquet' JOIN '{dataset}/documents/*.parquet' USING (sha256)
        WHERE end_day BETWEEN DATE '2025-01-01' AND DATE '2030-12-31'"""
    )
    assert due[0][0]


def test_keys_and_links_hold(dataset: Path) -> None:
    lines = {table.name: pq.read_table(dataset / table.name).to_pylist() for table in TABLES}
    keys = {table.name: table.key for table in TABLES}
    for table in TABLES:
        own = [tuple(line[name] for name in table.key) for line in lines[table.name]]
        assert len(set(own)) == len(own)
        for link in table.links:
            there = {tuple(line[name] for name in keys[link.to]) for line in lines[link.to]}
            assert {tuple(line[name] for name in link.columns) for line in lines[table.name]} <= there


def test_lines_keep_to_their_json_schema(dataset: Path) -> None:
    for table in TABLES:
        schema = jsonschema.Draft202012Validator(line_schema(table))
        for line in pq.read_table(dataset / table.name).to_pylist():
            told = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in line.items()}
            schema.validate(told)


def test_the_csv_package_is_valid_and_says_the_same(dataset: Path) -> None:
    write_package(str(dataset))
    package = dataset / "csv" / "datapackage.json"
    report = frictionless.validate(str(package))
    assert report.valid, report.flatten(["title", "message"])
    assert report.stats["tasks"] == len(TABLES)
    with (dataset / "csv" / "tasks.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row, line in zip(rows, pq.read_table(dataset / "tasks").to_pylist(), strict=True):
        assert row["task"] == line["task"]
        assert json.loads(row["lead"]) == line["lead"]
        assert row["end_day"] == (line["end_day"].isoformat() if line["end_day"] else "")


def test_frictionless_finds_what_is_wrong(dataset: Path) -> None:
    """This test ensures that the check above can fail: a task of no document, and a day that is none."""
    write_package(str(dataset))
    path = dataset / "csv" / "periods.csv"
    path.write_bytes(path.read_bytes() + b"0" * 64 + b",,,0/1,0,,x,span,2025-13-01,,,false\r\n")
    types = {error[0] for error in frictionless.validate(str(dataset / "csv" / "datapackage.json")).flatten(["type"])}
    assert {"foreign-key", "type-error"} <= types


@pytest.mark.slow
@given(any_document())
def test_any_document_comes_through(document: Document) -> None:
    lines = lines_of(document)
    assert from_bytes(to_bytes(lines)) == lines
    read = segment.Read(segment.Outcome(document.source.sha256, None), lines)
    data = segment.packed([read], "how")
    for table, told in zip(TABLES, lines, strict=True):
        got = segment.lines(data, table.name, {document.source.sha256})
        got = arrow.joined(table.name, [got])
        assert got.schema.equals(arrow.schema(table.name), check_metadata=True)
        assert got.num_rows == len(told[0])
        assert arrow.from_parquet(arrow.to_parquet(got)).equals(got)


@pytest.mark.parametrize(
    "told", [None, [], {"a": 1}, [[]] * 6, [[]] * 7, [[[]]] * 6, [[[]] * len(table.columns) for table in TABLES[:5]]]
)
def test_lines_are_never_more_than_they_should_be(told: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_bytes(json.dumps(told).encode())


@pytest.mark.parametrize("told", [b"", b"[", b"\xff", b'"\\ud800"', b"[" * 100_000, b"{}[]"])
def test_what_is_no_json_is_no_lines(told: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_bytes(told)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("text", [1, True, ["x"], {}, 1.5]),
        ("integer", ["1", True, 1.0, 1 << 63, -(1 << 63) - 1, []]),
        ("number", ["1", True, float("nan"), float("inf"), 10**400, []]),
        ("truth", [0, "true", []]),
        ("day", ["2025-13-01", "", "hôm nay", 20250101, "10000-01-01", True, []]),
        ("texts", ["x", [1], [None], [["x"]], {"x": 1}, None]),
    ],
)
def test_a_column_takes_nothing_but_its_kind(kind: Kind, wrong: list[object]) -> None:
    right: dict[Kind, object] = {
        "text": "x",
        "integer": 1,
        "number": 0.5,
        "truth": True,
        "day": "2025-01-31",
        "texts": ["x"],
    }
    for place, table in enumerate(TABLES):
        line = [[right[column.kind]] for column in table.columns]
        told: list[list[list[object]]] = [[[] for _ in each.columns] for each in TABLES]
        told[place] = line
        assert json.loads(to_bytes(from_bytes(json.dumps(told).encode()))) == told
        for at, column in enumerate(table.columns):
            bad = [*wrong, *([] if column.null else [None])] if column.kind == kind else []
            for value in bad:
                told[place] = [*line[:at], [value], *line[at + 1 :]]
                with pytest.raises(ValueError, match=r"."):
                    from_bytes(json.dumps(told).encode())
        told[place] = [*line[:-1], line[-1] * 2]
        with pytest.raises(ValueError, match="lengths"):
            from_bytes(json.dumps(told).encode())


def test_half_characters_are_no_trouble() -> None:
    values: dict[str, Value] = {"text": "a\ud800", "texts": ["b\udfff"], "integer": 1}
    line: Columns = tuple([values[column.kind]] for column in ROWS.columns)
    lines = tuple(line if table is ROWS else tuple([] for _ in table.columns) for table in TABLES)
    for columns in (line, from_bytes(to_bytes(lines))[TABLES.index(ROWS)]):
        (got,) = arrow.batch("rows", [columns]).to_pylist()
        assert got["number"] == "a\ufffd"
        assert got["cells"] == ["b\ufffd"]


def test_source_and_dataset_in_a_file_system_of_fsspec() -> None:
    system = fsspec.filesystem("memory")
    made = list(documents(3, ("txt",)))
    for each in made:
        system.pipe_file(f"/archive/{each.name}", each.data)
    told = run.run("memory://archive", "memory://held", CHOICE, Here(), lambda _: None)
    assert (told.read, told.documents, told.failed) == (3, 3, 0)
    assert run.run("memory://archive", "memory://held", CHOICE, Here(), lambda _: None).read == 0
    names = [name.removeprefix("/held/") for name in system.find("/held")]
    assert sorted(names) == sorted(
        [*(f"{table.name}/all.parquet" for table in TABLES), "failures.jsonl", "manifest.json"]
    )
    paths = pq.read_table("/held/documents/all.parquet", filesystem=system).column("paths").to_pylist()
    assert sorted(path for (path,) in paths) == [f"memory:///archive/{each.name}" for each in made]
