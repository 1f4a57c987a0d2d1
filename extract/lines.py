"""Glyphs to text: lines by where glyphs stand, spaces by gaps, paragraphs by the room that a line left.

All of a page's cells are read in one go: its glyphs are sorted once, by cell, line and x.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extract.page import Floats, Glyphs, Ints

NEW_LINE = 0.45  # of the font size: super- and subscripts stand up to 0.35 off the line, lines 1.0 and more apart
SPACE = 0.13  # of the font size: Times has spaces of 0.25, squeezed by justifying to 0.17; kerning stays under 0.08
SPACED_OUT = 0.5  # a line with more gaps than this share of its letters is letter-spaced ("T H Ô N G")
FEW = 5  # gaps in a line: from fewer no letter-spacing can be told


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """A page's lines of glyphs, one entry a line, sorted by owner, then from top to bottom.

    `owner` is the caller's number of the cell; `x0, x1` are the line's ends, `base` its baseline, `size` its largest
    font size, `head` the width of its first word, all in points. The words of all lines stand one after the other in
    `word_x0`, `word_x1`; those of line i are `first_word[i]` to `first_word[i + 1]`.
    """

    text: list[str]
    owner: list[int]
    x0: list[float]
    x1: list[float]
    base: list[float]
    size: list[float]
    head: list[float]
    first_word: list[int]
    word_x0: list[float]
    word_x1: list[float]

    def words(self, line: int) -> Iterator[tuple[str, float, float]]:
        """A line's words from left to right, with their ends in points."""
        part = slice(self.first_word[line], self.first_word[line + 1])
        return zip(self.text[line].split(" "), self.word_x0[part], self.word_x1[part], strict=True)


def read_lines(glyphs: Glyphs, index: NDArray[np.intp], owner: Ints) -> Lines:
    """Cut the glyphs `index`, each belonging to the cell `owner`, into lines within their cells."""
    if not len(index):
        return Lines([], [], [], [], [], [], [], [0], [], [])
    x0, x1, base = _upright(glyphs, index)
    size = np.maximum(glyphs.size[index], 1.0)
    cell = owner.astype(np.int64) * 4 + (0 if glyphs.turn is None else glyphs.turn[index])
    by_base = np.lexsort((base, cell))
    apart = np.diff(base[by_base]) > NEW_LINE * np.maximum(size[by_base][1:], size[by_base][:-1])
    apart |= np.diff(cell[by_base]) != 0
    line = np.empty(len(index), np.int64)
    line[by_base] = np.concatenate(([0], np.cumsum(apart)))
    order = np.lexsort((x0, line))
    line, x0, x1, size = line[order], x0[order], x1[order], size[order]
    new = np.concatenate(([True], line[1:] != line[:-1]))
    first = np.flatnonzero(new)
    space = _spaces(x0, x1, size, new, first)
    letters = [glyphs.text[i] for i in index[order].tolist()]
    for i in np.flatnonzero(space).tolist():
        letters[i] = " " + letters[i]
    ends = np.append(first[1:], len(letters))
    words = np.flatnonzero(space | new)
    first_word = np.searchsorted(words, first)
    word_x0, word_x1 = x0[words], np.maximum.reduceat(x1, words)
    cuts = list(zip(first.tolist(), ends.tolist(), strict=True))
    return Lines(
        [unicodedata.normalize("NFC", "".join(letters[a:b])) for a, b in cuts],
        (cell[by_base][np.flatnonzero(np.concatenate(([True], apart)))] // 4).tolist(),
        x0[first].tolist(),
        np.maximum.reduceat(x1, first).tolist(),
        base[order][first].tolist(),
        np.maximum.reduceat(size, first).tolist(),
        (word_x1[first_word] - word_x0[first_word]).tolist(),
        [*first_word.tolist(), len(words)],
        word_x0.tolist(),
        word_x1.tolist(),
    )


def _upright(glyphs: Glyphs, index: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """x0, x1 and baseline of glyphs as if all were turned upright, so that turned text has lines too."""
    x0, x1, base = glyphs.x0[index], glyphs.x1[index], glyphs.base[index]
    if glyphs.turn is None:
        return x0, x1, base
    turn, top, bottom = glyphs.turn[index], glyphs.top[index], glyphs.bottom[index]
    which = [turn == 0, turn == 1, turn == 2]
    return (
        np.select(which, [x0, -bottom, -x1], top),
        np.select(which, [x1, -top, -x0], bottom),
        np.select(which, [base, x1, -top], -x0),
    )


def _spaces(x0: Floats, x1: Floats, size: Floats, new: NDArray[np.bool_], first: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether a space stands before each glyph; glyphs are sorted by line and x, `new` begins a line."""
    gap = np.zeros(len(x0))
    gap[1:] = (x0[1:] - x1[:-1]) / np.minimum(size[1:], size[:-1])
    gap[first] = 0.0
    space: NDArray[np.bool_] = gap > SPACE
    count = np.diff(np.append(first, len(x0))) - 1
    wide = np.add.reduceat(space, first, dtype=np.int64)
    for i in np.flatnonzero((count >= FEW) & (wide > SPACED_OUT * count)).tolist():
        part = slice(first[i] + 1, first[i] + 1 + count[i])
        space[part] = gap[part] > np.median(gap[part]) + SPACE
    return space
