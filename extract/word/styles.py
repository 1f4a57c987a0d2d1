"""Styles: what a run looks like, and what numbering a paragraph's style brings, through basedOn and the defaults."""

from collections.abc import Iterator
from dataclasses import dataclass

from extract.word.package import Element
from extract.word.walk import W, is_on, value

_FONTS, _VANISH, _BOLD = W + "rFonts", W + "vanish", W + "b"
_CAPITALS = (W + "caps", W + "smallCaps")
_MAX_CHAIN = 50  # styles based on styles; Word itself stops at 11 levels


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is printed. `font` is the one for letters beyond ASCII, where the old 8-bit codes lie."""

    hidden: bool = False
    capitals: bool = False
    bold: bool = False
    font: str | None = None


class Styles:
    """The styles of a document; without any, everything looks plain."""

    def __init__(self, root: Element | None) -> None:
        """Index the styles by their ids."""
        self._styles: dict[str, Element] = {}
        self._default: dict[str, str] = {}
        self._looks: dict[tuple[str | None, str | None], Look] = {}
        self._plain = Look()
        if root is None:
            return
        for style in root.iterchildren(W + "style"):
            if (name := style.get(W + "styleId")) is not None:
                self._styles[name] = style
                if style.get(W + "default", "0") in ("1", "true", "on"):
                    self._default[style.get(W + "type", "")] = name
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._plain = _over(Look(), defaults)

    def look(self, paragraph: Element | None, run: Element | None) -> Look:
        """How a run is printed, given its paragraph's pPr and its own rPr (None where there is none)."""
        key = (value(paragraph, "pStyle"), value(run, "rStyle"))
        if key not in self._looks:
            look = self._plain
            for kind, name in zip(("paragraph", "character"), key, strict=True):
                chain = [*self.chain(name if name in self._styles else self._default.get(kind))]
                for style in reversed(chain):
                    look = _over(look, style.find(W + "rPr"))
            self._looks[key] = look
        return _over(self._looks[key], run)

    def chain(self, name: str | None) -> Iterator[Element]:
        """A style and those that it is based on, nearest first."""
        for _ in range(_MAX_CHAIN):
            style = self._styles.get(name) if name is not None else None
            if style is None:
                return
            yield style
            name = value(style, "basedOn")

    def paragraph_chain(self, paragraph: Element | None) -> Iterator[Element]:
        """The styles of a paragraph, given its pPr, nearest first."""
        name = value(paragraph, "pStyle")
        return self.chain(name if name in self._styles else self._default.get("paragraph"))


def _over(look: Look, properties: Element | None) -> Look:
    """A look with run properties laid over it."""
    if properties is None:
        return look
    hidden, capitals, bold, font = look.hidden, None, look.bold, look.font
    for child in properties.iterchildren():
        if child.tag == _FONTS:
            font = _font(child, font)
        elif child.tag == _VANISH:
            hidden = is_on(child)
        elif child.tag == _BOLD:
            bold = is_on(child)
        elif child.tag in _CAPITALS:
            capitals = bool(capitals) or is_on(child)
    return Look(hidden, look.capitals if capitals is None else capitals, bold, font)


def _font(fonts: Element, inherited: str | None) -> str | None:
    # A theme's font is never an old 8-bit one, so its name is of no interest.
    if fonts.get(W + "hAnsiTheme") or fonts.get(W + "asciiTheme"):
        return None
    name: str | None = fonts.get(W + "hAnsi") or fonts.get(W + "ascii")
    return name or inherited
