"""The column of numbers read on its own, with its own letters, and checked against the sequence.

A lone "1" or "III" on a line is what Tesseract reads worst and what the whole outline hangs on (OCR.md, step 8).
"""

import re

import numpy as np
from numpy.typing import NDArray

from extract.grid.record import Grid
from extract.ocr.cells import Strip, Way, picture_of, read_strips
from extract.ocr.clean import Darkness
from extract.ocr.engine import Words

WHITELIST = "0123456789IVXLC.)"
NARROW = 0.14  # of the table's width: an STT column is no wider
SCALES = (1.0, 1.5, 0.7)  # a lone figure is read at one size and missed at another
INFERRED = 0.6  # the confidence of a number that the sequence settled between two readings
HEADS = ("stt", "tt", "số", "sốtt", "no", "no.")  # what stands over the column is no number, however alike
_NUMBER = re.compile(r"(\d{1,3}(\.\d{1,2}){0,3}|[IVXLC]{1,6})[.)]?")
_ALIKE = str.maketrans({"l": "1", "|": "1", "!": "1", "O": "0", "o": "0", "S": "5", "B": "8", "Z": "2"})
_ROMAN_ALIKE = str.maketrans({"l": "I", "1": "I", "|": "I", "H": "II", "T": "I", "Ï": "I", "Ì": "I"})
_ROMANS = {
    numeral: n
    for n, numeral in enumerate("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split(), 1)
}


def is_number(text: str) -> bool:
    """Whether a text has the form of an STT number: 12, 1.1, IV, with or without a closing mark."""
    found = _NUMBER.fullmatch(text)
    return found is not None and (text[0].isdigit() or text.rstrip(".)") in _ROMANS)


def spellings(text: str) -> list[str]:
    """The numbers that a reading may stand for, itself first: look-alikes of figures and of Roman numerals."""
    bare = text.replace(" ", "").strip("'\"‘’“”,;:-")
    out = [bare, bare.translate(_ALIKE), bare.upper().translate(_ROMAN_ALIKE)]
    return [t for n, t in enumerate(out) if t and is_number(t) and t not in out[:n]]


def settle(
    text: Darkness, dpi: float, grid: Grid, cells: list[tuple[int, int]], strips: list[Strip], read: list[Words]
) -> None:
    """Replace, in `read`, the words of the STT column's cells by what its own reading and the sequence say.

    `cells` pairs a cell of the grid with its place in `strips` and `read`. Nothing happens where no narrow column
    holds numbers, and a cell keeps its reading where no other reading fits.
    """
    column = _column(grid, cells, read)
    if column is None:
        return
    mine = sorted((int(grid.row[c]), n) for c, n in cells if int(grid.col[c]) == column)
    numbers = [(row, n) for row, n in mine if _short(read[n])]
    if not numbers:
        return
    second = _alone(text, dpi, [strips[n] for _, n in numbers])
    choices = []
    for (_, n), other in zip(numbers, second, strict=True):
        given = [*spellings("".join(read[n].text)), *(s for t in other for s in spellings(t))]
        choices.append(list(dict.fromkeys(given)))
    for (_, n), choice, settled in zip(numbers, choices, sequence(choices), strict=True):
        if settled is None:
            continue
        agreed = len(choice) == 1
        _put(read[n], settled, strips[n], 0.97 if agreed else INFERRED)


def _short(words: Words) -> bool:
    text = "".join(words.text)
    return len(text) <= 6 and len(set(words.line)) <= 1 and text.lower() not in HEADS


def _column(grid: Grid, cells: list[tuple[int, int]], read: list[Words]) -> int | None:
    """The narrow column most of whose cells read as numbers."""
    width = float(grid.edges[-1] - grid.edges[0])
    best: tuple[float, int] | None = None
    for column in range(len(grid.edges) - 1):
        if float(grid.edges[column + 1] - grid.edges[column]) > NARROW * width:
            continue
        texts = ["".join(read[n].text) for c, n in cells if int(grid.col[c]) == column and int(grid.col_span[c]) == 1]
        numbers = sum(bool(spellings(t)) for t in texts)
        share = numbers / len(texts) if texts else 0.0
        if numbers >= 2 and share >= 0.5 and (best is None or share > best[0] + 0.2):
            best = (share, column)
    return None if best is None else best[1]


def _alone(text: Darkness, dpi: float, strips: list[Strip]) -> list[list[str]]:
    """What each number reads as on a line of its own, at several sizes, figures and Romans only."""
    out: list[list[str]] = [[] for _ in strips]
    for scale in SCALES:
        picture, lines = _lines_of_three(picture_of(text, dpi, 0.0, scale), strips, dpi, scale)
        for n, words in enumerate(read_strips(picture, lines, dpi * scale, Way("eng", WHITELIST))):
            out[n].extend(_one_of_three(words.text))
    return out


def _lines_of_three(
    picture: NDArray[np.uint8], strips: list[Strip], dpi: float, scale: float
) -> tuple[NDArray[np.uint8], list[Strip]]:
    """Three copies of each number on a line: a lone figure gives no line height, and their agreement is a vote."""
    pad, gap = int(dpi * 0.02 * scale), int(dpi * 0.15 * scale)
    pieces = []
    for s in strips:
        rows = slice(max(0, int(s.top * scale) - pad), int(s.bottom * scale) + pad)
        pieces.append(picture[rows, max(0, int(s.left * scale) - pad) : int(s.right * scale) + pad])
    width = 3 * max(piece.shape[1] for piece in pieces) + 4 * gap
    out = np.full((sum(piece.shape[0] for piece in pieces), width), 255, np.uint8)
    lines, y = [], 0
    for piece in pieces:
        height, wide = piece.shape
        for copy in range(3):
            x = gap + copy * (wide + gap)
            out[y : y + height, x : x + wide] = piece
        lines.append(Strip(0, y, width, y + height))
        y += height
    return out, lines


def _one_of_three(words: list[str]) -> list[str]:
    """What the three copies say: one text where they agree, else those that two of them or one of them gave.

    >>> _one_of_three(["111"]), _one_of_three(["12", "12", "1Z"])
    (['1'], ['12', '1Z'])
    """
    run = "".join(words)
    third = len(run) // 3
    if third and run == run[:third] * 3:
        return [run[:third]]
    if len(words) in (2, 3):
        return sorted(set(words), key=lambda word: -words.count(word))
    return []


def _value(number: str) -> tuple[str, tuple[int, ...]]:
    bare = number.rstrip(".)")
    if bare in _ROMANS:
        return "roman", (_ROMANS[bare],)
    return "figure", tuple(int(part) for part in bare.split("."))


def sequence(choices: list[list[str]]) -> list[str | None]:
    """For each row the choice that best goes on from the rows above; None where there is no choice.

    A path of least cost over the rows: going on by one costs nothing, a restart at 1 or a new level little, a jump
    much; a later choice of a row costs a little more than its first.
    """
    live = [n for n, choice in enumerate(choices) if choice]
    out: list[str | None] = [None] * len(choices)
    if not live:
        return out
    paths: list[tuple[float, list[str], tuple[int, int]]] = [(0.0, [], (0, 0))]
    for n in live:
        new: dict[tuple[str, tuple[int, int]], tuple[float, list[str], tuple[int, int]]] = {}
        for cost, path, (roman, figure) in paths:
            for rank, choice in enumerate(choices[n]):
                step, state = _step(choice, path[-1] if path else None, roman, figure)
                total = cost + step + 0.5 * rank
                key = (choice, state)
                if key not in new or total < new[key][0]:
                    new[key] = (total, [*path, choice], state)
        paths = sorted(new.values(), key=lambda p: p[0])[:40]
    for n, chosen in zip(live, paths[0][1], strict=True):
        out[n] = chosen
    return out


def _step(choice: str, last: str | None, roman: int, figure: int) -> tuple[float, tuple[int, int]]:
    """The cost of `choice` after the rows above, and the counters after it: the last Roman and the last figure."""
    kind, value = _value(choice)
    if kind == "roman":
        cost = 0.0 if value[0] == roman + 1 else 0.3 if roman == 0 else 2.0
        return cost, (value[0], 0)
    if len(value) > 1:
        before = _value(last)[1] if last else ()
        goes_on = before[:-1] == value[:-1] and bool(before) and value[-1] == before[-1] + 1
        begins = value[-1] == 1 and value[0] == figure
        return (0.0 if goes_on or begins else 1.0), (roman, value[0])
    if value[0] == figure + 1:
        return 0.0, (roman, value[0])
    if figure == 0 and last is None:
        return 0.2, (roman, value[0])  # the page goes on with a number of the page before
    return (0.6 if value[0] == 1 else 2.0), (roman, value[0])


def _put(words: Words, number: str, strip: Strip, confidence: float) -> None:
    """Make a cell's reading the one word `number`."""
    words.text[:] = [number]
    words.x0[:], words.top[:], words.x1[:], words.bottom[:] = [strip.left], [strip.top], [strip.right], [strip.bottom]
    words.confidence[:], words.line[:] = [confidence], [0]
