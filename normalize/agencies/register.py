"""The register of agencies: what a printed name is, under which rule, and what took its place later.

An id comes about in one of four ways, and `Match.how` says in which:
- a row of agencies.toml (bodies of the Centre): "bo-y-te";
- a row of local.toml with the place after it: "ubnd-tinh" (this document's own), "ubnd-cap-xa" (all of that level),
  "ubnd.nghe-an" (that one); departments of a province need no level: "so-tai-chinh", "so-tai-chinh.nghe-an";
- a group: "cac-bo-nganh-lien-quan", its nouns in printed order;
- a body whose head word is known (Vụ, Chi cục, Trung tâm ...): its own name, "chi-cuc-kiem-lam".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import accumulate, chain
from typing import Any, NamedTuple

import regex

from normalize.agencies.key import AND, fold_key, key, tokens, word_fold, word_key
from normalize.agencies.places import Place, level_ended, moved, provinces, read_place, without_level
from normalize.data import load

_JOINT = regex.compile(r"\s*[,&/‐-―-]\s*|\s+và\s+")
_ABBREVIATED = frozenset(map(word_key, ("bộ", "sở")))  # head words before the first letters of a name
_BRANCH = key(("chi", "nhánh"))
_LONGEST = 30  # words; the longest name has 17, and a place after it 6


@dataclass(frozen=True, slots=True)
class Heir:
    """What took a body over and on which first day; `part` names the tasks where it was not the whole."""

    id: str
    on: date
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the register. `start`/`end` are the first and last day in force, None where that side is open.

    `local`: the name is a beginning and a place may follow it;
    `level` is the place's kind where the name says it (Tỉnh ủy). `under` names the body that it went under, and when.
    `branch` is the row that stands for its office at a place.
    """

    id: str
    name: str
    kind: str
    short: tuple[str, ...]
    start: date | None
    end: date | None
    into: tuple[Heir, ...]
    under: tuple[Heir, ...]
    local: bool
    central: bool
    level: str | None
    branch: str | None
    seen: str


class Match(NamedTuple):
    """What a printed name was found to be, and by which row or pattern."""

    id: str
    name: str
    kind: str
    how: str


def _heirs(rows: Sequence[dict[str, Any]]) -> tuple[Heir, ...]:
    return tuple(Heir(row["id"], row["on"], row.get("part")) for row in rows)


def _entries() -> Iterator[Entry]:
    for file, section in (("agencies.toml", "agency"), ("local.toml", "body")):
        central = section == "agency"
        for row in load(file)[section]:
            yield Entry(
                id=row["id"],
                name=row["name"],
                kind=row["kind"],
                short=tuple(row.get("short", ())),
                start=row.get("from"),
                end=row.get("to"),
                into=_heirs(row.get("into", ())),
                under=_heirs(row.get("under", ())),
                local=not central or row.get("places", False),
                central=central,
                level=row.get("level"),
                branch=row.get("branch"),
                seen=row["seen"],
            )


@cache
def register() -> dict[str, Entry]:
    """All rows by id, those of the Centre first."""
    return {entry.id: entry for entry in _entries()}


class Names(NamedTuple):
    """Ways from a key to an id; a key of two ids leads nowhere. `longest` counts the words of the longest key.

    `joints` say after how many words of a key its name has a comma, a hyphen or "và".
    """

    marked: dict[tuple[str, ...], str]
    folded: dict[str, str]
    joints: dict[tuple[str, ...], frozenset[int]]
    longest: int


def _index(entries: Sequence[Entry]) -> Names:
    marked: dict[tuple[str, ...], set[str]] = {}
    folded: dict[str, set[str]] = {}
    joints: dict[tuple[str, ...], frozenset[int]] = {}
    for entry in entries:
        for name in (entry.name, *entry.short):
            words = tokens(name)
            marked.setdefault(key(words), set()).add(entry.id)
            folded.setdefault(fold_key(words), set()).add(entry.id)
            joints[key(words)] = joints.get(key(words), frozenset()) | _joints(name)
    return Names(
        {k: next(iter(ids)) for k, ids in marked.items() if len(ids) == 1},
        {k: next(iter(ids)) for k, ids in folded.items() if len(ids) == 1},
        joints,
        max(map(len, marked)),
    )


def _joints(name: str) -> frozenset[int]:
    ends = (len(key(tokens(name[: found.start()]))) for found in _JOINT.finditer(name))
    return frozenset(ends)


@cache
def central_names() -> Names:
    """The names of bodies of the Centre."""
    return _index([entry for entry in register().values() if entry.central])


@cache
def local_names() -> Names:
    """The names that a place may follow."""
    return _index([entry for entry in register().values() if entry.local])


@lru_cache(maxsize=8192)
def known_prefix(words: tuple[str, ...]) -> int:
    """How many of the words, from the first, are a name in the register with its marks; 0 where none is.

    >>> known_prefix(tokens("Văn phòng UBND tỉnh Lào Cai"))
    6
    """
    keys = key(words)
    for size in name_sizes().get(keys[0], ()) if keys else ():
        if size <= len(keys) and (keys[:size] in central_names().marked or keys[:size] in local_names().marked):
            return _words_of(words, size)
    return 0


@cache
def name_sizes() -> dict[str, tuple[int, ...]]:
    """By a name's first word, how many words the names that begin with it have, without "và"; the most first."""
    found: dict[str, set[int]] = {}
    for names in (central_names(), local_names()):
        for words in names.marked:
            found.setdefault(words[0], set()).add(len(words))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}


def _words_of(words: tuple[str, ...], size: int) -> int:
    """How many words are the first `size` words of their key, which leaves out "và"."""
    left = size
    for count, word in enumerate(words, 1):
        left -= word_key(word) != AND
        if not left:
            return count
    return len(words)


@lru_cache(maxsize=8192)
def runs_over(words: tuple[str, ...], at: int) -> bool:
    """Whether a name of the register that these words begin with has a comma, a hyphen or "và" after `at` of them.

    >>> runs_over(tokens("Bộ Văn hóa Thể thao Du lịch"), 3), runs_over(tokens("Đảng ủy UBND"), 2)
    (True, False)
    """
    before = len(key(words[:at]))
    return any(
        before in names.joints.get(key(words[:count]), ())
        for count in range(at + 1, known_prefix(words) + 1)
        for names in (central_names(), local_names())
    )


def _of_centre(words: tuple[str, ...]) -> Match | None:
    names = central_names()
    found = names.marked.get(key(words)) or (names.folded.get(fold_key(words)) if _head_lost_marks(words[0]) else None)
    if found is None:
        return None
    entry = register()[found]
    return Match(entry.id, entry.name, entry.kind, f"agencies.toml: {entry.id}")


def with_place(entry: Entry, place: Place) -> Match:
    """A local body at a place."""
    # A Sở is always the province's: its level says nothing more, its province does.
    plain = entry.kind == "department" and place.suffix.startswith("-")
    where = Place("", "") if plain else place
    if entry.level:  # "Tỉnh ủy Lào Cai": the name says the level already
        where = Place(place.suffix, place.name.removeprefix(f"{entry.level} ").removeprefix("tỉnh "))
    file = "agencies" if entry.central else "local"
    how = f"{file}.toml: {entry.id}" + (f" + place {where.suffix}" if where.suffix else "")
    # "VNPT Nghệ An" is not the "Tập đoàn ... Việt Nam tỉnh Nghệ An" but its branch there.
    link = " - " if entry.kind == "corporation" and entry.central else " "
    return Match(entry.id + where.suffix, link.join(filter(None, (entry.name, where.name))), entry.kind, how)


@cache
def _folded_heads() -> frozenset[str]:
    rows = (tokens(name)[0] for entry in register().values() for name in (entry.name, *entry.short))
    return frozenset(map(word_fold, rows))


def _head_lost_marks(word: str) -> bool:
    """Whether a first word has no marks, those of a head word, or is none at all: "bở" is no "Bộ" that lost them."""
    return word.isascii() or word_key(word) in name_sizes() or word_fold(word) not in _folded_heads()


def _marked_starts(words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The local names that these words begin with, the longest first: how many words, and the id."""
    names, keys = local_names(), key(words)
    for size in name_sizes().get(keys[0], ()) if keys else ():
        found = names.marked.get(keys[:size]) if size <= len(keys) else None
        if found:
            yield _words_of(words, size), found


def _folded_starts(words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The same without the marks of letters."""
    names = local_names()
    if not _head_lost_marks(words[0]):
        return
    prints = list(accumulate("" if word_key(word) == AND else word_fold(word) for word in words))
    for count in range(min(len(words), names.longest + 2), 0, -1):
        found = names.folded.get(prints[count - 1])
        if found:
            yield count, found


def _local(words: tuple[str, ...]) -> Match | None:
    """The longest local name that these words begin with and a place may end; names with their marks go first."""
    for count, found in chain(_marked_starts(words), _folded_starts(words)):
        entry = register()[found]
        place = read_place(_behind_branch(entry, words[count:]))
        if place is None or (entry.level and place.name.endswith(" ủy")):  # "Huyện ủy, thành ủy"
            continue
        return with_place(register()[entry.branch] if entry.branch and place.suffix else entry, place)
    return None


def _behind_branch(entry: Entry, words: tuple[str, ...]) -> tuple[str, ...]:
    """What follows a company's name, without the word that makes it a branch: "Agribank chi nhánh tỉnh"."""
    branch = entry.central and entry.kind == "corporation" and len(words) > len(_BRANCH)
    return words[len(_BRANCH) :] if branch and key(words[: len(_BRANCH)]) == _BRANCH else words


@lru_cache(maxsize=8192)
def exact(words: tuple[str, ...]) -> Match | None:
    """The body of exactly this name (marks may be lost), with the place after it; None where there is none."""
    if not 0 < len(words) <= _LONGEST:
        return None
    return _of_centre(words) or _local(words)


@cache
def _initials() -> dict[tuple[str, str], set[str]]:
    """Ids of ministries and departments by their head word and the first letters of the rest."""
    found: dict[tuple[str, str], set[str]] = {}
    for entry in register().values():
        first, *rest = (word for word in tokens(entry.name) if word_key(word) != AND)
        if word_key(first) in _ABBREVIATED and rest:
            found.setdefault((word_key(first), "".join(word[0] for word in rest).upper()), set()).add(entry.id)
    return found


def by_initials(words: tuple[str, ...]) -> Match | None:
    """The only ministry or department whose name has these first letters: "Sở XD"; "Bộ CT" might be two."""
    if len(words) != 2 or not words[1].isupper():
        return None
    ids = _initials().get((word_key(words[0]), words[1]), set())
    if len(ids) != 1:
        return None
    entry = register()[next(iter(ids))]
    return Match(entry.id, entry.name, entry.kind, f"first letters of {entry.id}")


def successor(agency_id: str, on: date) -> str:
    """The body that has an agency's tasks on a day: itself, or the main heir of the heirs in force by then.

    Provinces that merged on 1 July 2025 carry their bodies along ("so-y-te.yen-bai" -> "so-y-te.lao-cai"), and the
    communes have the tasks of the districts, which ended that day.

    >>> successor("bo-ke-hoach-va-dau-tu", date(2026, 1, 1)), successor("bo-ke-hoach-va-dau-tu", date(2024, 1, 1))
    ('bo-tai-chinh', 'bo-ke-hoach-va-dau-tu')
    """
    return succession(agency_id, on)[-1]


def succession(agency_id: str, on: date) -> tuple[str, ...]:
    """An agency and all that had its tasks after it up to a day, each the main heir of the one before.

    >>> succession("so-ke-hoach-va-dau-tu.yen-bai", date(2025, 7, 1))
    ('so-ke-hoach-va-dau-tu.yen-bai', 'so-tai-chinh.yen-bai', 'so-tai-chinh.lao-cai')
    """
    line = [agency_id]
    while (after := _next(line[-1], on)) not in line:
        line.append(after)
    return tuple(line)


def _next(agency_id: str, on: date) -> str:
    """What took a body over first: by its own row, else with its place; itself where nothing did."""
    base, dot, place = agency_id.partition(".")
    row, level = (base, "") if base in register() else without_level(base, register())
    entry = register().get(row)
    heir = next((heir for heir in entry.into if heir.on <= on), None) if entry else None
    if heir is not None and not level_ended(level, on):
        return f"{heir.id}{level}{dot}{place}"
    return moved(agency_id, on) if place not in provinces() or _goes_with_province(base) else agency_id


@lru_cache(maxsize=4096)
def _goes_with_province(base: str) -> bool:
    """Whether a province's body of this id, or one that it is a part of, is merged with the province."""
    merged = load("provinces.toml")["merged"]
    words = base.split("-")
    ends = ["-".join(words[at:]) for at in range(len(words))]
    kinds = {register()[end].kind for end in ends if end in register()}
    return not kinds.isdisjoint(merged["kinds"]) or not set(ends).isdisjoint(merged["bodies"])
