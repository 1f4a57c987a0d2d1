"""From one printed name to an Agency: the register first, then the patterns, then the register with one slip."""

from functools import lru_cache

import regex

from normalize.agencies.begins import begins
from normalize.agencies.fuzzy import near
from normalize.agencies.key import tokens, without_notes
from normalize.agencies.places import level_at, province_of, provinces, read_place
from normalize.agencies.register import Match, by_initials, exact, known_prefix, register
from normalize.agencies.split import hyphen_name
from normalize.agencies.unlisted import group, is_own_body, is_person, post, starts, unit
from phuluc.model import Agency

_LONGEST = 400  # characters; the longest name in the register has 70, a note in parentheses may follow
_JOINT = regex.compile(r"\s*(?P<comma>,)\s*(?:[Vv]à\s+)?|\s+(?P<and>và|&)\s+|\s+(?P<hyphen>[-–—])\s+", regex.IGNORECASE)
_OWNERS = ("owners", "parts")  # "Cổng Thông tin điện tử - Bộ Y tế"


@lru_cache(maxsize=16384)
def find(text: str) -> Match | None:
    """What a printed name is; None where no row and no pattern knows it, or more than one does."""
    words = tokens(text) if len(text) <= _LONGEST else ()
    if not words:
        return None
    given = starts(words, "parts", "gives")
    if given and given < len(words) and tokens(" ".join(text.split()[:given])) == words[:given]:
        return find(" ".join(text.split()[given:]))  # "Giao Công an tỉnh"
    match = (
        exact(words)
        or by_initials(words)
        or by_initials(tuple(text.split()))  # "Sở TP", where TP would be "thành phố"
        or post(text)
        or group(text)
        or _each(words)
        or near(words)
        or unit(words)
        or _place(words)
    )
    return None if match and match.kind != "group" and _built_over_list(without_notes(text), match) else match


def _each(words: tuple[str, ...]) -> Match | None:
    """A body of every place of a kind, said of the bodies: "các Đảng ủy xã, phường"."""
    body = words[starts(words, "determiners", "words") :]
    known = known_prefix(body)
    where = [word.lower() for word in body[known:]]
    if len(body) == len(words) or not known or not where or level_at(where, 0) is None:
        return None
    return exact((*body[:known], "các", *body[known:]))


def _place(words: tuple[str, ...]) -> Match | None:
    """A province by its name alone, as plans for several provinces name whoever acts there: "Tỉnh Quảng Ngãi"."""
    province = province_of(words)
    if province is None:
        return None
    return Match(f"dia-phuong.{province.id}", f"{province.level} {province.name}", "place", f"province {province.id}")


def _built_over_list(text: str, match: Match) -> bool:
    """Whether an id made of print (a unit's name, a district's or commune's) was made of two names in a row."""
    placed = "place ." in match.how and match.id.rpartition(".")[2] not in provinces()
    if not placed and not match.how.startswith("head word"):
        return False
    known = known_prefix(tokens(text))
    joints = [found for found in _JOINT.finditer(text) if len(tokens(text[: found.start()])) >= known]
    in_name = match.how.startswith("head word")
    return any(not (in_name and _inside_name(text, found)) for found in joints)


def _inside_name(text: str, joint: "regex.Match[str]") -> bool:
    """Whether a joint stands between fields of one body ("Chăn nuôi và Thú y") or before the body that it is of."""
    before, after = tokens(text[: joint.start()]), tokens(text[joint.end() :])
    if not before or not after or (joint["and"] and starts(after, "fields", "words") == len(after)):
        return True
    if joint["hyphen"] and (hyphen_name(before, after) or any(starts(after, "owned", part) for part in _OWNERS)):
        return True
    if read_place(after) and all(level_at([word.lower() for word in part[:2]], 0) for part in (before[-1:], after)):
        return True  # "Trạm Y tế các xã, phường"
    how = begins(text[joint.end() :])
    starts_body = how not in (None, "person", "noun" if joint["and"] else None) or is_person(after, fields=False)
    if starts_body or level_at([before[-1].lower()], 0) or is_own_body(after):
        return False
    if text.isupper() or (joint["hyphen"] and len(after) == 1):  # "Phòng Kiểm soát TTHC - VPB"
        return True
    return not after[0].isupper() and not _proper(_JOINT.split(text[joint.end() :], maxsplit=1)[0])


def _proper(name: str) -> bool:
    """Whether a name is a person's or a place's: each of its words has a capital, unlike "Thể thao"."""
    words = name.split()
    return len(words) > 1 and all(word[0].isupper() for word in words)


def lookup(text: str) -> Agency:
    """One printed name as an Agency: `text` as given, the rest from the register or None.

    >>> lookup("Bộ LĐ-TB&XH").name
    'Bộ Lao động - Thương binh và Xã hội'
    """
    match = find(text)
    return Agency(text, match.id, match.name, match.kind) if match else Agency(text)


def explain_agency(text: str) -> str:
    """Which row or pattern a printed name was recognised by, in one line."""
    match = find(text)
    if match is None:
        return "not in the register"
    entry = register().get(match.id)
    return f"{match.how}; seen: {entry.seen}" if entry else match.how
