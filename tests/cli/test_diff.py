"""`phuluc diff`: what changed is printed and written, and the exit code tells whether anything did."""

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_cli import BIN, LETTER, PLAN, phuluc, said
from tests.patience import PATIENCE

NEW = PLAN.replace("Bộ Y tế", "Bộ Nội vụ") + "2\tBáo cáo\tBộ Y tế\tNăm 2026\tBáo cáo\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "dự thảo.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "ký.txt"
    path.write_text(NEW, encoding="utf-8")
    return path


def test_what_changed_is_printed_and_written(old: Path, new: Path, tmp_path: Path) -> None:
    done = phuluc("diff", old, new, "-o", tmp_path / "out", "--format", "html,xlsx,json")
    assert done.returncode == 1
    lines = [" ".join(line.split()) for line in done.stdout.decode().splitlines()]
    assert "± 1 Xây dựng kế hoạch Cơ quan chủ trì Bộ [-Y tế-]{+Nội vụ+}" in lines
    assert "+ 2 Báo cáo 0/I.2" in lines
    assert b"\x1b" not in done.stdout
    assert said(done) == [
        "dự thảo.txt and ký.txt: 1 added, 1 changed, 1 the same",
        *(f"  {tmp_path / 'out' / f'ký.diff.{suffix}'}" for suffix in ("html", "xlsx", "json")),
    ]
    told = json.loads((tmp_path / "out" / "ký.diff.json").read_text(encoding="utf-8"))
    assert told["counts"] == {"added": 1, "removed": 0, "moved": 0, "changed": 1, "renumbered": 0}


def test_a_terminal_has_colours_in_place_of_signs(old: Path, new: Path) -> None:
    ours, its = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color"}
    command = list(map(str, (BIN / "phuluc", "diff", old, new)))
    subprocess.run(command, stdout=its, stderr=subprocess.DEVNULL, check=False, timeout=PATIENCE, env=environment)
    os.close(its)
    shown = os.read(ours, 1 << 16).decode(errors="replace")
    os.close(ours)
    assert "\x1b[9;31mY tế" in shown, "struck through and red"
    assert "\x1b[4;32mNội vụ" in shown, "underlined and green"
    assert "[-" not in shown.replace("\x1b[-", "")


def test_the_same_plan_has_no_difference(old: Path, tmp_path: Path) -> None:
    done = phuluc("diff", old, "-", "-o", tmp_path / "out", stdin=PLAN.encode())
    assert done.returncode == 0
    assert done.stdout == b""
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["stdin.diff.html", "stdin.diff.xlsx"]


def test_a_source_without_tasks_is_no_version_of_a_plan(old: Path, tmp_path: Path) -> None:
    letter = tmp_path / "thư.txt"
    letter.write_text(LETTER, encoding="utf-8")
    done = phuluc("diff", old, letter)
    assert done.returncode == 3
    assert said(done) == [f"phuluc: {letter}: holds no task, so there is nothing to compare"]


def test_a_source_that_cannot_be_read_is_named(old: Path, tmp_path: Path) -> None:
    done = phuluc("diff", tmp_path / "none.pdf", old)
    assert done.returncode == 3
    (line,) = said(done)
    assert line.startswith(f"phuluc: {tmp_path / 'none.pdf'}: ")


@pytest.mark.parametrize("options", [("-o", "-"), ("--format", "pdf"), ("--format", "")])
def test_a_wrong_command_line(old: Path, options: tuple[str, ...]) -> None:
    done = phuluc("diff", old, old, *options)
    assert done.returncode == 2
    assert len(said(done)) == 1


def test_a_folder_that_takes_nothing(old: Path, new: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    done = phuluc("diff", old, new, "-o", tmp_path / "out")
    assert done.returncode == 4
    assert said(done)[-1].startswith(f"phuluc: cannot write into {tmp_path / 'out'}")
