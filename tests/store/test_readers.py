"""This test ensures that what batch writes is read in full by programs that know nothing of phuluc, and loaded."""

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
