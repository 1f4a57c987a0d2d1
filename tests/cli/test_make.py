"""These tests ensure that make hands a document's name to the shell as it was given, whatever is in it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = (
    "$HOME.pdf",
    "$(shell touch ran).pdf",
    "${PATH}",
    "a $$ b.pdf",
    "`touch ran`; 'x' \"y\".pdf",
    "kế hoạch #1.pdf",
)


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
@pytest.mark.parametrize("by_environment", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_neither_expanded_nor_run(name: str, by_environment: bool, tmp_path: Path) -> None:
    more = tmp_path / "more.mk"
    more.write_text('told:\n\t@printf "%s|%s" "$$SRC" "$$OUT"\n')
    command = ["make", "-s", "-f", str(ROOT / "Makefile"), "-f", str(more), "told"]
    given = {"SRC": name, "OUT": name}
    arguments = [] if by_environment else [f"{key}={value}" for key, value in given.items()]
    environment = {**os.environ, **(given if by_environment else {})}
    done = subprocess.run(
        [*command, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{name}|{name}"
    assert [path.name for path in tmp_path.iterdir()] == ["more.mk"]
