"""Styles: what a run looks like, and what numbering a paragraph's style brings, through basedOn and the defaults."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extract.word.package import Element
from extract.word.walk import W, is_on, value

_FONTS, _VANISH, _BOLD = W + "rFonts", W + "vanish", W + "b"
_CAPITALS = (W + "caps", W + "smallCaps")
_THEME_NAME = len("major")  # of "majorHAnsi", "minorAscii" and the like
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

    def __init__(self, root: Element | None, theme: Mapping[str, str] | None = None) -> None:
        """Index the styles by their ids; `theme` has the names of the theme's fonts, "major" and "minor"."""
        self._styles: dict[str, Element] = {}
        self._default: dict[str, str] = {}
        self._looks: dict[tuple[str | None, str | None], Look] = {}
        self._theme = theme or {}
        self._plain = Look()
        if root is None:
            return
        for style in root.iterchildren(W + "style"):
            if (name := style.get(W + "styleId")) is not None:
                self._styles[name] = style
                if style.get(W + "default", "0") in ("1", "true", "on"):
                    self._default[style.get(W + "type", "")] = name
        self._plain = self._over(Look(), root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))

    def look(self, paragraph: Element | None, run: Element | None) -> Look:
        """How a run is printed, given its paragraph's pPr and its own rPr (None where there is none)."""
        key = (value(paragraph, "pStyle"), value(run, "rStyle"))
        if key not in self._looks:
            self._looks[key] = self._styled(*key)
        return self._over(self._looks[key], run)

    def _styled(self, paragraph: str | None, character: str | None) -> Look:
        """What the two styles of a run make of it: what both switch on is off (ECMA-376 part 1, 17.7.3)."""
        plain = self._plain
        block = self._of_style("paragraph", paragraph, Look(font=plain.font))
        inline = self._of_style("character", character, Look())
        return Look(
            hidden=plain.hidden or block.hidden != inline.hidden,
            capitals=plain.capitals or block.capitals != inline.capitals,
            bold=plain.bold or block.bold != inline.bold,
            font=block.font if inline.font is None else inline.font,
        )

    def _of_style(self, kind: str, name: str | None, look: Look) -> Look:
        for style in reversed([*self.chain(name if name in self._styles else self._default.get(kind))]):
            look = self._over(look, style.find(W + "rPr"))
        return look

    def _over(self, look: Look, properties: Element | None) -> Look:
        """A look with run properties laid over it."""
        if properties is None:
            return look
        hidden, capitals, bold, font = look.hidden, None, look.bold, look.font
        for child in properties.iterchildren():
            if child.tag == _FONTS:
                font = self._font(child, font)
            elif child.tag == _VANISH:
                hidden = is_on(child)
            elif child.tag == _BOLD:
                bold = is_on(child)
            elif child.tag in _CAPITALS:
                capitals = bool(capitals) or is_on(child)
        return Look(hidden, look.capitals if capitals is None else capitals, bold, font)

    def _font(self, fonts: Element, inherited: str | None) -> str | None:
        """The font's name; "" for a theme's font that has none."""
        themed = fonts.get(W + "hAnsiTheme") or fonts.get(W + "asciiTheme")
        if themed:
            return self._theme.get(themed[:_THEME_NAME], "")
        name: str | None = fonts.get(W + "hAnsi") or fonts.get(W + "ascii")
        return name or inherited

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
