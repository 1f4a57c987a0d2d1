"""Word's automatic numbering: the labels that Word prints and does not store (ECMA-376 part 1, 17.9).

Lists of one abstract definition count on together; a w:num with a start override begins anew where it is first used.
A level begins anew after each paragraph of a level above it, unless w:lvlRestart says otherwise.
"""

import re
from dataclasses import dataclass, field, replace

from extract.legacy import symbols_for
from extract.ordinals import spelled
from extract.word.package import Element
from extract.word.styles import Styles
from extract.word.walk import MC, W, number, switch, value

_LEVELS = 9
_MAX_TEXT = 255  # characters of a level's text; Word takes no more, and each is printed at every paragraph
_PLACEHOLDER = re.compile(r"%([1-9])")
_BULLETS_AS_PRINTED = frozenset("-–—+*")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. `pad` is the least number of digits; `restart` the level (from 1) that restarts it."""

    start: int = 1
    kind: str = "decimal"
    text: str = ""
    suffix: str = " "
    restart: int | None = None
    legal: bool = False
    pad: int = 1
    bullet_font: str | None = None


@dataclass(slots=True)
class _Abstract:
    """A list definition, with the counters of all lists that share it."""

    levels: dict[int, Level]
    by_style: dict[str, int]
    counters: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _List:
    """A w:num: its definition, with levels of its own and new starts laid over it."""

    abstract: _Abstract
    levels: dict[int, Level]
    anew: set[int]  # levels with a start of their own that no paragraph has used yet


class Numbering:
    """Counts the numbered paragraphs of a document; ask for labels in the order of the document, once each."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        """Read the list definitions."""
        self._styles = styles
        self._lists: dict[str, _List] = {}
        if root is None:
            return
        definitions = {el.get(W + "abstractNumId", ""): el for el in root.iterchildren(W + "abstractNum")}
        nums = {el.get(W + "numId", ""): el for el in root.iterchildren(W + "num")}
        shared = {name: _read_abstract(self._linked(el, definitions, nums)) for name, el in definitions.items()}
        for name, num in nums.items():
            abstract = shared.get(value(num, "abstractNumId") or "")
            if abstract is not None:
                self._lists[name] = _read_list(num, abstract)

    def label(self, paragraph: Element | None) -> str:
        """The label that Word prints before a paragraph, given its pPr, with the blank that parts it from the text.

        "" where the paragraph is not numbered. Counts the paragraph.
        """
        found = self._place(paragraph)
        if found is None:
            return ""
        numbered, depth = found
        level = numbered.levels.get(depth)
        if level is None:
            return ""
        self._count(numbered, depth, level)
        text = self._print(numbered, level)
        return text + level.suffix if text else ""

    def _place(self, paragraph: Element | None) -> tuple[_List, int] | None:
        """The list and level of a paragraph: its own, else its style's."""
        own = None if paragraph is None else paragraph.find(W + "numPr")
        name, depth = value(own, "numId"), value(own, "ilvl")
        if name is None:
            for style in self._styles.paragraph_chain(paragraph):
                properties = style.find(f"{W}pPr/{W}numPr")
                name = value(properties, "numId")
                if name is not None and name in self._lists:
                    linked = self._lists[name].abstract.by_style.get(style.get(W + "styleId"))
                    depth = depth or (str(linked) if linked is not None else value(properties, "ilvl"))
                if name is not None:
                    break
        numbered = self._lists.get(name) if name is not None else None
        return None if numbered is None else (numbered, number(depth))

    def _count(self, numbered: _List, depth: int, level: Level) -> None:
        counters = numbered.abstract.counters
        if depth in numbered.anew:
            numbered.anew.discard(depth)
            counters.pop(depth, None)
        for upper in range(depth):
            # A level that is passed over counts as begun: Word numbers the first Heading 1 after a Heading 2 with 2
            # (Microsoft Knowledge Base Q110380).
            counters.setdefault(upper, numbered.levels.get(upper, level).start)
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in [other for other in counters if other > depth]:
            restart = numbered.levels.get(deeper, level).restart
            if restart is None or depth < restart:
                del counters[deeper]

    def _print(self, numbered: _List, level: Level) -> str:
        if level.kind == "bullet":
            return _bullet(level)
        if level.kind == "none" and not level.text:
            return ""

        def spell(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            shown = numbered.levels.get(depth, Level())
            count = numbered.abstract.counters.get(depth, shown.start)
            return spelled(count, "decimal" if level.legal and shown.kind != "decimalZero" else shown.kind, shown.pad)

        return _PLACEHOLDER.sub(spell, level.text)

    def _linked(self, definition: Element, definitions: dict[str, Element], nums: dict[str, Element]) -> Element:
        """The definition that a numStyleLink leads to, through its style."""
        link = value(definition, "numStyleLink")
        for style in self._styles.chain(link):
            target = nums.get(value(style.find(f"{W}pPr/{W}numPr"), "numId") or "")
            return definitions.get(value(target, "abstractNumId") or "", definition)
        return definition


def _bullet(level: Level) -> str:
    """A bullet as a list mark: the dashes and crosses that plans use stay, every picture becomes a round bullet."""
    text = level.text.translate(symbols_for(level.bullet_font or "") or {}).strip()
    if not text:
        return ""
    return text if text in _BULLETS_AS_PRINTED else "•"


def _read_abstract(definition: Element) -> _Abstract:
    levels: dict[int, Level] = {}
    by_style: dict[str, int] = {}
    for element in definition.iterchildren(W + "lvl"):
        depth = number(element.get(W + "ilvl"))
        if 0 <= depth < _LEVELS:
            levels[depth] = _read_level(element)
            if (style := value(element, "pStyle")) is not None:
                by_style[style] = depth
    return _Abstract(levels, by_style)


def _read_list(num: Element, abstract: _Abstract) -> _List:
    levels, anew = dict(abstract.levels), set()
    for override in num.iterchildren(W + "lvlOverride"):
        depth = number(override.get(W + "ilvl"))
        if (own := override.find(W + "lvl")) is not None:
            levels[depth] = _read_level(own)
        if (start := value(override, "startOverride")) is not None:
            levels[depth] = replace(levels.get(depth, Level()), start=number(start, 1))
            anew.add(depth)
    return _List(abstract, levels, anew)


def _read_level(element: Element) -> Level:
    kind, pad = value(element, "numFmt") or "decimal", 1
    # Word 2010 and later write "001, 002, ..." as a custom format inside a choice.
    custom = element.find(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")
    if custom is not None:
        kind, pad = "decimal", len(custom.get(W + "format", "").split(",")[0].strip()) or 1
    fonts = element.find(f"{W}rPr/{W}rFonts")
    restart = value(element, "lvlRestart")
    return Level(
        start=number(value(element, "start"), 0),
        kind=kind,
        text=(value(element, "lvlText") or "")[:_MAX_TEXT],
        suffix="" if value(element, "suff") == "nothing" else " ",
        restart=None if restart is None else number(restart),
        legal=bool(switch(element, "isLgl")),
        pad=min(pad, 10),
        bullet_font=None if fonts is None else fonts.get(W + "hAnsi") or fonts.get(W + "ascii"),
    )
