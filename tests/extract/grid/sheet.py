"""A page built by hand: text and rules put down in points, read as the columns that any reader of pages gives."""

import random
from itertools import pairwise

import numpy as np

from extract.grid.record import Grid
from extract.page import Glyphs, Page, Rules

SIZE = 12.0
ADVANCE, BLANK = 0.5, 0.25  # of the font size, for every glyph; for a blank
LEADING = 1.2  # of the font size

Stroke = tuple[float, float, float, float]  # at, start, end, width


class Sheet:
    """Put text and rules on it, then take the page."""

    def __init__(self, width: float = 595, height: float = 842, size: float = SIZE) -> None:
        self.width, self.height, self.size = width, height, size
        self.glyphs: list[tuple[str, float, float, float]] = []
        self.horizontal: list[Stroke] = []
        self.vertical: list[Stroke] = []

    def text(self, x: float, base: float, said: str, size: float | None = None) -> "Sheet":
        """A line of text from x on the baseline; further lines below it."""
        size = size or self.size
        for number, line in enumerate(said.split("\n")):
            place = x
            for letter in line:
                if letter != " ":
                    self.glyphs.append((letter, place, base + number * LEADING * size, size))
                place += (BLANK if letter == " " else ADVANCE) * size
        return self

    def centred(self, x0: float, x1: float, base: float, said: str) -> "Sheet":
        wide = sum(BLANK if letter == " " else ADVANCE for letter in said) * self.size
        return self.text((x0 + x1 - wide) / 2, base, said)

    def h(self, y: float, x0: float, x1: float, width: float = 0.5) -> "Sheet":
        self.horizontal.append((y, x0, x1, width))
        return self

    def v(self, x: float, top: float, bottom: float, width: float = 0.5) -> "Sheet":
        self.vertical.append((x, top, bottom, width))
        return self

    def box(self, x0: float, top: float, x1: float, bottom: float, width: float = 0.5) -> "Sheet":
        """Four sides; width 0 is a background's edge."""
        self.h(top, x0, x1, width).h(bottom, x0, x1, width)
        return self.v(x0, top, bottom, width).v(x1, top, bottom, width)

    def lattice(self, edges: list[float], lines: list[float]) -> "Sheet":
        """All lines of a plain grid."""
        for y in lines:
            self.h(y, edges[0], edges[-1])
        for x in edges:
            self.v(x, lines[0], lines[-1])
        return self

    def row(self, edges: list[float], top: float, *cells: str) -> "Sheet":
        """Texts of neighbouring cells, each at its cell's top left with a little padding."""
        for x, said in zip(edges, cells, strict=False):
            self.text(x + 4, top + self.size, said)
        return self

    def page(self) -> Page:
        letters = self.glyphs
        x0 = np.array([glyph[1] for glyph in letters], float)
        base = np.array([glyph[2] for glyph in letters], float)
        size = np.array([glyph[3] for glyph in letters], float)
        glyphs = Glyphs(
            [glyph[0] for glyph in letters],
            x0,
            base - 0.9 * size,
            x0 + ADVANCE * size,
            base + 0.22 * size,
            base,
            size,
            np.zeros(len(letters), np.int32),
        )
        return Page(1, self.width, self.height, glyphs, _rules(self.horizontal), _rules(self.vertical))


def _rules(strokes: list[Stroke]) -> Rules:
    at, start, end, width = np.array(strokes, float).reshape(-1, 4).T
    return Rules(at.copy(), start.copy(), end.copy(), width.copy())


def shuffled(strokes: list[Stroke], seed: int, jitter: float, pieces: int) -> list[Stroke]:
    """The same rules as a careless producer draws them: in pieces, out of line, in any order."""
    dice = random.Random(seed)
    found = []
    for at, start, end, width in strokes:
        cuts = sorted([start, *(dice.uniform(start, end) for _ in range(dice.randrange(pieces))), end])
        found += [(at + dice.uniform(-jitter, jitter), a, b, width) for a, b in pairwise(cuts)]
    dice.shuffle(found)
    return found


def said(page: Page, grid: Grid) -> list[list[str]]:
    """The text of each cell, in rows; lines are joined with a blank, words without one."""
    rows: list[list[str]] = [[] for _ in range(grid.shape[0])]
    for cell, row in enumerate(grid.row.tolist()):
        inside = np.flatnonzero(grid.owner == cell).tolist()
        lines = sorted({float(page.glyphs.base[i]) for i in inside})
        parts = [
            sorted((i for i in inside if page.glyphs.base[i] == base), key=page.glyphs.x0.__getitem__) for base in lines
        ]
        rows[row].append(" ".join("".join(page.glyphs.text[i] for i in part) for part in parts))
    return rows
