"""These tests ensure that source and dataset may lie in an object store: S3's protocol, spoken by moto."""

import io
import logging
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from moto.server import ThreadedMotoServer

from export.dataset import arrow
from phuluc import guard
from phuluc.archive.place import Place, reach
from phuluc.store import afar
from tests.archive.made import documents

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not guard.available(), reason="no guarded processes on this system"),
]


class Store:
    """A bucket, and what was asked of it."""

    def __init__(self, name: str, log: pytest.LogCaptureFixture) -> None:
        self.address = f"s3://{name}"
        self._name, self._log = name, log
        self._bucket = Place(self.address)
        reach(self.address)[0].mkdir(name)

    def put(self, name: str, data: bytes) -> None:
        self._bucket.put(name, data)

    def get(self, name: str) -> bytes:
        data = self._bucket.get(name)
        assert data is not None
        return data

    def names(self, folder: str) -> list[str]:
        return [name.removeprefix(f"{folder}/") for name in self._bucket.names(folder)]

    def batch(self) -> subprocess.CompletedProcess[str]:
        return batch(f"{self.address}/in", f"{self.address}/out")

    def fetched(self) -> Counter[str]:
        """How often the bytes of each source have been asked for since the last time."""
        asked = [record.getMessage() for record in self._log.records if record.name == "werkzeug"]
        self._log.clear()
        return Counter(name for line in asked for name in re.findall(f"GET /{self._name}/in/(.*?) HTTP", line))


@pytest.fixture(scope="module")
def server() -> Iterator[None]:
    made = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    made.start()
    host, port = made.get_host_and_port()
    told = {"ACCESS_KEY_ID": "none", "SECRET_ACCESS_KEY": "none", "DEFAULT_REGION": "us-east-1", "MAX_ATTEMPTS": "1"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**told, "ENDPOINT_URL": f"http://{host}:{port}"}.items():
            patch.setenv(f"AWS_{name}", value)
        yield
    made.stop()


@pytest.fixture
def store(server: None, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[Store]:
    with caplog.at_level(logging.INFO, "werkzeug"):
        yield Store(request.node.name.replace("_", "-"), caplog)


def batch(source: str, dataset: str) -> subprocess.CompletedProcess[str]:
    return phuluc("batch", source, "-o", dataset, "--ocr", "never", "--jobs", "2")


def phuluc(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from phuluc.cli.main import main; main(sys.argv[1:])"
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)


def test_source_and_dataset_in_an_object_store(store: Store, tmp_path: Path) -> None:
    made = list(documents(4, ("txt",)))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.txt", made[3].data)
    sources = {
        "a.txt": made[0].data,
        "b/c.txt": made[1].data,
        "broken.pdf": b"%PDF-1.7 no more",
        "z.zip": packed.getvalue(),
    }
    for name, data in sources.items():
        store.put(f"in/{name}", data)
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)

    done = store.batch()
    assert done.returncode == 3, done.stderr
    assert "4 files, 4 different; 4 read now" in done.stderr
    once = store.fetched()
    assert {name: times for name, times in once.items() if name != "z.zip"} == dict.fromkeys(list(sources)[:3], 1)
    seen = [name for name in store.names("out") if not name.startswith("_journal/")]
    assert seen == sorted([*(f"{name}/all.parquet" for name in arrow.NAMES), "failures.jsonl", "manifest.json"])

    # What does not tell of addresses is what this machine's own folders give, to the byte.
    batch(str(tmp_path / "in"), str(tmp_path / "out"))
    for name in arrow.NAMES:
        there, here = (
            store.get(f"out/{name}/all.parquet"),
            (tmp_path / "out" / name / "all.parquet").read_bytes(),
        )
        assert (there == here) == (name != "documents")
    held = pq.read_table(io.BytesIO(store.get("out/documents/all.parquet"))).column("paths").to_pylist()
    names = ("a.txt", "b/c.txt", "z.zip!inner.txt")
    assert sorted(held) == [[f"{store.address}/in/{name}"] for name in names]


def test_a_second_run_goes_on(store: Store) -> None:
    made = list(documents(3, ("txt",)))
    for number, each in enumerate(made[:2]):
        store.put(f"in/{number}.txt", each.data)
    assert store.batch().returncode == 0
    store.fetched()
    store.put("in/1.txt", made[2].data)
    done = store.batch()
    assert done.returncode == 0, done.stderr
    assert "2 files, 2 different; 1 read now" in done.stderr
    assert store.fetched() == {"1.txt": 1}
    held = pq.read_table(io.BytesIO(store.get("out/documents/all.parquet"))).column("number").to_pylist()
    assert set(held) == {made[0].number, made[2].number}


def test_a_dataset_in_an_object_store_is_asked_and_loaded(store: Store, tmp_path: Path) -> None:
    made = list(documents(2, ("txt",)))
    for number, each in enumerate(made):
        store.put(f"in/{number}.txt", each.data)
    assert store.batch().returncode == 0
    there = f"{store.address}/out"
    asked = phuluc("query", there, "SELECT number FROM documents ORDER BY 1", "--format", "csv", "-o", "-")
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.split()[1:] == sorted(str(each.number) for each in made)
    loaded = phuluc("load", there, "--to", f"sqlite:///{tmp_path}/plans.db")
    assert loaded.returncode == 0, loaded.stderr
    assert "leaked" not in asked.stderr + loaded.stderr  # DuckDB's bindings, of what the interpreter's end finds
    with closing(sqlite3.connect(tmp_path / "plans.db")) as database:
        assert database.execute("SELECT count(*) FROM documents").fetchone() == (2,)
        assert database.execute("SELECT count(*) FROM rows").fetchone() == (sum(each.rows or 0 for each in made),)


def test_no_more_of_an_object_is_held_than_a_block(store: Store) -> None:
    """This test ensures that what asking takes of memory does not follow the size of a dataset's files."""
    store.put("out/big.parquet", bytes(12 << 20))
    system, root = reach(f"{store.address}/out")
    with afar.Folder(path=root, fs=system).open("dataset://big.parquet") as stream:
        for place in (11 << 20, 5 << 20, 0):
            stream.seek(place)
            assert stream.read(100) == bytes(100)
            assert len(stream.cache.cache) <= afar._BLOCK + 100


def test_what_was_written_is_listed(store: Store) -> None:
    """This test ensures what a lease (alone.py) stands on."""
    place = Place(store.address)
    for number in range(3):
        place.put(f"leases/{number}", b"told")
        assert place.names("leases") == [f"leases/{each}" for each in range(number + 1)]
    place.remove("leases/1")
    assert place.names("leases") == ["leases/0", "leases/2"]


def test_a_store_that_cannot_be_reached_is_told_in_a_line(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    done = store.batch()
    assert done.returncode == 4
    (line,) = done.stderr.splitlines()
    assert "Could not connect" in line
