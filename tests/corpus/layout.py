"""How a plan is laid out: every choice is a parameter, a named layout is a set of choices."""

import unicodedata
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Layout:
    """The choices of one document; sizes are in points.

    rules: grid, dashed, dotted, double, shaded (a grid on coloured rows), tiles (cells are coloured boxes with white
    gaps), zebra (coloured rows, no rules), horizontal, none. header: repeat or once. paper: landscape, portrait, mixed
    (turns with each annex), sizes (A4, A3 and A5 in turn), tall (one page of 3 metres), A5 (lying), low and lower (rows
    and headers are cut). restart: a new table every so many rows, 0 for one table. cut: rows may break over pages.
    tight: no padding, text overruns its cell by 2 points. spelling: nfc, nfd, or mixed by words. justify: lines are
    stretched to the cell's width. rotate: what the page's /Rotate says; a reader sees the page upright.
    """

    name: str
    rules: str = "grid"
    header: str = "repeat"
    numbered: bool = False
    paper: str = "landscape"
    rotate: int = 0
    cut: bool = True
    page_number: str = "top"
    letterhead: bool = False
    font: str = "Tinos"
    size: float = 14
    tight: bool = False
    spelling: str = "nfc"
    justify: bool = False
    middle: bool = False
    restart: int = 0

    def spell(self, text: str) -> str:
        """A text in the layout's normal form; every other word decomposed where that is mixed."""
        if self.spelling == "mixed":
            return " ".join(unicodedata.normalize("NFD" if i % 2 else "NFC", w) for i, w in enumerate(text.split(" ")))
        return unicodedata.normalize("NFD" if self.spelling == "nfd" else "NFC", text)


BASE = Layout("base")
LAYOUTS = {
    layout.name: layout
    for layout in (
        BASE,
        replace(BASE, name="portrait", paper="portrait", size=12),
        replace(BASE, name="once", header="once", page_number="bottom"),
        replace(BASE, name="numbered", numbered=True),
        replace(BASE, name="numbered-once", numbered=True, header="once", paper="portrait", size=11),
        replace(BASE, name="uncut", cut=False),
        replace(BASE, name="letterhead", letterhead=True, paper="portrait", size=12, page_number="bottom"),
        replace(BASE, name="large", size=17, middle=True),
        replace(BASE, name="small", size=8.5, paper="portrait", header="once"),
        replace(BASE, name="dashed", rules="dashed"),
        replace(BASE, name="dotted", rules="dotted", header="once"),
        replace(BASE, name="double", rules="double"),
        replace(BASE, name="tiles", rules="tiles"),
        replace(BASE, name="zebra", rules="zebra"),
        replace(BASE, name="horizontal", rules="horizontal"),
        replace(BASE, name="none", rules="none"),
        replace(BASE, name="mixed", paper="mixed"),
        replace(BASE, name="tall", paper="tall", page_number="none"),
        replace(BASE, name="A5", paper="A5", size=12),
        replace(BASE, name="restarted", restart=6),
        replace(BASE, name="tight", tight=True),
        replace(BASE, name="nfd", spelling="nfd"),
        replace(BASE, name="two-fonts", font="Liberation Serif", header="once"),
        replace(BASE, name="rotated-90", rotate=90),
        replace(BASE, name="rotated-180", rotate=180),
        replace(BASE, name="rotated-270", rotate=270, paper="portrait", size=11),
        replace(BASE, name="justified", justify=True, size=13, page_number="bottom"),
        replace(BASE, name="shaded", rules="shaded", middle=True),
        replace(BASE, name="low", paper="low", size=11, header="once"),
        replace(BASE, name="sizes", paper="sizes", size=10),
        replace(BASE, name="mixed-nfc", spelling="mixed", size=11),
        replace(BASE, name="horizontal-once", rules="horizontal", header="once", justify=True, page_number="bottom"),
        replace(BASE, name="zebra-once", rules="zebra", header="once", middle=True, size=12),
        replace(BASE, name="none-once", rules="none", header="once", paper="portrait", size=10),
        replace(BASE, name="foreign", font="Liberation Sans", spelling="nfd"),  # the font lacks Vietnamese's letters
        replace(BASE, name="lower", paper="lower", size=11, header="once"),
        replace(BASE, name="long-rows", paper="A5", size=12),
        replace(BASE, name="long-rows-once", paper="A5", size=12, header="once", middle=True, page_number="bottom"),
    )
}

A3, A4, A5 = (841.9, 1190.6), (595.3, 841.9), (419.5, 595.3)
LOW, LOWER = 250.0, 200.0
TALL = 8504.0  # 3 metres
MARGIN = 50.0


def paper_size(layout: Layout, annex: int) -> tuple[float, float]:
    """Width and height of the pages of an annex, in points."""
    if layout.paper == "tall":
        return A4[1], TALL
    if layout.paper == "A5":
        return A4[0], A4[1] / 2
    if layout.paper in ("low", "lower"):
        return A4[0], LOW if layout.paper == "low" else LOWER
    if layout.paper == "sizes":
        return (A4, A3, A5)[annex % 3]
    turned = layout.paper == "landscape" or (layout.paper == "mixed" and annex % 2 == 0)
    return (A4[1], A4[0]) if turned else A4
