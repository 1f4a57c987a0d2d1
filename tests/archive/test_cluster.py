"""These tests ensure that a Dask cluster makes what this machine makes alone, whoever is lost on the way."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from phuluc import __version__, guard
from phuluc.archive import run
from phuluc.archive.pool import NotDoneError, Processes, WorkerLostError, flow
from phuluc.cli.main import main
from phuluc.errors import OutputError, UsageError
from phuluc.settings import Settings
from tests.archive.big import dask, quiet, worker
from tests.archive.made import documents, put
from tests.archive.test_batch import files
from tests.archive.test_pool import always, double, once

CHOICE = run.Choice(Settings(ocr="never"))

pytestmark = pytest.mark.skipif(not guard.available(), reason="no guarded processes on this system")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(tmp_path_factory.mktemp("source"), documents(40, ("txt",)))


@pytest.fixture(scope="module")
def alone(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What this machine's own processes make of it."""
    dataset = tmp_path_factory.mktemp("alone") / "dataset"
    with Processes(2) as here:
        assert run.run(str(source), str(dataset), CHOICE, here, lambda _: None).documents == 40
    return files(dataset)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of Dask's: its sockets want a short name."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.mark.slow
def test_a_worker_killed_twice(
    source: Path, alone: dict[str, bytes], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This test ensures that nothing is lost or doubled with a worker, whatever it was at."""
    from phuluc.archive.cluster import Cluster

    monkeypatch.setattr(run, "_READ", 2)
    kills = [4, 12]
    with dask(3, folder) as (address, workers):

        def tell(progress: run.Progress) -> None:
            if progress.phase == "reading" and kills and progress.done >= kills[0]:
                kills.pop(0)
                workers[0].kill()
                workers[0].wait()
                workers[0] = worker(address, folder)

        with Cluster(address) as pool:
            told = run.run(str(source), str(tmp_path / "out"), CHOICE, pool, tell)
    assert not kills
    assert (told.read, told.documents, told.failed) == (40, 40, 0)
    assert files(tmp_path / "out") == alone


@pytest.mark.slow
def test_a_job_whose_worker_is_lost_is_given_to_another(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from phuluc.archive.cluster import Cluster

    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "1")  # deaths of a job's workers; else 3
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    with dask(3, folder) as (address, _), Cluster(address) as pool:
        assert [made for _, made in flow(pool, once, [str(tmp_path)])] == [7]
        with pytest.raises(WorkerLostError):
            list(flow(pool, always, ["x"]))


@pytest.mark.slow
def test_a_lost_scheduler_loses_nothing_that_was_read(
    source: Path, alone: dict[str, bytes], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from phuluc.archive.cluster import Cluster

    monkeypatch.setattr(run, "_READ", 2)
    out = tmp_path / "out"
    with dask(1, folder) as (address, processes), Cluster(address) as pool:

        def tell(progress: run.Progress) -> None:
            if progress.phase == "reading" and progress.done >= 4:
                processes[-1].kill()
                processes[-1].wait()

        with pytest.raises(OutputError, match="lost; what was read is kept"):
            run.run(str(source), str(out), CHOICE, pool, tell)
    with Processes(2) as here:
        assert run.run(str(source), str(out), CHOICE, here, lambda _: None).read < 40
    assert files(out) == alone


@pytest.mark.slow
def test_another_version_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from phuluc.archive import cluster

    with dask(1, folder) as (address, _):
        with monkeypatch.context() as patch, pytest.raises(UsageError, match=r"has phuluc \d.*, not 9\.9"):
            patch.setattr(cluster, "__version__", "9.9")
            cluster.Cluster(address)
        with cluster.Cluster(address) as pool:
            pool._client.wait_for_workers(1)
            pool.room()  # it looks at its workers
            monkeypatch.setattr(cluster, "__version__", "9.9")
            with pytest.raises(UsageError, match=r"a worker has phuluc \d.*, not 9\.9"):
                list(flow(pool, double, [1]))


# A worker on whose machine nobody has installed this package.
_BARE = """
import importlib.metadata, sys
installed = importlib.metadata.version

def version(name):
    if name == "phuluc":
        raise importlib.metadata.PackageNotFoundError(name)
    return installed(name)

importlib.metadata.version = version
sys.modules["phuluc"] = None
from distributed.cli.dask_worker import main
main()
"""


def bare_worker(address: str, folder: Path) -> "subprocess.Popen[bytes]":
    more = ["--nthreads", "4", "--no-nanny", "--no-dashboard", "--local-directory", str(folder), "--name", "bare"]
    return quiet([sys.executable, "-c", _BARE, address, *more])


@pytest.mark.slow
def test_a_late_worker_that_cannot_do_the_work_is_left_out(
    source: Path, alone: dict[str, bytes], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This test ensures that it is told of in a line, and that the others do the whole work."""
    from phuluc.archive.cluster import Cluster

    monkeypatch.setattr(run, "_READ", 2)
    said: list[str] = []
    late: list[subprocess.Popen[bytes]] = []
    with dask(2, folder) as (address, _), Cluster(address, say=said.append) as pool:
        pool._client.wait_for_workers(2)

        def tell(progress: run.Progress) -> None:
            if progress.phase == "reading" and progress.done >= 2 and not late:
                late.append(bare_worker(address, folder))
                pool._client.wait_for_workers(3)

        try:
            told = run.run(str(source), str(tmp_path / "out"), CHOICE, pool, tell)
        finally:
            for process in late:
                process.kill()
                process.wait()
    assert (told.read, told.documents, told.failed) == (40, 40, 0)
    assert files(tmp_path / "out") == alone
    (line,) = said
    assert f"has phuluc None, not {__version__}; it is left out of this run" in line


@pytest.mark.slow
def test_a_job_that_was_left_to_lost_workers_is_given_to_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from phuluc.archive import cluster

    monkeypatch.setattr(cluster, "_LOOKED_AFTER", 0.2)
    with dask(1, folder) as (address, _), cluster.Cluster(address) as pool:
        pool._unfit = {"tcp://127.0.0.1:2"}
        with monkeypatch.context() as patch:
            patch.setattr(pool, "_fit", lambda: {"tcp://127.0.0.1:1": 1})  # who is killed before it is given the job
            future = pool.submit(double, 21)
        (ended,) = pool.first([future])
        with pytest.raises(NotDoneError):
            pool.made(ended)
        assert [made for _, made in flow(pool, double, [21])] == [42]


def test_a_password_goes_nowhere_unencrypted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    asked = ["batch", str(tmp_path), "-o", str(tmp_path / "out"), "--scheduler", "tcp://127.0.0.1:1"]
    with pytest.raises(SystemExit) as ended:
        main([*asked, "--password-file", str(tmp_path / "secret")])
    assert ended.value.code == 2
    assert "no password goes there unencrypted; use tls://" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_where_no_scheduler_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from phuluc.archive import cluster

    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    with pytest.raises(UsageError, match="no answer; start one with: dask scheduler"):
        cluster.Cluster("tcp://127.0.0.1:1")


def test_nothing_is_encrypted_without_certificates() -> None:
    from phuluc.archive import cluster

    with pytest.raises(UsageError, match="no certificates"):
        cluster.Cluster("tls://127.0.0.1:1", secret=True)
