"""Pages made hard to read while their print stays the same: what rules, fonts, scanners and copyists do to documents.

The corpus is read so well that its wrong rows are too few to say anything of confidence: these make more. A damage
takes a document's pages, as an engine gives them, and gives them back worse; the truth stays what the document said.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np

from extract.page import Glyphs, Page, Rules
from extract.pdf import pdfium, reader
from phuluc.model import Document, RawDocument, SourceFile
from phuluc.pipeline import understand
from phuluc.settings import Settings

Damage = Callable[[list[Page], Random], Sequence[Page]]

HOLES = 0.3  # share of rules that get lost
SHAKE = 0.6  # points by which letters leave their place
STRAYS = 3  # rules that belong to nothing, a page and axis
STAMP = "ĐÃ KÝ SỐ 15/08/2025"
MISREAD = str.maketrans({"ộ": "\ufffd", "ê": "ӝ", "á": "à", "T": "7"})


def read_damaged(path: Path, damage: str, seed: int) -> Document:
    """What is read of a PDF whose pages one of DAMAGES has spoilt."""
    settings = Settings(ocr="never")
    book = pdfium.open_pdf(path.read_bytes(), settings)
    pages = DAMAGES[damage](list(book.pages), Random(f"{path.name} {damage} {seed}"))
    numbered = (replace(page, number=number) for number, page in enumerate(pages, start=1))
    file = SourceFile(path.name, "0" * 64, "application/pdf", len(pages))
    walk = reader.walk(replace(book, pages=numbered))
    return understand(RawDocument(file, (raw for _, raw in walk)), settings)


def _each(spoil: Callable[[Page, Random], Page]) -> Damage:
    return lambda pages, dice: [spoil(page, dice) for page in pages]


def _pick(rules: Rules, keep: np.ndarray) -> Rules:
    return Rules(rules.at[keep], rules.start[keep], rules.end[keep], rules.width[keep])


def _with_holes(rules: Rules, dice: Random) -> Rules:
    return _pick(rules, np.array([dice.random() >= HOLES for _ in rules.at], bool))


def _without_lines(rules: Rules, dice: Random, share: float) -> Rules:
    """The rules without all that stand at some of their positions."""
    places = np.round(rules.at)
    lost = [place for place in np.unique(places).tolist() if dice.random() < share]
    return _pick(rules, ~np.isin(places, lost))


def _holes(page: Page, dice: Random) -> Page:
    return replace(page, horizontal=_with_holes(page.horizontal, dice), vertical=_with_holes(page.vertical, dice))


def _lines(page: Page, dice: Random) -> Page:
    return replace(page, horizontal=_without_lines(page.horizontal, dice, HOLES))


def _columns(page: Page, dice: Random) -> Page:
    return replace(page, vertical=_without_lines(page.vertical, dice, HOLES))


def _no_rules(page: Page, dice: Random) -> Page:
    return replace(page, horizontal=Rules.none(), vertical=Rules.none())


def _strays(page: Page, dice: Random) -> Page:
    def more(rules: Rules, across: float, along: float) -> Rules:
        ends = [sorted((dice.uniform(0, along), dice.uniform(0, along))) for _ in range(STRAYS)]
        at = [dice.uniform(0.1, 0.9) * across for _ in ends]
        return Rules(
            np.r_[rules.at, at],
            np.r_[rules.start, [end[0] for end in ends]],
            np.r_[rules.end, [end[1] for end in ends]],
            np.r_[rules.width, np.full(STRAYS, 0.5)],
        )

    return replace(
        page,
        horizontal=more(page.horizontal, page.height, page.width),
        vertical=more(page.vertical, page.width, page.height),
    )


def _letters(page: Page, dice: Random) -> Page:
    text = [letter.translate(MISREAD) for letter in page.glyphs.text]
    return replace(page, glyphs=replace(page.glyphs, text=text))


def _shaken(page: Page, dice: Random) -> Page:
    glyphs = page.glyphs
    lines = {base: dice.uniform(-SHAKE, SHAKE) for base in np.unique(np.round(glyphs.base)).tolist()}
    down = np.array([lines[base] for base in np.round(glyphs.base).tolist()])
    along = np.array([dice.uniform(-SHAKE, SHAKE) for _ in glyphs.text])
    moved = {name: getattr(glyphs, name) + down for name in ("top", "bottom", "base")}
    return replace(page, glyphs=replace(glyphs, x0=glyphs.x0 + along, x1=glyphs.x1 + along, **moved))


def _stamp(page: Page, dice: Random) -> Page:
    """A signature's stamp printed over the table."""
    glyphs, letters, size = page.glyphs, STAMP.replace(" ", ""), 10.0
    if not glyphs.text:
        return page
    x, base = dice.uniform(0.2, 0.7) * page.width, dice.uniform(0.2, 0.8) * page.height
    x0 = x + 6.0 * np.array([place for place, letter in enumerate(STAMP) if letter != " "], float)
    many = len(letters)
    both = Glyphs(
        [*glyphs.text, *letters],
        np.r_[glyphs.x0, x0],
        np.r_[glyphs.top, np.full(many, base - 0.9 * size)],
        np.r_[glyphs.x1, x0 + 6.0],
        np.r_[glyphs.bottom, np.full(many, base + 0.3 * size)],
        np.r_[glyphs.base, np.full(many, base)],
        np.r_[glyphs.size, np.full(many, size)],
        np.r_[glyphs.font, np.zeros(many, np.int32)].astype(np.int32),
        glyphs.fonts,
    )
    return replace(page, glyphs=both)


def _lost_page(pages: list[Page], dice: Random) -> Sequence[Page]:
    lost = dice.randrange(len(pages))
    return [page for place, page in enumerate(pages) if place != lost] if len(pages) > 1 else pages


def _swapped(pages: list[Page], dice: Random) -> Sequence[Page]:
    at = dice.randrange(max(len(pages) - 1, 1))
    return [*pages[:at], *pages[at : at + 2][::-1], *pages[at + 2 :]]


DAMAGES: dict[str, Damage] = {
    "rules with holes": _each(_holes),
    "lines lost": _each(_lines),
    "columns lost": _each(_columns),
    "no rules": _each(_no_rules),
    "stray rules": _each(_strays),
    "letters misread": _each(_letters),
    "shaken": _each(_shaken),
    "stamped": _each(_stamp),
    "a page lost": _lost_page,
    "pages swapped": _swapped,
}
