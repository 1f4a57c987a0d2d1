"""The options and the fields of Settings are one to one, and a password never stands on the command line."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from phuluc.cli.extract import extract
from phuluc.cli.options import LIMITS, MEANING, READING, WRITING, settings_from
from phuluc.errors import UsageError
from phuluc.settings import LIMIT_OPTIONS, Limits, Settings


def test_every_setting_has_its_option() -> None:
    named = {name for name, _, _ in READING + MEANING + WRITING + LIMITS}
    assert named == {option.name for option in extract.params if option.name != "sources"}
    limits = {option.replace("--max-", "max_") for option in LIMIT_OPTIONS.values()}
    # `verify` and `review` are commands of their own. and so is `review`, which is a format too.
    assert named - limits | {"limits", "verify", "review"} == {field.name for field in fields(Settings)}


def test_every_limit_has_its_option() -> None:
    assert [*LIMIT_OPTIONS] == [field.name for field in fields(Limits)]
    named = {name for name, _, _ in LIMITS}
    assert {option.replace("--max-", "max_") for option in LIMIT_OPTIONS.values()} == named - {"isolate"}


def test_the_help_tells_the_defaults_of_the_limits() -> None:
    text = CliRunner().invoke(extract, ["--help"], terminal_width=100).output.partition("Limits on a hostile")[2]
    told = dict(re.findall(r"(--max-\S+) .*?\[default:\s+(\w+)\]", text, re.DOTALL))
    assert settings_from(**{option.replace("--max-", "max_"): value for option, value in told.items()}) == Settings()
    assert told.keys() == set(LIMIT_OPTIONS.values())


@pytest.mark.parametrize(
    ("text", "size"), [("512M", 512 << 20), ("2g", 2 << 30), ("3 KiB", 3072), ("10", 10), ("1GB", 1 << 30)]
)
def test_sizes(text: str, size: int) -> None:
    assert settings_from(max_memory=text).limits == Limits(memory=size)


@pytest.mark.parametrize("text", ["", "0", "-1", "1T", "1.5G", "²", "9" * 5000, "M"])
def test_sizes_that_are_none(text: str) -> None:
    with pytest.raises(UsageError, match="no size"):
        settings_from(max_size=text)


@pytest.mark.parametrize("text", ["0", "-1", "1e9", "²", "9" * 5000, "inf", "nan"])
def test_limits_that_are_none(text: str) -> None:
    for name in ("max_pages", "max_seconds"):
        with pytest.raises(UsageError, match="no limit"):
            settings_from(**{name: text})


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
