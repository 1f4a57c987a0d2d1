"""The column of numbers read on its own, with its own letters, and checked against the sequence.

A lone "1" or "III" on a line is what Tesseract reads worst and what the whole outline hangs on (OCR.md, step 8).
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from extract.grid.numbers import LETTERS
from extract.grid.record import Grid
from extract.ocr import ink
from extract.ocr.cells import Strip, Way, ink_box, picture_of, read_strips
from extract.ocr.clean import Darkness, blobs
from extract.ocr.engine import LINE, Words, read_words
from extract.ocr.numbers import (
    CLOSING,
    MARKS,
    alike,
    is_deep,
    is_label,
    is_number,
    odd,
    sequence,
    spellings,
    steps,
    worse,
)
from extract.ocr.prints import WHOLE, Print, print_of
from extract.ocr.uprights import MOST, flag_on_left, only_uprights, serifs

WHITELIST = "0123456789IVXLC.)"
NARROW = 0.14  # of the table's width: an STT column is no wider
READ_AT = (300.0, 250.0, 400.0)  # dpi: a number is read at one size and missed at another
A_LINE = 25  # numbers on one line
APART = 0.2  # inch on both sides of a number: nearer, they run together; farther, they are dropped
AGREED = 0.97  # the confidence of a number that most readings gave
INFERRED = 0.6  # the confidence of a number that the sequence or a point in the picture settled
A_JUMP = 1.0  # the least cost of a number that does not go on from those above it
SPECKS = "'\"‘’“”.,:;"  # specks beside a word are read as such
POINT = (0.15, 0.35)  # of a figure's height: a speck is smaller, a broken figure's part larger
LOW = 0.75  # of the height: where a point's foot stands
HEADS = ("stt", "tt", "số", "sốtt", "no")  # what stands over the column is no number, however alike
HEAD_AT = (200.0, 300.0, 150.0)  # dpi: "TT" of 17 points, blurred, is read at 150 (tuphap)
FAR = 7.0  # so much less likely, a form is none that the ink may have
IN_DOUBT = 2.0  # so much likelier, another form than was read makes the reading doubtful
DASHES = ("-", "–", "—")
LONGEST_HEAD = 8  # letters, specks among them, that one of HEADS may be read as
FEW, COUNTING = 4, 0.3  # of so many figures and more, so many follow on: sections break them, and misreadings
LONGEST = 8  # letters of a number: "III.1.10"
LABEL = 5  # letters of a column's label, with a speck: "(10)."
LABEL_LETTERS = "()0123456789"
_DECIMAL = re.compile(r"\d+,\d+")  # of an amount
_LABEL = re.compile(r"\(\d{1,2}\)")
_ALIKE_LABEL = re.compile(r"[^\s()]{0,2}[()].{0,3}|.{0,3}[()]")  # one bracket is left of it: "q)", "6)"


def settle(
    text: Darkness,
    dark: Darkness,
    dpi: float,
    grid: Grid,
    cells: list[tuple[int, int]],
    strips: list[Strip],
    read: list[Words],
) -> None:
    """Replace, in `read`, the words of the STT column's cells by what its own reading and the sequence say.

    `cells` pairs a cell of the grid with its place in `strips` and `read`. Nothing happens where no narrow column
    holds numbers, and a cell keeps its reading where no other reading fits. `dark`: the page with its dust.
    """
    every = [read[n] for _, n in cells]
    column = _column(grid, cells, read)
    if column is None:
        return
    mine = sorted((int(grid.row[c]), n, c) for c, n in cells if int(grid.col[c]) == column)
    prints = {n: print_of(text, dark, strips[n], dpi, float(grid.x1[c] - grid.x0[c]) * dpi / 72) for _, n, c in mine}
    bracketed = sum(_LABEL.fullmatch("".join(read[n].text)) is not None for _, n, _ in mine) >= FEW
    numbers = [
        n
        for row, n, _ in mine
        if _short(read[n], prints[n], bracketed) and (row > 0 or spellings("".join(read[n].text)))
    ]
    if not numbers:
        return
    for n in [n for row, n, _ in mine if row == 0 and n not in numbers]:
        read[n] = _head(text, dpi, strips[n], read[n])
    seen = _seen(text, dpi, [prints[n] for n in numbers], [read[n] for n in numbers], every, bracketed)
    settled = sequence([one.choices for one in seen], [one.ink for one in seen])
    chosen = [(n, one, number) for n, one, number in zip(numbers, seen, settled, strict=True) if number is not None]
    bare = [number for _, _, number in chosen]
    told = strokes_told(bare)
    for (n, one, number), cost, other_end in zip(chosen, steps(bare), odd(bare), strict=True):
        goes_on, own = cost < A_JUMP, "".join(read[n].text)
        if (number in MARKS and own in DASHES) or one.is_no_number(own, number):
            continue
        if not goes_on and prints[n].joined:
            continue  # two numbers in one cell rather than one that broke
        sure = goes_on and not other_end and one.is_sure(number, told)
        _put(read[n], number, prints[n].first, AGREED if sure else INFERRED)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a cell may say: the forms it is chosen from, the likeliest first; how many readings gave each; its ink.

    `plain`: numbers that readings gave as they are; what the picture made of them has votes and is not there.
    """

    choices: list[str]
    votes: Counter[str]
    plain: set[str]
    ink: dict[str, float]

    def is_sure(self, number: str, told: bool) -> bool:
        """Whether the ink clearly says a number, or most readings do and the ink does not contradict them.

        `told`: other numbers of the column tell 1.1 from I.1.
        """
        most = self.votes[number] > self.votes.total() / 2 and number in self.plain and (told or not _ones(number))
        return ink.is_clear(self.ink, number) or (most and worse(self.ink, number) < IN_DOUBT)

    def is_no_number(self, own: str, number: str) -> bool:
        """Whether a cell's own reading is a word ("Cộng") or a sign ("%"), that other readings cannot say."""
        if not own or spellings(own):
            return False
        letters = sum(map(str.isalnum, own))
        return (letters > 1 and number not in self.ink) or (not self.votes and (not letters or number in MARKS))


def _seen(
    text: Darkness, dpi: float, prints: list[Print], read: list[Words], every: list[Words], bracketed: bool
) -> list[Seen]:
    """What each number's readings and its ink say; `every`: all words of the table."""
    pieces = [one.picture for one in prints]
    x_high = ink.x_high(text, dpi, every, pieces)
    said = [ink.read_either([one.picture, one.pointed], x_high) for one in prints]
    clear = [any(is_label(best) and ink.is_clear(inked, best) for best in list(inked)[:1]) for inked in said]
    alone = _alone(dpi, pieces, bracketed, READ_AT[:1] if all(clear) else READ_AT)
    out = []
    for picture, words, others, inked in zip(pieces, read, alone, said, strict=True):
        own = spellings("".join(words.text))
        plain = [*own[:1], *(number for other in others for number in spellings(other)[:1])]
        votes = Counter(with_points(with_strokes(number, picture), picture) for number in plain)
        ranked = _ranked(own, votes)
        out.append(Seen(ranked, votes, set(plain), inked if _legible(inked, ranked) else {}))
    doubted = [n for n, one in enumerate(out) if not (clear[n] and one.ink)]
    lettered = dict(zip(doubted, _lettered(dpi, pieces, doubted, [one.choices for one in out]), strict=True))
    for n, one in enumerate(out):
        found = [*one.choices, *lettered.get(n, [])]
        found += [*alike(found), *(t for t in one.ink if is_label(t) and worse(one.ink, t) < FAR)]
        one.choices[:] = dict.fromkeys(found)
    return out


def _legible(said: dict[str, float], found: list[str]) -> bool:
    """Whether what ink says is to be heard: it is a number and not blurred, or what another reading says as well."""
    best = next(iter(said), "")
    legible = is_label(best) and said[best] > ink.LEGIBLE * len(best)
    return legible or best in found


def strokes_told(numbers: list[str]) -> bool:
    """Whether a column's other numbers say what "1.1" is, which may be I.1: a "1" of its own, "2.1", "II.1"."""
    heads = {number.partition(".")[0] for number in numbers if is_deep(number)}
    return bool(heads & {"II", "III", "2"}) or any(number.rstrip(".)") == "1" for number in numbers)


def _ones(number: str) -> bool:
    return is_deep(number) and set(number.partition(".")[0]) <= {"1", "I"}


def _ranked(own: list[str], given: Counter[str]) -> list[str]:
    """What a cell may say, the likeliest first: as read with all letters where only those can say it, then by votes.

    Where figures and Romans are all that is allowed, "B" and "4a" come out as "8" and "4", and all readings agree.
    """
    voted = [number for number, _ in given.most_common()]
    worded = [number for number in own[:1] if not set(number) <= set(WHITELIST)]
    if voted[:1] in (["II"], ["III"]):  # strokes are what "m" and "n" are made of, and the likelier
        worded = []
    return list(dict.fromkeys([*worded, *voted, *own]))


def _head(text: Darkness, dpi: float, strip: Strip, words: Words) -> Words:
    """What stands over the numbers, read again in other ways where it is none of HEADS: the column is known by it."""
    if _bare(words) in HEADS or len(_bare(words)) > LONGEST_HEAD:
        return words
    tight = ink_box(text, strip, dpi) or strip
    for language in ("vie", "eng"):
        for at in HEAD_AT:
            again = read_strips(text, [tight], dpi, Way(language=language, scale=at / dpi))[0]
            if _bare(again) in HEADS:
                return replace(again, confidence=[min(c, INFERRED) for c in again.confidence])
    return words


def _bare(words: Words) -> str:
    """A cell's text without blanks, case and the specks read beside it."""
    return "".join(words.text).lower().strip(SPECKS)


def _lettered(dpi: float, pieces: list[Darkness], doubted: list[int], ranked: list[list[str]]) -> list[list[str]]:
    """What letters, and numbers with a bracket, read as with letters only: with figures only, "a)" is "8)".

    What reads as no number at all may be such: "đ)" is "đi" to all letters, and nothing to figures. `doubted`: the
    places of the numbers whose ink does not say it.
    """
    out: dict[int, list[str]] = {n: [] for n in doubted}
    tried = [n for n in doubted if not ranked[n] or any(t[-1] == ")" or t.isalpha() for t in ranked[n])]
    for at in READ_AT if tried else ():
        seen = _one_line(dpi, [pieces[n] for n in tried], at / dpi, f"{LETTERS})")
        for n, found in zip(tried, seen, strict=True):
            out[n] += [t for t in found if is_number(t) and t not in ranked[n] and t not in out[n]]
    return list(out.values())


def with_points(number: str, picture: Darkness) -> str:
    """The number with a point after each figure that has one in the picture: a lone "2." is often read as "2".

    As it is where the picture does not show as many figures as it has.
    """
    boxes = sorted(blobs(picture).tolist())
    tall = max((h for *_, h in boxes), default=0)
    figures = number.replace(".", "")
    out: list[str] = []
    for _, top, _, high in boxes:
        if high >= WHOLE * tall:
            out.append(figures[len(out)] if len(out) < len(figures) else "")
        elif POINT[0] * tall <= high <= POINT[1] * tall and top + high > LOW * picture.shape[0] and out:
            out[-1] = out[-1].rstrip(".") + "."
    told = "".join(out)
    return told if told.replace(".", "") == figures and len(out) == len(figures) and is_number(told) else number


def with_strokes(number: str, picture: Darkness) -> str:
    """The number with the ones or the Roman I that it begins with as the picture has them: "1.1" and "I.1" are alike.

    As it is where other figures follow in the first part, or the picture has not as many strokes. A 1 that was read is
    never made an I: on worn scans its head can reach to the right as serifs do.
    """
    head, point, rest = number.partition(".")
    if not point or not rest or not head or set(head) - set("1I"):
        return number
    boxes = sorted(blobs(picture).tolist())
    tall = max((h for *_, h in boxes), default=0)
    points = [x for x, top, _, high in boxes if POINT[0] * tall <= high <= POINT[1] * tall and top > tall / 2]
    first = picture[:, : points[0]] if points else picture
    count = only_uprights(first) if points else 0
    if count and flag_on_left(first):
        return "1" * count + point + rest
    roman = count == MOST and len(head) < MOST  # no list of 111 rows has rows within them
    roman = roman or (count > 0 and head[0] == "I" and serifs(first))
    return "I" * count + point + rest if roman else number


def _short(words: Words, seen: Print, bracketed: bool) -> bool:
    """Whether a cell may hold a number: one line of print, no head, in brackets only where all numbers are."""
    text = "".join(words.text)
    if len(text) > LONGEST or _bare(words) in HEADS or (text.startswith("(") and not bracketed):
        return False
    return seen.lines == 1 or len(set(words.line)) <= 1


def _column(grid: Grid, cells: list[tuple[int, int]], read: list[Words]) -> int | None:
    """The narrow column headed as such, else that most of whose cells read as numbers that count on."""
    width = float(grid.edges[-1] - grid.edges[0])
    best: tuple[float, int] | None = None
    for column in range(len(grid.edges) - 1):
        if float(grid.edges[column + 1] - grid.edges[column]) > NARROW * width:
            continue
        mine = [(int(grid.row[c]), n) for c, n in cells if int(grid.col[c]) == column and int(grid.col_span[c]) == 1]
        forms = [[] if _DECIMAL.fullmatch("".join(read[n].text)) else spellings("".join(read[n].text)) for _, n in mine]
        numbers = sum(map(bool, forms))
        dashes = sum("".join(read[n].text) in DASHES for _, n in mine) if column == 0 else 0
        share = (numbers + dashes) / len(forms) if forms else 0.0
        if numbers and any(row == 0 and _bare(read[n]) in HEADS for row, n in mine):
            return column
        if numbers >= 2 and share >= 0.5 and counts_on(forms) and (best is None or share > best[0] + 0.2):
            best = (share, column)
    return None if best is None else best[1]


def counts_on(forms: list[list[str]]) -> bool:
    """Whether the numbers of a column follow each other, by any of their forms; those of an amount do not.

    No amount has a closing mark: "1.", "8)".
    """
    first = [found[0] for found in forms if found]
    if 2 * sum(number[-1] in CLOSING for number in first) > len(first):
        return True
    seen = [{number.rstrip(".)") for number in found if number.rstrip(".)").isdigit()} for found in forms if found]
    figures = [{int(number) for number in found} for found in seen if found]
    on = sum(any(b == a + 1 for a in one for b in other) for one, other in pairwise(figures))
    return len(figures) < FEW or on >= COUNTING * (len(figures) - 1)


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
                picture = text[tight.top : tight.bottom, tight.left : tight.right]
                seen = [_one_line(dpi, [picture], at / dpi, LABEL_LETTERS)[0] for at in READ_AT]
                if [f"({place})"] in seen:
                    _put(read[n], f"({place})", strips[n], AGREED)


def _alone(dpi: float, pieces: list[Darkness], bracketed: bool, sizes: tuple[float, ...]) -> list[list[str]]:
    """What each number reads as in a line of numbers, at several sizes (dpi), figures and Romans only."""
    letters = f"({WHITELIST}" if bracketed else WHITELIST
    out: list[list[str]] = [[] for _ in pieces]
    for start in range(0, len(pieces), A_LINE):
        part = pieces[start : start + A_LINE]
        for at in sizes:
            for n, found in enumerate(_one_line(dpi, part, at / dpi, letters)):
                out[start + n].extend(found)
    for n, piece in enumerate(pieces):
        strokes = only_uprights(piece)
        if strokes and set("".join(out[n])) <= set("IL"):  # Tesseract sees that they are strokes and miscounts them
            out[n] = ["I" * strokes] * len(sizes)
    return out


def _one_line(dpi: float, prints: list[Darkness], scale: float, letters: str) -> list[list[str]]:
    """Numbers set side by side on one line, far apart: alone, a figure gives no line height to read it by."""
    pieces = [picture_of(part, dpi, 0.0, scale) for part in prints]
    gap = int(APART * dpi * scale)
    height = max(piece.shape[0] for piece in pieces)
    line = np.hstack([np.pad(p, ((height - p.shape[0], 0), (gap, gap)), constant_values=255) for p in pieces])
    line = np.pad(line, gap, constant_values=255)
    words = read_words(line, dpi * scale, language="eng", whitelist=letters, mode=LINE)
    ends = gap + np.cumsum([piece.shape[1] + 2 * gap for piece in pieces])
    out: list[list[str]] = [[] for _ in prints]
    for word, x0, x1 in zip(words.text, words.x0, words.x1, strict=True):
        out[min(int(np.searchsorted(ends, (x0 + x1) / 2)), len(prints) - 1)].append(word)
    return out


def _put(words: Words, number: str, strip: Strip, confidence: float) -> None:
    """Make a cell's reading the one word `number`."""
    words.text[:] = [number]
    words.x0[:], words.top[:], words.x1[:], words.bottom[:] = [strip.left], [strip.top], [strip.right], [strip.bottom]
    words.confidence[:], words.line[:] = [confidence], [0]
