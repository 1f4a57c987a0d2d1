"""These tests ensure that every file of a source is found, under a name that no other has."""

import hashlib
import io
import os
import stat
import zipfile
from pathlib import Path

import fsspec
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phuluc.archive import run
from phuluc.archive.fetch import Fetcher
from phuluc.archive.found import Failure, Found
from phuluc.archive.ledger import Ledger
from phuluc.archive.place import reach
from phuluc.archive.walk import _name, walk
from phuluc.archive.work import Seen
from phuluc.errors import LimitExceeded, MissingSource, UsageError
from phuluc.settings import Limits, Settings
from tests.archive.made import documents
from tests.archive.workers import Here

ODD_NAMES = [
    b"x y.txt",
    b"x\ny.txt",
    b"b\xe1n.txt",
    b"b\xe0n.txt",
    b"b%E1n.txt",
    b"a::b.txt",
    b"file:a.txt",
    "án.txt".encode(),
]


def test_no_two_files_have_one_name_and_each_is_read_as_itself(tmp_path: Path) -> None:
    for name in ODD_NAMES:
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    (tmp_path / "a").write_bytes(b"not a::b.txt")
    found = list(walk(str(tmp_path)))
    assert len({each.path for each in found}) == len(ODD_NAMES) + 1
    with Fetcher(Limits()) as fetcher:
        for each in found:
            each.path.encode("utf-8")
            with fetcher.near(each) as path:
                assert os.fsencode(Path(path).name) in (Path(path).read_bytes(), b"a")
        assert len({fetcher.digest(each) for each in found}) == len(found)


@given(st.lists(st.text(st.sampled_from("a%0AE1\n\u2028\x85\udce1\ud800"), max_size=6), unique=True, max_size=8))
def test_names_are_lines_and_no_two_become_one(paths: list[str]) -> None:
    names = [_name(path) for path in paths]
    assert len(set(names)) == len(paths)
    assert all(len(name.splitlines()) <= 1 for name in names)


def test_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for name in ("a (2)", "a", "a", "a"):
            archive.writestr(name, name)
    assert [each.path.rpartition("!")[2] for each in walk(str(packed))] == ["a (2)", "a", "a (3)", "a (4)"]


def test_links_to_files_are_files_and_no_other_is_passed_over(tmp_path: Path) -> None:
    below = tmp_path / "src"
    (below / "folder").mkdir(parents=True)
    (below / "folder" / "a.txt").write_text("a", encoding="utf-8")
    (below / "to-file.txt").symlink_to(below / "folder" / "a.txt")
    (below / "to-nothing.txt").symlink_to(below / "nothing")
    (below / "round").symlink_to(below)
    os.mkfifo(below / "pipe.txt")
    found = {Path(each.path).name: each for each in walk(str(below))}
    assert set(found) == {"a.txt", "to-file.txt", "to-nothing.txt", "round"}
    with Fetcher(Limits()) as fetcher:
        assert fetcher.digest(found["a.txt"]) == fetcher.digest(found["to-file.txt"])
        for name in ("to-nothing.txt", "round"):
            with pytest.raises(MissingSource, match="cannot be opened"):
                fetcher.digest(found[name])


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may list every folder")
def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0)
    try:
        assert [Path(each.path).name for each in walk(str(tmp_path))] == ["closed"]
    finally:
        closed.chmod(stat.S_IRWXU)


def test_a_folder_that_cannot_be_listed_is_told_by_any_file_system(monkeypatch: pytest.MonkeyPatch) -> None:
    system = fsspec.filesystem("memory", use_listings_cache=False)
    system.pipe_file("/listing/open/a.txt", b"a")
    system.pipe_file("/listing/closed/b.txt", b"b")
    listing = type(system).ls

    def ls(self: object, path: str, detail: bool = True) -> object:
        if path.rstrip("/").endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return listing(self, path, detail)

    monkeypatch.setattr(type(system), "ls", ls)
    assert sorted(each.path for each in walk("memory://listing")) == [
        "memory:///listing/closed",
        "memory:///listing/open/a.txt",
    ]


def test_chains_of_addresses_are_not_followed() -> None:
    with pytest.raises(UsageError, match="Protocol not known"):
        reach("nowhere://a::memory://b")
    system, path = reach("memory://a::b.txt")
    assert path.endswith("a::b.txt") and "memory" in system.protocol


def test_a_source_that_cannot_be_reached_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    system = type(fsspec.filesystem("memory"))

    def refused(self: object, path: str) -> bool:
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(system, "isdir", refused)
    with pytest.raises(MissingSource, match=r"memory://x: cannot be opened \(Connection refused\)"):
        list(walk("memory://x"))


def test_a_document_is_no_list(tmp_path: Path) -> None:
    """This test ensures that a text given alone is not taken for a list of which every line is missing."""
    made, *_ = documents(1, ("txt",))
    (tmp_path / "a.txt").write_bytes(b"\n" + made.data)
    with pytest.raises(UsageError, match=r"a\.txt: its first line names nothing that is there.* phuluc extract"):
        list(walk(str(tmp_path / "a.txt")))


def test_what_is_gone_from_a_list_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(b"a")
    here, gone = (str(tmp_path / name) for name in ("a.txt", "gone.txt"))
    parts = tmp_path / "list"
    parts.write_text(f"\ufeff\n{here}\n{gone}\n", encoding="utf-8")
    assert [each.path for each in walk(str(parts))] == [here, gone]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{gone}\n{here}\n".encode())))
    assert [each.path for each in walk("-")] == [gone, here]


def test_what_comes_from_elsewhere_comes_once(tmp_path: Path) -> None:
    system = fsspec.filesystem("memory")
    system.pipe_file("/once/a.txt", b"bytes")
    (found,) = walk("memory://once")
    with Fetcher(Limits(), str(tmp_path)) as fetcher:
        sha256, size = fetcher.digest(found)
        assert (sha256, size) == (hashlib.sha256(b"bytes").hexdigest(), 5)
        assert [path.name for path in tmp_path.iterdir()] == [sha256]
        system.rm("/once/a.txt")
        with fetcher.near(found, sha256) as path:
            assert Path(path).read_bytes() == b"bytes"
    assert list(tmp_path.iterdir()) == []


def test_copies_are_kept_only_where_they_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that a worker on another machine, a full disk and a file that fails leave no copy behind."""
    system = fsspec.filesystem("memory")
    system.pipe_file("/kept/a.txt", b"bytes")
    (found,) = walk("memory://kept")
    sha256 = hashlib.sha256(b"bytes").hexdigest()
    with Fetcher(Limits(), str(tmp_path / "elsewhere")) as fetcher:
        assert fetcher.digest(found) == (sha256, 5)
    with Fetcher(Limits(bytes=3), str(tmp_path)) as fetcher, pytest.raises(LimitExceeded):
        fetcher.digest(found)
    with Fetcher(Limits(), str(tmp_path)) as fetcher, monkeypatch.context() as patch:
        patch.setattr(Path, "open", lambda *_: Full())
        assert fetcher.digest(found) == (sha256, 5)
    assert list(tmp_path.iterdir()) == []
    with Fetcher(Limits(), str(tmp_path)) as fetcher, fetcher.near(found, sha256) as path:
        assert Path(path).read_bytes() == b"bytes"


class Full(io.BytesIO):
    """A file on a disk that is full."""

    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")


def test_what_its_store_says_is_unchanged_is_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = fsspec.filesystem("memory", use_listings_cache=False)
    listing, opening = type(system).ls, type(system).open
    opened: list[str] = []

    def ls(self: object, path: str, detail: bool = True) -> object:
        tags = {"/tags/strong.txt": '"1"', "/tags/weak.txt": 'W/"1"'}
        return [{**told, "ETag": tags.get(told["name"])} for told in listing(self, path, detail)]

    def open_(self: object, path: str, *arguments: object, **more: object) -> object:
        opened.append(path)
        return opening(self, path, *arguments, **more)

    def opened_by_a_run() -> list[str]:
        opened.clear()
        run.run("memory://tags", str(tmp_path), run.Choice(Settings(ocr="never")), Here(), lambda _: None)
        return [path.rpartition("/")[2] for path in opened]

    for name, made in zip(("none", "strong", "weak"), documents(3, ("txt",)), strict=True):
        system.pipe_file(f"/tags/{name}.txt", made.data)
    monkeypatch.setattr(type(system), "ls", ls)
    monkeypatch.setattr(type(system), "open", open_)
    assert opened_by_a_run() == ["none.txt", "strong.txt", "weak.txt"]
    assert opened_by_a_run() == ["none.txt", "weak.txt"]
    assert pq.read_table(tmp_path / "documents").num_rows == 3


def test_a_dataset_among_its_documents_is_none_of_them(tmp_path: Path) -> None:
    (made,) = documents(1, ("txt",))
    (tmp_path / "a.txt").write_bytes(made.data)
    (tmp_path / "by-another-name").symlink_to(tmp_path)
    dataset = str(tmp_path / "by-another-name" / "dataset")
    choice = run.Choice(Settings(ocr="never"))
    for read in (1, 0):
        done = run.run(str(tmp_path), dataset, choice, Here(), lambda _: None)
        # The link to the folder is told too, as one that cannot be opened.
        assert (done.files, done.read, done.failed, done.documents) == (2, read, 1, 1)
    with pytest.raises(UsageError, match="in one folder; name another with -o"):
        list(walk(dataset, str(tmp_path / "dataset")))


def test_a_dataset_in_a_store_among_its_documents_is_none_of_them() -> None:
    system = fsspec.filesystem("memory")
    for name in ("a.txt", "dataset/manifest.json", "dataset.txt"):
        system.pipe_file(f"/among/{name}", b"x")
    assert [each.path for each in walk("memory://among", "memory:///among/dataset")] == [
        "memory:///among/a.txt",
        "memory:///among/dataset.txt",
    ]


def test_what_cannot_be_fetched_this_time_stays(tmp_path: Path) -> None:
    found = Found("/a.txt", "/a.txt", None, 1)
    with Ledger(tmp_path) as ledger:
        ledger.hold([("ab", "how", ["/a.txt"])])
        ledger.see([Seen(found, None, Failure("MissingSource", "cannot be opened", 3))])
        assert ledger.gone("") == [] == ledger.moved("")
        assert [each["path"] for each in ledger.failures()] == ["/a.txt"]


def test_what_a_killed_worker_was_writing_goes(tmp_path: Path) -> None:
    left = tmp_path / "out" / "_journal" / "segments" / "a.arrow.0badcafe.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    (tmp_path / "in").mkdir()
    run.run(str(tmp_path / "in"), str(tmp_path / "out"), run.Choice(Settings()), Here(), lambda _: None)
    assert not left.exists()


def test_a_ledger_that_a_killed_run_left_goes(tmp_path: Path) -> None:
    (tmp_path / ".ledger-x").mkdir()
    (tmp_path / ".ledger-x" / "ledger").write_bytes(b"left")
    with Ledger(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] != [".ledger-x"]
    assert list(tmp_path.iterdir()) == []
