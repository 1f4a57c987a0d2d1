"""The few declarations of a page's style sheets that change what is printed: what is hidden, fonts, bold, list marks.

Only rules for one element by its name, classes and id are followed. Where a rule of another kind (for a place in the
page, a width of the window, a state) might show what a followed one hides, it is shown: text must not be lost by a
sheet half understood.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

Element = Any  # lxml has no types of its own

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_SELECTOR = re.compile(r"([a-z][\w:-]*|\*)?((?:[.#][\w-]+)*)", re.I)
_MARK = re.compile(r"[.#][\w-]+")
_LAST = re.compile(r"[^\s>+~]+\Z")
_PSEUDO = re.compile(r"::?[\w-]+(?:\([^)]*\))?|\[[^\]]*\]")
_FOLLOWED = frozenset(
    {"display", "visibility", "mso-hide", "font-family", "font-weight", "list-style", "list-style-type"}
)
_HIDING = {"display": "none", "visibility": "hidden", "mso-hide": "all"}
_CLASS, _ID, _SHOWN = 100, 10_000, 1_000_000  # weights of a class and an id, and of what a half-understood rule shows
_MEDIA = frozenset({"", "all", "screen"})
_MAX_RULES = 5_000  # of those that are followed; a portal's frameworks have about a thousand

Declared = Mapping[str, str]


@lru_cache(maxsize=4096)
def declarations(css: str) -> Declared:
    """The declarations that are followed, of a style attribute or a rule; of two of a kind the last one holds.

    >>> declarations("color: red; DISPLAY : None !important")
    {'display': 'none'}
    """
    found: dict[str, str] = {}
    for declaration in css.split(";"):
        name, _, value = declaration.partition(":")
        if (name := name.strip().lower()) in _FOLLOWED:
            value = value.replace("!important", "").strip()
            found[name] = value if name == "font-family" else value.lower()
    return found


@dataclass(frozen=True, slots=True)
class _Rule:
    """For elements of this name ("" for any) that have these marks (".class", "#id"); the heavier rule holds."""

    name: str
    marks: frozenset[str]
    weight: int
    declared: Declared


class Sheets:
    """What a page's style sheets and its elements' own style attributes say."""

    def __init__(self, root: Element, linked: Iterable[str] = ()) -> None:
        """Read the sheets in the page, and `linked` ones that came with it; nothing is fetched."""
        self._rules: dict[str, list[_Rule]] = {}  # by one mark, or by the name where a rule asks for no mark
        self._known: dict[tuple[str, str, str], Declared] = {}
        inside = ((sheet.text_content(), sheet.get("media", "")) for sheet in root.iter("style"))
        found = (
            _rule(selector.strip(), declarations(body), limited or media.lower() not in _MEDIA)
            for css, media in [*((css, "") for css in linked), *inside]
            for selectors, body, limited in _blocks(_COMMENT.sub(" ", css))
            for selector in selectors.split(",")
        )
        for rule in islice(filter(None, found), _MAX_RULES):
            self._rules.setdefault(next(iter(sorted(rule.marks)), rule.name), []).append(rule)

    def of(self, element: Element) -> Declared:
        """What is declared for an element, its own attribute last; what it inherits is not among it."""
        own = declarations(element.get("style", ""))
        if not self._rules:
            return own
        key = (element.tag, element.get("class", ""), element.get("id", ""))
        if key not in self._known:
            self._known[key] = self._declared(*key)
        return {**self._known[key], **own}

    def hides(self, element: Element) -> bool:
        """Whether the element is not printed."""
        declared = self.of(element)
        return bool(declared) and any(declared.get(name) == value for name, value in _HIDING.items())

    def _declared(self, name: str, classes: str, ident: str) -> Declared:
        marks = {f".{each}" for each in classes.split()} | ({f"#{ident}"} if ident else set())
        asked = [rule for key in (*sorted(marks), name, "") for rule in self._rules.get(key, ())]
        merged: dict[str, str] = {}
        for rule in sorted(asked, key=lambda rule: rule.weight):
            if rule.name in ("", name) and rule.marks <= marks:
                merged.update(rule.declared)
        return merged


def _rule(selector: str, declared: Declared, limited: bool) -> _Rule | None:
    """What is taken from a rule; None where nothing is."""
    whole = _SELECTOR.fullmatch(selector)
    sure = whole is not None and not limited
    if not sure:
        # It holds sometimes, for some: what it shows is taken from it, and nothing else.
        last = _LAST.search(_PSEUDO.sub("", selector))
        whole = _SELECTOR.fullmatch(last[0]) if last else None
        declared = {name: value for name, value in declared.items() if _HIDING.get(name, value) != value}
    if whole is None or not whole[0] or not declared:
        return None
    name = (whole[1] or "").lower().strip("*")
    marks = frozenset(_MARK.findall(whole[2]))
    weight = sum(_ID if mark.startswith("#") else _CLASS for mark in marks) + bool(name)
    return _Rule(name, marks, weight if sure else _SHOWN, declared)


def _blocks(css: str) -> Iterator[tuple[str, str, bool]]:
    """Selectors and body of each rule, and whether it stands in a block that limits it (@media and its like)."""
    opened: list[str] = []
    text = ""
    for part in re.split(r"([{}])", css):
        if part == "{":
            opened.append(text.rpartition(";")[2].strip())
            text = ""
        elif part == "}":
            if opened and not opened[-1].startswith("@"):
                yield opened[-1], text, len(opened) > 1
            if opened:
                opened.pop()
            text = ""
        else:
            text = part
