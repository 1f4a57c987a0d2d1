"""This test ensures that what batch writes is read in full by programs that know nothing of phuluc, and loaded."""

import importlib.util
import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pytest
import sqlalchemy as sa

from export.dataset.tables import TABLES
from phuluc.store.ask import Limits, ask, opened
from phuluc.store.database import TARGETS, open_database
from phuluc.store.load import load
from tests.patience import PATIENCE

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    source = folder / "src"
    source.mkdir()
    shutil.copy(ROOT / "samples" / "qd294.txt", source)
    (source / "khác.csv").write_text("STT,Chỉ tiêu,Giá trị\n1,Dân số,=1+1\n2,Diện tích,5\n", encoding="utf-8")
    (source / "hỏng.pdf").write_bytes(b"%PDF-1.7 broken")
    program = Path(sys.executable).parent / "phuluc"
    command = [*map(str, (program, "batch", source, "-o", folder / "data")), "--csv"]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == 3, done.stderr.decode()  # one document is broken
    return folder / "data"


def counts(dataset: Path) -> dict[str, int]:
    """The lines of each table as the dataset's manifest has them."""
    told: dict[str, int] = json.loads((dataset / "manifest.json").read_bytes())["lines"]
    assert told["documents"] == 2
    assert told["tasks"] == 33
    return told


def test_duckdb_pandas_and_frictionless_read_all_of_it(dataset: Path) -> None:
    told = counts(dataset)
    for table in TABLES:
        files = str(dataset / table.name / "**" / "*.parquet")
        assert duckdb.execute(f"SELECT count(*) FROM '{files}'").fetchall() == [(told[table.name],)]
        frame = pd.read_parquet(dataset / table.name)
        assert len(frame) == told[table.name]
        assert list(frame.columns) == [column.name for column in table.columns]
    report = frictionless.Package(str(dataset / "csv" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    assert {task.name: task.stats["rows"] for task in report.tasks} == told


@pytest.mark.system
def test_spark_reads_all_of_it(dataset: Path) -> None:
    """In a process of its own: PySpark (no wheel; its source package is 450 MB) warns of much that is not ours."""
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("PySpark or Java is not installed: pip install pyspark, apt install openjdk-17-jre-headless")
    script = """
import json, sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
tables = {name: spark.read.parquet(f"{sys.argv[1]}/{name}") for name in sys.argv[2:]}
tables["tasks"].createOrReplaceTempView("tasks")
ends = spark.sql("select end_day from tasks where task_id = '0/III.12'").collect()
print(json.dumps({name: [table.count(), table.columns] for name, table in tables.items()} | {"ends": str(ends[0][0])}))
"""
    told = counts(dataset)
    names = [table.name for table in TABLES]
    command = [sys.executable, "-c", script, str(dataset), *names]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    columns = {table.name: [column.name for column in table.columns] for table in TABLES}
    assert {name: seen[name] for name in names} == {name: [told[name], columns[name]] for name in names}
    assert seen["ends"] == "2025-12-31"


def test_a_real_plan_goes_from_paper_to_a_database_and_answers(dataset: Path, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'plans.db'}"
    assert load(dataset, address).written == 2
    engine = open_database(address)
    with engine.connect() as connection:
        held = {each.name: connection.scalar(sa.select(sa.func.count()).select_from(each)) for each in TARGETS}
    engine.dispose()
    assert held == counts(dataset)
    assert numbers_due(dataset, date(2021, 5, 1), date(2021, 5, 31)) == ["8"]  # "Tháng 5 hàng năm"


def numbers_due(dataset: Path, first: date, last: date) -> list[Any]:
    from phuluc.store import questions

    with opened(dataset, Limits()) as connection:
        ready = questions.due(connection, first, last, None)
        found = ask(connection, ready.sql, ready.values)
        return [row[found.columns.index("number")] for row in found.rows]
