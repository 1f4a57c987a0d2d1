"""The column of numbers read on its own, with its own letters, and checked against the sequence.

A lone "1" or "III" on a line is what Tesseract reads worst and what the whole outline hangs on (OCR.md, step 8).
"""

import re
from collections import Counter

import numpy as np

from extract.grid.record import Grid
from extract.ocr.cells import Strip, ink_box, picture_of
from extract.ocr.clean import Darkness
from extract.ocr.engine import LINE, Words, read_words
from extract.ocr.uprights import only_uprights

WHITELIST = "0123456789IVXLC.)"
NARROW = 0.14  # of the table's width: an STT column is no wider
READ_AT = (300.0, 250.0, 400.0)  # dpi: a number is read at one size and missed at another
A_LINE = 25  # numbers on one line
APART = 0.2  # inch on both sides of a number: nearer, they run together; farther, they are dropped
AGREED = 0.97  # the confidence of a number that most readings gave
LETTER_SURE = 0.8  # the confidence from which a letter is none that a figure was taken for
INFERRED = 0.6  # the confidence of a number that the sequence settled between two readings
HEADS = ("stt", "tt", "số", "sốtt", "no", "no.")  # what stands over the column is no number, however alike
LABEL = 5  # letters of a column's label, with a speck: "(10)."
LABEL_LETTERS = "()0123456789"
_LABEL = re.compile(r"\(\d{1,2}\)")
_ALIKE_LABEL = re.compile(r"[^\s()]{0,2}[()].{0,3}|.{0,3}[()]")  # one bracket is left of it: "q)", "6)"
_LETTER = re.compile(r"[^\W\dIVXLClOo_][.)]")  # "B." and "a)" number rows too, and are not in the whitelist
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
    bare = text.replace(" ", "").strip("'\"‘’“”,;:-").replace(",", ".")
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
    given = []
    for (_, n), other in zip(numbers, second, strict=True):
        given.append(Counter(s for t in ("".join(read[n].text), *other) for s in spellings(t)[:1]))
    ranked = [[number for number, _ in votes.most_common()] for votes in given]
    settled = sequence([[*found, *_one_stroke_off(found)] for found in ranked])
    for (_, n), votes, number in zip(numbers, given, settled, strict=True):
        if number is not None:
            _put(read[n], number, strips[n], AGREED if votes[number] > votes.total() / 2 else INFERRED)


def _short(words: Words) -> bool:
    text = "".join(words.text)
    if _LETTER.fullmatch(text) and min(words.confidence) >= LETTER_SURE:
        return False
    return len(text) <= 6 and len(set(words.line)) <= 1 and text.lower() not in HEADS and not text.startswith("(")


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


def settle_labels(
    text: Darkness, dpi: float, grid: Grid, cells: list[tuple[int, int]], strips: list[Strip], read: list[Words]
) -> None:
    """Read again, with figures and brackets only, what stands among column labels (1), (2), (3) and reads otherwise.

    A label is put in only where that reading gives the number that its place asks for.
    """
    rows: dict[int, list[tuple[int, int]]] = {}
    for cell, n in cells:
        rows.setdefault(int(grid.row[cell]), []).append((int(grid.col[cell]), n))
    for row in rows.values():
        texts = {n: "".join(read[n].text) for _, n in row}
        labels = [text for text in texts.values() if _ALIKE_LABEL.fullmatch(text)]
        if len(labels) < max(2, len(row) // 2) or any(len(text) > LABEL for text in texts.values()):
            continue
        for place, (_, n) in enumerate(sorted(row), 1):
            if texts[n] != f"({place})":
                tight = ink_box(text, strips[n], dpi) or strips[n]
                seen = [_one_line(text, dpi, [tight], at / dpi, LABEL_LETTERS)[0] for at in READ_AT]
                if [f"({place})"] in seen:
                    _put(read[n], f"({place})", strips[n], AGREED)


def _alone(text: Darkness, dpi: float, strips: list[Strip]) -> list[list[str]]:
    """What each number reads as in a line of numbers, at several sizes, figures and Romans only."""
    out: list[list[str]] = [[] for _ in strips]
    tight = [ink_box(text, strip, dpi) or strip for strip in strips]
    for start in range(0, len(strips), A_LINE):
        part = tight[start : start + A_LINE]
        for at in READ_AT:
            for n, found in enumerate(_one_line(text, dpi, part, at / dpi)):
                out[start + n].extend(found)
    for n, strip in enumerate(tight):
        strokes = only_uprights(text[strip.top : strip.bottom, strip.left : strip.right])
        if strokes and set("".join(out[n])) <= set("IL"):  # Tesseract sees that they are strokes and miscounts them
            out[n] = ["I" * strokes] * len(READ_AT)
    return out


def _one_line(
    text: Darkness, dpi: float, strips: list[Strip], scale: float, letters: str = WHITELIST
) -> list[list[str]]:
    """Numbers set side by side on one line, far apart: alone, a figure gives no line height to read it by."""
    pieces = [picture_of(text[s.top : s.bottom, s.left : s.right], dpi, 0.0, scale) for s in strips]
    gap = int(APART * dpi * scale)
    height = max(piece.shape[0] for piece in pieces)
    line = np.hstack([np.pad(p, ((height - p.shape[0], 0), (gap, gap)), constant_values=255) for p in pieces])
    line = np.pad(line, gap, constant_values=255)
    words = read_words(line, dpi * scale, language="eng", whitelist=letters, mode=LINE)
    ends = gap + np.cumsum([piece.shape[1] + 2 * gap for piece in pieces])
    out: list[list[str]] = [[] for _ in strips]
    for word, x0, x1 in zip(words.text, words.x0, words.x1, strict=True):
        out[min(int(np.searchsorted(ends, (x0 + x1) / 2)), len(strips) - 1)].append(word)
    return out


def _one_stroke_off(given: list[str]) -> list[str]:
    """Roman numerals a stroke longer or shorter: I, II and III run together in a worn copy."""
    longer = [number + "I" for number in given if number.endswith("I")]
    shorter = [number[:-1] for number in given if number.endswith("II")]
    return [number for number in (*longer, *shorter) if number in _ROMANS and number not in given]


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
