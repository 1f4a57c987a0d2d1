"""`phuluc draw` on the command line."""

from pathlib import Path

import pytest

from tests.cli.test_cli import phuluc, said


def test_it_writes_one_picture_and_names_it(tmp_path: Path) -> None:
    done = phuluc("draw", "samples/qd294.pdf", "--page", "3", "-o", tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert said(done) == [f"  {tmp_path / 'qd294.page-3.png'}"]
    (picture,) = tmp_path.iterdir()
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("samples/qd294.pdf", "--page", "7"), 2, "page 7 is past the end"),
        (("samples/qd294.pdf", "--page", "0"), 2, "0"),
        (("samples/qd294.docx",), 3, "only pages of a PDF"),
        (("no such.pdf",), 3, "no such file"),
        (("/dev/null",), 3, "is empty"),
    ],
)
def test_what_cannot_be_drawn_is_one_line_and_leaves_nothing(
    tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = phuluc("draw", *arguments, "-o", tmp_path / "out")
    assert done.returncode == code
    (line,) = said(done)
    assert says in line
    assert not (tmp_path / "out").exists() or not any((tmp_path / "out").iterdir())
