"""Lines to the text of cells: which line breaks the author made, and which the column's width."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.grid.record import Grid
from extract.legacy import decoder_for
from extract.lines import FULL_SIZE, Lines, read_lines
from extract.median import median
from extract.page import Glyphs
from extract.syllable import is_syllable

BLANK = 0.3  # of the font size: the room that a space takes before the word that would have fitted
SURE = 1.5  # points: by what other lines of the column fill, so much more is room; letters hang over by up to 1
SEEN_SURE = 0.5  # of the font size: the same where OCR measured the lines, by their ink and on a sheet not quite level
DOUBT = 1.0  # of the font size: more is asked where only the cell's sides tell how wide its lines may be
STRONG = 0.3  # of the column's width: a line that leaves so much was not wrapped, whatever follows
BROAD_LETTER = 1.3  # of a word's mean letter: figures are that much broader than the "/" and "." between them
CENTRED = 1.5  # points: how far the middles of centred lines stand apart
USUAL_PAD = 5.4  # points: Word's own margin between a cell's side and its text (0.19 cm)
LOOSE = 1.2  # of the usual pitch of lines: more is the space that an author set before a paragraph
LEAST_CHANCE = 1e-3  # of a letter: keeps the product of a cell's letters above nothing
STEADY = 0.6  # share of a page's lines that keep the usual pitch, for it to tell anything

_BULLET = re.compile(r"[•●▪■□◦○➢➤❖✓✗☑☒*]|[+]\s?(?=[^\W\d])")
_DASH = re.compile(r"[-–—]\s?(?=[^\W_])")
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\)|[IVX]{1,5}\.)\s")
# In one cell for who leads and who helps, each part begins with its word and a colon.
_PART = re.compile(r"(?:(?:Cơ quan|Đơn vị|Các đơn vị) )?(?:[Cc]hủ trì|[Pp]hối hợp)(?: thực hiện)?\s?:")
_ENDS = re.compile(r"[.;:!?…]$")
_GLUED = re.compile(r"(?:(?<!\s)/|[^\W_][-‐–]|://\S*[?&=])$")  # a wrap after these takes no space
_ADDRESS = re.compile(r"(?:://|www\.|@)[^\s)]*\.$")  # nor after these before a small letter: the address goes on
_ADDRESS_PART = re.compile(r"[\w-]*[./][\w-]", re.ASCII)  # of an address that its column cuts anywhere
_SIGN_BEGUN, _SIGN_REST = re.compile(r"\d/[A-ZĐ]+$"), re.compile(r"[A-ZĐ]{0,3}[-–][A-ZĐ]{2}")  # of "57/NQ-CP" cut
_ROAD, _ROAD_NUMBER = re.compile(r"\b(?:QL|ĐT|TL|ĐH|HL|CT)\.$"), re.compile(r"\d")  # "ĐT.965", "QL.1A"
_GLUING = re.compile(r"/(?! )|\.(?=[a-z])")  # and none before these
_HANGING = re.compile(r"[-–—,(&/]$")  # the sentence goes on
_VOWELLED = re.compile(r"[^\W\d_]*[aeiouyAEIOUY][^\W\d_]*")  # in decomposed letters without their marks
_OPENING = "\"“‘'(["
_CLOSINGS = ",.;:)]”’"
_NUMBER_PART = re.compile(r"(?:(?:\d{1,2}|[IVX]+|[A-Z])\.)+")  # of a row's number that its column cuts
_ROMAN = re.compile(r"[IVX]+")
_FIGURE = re.compile(r"[\d.,/–-]+")
_YEAR = r"(?:19|20)\d\d"
# Figures whose form says that they are whole: 12.000; 3.450,5; 0,75; 2026-2028; 30/9/2026; 12/2026.
_FORMED = re.compile(
    rf"\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d+,\d+|{_YEAR}[-–]{_YEAR}|(?:\d{{1,2}}/)?(?:0?[1-9]|1[0-2])/{_YEAR}"
)
_WHOLE_FIGURE = re.compile(rf"{_FORMED.pattern}|0|[1-9]\d*|0\d|\d{{1,2}}/\d{{1,2}}")  # and those that may be
_CLOSING = re.compile(r"[).,;:”]")
_BOLD = re.compile(r"bold|black|heavy|semib|demib", re.IGNORECASE)


class CellText(NamedTuple):
    r"""A cell's text, with "\n" where the author broke the line, and what a join over a page break needs.

    `tail_room`: points free after the last line, a space taken off; `head_width`: of the first word.
    """

    text: str = ""
    tail_room: float | None = None
    head_width: float | None = None
    bold: bool = False
    confidence: float = 1.0
    legacy: bool = False


@dataclass(slots=True)
class _Column:
    """How far the lines of one column reach, in points: the ends of all, and the broadest one."""

    left: float = np.inf
    right: float = -np.inf
    broad: float = 0.0


class _Room(NamedTuple):
    """The room left on a line, in points: by what the column's lines fill (sure), and by the cell's sides (likely).

    `seen`: the lines were measured by OCR.
    """

    sure: float
    likely: float
    column: float
    seen: bool = False

    def fits(self, need: float, size: float) -> bool:
        """Whether a word that needs so much would have stood on the line."""
        enough = SEEN_SURE * size if self.seen else SURE
        return self.sure >= need + enough or self.likely >= need + DOUBT * size

    def fits_by_far(self, need: float) -> bool:
        """Whether the line was left so empty that no wrapping explains it."""
        return max(self.sure, self.likely) - need >= STRONG * self.column


def cells_text(glyphs: Glyphs, grid: Grid) -> list[CellText]:
    """The text of each of the grid's cells, in the order of its columns."""
    index = np.flatnonzero(grid.owner >= 0)
    lines = read_lines(glyphs, index, grid.owner[index])
    of_cell: dict[int, list[int]] = defaultdict(list)
    for line, cell in enumerate(lines.owner):
        of_cell[cell].append(line)
    keys = list(zip(grid.col.tolist(), grid.col_span.tolist(), strict=True))
    sides = list(zip(grid.x0.tolist(), grid.x1.tolist(), strict=True))
    columns: dict[tuple[int, int], _Column] = defaultdict(_Column)
    places = list(zip(lines.owner, lines.x0, lines.x1, strict=True))
    if glyphs.turn is not None:  # turned text counts along its own line, which says nothing of the column's width
        within = [place for place in places if sides[place[0]][0] < place[1] and place[2] < sides[place[0]][1]]
        told = {keys[cell] for cell, _, _ in within}
        places = within + [place for place in places if keys[place[0]] not in told]
    for cell, x0, x1 in places:
        column = columns[keys[cell]]
        column.left, column.right = min(column.left, x0), max(column.right, min(x1, sides[cell][1]))
        column.broad = max(column.broad, x1 - x0)
    pitch = _usual_pitch(lines)
    bold, legacy, confidence = _notes(glyphs, index, grid)
    found = [CellText()] * len(keys)
    for cell, numbers in of_cell.items():
        rooms = _rooms(lines, numbers, columns[keys[cell]], sides[cell], glyphs.confidence is not None)
        last = numbers[-1]
        found[cell] = CellText(
            _join(lines, numbers, rooms, pitch),
            max(rooms[-1].sure, rooms[-1].likely) - BLANK * lines.size[last],
            lines.head[numbers[0]],
            bold[cell],
            confidence[cell],
            legacy[cell],
        )
    return found


def _rooms(lines: Lines, numbers: list[int], column: _Column, sides: tuple[float, float], seen: bool) -> list[_Room]:
    """The room on each of a cell's lines, as the cell is set: from the left, or centred or from the right."""
    left, right = sides
    x0, x1 = [lines.x0[i] for i in numbers], [lines.x1[i] for i in numbers]
    pad = max(column.left - left, 0.0)
    if _from_left(x0, x1, sides, pad):
        return [_Room(column.right - b, right - pad - b, column.right - column.left, seen) for b in x1]
    broad = max(column.broad, right - left - 2 * max(pad, USUAL_PAD))
    return [
        _Room(column.broad - (b - a), right - left - 2 * max(min(pad, USUAL_PAD), 0.0) - (b - a), broad, seen)
        for a, b in zip(x0, x1, strict=True)
    ]


def _from_left(x0: list[float], x1: list[float], sides: tuple[float, float], pad: float) -> bool:
    """Whether a cell's lines begin at its left: they do unless they are centred, or all end at one place."""
    if len(x0) == 1:
        away = x0[0] - sides[0]
        return away <= pad + CENTRED or abs(x0[0] + x1[0] - sum(sides)) > 2 * CENTRED
    if max(x0) - min(x0) <= CENTRED:
        return True
    middles = [(a + b) / 2 for a, b in zip(x0, x1, strict=True)]
    return max(middles) - min(middles) > CENTRED and max(x1) - min(x1) > CENTRED


def _usual_pitch(lines: Lines) -> float | None:
    """The usual distance of the page's lines, of their font size; None where they keep none."""
    pitches = [
        (lines.base[i + 1] - lines.base[i]) / lines.size[i]
        for i in range(len(lines.text) - 1)
        if lines.owner[i] == lines.owner[i + 1] and lines.size[i] == lines.size[i + 1]
    ]
    if not pitches:
        return None
    usual = median(np.array(pitches))
    steady = sum(abs(pitch - usual) <= 0.05 * usual for pitch in pitches)
    return usual if steady >= STEADY * len(pitches) else None


def _join(lines: Lines, numbers: list[int], rooms: list[_Room], pitch: float | None) -> str:
    """A cell's lines as paragraphs."""
    text = lines.text[numbers[0]]
    if len(numbers) == 1:
        return text
    marked = _marked_indents(lines, numbers)
    glued = _cut_figures(lines, numbers)
    for room, one, other in zip(rooms, numbers, numbers[1:], strict=False):
        before, after = text.rpartition("\n")[2], lines.text[other]  # "15/KH", "-" and "UBND" have a line each
        size = lines.size[other]
        need = BLANK * size + lines.head[other]
        loose = pitch is not None and lines.base[other] - lines.base[one] > LOOSE * pitch * size
        fits = room.fits(need, size)
        item = fits or loose or any(abs(lines.x0[other] - x) <= CENTRED for x in marked)
        blank = lines.blank[other] is True
        cut = other in glued or _is_raised(lines, one, other) or _is_shred(lines, one, other)
        cut = cut or (not item and _is_cut(lines, one, other, room))
        if not blank and (cut or (not item and (_in_address(text, after) or _in_sign(text, after)))):
            text += after
        else:
            item = item or bool(_ENDS.search(before))
            text += _joint(before, after, item, fits or loose, room.fits_by_far(need), blank) + after
    return text


def _cut_figures(lines: Lines, numbers: list[int]) -> set[int]:
    """The lines that go on with a figure alone on the line before, or with a word that a sign alone on its line closes.

    Of lines that make one figure when they are joined, not all may be figures by themselves: "12.00", "0".
    """
    text = lines.text
    glued = {i for one, i in pairwise(numbers) if _CLOSING.fullmatch(text[i]) and text[one][-1:].isalnum()}
    start = 0
    while start < len(numbers):
        end = start
        while end < len(numbers) and _FIGURE.fullmatch(text[numbers[end]]):
            end += 1
        parts = [text[i] for i in numbers[start:end]]
        cut = len(parts) > 1 and parts[0][-1] not in ",."  # "6," and "12" may be two
        if cut and _FORMED.fullmatch("".join(parts)) and not all(map(_WHOLE_FIGURE.fullmatch, parts)):
            glued.update(numbers[start + 1 : end])
        start = max(end, start + 1)
    return glued


def _is_raised(lines: Lines, one: int, other: int) -> bool:
    """Whether a line begins with a raised or lowered figure that the file sets right after the line before."""
    figure = lines.text[other][0].isdigit() and lines.head_size[other] < FULL_SIZE * lines.size[one]
    return figure and lines.blank[other] is False


def _is_shred(lines: Lines, one: int, other: int) -> bool:
    """Whether a line begins with the rest of what is alone on the line before, one of them no word: "Thán", "g".

    LibreOffice cuts words of an indented line that would have had room.
    """
    last = lines.text[one]
    if " " in last or lines.blank[other] is not False:
        return False
    first = lines.text[other].partition(" ")[0].rstrip(_CLOSINGS)
    if not first or len(last) < 2:  # an ellipsis; ticks and letters one under another
        return False
    are_words = all(is_syllable(part) or (part.isupper() and len(part) > 1) for part in (last.lstrip(_OPENING), first))
    return not are_words and _is_torn(last, first)


def _is_cut(lines: Lines, one: int, other: int, room: _Room) -> bool:
    """Whether the line break cuts a word in two because no line of the column holds it."""
    last, first = lines.text[one].rpartition(" ")[2], lines.text[other].partition(" ")[0]
    tail = lines.word_x1[lines.first_word[one + 1] - 1] - lines.word_x0[lines.first_word[one + 1] - 1]
    full = max(room.sure, room.likely) < BROAD_LETTER * lines.head[other] / len(first)
    if not full:
        return False
    no_line_holds = tail + lines.head[other] > room.column
    # What is alone on its line may be the beginning of a cell, indented, with less room than the column has.
    torn = last == lines.text[one] and (no_line_holds or lines.head[other] > room.sure) and _is_torn(last, first)
    return torn or (no_line_holds and _may_be_cut(last, first))


def _is_torn(last: str, first: str) -> bool:
    """Whether two parts, the first alone on its line, make a word that no line of the column holds.

    That is one syllable ("MẠN", "H"), a Roman number, or an abbreviation ("UBN", "D") of which neither part is one.
    """
    rest = first.rstrip(_CLOSINGS)
    whole = last.lstrip(_OPENING) + rest
    if whole.isupper():
        if is_syllable(last.lstrip(_OPENING)):
            return is_syllable(whole) and not _has_vowel(rest)
        return whole.isalpha() and (not is_syllable(rest) or _ROMAN.fullmatch(whole) is not None)
    return whole.isalpha() and whole[1:].islower() and is_syllable(whole)


def _may_be_cut(last: str, first: str) -> bool:
    """Whether two parts may be one word: a date, a document's number, an address, an abbreviation.

    What ends in a syllable, with a comma or without, is whole, for a syllable of Vietnamese fits into any column, and
    so is a figure before one, an abbreviation before small letters, what a comma ends.
    """
    if _NUMBER_PART.fullmatch(last) and first[0].isdigit():
        return True
    begun, slash, part = last.rpartition("/")
    rest = first.rstrip(",.;")
    if slash and is_syllable(part + rest) and not is_syllable(rest):
        return True  # "lớp/nă", "m"
    # "quả/Chỉ" ends in a word, "1120/U" and the address "abc.gov.vn/thu" in none.
    word = last if "." in begun or "://" in last or part.isupper() else part
    if (
        _has_vowel(word.rstrip(",").lstrip(_OPENING))
        or _ENDS.search(last)
        or (last[-1].isdigit() and _has_vowel(first))
    ):
        return False
    return not (
        last[-1] == "%" or (last[-1] == "," and not first[0].isdigit()) or (last[-1].isupper() and first[0].islower())
    )


def _has_vowel(word: str) -> bool:
    """Whether a word is letters with a vowel among them."""
    bare = (letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    return _VOWELLED.fullmatch("".join(bare)) is not None


def _marked_indents(lines: Lines, numbers: list[int]) -> tuple[float, ...]:
    """Where list items begin, if that is told apart from where their later lines begin."""
    first = numbers[0]
    if not (_DASH.match(lines.text[first]) or _NUMBER.match(lines.text[first])):
        return ()
    later = [i for i in numbers if not (_DASH.match(lines.text[i]) or _NUMBER.match(lines.text[i]))]
    apart = later and all(abs(lines.x0[i] - lines.x0[first]) > CENTRED for i in later)
    return (lines.x0[first],) if apart else ()


def _joint(before: str, after: str, item: bool, fits: bool, by_far: bool, blank: bool) -> str:
    """What stands between two lines: the author's line break, a space, or nothing.

    `item`: a list mark at `after`'s start would be one; `fits`: `after`'s first word had room on the line before;
    `by_far`: much room; `blank`: the file has a blank there.
    """
    if _BULLET.match(after) or _PART.match(after):
        return "\n"
    if _DASH.match(after) or _NUMBER.match(after):
        return "\n" if item else " "
    if not blank and (_GLUED.search(before) or _GLUING.match(after)):
        return ""
    goes_on = (after[0].islower() or after[0] == "/") and not _ENDS.search(before)
    if _HANGING.search(before):
        goes_on = True
    if goes_on:
        return "\n" if by_far and not before.endswith(("-", "–")) else " "
    return "\n" if fits else " "


def _in_address(before: str, after: str) -> bool:
    """Whether a line break stands within an address: after a point no sentence begins small, nor are words dotted."""
    if _NUMBER.match(after):
        return False
    if "://" in before.rpartition(" ")[2] and _ADDRESS_PART.match(after):
        return True
    return after[0].isascii() and after[0].islower() and _ADDRESS.search(before) is not None


def _in_sign(before: str, after: str) -> bool:
    """Whether a line break stands in the sign of a document or a road, which no list item follows."""
    if _SIGN_REST.match(after):
        return _SIGN_BEGUN.search(before) is not None
    return _ROAD_NUMBER.match(after) is not None and _ROAD.search(before) is not None


def _notes(glyphs: Glyphs, index: NDArray[np.intp], grid: Grid) -> tuple[list[bool], list[bool], list[float]]:
    """For each cell: whether most of it is bold, whether an old 8-bit font is in it, and its letters' confidence."""
    cells = len(grid.row)
    owner = grid.owner[index]
    count = np.maximum(np.bincount(owner, minlength=cells), 1)
    bold_font = np.array([_BOLD.search(name) is not None for name in glyphs.fonts] or [False])
    old_font = np.array([decoder_for(name) is not None for name in glyphs.fonts] or [False])
    font = glyphs.font[index]
    bold = np.bincount(owner, bold_font[font], minlength=cells) > count / 2
    old = np.bincount(owner, old_font[font], minlength=cells) > 0
    if glyphs.confidence is None:
        return bold.tolist(), old.tolist(), [1.0] * cells
    chances = np.log(np.maximum(glyphs.confidence[index], LEAST_CHANCE))
    return bold.tolist(), old.tolist(), np.exp(np.bincount(owner, chances, minlength=cells)).tolist()
