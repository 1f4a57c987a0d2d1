"""The table of masks: names in which numbers and dates mean no time. They are taken out before units are looked for."""

import re

from normalize.periods.parts import Pattern, Unit, UnitReading

# What a masked document leaves in the text, so that "theo Quyết định số ..." still reads as an event.
DOCUMENT = "\uf8ff"

_DOCUMENT_WORD = (
    r"(?:quyết định|nghị quyết|nghị định|thông tư|chỉ thị|kế hoạch|công văn|văn bản|luật|bộ luật|pháp lệnh|tờ trình"
    r"|thông báo|kết luận|hướng dẫn|chương trình|đề án|quy định|quy chế|báo cáo|công điện|hợp đồng|biên bản|quyđịnh)"
)
_NAME_WORD = r"(?!(?:trong|trước|xong|vào|đến|từ|chậm|muộn|hạn|và|hoàn)\b)[^\W\d]+"
_DATED = (
    r"(?:,? ?ngày(?: ?[\d/.-]+(?: tháng \d*(?:,? năm \d*)?)?| tháng \d*(?: năm \d*)?)"
    r"|,? ?\(?\d\d?/\d\d?/(?:19|20)\d\d\)?)?"
)


def _no_unit(_: re.Match[str]) -> Unit:
    return Unit(())


MASKS: tuple[Pattern[UnitReading], ...] = (
    Pattern(
        "document with its number",
        rf"{_DOCUMENT_WORD}(?: {_NAME_WORD}){{0,4}}? số:? ?(?=[^\s,;()]*[\d/])[^\s,;()]*(?: ?/[^\s,;()]+)?{_DATED}",
        _no_unit,
        {"Theo Nghị quyết số 19-NQ/TW ngày 16/6/2022": "event", "Kế hoạch số     /KH-UBND": "unknown"},
        needs=("số",),
        sign=DOCUMENT,
    ),
    Pattern(
        "form or annex",
        r"(?:biểu |phụ lục |văn bản )?(?:mẫu|biểu|số|phụ lục|bảng) (?:số )?\d+/(?:19|20)\d\d",
        _no_unit,
        {"Theo biểu mẫu 5/2022": "event"},
        needs=("mẫu", "biểu", "số", "phụ lục", "bảng"),
        sign=DOCUMENT,
    ),
    Pattern(
        "number of a document",
        rf"(?:{_DOCUMENT_WORD} )?\d+[a-zđ]?(?:(?:/(?:19|20)\d\d)?/[a-zđ]{{2,}}[\w&/-]*|-[a-zđ]{{1,4}}/[a-zđ]+[\w&/-]*)"
        rf"{_DATED}",
        _no_unit,
        {"QĐ 749/QĐ-TTg, 03/6/2020": "unknown", "Theo Kết luận 45-KL/TW ngày 17/02/2023": "event"},
        needs=("/",),
        sign=DOCUMENT,
    ),
    Pattern(
        "document by its day",
        rf"(?:(?:quyết định|nghị quyết|nghị định|thông tư|chỉ thị|công văn|kết luận|luật)(?: {_NAME_WORD}){{0,4}}?"
        r"(?: \d+[a-zđ]?)?|(?:qđ|nq|nđ|ct|kh|cv|tb|kl|vb) \d+[a-zđ]?)"
        r" ngày \d\d?(?:/\d\d?/| tháng \d\d? năm )(?:19|20)\d\d",
        _no_unit,
        {"Nghị định 30 ngày 05/3/2020": "unknown", "Theo chỉ thị của Bộ ngày 05/3/2020": "event"},
        needs=("ngày",),
        sign=DOCUMENT,
    ),
    Pattern(
        "law by its year",
        rf"(?:luật|bộ luật|pháp lệnh|hiến pháp)(?: {_NAME_WORD}){{0,8}}?(?: năm)? (?:19|20)\d\d",
        _no_unit,
        {"Theo Luật Đất đai năm 2024": "event"},
        needs=("luật", "pháp"),
        sign=DOCUMENT,
    ),
    Pattern(
        "standard",
        r"(?:tcvn|qcvn|qcđp|iso|iec)(?:/[a-z]+)*[ -]?\d[\d:./-]*(?:/[a-zđ]+)?",
        _no_unit,
        {"ISO 9001:2015": "unknown"},
        needs=("tcvn", "qcvn", "qcđp", "iso", "iec"),
        sign=DOCUMENT,
    ),
    Pattern(
        "numbered phase",
        r"(?<!\d )(?<!định )(?:giai đoạn|đợt|lần|bước|kỳ|vòng|phiên) (?:thứ )?(?:\d{1,2}|iv|i{1,3})(?![\w]|"
        r" ?[/.-] ?\d)(?=:| ?\(| tháng| trước| từ| quý|[,;)]| trong| vào| chậm| năm)",
        _no_unit,
        {"Giai đoạn 1: 2021-2022; Giai đoạn 2: 2023-2025": "2021-01-01..2022-12-31, 2023-01-01..2025-12-31"},
        needs=("giai đoạn", "đợt", "lần", "bước", "kỳ", "vòng", "phiên"),
    ),
)
