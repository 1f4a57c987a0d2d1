"""A page as columns: parallel arrays of glyphs and of rules, never one object each.

Every reader of pages (PDFium, pdfplumber, OCR) gives a Page; the grid is found on nothing else. Lengths are points,
the origin is the top left corner of the page as a reader sees it (after rotation).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phuluc.issues import Issue, IssueKind
from phuluc.source import Source

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

NO_LETTER = "\ufffd"  # stands for a glyph whose letter the file does not tell
FAR = 1e6  # points: beyond any page


@dataclass(frozen=True, slots=True, eq=False)
class Glyphs:
    """Printed glyphs, n of each column, in any order; blanks are not among them.

    `text[i]` is what glyph i says (a ligature says several letters, legacy fonts are already decoded). `base` is the
    baseline's y; `x0, x1` are advance edges where the reader knows them (loose box), `top, bottom` the font's line
    box. `size` is the font size as seen on the page, in points. `font[i]` indexes `fonts`, the names as in the file.
    `confidence` is OCR's, 0 to 1, None for a text layer: the chance that the glyph is right, so that a text's is the
    product of its glyphs'. `turn[i]` is how many quarter turns anticlockwise the glyph stands from upright, None where
    all are upright. `hidden[i]`: printed without ink (render mode 3, as under scans), None where none is. `spaced[i]`:
    the file has a blank between glyph i - 1 and glyph i, None where it tells nothing.
    """

    text: list[str]
    x0: Floats
    top: Floats
    x1: Floats
    bottom: Floats
    base: Floats
    size: Floats
    font: Ints
    fonts: tuple[str, ...] = ()
    confidence: Floats | None = None
    turn: Ints | None = None
    hidden: NDArray[np.bool_] | None = None
    spaced: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        """Hold the columns to one length."""
        columns = (self.x0, self.top, self.x1, self.bottom, self.base, self.size, self.font)
        if any(len(column) != len(self.text) for column in columns):
            raise ValueError("glyph columns of unequal length")

    @classmethod
    def none(cls) -> "Glyphs":
        """The glyphs of an empty page."""
        empty = np.zeros(0)
        return cls([], empty, empty, empty, empty, empty, empty, np.zeros(0, np.int32))


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Straight rules along one axis, m of each column: at `at` on the other axis, from `start` to `end`.

    For horizontal rules `at` is y and `start, end` are x; for vertical rules the other way round. `width` is the
    stroke's thickness. Thin filled rectangles and edges of backgrounds come as rules too.
    """

    at: Floats
    start: Floats
    end: Floats
    width: Floats

    @classmethod
    def none(cls) -> "Rules":
        """The rules of an empty page."""
        empty = np.zeros(0)
        return cls(empty, empty, empty, empty)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page: number from 1, size in points, glyphs, horizontal and vertical rules.

    `images` are the boxes `(x0, top, x1, bottom)` of pictures, for telling a scan. `issues` were met while reading.
    `lying`: the share of glyphs in fonts that draw other letters than they say, as far as the reader looked.
    `cut_off` are the middles (x, y) of letters beside which their line is cut away: a sheet's cell too narrow for it.
    `unread` are the middles of ink in cells of a scan of which no reading made a word.
    """

    number: int
    width: float
    height: float
    glyphs: Glyphs
    horizontal: Rules
    vertical: Rules
    images: tuple[tuple[float, float, float, float], ...] = ()
    issues: tuple[Issue, ...] = field(default=())
    method: str = "rules"  # "ocr" where the glyphs were read from a picture
    lying: float = 0.0
    cut_off: tuple[tuple[float, float], ...] = ()
    unread: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """An opened PDF: the number of its pages, the program that made it, and its pages, read as they are walked."""

    count: int
    producer: str | None
    pages: Iterator[Page]


def bounded(lengths: NDArray[Any]) -> NDArray[Any]:
    """Lengths in points; those beyond FAR, and what is no number, put there: a matrix of a file may give any.

    >>> bounded(np.array([1.0, -np.inf, np.nan, 1e30])).tolist()
    [1.0, -1000000.0, 1000000.0, 1000000.0]
    """
    if not (np.abs(lengths) <= FAR).all():
        lengths = np.clip(np.nan_to_num(lengths, nan=FAR), -FAR, FAR)
    return lengths


def unreadable(number: int, why: str, width: float = 0.0, height: float = 0.0) -> Page:
    """The page in place of one that cannot be read: empty, with the reason as an issue."""
    issue = Issue(IssueKind.PAGE_UNREADABLE, Source(page=number), why)
    return Page(number, width, height, Glyphs.none(), Rules.none(), Rules.none(), issues=(issue,))
