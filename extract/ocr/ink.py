"""What the ink of a row's number says, letter by letter: a reading beside Tesseract's, and how sure it is.

Tesseract reads words and guesses where it sees one letter: "c" as "C", "7." as "1.", "a)" as "4)", "-" as "2". Here a
number is cut where its ink lets go or is thin, and every piece is shown, at its size beside the page's x, to a
small network (three convolutions, two dense layers; its weights are extract/data/ink.npz, made by
tests/corpus/ink_training.py). What the pieces say together is the path of least cost through the cuts.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.ocr.clean import INKED, Darkness, blobs, components, runs
from extract.ocr.engine import Words
from extract.ocr.marks import band, folded, log_softmax
from extract.ocr.passes import lines_of

Floats = NDArray[np.float32]

KINDS = "0123456789abcdđeghiklmnopqrstuvxyABCDĐEGHIKLMNOPQRSTUVXY.)(-+*/"  # the last output says: no letter at all
SIDE = 32  # pixels of a picture as the network sees it
X_HIGH = 14  # pixels of it that the page's x is high: brackets of twice that are inside
WIDEST = 2.2  # heights of an x: no letter is wider; M of bold print has 2
NARROWEST = 0.75  # a run of ink that is no wider is one letter
THIN = 0.6  # of the ink on both sides: there two letters may touch
POINT = 0.45  # heights of an x: no full stop is larger
CUTS = 4  # in one run of ink
CUT = 1.0  # what a cut through ink costs, as a logarithm
LEAST = -9.0  # the least logarithm that counts: the network is never surer than it was right
MOST_PIECES = 24  # no number has so many: it is a line of text, or dust
LEGIBLE = -1.0  # a letter, as a logarithm: what is less likely in all its letters is no number
CLEARLY = 1.5  # as a logarithm: by so much a number is likelier than all others that its ink may say
A_SAMPLE = 80  # lines tell how high a page's x is
LOWEST, HIGHEST = 0.03, 0.2  # inch: an x of 5 points, and of 30
X_OF_FIGURE = 0.68  # the height of x by that of figures, in Times
KEPT = 12  # readings of a number's beginning that go on


@dataclass(frozen=True, slots=True)
class Cuts:
    """A number's ink: pieces [left, right) in pixels between which it may be cut, and what each cut costs.

    `cost[i]` is of the cut before piece i; 0 where paper is between.
    """

    left: list[int]
    right: list[int]
    cost: list[float]


def cuts(piece: Darkness, x_high: float) -> Cuts:
    """Where a number may be cut into letters; `x_high` is the height of the page's x in pixels."""
    out = Cuts([], [], [])
    for start, end in zip(*runs(np.asarray((piece > INKED).any(axis=0))), strict=True):
        at = [int(start), *_thin(piece[:, start:end], int(start), x_high), int(end)]
        for n, (left, right) in enumerate(pairwise(at)):
            out.left.append(left)
            out.right.append(right)
            out.cost.append(CUT if n else 0.0)
    return out


def apart(piece: Darkness, x_high: float) -> Darkness:
    """A number with a point that stands under its letter's arm, as in "V." and "7.", moved out to the right."""
    _, labels, stats, _ = components((piece > INKED).astype(np.uint8))
    if len(stats) > 4 * MOST_PIECES:
        return piece  # a picture
    order = sorted(range(1, len(stats)), key=lambda n: int(2 * stats[n][0] + stats[n][2]))
    for place, n in enumerate(order):
        left, top, wide, high = (int(side) for side in stats[n][:4])
        reach = max((int(stats[k][0] + stats[k][2]) for k in order[:place]), default=0)
        if max(wide, high) <= POINT * x_high and 2 * top >= piece.shape[0] and 0 < left <= reach:
            point = cv2.dilate((labels == n).astype(np.uint8), np.ones((3, 3), np.uint8)) * piece
            rest, need, end = piece - point, reach - left + 2, max(reach, left + wide)
            out = np.hstack([rest[:, :end], np.zeros((len(piece), need), np.uint8), rest[:, end:]])
            out[:, need:] = np.maximum(out[:, need:], point)
            return out
    return piece


def _thin(run: Darkness, start: int, x_high: float) -> list[int]:
    """The columns in a run of ink, from the left, where it is thinnest."""
    if run.shape[1] <= NARROWEST * x_high:
        return []
    ink = cv2.GaussianBlur(run.sum(axis=0, dtype=np.float32)[None, :], (0, 0), max(0.5, 0.06 * x_high))[0]
    least = max(2, round(0.2 * x_high))
    found = []
    for x in range(least, len(ink) - least):
        near = ink[max(0, x - least) : x + least + 1]
        if ink[x] == near.min() and ink[x] <= THIN * min(ink[:x].max(), ink[x:].max()):
            found.append((float(ink[x]), start + x))
    return sorted(x for _, x in sorted(found)[:CUTS])


def pictures(piece: Darkness, spans: list[tuple[int, int]], x_high: float) -> Floats:
    """Each span of columns of a number's ink as the network sees it, 0 to 1; shape (n, SIDE, SIDE).

    Their middle is the span's and, up and down, the whole number's: a full stop stays low and a hyphen does not.
    """
    scale = X_HIGH / x_high
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    size = max(1, round(piece.shape[1] * scale)), max(1, round(piece.shape[0] * scale))
    small = np.asarray(cv2.resize(piece, size, interpolation=how), np.uint8)
    rows = np.flatnonzero((piece > INKED).any(axis=1))
    top = round((rows[0] + rows[-1] + 1) / 2 * scale) - SIDE // 2
    out = np.zeros((len(spans), SIDE, SIDE), np.float32)
    for picture, (left, right) in zip(out, spans, strict=True):
        first, last = round(left * scale), max(round(left * scale) + 1, round(right * scale))
        x = (SIDE - (last - first)) // 2
        part = small[max(0, top) : top + SIDE, first:last][:, max(0, -x) : SIDE + max(0, -x)]
        y = max(0, -top)
        picture[y : y + part.shape[0], max(0, x) : max(0, x) + part.shape[1]] = part / 255
    return out


def read(piece: Darkness, x_high: float) -> dict[str, float]:
    """What a number's ink may say, and the logarithm of how likely each is, the likeliest first."""
    piece = apart(piece, x_high)
    found = cuts(piece, x_high)
    spans = [
        (a, b)
        for a in range(len(found.left))
        for b in range(a, len(found.left))
        if b == a or found.right[b] - found.left[a] <= WIDEST * x_high
    ]
    if not spans or len(found.left) > MOST_PIECES:
        return {}
    logs = seen(pictures(piece, [(found.left[a], found.right[b]) for a, b in spans], x_high))
    ends: list[dict[str, float]] = [{"": 0.0}, *({} for _ in found.left)]
    for (a, b), log in zip(spans, logs, strict=True):
        likely = np.argsort(log[:-1])[::-1][:KEPT].tolist()
        for text, before in sorted(ends[a].items(), key=lambda one: -one[1])[:KEPT]:
            for kind in likely:
                new, score = text + KINDS[kind], before + max(LEAST, float(log[kind])) - found.cost[a]
                ends[b + 1][new] = max(score, ends[b + 1].get(new, score))
    return dict(sorted(ends[-1].items(), key=lambda one: -one[1])[: 4 * KEPT])


def read_either(pieces: list[Darkness | None], x_high: float) -> dict[str, float]:
    """What any of several pictures of a number may say, as `read` gives it: a speck may be a point, or none."""
    out: dict[str, float] = {}
    for piece in pieces:
        for text, log in (read(piece, x_high) if piece is not None else {}).items():
            out[text] = max(log, out.get(text, log))
    return dict(sorted(out.items(), key=lambda one: -one[1]))


def is_clear(said: dict[str, float], number: str) -> bool:
    """Whether ink says a number and every other form is far less likely."""
    legible = number in said and said[number] > LEGIBLE * len(number)
    return legible and all(said[number] - log >= CLEARLY for other, log in said.items() if other != number)


def x_high(text: Darkness, dpi: float, words: list[Words], pieces: list[Darkness]) -> float:
    """The height in pixels of the x of a table's words, else told by its highest numbers."""
    lines = [(some, members) for some in words for members in lines_of(some) if len(some.text[members[0]]) > 2]
    bands = [band(text, some, members, dpi) for some, members in lines[:A_SAMPLE]]
    high = [last - first for first, last in filter(None, bands)]
    if high:
        return float(np.median(high))
    usual = X_OF_FIGURE * float(np.median([int(blobs(piece)[:, 3].max(initial=1)) for piece in pieces]))
    return min(max(usual, LOWEST * dpi), HIGHEST * dpi)


@cache
def _network() -> dict[str, Floats]:
    with (files("extract") / "data" / "ink.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
        return {name: np.asarray(data[name], np.float32) for name in data.files}


def seen(pictures: Floats) -> Floats:
    """For each picture the logarithms of how likely each of KINDS is, and no letter; shape (n, len(KINDS) + 1)."""
    net = _network()
    layer = pictures[:, :, :, None]
    for n in "123":
        layer = folded(layer, net[f"k{n}"], net[f"b{n}"])
    hidden = np.maximum(layer.reshape(len(pictures), -1) @ net["w4"] + net["b4"], 0)
    return log_softmax(np.asarray(hidden @ net["w5"] + net["b5"], np.float32))
