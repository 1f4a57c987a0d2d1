"""Marks in plain text that are markup and not text: the tags and stars of Markdown and of copied web pages."""

import re
from html import unescape

_TAG = re.compile(r"</?(?:i|b|u|em|strong|s|sub|sup|span|font|p|small|a)(?:\s[^<>]*)?/?>", re.I)
_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p(?:\s[^<>]*)?>", re.I)
_WHOLE_BOLD = re.compile(r"<(b|strong)>.*</\1>|\*\*(?!\*).+\*\*", re.I | re.S)
_STARS = re.compile(r"(?<!\()\*{1,3}(?!\))")  # "(*)" is a note's mark
# A cell's paragraph is shorter than the bound; without one, a text of stars would be read on to its end from each.
_PAIR = re.compile(r"(?<![\w*\\])(\*{1,3})(?=[^\s*])(.{1,2000}?)(?<=[^\s*\\])\1(?![\w*])", re.S)
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+|(?<!\s)\s+#+\s*$")
_ESCAPE = re.compile(r"\\([\\|*_`#+\-.!\[\](){}<>~])")

# A list mark inside a line: the hyphen of "Lao động - Thương binh" has no such company.
_AFTER_SEMICOLON = re.compile(r"(?<=;)[ \t]+(?=[-–+•][ \t])")
_FIRST_ITEM = re.compile(r"([-–+•])[ \t]+(\w+)")


def plain_cell(text: str) -> str:
    """A cell's text without its marks; line-break tags become line breaks.

    >>> plain_cell("<i>BHXH Việt Nam</i>"), plain_cell("**Tối thiểu** 2*3 lớp")
    ('BHXH Việt Nam', 'Tối thiểu 2*3 lớp')
    """
    text = _TAG.sub("", _BREAK.sub("\n", text))
    return _PAIR.sub(r"\2", text) if "*" in text else text


def markdown_cell(text: str) -> str:
    """A cell of a Markdown table: marks, escapes and entities resolved."""
    return unescape(_ESCAPE.sub(r"\1", plain_cell(text)))


def plain_line(line: str) -> str:
    r"""A line outside tables without its marks.

    A star that stands between two words with no blank ended one paragraph and began the next in another style.

    >>> plain_line("TIẾN ĐỘ**Kế hoạch năm 2025***(Kèm theo)*")
    'TIẾN ĐỘ\nKế hoạch năm 2025\n(Kèm theo)'
    """
    line = _HEADING.sub("", _TAG.sub("", _BREAK.sub("\n", line)))
    marks = _STARS.findall(line)
    if len(marks) < 2 or "**" not in line:
        return line

    def drop(match: re.Match[str]) -> str:
        before, after = line[: match.start()][-1:], line[match.end() :][:1]
        joined = (before.isalnum() or before in tuple('.)"”')) and (after.isalnum() or after in tuple('("“'))
        return "\n" if joined else ""

    return _STARS.sub(drop, line)


def is_bold(text: str) -> bool:
    """Whether the whole of a cell is marked bold."""
    return _WHOLE_BOLD.fullmatch(text.strip()) is not None


def break_items(text: str) -> str:
    r"""Line breaks put back before list items that a one-line cell had to run together.

    Only where the text itself shows the list: a mark after ";", or, in a cell that begins with that mark, a mark
    whose item begins with the same word as the first ("- Năm 2021: ... - Năm 2023: ...") or follows a full stop. No
    character is added or taken but the blank.

    >>> break_items("- Bộ Lao động - Thương binh và Xã hội; - Các bộ")
    '- Bộ Lao động - Thương binh và Xã hội;\n- Các bộ'
    >>> break_items("- Năm 2021-2022: 3-5 hội nghị/năm - Năm 2023-2025: 1-3 hội nghị/năm")
    '- Năm 2021-2022: 3-5 hội nghị/năm\n- Năm 2023-2025: 1-3 hội nghị/năm'
    """
    text = _AFTER_SEMICOLON.sub("\n", text)
    first = _FIRST_ITEM.match(text)
    if first is None:
        return text
    mark, word = re.escape(first[1]), re.escape(first[2])
    return re.sub(rf"(?<=\S)[ \t]+(?={mark}[ \t]+{word}\b)|(?<=\.)[ \t]+(?={mark}[ \t])", "\n", text)
