"""These tests ensure that workers may be lost, and that jobs wait until there is room for them."""

import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from phuluc import guard
from phuluc.archive import run, work
from phuluc.archive.pool import Processes, WorkerLostError, flow
from phuluc.settings import Settings
from tests.archive.made import documents, put
from tests.archive.workers import Here

CHOICE = run.Choice(Settings(ocr="never"))

pytestmark = pytest.mark.skipif(not guard.available(), reason="no guarded processes on this system")


def once(folder: str) -> int:
    """A job that ends its worker the first time; every one has a mark of its own in the folder."""
    mark = Path(folder) / "mark"
    if not mark.exists():
        mark.touch()
        os._exit(9)
    return 7


def always(_: str) -> int:
    os._exit(9)


def double(number: int) -> int:
    return 2 * number


@pytest.mark.slow
def test_a_job_whose_worker_is_lost_is_given_to_another(tmp_path: Path) -> None:
    with Processes(2) as pool:
        assert [made for _, made in flow(pool, once, [str(tmp_path)])] == [7]
        with pytest.raises(WorkerLostError):
            list(flow(pool, always, ["x"]))
        assert sorted(made for _, made in flow(pool, always, ["x"], lambda _: [])) == []
        assert sorted(made for _, made in flow(pool, double, range(9))) == [0, 2, 4, 6, 8, 10, 12, 14, 16]


def test_no_more_jobs_are_taken_than_there_is_room() -> None:
    """This test ensures back-pressure: a million jobs are never in memory at once."""
    taken = []

    class Two(Here):
        def room(self) -> int:
            return 2

        def first(self, futures: Any) -> Any:
            return list(futures)[:1]

    def jobs() -> Iterator[int]:
        for number in range(20):
            taken.append(number)
            yield number

    for done, _ in enumerate(flow(Two(), double, jobs())):
        assert len(taken) <= done + 2


def test_nothing_big_goes_to_a_worker_or_comes_back(tmp_path: Path) -> None:
    """This test ensures that jobs and receipts are names and counts: what was read goes straight into the dataset."""
    made = list(documents(12, ("txt",)))
    put(tmp_path / "in", made)
    sent: dict[str, int] = {}

    class Weighing(Here):
        def submit(self, asked: Callable[[Any], Any], job: Any) -> Any:
            future = super().submit(asked, job)
            sent[asked.__name__] = len(pickle.dumps((asked, job))) + len(pickle.dumps(future.result()))
            return future

    told = run.run(str(tmp_path / "in"), str(tmp_path / "out"), CHOICE, Weighing(), lambda _: None)
    assert told.documents == len(made)
    assert set(sent) == {"look", "read", "merge"}
    read = sum(len(each.data) for each in made) / len(made)
    lines = sum(path.stat().st_size for path in (tmp_path / "out").rglob("*.parquet"))
    for size in sent.values():
        assert size < 500 * len(made) + 2000 < min(read * len(made), lines)


def test_documents_that_take_every_worker_along_fail_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "in", documents(4, ("txt",)))

    class Losing(Here):
        def submit(self, asked: Callable[[Any], Any], job: Any) -> Any:
            if asked is work.read and any("000002" in found.path for _, found in job.files):
                asked = _lose
            return super().submit(asked, job)

        def made(self, future: Any) -> Any:
            made = super().made(future)
            if made is None:
                raise WorkerLostError
            return made

    told = run.run(str(tmp_path / "in"), str(tmp_path / "out"), CHOICE, Losing(), lambda _: None)
    assert (told.read, told.documents, told.failed) == (4, 3, 1)
    (line,) = (tmp_path / "out" / "failures.jsonl").read_text().splitlines()
    assert "its worker was lost" in line
    assert "000002.txt" in line


def _lose(_: object) -> None:
    return None
