"""A picture of a page to the same Page of glyph and rule columns that a text layer gives.

Rules are found first; the grid is cut on blobs of ink as if they were glyphs; each cell is read on its own; the words
come back as glyphs with a confidence. What follows (cells, rows, stitching) is the same as for digital pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.grid.record import Grid
from extract.grid.tables import find_tables
from extract.median import median
from extract.ocr import (
    clean,
    faces,
    figures,
    marks,
    overdots,
    rules,
    shapes,
    signs,
    stt,
    symbols,
    underdots,
    unread,
    uprights,
)
from extract.ocr.cells import Strip, Way, read_strips
from extract.ocr.clean import INK, INKED, Darkness
from extract.ocr.engine import Words, none
from extract.ocr.passes import best_scale, lines_of, read_all
from extract.ocr.sure import letter_chance
from extract.page import Glyphs, Page, Rules
from phuluc.issues import Issue, IssueKind
from phuluc.source import Source

AUTO = 3  # Tesseract's own layout analysis, for text outside tables
LIE_DPI = 75.0  # lines of text show their direction at this resolution, and a whole page is turned slowly
LETTER_GAP = 0.04  # inch: closes the gaps between a word's letters into one blob
SPECK = 0.015  # inch
MARKS = 0.06  # inch above and below blobs: where dots below and tones over capitals of 14 points stand
NONSENSE = 0.6  # mean confidence: upright pages of the corpus have 0.85 and more, pages on their head under 0.5
SAME_HEIGHT = 0.3  # of the usual height of ink: "ao" and "Bộ" are of one size of print
WORD_GAP = 0.28  # of the font size: what any reader of glyphs takes for a space


@dataclass(frozen=True, slots=True)
class Scan:
    """A page's picture made fit to read: darkness, the same without rules, resolution, rules in pixels' points."""

    dark: Darkness
    text: Darkness
    dpi: float
    across: Rules
    down: Rules


def prepare(picture: NDArray[np.uint8], dpi: float, *, level: bool = True) -> Scan:
    """Clean a picture, lay it level and upright (unless `level` is False), find its rules."""
    dark = clean.darkness(clean.grey(picture), dpi)
    if level:
        dark = _laid(dark, *_lie(dark, dpi))
    return _ruled(dark, dpi)


def levelled(picture: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """The picture in grey, laid as `prepare` lays it to be read: what the boxes of its cells stand on."""
    grey = clean.grey(picture)
    paper = np.uint8(255)
    return paper - _laid(paper - grey, *_lie(clean.darkness(grey, dpi), dpi))


def _lie(dark: Darkness, dpi: float) -> tuple[float, bool]:
    """How a page lies: crooked by so many degrees, and whether on its side."""
    dark, dpi = clean.shrunk(dark, dpi, clean.SKEW_DPI), min(dpi, clean.SKEW_DPI)
    angle = clean.skew(dark, dpi)
    small = clean.shrunk(dark, dpi, LIE_DPI)
    return angle, clean.lies_on_its_side(clean.turn(small, angle), min(dpi, LIE_DPI))


def _laid(dark: Darkness, angle: float, on_its_side: bool) -> Darkness:
    dark = clean.turn(dark, angle)
    return np.asarray(cv2.rotate(dark, cv2.ROTATE_90_CLOCKWISE), np.uint8) if on_its_side else dark


def _ruled(dark: Darkness, dpi: float) -> Scan:
    across, down = rules.find(dark, dpi)
    text = clean.dusted(rules.erase(dark, across, down, dpi), dpi)
    return Scan(dark, text, dpi, across.in_points(dpi), down.in_points(dpi))


def blobs(text: Darkness, dpi: float) -> NDArray[np.int32]:
    """Boxes (left, top, right, bottom) in pixels of words of ink, one a row; dust and large figures left out."""
    reach = max(1, int(dpi * LETTER_GAP))
    mask = cv2.dilate(cv2.threshold(text, INKED, 1, cv2.THRESH_BINARY)[1], np.ones((1, reach), np.uint8))
    _, _, stats, _ = clean.components(mask)
    boxes = stats[1:]
    big = np.maximum(boxes[:, 2] - reach, boxes[:, 3])
    keep = (big > dpi * SPECK) & (boxes[:, 3] < dpi * 0.8)
    x, y, w, h = (boxes[keep, i] for i in range(4))
    return np.stack([x + reach // 2, y, x + w - reach // 2, y + h], axis=1).astype(np.int32)


def blob_page(scan: Scan, boxes: NDArray[np.int32], number: int) -> Page:
    """A Page whose glyphs are blobs of ink: enough for the grid to be found on."""
    scale = 72 / scan.dpi
    x0, top, x1, bottom = (boxes[:, i].astype(np.float64) * scale for i in range(4))
    x1 = np.maximum(x1, x0 + 0.1)
    height, width = scan.dark.shape
    count = len(boxes)
    glyphs = Glyphs(
        ["x"] * count, x0, top, x1, bottom, bottom, np.maximum(bottom - top, 1.0), np.zeros(count, np.int32), ("",)
    )
    return Page(number, width * scale, height * scale, glyphs, scan.across, scan.down, method="ocr")


def cell_strips(scan: Scan, grid: Grid, boxes: NDArray[np.int32]) -> list[tuple[int, Strip]]:
    """For each cell with ink its index and the strip around its blobs, kept inside the cell.

    Marks above and below letters are no blobs of their own: the strip has room for them as far as the cell goes.
    """
    k = scan.dpi / 72
    pad = max(2, int(scan.dpi * 0.02))
    reach = int(scan.dpi * 0.06)  # ink may overrun a rule by a letter's edge
    marks = int(scan.dpi * MARKS)
    out = []
    for cell in np.unique(grid.owner[grid.owner >= 0]):
        mine = boxes[grid.owner == cell]
        highest, lowest = int(mine[:, 1].min()), int(mine[:, 3].max())
        roof, floor = grid.top[cell] * k, grid.bottom[cell] * k
        top = min(max(highest - pad, roof - reach), max(highest - marks, roof))
        bottom = max(min(lowest + pad, floor + reach), min(lowest + marks, floor))
        left = max(int(mine[:, 0].min()) - pad, grid.x0[cell] * k - reach)
        right = min(int(mine[:, 2].max()) + pad, grid.x1[cell] * k + reach)
        height, width = scan.dark.shape
        out.append(
            (int(cell), Strip(max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(bottom))))
        )
    return [(cell, s) for cell, s in out if s.right > s.left and s.bottom > s.top]


def read_outside(scan: Scan, grids: Sequence[Grid], boxes: NDArray[np.int32]) -> Words:
    """The words outside all tables, by Tesseract's own layout analysis; print that shines through is left out."""
    text = scan.text.copy()
    k = scan.dpi / 72
    outside = np.ones(len(boxes), np.bool_)
    for grid in grids:
        x0, top, x1, bottom = (int(v * k) for v in grid.area)
        text[max(0, top - 2) : bottom + 3, max(0, x0 - 2) : x1 + 3] = 0
        middle = (boxes[:, 1] + boxes[:, 3]) // 2
        outside &= (middle < top) | (middle > bottom) | (boxes[:, 2] < x0) | (boxes[:, 0] > x1)
    text[text < INKED] = 0
    if np.count_nonzero(text > INK // 2) < (scan.dpi * 0.05) ** 2 or not outside.any():
        return none()
    pad = int(scan.dpi * 0.1)
    left, top = (max(0, int(boxes[outside, i].min()) - pad) for i in (0, 1))
    right, bottom = (int(boxes[outside, i].max()) + pad for i in (2, 3))
    around = Strip(left, top, min(text.shape[1], right), min(text.shape[0], bottom))
    return read_strips(text, [around], scan.dpi, Way(mode=AUTO, scale=best_scale(scan.dpi)))[0]


def read_page(scan: Scan, number: int) -> Page:
    """Read a prepared scan, the other way up where it makes no sense as it lies.

    Raises:
        MissingTool: Tesseract or its Vietnamese data is not installed.
    """
    groups, unseen = _read(scan, number)
    if _sense(groups) < NONSENSE:
        turned = _ruled(np.ascontiguousarray(scan.dark[::-1, ::-1]), scan.dpi)
        other, its_unseen = _read(turned, number)
        if _sense(other) > _sense(groups):
            scan, groups, unseen = turned, other, its_unseen
    for words in groups:
        shapes.settle(words)
    signs.settle(scan.text, scan.dpi, groups)
    glyphs = as_glyphs(groups, scan.dpi)
    height, width = scan.dark.shape
    note = Issue(IssueKind.OCR_USED, Source(page=number), f"page {number}")
    scale = 72 / scan.dpi
    size = (width * scale, height * scale)
    missed = tuple(((s.left + s.right) / 2 * scale, (s.top + s.bottom) / 2 * scale) for s in unseen)
    return Page(number, *size, glyphs, scan.across, scan.down, issues=(note,), method="ocr", unread=missed)


def _read(scan: Scan, number: int) -> tuple[list[Words], list[Strip]]:
    """The words of every cell, voted and with the STT column settled, then those outside all tables.

    And the strips of cells with ink of which nothing was made.
    """
    boxes = blobs(scan.text, scan.dpi)
    grids = find_tables(blob_page(scan, boxes, number)) if len(boxes) else ()
    strips: list[Strip] = []
    where: list[tuple[int, int]] = []
    for index, grid in enumerate(grids):
        for cell, strip in cell_strips(scan, grid, boxes):
            where.append((index, cell))
            strips.append(strip)
    read = read_all(scan.text, scan.dpi, strips) if strips else []
    read = [shapes.without_specks(words, scan.dpi) for words in read]
    for n, (index, cell) in enumerate(where):
        if not read[n].text:
            read[n] = unread.lone_dash(scan.text, _cell(scan, grids[index], cell), scan.dpi)
    for words in read:
        uprights.settle(scan.text, words)
        underdots.settle(scan.dark, words)
        overdots.settle(scan.text, scan.dark, words)
        figures.settle(scan.text, words)
        faces.settle(scan.text, words)
        symbols.settle(scan.dark, words)
    underdots.restore(scan.dark, scan.text, read)
    marks.settle(scan.text, scan.dpi, read)
    for index, grid in enumerate(grids):
        mine = [n for n, (g, _) in enumerate(where) if g == index]
        cells = [(where[n][1], n) for n in mine]
        stt.settle_labels(scan.text, scan.dpi, grid, cells, strips, read)
        stt.settle(scan.text, scan.dark, scan.dpi, grid, cells, strips, read)
    unseen = [s for words, s in zip(read, strips, strict=True) if unread.is_unread(scan.text, words, s, scan.dpi)]
    outside = read_outside(scan, grids, boxes)
    uprights.settle(scan.text, outside)  # "PHỤ LỤC III": tables are told apart by it
    return [*read, outside], unseen


def _cell(scan: Scan, grid: Grid, cell: int) -> Strip:
    """A cell of a grid in pixels."""
    k = scan.dpi / 72
    return Strip(*(max(0, round(float(side[cell]) * k)) for side in (grid.x0, grid.top, grid.x1, grid.bottom)))


def _sense(groups: Sequence[Words]) -> float:
    """The mean confidence of a page's words, longer ones weighing more; 1 where there are none."""
    weight = sum(len(text) for words in groups for text in words.text)
    total = sum(len(t) * c for words in groups for t, c in zip(words.text, words.confidence, strict=True))
    return total / weight if weight else 1.0


def as_glyphs(groups: Sequence[Words], dpi: float) -> Glyphs:
    """Words as glyph columns: letters spread over their word's box, one baseline a line, clear gaps between words."""
    text: list[str] = []
    columns: list[tuple[float, float, float, float, float, float]] = []
    scale = 72 / dpi
    lines = [(words, members) for words in groups for members in lines_of(words)]
    usual = median(np.asarray([_height(words, members) for words, members in lines])) * scale if lines else 0.0
    for words, members in lines:
        bottom = median(np.asarray([words.bottom[n] for n in members], np.float64)) * scale
        height = _height(words, members) * scale
        # Ink heights wander with what letters a line has; a page of one size of print must be of one size here.
        size = usual if abs(height - usual) <= SAME_HEIGHT * usual else height
        members.sort(key=lambda n: words.x0[n])
        for place, n in enumerate(members):
            x0, x1 = words.x0[n] * scale, words.x1[n] * scale
            if place + 1 < len(members):
                x1 = min(x1, words.x0[members[place + 1]] * scale - WORD_GAP * size)
            x1 = max(x1, x0 + 0.2 * size)
            step = (x1 - x0) / len(words.text[n])
            sure = letter_chance(words.confidence[n], len(words.text[n]))
            for i, letter in enumerate(words.text[n]):
                text.append(letter)
                columns.append((x0 + i * step, bottom - size, x0 + (i + 1) * step, bottom, size, sure))
    table = np.asarray(columns, np.float64).reshape(-1, 6)
    x0s, top, x1s, base, sizes, chances = (np.ascontiguousarray(table[:, i]) for i in range(6))
    return Glyphs(text, x0s, top, x1s, base, base, sizes, np.zeros(len(text), np.int32), ("",), chances)


def _height(words: Words, members: list[int]) -> float:
    return max(4.0, median(np.asarray([words.bottom[n] - words.top[n] for n in members], np.float64)))
