"""Glyphs to text: lines by where glyphs stand, spaces by gaps, paragraphs by the room that a line left.

All of a page's cells are read in one go: its glyphs are sorted once, by cell, line and x.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extract.median import median
from extract.page import Floats, Glyphs, Ints

NEW_LINE = 0.45  # of the font size: super- and subscripts stand up to 0.35 off the line, lines 1.0 and more apart
TANGLED = 0.6  # of the font size: baselines spread farther are lines of two columns, each between the other's
SAME_LINE = 0.2  # of the font size: how far the baselines of one such line's full-size glyphs stand apart
FULL_SIZE = 0.72  # of the largest: smaller glyphs are super- or subscripts, which Word sets at 0.65
SPACE = 0.08  # of the font size: Times has spaces of 0.25, squeezed by justifying to 0.1; kerning stays under 0.05
SQUEEZED = 0.05  # of the font size: enough where the file has a blank in the gap; Word squeezes lines down to 0.08
SPACED_OUT = 0.9  # of a line's letters: with so many gaps, and no blanks in the file, it is letter-spaced ("T H Ô N G")
FEW = 5  # gaps in a line: of fewer the narrowest tells by how much letters are spaced out, if it is no typed space
TYPED = 0.19  # of the font size: Arial Narrow's space of 0.228, less what letters hang over


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """A page's lines of glyphs, one entry a line, sorted by owner, then from top to bottom.

    `owner` is the caller's number of the cell; `x0, x1` are the line's ends, `base` its baseline, `size` its largest
    font size, `head` the width of its first word, `head_size` the font size there, all in points. The words of all
    lines stand one after the other in `word_x0`, `word_x1`; those of line i are `first_word[i]` to `first_word[i + 1]`.
    `blank` says whether the file has a blank between the line's first glyph and the last one of the line before, None
    where that is not its next.
    """

    text: list[str]
    owner: list[int]
    x0: list[float]
    x1: list[float]
    base: list[float]
    size: list[float]
    head: list[float]
    head_size: list[float]
    first_word: list[int]
    word_x0: list[float]
    word_x1: list[float]
    blank: list[bool | None]

    def words(self, line: int) -> Iterator[tuple[str, float, float]]:
        """A line's words from left to right, with their ends in points."""
        part = slice(self.first_word[line], self.first_word[line + 1])
        return zip(self.text[line].split(" "), self.word_x0[part], self.word_x1[part], strict=True)


def read_lines(glyphs: Glyphs, index: NDArray[np.intp], owner: Ints) -> Lines:
    """Cut the glyphs `index`, each belonging to the cell `owner`, into lines within their cells."""
    if not len(index):
        return Lines([], [], [], [], [], [], [], [], [0], [], [], [])
    x0, x1, base = _upright(glyphs, index)
    size = np.maximum(glyphs.size[index], 1.0)
    cell = owner.astype(np.int64) * 4 + (0 if glyphs.turn is None else glyphs.turn[index])
    line = _number_lines(cell, base, size)
    order = np.lexsort((x0, line))
    line, x0, x1, size = line[order], x0[order], x1[order], size[order]
    new = np.concatenate(([True], line[1:] != line[:-1]))
    first = np.flatnonzero(new)
    places = index[order]
    space = _spaces(x0, x1, size, _blanks(glyphs, places), first)
    letters = list(map(glyphs.text.__getitem__, places.tolist()))
    for i in np.flatnonzero(space).tolist():
        letters[i] = " " + letters[i]
    ends = np.append(first[1:], len(letters))
    words = np.flatnonzero(space | new)
    first_word = np.searchsorted(words, first)
    word_x0, word_x1 = x0[words], np.maximum.reduceat(x1, words)
    cuts = list(zip(first.tolist(), ends.tolist(), strict=True))
    return Lines(
        [unicodedata.normalize("NFC", "".join(letters[a:b])) for a, b in cuts],
        (cell[order][first] // 4).tolist(),
        x0[first].tolist(),
        np.maximum.reduceat(x1, first).tolist(),
        base[order][first].tolist(),
        np.maximum.reduceat(size, first).tolist(),
        (word_x1[first_word] - word_x0[first_word]).tolist(),
        size[first].tolist(),
        [*first_word.tolist(), len(words)],
        word_x0.tolist(),
        word_x1.tolist(),
        _before_lines(glyphs, places, first),
    )


def _before_lines(glyphs: Glyphs, places: NDArray[np.intp], first: NDArray[np.intp]) -> list[bool | None]:
    """Whether the file has a blank before each line's first glyph, where the last of the line before goes before it."""
    if glyphs.spaced is None:
        return [None] * len(first)
    heads = places[first]
    follows = heads - np.append(-1, places[first[1:] - 1]) == 1
    told = zip(glyphs.spaced[heads].tolist(), follows.tolist(), strict=True)
    return [blank if known else None for blank, known in told]


def _number_lines(cell: NDArray[np.int64], base: Floats, size: Floats) -> NDArray[np.int64]:
    """The number of each glyph's line, counted by cell and then from the top."""
    order = np.lexsort((base, cell))
    base, size = base[order], size[order]
    apart = np.diff(base) > NEW_LINE * np.maximum(size[1:], size[:-1])
    apart |= np.diff(cell[order]) != 0
    first = np.flatnonzero(np.concatenate(([True], apart)))
    last = np.append(first[1:], len(base)) - 1
    tangled = np.flatnonzero(base[last] - base[first] > TANGLED * np.maximum.reduceat(size, first))
    if len(tangled):
        apart = apart.copy()
        for i in tangled.tolist():
            part = slice(first[i], last[i] + 1)
            apart[first[i] : last[i]] = np.diff(_untangled(base[part], size[part])) != 0
    line = np.empty(len(order), np.int64)
    line[order] = np.concatenate(([0], np.cumsum(apart)))
    return line


def _untangled(base: Floats, size: Floats) -> NDArray[np.intp]:
    """Which of several lines each glyph is on, glyphs sorted by baseline: the nearest line of full-size glyphs."""
    full = base[size >= FULL_SIZE * size.max()]
    cuts = np.flatnonzero(np.diff(full) > SAME_LINE * size.max()) + 1
    anchors = np.array([median(part) for part in np.split(full, cuts)])
    nearest: NDArray[np.intp] = np.abs(base[:, None] - anchors[None, :]).argmin(axis=1)
    return nearest


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


def _blanks(glyphs: Glyphs, places: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether the file has a blank between each glyph and the one that stands before it."""
    blank = np.zeros(len(places), np.bool_)
    if glyphs.spaced is not None:
        blank[1:] = glyphs.spaced[places[1:]] & (np.diff(places) == 1)
    return blank


def _spaces(
    x0: Floats, x1: Floats, size: Floats, blank: NDArray[np.bool_], first: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Whether a space stands before each glyph; glyphs are sorted by line and x, lines begin at `first`."""
    gap = np.zeros(len(x0))
    gap[1:] = (x0[1:] - x1[:-1]) / np.minimum(size[1:], size[:-1])
    gap[first] = 0.0
    space: NDArray[np.bool_] = (gap > SPACE) | (blank & (gap > SQUEEZED))
    count = np.diff(np.append(first, len(x0))) - 1
    wide = np.add.reduceat(space, first, dtype=np.int64)
    for i in np.flatnonzero((count > 0) & (wide > SPACED_OUT * count)).tolist():
        part = slice(first[i] + 1, first[i] + 1 + count[i])
        usual = median(gap[part]) if count[i] >= FEW else float(gap[part].min())
        if blank[part].mean() < SPACED_OUT / 2 and (count[i] >= FEW or usual < TYPED):
            space[part] = gap[part] > usual + SPACE
    return space
