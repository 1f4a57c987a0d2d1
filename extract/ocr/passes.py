"""The readings of a page's strips: one of all, then of the lines in doubt a second and, where those differ, a third.

A reading of a whole page takes most of the time there is; of the lines that hold a doubtful word, a fifth of it.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from extract.ocr.cells import Strip, Way, read_strips
from extract.ocr.clean import INKED, Darkness
from extract.ocr.engine import BLOCK, LINE, Words, chosen
from extract.ocr.vote import shape, vote

BEST_DPI = 200.0  # letters of 12 points are read best at this resolution, measured on four documents' cells
SECOND = 1.25  # the second reading's scale; farther off it reads worse, nearer it makes the same mistakes
THIRD_CLIP = 0.15  # the third reading takes weaker ink for paper
SURE = 0.93  # a line with a word below is read again


def best_scale(dpi: float) -> float:
    """The scale at which a page is read first."""
    return BEST_DPI / dpi if dpi > BEST_DPI * 1.1 else 1.0


def read_all(text: Darkness, dpi: float, strips: list[Strip]) -> list[Words]:
    """The words of each strip, doubtful lines voted over several readings."""
    scale = best_scale(dpi)
    first = read_strips(text, strips, dpi, Way(scale=scale))
    for n, words in enumerate(first):
        if not words.text:  # in a tall picture Tesseract passes over a short word; alone it is seen
            first[n] = _alone(text, strips[n], dpi, scale)
    lines = [(n, members) for n, words in enumerate(first) for members in lines_of(words) if doubtful(words, members)]
    if not lines:
        return first
    cut = {n: line_strips(text, first[n], strips[n]) for n, _ in lines}
    places = [cut[n][members[0]] for n, members in lines]
    second = read_strips(text, places, dpi, Way(scale=scale * SECOND))
    votes: dict[tuple[int, int], list[Words]] = {}
    for k, (n, members) in enumerate(lines):
        votes[n, members[0]] = [chosen(first[n], members), second[k]]
    open_still = [k for k, (n, members) in enumerate(lines) if _differ(votes[n, members[0]])]
    if open_still:
        third = read_strips(text, [places[k] for k in open_still], dpi, Way(scale=scale, clip=THIRD_CLIP))
        for k, words in zip(open_still, third, strict=True):
            n, members = lines[k]
            votes[n, members[0]].append(words)
    return [_settled(n, words, votes) for n, words in enumerate(first)]


def _alone(text: Darkness, strip: Strip, dpi: float, scale: float) -> Words:
    """A strip in a picture of its own, as one line and as a block: the first reading that sees anything."""
    for mode in (LINE, BLOCK):
        words = read_strips(text, [strip], dpi, Way(mode=mode, scale=scale * SECOND))[0]
        if words.text:
            return words
    return words


def lines_of(words: Words) -> Iterator[list[int]]:
    """The places of the words of each line, in reading order."""
    lines: dict[int, list[int]] = {}
    for n, line in enumerate(words.line):
        lines.setdefault(line, []).append(n)
    yield from lines.values()


def doubtful(words: Words, members: list[int]) -> bool:
    """Whether a line deserves another reading."""
    return any(words.confidence[n] < SURE or shape(words.text[n]) > 0 for n in members)


def line_strips(text: Darkness, words: Words, strip: Strip) -> dict[int, Strip]:
    """The strip around each line of a strip's words, by the line's first word: cut in the paper between the lines.

    Tesseract's boxes leave out marks above and below letters, and dots below are the first to be lost.
    """
    lines = sorted(lines_of(words), key=lambda members: _middle(words, members))
    middles = [_middle(words, members) for members in lines]
    cuts = [_cut(text, strip, a, b) for a, b in pairwise(middles)]
    tops, bottoms = [strip.top, *cuts], [*cuts, strip.bottom]
    return {
        members[0]: Strip(strip.left, top, strip.right, max(bottom, top + 1))
        for members, top, bottom in zip(lines, tops, bottoms, strict=True)
    }


def _middle(words: Words, members: list[int]) -> int:
    return int(np.median([(words.top[n] + words.bottom[n]) / 2 for n in members]))


def _cut(text: Darkness, strip: Strip, above: int, below: int) -> int:
    """The row between the middles of two lines where the widest gap of least ink is."""
    above = min(max(above, strip.top), strip.bottom - 1)
    below = min(max(below, above + 1), strip.bottom)
    ink = (text[above:below, strip.left : strip.right] > INKED).sum(axis=1)
    least = np.concatenate([[False], ink <= ink.min(), [False]])
    turns = np.flatnonzero(np.diff(least.astype(np.int8)))
    starts, ends = turns[::2], turns[1::2]
    widest = int(np.argmax(ends - starts))
    return above + int(starts[widest] + ends[widest]) // 2


def _differ(readings: list[Words]) -> bool:
    return readings[0].text != readings[1].text


def _settled(number: int, words: Words, votes: dict[tuple[int, int], list[Words]]) -> Words:
    """A strip's words with those of the lines that were read again as voted."""
    parts = []
    for members in lines_of(words):
        readings = votes.get((number, members[0]))
        parts.append(chosen(words, members) if readings is None else vote(readings))
    columns = zip(*((p.text, p.x0, p.top, p.x1, p.bottom, p.confidence, p.line) for p in parts), strict=True)
    return Words(*([value for column in each for value in column] for each in columns)) if parts else words
