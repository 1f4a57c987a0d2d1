"""These tests ensure that an archive comes into the dataset once, whole, and again only where it changed."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from export.dataset import arrow
from export.dataset.lines import Lines
from export.dataset.tables import TABLES
from phuluc import guard
from phuluc.archive import merge, run
from phuluc.archive.place import Place
from phuluc.archive.pool import Pool
from phuluc.archive.run import Choice, Progress, Summary
from phuluc.errors import OutputError, UsageError
from phuluc.guard import Guard
from phuluc.pipeline import read
from phuluc.settings import Limits, Settings
from tests.archive.made import Made, documents, put
from tests.archive.workers import FaultyProcesses, Here
from tests.patience import PATIENCE

pytestmark = pytest.mark.skipif(not guard.available(), reason="no guarded processes on this system")

# One document hangs for as long as that; the sound ones are small.
QUICK = Choice(Settings(ocr="never", limits=Limits(seconds=15)))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    for made in small():
        path = folder / made.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made.data)
    return folder


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve documents that are read at once."""
    return put(tmp_path_factory.mktemp("sound"), documents(12, ("txt",)))


def small() -> list[Made]:
    """Two that are broken, one that crashes its reader, one that hangs it, and sixteen sound ones."""
    made = list(documents(300, ("txt", "html")))
    return [*made[46:52], *made[73:79], *made[97:101], *made[275:279]]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with FaultyProcesses(2) as workers:
        yield workers


@pytest.fixture(scope="module")
def whole(source: Path, pool: Pool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of it all, made in one go."""
    dataset = tmp_path_factory.mktemp("whole") / "dataset"
    batch(source, dataset, pool)
    return dataset


def batch(source: Path | str, dataset: Path | str, pool: Pool, choice: Choice = QUICK) -> Summary:
    return run.run(str(source), str(dataset), choice, pool, lambda _: None)


def files(dataset: Path) -> dict[str, bytes]:
    """Everything that a reader of the dataset can see."""
    found = (path for path in dataset.rglob("*") if path.is_file() and "_journal" not in path.parts)
    return {str(path.relative_to(dataset)): path.read_bytes() for path in found}


def table(dataset: Path, name: str) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = pq.read_table(dataset / name).to_pylist()
    return lines


def failures(dataset: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (dataset / "failures.jsonl").read_text().splitlines()]


def test_every_document_is_accounted_for(source: Path, whole: Path) -> None:
    made = {str(source / each.name): each for each in small()}
    held = {path: line for line in table(whole, "documents") for path in line["paths"]}  # type: ignore[attr-defined]
    lost = {line["path"]: line for line in failures(whole)}
    assert set(held) | set(lost) == set(made)
    assert not set(held) & set(lost)
    assert {path for path, each in made.items() if each.rows is None} == set(lost)
    assert {line["error"] for line in lost.values()} == {"LimitExceeded", "DamagedSource"}
    assert all(line["exit_code"] == 3 and "; " in str(line["message"]) for line in lost.values())
    rows = [line["sha256"] for line in table(whole, "rows")]
    for path, line in held.items():
        assert rows.count(line["sha256"]) == made[path].rows
        assert line["number"] == made[path].number


def test_the_lines_are_those_of_the_reading(source: Path, whole: Path) -> None:
    path = source / small()[0].name
    document = read(path)
    for each in TABLES:
        got = [line for line in table(whole, each.name) if line["sha256"] == document.source.sha256]
        names = [column.name for column in each.columns]
        told = [dict(zip(names, line, strict=True)) for line in zip(*each.values(document), strict=True)]
        if each.name == "documents":
            assert got[0]["reading"] == QUICK.how
            told[0] |= {"paths": [str(path)], "reading": QUICK.how}
        assert got == told


def test_nothing_is_read_again(source: Path, whole: Path, pool: Pool) -> None:
    before = files(whole)
    done = batch(source, whole, pool)
    assert (done.read, done.files, done.failed) == (0, 20, 4)
    assert files(whole) == before


def test_what_failed_is_read_again_when_asked_or_under_other_limits(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 no more")
    (folder / "good.txt").write_bytes(small()[0].data)
    assert batch(folder, out, Here()).read == 2
    before = files(out)
    assert batch(folder, out, Here(), Choice(QUICK.settings, retry=True)).read == 1
    assert files(out) == before
    wider = Choice(Settings(ocr="never", limits=Limits(seconds=9)))
    assert batch(folder, out, Here(), wider).read == 1
    assert batch(folder, out, Here(), wider).read == 0
    assert batch(folder, out, Here(), Choice(Settings(ocr="never", engine="pdfplumber"))).read == 2


def test_a_document_speaks_for_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that a reader in an attacker's hands puts no lines under another document's digest."""
    for name, made in zip(("a.txt", "b.txt"), documents(2, ("txt",)), strict=True):
        (tmp_path / name).write_bytes(made.data)
    honest = Guard.lines

    def forged(self: Guard, source: str, settings: Settings) -> Lines:
        lines = honest(self, source, settings)
        if source.endswith("b.txt"):
            lines[1][0][-1] = "0" * 64
        return lines

    monkeypatch.setattr(Guard, "lines", forged)
    done = batch(tmp_path, tmp_path / "out", Here())
    assert (done.documents, done.failed) == (1, 1)
    (line,) = failures(tmp_path / "out")
    assert (line["path"], line["error"]) == (str(tmp_path / "b.txt"), "InternalError")
    assert "0" * 64 not in {line["sha256"] for line in table(tmp_path / "out", "tasks")}


def test_same_bytes_are_one_document(tmp_path: Path) -> None:
    first, *_ = documents(1)
    for name in ("b.txt", "a/copy.txt", ".hidden.txt", "~$lock.docx"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(first.data)
    done = batch(tmp_path / "in", tmp_path / "out", Here())
    assert (done.files, done.distinct, done.read, done.documents) == (2, 1, 1, 1)
    (line,) = table(tmp_path / "out", "documents")
    assert line["paths"] == [str(tmp_path / "in" / "a/copy.txt"), str(tmp_path / "in" / "b.txt")]


def test_a_changed_document_is_replaced_and_a_moved_one_is_not_read(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    first, second, third, fourth = documents(4, ("txt",))
    put(folder, (first, second, third))
    batch(folder, out, Here())
    before = table(out, "tasks")
    (folder / "000000.txt").write_bytes(fourth.data)
    (folder / "000001.txt").rename(folder / "moved.txt")
    done = batch(folder, out, Here())
    assert (done.read, done.documents) == (1, 3)
    numbers = {line["number"]: line["paths"] for line in table(out, "documents")}
    assert numbers == {
        fourth.number: [str(folder / "000000.txt")],
        # What is no longer below the source stays as it was: another run may be about another folder.
        second.number: [str(folder / "000001.txt"), str(folder / "moved.txt")],
        third.number: [str(folder / "000002.txt")],
    }
    kept = {line["sha256"] for line in table(out, "documents")}
    others = [line for line in before if line["sha256"] in kept]
    new = [line for line in table(out, "tasks") if line not in others]
    assert len({line["sha256"] for line in new}) == 1
    assert [line for line in table(out, "tasks") if line in others] == others


def test_another_version_reads_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, *_ = documents(1)
    (tmp_path / "a.txt").write_bytes(made.data)
    batch(tmp_path, tmp_path / "out", Here())
    monkeypatch.setattr(run, "__version__", "9.9")
    assert batch(tmp_path, tmp_path / "out", Here()).read >= 1
    assert all(str(line["reading"]).startswith("9.9 ") for line in table(tmp_path / "out", "documents"))


@pytest.mark.slow
def test_the_layout_follows_from_the_documents_alone(
    sound: Path, pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This test ensures that leaves split and join, and that it shows nowhere how the dataset came about."""
    monkeypatch.setattr(merge, "LEAF", 2)
    monkeypatch.setattr(run, "_READ", 3)
    monkeypatch.setattr(run, "ROUND", 5)
    parts = tmp_path / "list.txt"
    parts.write_text("\n".join(str(path) for path in sorted(sound.iterdir())[:4]), encoding="utf-8")
    batch(parts, tmp_path / "steps", pool)
    few = files(tmp_path / "steps")
    batch(sound, tmp_path / "steps", pool)
    many = files(tmp_path / "steps")
    batch(sound, tmp_path / "once", pool)
    assert many == files(tmp_path / "once")
    assert len(many) > len(few) > 8
    assert all(len(pq.read_table(path)) <= 2 for path in (tmp_path / "once" / "documents").iterdir())
    ordered = [str(line["sha256"]) for line in table(tmp_path / "once", "tasks")]
    assert ordered == sorted(ordered)
    monkeypatch.setattr(merge, "LEAF", 100)
    batch(sound, tmp_path / "once", pool)
    assert [path.name for path in (tmp_path / "once" / "tasks").iterdir()] == ["all.parquet"]


class CutError(Exception):
    """The run ends here, as by kill -9."""


# Steps of this commit: 1 to 9 make files beside the tables, 10 the note, 11 to 18 move them, 19 to 21 clean up.
@pytest.mark.parametrize("step", [1, 8, 12, 16, 18, 20])
def test_a_commit_that_was_cut_short_is_finished(step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    made = list(documents(4, ("txt",)))
    put(folder, made[:2])
    batch(folder, out, Here())
    before = files(out)
    put(folder, made[2:])
    with monkeypatch.context() as patch:
        steps = iter([*range(step)])
        for name in ("put", "move", "remove"):
            patch.setattr(Place, name, _cut(getattr(Place, name), steps))
        with pytest.raises(CutError):
            batch(folder, out, Here())
    seen = files(out)
    assert set(seen) == set(before)
    # A reader that finds no note, before and after it reads, and one manifest, has seen what that names.
    assert (out / "_journal" / "commit.json").exists() or as_the_manifest_says(out)
    named = {line["sha256"] for line in table(out, "documents")}
    assert named <= {line["sha256"] for line in table(out, "tasks")}
    done = batch(folder, out, Here())
    assert done.documents == 4
    batch(folder, tmp_path / "once", Here())
    assert files(out) == files(tmp_path / "once")
    assert as_the_manifest_says(out)
    assert not [path for path in (out / "_journal").rglob("*") if path.is_file()]


def as_the_manifest_says(dataset: Path) -> bool:
    """Whether the dataset's files are those that its manifest names, to the byte."""
    told = json.loads((dataset / "manifest.json").read_text())["files"]
    found = {name: data for name, data in files(dataset).items() if name.endswith(".parquet")}
    return {name: each["sha256"] for name, each in told.items()} == {
        name: hashlib.sha256(data).hexdigest() for name, data in found.items()
    }


def _cut(whole: object, steps: Iterator[int]) -> object:
    """The method, until the steps are used up."""

    def method(*arguments: object) -> object:
        if next(steps, None) is None:
            raise CutError
        return whole(*arguments)  # type: ignore[operator]

    return method


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    made, *_ = documents(1)
    (tmp_path / "a.txt").write_bytes(made.data)

    def again(_: Progress) -> None:
        with pytest.raises(UsageError, match="another run"):
            batch(tmp_path, tmp_path / "out", Here())

    run.run(str(tmp_path), str(tmp_path / "out"), QUICK, Here(), again)


def test_a_dataset_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file is here")
    with pytest.raises(OutputError):
        batch(tmp_path, tmp_path / "out", Here())


@pytest.mark.slow
def test_killed_again_and_again(sound: Path, pool: Pool, tmp_path: Path) -> None:
    """This test ensures that a run killed with -9 at any moment goes on, and ends where one left alone ends."""
    chance, dataset = random.Random(8), tmp_path / "dataset"
    command = [
        sys.executable,
        "-m",
        "tests.archive.big",
        "run",
        str(sound),
        str(dataset),
        "--seconds",
        str(PATIENCE),
        "--pack",
        "2",
    ]
    for _ in range(2):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as process:
            until = time.monotonic() + PATIENCE
            there = len(list(dataset.glob("_journal/segments/*.arrow")))
            while process.poll() is None and time.monotonic() < until:
                if len(list(dataset.glob("_journal/segments/*.arrow"))) > there + 1:
                    break
                time.sleep(0.01)
            time.sleep(chance.random() * 0.3)
            os.kill(process.pid, signal.SIGKILL)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["documents"] == json.loads(done.stdout)["distinct"] == 12
    batch(sound, tmp_path / "alone", pool)
    assert files(dataset) == files(tmp_path / "alone")


def test_each_file_says_what_it_is(whole: Path) -> None:
    for name in arrow.NAMES:
        (path,) = (whole / name).iterdir()
        told = pq.read_schema(path).metadata
        assert told[b"phuluc.contract"] == b"phuluc/1"
        assert told[b"phuluc.dataset"] == b"phuluc-dataset/1"
        assert json.loads(told[b"phuluc.json_schema"])["title"] == name
