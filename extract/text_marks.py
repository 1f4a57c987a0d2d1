"""Marks in plain text that are markup and not text: the tags and stars of Markdown and of copied web pages."""

import re
from html import unescape

_TAG = re.compile(r"</?(?:i|b|u|em|strong|s|sub|sup|span|font|p|small|a)(?:\s[^<>]*)?/?>", re.I)
_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p(?:\s[^<>]*)?>", re.I)
_WHOLE_BOLD = re.compile(r"<(b|strong)>.*</\1>|\*\*(?!\*).+\*\*", re.I | re.S)
_STARS = re.compile(r"(?<!\()\*{1,3}(?!\))")  # "(*)" is a note's mark
_STAR_RUN = re.compile(r"(?<![*\\])\*{1,3}(?!\*)")
_EMPHASIS = 2000  # characters between two stars that belong together; a cell's paragraph is shorter
# Each stops at its own mark, so that none is looked for twice.
_MARKDOWN = (
    (re.compile(r"(?<![`\\])(`{1,2})(?!`)([^`]{1,500})(?<!`)\1(?!`)"), r"\2"),
    (re.compile(r"!?(?<!\\)\[([^\[\]]{1,500})\]\([^()\s]{1,2000}\)"), r"\1"),
    (re.compile(r"(?<![\w\\_])(_{1,2})(?=[^\s_])([^_]{1,500})(?<=[^\s\\])\1(?![\w_])"), r"\2"),
    (re.compile(r"(?<!\\)~~(?=\S)([^~]{1,500})~~"), r"\1"),
)
_FENCE = re.compile(r"\s{0,3}(?:`{3,}|~{3,})\s*[\w+-]*\s*")
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
    return _without_stars(text) if "*" in text else text


def _without_stars(text: str) -> str:
    """The text without the stars that mark emphasis: runs of as many, one at a word's start, one at a word's end."""
    open_at: dict[int, re.Match[str]] = {}
    marks: list[re.Match[str]] = []
    for run in _STAR_RUN.finditer(text):
        before, after = text[max(0, run.start() - 1) : run.start()], text[run.end() : run.end() + 1]
        begun = open_at.get(len(run[0]))
        closes = not before.isspace() and before != "" and not _is_word(after)
        if closes and begun is not None and begun.end() < run.start() <= begun.end() + _EMPHASIS:
            marks += [begun, run]
            del open_at[len(run[0])]
        elif not _is_word(before) and after != "" and not after.isspace():
            open_at[len(run[0])] = run
    dropped = {place for mark in marks for place in range(mark.start(), mark.end())}
    return "".join(letter for place, letter in enumerate(text) if place not in dropped)


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def markdown_cell(text: str) -> str:
    r"""A cell of a Markdown table: marks, links, escapes and entities resolved.

    >>> markdown_cell(r"**Bộ** `A*B` [Công báo](https://x/y) _và_ tep_tin_1 a\*b &amp; c")
    'Bộ A*B Công báo và tep_tin_1 a*b & c'
    """
    text = plain_cell(text)
    for mark, kept in _MARKDOWN:
        text = mark.sub(kept, text)
    return unescape(_ESCAPE.sub(r"\1", text))


def plain_line(line: str) -> str:
    r"""A line outside tables without its marks.

    A star that stands between two words with no blank ended one paragraph and began the next in another style.

    >>> plain_line("TIẾN ĐỘ**Kế hoạch năm 2025***(Kèm theo)*")
    'TIẾN ĐỘ\nKế hoạch năm 2025\n(Kèm theo)'
    """
    if _FENCE.fullmatch(line):
        return ""
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
