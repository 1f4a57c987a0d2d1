"""From glyphs as a reader finds them to those of a Page, the same for every reader.

Codes of old fonts are decoded, combining marks join their letters, and text printed twice counts once.
"""

import re
import unicodedata
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from extract.legacy import decoder_for, is_unicode, symbols_for
from extract.page import NO_LETTER, Floats, Glyphs, Ints
from phuluc.issues import Issue, IssueKind
from phuluc.source import Source

SAME_PLACE = 0.12  # of the font size: a letter over itself this near is fake bold; "ll" stands 0.25 apart in Times
MARK_REACH = 1.0  # of the font size: how far from its letter a combining mark may stand
PART = 0.02  # of the font size: how nearly the parts of one glyph's width are alike
SAME_BASE = 0.5  # of the font size: how far a mark's baseline may stand from its letter's
RAISED = 0.005  # of the font size: Arimo raises an acute by 0.01 over a circumflex; the letters of a line share a base
ABOVE = 230  # Unicode's combining class of marks over a letter
SLANTED = 0.1  # of a quarter turn (9 degrees): scans are turned by less, watermarks by a half
_NOTE = 60  # letters of a watermark in its issue

_MARK = re.compile("[\u0300-\u036f\u1dc4-\u1dff\u20d0-\u20f0]")
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\ufb00-\ufb06\ufffe\uffff]")
# A printed soft hyphen is a hyphen; PDFium says U+FFFE or U+0002 for the hyphen at a line's end.
_LINE_ENDS = {"\ufffe", "\x02"}
_HYPHENS = {"\u00ad", *_LINE_ENDS}
_LETTERS = re.compile(r"[^\W\d_]+$")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)


def say(letter: str) -> str:
    r"""What a glyph says, given the code that the file has for it: ligatures in letters, no control characters.

    >>> say("\ufb01"), say("\u00ad"), say("\x11") == "\ufffd"
    ('fi', '-', True)
    """
    if letter in _HYPHENS:
        return "-"
    letter = unicodedata.normalize("NFKC", letter) if "\ufb00" <= letter <= "\ufb06" else letter
    return _ODD.sub(NO_LETTER, letter)


def finish_glyphs(glyphs: Glyphs) -> Glyphs:
    """Raw glyphs in the order of the file, blanks left out, to the glyphs of a Page."""
    text = "".join(glyphs.text)
    glyphs, decoded = _decode_fonts(glyphs)  # first: TCVN3's code of "ư" is Unicode's soft hyphen
    if _ODD.search(text):
        said = {letter: say(letter) for letter in set(glyphs.text)}
        glyphs = replace(glyphs, text=[said[letter] for letter in glyphs.text])
    if decoded:
        glyphs = _without_blanks(glyphs)
    if decoded or _MARK.search(text):
        glyphs = _join_marks(glyphs)
    return _drop_doubles(glyphs)


def quarter_turns(across: Floats, along: Floats) -> tuple[Ints, NDArray[np.bool_]]:
    """Quarter turns anticlockwise of text that runs by (across, along), y upwards; and whether it is slanted."""
    turns = np.arctan2(along, across) / (np.pi / 2)
    whole = np.round(turns)
    return whole.astype(np.int32) % 4, np.abs(turns - whole) > SLANTED


def without_slanted(glyphs: Glyphs, slanted: NDArray[np.bool_], number: int) -> tuple[Glyphs, tuple[Issue, ...]]:
    """The glyphs that run along a side of page `number`, and an issue for the others: a watermark is no cell's."""
    if not slanted.any():
        return glyphs, ()
    said = "".join(glyphs.text[i] for i in np.flatnonzero(slanted)[:_NOTE].tolist())
    return pick(glyphs, np.flatnonzero(~slanted)), (Issue(IssueKind.SLANTED_TEXT, Source(number), said),)


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
        spaced=None if glyphs.spaced is None else glyphs.spaced[keep],
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
                code = text[place]
                soft = code in _LINE_ENDS and decoder("\u00ad") != "\u00ad" and _wants_vowel(text, place)
                text[place] = "".join(decoder("\u00ad" if soft else code).split())
    return (replace(glyphs, text=text) if text is not glyphs.text else glyphs), decoded


def _without_blanks(glyphs: Glyphs) -> Glyphs:
    """The glyphs but for blanks, which are no Unicode blanks where an old font has its codes at U+F000 (U+F020)."""
    said = np.fromiter(map(bool, glyphs.text), np.bool_, len(glyphs.text))
    if said.all():
        return glyphs
    keep = np.flatnonzero(said)
    left = pick(glyphs, keep)
    return left if left.spaced is None else replace(left, spaced=left.spaced | (np.diff(keep, prepend=-1) > 1))


def _wants_vowel(text: list[str], place: int) -> bool:
    """Whether the letters right before are the beginning of a syllable: some, and none of them a vowel."""
    before = "".join(text[max(place - 3, 0) : place])
    onset = _LETTERS.search(unicodedata.normalize("NFD", before))
    return onset is not None and not _VOWEL.search(onset[0])


def _join_marks(glyphs: Glyphs) -> Glyphs:
    """Give each combining mark that is a glyph of its own to its letter."""
    text = list(glyphs.text)
    marks = np.fromiter((_MARK.match(letter) is not None for letter in text), np.bool_, len(text))
    letters = np.flatnonzero(~marks)
    if not len(letters):
        return glyphs
    x1 = glyphs.x1.copy()
    middles = (glyphs.x0[letters] + glyphs.x1[letters]) / 2
    order = np.argsort(middles, kind="stable")
    across = letters[order], middles[order]
    places = np.flatnonzero(marks).tolist()
    before = {place: _letter_before(glyphs, place, letters) for place in places}
    clear = {place for place, host in before.items() if host is not None and not _is_raised(glyphs, host, place)}
    inks: dict[int, tuple[float, float]] = {}  # of the mark above that a letter has
    for place in sorted(places, key=lambda place: place not in clear):  # first those that follow their letter
        host = before[place] if place in clear else _host(glyphs, place, text, across, inks, before[place])
        if host is not None:
            if unicodedata.combining(text[place][0]) == ABOVE:
                inks[host] = float(glyphs.x0[place]), float(glyphs.x1[place])
            text[host] = unicodedata.normalize("NFC", text[host] + text[place])
            text[place] = ""
            if _is_part(glyphs, host, place, x1[host]):
                x1[host] = glyphs.x1[place]
    keep = np.fromiter((letter != "" for letter in text), np.bool_, len(text))
    return pick(replace(glyphs, x1=x1), np.flatnonzero(keep), [letter for letter in text if letter])


def _is_part(glyphs: Glyphs, letter: int, mark: int, end: float) -> bool:
    """Whether a letter that ends at `end` and its mark were one glyph: PDFium parts its width equally between them."""
    near = PART * max(float(glyphs.size[mark]), 1.0)
    width, other = glyphs.x1[letter] - glyphs.x0[letter], glyphs.x1[mark] - glyphs.x0[mark]
    return bool(abs(glyphs.x0[mark] - end) <= near and abs(width - other) <= near)


def _letter_before(glyphs: Glyphs, mark: int, letters: NDArray[np.intp]) -> int | None:
    """The letter before a mark in the file, where the mark stands on it."""
    reach = MARK_REACH * max(float(glyphs.size[mark]), 1.0)
    before = int(np.searchsorted(letters, mark)) - 1
    if before < 0:
        return None
    letter = int(letters[before])
    beside = glyphs.x0[letter] - 0.3 * reach <= glyphs.x0[mark] <= glyphs.x1[letter] + 0.3 * reach
    return letter if beside and abs(glyphs.base[letter] - glyphs.base[mark]) <= SAME_BASE * reach else None


def _is_raised(glyphs: Glyphs, letter: int, mark: int) -> bool:
    return bool(abs(glyphs.base[letter] - glyphs.base[mark]) > RAISED * max(float(glyphs.size[mark]), 1.0))


def _host(
    glyphs: Glyphs,
    mark: int,
    text: list[str],
    across: tuple[NDArray[np.intp], Floats],
    inks: dict[int, tuple[float, float]],
    before: int | None,
) -> int | None:
    """The letter of a mark that the file may have elsewhere, as PDFium does with raised ones; None where none is near.

    Of the letters near, one that Unicode has with the mark; of those one whose own mark it is drawn over, as in
    "o, circumflex, hook above"; of those the one `before` it, else the nearest. `text` is what the glyphs say by now,
    `across` the letters from left to right, and their middles, `inks` where the marks over letters begin and end.
    """
    reach = MARK_REACH * max(float(glyphs.size[mark]), 1.0)
    left, right = float(glyphs.x0[mark]), float(glyphs.x1[mark])
    middle = (left + right) / 2
    low, high = np.searchsorted(across[1], (middle - reach, middle + reach))
    near = across[0][low:high]
    near = near[np.abs(glyphs.base[near] - glyphs.base[mark]) <= SAME_BASE * reach]

    def rank(letter: int) -> tuple[bool, bool, bool, float]:
        whole = len(unicodedata.normalize("NFC", text[letter] + text[mark])) > len(text[letter])
        start, end = inks.get(letter, (middle + 1, middle))
        off = abs(float(glyphs.x0[letter] + glyphs.x1[letter]) / 2 - middle)
        return whole, not start <= middle <= end, letter != before, off

    return min(near.tolist(), key=rank, default=None)


def _codes(text: list[str]) -> NDArray[np.int64]:
    """A number below 2**21 for what each glyph says: the same for the same texts."""
    joined = "".join(text)
    if len(joined) == len(text) and "" not in text:
        return np.frombuffer(joined.encode("utf-32-le", "replace"), "<u4").astype(np.int64)
    numbers: dict[str, int] = {}
    return np.fromiter((numbers.setdefault(letter, len(numbers)) for letter in text), np.int64, len(text))


def _drop_doubles(glyphs: Glyphs) -> Glyphs:
    """Count a letter once that is printed again at nearly the same place, as bold and shadows are faked."""
    if len(glyphs.text) < 2:
        return glyphs
    code = _codes(glyphs.text)
    reach = SAME_PLACE * np.maximum(glyphs.size, 1.0)
    most = 16 * float(reach.max())
    place = np.round(np.clip(glyphs.x0, -1e4, 1e5) * 16).astype(np.int64) + (1 << 18)
    drop = np.zeros(len(code), np.bool_)
    for shift in (0.0, 0.5):  # two rulings of the lines, so that no pair is parted by a border of both
        line = np.floor(np.clip(glyphs.base, -1e4, 1e5) / 4.0 + shift).astype(np.int64) + (1 << 15)
        key = (code << 42) + (line << 22) + place
        if np.diff(np.sort(key)).min() > most:
            continue
        order = np.argsort(key, kind="stable")
        first, second = order[:-1], order[1:]
        double = (code[first] == code[second]) & (line[first] == line[second])
        double &= (place[second] - place[first]) <= reach[second] * 16
        for one, other in zip(first[double].tolist(), second[double].tolist(), strict=True):
            same = glyphs.text[one] == glyphs.text[other]
            if same and abs(glyphs.base[one] - glyphs.base[other]) <= reach[one]:
                drop[max(one, other)] = True
    return pick(glyphs, np.flatnonzero(~drop)) if drop.any() else glyphs
