"""How high a row must be: neither Excel nor LibreOffice reliably fits rows that a program wrote.

Widths are in em (1 is the font size) of Times New Roman, by which official documents are set (Decree 30/2020/NĐ-CP).
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

FONT = "Times New Roman"
SIZE = 11  # points

_LINE = 1.28 * SIZE  # points from baseline to baseline in Excel and LibreOffice, measured on rendered rows
_PADDING = 4.0  # points above and below the text together
_MOST_WORDS = 50_000  # kept in memory
_HIGHEST = 409.0  # points: Excel's limit
_CHARACTER = 7.0 / (96 / 72 * SIZE)  # em of one unit of column width: 7 pixels at 96 dpi
_SLACK = 0.97  # of a column's width: programs and their stand-in fonts differ by that much
_INDENT = 1.0  # units of column width that the cells' indent takes

# Advance widths of Times in thousandths of an em (Adobe's font metrics, Times-Roman).
_WIDTHS = {
    250: " .,",
    278: "ijlt/\\:;",
    333: "frI-()[]!'",
    389: "sJ",
    408: '"',
    444: "acez?",
    500: "bdghknopquvxy0123456789đ$_*–",
    556: "FPS",
    564: "+=<>",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVwXYĐ",
    778: "m&",
    833: "%",
    889: "M",
    944: "W",
    1000: "—…",
}


class _Widths(dict[str, float]):
    """Characters to em; a letter with marks is as wide as its base, an unknown one as a figure or a full square."""

    def __missing__(self, character: str) -> float:
        base = unicodedata.normalize("NFD", character)[0]
        wide = unicodedata.east_asian_width(character) in "WF"
        self[character] = width = self[base] if base != character else 1.0 if wide else 0.5
        return width


_EM = _Widths({character: width / 1000 for width, characters in _WIDTHS.items() for character in characters})


class _Words(dict[str, float]):
    """Words to em: Vietnamese is written in some thousand syllables, so that nearly each has been met."""

    def __missing__(self, word: str) -> float:
        width = sum(map(_EM.__getitem__, word))
        if len(self) < _MOST_WORDS:
            self[word] = width
        return width


_WORD_EM = _Words()
_SPACE = _EM[" "]


def em(text: str) -> float:
    """The width of a text set on one line."""
    return sum(map(_EM.__getitem__, text))


@lru_cache(maxsize=8192)
def lines(text: str, width: float) -> int:
    """How many lines a text takes when it is wrapped in a column of that width (in Excel's units)."""
    room = max(1.0, (width - _INDENT) * _CHARACTER * _SLACK)
    count = 0
    for part in text.split("\n"):
        count += 1
        used = 0.0
        for need in map(_WORD_EM.__getitem__, part.split(" ")):
            if used + need > room and used:
                count += 1
                used = 0.0
            if need > room:  # a word that fills lines of its own
                count += int(need / room)
                need %= room  # noqa: PLW2901
            used += need + _SPACE
    return count


def height(cells: Iterable[tuple[str, float]]) -> float:
    """The height in points of a row of wrapped texts, each with its column's width."""
    most = max((lines(text, width) for text, width in cells if text), default=1)
    return min(_HIGHEST, round(most * _LINE + _PADDING, 1))
