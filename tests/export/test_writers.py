"""Files reach a folder whole or not at all, whatever happens on the way."""

import errno
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from export import atomic, csv_file, writers
from export.part import Part
from phuluc.errors import OutputError, UsageError
from phuluc.issues import Issue
from phuluc.model import Column, Document, Row, SourceFile, Table
from phuluc.settings import Settings
from tests.export import build

NAMES = ["kế hoạch.csv", "kế hoạch.json", "kế hoạch.xlsx"]


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def named(file: str) -> Document:
    return build.document(source=SourceFile(file, "0" * 64, "application/pdf", 1))


def failing(error: Exception) -> Callable[[Document, Settings], Iterator[Part]]:
    """A format whose writer fails after some bytes."""

    def write(stream: BinaryIO) -> tuple[Issue, ...]:
        stream.write(b"half")
        raise error

    return lambda document, settings: iter([Part(".bad", write)])


@pytest.fixture
def bad_format(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """A way to register a format called "bad" that fails with an error."""

    def register(error: Exception) -> None:
        module = type(sys)("bad_format")
        module.__dict__["parts"] = failing(error)
        monkeypatch.setitem(sys.modules, "bad_format", module)
        monkeypatch.setitem(writers.WRITERS, "bad", "bad_format")

    return register


def test_files_by_format(tmp_path: Path) -> None:
    files, issues = writers.write_files(build.document(), Settings(out=tmp_path / "deep" / "out"))
    assert [path.name for path in files] == NAMES
    assert listed(tmp_path / "deep" / "out") == NAMES
    assert issues == []


def test_permissions_are_those_of_any_new_file(tmp_path: Path) -> None:
    files, _ = writers.write_files(build.document(), Settings(out=tmp_path))
    (tmp_path / "other").touch()
    assert {path.stat().st_mode for path in files} == {(tmp_path / "other").stat().st_mode}


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        PermissionError(errno.EACCES, "Permission denied"),
        OSError("odd"),
        ValueError("a fault"),
        KeyboardInterrupt(),
    ],
)
def test_a_failed_run_leaves_the_earlier_output_as_it_was(
    tmp_path: Path, bad_format: Callable[[BaseException], None], error: BaseException
) -> None:
    writers.write_files(build.document(), Settings(out=tmp_path))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    bad_format(error)
    expected = OutputError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected) as caught:
        writers.write_files(build.document(()), Settings(out=tmp_path, formats=("csv", "json", "bad")))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    if expected is OutputError:
        assert "\n" not in str(caught.value)


def test_a_full_disk_while_the_workbook_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.FileIO):
        def write(self, data: object) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic, "_nameless", lambda folder: Full(folder / "x.part", "w"))
    with pytest.raises(OutputError, match="No space left"):
        writers.write_files(build.document(), Settings(out=tmp_path, formats=("xlsx",)))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_stream_that_takes_nothing() -> None:
    for name in writers.WRITERS:
        with pytest.raises(OSError, match="No space"), Path("/dev/full").open("wb") as stream:
            writers.write_stream(build.document(), Settings(formats=(name,)), stream)


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "kế hoạch.xlsx").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        writers.write_files(build.document(), Settings(out=tmp_path))
    assert listed(tmp_path) == ["kế hoạch.xlsx"]


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(OutputError):
        writers.write_files(build.document(), Settings(out=tmp_path / "out"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="check the rights"):
        writers.write_files(build.document(), Settings(out=tmp_path))


def test_where_files_without_names_are_not_to_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "_NO_NAME", 0)
    writers.write_files(build.document(), Settings(out=tmp_path))
    assert listed(tmp_path) == NAMES


def test_named_files_of_a_failed_run_are_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad_format: Callable[[Exception], None]
) -> None:
    monkeypatch.setattr(atomic, "_NO_NAME", 0)
    bad_format(ValueError("a fault"))
    with pytest.raises(ValueError, match="a fault"):
        writers.write_files(build.document(), Settings(out=tmp_path, formats=("json", "bad")))
    assert listed(tmp_path) == []


def test_what_a_killed_run_left_long_ago_is_swept(tmp_path: Path) -> None:
    old, new, foreign = (tmp_path / name for name in (".phuluc-1.part", ".phuluc-2.part", "x.part"))
    for path in (old, new, foreign):
        path.touch()
    os.utime(old, (time.time() - 7200,) * 2)
    atomic.sweep(tmp_path)
    assert listed(tmp_path) == [".phuluc-2.part", "x.part"]
    atomic.sweep(tmp_path / "not there")


def test_two_sources_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    taken: set[str] = set()
    settings = Settings(out=tmp_path, formats=("json",))
    for name in ("a.pdf", "a.docx", "A.pdf", "a-2.pdf", "b.pdf"):
        writers.write_files(named(name), settings, taken)
    assert listed(tmp_path) == ["A-3.json", "a-2-2.json", "a-2.json", "a.json", "b.json"]


def with_table(file: str, index: int) -> Document:
    table = Table(index, None, (1,), (Column("Cây", None),), (Row("", None, ("Lúa",), ()),))
    return build.document((), source=SourceFile(file, "0" * 64, "application/pdf", 1), tables=(table,))


def test_a_table_of_an_earlier_run_does_not_stay_behind(tmp_path: Path) -> None:
    settings = Settings(out=tmp_path, formats=("csv",))
    writers.write_files(with_table("a.pdf", 1), settings)
    (tmp_path / "a.table-x.csv").touch()
    (tmp_path / "ab.table-1.csv").touch()
    writers.write_files(with_table("a.pdf", 2), settings)
    assert listed(tmp_path) == ["a.csv", "a.table-2.csv", "a.table-x.csv", "ab.table-1.csv"]


def test_a_document_of_more_tables_than_a_process_may_open(tmp_path: Path) -> None:
    rows = (Row("", None, ("Lúa",), ()),)
    tables = tuple(Table(index, None, (1,), (Column("Cây", None),), rows) for index in range(200))
    resource = pytest.importorskip("resource")
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (120, limit[1]))
    try:
        writers.write_files(build.document((), tables=tables), Settings(out=tmp_path, formats=("csv",)))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limit)
    assert len(listed(tmp_path)) == 201


def test_a_stale_table_that_is_no_sound_csv_is_removed_and_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.table-9.csv").write_text('"' + "x" * 200_000, encoding="utf-8")  # beyond csv's longest field
    writers.write_files(named("a.pdf"), Settings(out=tmp_path, formats=("csv",)))
    assert "a.table-9.csv" not in listed(tmp_path)


def test_another_sources_tasks_are_no_stale_table(tmp_path: Path) -> None:
    settings = Settings(out=tmp_path, formats=("csv",))
    writers.write_files(named("a.table-1.pdf"), settings)
    writers.write_files(named("a.pdf"), settings)
    assert listed(tmp_path) == ["a.csv", "a.table-1.csv"]


def test_other_formats_leave_the_tables_alone(tmp_path: Path) -> None:
    writers.write_files(with_table("a.pdf", 1), Settings(out=tmp_path, formats=("csv",)))
    writers.write_files(with_table("a.pdf", 2), Settings(out=tmp_path, formats=("json",)))
    assert listed(tmp_path) == ["a.csv", "a.json", "a.table-1.csv"]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("qd294.pdf", "qd294"),
        ("-", "stdin"),
        ("../../etc/passwd.pdf", "passwd"),
        ("C:\\dir\\kế hoạch.pdf", "kế hoạch"),
        ("kế hoạch 1.2.docx", "kế hoạch 1.2"),
        (".pdf", "pdf"),
        ("..", "document"),
        ("", "document"),
        ("a\x00b\x1bc\nd.pdf", "a_b_c_d"),
        ("fdp.\u202etxt.pdf", "fdp._txt"),
        ("\udcff.pdf", "_"),
        ("ộ" * 200 + ".pdf", "ộ" * 60),
    ],
)
def test_a_source_name_gives_a_safe_stem(name: str, stem: str) -> None:
    assert writers.stem_of(name) == stem


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    files, _ = writers.write_files(named("ộ" * 84 + ".pdf"), Settings(out=tmp_path))
    assert len(files) == 3


@pytest.mark.parametrize("formats", [(), ("csv", "doc"), ("",)])
def test_unknown_formats(tmp_path: Path, formats: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="there are csv, json, xlsx"):
        writers.write_files(build.document(), Settings(out=tmp_path, formats=formats))


def test_a_format_named_twice_is_written_once(tmp_path: Path) -> None:
    files, _ = writers.write_files(build.document(), Settings(out=tmp_path, formats=("csv", "csv")))
    assert [path.name for path in files] == ["kế hoạch.csv"]


def test_a_stream_takes_one_format() -> None:
    stream = io.BytesIO()
    writers.write_stream(build.document(), Settings(formats=("csv",)), stream)
    direct = io.BytesIO()
    next(csv_file.parts(build.document(), Settings())).write(direct)
    assert stream.getvalue() == direct.getvalue()
    with pytest.raises(UsageError):
        writers.write_stream(build.document(), Settings(), stream)


def test_two_runs_into_one_folder_at_once(tmp_path: Path) -> None:
    many, one = build.document(tuple(build.task(str(n)) for n in range(300))), build.document((build.task("7"),))
    failures: list[OutputError] = []

    def work(document: Document) -> None:
        try:
            for _ in range(8):
                writers.write_files(document, Settings(out=tmp_path, formats=("csv", "json")))
        except OutputError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(document,)) for document in (many, one)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert not any(thread.is_alive() for thread in threads)
    assert listed(tmp_path) == NAMES[:2]
    rows = (tmp_path / NAMES[0]).read_text(encoding="utf-8-sig").count("\n") - 1
    tasks = (tmp_path / NAMES[1]).read_text(encoding="utf-8").count('{"id": ')
    assert rows == tasks  # both of one run: the sets do not mix


LOOP = """
import sys
from pathlib import Path
from export.writers import write_files
from phuluc.settings import Settings
from tests.export import build
many = build.document(tuple(build.task(str(n), text=sys.argv[2]) for n in range(200)))
print("ready", flush=True)
while True:
    write_files(many, Settings(out=Path(sys.argv[1]), formats=("csv", "json")))
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 here")
def test_kill_9_leaves_whole_files_of_the_old_run_or_the_new(tmp_path: Path) -> None:
    writers.write_files(build.document(), Settings(out=tmp_path, formats=("csv", "json")))
    for number in range(12):
        command = [sys.executable, "-c", LOOP, str(tmp_path), f"run {number}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.003 * number)
            process.kill()
        whole = [name for name in listed(tmp_path) if not name.startswith(".")]
        assert whole == NAMES[:2]
        csv_rows = (tmp_path / NAMES[0]).read_text(encoding="utf-8-sig").splitlines()
        assert csv_rows[-1].count(",") == 17
        assert (tmp_path / NAMES[1]).read_text(encoding="utf-8").endswith("}\n")
