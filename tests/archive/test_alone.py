"""These tests ensure that two runs do not write one dataset at a time, where nothing can be locked."""

import json
import os
import threading
from collections.abc import Sequence
from itertools import chain, repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    place.put("_journal/leases/killed.json", b'{"renewed": 7%b}' % by)
    monkeypatch.setattr(alone, "_SILENT", 0.05)
    said: list[str] = []
    with alone.alone(place, said.append):
        pass
    assert place.names("_journal") == []
    (line,) = said
    assert line.startswith(f"{place.address}: held by a run of {who}; this one sees for 0.05 s at most")


def test_who_holds_the_lease_stands_in_it(place: Place) -> None:
    with alone.alone(place):
        (name,) = place.names("_journal")
        told = place.get(name)
    assert told is not None
    assert f"process {os.getpid()}" in json.loads(told)["by"]


def test_a_run_that_ends_while_it_is_watched_makes_room(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.put("_journal/leases/ending.json", b'{"by": "ending", "renewed": 7}')
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
            for name in place.names("_journal"):
                place.remove(name)
            try:
                still_alone()
            except OutputError:
                lost.set()
    assert place.names("_journal") == []
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
        (name,) = place.names("_journal")
        before = place.get(name)
        assert failed.wait(60)
        while place.get(name) == before:
            threading.Event().wait(0.01)
        still_alone()


class Contender(threading.Thread):
    """A run that wants the lease, and takes one step, a request to the store or a sleep, when it is told to."""

    def __init__(self, number: int, held: list[int], waiting: list["Contender"]) -> None:
        super().__init__(daemon=True)
        self._lease = alone._Lease(Stepwise(PLACE), alone.unsaid)
        self._lease._name = f"{alone._LEASES}/{number}.json"
        self._number, self._held, self._waiting = number, held, waiting
        self._go, self._there = threading.Semaphore(0), threading.Semaphore(0)
        self.clock = 0.0

    def step(self) -> None:
        self._go.release()
        assert self._there.acquire(timeout=60)

    def turn(self) -> None:
        self._there.release()
        self._go.acquire()

    def run(self) -> None:
        self._go.acquire()
        try:
            with self._lease as lease:
                self._held.append(self._number)
                while len(self._held) == 1 and self._waiting != [self]:
                    lease._put()
        except UsageError:
            pass
        self._waiting.remove(self)
        self._there.release()


class Stepwise(Place):
    """A place each of whose requests is a step."""

    def put(self, name: str, data: bytes) -> None:
        turn()
        super().put(name, data)

    def get(self, name: str) -> bytes | None:
        turn()
        return super().get(name)

    def names(self, folder: str) -> list[str]:
        turn()
        return super().names(folder)

    def remove(self, name: str) -> None:
        turn()
        super().remove(name)


class Clock:
    """Each run's own: it moves while the run sleeps."""

    @staticmethod
    def monotonic() -> float:
        runner = threading.current_thread()
        return runner.clock if isinstance(runner, Contender) else 0.0

    @staticmethod
    def sleep(seconds: float) -> None:
        runner = threading.current_thread()
        assert isinstance(runner, Contender)
        runner.clock += seconds
        runner.turn()


PLACE = "memory://contended"


def turn() -> None:
    runner = threading.current_thread()
    if isinstance(runner, Contender):
        runner.turn()


@pytest.mark.slow
@given(st.integers(2, 3), st.booleans(), st.lists(st.permutations(range(3)), max_size=60))
def test_of_several_runs_at_once_one_goes_on(runs: int, killed: bool, orders: Sequence[Sequence[int]]) -> None:
    """This test ensures that one has the lease and all others are refused, in whichever order they are served."""
    place = Place(PLACE)
    for left in place.names("_journal"):  # by an example that failed
        place.remove(left)
    if killed:
        place.put("_journal/leases/7killed.json", b"{}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alone, "time", Clock)
        held: list[int] = []
        waiting: list[Contender] = []
        contenders = [Contender(number, held, waiting) for number in range(runs)]
        waiting.extend(contenders)
        for each in contenders:
            each.start()
        for number in chain(*orders, *repeat(range(runs), 500)):  # a wait for a killed run's lease is 62 steps
            if number < runs and contenders[number] in waiting:
                contenders[number].step()
    assert len(held) == 1
    assert not waiting
    assert place.names("_journal") == []
