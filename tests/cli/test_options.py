"""The options and the fields of Settings are one to one, and a password never stands on the command line."""

from dataclasses import fields
from pathlib import Path

import pytest

from phuluc.cli.extract import extract
from phuluc.cli.options import READING, WRITING, settings_from
from phuluc.errors import UsageError
from phuluc.settings import Settings


def test_every_setting_has_its_option() -> None:
    named = [name for name, _, _ in READING + WRITING]
    assert sorted([*named, "limits"]) == sorted(field.name for field in fields(Settings))
    assert sorted(named) == sorted(option.name for option in extract.params if option.name != "sources")


def test_no_option_is_the_default() -> None:
    assert settings_from() == Settings()
    assert settings_from(out=None, formats=None, csv_raw=False, pages=None) == Settings()


@pytest.mark.parametrize(("text", "pages"), [("3-8", (3, 8)), ("5", (5, 5)), ("1-1", (1, 1))])
def test_pages(text: str, pages: tuple[int, int]) -> None:
    assert settings_from(pages=text).pages == pages


def test_formats() -> None:
    assert settings_from(formats="CSV, json,").formats == ("csv", "json")


def test_the_password_comes_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("mật khẩu\r\n", encoding="utf-8")
    settings = settings_from(password=str(path))
    assert settings.password == "mật khẩu"
    assert "mật khẩu" not in repr(settings)


def test_a_password_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="not UTF-8 text"):
        settings_from(password=str(path))


def test_a_page_of_thousands_of_digits_is_refused() -> None:
    for text in ("9" * 5000, "1-" + "9" * 5000):
        with pytest.raises(UsageError, match="no range of pages"):
            settings_from(pages=text)
