"""Bodies that no register lists: groups, offices of persons, and units whose head word says what they are."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import regex

from normalize.agencies.key import key, slug, tokens, without_notes, word_key
from normalize.agencies.places import level_at, read_place
from normalize.agencies.register import Match, exact, known_prefix, name_sizes
from normalize.data import load
from normalize.text import plain

_LONGEST = 20  # words of a unit's name; what is longer is a sentence
_WHOLE_HEAD = 3  # words
_OR_UNDER = regex.compile(r"thuộc,\s+trực\s+thuộc", regex.IGNORECASE)
_HEADS_OF = ("trưởng", "chánh")  # of the body that the next word begins
_BETWEEN = regex.compile(r"\s*,\s*(?:và\s+)?|\s+và\s+|\s+&\s+")
_GROUP_LEVEL = regex.compile(
    r"(?:(?:thuộc(?: trực thuộc)?|trực thuộc|của|cấp|trên địa bàn(?: toàn)?|ở|trong|toàn)\s)?(?P<level>tỉnh|thành phố"
    r"|huyện|quận|thị xã|xã|phường|trung ương|bộ|sở|địa phương|các cấp|cùng cấp|cơ sở|quốc gia|chính phủ|bệnh viện"
    r"|trường|viện|cục|trực thuộc|trên địa bàn|nhà nước)"
)


_Phrases = dict[str, tuple[tuple[str, ...], ...]]  # phrases by their first word, the longest first


def _by_first(phrases: Iterable[tuple[str, ...]]) -> _Phrases:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(set(phrases), key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(rest) for first, rest in found.items()}


@cache
def _phrases(section: str, field: str) -> _Phrases:
    """A list of agency_words.toml as keys."""
    return _by_first(key(tokens(words)) for words in load("agency_words.toml")[section][field])


def _longest(words: Sequence[str], phrases: _Phrases) -> int:
    """How many words, from the first, are one of the phrases; none of them holds "và"."""
    for phrase in phrases.get(word_key(words[0]), ()) if words else ():
        size = len(phrase)
        if size <= len(words) and all(word_key(words[at]) == phrase[at] for at in range(1, size)):
            return size
    return 0


@cache
def heads() -> dict[tuple[str, ...], str]:
    """Head words of agencies, as keys, and the kind of a body that begins with each ("" = gives no id by itself)."""
    rows = load("agency_words.toml")["heads"]
    return {
        key(tokens(word)): "" if kind == "none" else kind
        for kind, words in rows.items()
        if kind not in ("seen", "small", "not")
        for word in words
    }


@cache
def _heads_by_first() -> _Phrases:
    return _by_first(heads())


def head_length(words: tuple[str, ...]) -> int:
    """How many words, from the first, are an agency's head word ("Chi cục" = 2); 0 where none is."""
    count = _longest(words, _heads_by_first())
    return 0 if count and starts(words, "heads", "not") else count


def starts(words: tuple[str, ...], section: str, field: str) -> int:
    """How many words, from the first, are one of a list's phrases; 0 where none is."""
    return _longest(words, _phrases(section, field))


@cache
def _first_words() -> frozenset[str]:
    """The keys of all words that an agency, a post, a group or a place may begin with."""
    rows = load("agency_words.toml")
    lists = (rows["posts"]["words"], *(rows["persons"][field] for field in ("words", "fields")))
    nouns = (rows["determiners"]["words"], rows["group"]["unit"], [level for level, _ in rows["places"]["levels"]])
    listed = (key(tokens(phrase))[0] for phrases in (*lists, *nouns) for phrase in phrases)
    return frozenset((*listed, *(head[0] for head in heads()), *name_sizes()))


@lru_cache(maxsize=16384)
def may_begin(word: str) -> bool:
    """Whether what begins with this word may be an agency, a post, a group or a place."""
    return any(part in _first_words() for part in key(tokens(word)[:1]))


def post_length(words: tuple[str, ...]) -> int:
    """How many words, from the first, are an office of a person; 0 where none is.

    Of "Trưởng phòng Kinh tế" it is the first alone: the body is "Phòng Kinh tế".
    """
    count = starts(words, "posts", "words")
    named = count > 1 and len(words) > count and words[count][0].isupper()
    return 1 if named and words[0].lower() in _HEADS_OF and head_length(words[1:]) == count - 1 else count


def is_own_body(words: tuple[str, ...]) -> bool:
    """Whether words are a head word alone with its capital, the author's own body of that kind: "Sở"."""
    return head_length(words) == len(words) > 0 and words[0][0].isupper()


def post(text: str) -> Match | None:
    """An office of a person with its agency: "Chủ tịch UBND các xã"."""
    words = tokens(text)
    count = post_length(words)
    name = " ".join(words[:count]).capitalize()
    if not count or len(words) == count or is_person(words):
        return _person(words)
    if is_own_body(words[count:]):  # "Giám đốc Sở"
        whole = f"{name} {' '.join(words[count:])}"
        return Match(slug(whole), whole, "post", "post of the head word's own body")
    rest = " ".join(text.split()[count:])
    own = (words[count][0].upper() + words[count][1:], *words[count + 1 :])
    body = exact(own) or unit(own) or group(rest)
    if body is None:
        return _post_of_place(name, words[count:])
    whose = body.name[0].lower() + body.name[1:] if body.kind == "group" else body.name
    return Match(f"{slug(name)}-{body.id}", f"{name} {whose}", "post", f"post of {body.how}")


def _post_of_place(name: str, words: tuple[str, ...]) -> Match | None:
    """An office whose body is said by its level alone: "Chánh Thanh tra tỉnh"."""
    place = read_place(words)
    if place is None or not place.suffix or not level_at([word.lower() for word in words], 0):
        return None
    return Match(slug(name) + place.suffix, f"{name} {place.name}", "post", f"post, place {place.suffix}")


@lru_cache(maxsize=8192)
def is_person(words: tuple[str, ...], fields: bool = True) -> bool:
    """Whether words name people by what they do: "Cha mẹ học sinh", "Trưởng các thôn, bản".

    Without `fields`, words that name a field of work as well ("kế toán") are none.
    """
    if fields and words and starts(words, "persons", "fields") == len(words):
        return True
    count = starts(words, "persons", "words")
    told = words[count:]
    return bool(count) and (not told or _is_places(told) or starts(told, "persons", "fields") == len(told))


def _is_places(words: tuple[str, ...]) -> bool:
    nouns, used = _nouns(words)
    return used == len(words) and _places().issuperset(nouns)


def _person(words: tuple[str, ...]) -> Match | None:
    if not is_person(words):
        return None
    name = " ".join(words)
    name = name[0].upper() + name[1:]
    return Match(slug(name), name, "post", "people by what they do")


def unit(words: tuple[str, ...]) -> Match | None:
    """A body known by its head word alone; its id is its own name, and the place after it where there is one."""
    count = head_length(words)
    kind = heads()[key(words[:count])] if count else ""
    if not kind or not count < len(words) <= _LONGEST or not (words[0][0].isupper() or kind == "post"):
        return None
    lower = [word.lower() for word in words]
    whole = count >= _WHOLE_HEAD  # "Hạt Kiểm lâm" is a name by itself
    small = starts(words, "heads", "small") == count < len(words) - 1 and not level_at(lower, count)
    numbered = kind == "military" and words[count].isdigit()
    named = whole or small or numbered or words[count][0].isupper() or known_prefix(words) > count
    if not named or starts_sentence(lower[count:]):
        return None
    head = f"head word {' '.join(lower[:count])}"
    for cut in range(count + (not whole), len(words)):
        place = read_place(words[cut:]) if level_at(lower, cut) or lower[cut] in ("các", "cấp") else None
        if place:
            name = " ".join(words[:cut])
            return Match(slug(name) + place.suffix, f"{name} {place.name}", kind, f"{head}, place {place.suffix}")
    name = " ".join(words)
    return Match(slug(name), name[0].upper() + name[1:], kind, head)


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
        if words[at].lower() == "các" and words[at + 1 : at + 2] not in (("cấp",), ()):
            at += 1
            continue
        place = starts(words[at:], "group", "place") if not found or found[-1] in _places() else 0
        count = max(place, starts(words[at:], "group", "unit"))
        owned = starts(words[at:], "committees", "words") or starts(words[at:], "group", "owners")
        if not count or (found and owned):  # "ban xây dựng Đảng Tỉnh ủy", "các Ban HĐND"
            break
        found.append(_noun_names()[key(words[at : at + count])])
        at += count
    return found, at


@cache
def _places() -> frozenset[str]:
    return frozenset(load("agency_words.toml")["group"]["place"])


def _without_concern(text: str) -> tuple[str, bool]:
    """A group without "có liên quan" at its end, and whether that was there."""
    bare = without_notes(text).rstrip(" .,;…")
    if "," in bare:
        bare = _OR_UNDER.sub("trực thuộc", bare)
        bare = _comma_nouns().sub(lambda noun: noun[0].replace(",", ""), bare)
    for words in load("agency_words.toml")["qualifiers"]["concerned"]:
        if plain(bare).endswith(f" {words}"):
            return " ".join(bare.split()[: -len(words.split())]).rstrip(" ,"), True
    return bare, False


@cache
def _comma_nouns() -> "regex.Pattern[str]":
    """Nouns with a comma inside ("cơ sở khám bệnh, chữa bệnh")."""
    nouns = (noun for noun in load("agency_words.toml")["group"]["unit"] if "," in noun)
    return regex.compile("|".join(regex.escape(noun).replace(r"\ ", r"\s+") for noun in nouns), regex.IGNORECASE)


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
    if not determiner and len(parts) == 1 < len(nouns) and parts[0][1][0].isupper():  # "Vụ Chính quyền địa phương"
        return None
    field, rest = _field(rest)
    level = _GROUP_LEVEL.fullmatch(" ".join(rest).lower()) if rest else None
    owner = _owner(rest) if rest and not level else None
    single = len(nouns) == 1 and (" " not in nouns[0] or _own_body(tokens(nouns[0])))
    if (single and not determiner and owner is None) or (rest and not level and not owner) or (field and not owner):
        return None
    where = level["level"] if level else ""
    name = " ".join(filter(None, ("Các", ", ".join(nouns), field, where, "liên quan" if concerned else "")))
    how = "group of " + ", ".join(nouns)
    if owner:
        return Match(f"{slug(name)}-{owner.id}", f"{name} thuộc {owner.name}", "group", f"{how}, of {owner.how}")
    return Match(slug(name), name, "group", how)


def _field(rest: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The field of "cơ quan chuyên môn về y tế thuộc Ủy ban nhân dân", and the words after it."""
    at = next((at for at in range(1, len(rest)) if starts(rest[at:], "group", "of")), 0)
    if not rest or rest[0].lower() != "về" or not at or any(word[0].isupper() for word in rest[:at]):
        return "", rest
    return " ".join(rest[:at]), rest[at:]


def _own_body(noun: tuple[str, ...]) -> bool:
    """Whether a noun standing alone is the author's own body ("Trung tâm", "Trạm Y tế"), not all of that kind."""
    return heads().get(key(noun[: head_length(noun)])) in ("unit", "academy")


def _owner(rest: tuple[str, ...]) -> Match | None:
    """Whose a group's bodies are: "thuộc Sở Y tế", "trực thuộc Tỉnh ủy"."""
    count = starts(rest, "group", "of")
    own = count or starts(rest, "committees", "words") or starts(rest, "group", "owners")
    return exact(rest[count:]) if own else None
