"""These tests ensure that what a killed process leaves on the disk goes, and nothing of one that lives."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from phuluc.archive.scratch import scratch, sweep

fcntl = pytest.importorskip("fcntl")

_HOLD = """
import signal
from phuluc.archive.scratch import scratch
with scratch() as folder:
    (folder / "document").write_bytes(b"copied")
    print(folder, flush=True)
    signal.pause()
"""


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files that no other process uses."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def age(folder: Path) -> None:
    before = time.time() - 7200
    os.utime(folder, (before, before))


def test_a_killed_process_s_folder_goes_and_a_living_one_s_stays() -> None:
    with subprocess.Popen([sys.executable, "-c", _HOLD], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        age(folder)
        sweep()
        assert (folder / "document").read_bytes() == b"copied"
        process.send_signal(signal.SIGKILL)
    assert folder.exists()
    sweep()
    assert not folder.exists()


def test_a_folder_that_was_made_just_now_stays(own: Path) -> None:
    young = own / "phuluc-run-young"
    young.mkdir()
    sweep()
    assert young.exists()


def test_nothing_else_goes(own: Path) -> None:
    others = [own / name for name in ("phuluc-other", "run-1", "phuluc-run-link")]
    for other in others[:2]:
        other.mkdir()
    others[2].symlink_to(others[0])
    for other in others[:2]:
        age(other)
    sweep()
    assert all(other.exists() for other in others)


def test_a_folder_goes_with_its_owner_s_work(own: Path) -> None:
    with scratch() as folder:
        assert folder.parent == own
        age(folder)
        sweep()
        assert folder.exists()
    assert list(own.iterdir()) == []
