"""The one wording of a period that the grammar reads back as the same: for tests, and for a person to compare."""

from datetime import date, timedelta

from normalize.periods.readings import WEEKDAYS
from phuluc.model import Period, Span

_NO_LEAP_YEAR_END = date(2023, 12, 31)
CYCLES = {"DAILY": "ngày", "WEEKLY": "tuần", "MONTHLY": "tháng", "YEARLY": "năm"}


def canonical(period: Period) -> str:
    """Vietnamese words that `parse_period` reads as the same kind, spans and rule; "" for an empty period.

    An event keeps no wording of its own, and what is unknown stays so.
    """
    spans = "; ".join(_span(each) for each in period.spans)
    match period.kind:
        case "span":
            return spans
        case "recurring":
            return f"{_rule(period.rrule)} ({spans})" if spans else _rule(period.rrule)
        case "ongoing":
            return f"thường xuyên, {spans}" if spans else "thường xuyên"
        case "event":
            return "khi có yêu cầu"
        case "unknown":
            return "không rõ"
        case "empty":
            return ""


def _span(span: Span) -> str:
    if span.start is None:
        return f"đến {_day(span.end)}"
    if span.end is None:
        return f"từ {_day(span.start)}"
    return f"từ {_day(span.start)} đến {_day(span.end)}" if span.start != span.end else _day(span.start)


def _day(day: date | None) -> str:
    return f"ngày {day:%d/%m/%Y}" if day else ""


def _rule(rrule: str | None) -> str:
    """The words of a recurrence rule that the grammar makes."""
    if rrule is None:
        return "định kỳ"
    parts = dict(part.split("=") for part in rrule.split(";"))
    every = int(parts.get("INTERVAL", "1"))
    cycle = CYCLES[parts["FREQ"]]
    words = f"{every} {cycle}/lần" if every > 1 else f"hằng {cycle}"
    if "BYSETPOS" in parts:
        return f"ngày làm việc cuối cùng {words}"
    if "BYDAY" in parts:
        names = {code: name if name == "chủ nhật" else f"thứ {name}" for name, code in WEEKDAYS.items()}
        return f"{', '.join(names[code] for code in parts['BYDAY'].split(','))} {words}"
    days = _days(parts)
    return f"{', '.join(days)} {words}" if days else words


def _days(parts: dict[str, str]) -> list[str]:
    """The days or months that a rule names."""
    months = parts.get("BYMONTH", "").split(",") if "BYMONTH" in parts else []
    days = parts.get("BYMONTHDAY", "").split(",") if "BYMONTHDAY" in parts else []
    if "BYYEARDAY" in parts:
        return [_yearday(int(number)) for number in parts["BYYEARDAY"].split(",")]
    if days == ["-1"]:
        return [f"ngày cuối tháng {month}" for month in months] or ["ngày cuối tháng"]
    if months and days:
        return [f"ngày {day}/{month}" for month in months for day in days]
    return [f"tháng {', '.join(months)}"] if months else [f"ngày {day}" for day in days]


def _yearday(number: int) -> str:
    """A day counted back from the year's end."""
    day = _NO_LEAP_YEAR_END + timedelta(days=number + 1)
    return f"ngày {day.day}/{day.month}"
