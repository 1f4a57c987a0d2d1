"""How a stretch of words begins an agency, and whether its end leaves it open."""

from functools import cache, lru_cache

from normalize.agencies.key import key, tokens
from normalize.agencies.places import level_at, province_of
from normalize.agencies.register import known_prefix
from normalize.agencies.unlisted import head_length, is_own_body, is_person, may_begin, post_length, starts
from normalize.data import load


def is_place(words: tuple[str, ...], at: int) -> bool:
    """Whether a kind of place stands at that word."""
    return at < len(words) and level_at([word.lower() for word in words], at) is not None


@lru_cache(maxsize=8192)
def begins(text: str) -> str | None:
    """How these words begin an agency: as a "group", "body", "post", "person", "place" or "noun" of groups, or not.

    A head word alone ("Ban", "ngành") begins none: it needs a name, a place or a group after it.
    """
    words = tokens(text)
    if not words or not may_begin(words[0]):
        return None
    determiner = starts(words, "determiners", "words")
    if determiner and len(words) > determiner:
        return "group"
    if _begins_body(words):
        return "body"
    return _begins_other(words)


def _begins_other(words: tuple[str, ...]) -> str | None:
    count = post_length(words)
    told = words[count:]
    if count and told:
        whose = begins(" ".join(told)) in ("group", "body") or is_place(told, 0) or is_own_body(told)
        if whose:
            return "post"
    if is_person(words):
        return "person"
    if is_named_place(words):
        return "place"
    noun = not starts(words, "heads", "not") and starts(words, "group", "unit")
    return "noun" if noun and (len(words) > noun) else None


def is_named_place(words: tuple[str, ...]) -> bool:
    """Whether these words, all of them, are a province with its kind: "tỉnh Quảng Ngãi"."""
    return level_at([word.lower() for word in words[:2]], 0) is not None and province_of(words) is not None


def _begins_body(words: tuple[str, ...]) -> bool:
    known = known_prefix(words)
    if known:
        if words[0][0].isupper() or known >= 3:
            return known > 1 or len(words) == 1 or _goes_on(words, known)
        return is_place(words, known)
    head = head_length(words)
    if not head or len(words) == head:
        return False
    return words[head][0].isupper() or (words[0][0].isupper() and _goes_on(words, head))


def _goes_on(words: tuple[str, ...], at: int) -> bool:
    """Whether a place, a group or a name follows at that word."""
    return is_place(words, at) or words[at].lower() in ("các", "cấp") or words[at][0].isupper()


@cache
def _openers() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The words that leave a line open, by their last word ("và" is told apart before)."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for opener in filter(None, (key(tokens(words)) for words in load("agency_words.toml")["openers"]["words"])):
        found[opener[-1]] = (*found.get(opener[-1], ()), opener)
    return found


@lru_cache(maxsize=8192)
def is_open(words: tuple[str, ...]) -> bool:
    """Whether what follows these words belongs to them: a preposition or a bare head word or post at their end."""
    if not words:
        return True
    if words[-1].lower() == "và":
        return True
    keys = key(words)
    if any(keys[-len(opener) :] == opener for opener in _openers().get(keys[-1], ())):
        return True
    told = words[starts(words, "determiners", "words") :]
    if len(told) < len(words) and told and head_length(told) == len(told) and not starts(told, "group", "unit"):
        return True  # "các Đồn"
    bare = head_length(words) == len(keys) or starts(words, "posts", "words") == len(keys)
    return bare and not (known_prefix(words) and len(keys) > 1)


def tail_is_places(words: tuple[str, ...]) -> bool:
    """Whether the last word is a kind of place, with no name behind it."""
    lower = [word.lower() for word in words]
    return any(level_at(lower, at) == " ".join(lower[at:]) for at in range(max(0, len(lower) - 2), len(lower)))


def only_places(words: tuple[str, ...]) -> bool:
    """Whether the words are "các huyện, thị xã" and the like."""
    lower = [word.lower() for word in words]
    count = at = starts(words, "determiners", "words") or int(lower[0] == "cấp")
    while at < len(lower):
        level = level_at(lower, at)
        if level is None:
            return False
        at += len(level.split())
    return at > count
