"""One body of several places, or one kind of body under several names: "UBND các xã: A, B", "Các khoa: Nội, Ngoại"."""

from functools import cache

import regex

from normalize.agencies.begins import begins
from normalize.agencies.places import find_province
from normalize.agencies.recognise import find
from normalize.agencies.split import cut_names
from normalize.data import load

_ANY_LEVEL = "địa phương"
_MOST_WORDS = 5  # of a place's or a unit's name
_WORD = r"(?:\p{Lu}[\p{L}\p{M}'’]*|\d+)"
_PLACE = regex.compile(rf"{_WORD}(?:\s{_WORD}){{0,{_MOST_WORDS - 1}}}")
_UNIT = regex.compile(rf"\p{{Lu}}[\p{{L}}\p{{M}}]*(?:(?:\s-)?\s[\p{{L}}\p{{M}}]+){{0,{_MOST_WORDS - 1}}}")


def _any(words: list[str]) -> str:
    return "|".join(map(regex.escape, sorted(words, key=len, reverse=True)))


@cache
def _patterns() -> tuple["regex.Pattern[str]", "regex.Pattern[str]", "regex.Pattern[str]"]:
    """A body before places in a row, a kind of unit before names in a row, and a place with its own kind."""
    levels = _any([level for level, _ in load("agency_words.toml")["places"]["levels"]] + [_ANY_LEVEL])
    nouns = _any(load("agency_words.toml")["sharing"]["words"])
    level = rf"(?P<level>{levels})(?P<more>(?:\s*(?:,|\svà\s)\s*(?:{levels})\b)*)"
    return (
        regex.compile(rf"(?:(?P<body>[^:]+?)\s)?(?i:các)\s{level}(?:\s*(?P<colon>:)\s*|\s)(?P<names>\S.*)"),
        regex.compile(rf"(?i:các)\s(?P<noun>{nouns})\s*:\s*(?P<names>\S.*)"),
        regex.compile(rf"(?:(?P<own>(?i:{levels}))\s)?(?P<name>{_PLACE.pattern})"),
    )


def name_row(item: str) -> list[str] | None:
    """The bodies of an item with one head for several names, the head written out; None where that is in doubt.

    >>> name_row("UBND các xã Ia Grai, Ia Hrung và Ia Krái")
    ['UBND xã Ia Grai', 'UBND xã Ia Hrung', 'UBND xã Ia Krái']
    >>> name_row("UBND các huyện, thị xã, thành phố") is None
    True
    """
    if "các " not in item.lower():
        return None
    places, units, _ = _patterns()
    unit = units.fullmatch(item)
    if unit:
        return _units(unit["noun"], unit["names"])
    found = places.fullmatch(item)
    return _places(found) if found else None


def _units(noun: str, text: str) -> list[str] | None:
    names = [name.strip() for name in text.split(",")]
    # "Xét nghiệm và Chẩn đoán hình ảnh" is one of them or two.
    sure = all(_UNIT.fullmatch(name) and " và " not in name and not begins(name) for name in names)
    return [f"{noun.capitalize()} {name}" for name in names] if sure else None


def _places(found: "regex.Match[str]") -> list[str] | None:
    body, level, colon = found["body"], found["level"], found["colon"]
    if body is None and not colon:
        return None
    if body and find(f"{body} {level}") is None:
        return None
    rows = [_patterns()[2].fullmatch(name) for _, name in cut_names(found["names"])]
    if not colon and len(rows) < 2:
        return None
    out, own = [], False
    for row in rows:
        # Of which kind a bare name is, is sure only where one kind was named so far.
        sure = row and (row["own"] or not (found["more"] or own or level == _ANY_LEVEL))
        if row is None or not (sure or find_province(row["name"].split())):
            return None
        # "UBND các xã Nghệ An, Hà Tĩnh": those of the provinces.
        if not colon and level not in ("tỉnh", "thành phố") and find_province(row["name"].split()):
            return None
        own = own or bool(row["own"])
        place = f"{row['own'] or level} {row['name']}" if sure else row["name"]
        out.append(f"{body} {place}" if body else place[0].upper() + place[1:])
    return out
