"""Whether a page's text layer says what the page shows, told from the text and the pictures alone.

Precision first: a good layer is never thrown away for numbers, names, codes or foreign words. Each threshold stands
far from both sides of what was seen: good pages of the corpus (p08, p09, f01, f07, p19) and lying ones (p16, made
English layers under Vietnamese scans).
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from extract.page import NO_LETTER, Page
from extract.syllable import is_bare_syllable, is_syllable
from phuluc.issues import Issue, IssueKind
from phuluc.model import RawCell, RawPage, RawTable, RawText
from phuluc.source import Source

Verdict = Literal["good", "empty", "partial", "junk"]

FOREIGN = 0.03  # share of letters from another script or of no script: p16 has 0.2, good pages under 0.001
FEW_UNMAPPED = 5  # letters without a map: a formula's signs
LYING = (
    0.05  # share of glyphs in fonts that draw other letters than they say: a heading's is no reason for a page's OCR
)
WHOLLY_FOREIGN = 0.8  # above it the page is in another language, and none that `vie` reads better
BIG_PICTURE = 0.5  # of the page: a scan's picture covers it
SOME_PICTURE = 0.2  # of the page, without text on it: half a page scanned
FEW_ON_PICTURE = 100  # letters: a stamp of a digital signature has 90, a scanned table of three rows 300
FEW = 25  # words: too few to judge a language by
MARKED = 0.25  # share of words with Vietnamese letters: prose has 0.7, a layer from English OCR under 0.1
ODD_WORDS = 0.02  # share of small words with marks that no syllable has: good pages of 100 words have 0.005 at most
ODD_COUNT = 3  # such words: one or two are a slip of the author's, or words that lost the blank between them
ALIEN = 0.03  # share of small words with letters of no Vietnamese word: Ghostscript's broken maps give 0.06 and more
FEW_ODD = 10  # such words: fewer may be a list of names or of another language
SHIFTED = 0.3  # share of small words with marks that are no syllables: a map of other letters has 0.9
UNMARKED = 0.03  # share of small words with marks, below which a text has none
BARE = 0.85  # share of words without marks that are syllables but for them: English has 0.25 (f01, f07)
SUSPECT = 0.7  # the most that a cell is sure on a page whose layer puts letters for others: its row is doubted
SHAPED = 0.75  # share of lower-case words that are syllables: prose has 0.98, noisy OCR under 0.7

_NOTE = 80  # characters of odd words that an issue shows

_VOWELS = ("a", "a\u0302", "a\u0306", "e", "e\u0302", "i", "o", "o\u0302", "o\u031b", "u", "u\u031b", "y")
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VIETNAMESE = frozenset(unicodedata.normalize("NFC", v + t) for v in _VOWELS for t in _TONES) | {"đ"}
_MARKED = "".join(sorted(c for c in VIETNAMESE if not c.isascii()))
_MARKED += _MARKED.upper()
# What print in a Vietnamese decision is made of: anything else is looked at one by one.
PLAIN = re.compile(rf"[\s!-~{_MARKED}–—‑“”‘’…•·×°²³±≤≥½¼¾§\u00a0]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_OWN_LETTERS = re.compile(f"[a-z{_MARKED}]+")
_HAS_MARK = re.compile(f"[{_MARKED}]")
_PRIVATE = re.compile("[\ue000-\uf8ff]{2,}")  # one alone is a symbol font's bullet
_CID = re.compile(r"\(cid:\d+\)")
_NO_LETTER = re.compile(f"[{NO_LETTER}\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
# Lawful in another script: a whole word of it, and a formula's Greek letter that touches no other letter.
_WHOLE_WORD = re.compile(r"(?<!\S)[(\"“«]*[^\W\d_]+[)\"”».,;:]*(?!\S)")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_GREEK = re.compile(r"(?<![^\W\d_])[Α-Ωα-ω](?![^\W\d_])|[µμΩ]")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a page's text layer and, in a few words, why; `doubt` is what is odd about a good one.

    `suspect`: what is odd are letters put for others, which may have made words of Vietnamese elsewhere on the page.
    """

    verdict: Verdict
    why: str = ""
    doubt: str = ""
    suspect: bool = False


def judge(page: Page, raw: RawPage) -> Judgement:
    """Judge a page by its pictures and by the text that was laid out from it."""
    text = unicodedata.normalize("NFC", text_of(raw))
    covered = _covered(page)
    if not text.strip():
        return Judgement("empty", "it holds no letters")
    words = _Words.of(text)
    if why := _wrong_letters(page, text) or _no_words(words):
        return Judgement("junk", why)
    if covered >= SOME_PICTURE and _count_on_pictures(page) < FEW_ON_PICTURE:
        return Judgement("partial", "a picture with hardly a word of text on it takes a good part of it")
    if covered >= BIG_PICTURE:
        return _behind_picture(text)
    doubt = _odd_words(words)
    return Judgement("good", doubt=doubt, suspect=bool(doubt) and len(words.alien) >= ODD_COUNT)


def doubted(raw: RawPage, found: Judgement) -> RawPage:
    """The page, with an issue where a part of its layer is in doubt, and no cell sure where its letters are."""
    if not found.doubt:
        return raw
    issue = Issue(IssueKind.DOUBTFUL_TEXT_LAYER, Source(page=raw.number), found.doubt)
    blocks = tuple(map(_suspected, raw.blocks)) if found.suspect else raw.blocks
    return replace(raw, blocks=blocks, issues=(*raw.issues, issue))


def _suspected(block: RawTable | RawText) -> RawTable | RawText:
    """A table with each of its texts in doubt; a text as it is."""
    if isinstance(block, RawText):
        return block
    return replace(block, rows=tuple(replace(row, cells=tuple(map(_unsure, row.cells))) for row in block.rows))


def _unsure(cell: RawCell) -> RawCell:
    return replace(cell, confidence=min(cell.confidence, SUSPECT)) if cell.text else cell


def _wrong_letters(page: Page, text: str) -> str:
    """Why a page's letters are not those that it shows; "" where they may be."""
    wrong = _wrong_share(text)
    if wrong is not None:
        return f"{wrong:.0%} of its letters are of no Vietnamese text"
    if page.lying > LYING:
        return f"{page.lying:.0%} of its letters are in fonts that draw other letters than they say"
    return ""


class _Words(NamedTuple):
    """A text's small words, those of them with marks, and those of these that are no syllables.

    `alien` are the odd ones with a letter that no Vietnamese word has ("nhißm", "vÿ").
    """

    small: list[str]
    marked: list[str]
    odd: list[str]

    @property
    def alien(self) -> list[str]:
        """Found anew at each call: nearly all texts have no odd words to look at."""
        return [word for word in self.odd if not _OWN_LETTERS.fullmatch(word)]

    @classmethod
    def of(cls, text: str) -> "_Words":
        """The small words of a text."""
        # "m²" is a word of \w and "µg" one of letters: units stand in good layers too.
        small = [word for word in _WORD.findall(text) if word.islower() and word.isalpha() and "µ" not in word]
        marked = [word for word in small if not word.isascii()]
        return cls(small, marked, [word for word in marked if not is_syllable(word)])


def _no_words(words: _Words) -> str:
    """Why a text in Vietnamese letters, or in letters that lost their marks, is none; "" where it may be one."""
    small, marked, odd = words.small, words.marked, len(words.odd)
    if odd >= FEW_ODD and odd > SHIFTED * len(marked):
        return f"{odd} of {len(marked)} of its words with marks are no Vietnamese syllables"
    vietnamese = len(marked) - odd >= MARKED * len(small)
    if odd >= FEW_ODD and vietnamese and (alien := len(words.alien)) >= FEW_ODD and alien > ALIEN * len(small):
        return f"{alien} of {len(small)} of its words have letters that no Vietnamese word has"
    if len(small) < FEW or len(marked) > UNMARKED * len(small):
        return ""
    bare = sum(map(is_bare_syllable, small)) / len(small)
    return f"{bare:.0%} of its words are Vietnamese without marks" if bare > BARE else ""


def _odd_words(words: _Words) -> str:
    """The small words with marks that are no syllables, where they are too many for slips; else nothing.

    Foreign words have no marks, and names, of the highlands' communes above all, are not small.
    """
    small, odd = words.small, words.odd
    if len(odd) < ODD_COUNT or len(odd) <= ODD_WORDS * len(small):
        return ""
    return f"{len(odd)} of {len(small)} words, as {', '.join(dict.fromkeys(odd))}"[:_NOTE]


def text_of(raw: RawPage) -> str:
    """All that a page says, a cell or a line of text a line."""
    parts: list[str] = []
    for block in raw.blocks:
        if isinstance(block, RawTable):
            parts.extend(cell.text for row in block.rows for cell in row.cells)
            parts.extend(block.strays)
        else:
            parts.extend(block.lines)
    return "\n".join(parts)


def _wrong_share(text: str) -> float | None:
    """The share of letters that no Vietnamese text has, where it says that the layer lies; else None."""
    odd = PLAIN.sub("", text)
    text, unmapped = _CID.subn("", text)
    unmapped += len(_NO_LETTER.findall(text)) + sum(map(len, _PRIVATE.findall(text)))
    if len(odd) + unmapped <= FEW_UNMAPPED:  # all that could be wrong
        return None
    letters = sum(1 for c in text if c.isalpha()) + unmapped
    wrong = unmapped
    if unmapped > FEW_UNMAPPED and unmapped > FOREIGN * letters:
        return unmapped / letters
    rest = _WHOLE_WORD.sub(lambda word: word[0] if _LATIN.search(word[0]) else "", _GREEK.sub("", text))
    for c in PLAIN.sub("", rest):
        kind = unicodedata.category(c)
        wrong += kind[0] == "L" or kind in ("Cc", "Cn", "Mn", "Mc")
    share = wrong / max(1, letters)
    return share if wrong > FEW_UNMAPPED and FOREIGN < share < WHOLLY_FOREIGN else None


def _behind_picture(text: str) -> Judgement:
    """The layer of a page that is a picture: an OCR's, or a stamp's, or print on a drawn ground."""
    words = _WORD.findall(text)
    if len(words) < FEW:
        return Judgement("partial", "a picture with a few words of text")
    marked = sum(1 for word in words if _HAS_MARK.search(word)) / len(words)
    small = [word for word in words if word.islower()]
    shaped = sum(map(is_syllable, small)) / len(small) if len(small) >= FEW else 1.0
    if marked < MARKED:
        return Judgement("junk", "the text under its picture has no Vietnamese letters")
    if shaped < SHAPED:
        return Judgement("junk", f"only {shaped:.0%} of the words under its picture are Vietnamese syllables")
    return Judgement("good")


def _count_on_pictures(page: Page) -> int:
    """How many glyphs of the layer lie on pictures."""
    x, y = (page.glyphs.x0 + page.glyphs.x1) / 2, (page.glyphs.top + page.glyphs.bottom) / 2
    on = np.zeros(len(x), np.bool_)
    for x0, top, x1, bottom in page.images:
        on |= (x0 <= x) & (x <= x1) & (top <= y) & (y <= bottom)
    return int(on.sum())


def _covered(page: Page) -> float:
    """The share of the page that its pictures take, each cut to the page, overlaps counted once at the most."""
    area = 0.0
    for x0, top, x1, bottom in page.images:
        width = min(x1, page.width) - max(x0, 0.0)
        height = min(bottom, page.height) - max(top, 0.0)
        area += max(0.0, width) * max(0.0, height)
    return min(1.0, area / max(page.width * page.height, 1.0))
