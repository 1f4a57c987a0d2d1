"""These tests ensure that a database holds what the dataset holds, document by document, whatever came between."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from export.dataset.tables import TABLES
from phuluc.cli.main import cli
from phuluc.errors import MissingSource, OutputError, UsageError
from phuluc.model import Document, Measure, Output
from phuluc.store import load as loading
from phuluc.store.ask import Limits, ask, opened
from phuluc.store.database import TARGETS, VERSION, open_database, shown
from phuluc.store.load import Loaded, load
from tests.export import build
from tests.store.conftest import PASSWORD, Server
from tests.store.small import CLUB, FINANCE, HEALTH, again, plan, task, until, write

Rows = dict[str, list[tuple[Any, ...]]]


def plans() -> list[Document]:
    measure = Measure(Decimal(3), Decimal("5.5"), "hội nghị", ("năm", "tỉnh"), approximate=True)
    output = Output("3-5,5 hội nghị", until(date(2025, 6, 30)), (measure,))
    return [
        plan("1", task("1", "Xây dựng kế hoạch", until(date(2025, 12, 31)), HEALTH, CLUB, outputs=(output,))),
        plan("2", task("1", "Tập huấn\n=1+1", again("FREQ=YEARLY"), FINANCE), task("2", 'Kiểm tra, "đôn đốc" \\ {a}')),
        replace(build.document(), source=replace(build.document().source, sha256="f" * 64)),
        plan("4", issuer=None, number=None, date=None),
    ]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return write(tmp_path / "kế hoạch [1]", plans())


@pytest.fixture
def embedded(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'plans.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.system)])
def address(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("embedded" if request.param == "sqlite" else "database"))


def stored(address: str) -> Rows:
    engine = open_database(address)
    with engine.connect() as connection:
        found = {each.name: sorted(map(tuple, connection.execute(sa.select(each))), key=repr) for each in TARGETS}
    engine.dispose()
    return found


def lines(dataset: Path) -> Rows:
    with opened(dataset, Limits()) as connection:
        return {each.name: sorted(ask(connection, f"FROM {each.name}", {}).rows, key=repr) for each in TABLES}


def test_a_database_holds_every_line_as_it_is_in_the_dataset(dataset: Path, address: str) -> None:
    assert load(dataset, address) == Loaded(4, 4, 0)
    assert stored(address) == lines(dataset)
    assert len(stored(address)["tasks"]) == 3 + len(build.tasks())


@pytest.mark.system
def test_postgresql_and_sqlite_hold_equal_rows_after_two_loads(dataset: Path, embedded: str, database: str) -> None:
    for address in (embedded, database):
        assert load(dataset, address).written == 4
        assert load(dataset, address) == Loaded(4, 0, 0)
    assert stored(embedded) == stored(database) == lines(dataset)


def places(address: str) -> dict[str, list[tuple[Any, ...]]]:
    """Where each task's line stands in the database's own files: what is not touched stays there."""
    engine = open_database(address)
    where = "rowid" if engine.dialect.name == "sqlite" else "ctid::text, xmin::text"
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"SELECT sha256, task_id, {where} FROM tasks ORDER BY sha256, task_id")
        found: dict[str, list[tuple[Any, ...]]] = {}
        for sha256, *rest in rows:
            found.setdefault(sha256, []).append(tuple(rest))
    engine.dispose()
    return found


def test_a_changed_document_replaces_its_rows_and_no_other(dataset: Path, address: str) -> None:
    load(dataset, address)
    before, stood = stored(address), places(address)
    old, *others = plans()
    new = plan("1", task("1", "Việc khác", again("FREQ=MONTHLY"), FINANCE), content="bản sửa")
    assert new.source.file == old.source.file
    write(dataset, [new, *others])
    assert load(dataset, address) == Loaded(4, 1, 1)
    after = stored(address)
    assert after == lines(dataset)
    for table, rows in before.items():
        assert [row for row in rows if row[0] != old.source.sha256] == [
            row for row in after[table] if row[0] != new.source.sha256
        ]
    kept = {sha256: where for sha256, where in places(address).items() if sha256 != new.source.sha256}
    assert kept == {sha256: where for sha256, where in stood.items() if sha256 != old.source.sha256}


def test_a_document_read_anew_with_another_outcome_is_replaced(dataset: Path, address: str) -> None:
    load(dataset, address)
    first, *others = plans()
    write(dataset, [replace(first, tasks=(task("1", "Đọc lại khác đi"),)), *others])
    assert load(dataset, address) == Loaded(4, 1, 0)
    assert stored(address) == lines(dataset)


def test_documents_of_another_dataset_stay(dataset: Path, tmp_path: Path, embedded: str) -> None:
    load(dataset, embedded)
    other = write(tmp_path / "other", [plan("khác", task("1", "Việc của nơi khác"))])
    assert load(other, embedded) == Loaded(1, 1, 0)
    assert len(stored(embedded)["documents"]) == 5
    assert load(other, embedded, prune=True) == Loaded(1, 0, 4)
    assert stored(embedded) == lines(other)


class CutError(Exception):
    pass


@pytest.fixture
def cut_short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A load that ends in the middle of its second document."""
    calls = iter(range(1000))

    def insert(*arguments: Any) -> None:
        if next(calls) == len(TARGETS) + 3:
            raise CutError
        write_lines(*arguments)

    write_lines = loading._insert
    with monkeypatch.context() as patch:
        patch.setattr(loading, "_CHUNK", 1)
        patch.setattr(loading, "_insert", insert)
        yield


def test_a_load_cut_short_leaves_whole_documents(dataset: Path, address: str, cut_short: None) -> None:
    with pytest.raises(CutError):
        load(dataset, address)
    whole = lines(dataset)
    there = stored(address)
    assert len(there["documents"]) == 1
    ids = {row[0] for row in there["documents"]}
    assert there == {name: [row for row in rows if row[0] in ids] for name, rows in whole.items()}
    assert load(dataset, address) == Loaded(4, 3, 0)
    assert stored(address) == whole


def test_no_text_of_postgresql_holds_nul_and_sqlite_agrees(tmp_path: Path, address: str) -> None:
    folder = write(
        tmp_path / "nul", [plan("1", task("1", "một\0hai", until(date(2025, 1, 1)), replace(CLUB, text="a\0b")))]
    )
    load(folder, address)
    found = dict(zip((column.name for column in TABLES[1].columns), stored(address)["tasks"][0], strict=True))
    assert (found["task"], found["lead"]) == ("một\ufffdhai", ["a\ufffdb"])


def test_keys_hold_and_questions_have_their_indexes(dataset: Path, address: str) -> None:
    load(dataset, address)
    engine = open_database(address)
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.execute(TARGETS[2].update().values(task_id="9/9"))
    inspector = sa.inspect(engine)
    for table in TABLES:
        assert tuple(inspector.get_pk_constraint(table.name)["constrained_columns"]) == table.key
        assert len(inspector.get_foreign_keys(table.name)) == len(table.links)
        indexed = {index["column_names"][0] for index in inspector.get_indexes(table.name)}
        assert indexed >= set(table.asked)
    engine.dispose()


def test_tables_of_another_version_are_left_alone(dataset: Path, address: str) -> None:
    load(dataset, address)
    engine = open_database(address)
    with engine.begin() as connection:
        connection.execute(VERSION.update().values(version="phuluc-dataset/0"))
    engine.dispose()
    with pytest.raises(OutputError, match="tables of phuluc-dataset/0, not phuluc-dataset/1"):
        load(dataset, address)


def test_tables_of_another_program_are_left_alone(dataset: Path, address: str) -> None:
    engine = open_database(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE tasks (id INTEGER)")
    engine.dispose()
    with pytest.raises(OutputError, match="a table tasks that phuluc did not make"):
        load(dataset, address)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("nonsense", "no address of a database"),
        ("mysql://u:geheim@h/x", "mysql: no database that phuluc loads into"),
        ("postgresql://u:geheim@h:port/x", "no address of a database"),
        ("sqlite://", "needs a file"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(dataset: Path, bad: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as error:
        load(dataset, bad)
    assert "geheim" not in str(error.value)


def one_line(*arguments: str) -> tuple[int, str]:
    """The exit code and what is said, of a command that fails, as main would say it."""
    done = CliRunner().invoke(cli, arguments)
    assert isinstance(done.exception, OutputError)
    text = str(done.exception)
    assert "\n" not in text
    assert PASSWORD not in text
    return done.exception.exit_code, text


def test_a_server_out_of_reach_is_one_line(dataset: Path) -> None:
    code, text = one_line("load", str(dataset), "--to", "postgresql://u:geheim@127.0.0.1:1/x")
    assert code == 4
    assert text.startswith("postgresql://u:***@127.0.0.1:1/x: ")
    assert "geheim" not in text


@pytest.mark.system
def test_what_a_server_refuses_is_one_line(dataset: Path, postgres: Server, database: str) -> None:
    postgres.run(f"DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'")
    no_rights = postgres.url("plans", user="guest")
    refused = {
        "password authentication failed": postgres.url("plans", password="wrong"),
        'database "nowhere" does not exist': postgres.url("nowhere"),
        "permission denied for schema public": no_rights,
    }
    for said, address in refused.items():
        code, text = one_line("load", str(dataset), "--to", address)
        assert code == 4
        assert said in text
    assert PASSWORD not in shown(open_database(no_rights))


def test_the_default_is_sqlite_beside_the_dataset(dataset: Path) -> None:
    done = CliRunner().invoke(cli, ["load", str(dataset)])
    assert done.exit_code == 0, done.output
    assert done.stderr.splitlines()[0].startswith("4 documents in the dataset: 4 written, 0 as they were; ")
    database = dataset.with_name(f"{dataset.name}.db")
    assert stored(f"sqlite:///{database}") == lines(dataset)


def test_a_folder_that_is_no_dataset_is_told(tmp_path: Path, embedded: str) -> None:
    with pytest.raises(MissingSource, match="no dataset; make one with: phuluc batch"):
        load(tmp_path, embedded)
