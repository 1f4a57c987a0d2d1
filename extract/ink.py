"""From raw marks to the columns of a Page: what holds for every reader, whatever it reads with.

A reader gives glyphs and strokes as it found them; here legacy codes are decoded, combining marks join their letters,
text printed twice counts once, and strokes, dashes and dots along one axis become rules.
"""

import re
import unicodedata
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from extract.legacy import decoder_for, is_unicode, symbols_for
from extract.page import Floats, Glyphs, Rules

Bools = NDArray[np.bool_]

SAME_PLACE = 0.12  # of the font size: a letter over itself this near is fake bold; "ll" stands 0.25 apart in Times
MARK_REACH = 1.0  # of the font size: how far from its letter a combining mark may stand
SAME_BASE = 0.5  # of the font size: how far a mark's baseline may stand from its letter's

THIN = 3.0  # points: filled shapes up to this thick are rules; Word's thickest border is 6, and long
THICK = 6.0
THICK_RATIO = 8.0  # a shape of THIN to THICK points is a rule when it is this much longer
PAPER = 0.9  # of the page, both ways: a background this large is the paper's own shade
MIN_RULE = 3.0  # points: what is shorter, once dashes are joined, is a bullet or the end of a stroke
SAME_LINE = 0.7  # points: strokes whose centres are this near run along one line
TOUCH = 1.0  # points: strokes of a rule that meet at a corner leave gaps of about half their width
DASH = 12.0  # points: longer pieces are strokes of their own and not dashes of one
DASH_GAP = 2.5  # of a dash's length: dotted borders leave a dot's width or two between their dots
MAX_DASH_GAP = 9.0  # points

_MARK = re.compile("[\u0300-\u036f\u1dc4-\u1dff\u20d0-\u20f0]")
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\ufb00-\ufb06\ufffe\uffff]")
_UNREADABLE = "\ufffd"  # stands for a glyph whose letter the file does not tell
# A printed soft hyphen is a hyphen; PDFium says U+FFFE or U+0002 for the hyphen at a line's end.
_HYPHENS = {"\u00ad", "\ufffe", "\x02"}


def say(letter: str) -> str:
    r"""What a glyph says, given the code that the file has for it: ligatures in letters, no control characters.

    >>> say("\ufb01"), say("\u00ad"), say("\x11") == "\ufffd"
    ('fi', '-', True)
    """
    if letter in _HYPHENS:
        return "-"
    letter = unicodedata.normalize("NFKC", letter) if "\ufb00" <= letter <= "\ufb06" else letter
    return _ODD.sub(_UNREADABLE, letter)


def finish_glyphs(glyphs: Glyphs) -> Glyphs:
    """Raw glyphs in the order of the file, blanks left out, to the glyphs of a Page."""
    text = "".join(glyphs.text)
    if _ODD.search(text):
        glyphs = replace(glyphs, text=[say(letter) for letter in glyphs.text])
    glyphs, decoded = _decode_fonts(glyphs)
    if decoded or _MARK.search(text):
        glyphs = _join_marks(glyphs)
    return _drop_doubles(glyphs)


def pick(glyphs: Glyphs, keep: NDArray[np.intp], text: list[str] | None = None) -> Glyphs:
    """The glyphs at the places `keep`, with these texts where given."""
    return Glyphs(
        text=text if text is not None else [glyphs.text[i] for i in keep.tolist()],
        x0=glyphs.x0[keep],
        top=glyphs.top[keep],
        x1=glyphs.x1[keep],
        bottom=glyphs.bottom[keep],
        base=glyphs.base[keep],
        size=glyphs.size[keep],
        font=glyphs.font[keep],
        fonts=glyphs.fonts,
        confidence=None if glyphs.confidence is None else glyphs.confidence[keep],
        turn=None if glyphs.turn is None else glyphs.turn[keep],
        hidden=None if glyphs.hidden is None else glyphs.hidden[keep],
    )


def _decode_fonts(glyphs: Glyphs) -> tuple[Glyphs, bool]:
    """Decode the runs of old fonts and of fonts of pictures; also whether an old font was there."""
    text, decoded = glyphs.text, False
    for index, name in enumerate(glyphs.fonts):
        decoder, symbols = decoder_for(name), symbols_for(name)
        if decoder is None and symbols is None:
            continue
        places = np.flatnonzero(glyphs.font == index).tolist()
        if text is glyphs.text:
            text = list(text)
        if symbols is not None:
            for place in places:
                text[place] = text[place].translate(symbols)
        elif decoder is not None and not is_unicode("".join(text[place] for place in places)):
            decoded = True
            for place in places:
                text[place] = decoder(text[place])
    return (replace(glyphs, text=text) if text is not glyphs.text else glyphs), decoded


def _join_marks(glyphs: Glyphs) -> Glyphs:
    """Give each combining mark that is a glyph of its own to its letter."""
    text = list(glyphs.text)
    marks = np.fromiter((_MARK.match(letter) is not None for letter in text), np.bool_, len(text))
    letters = np.flatnonzero(~marks)
    if not len(letters):
        return glyphs
    for place in np.flatnonzero(marks).tolist():
        host = _host(glyphs, place, letters)
        if host is not None:
            text[host] = unicodedata.normalize("NFC", text[host] + text[place])
            text[place] = ""
    keep = np.fromiter((letter != "" for letter in text), np.bool_, len(text))
    return pick(glyphs, np.flatnonzero(keep), [letter for letter in text if letter])


def _host(glyphs: Glyphs, mark: int, letters: NDArray[np.intp]) -> int | None:
    """The letter that a mark stands on: the one before it in the file if near, else the one that its ink is over."""
    reach = MARK_REACH * max(float(glyphs.size[mark]), 1.0)
    near = np.abs(glyphs.base[letters] - glyphs.base[mark]) <= SAME_BASE * reach
    before = int(np.searchsorted(letters, mark)) - 1
    if before >= 0 and near[before]:
        letter = letters[before]
        if glyphs.x0[letter] - 0.3 * reach <= glyphs.x0[mark] <= glyphs.x1[letter] + 0.3 * reach:
            return int(letter)
    middle = (glyphs.x0[mark] + glyphs.x1[mark]) / 2
    away = np.abs((glyphs.x0[letters] + glyphs.x1[letters]) / 2 - middle)
    away[~near] = np.inf
    best = int(away.argmin())
    return int(letters[best]) if away[best] <= reach else None


def _drop_doubles(glyphs: Glyphs) -> Glyphs:
    """Count a letter once that is printed again at nearly the same place, as bold and shadows are faked."""
    if len(glyphs.text) < 2:
        return glyphs
    code = np.fromiter((hash(letter) & 0xFFFFF for letter in glyphs.text), np.int64, len(glyphs.text))
    reach = SAME_PLACE * np.maximum(glyphs.size, 1.0)
    place = np.round(np.clip(glyphs.x0, -1e4, 1e5) * 16).astype(np.int64) + (1 << 18)
    drop = np.zeros(len(code), np.bool_)
    for shift in (0.0, 0.5):  # two rulings of the lines, so that no pair is parted by a border of both
        line = np.floor(np.clip(glyphs.base, -1e4, 1e5) / 4.0 + shift).astype(np.int64) + (1 << 15)
        order = np.argsort((code << 42) + (line << 22) + place, kind="stable")
        first, second = order[:-1], order[1:]
        double = (code[first] == code[second]) & (line[first] == line[second])
        double &= (place[second] - place[first]) <= reach[second] * 16
        for one, other in zip(first[double].tolist(), second[double].tolist(), strict=True):
            same = glyphs.text[one] == glyphs.text[other]
            if same and abs(glyphs.base[one] - glyphs.base[other]) <= reach[one]:
                drop[max(one, other)] = True
    return pick(glyphs, np.flatnonzero(~drop)) if drop.any() else glyphs


def rules_of(ink: Floats) -> tuple[Rules, Rules]:
    """Boxes of ink (n x 4: x0, top, x1, bottom) to horizontal and vertical rules; what is no thin bar is left out."""
    x0, top, x1, bottom = ink.T
    width, height = x1 - x0, bottom - top
    dot = (width <= THIN) & (height <= THIN)
    flat = dot | is_thin(height, width)
    tall = dot | is_thin(width, height)
    return (
        _join(((top + bottom) / 2)[flat], x0[flat], x1[flat], height[flat]),
        _join(((x0 + x1) / 2)[tall], top[tall], bottom[tall], width[tall]),
    )


def is_thin(thickness: Floats, length: Floats) -> Bools:
    """Whether a bar is a rule: longer than thick, and no thicker than borders are."""
    thin = (thickness <= THIN) | ((thickness <= THICK) & (length >= THICK_RATIO * thickness))
    return thin & (length > thickness)


def background_edges(backgrounds: Floats, bars: Floats, width: float, height: float) -> Floats:
    """The sides of coloured cells as bars without thickness; the shade of a whole page has none.

    `backgrounds` and `bars` are n x 4 boxes as seen, `width` and `height` the page's.
    """
    x0, top, x1, bottom = backgrounds.T
    cell = ~(((x1 - x0) > PAPER * width) & ((bottom - top) > PAPER * height))
    x0, top, x1, bottom = backgrounds[cell].T
    sides = ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom))
    return np.concatenate([np.stack(side, axis=1) for side in sides])


def _join(at: Floats, start: Floats, end: Floats, width: Floats) -> Rules:
    """Collinear pieces that touch, and chains of dashes or dots, as one rule each, sorted by `at`, then `start`."""
    if not len(at):
        return Rules(at, start, end, width)
    order = np.argsort(at, kind="stable")
    line = np.zeros(len(at), np.int64)
    line[order[1:]] = np.cumsum(np.diff(at[order]) > SAME_LINE)
    order = np.lexsort((start, line))
    at, start, end, width, line = at[order], start[order], end[order], width[order], line[order]
    length = end - start
    far = float(end.max() - start.min()) + 2 * MAX_DASH_GAP  # keeps lines apart in one running maximum
    reach = np.maximum.accumulate(end + line * far)
    longer = np.maximum(length[1:], length[:-1])
    gap = np.where(longer <= DASH, np.clip(DASH_GAP * longer, TOUCH, MAX_DASH_GAP), TOUCH)
    first = np.flatnonzero(np.r_[True, start[1:] + line[1:] * far - reach[:-1] > gap])
    weight = np.maximum(length, 0.01)
    place = np.add.reduceat(at * weight, first) / np.add.reduceat(weight, first)
    start, end, width = start[first], np.maximum.reduceat(end, first), np.maximum.reduceat(width, first)
    keep = end - start >= MIN_RULE
    return Rules(place[keep], start[keep], end[keep], width[keep])
