"""A picture of a page to the same Page of glyph and rule columns that a text layer gives.

Rules are found first; the grid is cut on blobs of ink as if they were glyphs; each cell is read on its own; the words
come back as glyphs with a confidence. What follows (cells, rows, stitching) is the same as for digital pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.grid.record import Grid
from extract.grid.tables import find_tables
from extract.ocr import clean, rules, shapes, stt
from extract.ocr.cells import Strip, Way, picture_of, read_strips
from extract.ocr.clean import Darkness
from extract.ocr.engine import Words
from extract.ocr.vote import shape, vote
from extract.page import Glyphs, Page, Rules
from phuluc.issues import Issue, IssueKind
from phuluc.source import Source

AUTO = 3  # Tesseract's own layout analysis, for text outside tables
BEST_DPI = 200.0  # letters of 12 points are read best at this resolution, measured on four documents' cells
SECOND = 1.25  # the second reading's scale; farther off it reads worse, nearer it makes the same mistakes
THIRD_CLIP = 0.15  # the third reading takes weaker ink for paper
SURE = 0.93  # a strip with a word below is read again
LETTER_GAP = 0.04  # inch: closes the gaps between a word's letters into one blob
SPECK = 0.015  # inch
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
        dark = clean.turn(dark, clean.skew(dark, dpi))
        if clean.lies_on_its_side(dark, dpi):
            dark = np.ascontiguousarray(np.rot90(dark, -1))
    return _ruled(dark, dpi)


def _ruled(dark: Darkness, dpi: float) -> Scan:
    across, down = rules.find(dark, dpi)
    text = rules.erase(dark, across, down, dpi)
    return Scan(dark, text, dpi, across.in_points(dpi), down.in_points(dpi))


def blobs(text: Darkness, dpi: float) -> NDArray[np.int32]:
    """Boxes (left, top, right, bottom) in pixels of words of ink, one a row; dust and large figures left out."""
    reach = max(1, int(dpi * LETTER_GAP))
    mask = cv2.dilate((text > 0.35).astype(np.uint8), np.ones((1, reach), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
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
    """For each cell with ink its index and the strip around its blobs, kept inside the cell."""
    k = scan.dpi / 72
    pad = max(2, int(scan.dpi * 0.02))
    out = []
    for cell in np.unique(grid.owner[grid.owner >= 0]):
        mine = boxes[grid.owner == cell]
        reach = int(scan.dpi * 0.06)  # ink may overrun a rule by a letter's edge
        out.append(
            (
                int(cell),
                Strip(
                    max(0, int(max(mine[:, 0].min() - pad, grid.x0[cell] * k - reach))),
                    max(0, int(max(mine[:, 1].min() - pad, grid.top[cell] * k - reach))),
                    min(scan.dark.shape[1], int(min(mine[:, 2].max() + pad, grid.x1[cell] * k + reach))),
                    min(scan.dark.shape[0], int(min(mine[:, 3].max() + pad, grid.bottom[cell] * k + reach))),
                ),
            )
        )
    return [(cell, s) for cell, s in out if s.right > s.left and s.bottom > s.top]


def doubtful(words: Words) -> bool:
    """Whether a strip deserves another reading."""
    return any(c < SURE or shape(t) > 0 for t, c in zip(words.text, words.confidence, strict=True)) or not words.text


def read_twice(scan: Scan, strips: list[Strip]) -> list[Words]:
    """The strips' words: one reading for all, a second and a third where the first was in doubt, voted."""
    scale = min(1.0, BEST_DPI / scan.dpi) if scan.dpi > BEST_DPI * 1.1 else 1.0
    first = _reading(scan, strips, scale, 0.0)
    again = [n for n, words in enumerate(first) if doubtful(words)]
    if not again:
        return first
    chosen = [strips[n] for n in again]
    second = _reading(scan, chosen, scale * SECOND, 0.0)
    out = list(first)
    open_still: list[int] = []
    for k, n in enumerate(again):
        out[n] = vote([first[n], second[k]])
        if first[n].text != second[k].text:
            open_still.append(k)
    third = _reading(scan, [chosen[k] for k in open_still], scale, THIRD_CLIP) if open_still else []
    for k, words in zip(open_still, third, strict=True):
        n = again[k]
        out[n] = vote([first[n], second[k], words])
    return out


def _reading(scan: Scan, strips: list[Strip], scale: float, clip: float) -> list[Words]:
    picture = picture_of(scan.text, scan.dpi, clip, scale)
    scaled = [
        Strip(int(s.left * scale), int(s.top * scale), round(s.right * scale), round(s.bottom * scale)) for s in strips
    ]
    found = read_strips(picture, scaled, scan.dpi * scale)
    return [_scaled(words, 1 / scale) for words in found]


def _scaled(words: Words, scale: float) -> Words:
    x0, top, x1, bottom = ([int(v * scale) for v in column] for column in (words.x0, words.top, words.x1, words.bottom))
    return Words(words.text, x0, top, x1, bottom, words.confidence, words.line)


def read_outside(scan: Scan, grids: Sequence[Grid]) -> Words:
    """The words outside all tables, by Tesseract's own layout analysis."""
    text = scan.text.copy()
    k = scan.dpi / 72
    for grid in grids:
        x0, top, x1, bottom = (int(v * k) for v in grid.area)
        text[max(0, top - 2) : bottom + 3, max(0, x0 - 2) : x1 + 3] = 0
    if float((text > 0.5).sum()) < (scan.dpi * 0.05) ** 2:
        return Words([], [], [], [], [], [], [])
    scale = min(1.0, BEST_DPI / scan.dpi)
    picture = picture_of(text, scan.dpi, 0.0, scale)
    whole = [Strip(0, 0, picture.shape[1], picture.shape[0])]
    return _scaled(read_strips(picture, whole, scan.dpi * scale, Way(mode=AUTO))[0], 1 / scale)


def read_page(scan: Scan, number: int) -> Page:
    """Read a prepared scan, the other way up where it makes no sense as it lies.

    Raises:
        MissingTool: Tesseract or its Vietnamese data is not installed.
    """
    groups = _read(scan, number)
    if _sense(groups) < NONSENSE:
        turned = _ruled(np.ascontiguousarray(scan.dark[::-1, ::-1]), scan.dpi)
        other = _read(turned, number)
        if _sense(other) > _sense(groups):
            scan, groups = turned, other
    for words in groups:
        shapes.settle(words)
    glyphs = as_glyphs(groups, scan.dpi)
    height, width = scan.dark.shape
    note = Issue(IssueKind.OCR_USED, Source(page=number), f"page {number}")
    scale = 72 / scan.dpi
    return Page(number, width * scale, height * scale, glyphs, scan.across, scan.down, issues=(note,), method="ocr")


def _read(scan: Scan, number: int) -> list[Words]:
    """The words of every cell, voted and with the STT column settled, then those outside all tables."""
    boxes = blobs(scan.text, scan.dpi)
    grids = find_tables(blob_page(scan, boxes, number)) if len(boxes) else ()
    strips: list[Strip] = []
    where: list[tuple[int, int]] = []
    for index, grid in enumerate(grids):
        for cell, strip in cell_strips(scan, grid, boxes):
            where.append((index, cell))
            strips.append(strip)
    read = read_twice(scan, strips) if strips else []
    for index, grid in enumerate(grids):
        mine = [n for n, (g, _) in enumerate(where) if g == index]
        stt.settle(scan.text, scan.dpi, grid, [(where[n][1], n) for n in mine], strips, read)
    return [*read, read_outside(scan, grids)]


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
    lines = list(_lines(groups))
    usual = float(np.median([_height(words, members) for words, members in lines])) * scale if lines else 0.0
    for words, members in lines:
        bottom = float(np.median([words.bottom[n] for n in members])) * scale
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
            for i, letter in enumerate(words.text[n]):
                text.append(letter)
                columns.append((x0 + i * step, bottom - size, x0 + (i + 1) * step, bottom, size, words.confidence[n]))
    table = np.asarray(columns, np.float64).reshape(-1, 6)
    x0s, top, x1s, base, sizes, sure = (np.ascontiguousarray(table[:, i]) for i in range(6))
    return Glyphs(text, x0s, top, x1s, base, base, sizes, np.zeros(len(text), np.int32), ("",), sure)


def _lines(groups: Sequence[Words]) -> Iterator[tuple[Words, list[int]]]:
    """Each line of each group: its Words and the indices of its words."""
    for words in groups:
        lines: dict[int, list[int]] = {}
        for n, line in enumerate(words.line):
            lines.setdefault(line, []).append(n)
        for members in lines.values():
            yield words, members


def _height(words: Words, members: list[int]) -> float:
    return max(4.0, float(np.median([words.bottom[n] - words.top[n] for n in members])))
