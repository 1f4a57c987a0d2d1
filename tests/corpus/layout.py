"""How a plan is laid out: every choice is a parameter, a named layout is a set of choices."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Layout:
    """The choices of one document; sizes are in points.

    rules: grid, dashed, dotted, double, tiles (cells are coloured boxes with white gaps), zebra (coloured rows, no
    rules), horizontal, none. header: repeat or once. paper: landscape, portrait, mixed (turns with each annex), tall
    (one page of 3 metres), A5 (rows grow taller than a page). restart: a new table every so many rows, 0 for one
    table. cut: rows may break over pages. tight: no padding, text overruns its cell by 2 points.
    rotate: what the page's /Rotate says; the page is drawn so that a reader sees it upright.
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
    nfd: bool = False
    middle: bool = False
    restart: int = 0


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
        replace(BASE, name="nfd", nfd=True),
        replace(BASE, name="two-fonts", font="Liberation Serif", header="once"),
        replace(BASE, name="rotated-90", rotate=90),
        replace(BASE, name="rotated-180", rotate=180),
        replace(BASE, name="rotated-270", rotate=270, paper="portrait", size=11),
    )
}

A4 = (595.3, 841.9)
TALL = 8504.0  # 3 metres
MARGIN = 50.0


def paper_size(layout: Layout, annex: int) -> tuple[float, float]:
    """Width and height of the pages of an annex, in points."""
    if layout.paper == "tall":
        return A4[1], TALL
    if layout.paper == "A5":
        return A4[0], A4[1] / 2
    turned = layout.paper == "landscape" or (layout.paper == "mixed" and annex % 2 == 0)
    return (A4[1], A4[0]) if turned else A4
