"""Pages whose print lies on its side with no /Rotate to say so: read as who turns the sheet reads, placed as it lies.

A landscape table on a portrait sheet comes so from drivers that turn the text and not the page.
"""

from dataclasses import replace
from typing import TypeVar

import numpy as np

from extract.page import Floats, Page, Rules
from phuluc.model import RawPage, RawTable, RawText
from phuluc.source import Box, Source

MOST = 0.5  # of a page's letters: fewer are labels of narrow columns, set on their side in an upright table
Side = TypeVar("Side", Floats, float)
DESCENT = 0.22  # of the font size: what a line box of Times or Arial has below the baseline


def turns_of(page: Page) -> int:
    """How many quarter turns anticlockwise most of the page's letters stand from upright; 0 where most are upright."""
    if page.glyphs.turn is None:
        return 0
    count = np.bincount(page.glyphs.turn, minlength=4)
    return int(count.argmax()) if count.max() > MOST * count.sum() else 0


def upright(page: Page, turns: int) -> Page:
    """The page after `turns` quarter turns clockwise, 1 to 3; its letters stand upright that stood so much askew."""
    glyphs, room = page.glyphs, (page.width, page.height)
    x0, top, x1, bottom = _turned((glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom), room, turns)
    lying = _turned((page.horizontal.start, page.horizontal.at, page.horizontal.end, page.horizontal.at), room, turns)
    standing = _turned((page.vertical.at, page.vertical.start, page.vertical.at, page.vertical.end), room, turns)
    widths = page.horizontal.width, page.vertical.width
    if turns % 2:
        room, lying, standing, widths = room[::-1], standing, lying, widths[::-1]
    left = (glyphs.turn - turns) % 4 if glyphs.turn is not None else np.zeros(len(x0), np.int32)
    return replace(
        page,
        width=room[0],
        height=room[1],
        glyphs=replace(
            glyphs,
            x0=x0,
            top=top,
            x1=x1,
            bottom=bottom,
            base=np.where(left == 0, bottom - DESCENT * glyphs.size, bottom),
            turn=left if left.any() else None,
        ),
        horizontal=Rules(lying[1], lying[0], lying[2], widths[0]),
        vertical=Rules(standing[0], standing[1], standing[3], widths[1]),
        images=tuple(_turned(image, (page.width, page.height), turns) for image in page.images),
        cut_off=tuple(_turned((x, y, x, y), (page.width, page.height), turns)[:2] for x, y in page.cut_off),
        unread=tuple(_turned((x, y, x, y), (page.width, page.height), turns)[:2] for x, y in page.unread),
    )


def placed(raw: RawPage, page: Page, turns: int) -> RawPage:
    """What was read of `upright(page, turns)`, its places those on the page as it lies."""
    room = (page.height, page.width) if turns % 2 else (page.width, page.height)

    def source(old: Source) -> Source:
        return replace(old, box=box(old.box))

    def box(old: Box | None) -> Box | None:
        return old and Box(*_turned((old.x0, old.top, old.x1, old.bottom), room, 4 - turns))

    def block(old: RawTable | RawText) -> RawTable | RawText:
        if isinstance(old, RawText):
            return replace(old, source=source(old.source))
        rows = tuple(
            replace(row, source=source(row.source), cells=tuple(replace(cell, box=box(cell.box)) for cell in row.cells))
            for row in old.rows
        )
        return replace(old, rows=rows, source=source(old.source))

    return replace(raw, blocks=tuple(map(block, raw.blocks)), width=page.width, height=page.height)


def _turned(box: tuple[Side, Side, Side, Side], room: tuple[float, float], turns: int) -> tuple[Side, Side, Side, Side]:
    """A box (x0, top, x1, bottom), or columns of them, after quarter turns clockwise of the page of this size."""
    x0, top, x1, bottom = box
    width, height = room
    if turns == 1:
        return height - bottom, x0, height - top, x1
    if turns == 2:
        return width - x1, height - bottom, width - x0, height - top
    return top, width - x1, bottom, width - x0
