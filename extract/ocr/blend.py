"""A page half text, half picture: the text layer where there is one, the picture's words in the rest."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from extract.page import Glyphs, Page, Rules

NEAR = 1.5  # points around a glyph of the text layer within which the picture shows that same glyph
SAME_SIZE = 3.0  # points: the picture's page is the layer's page, neither turned nor cropped


def blend(page: Page, seen: Page) -> Page:
    """Add to a page what OCR saw where the page's own text layer has nothing; the layer is never overruled.

    Where the picture had to be turned upright the two do not lie on each other, and the layer stays out.
    """
    if abs(page.width - seen.width) > SAME_SIZE or abs(page.height - seen.height) > SAME_SIZE:
        return seen
    new = np.flatnonzero(~_covered(page.glyphs, seen.glyphs))
    return replace(
        page,
        glyphs=_joined(page.glyphs, seen.glyphs, new),
        horizontal=_both(page.horizontal, seen.horizontal),
        vertical=_both(page.vertical, seen.vertical),
        issues=(*page.issues, *seen.issues),
        method="ocr",
    )


def _covered(layer: Glyphs, seen: Glyphs) -> NDArray[np.bool_]:
    """For each glyph seen, whether its middle lies on a glyph of the layer."""
    x = ((seen.x0 + seen.x1) / 2)[:, None]
    y = ((seen.top + seen.bottom) / 2)[:, None]
    out = np.zeros(len(seen.text), np.bool_)
    for start in range(0, len(layer.text), 512):  # in slices: the product of two full pages is large
        part = slice(start, start + 512)
        inside = (layer.x0[part] - NEAR <= x) & (x <= layer.x1[part] + NEAR)
        inside &= (layer.top[part] - NEAR <= y) & (y <= layer.bottom[part] + NEAR)
        out |= inside.any(axis=1)
    return out


def _joined(layer: Glyphs, seen: Glyphs, new: NDArray[np.intp]) -> Glyphs:
    count = len(layer.text)
    sure = np.ones(count) if layer.confidence is None else layer.confidence
    of_seen = np.ones(len(seen.text)) if seen.confidence is None else seen.confidence
    x0, top, x1, bottom, base, size = (
        np.concatenate([mine, theirs[new]])
        for mine, theirs in zip(
            (layer.x0, layer.top, layer.x1, layer.bottom, layer.base, layer.size),
            (seen.x0, seen.top, seen.x1, seen.bottom, seen.base, seen.size),
            strict=True,
        )
    )
    font = np.concatenate([layer.font, np.full(len(new), len(layer.fonts), np.int32)])
    return Glyphs(
        [*layer.text, *(seen.text[i] for i in new.tolist())],
        x0,
        top,
        x1,
        bottom,
        base,
        size,
        font,
        (*layer.fonts, ""),
        np.concatenate([sure, of_seen[new]]),
        None if layer.turn is None else np.concatenate([layer.turn, np.zeros(len(new), np.int32)]),
        None if layer.hidden is None else np.concatenate([layer.hidden, np.zeros(len(new), np.bool_)]),
    )


def _both(mine: Rules, theirs: Rules) -> Rules:
    return Rules(
        np.concatenate([mine.at, theirs.at]),
        np.concatenate([mine.start, theirs.start]),
        np.concatenate([mine.end, theirs.end]),
        np.concatenate([mine.width, theirs.width]),
    )
