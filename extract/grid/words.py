"""Words of a page as columns, for tables whose columns and rows only the text tells."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from extract.median import median
from extract.page import Floats, Glyphs, Ints

SAME_LINE = 0.12  # of the font size: baselines of one line; columns of one row stand farther apart or not at all
SAME_LINE_OCR = 0.35  # of the font size: OCR's baselines tremble
SPACE = 0.18  # of the font size: a narrower gap is kerning; a typed space is 0.25
PHRASE_GAP = 0.4  # of the font size: wider than a space in a line that is not stretched
SHORT = 3  # words: "Số thứ tự" is the longest text that is looked at
ASCENT, DESCENT = 0.75, 0.2  # of the font size: a line's ink above and below its baseline


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Words by line, then from left to right; one entry a word unless said otherwise.

    `line` counts baselines from the page's top. `order` has the glyphs' indices, and word i is made of
    `order[first[i] : first[i + 1]]`; `text` is the glyphs' own column.
    """

    x0: Floats
    x1: Floats
    base: Floats
    size: Floats
    line: Ints
    first: Ints
    order: Ints
    text: list[str]


def words(glyphs: Glyphs, chosen: Ints, same_line: float = SAME_LINE) -> Words:
    """Group the chosen glyphs into words: on one baseline, no gap as wide as a space between them."""
    size = glyphs.size[chosen]
    usual = median(size) if len(size) else 0.0
    chosen = chosen[np.argsort(glyphs.base[chosen], kind="stable")]
    line = np.zeros(len(chosen), np.int32)
    line[1:] = np.cumsum(np.diff(glyphs.base[chosen]) > same_line * usual)
    inner = np.lexsort((glyphs.x0[chosen], line))
    chosen, line = chosen[inner], line[inner]
    x0, x1, size = glyphs.x0[chosen], glyphs.x1[chosen], glyphs.size[chosen]
    new = np.ones(len(chosen), bool)
    new[1:] = (line[1:] != line[:-1]) | (x0[1:] - x1[:-1] > SPACE * np.maximum(size[1:], size[:-1]))
    first = np.flatnonzero(new).astype(np.int32)
    if not len(first):
        return Words(x0, x1, x0, size, line, np.zeros(1, np.int32), chosen.astype(np.int32), glyphs.text)
    return Words(
        x0=x0[first],
        x1=np.maximum.reduceat(x1, first),
        base=glyphs.base[chosen][first],
        size=np.maximum.reduceat(size, first),
        line=line[first],
        first=np.r_[first, len(chosen)].astype(np.int32),
        order=chosen.astype(np.int32),
        text=glyphs.text,
    )


class Phrase(NamedTuple):
    """Words of one line with no wide gap between them; `text` is empty in long ones, which no one asks.

    `small`: it begins with a small letter, as what goes on in mid-sentence does. `gaps` are the x (from, to) of the
    blanks between its words, `head` is its first word.
    """

    x0: float
    x1: float
    text: str
    small: bool = False
    gaps: tuple[tuple[float, float], ...] = ()
    head: str = ""


class Line(NamedTuple):
    """A baseline's phrases from left to right, and where its ink begins and ends."""

    top: float
    bottom: float
    phrases: tuple[Phrase, ...]

    @property
    def size(self) -> float:
        """The font size."""
        return (self.bottom - self.top) / (ASCENT + DESCENT)


def lines(words: Words) -> list[Line]:
    """The words' lines from top to bottom, cut into phrases at wide gaps."""
    found: list[list[list[int]]] = []
    line, x0, x1, size = words.line.tolist(), words.x0.tolist(), words.x1.tolist(), words.size.tolist()
    first, order = words.first.tolist(), words.order.tolist()

    def say(word: int) -> str:
        return "".join([words.text[i] for i in order[first[word] : first[word + 1]]])

    for i in range(len(line)):
        if not i or line[i] != line[i - 1]:
            found.append([[i]])
        elif x0[i] - x1[i - 1] > PHRASE_GAP * max(size[i], size[i - 1]):
            found[-1].append([i])
        else:
            found[-1][-1].append(i)
    base = words.base.tolist()
    return [
        Line(
            top=base[parts[0][0]] - ASCENT * (tall := max(size[i] for part in parts for i in part)),
            bottom=base[parts[0][0]] + DESCENT * tall,
            phrases=tuple(
                Phrase(
                    x0[part[0]],
                    max(x1[i] for i in part),
                    " ".join([say(i) for i in part]) if len(part) <= SHORT else "",
                    words.text[order[first[part[0]]]][:1].islower(),
                    tuple((x1[i], x0[j]) for i, j in pairwise(part)),
                    say(part[0]),
                )
                for part in parts
            ),
        )
        for parts in found
    ]
