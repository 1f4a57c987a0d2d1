"""The door from the shell: exit codes, one line an error, a summary on standard error, data on standard output."""

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from phuluc import __version__
from tests.patience import PATIENCE

BIN = Path(sys.executable).parent
HEADER = "STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian thực hiện\tSản phẩm\n"
PLAN = HEADER + "I\tCông tác chỉ đạo\t\t\t\n1\tXây dựng kế hoạch\tBộ Y tế\tNăm 2025\tKế hoạch\n"
LETTER = "Kính gửi: Các đơn vị\nĐề nghị các đơn vị phối hợp thực hiện.\n"


def phuluc(*arguments: str | Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [str(BIN / "phuluc"), *map(str, arguments)]
    return subprocess.run(
        command, input=stdin, capture_output=True, timeout=PATIENCE, check=False, env={**os.environ, **environment}
    )


def said(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return done.stderr.decode().splitlines()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "kế hoạch.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_extract_writes_three_files_and_sums_up(plan: Path, tmp_path: Path) -> None:
    done = phuluc("extract", plan, "-o", tmp_path / "out")
    assert done.returncode == 0
    assert done.stdout == b""
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "kế hoạch.csv",
        "kế hoạch.json",
        "kế hoạch.xlsx",
    ]
    assert said(done)[0].startswith(f"{plan}: 1 table, 1 task, ")
    assert said(done)[0].endswith(" s")
    assert [line.strip() for line in said(done)[-3:]] == [
        str(tmp_path / "out" / f"kế hoạch.{suffix}") for suffix in ("csv", "json", "xlsx")
    ]


def test_the_default_folder_is_out(plan: Path, tmp_path: Path) -> None:
    command: list[str | Path] = [BIN / "phuluc", "extract", plan.name, "--format", "json"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "out" / "kế hoạch.json").is_file()


@pytest.mark.parametrize("name", ["json", "csv", "xlsx"])
def test_standard_input_to_standard_output(name: str) -> None:
    done = phuluc("extract", "-", "-o", "-", "--format", name, stdin=PLAN.encode())
    assert done.returncode == 0
    if name == "json":
        assert json.loads(done.stdout)["tasks"][1]["lead"][0]["text"] == "Bộ Y tế"
    elif name == "csv":
        assert next(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"))))["task"] == "Xây dựng kế hoạch"
    else:
        assert len(openpyxl.load_workbook(io.BytesIO(done.stdout)).sheetnames) == 5


def test_standard_input_is_called_stdin(tmp_path: Path) -> None:
    phuluc("extract", "-", "-o", tmp_path, "--format", "csv", stdin=PLAN.encode())
    assert [path.name for path in tmp_path.iterdir()] == ["stdin.csv"]


def test_no_stt_table_is_exit_1_and_its_files_are_written(tmp_path: Path) -> None:
    source = tmp_path / "thư.txt"
    source.write_text(LETTER, encoding="utf-8")
    done = phuluc("extract", source, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "no STT table" in done.stderr.decode()
    assert len(list((tmp_path / "out").iterdir())) == 3
    assert json.loads((tmp_path / "out" / "thư.json").read_text(encoding="utf-8"))["tasks"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract"],
        ["extract", "x.pdf", "--nonsense"],
        ["nonsense"],
        ["extract", "{plan}", "--engine", "tabula"],
        ["extract", "{plan}", "--format", "docx"],
        ["extract", "{plan}", "--format", ","],
        ["extract", "{plan}", "--pages", "x"],
        ["extract", "{plan}", "--pages", "8-3"],
        ["extract", "{plan}", "--pages", "0"],
        ["extract", "{plan}", "--pages", "²"],
        ["extract", "{plan}", "--password-file", "no such file"],
        ["extract", "{plan}", "-o", "-"],
        ["extract", "{plan}", "{plan}", "-o", "-", "--format", "json"],
        ["extract", "-", "-", "--format", "json"],
        ["show"],
        ["show", "a", "b"],
    ],
)
def test_a_wrong_command_line_is_exit_2_and_one_line(arguments: list[str], plan: Path) -> None:
    done = phuluc(*[argument.format(plan=plan) for argument in arguments])
    assert done.returncode == 2, said(done)
    assert len(said(done)) == 1
    assert said(done)[0].startswith("phuluc: ")
    assert "; " in said(done)[0]
    assert done.stdout == b""


def test_the_highest_exit_code_stands_and_each_source_is_tried(plan: Path, tmp_path: Path) -> None:
    letter = tmp_path / "thư.txt"
    letter.write_text(LETTER, encoding="utf-8")
    done = phuluc("extract", letter, tmp_path / "missing.pdf", plan, "-o", tmp_path / "out", "--format", "json")
    assert done.returncode == 3
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["kế hoạch.json", "thư.json"]
    assert [line for line in said(done) if line.startswith("phuluc: ")] == [
        f"phuluc: {tmp_path / 'missing.pdf'}: no such file; check the name"
    ]
    assert phuluc("extract", letter, plan, "-o", tmp_path / "out", "--format", "json").returncode == 1


def test_two_sources_of_one_name_get_two_files(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "deep" / plan.name
    other.parent.mkdir()
    other.write_bytes(plan.read_bytes())
    done = phuluc("extract", plan, other, "-o", tmp_path / "out", "--format", "json")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["kế hoạch-2.json", "kế hoạch.json"]
    assert str(tmp_path / "out" / "kế hoạch-2.json") in done.stderr.decode()


def test_output_that_cannot_be_written_is_exit_4_and_one_line(plan: Path, tmp_path: Path) -> None:
    done = phuluc("extract", plan, "-o", plan)
    assert done.returncode == 4
    assert len(said(done)) == 1
    assert said(done)[0].startswith(f"phuluc: {plan}: cannot write into")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_standard_output(plan: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command: list[str | Path] = [BIN / "phuluc", "extract", plan, "-o", "-", "--format", "json"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 4
    assert len(said(done)) == 1
    assert "No space left" in said(done)[0]


def test_a_broken_pipe_is_silent(plan: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command: list[str | Path] = [BIN / "phuluc", "show", plan]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert done.returncode == 141
    assert done.stderr == b""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_fault(closed: str, plan: Path, tmp_path: Path) -> None:
    command = f'exec "$0" extract "$1" -o "$2" --format json {closed}'
    done = subprocess.run(
        ["/bin/sh", "-c", command, BIN / "phuluc", plan, tmp_path / "out"],
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "out" / "kế hoạch.json").is_file()


def test_a_folder_with_too_long_a_name_is_named(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / ("o" * 300)
    done = phuluc("extract", plan, "-o", out)
    assert done.returncode == 4
    assert [line for line in said(done) if "cannot write into" in line] == said(done)


# A run in which reading waits, as a hung or very long document would.
WAITING = """
import sys, time
import phuluc.pipeline
def read(*arguments, **more):
    print("reading", flush=True)
    time.sleep(1800)
phuluc.pipeline.read = read
from phuluc.cli.main import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_leaves_nothing_and_says_one_line(
    number: signal.Signals, code: int, plan: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", WAITING, "extract", str(plan), "-o", str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == code
    assert len(errors.decode().splitlines()) == 1
    assert not (tmp_path / "out").exists()


# The same, with a second Ctrl-C while the first is being told.
TWICE = """
import os, signal, sys
import phuluc.cli.main as main
def read(*arguments, **more):
    os.kill(os.getpid(), signal.SIGINT)
import phuluc.pipeline
phuluc.pipeline.read = read
complain = main.complain
def slowly(text):
    os.kill(os.getpid(), signal.SIGINT)
    complain(text)
main.complain = slowly
main.main(sys.argv[1:])
"""


def test_a_second_ctrl_c_breaks_no_farewell(plan: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", TWICE, "extract", str(plan), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)
    assert done.returncode == 130
    assert len(said(done)) == 1


FAULTY = """
import sys
import phuluc.pipeline
def read(*arguments, **more):
    raise {error}
phuluc.pipeline.read = read
from phuluc.cli.main import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("ZeroDivisionError('a fault\\nof two lines')", "internal error (ZeroDivisionError: a fault of two lines)"),
        ("RecursionError()", "internal error (RecursionError)"),
        ("MemoryError()", "needs more memory"),
    ],
)
def test_a_fault_of_our_own_is_one_line_and_exit_3(error: str, told: str, plan: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", FAULTY.format(error=error), "extract", str(plan), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 3
    assert len(said(done)) == 1
    assert told in said(done)[0]
    debug = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PHULUC_DEBUG": "1"})
    assert ("Traceback" in debug.stderr.decode()) == ("internal" in told)


def test_names_cannot_act_upon_the_terminal(tmp_path: Path) -> None:
    done = phuluc("extract", "a\x1b[2Jb\n\u202ec.pdf", "-o", tmp_path)
    assert said(done) == ["phuluc: a?[2Jb ?c.pdf: no such file; check the name"]


def in_terminal(*arguments: str | Path) -> str:
    """What a command shows on standard error where that is a terminal."""
    master, slave = pty.openpty()
    with subprocess.Popen([*map(str, arguments)], stderr=slave, stdout=subprocess.DEVNULL) as process:
        os.close(slave)
        shown = b""
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
        process.wait(timeout=PATIENCE)
    os.close(master)
    return shown.decode(errors="replace")


# The same, with a hook that is called, and other seconds from which on there is a bar.
PAGES = """
import sys
import phuluc.pipeline
whole = phuluc.pipeline.read
def read(path, settings=None, name="-", on_page=None):
    for page in range(1, 7):
        on_page(page, 6)
    return whole(path, settings, name)
phuluc.pipeline.read = read
import phuluc.cli.progress
phuluc.cli.progress._PATIENCE = {patience}
from phuluc.cli.main import main
main(sys.argv[1:])
"""


def test_a_bar_in_a_terminal_when_it_takes_long_and_else_none(plan: Path, tmp_path: Path) -> None:
    rest: list[str | Path] = ["extract", plan, "-o", tmp_path / "out", "--format", "csv"]
    assert "pages" in in_terminal(sys.executable, "-c", PAGES.format(patience=0), *rest)
    assert "pages" not in in_terminal(sys.executable, "-c", PAGES.format(patience=1e9), *rest)
    command = [sys.executable, "-c", PAGES.format(patience=0), *map(str, rest)]
    assert b"pages" not in subprocess.run(command, capture_output=True, check=True).stderr


def test_show(plan: Path) -> None:
    done = phuluc("show", plan)
    assert done.returncode == 0
    text = done.stdout.decode()
    assert "Xây dựng kế hoạch" in text
    assert "Bộ Y tế" in text
    assert "\x1b" not in text
    assert said(done)[0].startswith(f"{plan}: 1 table, 1 task")


def test_show_what_cannot_be_shown(tmp_path: Path) -> None:
    done = phuluc("show", tmp_path / "missing.pdf")
    assert done.returncode == 3
    assert said(done) == [f"phuluc: {tmp_path / 'missing.pdf'}: no such file; check the name"]
    letter = tmp_path / "thư.txt"
    letter.write_text(LETTER, encoding="utf-8")
    assert phuluc("show", letter).returncode == 1


def test_show_where_the_locale_has_no_vietnamese_letters(plan: Path) -> None:
    done = phuluc("show", plan, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr.decode()


def test_schema_is_the_checked_in_one() -> None:
    done = phuluc("schema")
    assert done.returncode == 0
    assert done.stdout == (Path(__file__).parents[2] / "export" / "phuluc-1.schema.json").read_bytes()


def test_version_and_help() -> None:
    assert phuluc("--version").stdout.decode() == f"phuluc {__version__}\n"
    assert phuluc().returncode == 0
    for command in ([], ["extract"], ["show"], ["schema"]):
        done = phuluc(*command, "--help")
        assert done.returncode == 0
        assert done.stdout.startswith(b"Usage: phuluc")


def test_raw_csv(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(PLAN.replace("Kế hoạch\n", "=1+1\n"), encoding="utf-8")
    settings = ("-o", "-", "--format", "csv")
    guarded = next(csv.DictReader(io.StringIO(phuluc("extract", source, *settings).stdout.decode("utf-8-sig"))))
    raw = next(
        csv.DictReader(io.StringIO(phuluc("extract", source, *settings, "--csv-raw").stdout.decode("utf-8-sig")))
    )
    assert (guarded["outputs"], raw["outputs"]) == ("'=1+1", "=1+1")


LOADED = """
import sys
from phuluc.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as done:
    assert not done.code, done.code
heavy = {"numpy", "pandas", "rich", "xlsxwriter", "openpyxl", "lxml", "docx", "pdfplumber", "pypdfium2", "PIL"}
print("\\n" + ",".join(sorted(heavy & set(sys.modules))))
"""


def loaded(*arguments: str | Path) -> set[str]:
    """The heavy libraries that a command has loaded by its end."""
    command = [sys.executable, "-c", LOADED, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True)
    return set(filter(None, done.stdout.decode().splitlines()[-1].split(",")))


def test_starting_loads_no_heavy_library(plan: Path, tmp_path: Path) -> None:
    assert loaded("--version") == set()
    assert loaded("extract", "--help") == set()
    assert loaded("schema") == set()
    assert not loaded("extract", plan, "-o", tmp_path) & {"pandas", "openpyxl", "rich", "pdfplumber"}
    assert not loaded("extract", plan, "-o", tmp_path, "--format", "csv,json") & {"xlsxwriter", "pandas"}
