"""What follows a local body's name: "tỉnh", "các huyện, thị xã", "cấp xã", "tỉnh Nghệ An", "Tỉnh ủy"."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import regex

from normalize.agencies.key import fold_key, key, slug, tokens
from normalize.data import load

_LEVEL_WORDS = 2  # of the longest kind of place, "thành phố"
_LONGEST_NAME = 5  # words of a district's or commune's name, "Thị trấn Nông trường Mộc Châu"


@dataclass(frozen=True, slots=True)
class Province:
    """A province or city under the Centre; `to` is its last day where it was merged into another."""

    id: str
    name: str
    level: str
    to: date | None
    into: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place as an id's ending ("", "-tinh", "-cap-xa", ".nghe-an") and in canonical words."""

    suffix: str
    name: str


@cache
def _words() -> dict[str, Any]:
    return dict(load("agency_words.toml")["places"])


@cache
def _ranks() -> dict[str, str]:
    """Kinds of places and their level ("" = of two), those of two words first."""
    return dict(sorted(_words()["levels"], key=lambda row: -len(row[0].split())))


@cache
def provinces() -> dict[str, Province]:
    """The provinces of before and after 1 July 2025, by id."""
    rows = load("provinces.toml")["province"]
    return {r["id"]: Province(r["id"], r["name"], r["level"], r.get("to"), r.get("into")) for r in rows}


def moved(agency_id: str, on: date) -> str:
    """A local body's id after mergers of places: of its province (".yen-bai") or of its level ("-cap-huyen").

    Of a level that ended, only the bodies that the law gives an heir move on; a named district's go to its communes.

    >>> moved("ubnd.yen-bai", date(2025, 7, 1)), moved("ubnd-cap-huyen", date(2025, 7, 1))
    ('ubnd.lao-cai', 'ubnd-cap-xa')
    """
    base, dot, place = agency_id.rpartition(".")
    province = provinces().get(place) if dot else None
    if province and province.into and province.to and on > province.to:
        return f"{base}.{province.into}"
    for level in load("provinces.toml")["level"]:
        for body in level["bodies"] if on > level["to"] else ():
            suffix = agency_id.removeprefix(body)
            if suffix != agency_id and (after := _after_level(suffix, level)):
                return f"{body}{after}"
    return agency_id


def _after_level(suffix: str, level: dict[str, Any]) -> str | None:
    """An id's ending once a level is gone: "-cap-huyen", "-huyen", ".huyen-bat-xat"; None where it is of another."""
    ended, into = f"-{level['id']}", f"-{level['into']}"
    if ended in suffix:
        return suffix.replace(ended, "").removesuffix(into) + into
    own = any(suffix == f"-{name}" or suffix.startswith(f".{name}-") for name in level["names"])
    return into if own else None


@cache
def _province_keys() -> dict[str, str]:
    keys: dict[str, str] = {}
    for row in load("provinces.toml")["province"]:
        for name in (row["name"], *row.get("short", ())):
            keys[fold_key(name.replace("-", " ").split())] = row["id"]
    return keys


def find_province(words: Sequence[str]) -> Province | None:
    """The province of exactly this name, marks or none; None where there is none."""
    found = _province_keys().get(fold_key(words)) if words else None
    return provinces()[found] if found else None


def province_of(words: tuple[str, ...]) -> Province | None:
    """The province that these words name, with its kind before it or with its letters' marks."""
    level = level_at([word.lower() for word in words[:2]], 0)
    if level in ("tỉnh", "thành phố"):
        return find_province(words[len(level.split()) :])
    province = find_province(words)
    return province if province and key(words) == key(tokens(province.name)) else None


def level_at(words: Sequence[str], at: int) -> str | None:
    """The kind of place that begins at a word: "tỉnh", "thị xã"; None where none does."""
    if at >= len(words):
        return None
    two = " ".join(words[at : at + _LEVEL_WORDS])
    return two if two in _ranks() else words[at] if words[at] in _ranks() else None


def _strip_leaves(words: Sequence[str]) -> list[str]:
    kept = list(words)
    shrunk = True
    while shrunk:
        shrunk = False
        for parts in _leaves().get(kept[-1].lower(), ()):
            if len(kept) > len(parts) and [w.lower() for w in kept[-len(parts) :]] == parts:
                del kept[-len(parts) :]
                shrunk = True
    return kept


@cache
def _leaves() -> dict[str, list[list[str]]]:
    """What is said of a place and adds nothing to it, by its last word."""
    found: dict[str, list[list[str]]] = {}
    for parts in map(str.split, _words()["leaves"]):
        found.setdefault(parts[-1], []).append(parts)
    return found


@cache
def _fixed() -> dict[str, str]:
    return dict(_words()["fixed"])


@cache
def _committees() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((committee, key(tuple(committee.split()))) for committee in _words()["committees"])


@cache
def _below() -> "regex.Pattern[str]":
    kinds = "|".join(_words()["below"])
    return regex.compile(rf"các (?:{kinds})(?: (?:{kinds}))*")


def _below_communes(text: str) -> bool:
    """Whether words (lower case) are all places below a commune: "các thôn bản"."""
    return text.startswith("các ") and _below().fullmatch(text) is not None


@cache
def _endings() -> dict[str, str]:
    """The ids that `read_place` gives a level, a committee or a fixed phrase, each with its canonical words."""
    committees = {slug(words): words[0].upper() + words[1:] for words in _words()["committees"]}
    ranks = {f"cap-{slug(rank)}": f"cấp {rank}" for rank in filter(None, _ranks().values())}
    fixed = {ending: words for words, ending in _fixed().items()}
    return committees | ranks | {slug(level): level for level in _ranks()} | fixed


@cache
def _ending() -> "regex.Pattern[str]":
    return regex.compile(f"-({'|'.join(sorted(_endings(), key=len, reverse=True))})(?![^-])")


def level_place(ending: str) -> Place | None:
    """The place that the ending of an id says; None where it says none.

    >>> level_place("-tinh-uy"), level_place("-moi")
    (Place(suffix='-tinh-uy', name='Tỉnh ủy'), None)
    """
    said = _ending().findall(ending)
    whole = "".join(f"-{part}" for part in said) == ending
    return Place(ending, ", ".join(_endings()[part] for part in said)) if whole else None


def level_ended(ending: str, on: date) -> bool:
    """Whether the level that the ending of an id says was no more on a day: "-huyen-uy" since 1 July 2025."""
    gone = (level for level in load("provinces.toml")["level"] if on > level["to"])
    said = {f"-{name}" for level in gone for name in (level["id"], *level["names"], *level["committees"])}
    return any(ending == each or ending.startswith(f"{each}-") for each in said)


def without_level(agency_id: str, known: Container[str]) -> tuple[str, str]:
    """An id as the longest of the known ones that it is made of, and the ending that says at which level.

    >>> without_level("ban-dan-van-tinh-uy", {"ban-dan-van"}), without_level("ban-dan-van-moi", {"ban-dan-van"})
    (('ban-dan-van', '-tinh-uy'), ('ban-dan-van-moi', ''))
    """
    cuts = (at for at in range(len(agency_id) - 1, 0, -1) if agency_id[at] == "-" and agency_id[:at] in known)
    at = next(cuts, len(agency_id))
    ending = agency_id[at:]
    return (agency_id[:at], ending) if ending and level_place(ending) else (agency_id, "")


def _levels(words: Sequence[str]) -> list[str] | None:
    """The kinds of places that these words list, and nothing else; None where there is another word."""
    found, at = [], 0
    while at < len(words):
        if words[at] in ("các", "cấp", "và"):
            at += 1
            continue
        level = level_at(words, at)
        if level is None:
            return None
        found.append(level)
        at += len(level.split())
    return found or None


def _plural(levels: Sequence[str]) -> Place:
    ranks = dict.fromkeys(filter(None, (_ranks()[level] for level in levels))) or {"thành phố": None}
    return Place("".join(f"-cap-{slug(rank)}" for rank in ranks), ", ".join(f"cấp {rank}" for rank in ranks))


def _area(kind: str, words: Sequence[str]) -> Place | None:
    """An area with a number, and a place behind it, or with a name: "khu vực 3 Nghệ An", "cơ sở Diễn Châu"."""
    if not (words[0][0].isupper() or words[0].isdigit()):
        return None
    behind = read_place(tuple(words[1:]))
    if behind is not None:
        name = f"{kind} {words[0]}"
        place = Place(f".{slug(name)}{behind.suffix}", f"{name} {behind.name}".strip())
        return None if behind.suffix[:1] == "-" else place
    if len(words) > _LONGEST_NAME or not all(word[0].isupper() for word in words):
        return None
    name = f"{kind} {' '.join(words)}"
    return Place(f".{slug(name)}", name)


def _named(words: Sequence[str], lower: Sequence[str]) -> Place | None:
    if " ".join(lower[:2]) in _words()["parts"] and len(words) > 2:
        return _area(" ".join(lower[:2]), words[2:])
    level = level_at(lower, 0)
    rest = words[len(level.split()) :] if level else words
    if level in (None, "tỉnh", "thành phố"):
        province = find_province(rest)
        if province:
            return Place(f".{province.id}", f"{province.level} {province.name}")
    if level in (None, "tỉnh") or not 0 < len(rest) <= _LONGEST_NAME:
        return None
    if not all(word[0].isupper() or word[0].isdigit() for word in rest):
        return None
    name = " ".join(word.capitalize() if word.isupper() else word for word in rest)
    return Place(f".{slug(f'{level} {name}')}", f"{level} {name}")


@lru_cache(maxsize=8192)
def read_place(words: tuple[str, ...]) -> Place | None:
    """The place that these words name, all of them; None where they say something else.

    >>> read_place(("các", "huyện", "thị", "xã"))
    Place(suffix='-cap-huyen', name='cấp huyện')
    >>> read_place(("Nghệ", "An"))
    Place(suffix='.nghe-an', name='tỉnh Nghệ An')
    """
    if not words:
        return Place("", "")
    kept = _strip_leaves(words)
    if len(kept) > 2 and kept[:2] == ["Việt", "Nam"]:  # "Hội Nông dân Việt Nam tỉnh"
        kept = kept[2:]
    lower = [word.lower() for word in kept]
    text = " ".join(lower)
    if text in _fixed():
        return Place(f"-{_fixed()[text]}", text)
    if _below_communes(text):
        return Place(f"-{slug(text)}", text)
    levels = _levels(lower)
    if levels:
        return Place(f"-{slug(levels[0])}", levels[0]) if lower == levels[0].split() else _plural(levels)
    for committee, parts in _committees():
        size = len(parts)
        if len(kept) >= size and key(tuple(kept[:size])) == parts:
            rest = read_place(tuple(kept[size:]))
            shown = committee[0].upper() + committee[1:]
            return Place(f"-{slug(committee)}{rest.suffix}", f"{shown} {rest.name}".strip()) if rest else None
    return _named(kept, lower)
