"""Bodies that no register lists: groups, offices of persons, and units whose head word says what they are."""

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import takewhile

import regex

from normalize.agencies.key import AND, key, slug, tokens, without_notes, word_key
from normalize.agencies.places import level_at, read_place
from normalize.agencies.register import Match, exact, known_prefix
from normalize.data import load
from normalize.text import plain

_LONGEST = 20  # words of a unit's name; what is longer is a sentence
_WHOLE_HEAD = 3  # words
_BETWEEN = regex.compile(r"\s*,\s*(?:và\s+)?|\s+và\s+|\s+&\s+")
_GROUP_LEVEL = regex.compile(
    r"(?:(?:thuộc|trực thuộc|của|cấp|trên địa bàn|ở|trong)\s)?(?P<level>tỉnh|thành phố|huyện|quận|thị xã|xã|phường"
    r"|trung ương|bộ|sở|địa phương|các cấp|cơ sở|quốc gia|chính phủ)"
)


@cache
def _phrases(section: str, field: str) -> tuple[tuple[str, ...], ...]:
    """A list of agency_words.toml as keys, longest first."""
    return tuple(
        sorted((key(tokens(words)) for words in load("agency_words.toml")[section][field]), key=len, reverse=True)
    )


@cache
def heads() -> dict[tuple[str, ...], str]:
    """Head words of agencies, as keys, and the kind of a body that begins with each ("" = gives no id by itself)."""
    rows = load("agency_words.toml")["heads"]
    return {
        key(tokens(word)): "" if kind == "none" else kind
        for kind, words in rows.items()
        if kind != "seen"
        for word in words
    }


@cache
def _longest_head() -> int:
    return max(map(len, heads()))


def _up_to_and(words: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of words before the first "và", one each: no phrase of agency_words.toml holds one."""
    return tuple(takewhile(lambda part: part != AND, map(word_key, words)))


@lru_cache(maxsize=8192)
def head_length(words: tuple[str, ...]) -> int:
    """How many words, from the first, are an agency's head word ("Chi cục" = 2); 0 where none is."""
    keys = _up_to_and(words[: _longest_head()])
    return next((n for n in range(len(keys), 0, -1) if keys[:n] in heads()), 0)


@lru_cache(maxsize=16384)
def starts(words: tuple[str, ...], section: str, field: str) -> int:
    """How many words, from the first, are one of a list's phrases; 0 where none is."""
    keys = _up_to_and(words[:8])
    return next((len(p) for p in _phrases(section, field) if keys[: len(p)] == p), 0)


def post(text: str) -> Match | None:
    """An office of a person with its agency: "Chủ tịch UBND các xã"."""
    words = tokens(text)
    count = starts(words, "posts", "words")
    rest = " ".join(text.split()[count:])
    body = (exact(words[count:]) or unit(words[count:]) or group(rest)) if count and rest else None
    if body is None:
        return None
    name = " ".join(words[:count]).capitalize()
    whose = body.name[0].lower() + body.name[1:] if body.kind == "group" else body.name
    return Match(f"{slug(name)}-{body.id}", f"{name} {whose}", "post", f"post of {body.how}")


def unit(words: tuple[str, ...]) -> Match | None:
    """A body known by its head word alone; its id is its own name, and the place after it where there is one."""
    count = head_length(words)
    kind = heads()[key(words[:count])] if count else ""
    if not kind or not count < len(words) <= _LONGEST or not words[0][0].isupper():
        return None
    lower = [word.lower() for word in words]
    whole = count >= _WHOLE_HEAD  # "Hạt Kiểm lâm" is a name by itself
    named = whole or words[count][0].isupper() or known_prefix(words) > count
    if not named or starts_sentence(lower[count:]):
        return None
    head = f"head word {' '.join(lower[:count])}"
    for cut in range(count + (not whole), len(words)):
        place = read_place(words[cut:]) if level_at(lower, cut) or lower[cut] in ("các", "cấp") else None
        if place:
            name = " ".join(words[:cut])
            return Match(slug(name) + place.suffix, f"{name} {place.name}", kind, f"{head}, place {place.suffix}")
    name = " ".join(words)
    return Match(slug(name), name, kind, head)


def starts_sentence(lower: Sequence[str]) -> bool:
    """Whether words that no name holds stand among these (lower case)."""
    text = f" {' '.join(lower)} "
    return any(f" {verb} " in text for verb in load("agency_words.toml")["sentence"]["words"])


@cache
def _noun_names() -> dict[tuple[str, ...], str]:
    rows = load("agency_words.toml")["group"]
    return {key(tokens(noun)): noun for noun in (*rows["unit"], *rows["place"])}


def _nouns(words: tuple[str, ...]) -> tuple[list[str], int]:
    """The nouns that these words begin with ("bộ ngành"), and how many words they take; a place ends them."""
    found: list[str] = []
    at = 0
    while at < len(words):
        if words[at].lower() == "các" and words[at + 1 : at + 2] != ("cấp",):
            at += 1
            continue
        place = starts(words[at:], "group", "place")
        count = starts(words[at:], "group", "unit") or (place if not found or found[-1] in _places() else 0)
        if not count:
            break
        found.append(_noun_names()[key(words[at : at + count])])
        at += count
    return found, at


@cache
def _places() -> frozenset[str]:
    return frozenset(load("agency_words.toml")["group"]["place"])


def _without_concern(text: str) -> tuple[str, bool]:
    """A group without "có liên quan" at its end, and whether that was there."""
    bare = plain(without_notes(text)).rstrip(" .,;…")
    for words in load("agency_words.toml")["qualifiers"]["concerned"]:
        if bare.endswith(f" {words}"):
            return bare.removesuffix(words).rstrip(), True
    return bare, False


def group(text: str) -> Match | None:
    """Bodies named by their nouns alone: "Các sở, ban, ngành liên quan"; None where a word is left over."""
    bare, concerned = _without_concern(text)
    parts = [tokens(part) for part in _BETWEEN.split(bare)]
    determiner = starts(parts[0], "determiners", "words")
    parts[0] = parts[0][determiner:]
    nouns: list[str] = []
    rest: tuple[str, ...] = ()
    for part in parts:
        found, used = _nouns(part)
        if rest or not found:
            return None
        nouns += found
        rest = part[used:]
    level = _GROUP_LEVEL.fullmatch(" ".join(rest)) if rest else None
    alone = not determiner and len(nouns) == 1 and " " not in nouns[0]
    if alone or (rest and not level):
        return None
    where = level["level"] if level else ""
    name = " ".join(filter(None, ("Các", ", ".join(nouns), where, "liên quan" if concerned else "")))
    return Match(slug(name), name, "group", "group of " + ", ".join(nouns))
