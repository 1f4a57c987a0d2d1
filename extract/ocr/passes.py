"""The readings of a page's strips: one of all, then of the lines in doubt a second and, where those differ, a third.

A reading of a whole page takes most of the time there is; of the lines that hold a doubtful word, a fifth of it.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from extract.median import median
from extract.ocr.cells import Strip, Way, read_strips
from extract.ocr.clean import INKED, Darkness, components, runs
from extract.ocr.engine import BLOCK, LINE, Words, chosen
from extract.ocr.vote import shape, vote

BEST_DPI = 200.0  # letters of 12 points are read best at this resolution, measured on four documents' cells
SECOND = 1.25  # the second reading's scale; farther off it reads worse, nearer it makes the same mistakes
THIRD_CLIP = 0.15  # the third reading takes weaker ink for paper
LETTER = 0.06  # inch: letters of 9 points and more are as high; a dot, a speck and most marks are not
BESIDE = 0.02  # inch around a word's box in which its own ink may lie
ONE_LINE = 0.32  # inch: a line of 17 points with marks above and below, and the paper around it
LESS = 0.5  # of the letters left out by one reading: another that leaves out fewer takes its place
SURE = 0.93  # a line with a word below is read again


def best_scale(dpi: float) -> float:
    """The scale at which a page is read first."""
    return BEST_DPI / dpi if dpi > BEST_DPI * 1.1 else 1.0


def read_all(text: Darkness, dpi: float, strips: list[Strip]) -> list[Words]:
    """The words of each strip, doubtful lines voted over several readings."""
    scale = best_scale(dpi)
    first = read_strips(text, strips, dpi, Way(scale=scale))
    first = [_whole(text, words, strip, dpi, scale) for words, strip in zip(first, strips, strict=True)]
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


def _whole(text: Darkness, words: Words, strip: Strip, dpi: float, scale: float) -> Words:
    """A strip's words, from a picture of its own where they leave letters out: Tesseract passes over short words.

    Several lines are never read as one: they run into each other, and the one box hides what is lost.
    """
    lost = lost_ink(text, words, strip, dpi)
    modes = (BLOCK, LINE) if strip.bottom - strip.top <= dpi * ONE_LINE else (BLOCK,)
    for mode in modes if lost else ():
        again = read_strips(text, [strip], dpi, Way(mode=mode, scale=scale * SECOND))[0]
        left = lost_ink(text, again, strip, dpi)
        if left < LESS * lost:
            words, lost = again, left
    return words


def lost_ink(text: Darkness, words: Words, strip: Strip, dpi: float) -> int:
    """The pixels of a strip that letters outside all words' boxes have; marks and specks do not count."""
    piece = (text[strip.top : strip.bottom, strip.left : strip.right] > INKED).astype(np.uint8)
    beside = max(1, int(dpi * BESIDE))
    for x0, top, x1, bottom in zip(words.x0, words.top, words.x1, words.bottom, strict=True):
        rows = slice(max(0, top - strip.top - beside), max(0, bottom - strip.top + beside))
        piece[rows, max(0, x0 - strip.left - beside) : max(0, x1 - strip.left + beside)] = 0
    if not piece.any():
        return 0
    _, _, stats, _ = components(piece)
    letters = stats[1:][(stats[1:, 3] > LETTER * dpi) & (stats[1:, 2] > LETTER * dpi / 4)]
    return int(letters[:, 4].sum())


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
    return int(median(np.asarray([(words.top[n] + words.bottom[n]) / 2 for n in members])))


def _cut(text: Darkness, strip: Strip, above: int, below: int) -> int:
    """The row between the middles of two lines where the widest gap of least ink is."""
    above = min(max(above, strip.top), strip.bottom - 1)
    below = min(max(below, above + 1), strip.bottom)
    ink = (text[above:below, strip.left : strip.right] > INKED).sum(axis=1)
    starts, ends = runs(ink <= ink.min())
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
