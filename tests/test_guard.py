"""These tests ensure that whatever becomes of a guarded process is one document's error and nothing else's."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from phuluc import guard
from phuluc.batch import read_source, run
from phuluc.errors import DamagedSource, InternalError, LimitExceeded, LockedSource, MissingSource
from phuluc.guard import Guard
from phuluc.pipeline import read
from phuluc.settings import Limits, Settings
from tests.patience import PATIENCE
from tests.test_bad_sources import PHULUC, locked_pdf

PLAN = (
    "STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n1\tXây dựng kế hoạch\tBộ Y tế\tNăm 2025\n2\tTập huấn\tBộ Nội vụ\t2026\n"
)

pytestmark = pytest.mark.skipif(not guard.available(), reason="no guarded processes on this system")

# A server whose children do this with a bad document instead of reading it.
FAULTY = """
import sys; sys.path[:] = @PATH
import ctypes, json, os, signal, socket, time
import phuluc.guarded, phuluc.pipeline
whole = phuluc.pipeline.read
def read(source, settings, on_page=None):
    if source.endswith("bad.txt"):
        @FAULT
    return whole(source, settings, on_page=on_page)
phuluc.pipeline.read = read
phuluc.guarded.serve(@HANDLE)
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "kế hoạch.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def sheltered() -> Iterator[Guard]:
    with Guard() as one:
        yield one


def server(fault: str) -> str:
    """Code of a server, for guard's own filling in of `path` and `handle`."""
    code = FAULTY.replace("@FAULT", fault).replace("{", "{{").replace("}", "}}")
    return code.replace("@PATH", "{path!r}").replace("@HANDLE", "{handle}")


def faulty(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    monkeypatch.setattr(guard, "_SERVER", server(fault))


def test_a_guarded_reading_is_the_reading(plan: Path, sheltered: Guard) -> None:
    pages: list[tuple[int, int | None]] = []
    settings = Settings(engine="pdfplumber")
    assert sheltered.read(str(plan), settings) == read(plan, settings)
    sample = Path(__file__).parent.parent / "samples" / "qd294.pdf"
    chosen = Settings(pages=(2, 3))
    assert sheltered.read(str(sample), chosen, lambda *page: pages.append(page)) == read(sample, chosen)
    assert pages == [(1, 2), (2, 2)]


def test_errors_and_settings_come_over(tmp_path: Path, plan: Path, sheltered: Guard) -> None:
    with pytest.raises(MissingSource, match="no such file"):
        sheltered.read(str(tmp_path / "none.pdf"), Settings())
    locked = tmp_path / "locked.pdf"
    locked.write_bytes(locked_pdf())
    with pytest.raises(LockedSource):
        sheltered.read(str(locked), Settings())
    assert sheltered.read(str(locked), Settings(password="mật khẩu")).source.pages == 1
    with pytest.raises(LimitExceeded, match=r"--max-cells \(Limits\.cells\)"):
        sheltered.read(str(plan), Settings(limits=Limits(cells=3)))
    on_a_day = Settings(as_of=date(2026, 1, 1))
    assert sheltered.read(str(plan), on_a_day) == read(plan, on_a_day) != read(plan)


@pytest.mark.parametrize(
    ("fault", "kind", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", DamagedSource, "SIGSEGV"),
        ("ctypes.string_at(0)", DamagedSource, "SIGSEGV"),
        ("os.abort()", DamagedSource, "SIGABRT"),
        ("os._exit(7)", DamagedSource, "exit code 7"),
        ("raise SystemExit(0)", DamagedSource, "crashed"),
        ("bytearray(1 << 33)", LimitExceeded, "--max-memory"),
        ("kept = [bytes(1 << 20) for _ in range(1 << 14)]", LimitExceeded, "--max-memory"),
        ("ctypes.CDLL(None).free(ctypes.c_void_p(1))", DamagedSource, "crashed"),
        ("raise ZeroDivisionError", InternalError, "ZeroDivisionError"),
        ("def down(): down()\n        down()", InternalError, "RecursionError"),
    ],
)
def test_a_crash_is_that_documents_error(
    fault: str, kind: type[Exception], told: str, bad: Path, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty(monkeypatch, fault)
    results = list(run([str(bad), str(plan)], Settings(out=plan.parent / "out", formats=("json",))))
    assert type(results[0].error) is kind
    assert told in str(results[0].error)
    assert results[0].exit_code == 3
    assert [path.name for path in (plan.parent / "out").iterdir()] == ["kế hoạch.json"]


@pytest.mark.parametrize(
    "fault",
    [
        "while True: pass",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1800)",
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32)); time.sleep(1800)",
        "os.fork() or time.sleep(30); os._exit(0)",  # a child of its own holds the pipe
    ],
)
def test_a_hang_ends_at_the_limit(fault: str, bad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty(monkeypatch, fault)
    monkeypatch.setattr(guard, "_SLACK", 0.1)
    monkeypatch.setattr(guard, "_GRACE", 0.2)
    begun = time.monotonic()
    result = read_source(str(bad), Settings(isolate=True, limits=Limits(seconds=1)))
    assert isinstance(result.error, LimitExceeded)
    assert "--max-seconds (Limits.seconds)" in str(result.error)
    assert time.monotonic() - begun < PATIENCE


def test_one_process_reads_several_until_one_goes_wrong(bad: Path, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that an error is told by a fresh process, whatever the one before it had been through."""
    faulty(monkeypatch, "os.abort()")
    with Guard(documents=3) as one:
        born = _births(one, monkeypatch)
        for _ in range(4):
            assert one.read(str(plan), Settings()) == read(plan)
        assert len(born) == 2
        with pytest.raises(DamagedSource, match="SIGABRT"):
            one.read(str(bad), Settings())
        assert len(born) == 3  # the second ended with it, and a third was asked as well
        assert one.read(str(plan), Settings()) == read(plan)
        assert len(born) == 4


def test_a_damaged_document_costs_no_process_its_place(
    tmp_path: Path, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This test ensures that a fresh process is asked about a fault, and the one that found it reads on if it holds."""
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(b"%PDF-1.7 no more")
    with Guard(documents=9) as one:
        born = _births(one, monkeypatch)
        assert one.read(str(plan), Settings()) == read(plan)
        first = one._kept
        for asked in (2, 3):
            with pytest.raises(DamagedSource):
                one.read(str(damaged), Settings())
            assert len(born) == asked
            assert one._kept is first
        assert one.read(str(plan), Settings()) == read(plan)
        assert len(born) == 3
    assert first is not None
    assert not first.waits


def test_a_process_that_the_document_before_broke_costs_no_other(
    bad: Path, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This test ensures that a fault which shows only in the next document is not that document's."""
    faulty(monkeypatch, "phuluc.pipeline.read = lambda *a, **b: os.abort()")
    with Guard(documents=9) as one:
        assert one.read(str(bad), Settings()).tasks
        assert one.read(str(plan), Settings()) == read(plan)


def test_limits_are_each_documents_own(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Guard(documents=9) as one:
        born = _births(one, monkeypatch)
        for _ in range(3):
            assert one.read(str(plan), Settings(limits=Limits(memory=64 << 20, seconds=30))).tasks
        with pytest.raises(LimitExceeded, match="--max-cells"):
            one.read(str(plan), Settings(limits=Limits(cells=3)))
        assert len(born) == 2


def _births(one: Guard, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What grows by one with each process."""
    born: list[object] = []
    fresh = one._fresh

    def counted() -> object:
        born.append(None)
        return fresh()

    monkeypatch.setattr(one, "_fresh", counted)
    return born


SAY = """
        for handle in range(3, 40):
            try: os.write(handle, @LINE)
            except OSError: pass
        os._exit(0)"""


@pytest.mark.parametrize(
    "line",
    [
        b"A" + b"[" * 100_000 + b"\n",
        b"A[null]\n",
        b"A[null, [1, 2]]\n",
        b"A{}\n",
        b'A[null, ["SystemExit", "x"]]\n',
        b"P[1]\n",
        b"Pnonsense\n",
        b"A" + b"9" * 10_000 + b"\n",
        b"\x80\x04\x95cos\nsystem\n",
    ],
)
def test_an_answer_is_never_more_than_text(line: bytes, bad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that a child which has fallen into an attacker's hands can only say that it has no answer."""
    faulty(monkeypatch, SAY.replace("@LINE", repr(line)))
    with Guard() as one, pytest.raises((InternalError, DamagedSource)):
        one.read(str(bad), Settings(), lambda done, total: None)


def test_more_than_any_document_says(bad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty(monkeypatch, "while True: on_page(1, 1)")
    monkeypatch.setattr(guard, "_MOST_ANSWER", 100_000)
    with Guard() as one, pytest.raises(InternalError, match="no answer"):
        one.read(str(bad), Settings(), lambda done, total: None)


def test_the_output_is_named_by_the_parent(bad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = bad.with_name("other.txt")
    other.write_text(PLAN, encoding="utf-8")
    faulty(monkeypatch, f"source = {str(other)!r}")
    with Guard() as one:
        assert one.read(str(bad), Settings()).source.file == "bad.txt"


def test_a_server_that_is_gone_is_started_again(plan: Path, sheltered: Guard) -> None:
    sheltered.read(str(plan), Settings())
    assert sheltered._server is not None
    sheltered._server.kill()
    sheltered._server.wait()
    assert sheltered.read(str(plan), Settings()) == read(plan)


def test_nothing_is_left_of_a_run_that_was_killed(bad: Path) -> None:
    """This test ensures that server and child end with their parent, even by kill -9."""
    code = server("print(os.getpid(), os.getppid(), file=sys.stderr, flush=True); time.sleep(1800)")
    program = (
        f"import phuluc.guard; phuluc.guard._SERVER = {code!r}\n"
        "from phuluc.cli.main import main; import sys; main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", program, "extract", "--isolate", str(bad), "-o", str(bad.parent / "out")]
    environment = {**os.environ, "PHULUC_DEBUG": "1"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stderr is not None
        numbers = [int(number) for number in process.stderr.readline().split()]
        process.kill()
    until = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{number}").exists() for number in numbers):
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_ends_its_guarded_process(number: signal.Signals, code: int, bad: Path) -> None:
    fault = "print(os.getpid(), os.getppid(), file=sys.stderr, flush=True); time.sleep(1800)"
    program = (
        f"import phuluc.guard; phuluc.guard._SERVER = {server(fault)!r}\n"
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from phuluc.cli.main import main; import sys; main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", program, "extract", "--isolate", str(bad), "-o", str(bad.parent / "out")]
    environment = {**os.environ, "PHULUC_DEBUG": "1"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, start_new_session=True) as process:
        assert process.stderr is not None
        numbers = [int(found) for found in process.stderr.readline().split()]
        os.killpg(process.pid, number)  # as a terminal does
        rest = process.stderr.read().decode().splitlines()
    assert process.returncode == code
    assert len(rest) == 1
    assert not any(Path(f"/proc/{number}").exists() for number in numbers)
    assert not (bad.parent / "out").exists()


@pytest.mark.parametrize(
    ("option", "name"),
    [
        (("--max-size", "100"), "Limits.bytes"),
        (("--max-pages", "1"), "Limits.pages"),
        (("--max-glyphs", "10"), "Limits.glyphs_per_page"),
        (("--max-cells", "5"), "Limits.cells"),
        (("--max-memory", "1k"), "Limits.memory"),
    ],
)
@pytest.mark.parametrize("isolate", ["--isolate", "--no-isolate"])
def test_an_error_names_the_limit_and_its_option(option: tuple[str, str], name: str, isolate: str) -> None:
    sample = Path(__file__).parent.parent / "samples" / "qd294.pdf"
    done = subprocess.run(
        [PHULUC, "show", sample, isolate, *option], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert f"raise {option[0]} ({name})" in line
