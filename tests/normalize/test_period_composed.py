"""These tests ensure that words around a unit mean the same whatever the unit, and however it is spaced or spelt."""

import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product

import pytest

from normalize.periods.parse import parse_period

Days = tuple[date | None, date | None]
ONE_DAY = timedelta(days=1)

UNITS: dict[str, tuple[date, date]] = {
    "ngày 30/6/2025": (date(2025, 6, 30), date(2025, 6, 30)),
    "ngày 05 tháng 8 năm 2025": (date(2025, 8, 5), date(2025, 8, 5)),
    "01.7.2025": (date(2025, 7, 1), date(2025, 7, 1)),
    "tháng 6/2025": (date(2025, 6, 1), date(2025, 6, 30)),
    "tháng 02 năm 2024": (date(2024, 2, 1), date(2024, 2, 29)),
    "quý II/2025": (date(2025, 4, 1), date(2025, 6, 30)),
    "quý 4 năm 2025": (date(2025, 10, 1), date(2025, 12, 31)),
    "năm 2025": (date(2025, 1, 1), date(2025, 12, 31)),
    "6 tháng đầu năm 2025": (date(2025, 1, 1), date(2025, 6, 30)),
}

FRAMES: dict[str, Callable[[date, date], Days]] = {
    "{}": lambda start, end: (start, end),
    "Trong {}": lambda start, end: (start, end),
    "Dự kiến {}": lambda start, end: (start, end),
    "Thời gian thực hiện: {}": lambda start, end: (start, end),
    "Trước {}": lambda start, end: (None, end if start == end else start - ONE_DAY),
    "Hoàn thành trước {}": lambda start, end: (None, end if start == end else start - ONE_DAY),
    "Chậm nhất {}": lambda start, end: (None, end),
    "Chậm nhất là {}": lambda start, end: (None, end),
    "Muộn nhất trong {}": lambda start, end: (None, end),
    "Không muộn hơn {}": lambda start, end: (None, end),
    "Hạn cuối: {}": lambda start, end: (None, end),
    "Hoàn thành trong {}": lambda start, end: (None, end),
    "Xong trong {}": lambda start, end: (None, end),
    "Đến {}": lambda start, end: (None, end),
    "Đến hết {}": lambda start, end: (None, end),
    "Giai đoạn đến {}": lambda start, end: (None, end),
    "Từ nay đến hết {}": lambda start, end: (None, end),
    "Từ {}": lambda start, _: (start, None),
    "Kể từ {}": lambda start, _: (start, None),
    "Từ {} trở đi": lambda start, _: (start, None),
    "{} và các năm tiếp theo": lambda start, _: (start, None),
    "Sau {}": lambda _, end: (end + ONE_DAY, None),
    "Từ {} đến hết năm 2030": lambda start, _: (start, date(2030, 12, 31)),
    "Theo Quyết định số 12/QĐ-UBND ngày 05/3/2021, trước {}": lambda start, end: (
        None,
        end if start == end else start - ONE_DAY,
    ),
}

SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "capitals": lambda text: text.upper(),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "wide": lambda text: text.replace(" ", "  "),
    "broken": lambda text: text.replace(" ", "\n"),
    "no-break blanks": lambda text: text.replace(" ", "\u00a0"),
    "full stop": lambda text: f"{text}.",
    "list mark": lambda text: f"- {text};",
    "brackets": lambda text: f"({text})",
    "blanks around slashes": lambda text: text.replace("/2025", " / 2025").replace("30/6", "30 / 6"),
    "quí": lambda text: text.replace("quý", "quí"),
    "qúy": lambda text: text.replace("quý", "qúy"),
    "glued": lambda text: text.replace("năm 2025", "năm2025").replace("tháng 6", "tháng6"),
    "footnote": lambda text: f"{text} (*)",
}


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_means_the_same_of_every_unit(frame: str) -> None:
    for spell, (unit, (start, end)) in product(SPELLINGS.values(), UNITS.items()):
        text = spell(frame.format(unit))
        period = parse_period(text)
        assert (period.kind, period.start, period.end) == ("span", *FRAMES[frame](start, end)), text


YEARLY = {
    "ngày 15/12": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15",
    "ngày 15 tháng 12": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15",
    "tháng 5": "FREQ=YEARLY;BYMONTH=5",
    "tháng 3, 9": "FREQ=YEARLY;BYMONTH=3,9",
    "quý IV": "FREQ=YEARLY;BYMONTH=10,11,12",
}
EACH_YEAR = {
    "{} hằng năm": "",
    "{} hàng năm": "",
    "{} mỗi năm": "",
    "Hằng năm, {}": "",
    "Hằng năm (vào {})": "",
    "{} hằng năm, giai đoạn 2021-2025": " 2021-01-01..2025-12-31",
    "{} hằng năm, từ năm 2022": " 2022-01-01..None",
    "{} hằng năm đến năm 2030": " None..2030-12-31",
}


@pytest.mark.parametrize("frame", EACH_YEAR)
def test_each_year_means_the_same_of_every_unit(frame: str) -> None:
    for spell, (unit, rule) in product(SPELLINGS.values(), YEARLY.items()):
        text = spell(frame.format(unit))
        period = parse_period(text)
        bounds = f" {period.start}..{period.end}" if period.spans else ""
        assert (period.kind, f"{period.rrule}{bounds}") == ("recurring", rule + EACH_YEAR[frame]), text
