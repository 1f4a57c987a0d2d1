"""The tables of frames and masks: how words around days and years make deadlines, ranges, recurrences and events.

A frame is held against the text after every unit (`period_units`) has become one sign, written <u> here; <unit> is
a unit with the words that may stand before it ("năm", "giai đoạn"). Masks are taken out before units are looked for:
they are names in which numbers and dates mean no time. Rows come in order, as in the table of units.
"""

import re
from dataclasses import replace

from normalize.period_parts import Found, FrameReading, Interval, NotUnderstoodError, Pattern, Unit, UnitReading, number

FIRST_UNIT, LAST_UNIT, DOCUMENT = "\ue000", "\uf7ff", "\uf8ff"

FRAME_VOCABULARY = {
    "<unit>": r"(?:(?:các|những|năm|giai đoạn|nhiệm kỳ|thời kỳ|thời gian|khóa|khoảng|dự kiến|vào|trong|"
    r"(?:từ )?(?:\d\d?|hai|ba|bốn|mười) năm) ){0,4}\(?<u>\)?",
    "<from>": r"(?:(?:giai đoạn|thời kỳ|thời gian|trong|khoảng|kéo dài|kể|bắt đầu|tính|áp dụng|ngay) )*từ (?:sau )?",
    "<until>": r" ?(?:[-÷→~]|(?:cho |kéo dài )?(?:đến|tới)(?: hết| cuối| khoảng)*) ?",
    "<stop>": r"(?= ?(?:$|[,;.:()]|hoàn thành|xong|trước|chậm nhất|muộn nhất|không muộn|định kỳ|hằng (?:ngày|tuần|tháng|quý"
    r"|năm)|hàng (?:tuần|tháng|quý|năm)|thường xuyên|đến hết|(?:trong|vào) (?:năm |giai đoạn )?<u>))",
    "<cycle>": r"(?:ngày|tuần|tháng|quý|năm)(?! ?<u>)(?! học)",
    "<cycles>": r"(?:<count> tháng|<cycle>)",
    "<u>": f"[{FIRST_UNIT}-{LAST_UNIT}]",
    "<doc>": DOCUMENT,
}
CYCLE_DAYS = {"ngày": 1, "tuần": 7}
CYCLE_MONTHS = {"tháng": 1, "quý": 3, "năm": 12}
WEEKDAYS = {"hai": "MO", "ba": "TU", "tư": "WE", "năm": "TH", "sáu": "FR", "bảy": "SA", "chủ nhật": "SU"}

Units = tuple[Unit, ...]


def plain(_: re.Match[str], units: Units) -> Found:
    """The units as they are."""
    return Found("span", tuple(each for unit in units for each in unit.intervals))


def between(match: re.Match[str], units: Units) -> Found:
    """From the first unit to the second."""
    first, second = units
    if first.ranged or len(first.intervals) > 1 or len(second.intervals) > 1:
        return _mixed_range(first, second)
    return Found("span", (Interval(first.intervals[0].lo, second.intervals[0].hi),))


def _mixed_range(first: Unit, second: Unit) -> Found:
    """A list whose last member runs on: "Quý I, III/2021 - Quý I/2022"; a range that runs on twice is no range."""
    *head, tail = first.intervals
    begin, *rest = second.intervals
    if tail.lo is not tail.hi or begin.lo is not begin.hi:
        raise NotUnderstoodError("a range with three ends")
    return Found("span", (*head, Interval(tail.lo, begin.hi), *rest))


def between_before(match: re.Match[str], units: Units) -> Found:
    """From the first unit to the eve of the second."""
    found = between(match, units)
    return replace(found, intervals=(*found.intervals[:-1], replace(found.intervals[-1], before=True)))


def since(match: re.Match[str], units: Units) -> Found:
    """From the unit on; a unit that is a range itself has its end."""
    (unit,) = units
    if unit.ranged and "trở" not in match[0]:
        return Found("span", unit.intervals)
    return Found("span", (*unit.intervals[:-1], Interval(unit.intervals[-1].lo, None)))


def onwards(_: re.Match[str], units: Units) -> Found:
    """From the first unit on, without an end."""
    return Found("span", (*units[0].intervals[:-1], Interval(units[0].intervals[-1].lo, None)))


def after(_: re.Match[str], units: Units) -> Found:
    """From the day after the unit."""
    return Found("span", (Interval(units[0].intervals[-1].hi, None, after=True),))


def until(_: re.Match[str], units: Units) -> Found:
    """Up to the end of the unit; of further ones too where they are days."""
    return _deadlines(units, before=False)


def before(match: re.Match[str], units: Units) -> Found:
    """Up to a day, or to the eve of a longer unit; "trước hết tháng 6", "trước cuối năm" means its end."""
    return _deadlines(units, before=not re.search(r"trước (?:hết|cuối)", match[0]))


def _deadlines(units: Units, *, before: bool) -> Found:
    first, *others = (each for unit in units for each in unit.intervals)
    if first.lo is not first.hi and before:
        raise NotUnderstoodError("a deadline before a range")
    found = [Interval(None, first.hi, before=before)]
    for each in others:
        is_day = each.hi is not None and each.hi.grain == "day"
        found.append(Interval(None, each.hi, before=before) if is_day else each)
    return Found("span", tuple(found))


def within(_: re.Match[str], units: Units) -> Found:
    """To be finished within the unit: a deadline at its end; a printed range keeps its start."""
    return Found("span", units[0].intervals) if units[0].ranged else _deadlines(units, before=False)


def rule(days: int = 0, count: int = 0, times: int = 1, by: str = "") -> Found:
    """A recurrence `times` in `count` months (or `days` days); no rule where the times do not divide it."""
    size = days or count
    if size % times:
        return Found("recurring")
    size //= times
    if days:
        weekly = size % 7 == 0
        return Found("recurring", freq="WEEKLY" if weekly else "DAILY", every=size // 7 if weekly else size, by=by)
    yearly = size % 12 == 0
    return Found("recurring", freq="YEARLY" if yearly else "MONTHLY", every=size // 12 if yearly else size, by=by)


def _cycle(word: str, count: int = 1, times: int = 1) -> Found:
    if times == 0 or count == 0:
        raise NotUnderstoodError("no times at all")
    return rule(CYCLE_DAYS.get(word, 0) * count, CYCLE_MONTHS.get(word, 0) * count, times)


def times_a_cycle(match: re.Match[str], _: Units) -> Found:
    """2 lần/năm."""
    return _cycle(match["cycle"], number(match["n"]) if match.groupdict().get("n") else 1, number(match["times"]))


def once_in(match: re.Match[str], _: Units) -> Found:
    """6 tháng/lần."""
    groups = match.groupdict()
    return _cycle(match["cycle"], number(groups.get("n") or "1"), number(groups.get("times") or "1"))


_CYCLE = re.compile(r"(\w+) tháng|ngày|tuần|tháng|quý|năm")


def every(match: re.Match[str], _: Units) -> Found:
    """Hằng quý, năm: of several cycles the shortest, where the others are multiples of it."""
    text = re.sub(r"\b(?:hằng|hàng|mỗi|từng|định kỳ|theo|báo cáo)\b ?", "", match["cycles"])
    found = [_cycle("tháng", number(m[1])) if m[1] else _cycle(m[0]) for m in _CYCLE.finditer(text)]
    return shortest(found)


def shortest(rules: list[Found]) -> Found:
    """The one rule that holds the others, or a recurrence without a rule."""
    sizes = [_size(each) for each in rules]
    least = min(range(len(rules)), key=sizes.__getitem__)
    fits = all(sizes[least] and (size % sizes[least] == 0 or sizes[least] < 28) for size in sizes)
    return rules[least] if fits else Found("recurring")


def _size(found: Found) -> int:
    """How long a cycle is, in days, months counted as 28."""
    return {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 28 * 12, "": 0}[found.freq] * found.every


def month_of_quarter(match: re.Match[str], _: Units) -> Found:
    """The first or last month of each quarter."""
    return Found("recurring", freq="YEARLY", by="BYMONTH=" + ("1,4,7,10" if match["side"] == "đầu" else "3,6,9,12"))


def weekday(match: re.Match[str], _: Units) -> Found:
    """A day of each week."""
    return Found("recurring", freq="WEEKLY", by="BYDAY=" + WEEKDAYS[match["day"] or "chủ nhật"])


def last_of_month(_: re.Match[str], __: Units) -> Found:
    """The last day of each month."""
    return Found("recurring", freq="MONTHLY", by="BYMONTHDAY=-1")


def ongoing(_: re.Match[str], __: Units) -> Found:
    """All the time."""
    return Found("ongoing")


def event(_: re.Match[str], __: Units) -> Found:
    """When something else happens."""
    return Found("event")


def named(_: re.Match[str], __: Units) -> Found:
    """A year that belongs to a name."""
    return Found("named")


def ignored(_: re.Match[str], __: Units) -> Found:
    """Words without time."""
    return Found("ignored")


_YEARLY = "FREQ=YEARLY"

FRAMES: tuple[Pattern[FrameReading], ...] = (
    Pattern(
        "vision",
        r",? ?\(?(?:và )?(?:có )?(?:tầm nhìn|định hướng|hướng tới)(?: \w+){0,2}? (?:đến|tới) (?:hết )?<unit>",
        ignored,
        {"Đến năm 2025, tầm nhìn đến năm 2030": "..2025-12-31"},
    ),
    Pattern(
        "year in a name",
        r"(?:kế hoạch|báo cáo|dự toán|quyết toán|chương trình|ngân sách|nhiệm vụ|đề án|dự án|danh mục|chiến lược|quy hoạch"
        r"|nghị quyết|chỉ tiêu|kết quả|luật|công tác)(?: (?!trong|trước|vào|đến|từ|xong|hằng|hàng)\w+){0,5}?"
        r" (?:giai đoạn |năm |nhiệm kỳ |thời kỳ )(?:<u>)(?: ?- ?<u>)?",
        named,
        {
            "Xây dựng kế hoạch năm 2023 trước ngày 15/12/2022": "..2022-12-15",
            "Kế hoạch năm 2023": "unknown",
        },
    ),
    # --- recurrence
    Pattern(
        "n times a cycle",
        r"(?:định kỳ |ít nhất |tối thiểu )*(?P<times><count>) (?:lần|đợt|kỳ)(?: ?/ ?| mỗi | trong | một | trên | hằng | hàng )"
        r"(?:(?:trong |một )*(?P<n><count>) |một )?(?P<cycle><cycle>)",
        times_a_cycle,
        {"2 lần/năm": "FREQ=MONTHLY;INTERVAL=6", "Tối thiểu 01 lần/quý": "FREQ=MONTHLY;INTERVAL=3"},
    ),
    Pattern(
        "each cycle n times",
        r"(?:định kỳ )?(?:<each> |một |0?1 )(?P<cycle><cycle>)(?: (?:tổ chức|thực hiện|báo cáo))?(?: ít nhất| tối thiểu)?"
        r" ?/? ?(?P<times><count>) (?:lần|đợt|kỳ)(?! ?/)",
        times_a_cycle,
        {"Mỗi năm 01 lần": _YEARLY, "Mỗi quý một lần": "FREQ=MONTHLY;INTERVAL=3"},
    ),
    Pattern(
        "once in n cycles",
        r"(?:(?:định kỳ|cứ|<each>) )*(?:(?P<n><count>) )?(?P<cycle>ngày|tuần|tháng|quý|năm)(?: ?/ ?(?:(?P<times><count>) )?| (?:một |0?1 ))lần",
        once_in,
        {"6 tháng/lần": "FREQ=MONTHLY;INTERVAL=6", "Hai năm một lần": "FREQ=YEARLY;INTERVAL=2"},
    ),
    Pattern(
        "every n cycles",
        r"(?:(?:định kỳ|cứ|<each>) )+(?P<n><count>) (?P<cycle>ngày|tuần|tháng|quý|năm)(?! ?(?:đầu|cuối|<u>|,|và))",
        once_in,
        {"Định kỳ 6 tháng": "FREQ=MONTHLY;INTERVAL=6"},
    ),
    Pattern(
        "every cycle",
        r"(?P<cycles>(?:(?:báo cáo )?định kỳ(?: theo)? (?:<each> )?|<each> |theo (?:từng )?|<count> tháng(?:, | và )(?:<each> |cả )?(?=<cycles>))"
        r"<cycles>(?:(?: ?[,;/] ?| và | hoặc | hay )(?:<each> |cả |theo )?<cycles>)*)",
        every,
        {
            "Hằng năm": _YEARLY,
            "Hằng quý": "FREQ=MONTHLY;INTERVAL=3",
            "Định kỳ hằng quý, năm": "FREQ=MONTHLY;INTERVAL=3",
        },
    ),
    Pattern(
        "first or last month of each quarter",
        r"(?:của )?tháng (?P<side>đầu|cuối)(?: tiên| cùng)? (?:của )?(?:<each> )?quý(?: sau| tiếp theo| kế tiếp)?",
        month_of_quarter,
        {"Trước ngày 05 tháng đầu quý sau": "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5"},
    ),
    Pattern(
        "the cycle after",
        r"(?:của )?(?P<cycle>tháng|quý|năm) (?:(?:sau |tiếp theo )?(?:liền kề|kế tiếp|liền sau|kế sau)(?: sau(?: đó)?| tiếp theo)?)"
        r"|(?:của )?(?P<cycle2>tháng) (?:sau|tiếp theo)",
        lambda match, _: _cycle(match["cycle"] or match["cycle2"]),
        {
            "Trước ngày 31/01 năm liền kề": "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31",
            "Trước ngày 05 của tháng liền kề": "FREQ=MONTHLY;BYMONTHDAY=5",
        },
    ),
    Pattern(
        "last day of each month",
        r"ngày cuối(?: cùng)? (?:của )?(?:<each> )?tháng|cuối <each> tháng",
        last_of_month,
        {"Ngày cuối cùng của tháng": "FREQ=MONTHLY;BYMONTHDAY=-1"},
    ),
    Pattern(
        "day of the week",
        r"(?:thứ (?P<day>hai|ba|tư|năm|sáu|bảy)|chủ nhật)(?: <each> tuần)?",
        weekday,
        {"Thứ Sáu hằng tuần": "FREQ=WEEKLY;BYDAY=FR"},
    ),
    Pattern("regularly", r"định kỳ", lambda _, __: Found("recurring"), {"Định kỳ": "recurring"}),
    # --- all the time
    Pattern(
        "all the time",
        r"thường xuyên|liên tục|xuyên suốt|quanh năm",
        ongoing,
        {"Thường xuyên": "ongoing", "Thường xuyên từ năm 2021": "ongoing 2021-01-01.."},
    ),
    # --- spans
    Pattern(
        "from now until",
        r"từ nay (?:cho )?(?:đến|tới)(?: hết| cuối)? <unit>",
        until,
        {"Từ nay đến hết năm 2025": "..2025-12-31"},
    ),
    Pattern(
        "and every year from then on",
        r"<unit>,? và (?:hằng|hàng|mỗi) năm",
        lambda match, units: replace(_cycle("năm"), intervals=onwards(match, units).intervals),
        {"Năm 2022 và hằng năm": "FREQ=YEARLY 2022-01-01.."},
    ),
    Pattern(
        "and all the time from then on",
        r"<unit>,? và thường xuyên",
        lambda match, units: Found("ongoing", onwards(match, units).intervals),
        {"Năm 2022 và thường xuyên": "ongoing 2022-01-01.."},
    ),
    Pattern(
        "and from then on",
        r"(?:<from>)?<unit>(?:<until><unit>)?,?(?: trở đi| trở về sau| về sau| (?:và )?(?:các |những )?(?:năm|tháng|quý|giai đoạn)"
        r"(?: tiếp theo| sau(?: đó)?| kế tiếp| tiếp sau| về sau)+| và (?:các )?(?:giai đoạn )?tiếp theo)",
        onwards,
        {"Từ năm 2022 trở đi": "2022-01-01..", "2022 và các năm tiếp theo": "2022-01-01.."},
    ),
    Pattern(
        "from one to the eve of another",
        r"(?:<from>)?<unit> (?:cho )?đến trước <unit>",
        between_before,
        {"Từ tháng 3/2021 đến trước tháng 6/2021": "2021-03-01..2021-05-31"},
    ),
    Pattern(
        "from one to another",
        r"(?:<from>)?<unit><until><unit>",
        between,
        {"Từ tháng 3/2021 đến hết tháng 6/2021": "2021-03-01..2021-06-30", "2021 → 2025": "2021-01-01..2025-12-31"},
    ),
    Pattern(
        "since",
        r"<from><unit>",
        since,
        {"Từ năm 2022": "2022-01-01..", "Từ tháng 3-6/2021": "2021-03-01..2021-06-30"},
    ),
    Pattern(
        "before",
        r"(?:chậm nhất |muộn nhất |hoàn thành |xong |hạn |đến )*trước(?: hết| cuối| thời điểm)* <unit>(?:(?:, ?| và (?:trước )?| hoặc )<unit>)*",
        before,
        {"Trước ngày 30/6/2021": "..2021-06-30", "Trước tháng 12/2022": "..2022-11-30"},
    ),
    Pattern(
        "at the latest",
        r"(?:chậm nhất|muộn nhất|không muộn hơn|không chậm hơn|không quá|hạn cuối|hạn chót|thời hạn|hạn)(?: cuối)?(?: cùng)?(?: là|:)?"
        r"(?: vào| trong| đến| hết| cuối)* <unit>(?:(?:, ?| và | hoặc )<unit>)*",
        until,
        {"Chậm nhất ngày 30/6/2021": "..2021-06-30", "Chậm nhất trong tháng 6/2026": "..2026-06-30"},
    ),
    Pattern(
        "until",
        r"(?:giai đoạn |cho |tính |kéo dài )?(?:đến|tới)(?: hết| cuối| thời điểm)* <unit>|hết <unit>",
        until,
        {"Giai đoạn đến năm 2022": "..2022-12-31", "Đến hết năm 2022": "..2022-12-31"},
    ),
    Pattern(
        "finished within",
        r"(?:hoàn thành|hoàn thiện|kết thúc|xong)(?: xong| dứt điểm| trong| vào| ngay)* <unit>",
        within,
        {"Xong trong Quý II/2026": "..2026-06-30", "Hoàn thành trong năm 2022": "..2022-12-31"},
    ),
    Pattern("after", r"sau <unit>", after, {"Sau ngày 30/6/2022": "2022-07-01.."}),
    # --- events: they run to the end of their clause
    Pattern(
        "or when",
        r"hoặc (?:theo yêu cầu|khi|sau khi|đột xuất) ?.*?<stop>",
        lambda _, __: Found("alternative"),
        {"Hằng năm hoặc khi có yêu cầu": _YEARLY, "Trong quý II/2022 hoặc khi có yêu cầu": "unknown"},
    ),
    Pattern(
        "within n days of",
        r"(?:(?:trong|sau|chậm nhất|muộn nhất|không quá|tối đa|trước|thời hạn|thời gian|vòng)(?: là)? )+<count> (?:ngày|giờ|tuần|tháng|năm)"
        r"(?! ?\(?<u>)[^;.\ue000-\uf7ff]*?(?:<u>)?[^;.\ue000-\uf7ff]*?<stop>"
        r"|<count> (?:ngày|giờ|tuần|tháng|năm)(?: làm việc)?,? (?:kể từ|tính từ|từ|sau|trước)(?: ngày)? .*?<stop>",
        event,
        {"Trong thời hạn 30 ngày kể từ ngày ký ban hành": "event", "Trong vòng 30 ngày kể từ ngày 01/7/2025": "event"},
    ),
    Pattern(
        "since an event",
        r"(?:kể |tính )?từ (?:ngày|khi|thời điểm|lúc) .*?<stop>",
        event,
        {"Kể từ khi Nghị định có hiệu lực": "event"},
    ),
    Pattern(
        "after or when",
        r"(?:ngay )?(?:sau|trước|khi|trong|tại)(?: khi)? (?:có|được|khi|kỳ|mùa|đại hội|hội nghị|phiên|cuộc|lễ|tết|thời điểm|quá trình|khuôn khổ|dịp|đợt"
        r"|<doc>|luật|nghị|quyết định|kết luận|tổng kết|sơ kết)[^;]*?<stop>|(?:ngay )?(?:sau|trước) khi [^;]*?<stop>|khi [^;]*?<stop>",
        event,
        {"Sau khi Luật được ban hành": "event", "Khi có yêu cầu": "event", "Ngay sau khi ban hành": "event"},
    ),
    Pattern(
        "according to",
        r"(?:căn cứ |tùy )?(?:theo|tùy|căn cứ) (?!từng|giai đoạn <u>|năm <u>|<u>)[^;,]*?<stop>|(?:theo|tùy) từng [^;,]*?<stop>",
        event,
        {"Theo chiến dịch": "event", "Theo mốc tại Quyết định số 12/QĐ-UBND ngày 25/9/2025": "event"},
    ),
    Pattern("unforeseen", r"đột xuất", event, {"Đột xuất": "event"}),
    Pattern(
        "festival",
        r"(?:(?:nhân|vào|trong|trước|sau),? )*(?:các )?(?:dịp |ngày )(?:lễ|tết|kỷ niệm)[^;<u>]*?<stop>".replace(
            "[^;<u>]", "[^;\ue000-\uf7ff]"
        )
        + r"|tết (?:nguyên đán|trung thu|cổ truyền|âm lịch)",
        event,
        {"Dịp Tết Nguyên đán": "event"},
    ),
    Pattern(
        "unit",
        r"(?:ngay )?<unit>",
        plain,
        {"Năm 2025": "2025-01-01..2025-12-31", "Trong năm 2022": "2022-01-01..2022-12-31"},
    ),
)

_DOCUMENT_WORD = (
    r"(?:quyết định|nghị quyết|nghị định|thông tư|chỉ thị|kế hoạch|công văn|văn bản|luật|bộ luật|pháp lệnh|tờ trình"
    r"|thông báo|kết luận|hướng dẫn|chương trình|đề án|quy định|quy chế|báo cáo|công điện|hợp đồng|biên bản|quyđịnh)"
)
_NAME_WORD = r"(?!(?:trong|trước|xong|vào|đến|từ|chậm|muộn|hạn|và|hoàn)\b)[^\W\d]+"
_DATED = r"(?:,? ?ngày(?: ?[\d/.-]+(?: tháng \d*(?:,? năm \d*)?)?| tháng \d*(?: năm \d*)?))?"

MASKS: tuple[Pattern[UnitReading], ...] = (
    Pattern(
        "document",
        rf"{_DOCUMENT_WORD}(?: {_NAME_WORD}){{0,4}}? số:? ?[^\s,;()]*(?: ?/[^\s,;()]+)?{_DATED}"
        rf"|(?:{_DOCUMENT_WORD} )?\d+[a-zđ]?(?:/(?:19|20)\d\d)?(?:/[a-zđ]{{2,}}[\w&/-]*|-[a-zđ]{{1,4}}/[a-zđ]+[\w&/-]*){_DATED}"
        rf"|(?:quyết định|nghị quyết|nghị định|thông tư|chỉ thị|công văn|kết luận|luật)(?: {_NAME_WORD}){{0,4}}? ngày \d\d?(?:/\d\d?/| tháng \d\d? năm )(?:19|20)\d\d"
        rf"|(?:luật|bộ luật|pháp lệnh|hiến pháp)(?: {_NAME_WORD}){{0,8}}?(?: năm)? (?:19|20)\d\d",
        lambda _: Unit(()),
        {"Theo Nghị quyết số 19-NQ/TW ngày 16/6/2022": "event", "Quyết định số 12/QĐ-UBND ngày 25/9/2025": "unknown"},
        sign=DOCUMENT,
    ),
    Pattern(
        "numbered phase",
        r"(?<!\d )(?<!định )(?:giai đoạn|đợt|lần|bước|kỳ|vòng|phiên) (?:thứ )?(?:\d{1,2}|iv|i{1,3})(?![\w]| ?[/.-] ?\d)(?=:| ?\(| tháng| trước| từ| quý|,| trong| vào| chậm| năm)",
        lambda _: Unit(()),
        {"Giai đoạn 1: 2021-2022; Giai đoạn 2: 2023-2025": "2021-01-01..2022-12-31, 2023-01-01..2025-12-31"},
    ),
)
