"""These tests ensure that a set of files is all old or all new, at whatever point its writer is gone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from export import atomic
from phuluc.errors import OutputError
from tests.fuzz.kill import kill_runs

OLD = {"a.csv": b"old", "a.json": b"old", "a.table-1.csv": b"old", "other.txt": b"mine"}
NEW = {"a.csv": b"new", "a.json": b"new", "a.xlsx": b"new", "other.txt": b"mine"}


def write(folder: Path) -> None:
    with atomic.FileSet(folder) as files:
        for name in NEW.keys() - {"other.txt"}:
            files.open(name).write(b"new")
        files.commit([folder / "a.table-1.csv"])


def found(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in OLD.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_a_set_takes_the_place_of_another(folder: Path) -> None:
    write(folder)
    assert found(folder) == NEW


# A process that is gone, with no way to tidy up, at its n-th step on the file system.
DYING = """
import os, sys
from pathlib import Path
from export import atomic
left = int(sys.argv[2])
def counted(real):
    def call(*arguments, **more):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)
        return real(*arguments, **more)
    return call
for name in ("link", "replace", "rename", "unlink", "fsync", "open"):
    setattr(os, name, counted(getattr(os, name)))
folder = Path(sys.argv[1])
with atomic.FileSet(folder) as files:
    for name in ("a.csv", "a.json", "a.xlsx"):
        files.open(name).write(b"new")
    files.commit([folder / "a.table-1.csv"])
"""


def test_a_writer_killed_at_any_step_leaves_one_set_or_the_other(tmp_path: Path) -> None:
    """This test ensures that the next run finds a whole set, or makes it whole, after a kill -9 at each step."""
    seen = []
    for step in range(40):
        folder = tmp_path / str(step)
        folder.mkdir()
        for name, data in OLD.items():
            (folder / name).write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-c", DYING, str(folder), str(step)], cwd=Path(__file__).parents[2], check=False
        )
        atomic.sweep(folder)
        left = {name: data for name, data in found(folder).items() if not name.endswith(".part")}
        assert left in (OLD, NEW), step
        seen.append(left == NEW)
        if not done.returncode:
            break
    assert not done.returncode
    assert seen == sorted(seen)  # old up to the journal, new from there on
    assert 5 < seen.index(True) < len(seen) - 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[" * 100_000,
        "[]",
        '{"moves": 3}',
        '{"moves": [["a.csv"]], "gone": []}',
        json.dumps({"moves": [["../b", "a.csv"], [".phuluc-x.part", "../evil"], ["a.csv", "b.csv"]], "gone": ["../b"]}),
        json.dumps({"moves": [], "gone": ["..", "", "/etc/hostname", "../b", "a/b"]}),
    ],
)
def test_a_journal_of_a_stranger_leads_nowhere(text: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "b").write_bytes(b"b")
    for name, data in OLD.items():
        (folder / name).write_bytes(data)
    (folder / ".phuluc-x.part").write_bytes(b"x")
    (folder / ".phuluc-1.journal").write_text(text)
    atomic.sweep(folder)
    assert found(folder) == OLD | {".phuluc-x.part": b"x"}
    assert (tmp_path / "b").read_bytes() == b"b"


def test_a_journal_that_cannot_be_finished_hinders_nobody(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "file").write_bytes(b"x")
    (folder / ".phuluc-2.part").write_bytes(b"x")
    (folder / ".phuluc-2.journal").write_text('{"moves": [[".phuluc-2.part", "sub"]], "gone": []}')
    write(folder)
    assert (folder / "a.xlsx").read_bytes() == b"new"


def test_a_disk_that_fills_up_with_the_journal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path, moves: object, gone: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "_write_journal", full)
    with pytest.raises(OSError, match="No space"):
        write(folder)
    assert found(folder) == OLD


LIMITED = 'ulimit -f 2; trap "" XFSZ; exec "$@"'  # no file over 1 KiB: as on a full disk


def test_a_full_disk_leaves_the_earlier_output(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("STT\tNhiệm vụ\tCơ quan\n" + "".join(f"{n}\tXây dựng kế hoạch\tBộ Y tế\n" for n in range(1, 90)))
    phuluc = Path(sys.executable).parent / "phuluc"
    command = [str(phuluc), "extract", str(source), "-o", str(tmp_path / "out"), "--format", "csv,json"]
    subprocess.run(command, check=True, capture_output=True)
    before = found(tmp_path / "out")
    source.write_text(source.read_text() + "90\tMới\tBộ Nội vụ\n")
    done = subprocess.run(["/bin/sh", "-c", LIMITED, "sh", *command], check=False, capture_output=True, text=True)
    assert done.returncode == OutputError.exit_code
    assert len(done.stderr.splitlines()) == 1
    assert "cannot write into" in done.stderr
    assert found(tmp_path / "out") == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_one_line(folder: Path) -> None:
    folder.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="Permission"):
            write(folder)
        assert found(folder) == OLD
    finally:
        folder.chmod(0o700)


def test_runs_killed_at_random(tmp_path: Path) -> None:
    """This test ensures what tests/fuzz/kill.py shows at length."""
    ends = kill_runs(tmp_path, 6, seed=1)
    assert ends["mixed after the next run"] == 0
    assert ends["whole old set"] + ends["whole new set"] + ends["mixed, made whole by the next run"] == 6
