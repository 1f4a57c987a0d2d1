"""The network of extract/ocr/marks.py made anew, from made print and from PDFs with a good text layer.

    python -m tests.corpus.mark_training print OUT.npz SEED PAGES FONT...   vowels of random syllables in these fonts
    python -m tests.corpus.mark_training pdf OUT.npz SEED PAGES FILE.pdf    vowels of a PDF, told by its text layer
    python -m tests.corpus.mark_training fit WEIGHTS.npz TEST.npz DATA.npz...

Pages are worn as tests/corpus/scans.py says, cleaned and cut as scans are; what each vowel is is known. `fit` needs jax
(`pip install jax`; no part of phuluc's own setting up) and takes some ten minutes for 130,000 vowels.

The weights in the tree were fitted on 2026-11-23 to `print` of seeds 21, 22 and 25, 120 pages each, in Tinos,
FreeSerif, Noto Serif, DejaVu Serif, Linux Libertine, TeX Gyre Pagella, Arimo, Carlito, Open Sans and Roboto, and to
`pdf` of seed 6, 75 pages of the corpus' p08 (Times New Roman). Kept for testing: `print` of seed 74, 15 pages of TeX
Gyre Termes, and `pdf` of seed 5, 12 pages of p09.
"""

import argparse
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.ocr import marks
from extract.ocr.engine import Words, none
from extract.syllable import ONSETS, RHYMES, is_syllable
from tests.corpus.scans import WEARS, Picture, Wear
from tests.corpus.training import Weights, adam, cleaned, first_weights, hidden, shaken, smoothed, spread

LETTERS_OF_VOWELS = "aăâeêioôơuưy"
RESOLUTIONS = (150, 200, 200, 200, 300, 300)
SHEET = (6.5, 4.5)  # inches of made print
FINER = 3  # made print is drawn so many times as large and shrunk: letters stand between pixels too
SHAKEN = 0.7  # pixels at 200 dpi: how far Tesseract's boxes are off
EPOCHS, SMOOTHED = 8, 0.02


@dataclass(frozen=True, slots=True)
class Set:
    """Vowels: pictures (n, ROWS, COLUMNS), and places in BASES, TONES and SHAPES of what they are."""

    pictures: NDArray[np.uint8]
    bases: NDArray[np.int8]
    tones: NDArray[np.int8]
    shapes: NDArray[np.int8]


@cache
def syllables() -> list[str]:
    """Every syllable that Vietnamese spelling can have, in all tones."""
    onsets = ["", *(onset for onset in ONSETS if onset != "p")]
    every = (_toned(o, rhyme, tone) for o in onsets for rhyme in sorted(RHYMES) for tone in marks.TONES)
    return [syllable for syllable in every if is_syllable(syllable)]


def _toned(onset: str, rhyme: str, tone: str) -> str:
    """A syllable with its tone on the letter that spelling puts it on."""
    places = [n for n, c in enumerate(rhyme) if c in LETTERS_OF_VOWELS]
    marked = [n for n in places if rhyme[n] in "ăâêôơư"]
    closed = rhyme[-1] not in LETTERS_OF_VOWELS
    at = marked[-1] if marked else places[1] if len(places) == 3 else places[-1] if closed else places[0]
    return unicodedata.normalize("NFC", onset + rhyme[:at] + rhyme[at] + tone + rhyme[at + 1 :])


def print_page(random: np.random.Generator, font: str, dpi: int) -> tuple[Picture, Words]:
    """A sheet of random syllables in a font, and where each stands."""
    from PIL import Image, ImageDraw, ImageFont

    size = float(random.uniform(10.5, 14.5)) * dpi / 72
    face = ImageFont.truetype(font, round(size * FINER), layout_engine=ImageFont.Layout.BASIC)
    width, height = (int(side * dpi) for side in SHEET)
    sheet = Image.new("L", (width * FINER, height * FINER), 255)
    draw = ImageDraw.Draw(sheet)
    lead = size * random.uniform(1.1, 1.4)
    words = none()
    y = lead / 2
    while y + 1.3 * lead < height:
        x, space = dpi * 0.15 + float(random.uniform(0, 3)), size * float(random.uniform(0.22, 0.4))
        line = words.line[-1] + 1 if words.line else 0
        for _ in range(random.integers(1, 9) if random.random() < 0.7 else 30):
            text = _printed(random)
            if x + face.getlength(text) / FINER > width - dpi * 0.1:
                break
            draw.text((x * FINER, y * FINER), text, font=face, fill=0)
            box = draw.textbbox((x * FINER, y * FINER), text, font=face)
            _add(words, text, [side / FINER for side in box], line)
            x += face.getlength(text) / FINER + space
        y += lead
    small = np.asarray(sheet.resize((width, height), Image.Resampling.BOX), np.uint8)
    return np.repeat(small[:, :, None], 3, axis=2).copy(), words


def _printed(random: np.random.Generator) -> str:
    word = syllables()[int(random.integers(len(syllables())))]
    if random.random() < 0.1:
        word = word[0].upper() + word[1:]
    kind = random.random()
    return word + str(random.choice(list(",.;:"))) if kind < 0.06 else "(" + word if kind < 0.08 else word


def _add(words: Words, text: str, box: Sequence[float], line: int) -> None:
    for column, value in zip((words.x0, words.top, words.x1, words.bottom), box, strict=True):
        column.append(value)  # type: ignore[arg-type]  # rounded once they are shaken
    words.text.append(text)
    words.confidence.append(1.0)
    words.line.append(line)


def pdf_pages(path: Path, dpis: Iterator[int]) -> Iterator[tuple[Picture, Words, int]]:
    """The pages of a PDF drawn, and their words as its text layer has them."""
    import pdfplumber
    import pypdfium2

    with pdfplumber.open(path) as layer, pypdfium2.PdfDocument(path) as document:
        for number, page in enumerate(layer.pages):
            found = page.extract_words(x_tolerance=1.5)
            if page.rotation or len(found) < 40:
                continue
            dpi = next(dpis)
            words = none()
            last: dict[str, Any] | None = None
            line = -1
            for word in found:
                apart = last is None or abs(word["bottom"] - last["bottom"]) > 2 or not -1 < word["x0"] - last["x1"] < 8
                line, last = line + apart, word
                box = [word[side] * dpi / 72 for side in ("x0", "top", "x1", "bottom")]
                _add(words, unicodedata.normalize("NFC", word["text"]), box, line)
            yield document[number].render(scale=dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3].copy(), words, dpi


def a_wear(random: np.random.Generator, dpi: int) -> Wear:
    """One of the wears, a little otherwise each time."""
    wear = WEARS[int(random.integers(len(WEARS)))]
    blur = wear.blur * float(random.uniform(0.6, 1.3)) if wear.blur else float(random.choice([0, 0, 0.2, 0.35]))
    skew, noise, quality = random.uniform(-1.5, 1.5), random.uniform(1, 9), int(random.uniform(45, 90))
    wear = replace(wear, dpi=dpi, skew=float(skew), noise=float(noise), blur=blur, quality=quality)
    if random.random() < 0.25:
        return replace(wear, copies=int(random.integers(1, 3)), coding="g4")
    return replace(wear, coding="g4") if random.random() < 0.3 else wear


def vowels_of(sheet: Picture, words: Words, wear: Wear, random: np.random.Generator) -> Iterator[marks.Vowel]:
    """The vowels of a sheet that is worn, stored, and cleaned as a scan is."""
    text = cleaned(sheet, wear, random)
    off = SHAKEN * wear.dpi / 200
    for column in (words.x0, words.top, words.x1, words.bottom):
        column[:] = [max(0, round(value + random.normal(0, off))) for value in column]
    return marks.vowels(text, wear.dpi, [words])


def collect(pages: Iterator[tuple[Picture, Words, int]], random: np.random.Generator) -> Set:
    """The vowels of pages and what they are."""
    found: list[tuple[NDArray[np.uint8], int, int, int]] = []
    for sheet, words, dpi in pages:
        for vowel in vowels_of(sheet, words, a_wear(random, dpi), random):
            letter = unicodedata.normalize("NFD", vowel.words.text[vowel.word][vowel.letter])
            tone = next((c for c in letter[1:] if c in marks.TONES), "")
            shape = next((c for c in letter[1:] if c in marks.SHAPES), "")
            which = marks.BASES.index(letter[0]), marks.TONES.index(tone), marks.SHAPES.index(shape)
            found.append(((vowel.picture * 255).astype(np.uint8), *which))
    pictures, bases, tones, shapes = zip(*found, strict=True)
    return Set(np.stack(pictures), *(np.asarray(column, np.int8) for column in (bases, tones, shapes)))


def save(data: Set, path: Path) -> None:
    """Write a set as .npz."""
    np.savez_compressed(path, pictures=data.pictures, bases=data.bases, tones=data.tones, shapes=data.shapes)


def load(path: Path) -> Set:
    """Read what `save` wrote."""
    with np.load(path) as data:
        return Set(*(data[name] for name in ("pictures", "bases", "tones", "shapes")))


def fit(test: Set, sets: Sequence[Set]) -> Weights:
    """The weights that tell most of the sets' vowels; how much of the test is right is printed."""
    data = Set(*(np.concatenate([getattr(s, name) for s in sets]) for name in Set.__slots__))
    random = np.random.default_rng(0)
    left = -(-marks.ROWS // 8) * -(-marks.COLUMNS // 8) * 24
    weights = first_weights(random, ((5, 5, 1, 8), (3, 3, 8, 16), (3, 3, 16, 24)), (left, 64))
    split, kinds = len(marks.TONES), len(marks.TONES) + len(marks.SHAPES)
    weights |= {"w5": spread(random, 64 + len(marks.BASES), kinds), "b5": np.zeros(kinds, np.float32)}

    def loss(weights: Any, pictures: Any, bases: Any, tones: Any, shapes: Any, key: Any) -> Any:
        scores = _scores(weights, pictures, bases, key)
        return smoothed(scores[:, :split], tones, SMOOTHED) + smoothed(scores[:, split:], shapes, SMOOTHED)

    def batch_of(mine: NDArray[np.intp], random: np.random.Generator) -> tuple[Any, ...]:
        told = (column[mine].astype(int) for column in (data.bases, data.tones, data.shapes))
        return shaken(data.pictures[mine], random, 2), *told

    return adam(weights, loss, len(data.bases), EPOCHS, batch_of, lambda weights: [_right(weights, test)])


def _scores(weights: Any, pictures: Any, bases: Any, key: Any = None) -> Any:
    """What extract.ocr.marks computes."""
    import jax
    import jax.numpy as jnp

    seen = [hidden(weights, pictures, key), jax.nn.one_hot(bases, len(marks.BASES))]
    return jnp.concatenate(seen, 1) @ weights["w5"] + weights["b5"]


def _right(weights: Any, test: Set) -> float:
    """The share of a set's vowels whose tone and shape are told."""
    right = 0
    for at in range(0, len(test.bases), 512):
        mine = slice(at, at + 512)
        scores = np.asarray(
            _scores(weights, test.pictures[mine].astype(np.float32) / 255, test.bases[mine].astype(int))
        )
        tones, shapes = scores[:, : len(marks.TONES)].argmax(1), scores[:, len(marks.TONES) :].argmax(1)
        right += int(((tones == test.tones[mine]) & (shapes == test.shapes[mine])).sum())
    return right / len(test.bases)


def main() -> None:
    """Read the arguments and make vowels or weights of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind in ("print", "pdf"):
        one = kinds.add_parser(kind)
        one.add_argument("out", type=Path)
        one.add_argument("seed", type=int)
        one.add_argument("pages", type=int)
        one.add_argument("of", nargs="+", help="fonts, or one PDF")
    fitted = kinds.add_parser("fit")
    fitted.add_argument("out", type=Path)
    fitted.add_argument("test", type=Path)
    fitted.add_argument("sets", type=Path, nargs="+")
    given = parser.parse_args()
    if given.kind == "fit":
        weights = fit(load(given.test), [load(path) for path in given.sets])
        np.savez_compressed(given.out, **weights)  # type: ignore[arg-type]  # its next parameter is a flag
        return
    random = np.random.default_rng(given.seed)
    dpis = (int(random.choice(RESOLUTIONS)) for _ in range(10_000))
    making: dict[str, Callable[[], Iterator[tuple[Picture, Words, int]]]] = {
        "print": lambda: ((*print_page(random, str(random.choice(given.of)), dpi), dpi) for dpi in dpis),
        "pdf": lambda: pdf_pages(Path(given.of[0]), dpis),
    }
    pages = (page for page, _ in zip(making[given.kind](), range(given.pages), strict=False))
    save(collect(pages, random), given.out)


if __name__ == "__main__":
    main()
