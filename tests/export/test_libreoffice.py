"""LibreOffice takes the workbook as it is and prints every sheet of it."""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from export.writers import write_files
from phuluc.settings import Settings
from tests.export import build
from tests.patience import PATIENCE

pytestmark = [
    pytest.mark.system,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


VIETNAMESE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value>
</prop></item>
</oor:items>
"""
MOST_SECONDS = 40.0  # of processor time, with the start of LibreOffice: ten times what it takes


def convert(source: Path, kind: str, folder: Path) -> Path:
    """Convert with a Vietnamese profile of our own; anything said on standard error fails the test."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(VIETNAMESE, encoding="utf-8")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert "error" not in done.stderr.lower()
    return folder / f"{source.stem}.{kind}"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    files, _ = write_files(build.document(), Settings(out=folder, formats=("xlsx",)))
    return convert(files[0], "pdf", folder)


def test_every_sheet_prints_with_page_numbers_and_real_dates(printed: Path) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(printed) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    assert len(texts) >= 5
    for number, text in enumerate(texts, start=1):
        assert f"Trang {number}/{len(texts)}" in text
        assert "294/" in text
    assert "01/01/2021" in texts[0]


def test_a_thousand_row_plan_opens_at_once(tmp_path: Path) -> None:
    first, *others = build.tasks()
    rows = [first, *(replace(task, id=f"{task.id}#{n}") for n in range(2, 145) for task in others)]
    files, _ = write_files(build.document(tuple(rows)), Settings(out=tmp_path, formats=("xlsx",)))
    assert len(rows) > 1000
    before = os.times().children_user
    shown = convert(files[0], "csv", tmp_path)
    spent = os.times().children_user - before
    assert spent < MOST_SECONDS
    assert len(shown.read_bytes().splitlines()) > len(rows)


def test_every_page_is_a4_landscape(printed: Path) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(printed) as document:
        sizes = {tuple(round(side) for side in page.get_size()) for page in document}
    assert sizes == {(842, 595)}


def test_it_reads_the_same_values_as_were_written(tmp_path: Path) -> None:
    import openpyxl

    files, _ = write_files(build.document(), Settings(out=tmp_path, formats=("xlsx",)))
    again = tmp_path / "again"
    again.mkdir()
    ours, theirs = (openpyxl.load_workbook(path) for path in (files[0], convert(files[0], "xlsx", again)))
    assert ours.sheetnames == theirs.sheetnames
    for name in ours.sheetnames:
        kept = [[cell.value for cell in row] for row in ours[name].iter_rows()]
        read = [[cell.value for cell in row[: len(kept[0])]] for row in theirs[name].iter_rows(max_row=len(kept))]
        assert read == kept, name
