"""Marks over and under vowels, looked at one by one: what Tesseract takes for another is "ế" for "ể", "ọ" for "o".

Each small vowel of a word is cut out and shown to a small network (three convolutions, two dense layers; its weights
are extract/data/marks.npz, made by tests/corpus/mark_training.py from print of many fonts and wears), which tells the
tone and the shape (circumflex, breve, horn). Where the picture shows other marks than were read, and they make a
syllable, they are put in, on one vowel of a word; the letters themselves never change.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from extract.ocr.clean import INKED, Darkness, components, runs
from extract.ocr.engine import Words, change
from extract.ocr.likely import gain
from extract.ocr.passes import SURE, lines_of
from extract.syllable import WORD, is_syllable

Floats = NDArray[np.float32]

DOT, TILDE = "\u0323", "\u0303"
BASES = "aeiouy"
TONES = ("", "\u0301", "\u0300", "\u0309", TILDE, DOT)
SHAPES = ("", "\u0302", "\u0306", "\u031b")
ROWS, COLUMNS = 60, 40  # of a vowel's picture as the network sees it
ABOVE, BELOW, BESIDE = 1.05, 0.65, 0.85  # heights of an x that it reaches over its top, under its foot, to both sides
WIDTHS = dict(zip("iltfrsacemw", (0.28, 0.28, 0.28, 0.33, 0.33, 0.39, 0.44, 0.44, 0.44, 0.78, 0.72), strict=True))
OTHER_SIZE = 0.18  # print of 14 points among 12 points
X_HEIGHT = 0.45  # of the size of print of Times
FITS = (0.6, 1.3)  # the box of a word of narrow or of wide print
AT_ONCE = 64  # vowels: what they unfold to stays near the processor
INKIEST, FULL = 0.85, 0.45  # of a line's rows, and of the ink of those: between an x's top and its foot there is more
TALL = (0.055, 0.14)  # inch: an x of print of 9 to 22 points
SHOWN = -4.0  # the logarithm of how likely the picture alone must make marks that are put in
WEIGHT = 0.4  # of what syllables are likely beside each other, against what the picture shows
LIKELIER = 0.8  # how much likelier, as a logarithm, other marks must be
FAR_LIKELIER = 2.0  # and in a sure word
DISPUTED = 0.0  # so much likelier, they are not put in and the word is doubted
SETTLED = 0.8  # the confidence of a word whose marks were seen otherwise than read


@dataclass(frozen=True, slots=True)
class Vowel:
    """A vowel of a word that was read: which word, which of its letters, and its picture, ROWS x COLUMNS, 0 to 1."""

    words: Words
    word: int
    letter: int
    picture: Floats


def band(text: Darkness, words: Words, members: Sequence[int], dpi: float) -> tuple[int, int] | None:
    """The rows at the top of a line's x and at its foot, the second the first below it; None where they don't show."""
    left, right = min(words.x0[n] for n in members), max(words.x1[n] for n in members)
    pad = int(0.03 * dpi)
    top, bottom = max(0, min(words.top[n] for n in members) - pad), max(words.bottom[n] for n in members) + pad
    ink = (text[top:bottom, left:right] > INKED).sum(axis=1)
    if not ink.any():
        return None
    usual = np.sort(ink)[int(INKIEST * (len(ink) - 1))]
    starts, ends = runs(ink >= FULL * usual)
    longest = int(np.argmax(ends - starts))
    first, last = top + int(starts[longest]), top + int(ends[longest])
    return (first, last) if TALL[0] * dpi <= last - first <= TALL[1] * dpi else None


def bodies(text: Darkness, words: Words, n: int, rows: tuple[int, int]) -> list[float]:
    """The middle of each letter of a word, in pixels: of its blob between the top of x and the foot.

    -1 for what is no letter, figure, bracket or slash.
    """
    first, last = rows
    word = words.text[n]
    part = text[first:last, words.x0[n] : words.x1[n]] > INKED
    _, _, stats, _ = components(part.astype(np.uint8))
    tall = 0.45 * (last - first)
    seen = sorted((int(x), int(w)) for x, _, w, h, _ in stats[1:].tolist() if h > tall)
    bodied = [c.isalnum() or c in "()/" for c in word]
    if len(seen) == sum(bodied):
        spots = iter(words.x0[n] + x + w / 2 for x, w in seen)
        return [next(spots) if stands else -1.0 for stands in bodied]
    return _spread(word, words.x0[n], words.x1[n])


def _spread(word: str, left: float, right: float) -> list[float]:
    """The middles of a word's letters by the widths that they have in print."""
    wide = np.asarray([width(c) for c in word])
    ends = np.cumsum(wide)
    return list(left + (right - left) * (ends - wide / 2) / ends[-1])


@cache
def width(letter: str) -> float:
    """How wide a letter is in print of Times, in heights of that print."""
    if "\u031b" in unicodedata.normalize("NFD", letter):
        return 0.58
    if letter.isupper():
        return 0.7
    return WIDTHS.get(_base(letter), 0.5 if letter.isalnum() else 0.27)


def vowels(text: Darkness, dpi: float, groups: Sequence[Words]) -> Iterator[Vowel]:
    """The vowels of a page's lower-case letters, strip by strip.

    A line of few letters, capitals among them, does not show its x: it has the height of the page's other lines.
    """
    lines = [(words, members) for words in groups for members in lines_of(words)]
    bands = [band(text, words, members, dpi) for words, members in lines]
    high = [last - first for first, last in filter(None, bands)]
    usual = float(np.median(high)) if high else 0.0
    for (words, members), rows in zip(lines, bands, strict=True):
        if rows is None:
            continue
        first, last = rows
        if abs(last - first - usual) > OTHER_SIZE * usual:
            first = max(0, last - round(usual))
        for n in members:
            yield from _of_word(text, words, n, (first, last))


def _of_word(text: Darkness, words: Words, n: int, rows: tuple[int, int]) -> Iterator[Vowel]:
    word = words.text[n]
    if word.isupper() or not any(_base(c) in BASES for c in word):
        return
    if not FITS[0] < _fit(word, words.x1[n] - words.x0[n], rows) < FITS[1]:
        return
    for place, middle in enumerate(bodies(text, words, n, rows)):
        if middle >= 0 and _base(word[place]) in BASES:
            yield Vowel(words, n, place, cut(text, middle, rows))


def _fit(word: str, wide: int, rows: tuple[int, int]) -> float:
    """How many times as wide as print of its letters a word's box is: one around its neighbours shows another's."""
    return X_HEIGHT * wide / (sum(map(width, word)) * (rows[1] - rows[0]))


@cache
def _base(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def cut(text: Darkness, middle: float, rows: tuple[int, int]) -> Floats:
    """The picture around a vowel's middle, of one size."""
    first, last = rows
    high = last - first
    top, bottom = round(first - ABOVE * high), round(last + BELOW * high)
    left, right = round(middle - BESIDE * high), round(middle + BESIDE * high)
    piece = text[max(0, top) : bottom, max(0, left) : right]
    short = (max(0, -top), max(0, bottom - text.shape[0]), max(0, -left), max(0, right - text.shape[1]))
    if any(short):
        piece = np.pad(piece, (short[:2], short[2:]))
    return np.asarray(cv2.resize(piece, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA) / 255, np.float32)


@cache
def _network() -> dict[str, Floats]:
    with (files("extract") / "data" / "marks.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
        return {name: np.asarray(data[name], np.float32) for name in data.files}


def seen(vowels: Sequence[Vowel]) -> tuple[Floats, Floats]:
    """For each vowel the logarithms of how likely each of TONES and each of SHAPES is; shapes (n, 6) and (n, 4)."""
    net = _network()
    bases = np.eye(len(BASES), dtype=np.float32)
    out = []
    for start in range(0, len(vowels), AT_ONCE):
        part = vowels[start : start + AT_ONCE]
        layer = np.stack([v.picture for v in part])[:, :, :, None]
        for n in "123":
            layer = folded(layer, net[f"k{n}"], net[f"b{n}"])
        hidden = np.maximum(layer.reshape(len(part), -1) @ net["w4"] + net["b4"], 0)
        which = bases[[BASES.index(_base(v.words.text[v.word][v.letter])) for v in part]]
        out.append(np.concatenate([hidden, which], axis=1) @ net["w5"] + net["b5"])
    scores = np.concatenate(out)
    return log_softmax(scores[:, : len(TONES)]), log_softmax(scores[:, len(TONES) :])


def folded(pictures: Floats, kernel: Floats, bias: Floats) -> Floats:
    """A convolution of stride 2 with its rectifier; pictures (n, rows, columns, channels)."""
    high, wide, _, channels = kernel.shape
    n, rows, columns, _ = pictures.shape
    out = -(-rows // 2), -(-columns // 2)
    more = 2 * out[0] - 2 + high - rows, 2 * out[1] - 2 + wide - columns
    padded = np.pad(pictures, ((0, 0), *((m // 2, m - m // 2) for m in more), (0, 0)))
    views = sliding_window_view(padded, (high, wide), axis=(1, 2))[:, ::2, ::2].transpose(0, 1, 2, 4, 5, 3)
    layer = views.reshape(n * out[0] * out[1], -1) @ kernel.reshape(-1, channels)
    layer += bias
    return np.asarray(np.maximum(layer, 0, out=layer), np.float32).reshape(n, *out, channels)


def log_softmax(scores: Floats) -> Floats:
    """The logarithms of the shares that scores stand for, row by row."""
    scores = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)), np.float32)


@cache
def variants(base: str) -> dict[str, tuple[int, int]]:
    """The letters of a base, and the tone and shape of each."""
    out = {}
    for tone, t in enumerate(TONES):
        for shape, s in enumerate(SHAPES):
            new = unicodedata.normalize("NFC", base + s + t)
            if len(new) == 1:
                out[new] = (tone, shape)
    return out


def settle(text: Darkness, dpi: float, groups: Sequence[Words]) -> None:
    """Put in, in place, the marks that the picture of a page shows where others were read; doubt what is less clear."""
    found = list(vowels(text, dpi, groups))
    if not found:
        return
    seen_as = zip(found, *(logs.tolist() for logs in seen(found)), strict=True)
    for _, group in groupby(seen_as, key=lambda one: (id(one[0].words), one[0].word)):
        mine = list(group)
        words, n = mine[0][0].words, mine[0][0].word
        more, new = likelier(words, n, [(vowel.letter, tones, shapes) for vowel, tones, shapes in mine])
        enough = least(words.confidence[n])
        if more > min(DISPUTED, enough):
            change(words, n, new if more > enough else words.text[n], SETTLED)


def likelier(
    words: Words, n: int, letters: Sequence[tuple[int, Sequence[float], Sequence[float]]]
) -> tuple[float, str]:
    """A word with other marks on one of its letters that is likelier than it by most, and by how much: 0 and itself.

    `letters`: the place of each vowel and what `seen` says of it.
    """
    word = words.text[n]
    best = 0.0, word
    for place, tones, shapes in letters:
        kinds = variants(_base(word[place]))
        tone, shape = kinds.get(word[place], (0, 0))
        for other, (t, s) in kinds.items():
            shown = tones[t] + shapes[s]
            new = word[:place] + other + word[place + 1 :]
            if other == word[place] or shown < SHOWN or not all(map(is_syllable, WORD.findall(new))):
                continue
            more = shown - tones[tone] - shapes[shape]
            if t != tone and _stays(word[place], TONES[tone]):
                more = min(more, 0.0)
            best = max(best, (more + WEIGHT * gain(words, n, new), new))
    return best


def least(confidence: float) -> float:
    """How much likelier other marks must be than those of a word that was read so surely."""
    return LIKELIER if confidence < SURE else FAR_LIKELIER


def _stays(letter: str, tone: str) -> bool:
    """Whether a tone is not to be doubted for its picture: a dot on a rule was erased with it, blurred "ĩ" is like "i".

    Dots below that are not printed are told by underdots.
    """
    return tone == DOT or (_base(letter) == "i" and tone == TILDE)
