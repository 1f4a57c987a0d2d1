"""These tests ensure that two runs do not write one dataset at a time, where nothing can be locked."""

import json
import os
import threading
from pathlib import Path

import fsspec
import pytest

from phuluc.archive import alone, run
from phuluc.archive.place import Place
from phuluc.errors import OutputError, UsageError
from phuluc.settings import Settings
from tests.archive.made import documents
from tests.archive.workers import Here

CHOICE = run.Choice(Settings(ocr="never"))
NEVER = 3600.0  # seconds


@pytest.fixture
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(alone, "_RENEWED", 0.01)
    monkeypatch.setattr(alone, "_SILENT", NEVER)
    return Place(f"memory://{request.node.name}")


@pytest.mark.slow
def test_a_second_run_is_refused_while_the_first_is_at_work(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, *_ = documents(1)
    (tmp_path / "a.txt").write_bytes(made.data)
    refused = []

    def again(_: run.Progress) -> None:
        with pytest.raises(UsageError, match="another run is at work"):
            run.run(str(tmp_path), place.address, CHOICE, Here(), lambda _: None)
        refused.append(True)

    assert run.run(str(tmp_path), place.address, CHOICE, Here(), again).documents == 1
    assert refused
    assert place.names("_journal") == []
    assert run.run(str(tmp_path), place.address, CHOICE, Here(), lambda _: None).read == 0


@pytest.mark.parametrize(
    ("by", "who"), [(b', "by": "server7, process 12"', "server7, process 12"), (b"", "another machine")]
)
def test_the_lease_of_a_killed_run_is_taken_over(
    place: Place, monkeypatch: pytest.MonkeyPatch, by: bytes, who: str
) -> None:
    """This test ensures that a run behind a killed one goes on, and says meanwhile what it waits for."""
    place.put("_journal/lease.json", b'{"run": "killed", "renewed": 7%b}' % by)
    monkeypatch.setattr(alone, "_SILENT", 0.05)
    said: list[str] = []
    with alone.alone(place, said.append):
        pass
    assert place.names("_journal") == []
    (line,) = said
    assert line.startswith(f"{place.address}: held by a run of {who}; this one sees for 0.05 s at most")


def test_who_holds_the_lease_stands_in_it(place: Place) -> None:
    with alone.alone(place):
        told = place.get("_journal/lease.json")
    assert told is not None
    assert f"process {os.getpid()}" in json.loads(told)["by"]


def test_a_run_that_ends_while_it_is_watched_makes_room(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.put("_journal/lease.json", b'{"run": "ending", "renewed": 7}')
    get = Place.get

    def ending(self: Place, name: str) -> bytes | None:
        told = get(self, name)
        if told is not None and b"ending" in told:
            self.remove(name)
        return told

    monkeypatch.setattr(Place, "get", ending)
    with alone.alone(place) as still_alone:
        still_alone()


def test_who_has_lost_the_lease_commits_nothing(place: Place) -> None:
    """This test ensures that a run which slept, and was thought dead, leaves the dataset to the one that came after."""
    with alone.alone(place) as still_alone:
        still_alone()
        lost = threading.Event()
        while not lost.wait(0.01):
            place.put("_journal/lease.json", b'{"run": "other", "renewed": 0}')
            try:
                still_alone()
            except OutputError:
                lost.set()
    assert place.get("_journal/lease.json") == b'{"run": "other", "renewed": 0}'
    with pytest.raises(OutputError, match="no longer this run's alone"):
        still_alone()


def test_a_store_that_is_away_for_a_while_loses_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that renewals which fail are made up for by one that does not."""
    put, failed = Place.put, threading.Event()

    def failing(self: Place, name: str, data: bytes) -> None:
        if not failed.is_set():
            failed.set()
            raise OutputError("away")
        put(self, name, data)

    with alone.alone(place) as still_alone:
        monkeypatch.setattr(Place, "put", failing)
        before = place.get("_journal/lease.json")
        assert failed.wait(60)
        while place.get("_journal/lease.json") == before:
            threading.Event().wait(0.01)
        still_alone()


def test_one_of_many_who_try_at_once_makes_the_file(tmp_path: Path) -> None:
    system = fsspec.filesystem("memory")
    for place in (Place(str(tmp_path / "folder")), Place("memory://one-of-many")):
        made = [place.create("a/b", bytes([number])) for number in range(3)]
        assert made == [True, False, False]
        assert place.get("a/b") == b"\0"
    assert system.exists("/one-of-many/a/b")
