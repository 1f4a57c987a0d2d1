"""These tests ensure that a dataset elsewhere answers and loads as its copy here does, and that it alone is reached."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import fsspec
import pytest
from click.testing import CliRunner, Result

from phuluc.cli.dataset import found
from phuluc.cli.main import cli
from phuluc.errors import MissingSource, PhulucError, UsageError
from phuluc.store import afar
from phuluc.store.ask import Limits, ask, opened
from tests.store.small import HEALTH, plan, task, until, write
from tests.store.test_load import lines, stored

EVERY = "SELECT sha256, number, task, end_day FROM tasks ORDER BY ALL"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    tasks = [task(str(number), f"việc {number}", until(date(2025, 1, number)), HEALTH) for number in range(1, 5)]
    return write(tmp_path / "dataset", [plan("1", *tasks[:2]), plan("2", *tasks[2:])])


@pytest.fixture
def there(here: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The same in a store, with something beside it that is not the dataset's."""
    store, root = fsspec.filesystem("memory"), f"/{request.node.name}"
    store.put(str(here), f"{root}/dataset", recursive=True)
    store.pipe(f"{root}/secret.csv", b"a\nsecret\n")
    yield f"memory:/{root}/dataset"
    store.rm(root, recursive=True)


def command(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_a_question_is_answered_from_elsewhere(here: Path, there: str) -> None:
    questions = (["due", "--from", "2025-01-01", "--to", "2025-01-03"], ["agency", "Sở Y tế"], [EVERY])
    for question in questions:
        near, far = (command("query", place, *question, "--format", "csv", "--csv-raw") for place in (str(here), there))
        assert (near.exit_code, far.exit_code) == (0, 0), far.output
        assert near.stdout == far.stdout
        assert "việc 1" in far.stdout


def test_a_dataset_elsewhere_is_loaded(here: Path, there: str, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/plans.db"
    for written in (2, 0):
        done = command("load", there, "--to", address)
        assert done.exit_code == 0, done.output
        assert done.stderr.startswith(f"2 documents in the dataset: {written} written, ")
    assert stored(address) == lines(here)


def test_a_database_beside_a_dataset_elsewhere_is_none(there: str) -> None:
    done = command("load", there)
    assert isinstance(done.exception, UsageError)
    assert "say where with --to" in str(done.exception)


@pytest.mark.parametrize("what", ["{root}/secret.csv", "dataset://../secret.csv", "/etc/hostname"])
def test_a_select_reads_nothing_beside_it(there: str, what: str) -> None:
    name = what.format(root=there.rpartition("/")[0])
    with pytest.raises(PhulucError), opened(found(there), Limits()) as connection:
        list(ask(connection, f"SELECT * FROM read_csv('{name}')", {}).rows)


def test_it_is_not_written(there: str) -> None:
    place = found(there)
    assert isinstance(place, afar.Afar)
    with pytest.raises(PermissionError):
        place.folder().open("dataset://tasks/new.parquet", "wb")


def test_no_dataset_there_is_told(there: str) -> None:
    with pytest.raises(MissingSource, match="no dataset; make one with: phuluc batch"):
        found(f"{there}/tasks")
    with pytest.raises(UsageError, match="install what reaches it, or name a folder"):
        found("nothing-speaks-this://plans")


def test_a_store_that_goes_away_is_told_in_a_line(there: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: Any, **__: Any) -> None:
        raise ConnectionError("the line is down")

    with pytest.raises(MissingSource) as error, opened(found(there), Limits()) as connection:
        monkeypatch.setattr(afar.Folder, "open", lost)
        list(ask(connection, EVERY, {}).rows)
    assert "the line is down" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_name_that_leads_out_of_the_folder_is_none_of_the_dataset_s(tmp_path: Path) -> None:
    """An object store takes any key, and a copy goes where its name says."""

    class Sly:
        def find(self, root: str) -> list[str]:
            return [f"{root}/../../../out.parquet", "/elsewhere.parquet", f"{root}/0.parquet"]

        def get_file(self, name: str, target: str) -> None:
            Path(target).write_text(name)

    there = afar.Afar.at("sly://dataset", Sly(), "dataset")
    assert {name.rpartition("/")[2] for names in there.files.values() for name in names} == {"0.parquet"}
    there.copy(tmp_path / "a" / "b")
    copied = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(copied) == len(there.files)
    assert all(path.is_relative_to(tmp_path / "a" / "b") for path in copied)
