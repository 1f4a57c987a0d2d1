"""From one printed name to an Agency: the register first, then the patterns, then the register with one slip."""

from functools import lru_cache

from normalize.agency_key import tokens
from normalize.fuzzy import near
from normalize.register import Match, exact, register
from normalize.unlisted import group, post, unit
from phuluc.model import Agency

_LONGEST = 400  # characters; the longest name in the register has 70, a note in parentheses may follow


@lru_cache(maxsize=16384)
def find(text: str) -> Match | None:
    """What a printed name is; None where no row and no pattern knows it, or more than one does."""
    words = tokens(text) if len(text) <= _LONGEST else ()
    if not words:
        return None
    return exact(words) or post(text) or group(text) or near(words) or unit(words)


def lookup(text: str) -> Agency:
    """One printed name as an Agency: `text` as given, the rest from the register or None.

    >>> lookup("Bộ LĐ-TB&XH").name
    'Bộ Lao động - Thương binh và Xã hội'
    """
    match = find(text)
    return Agency(text, match.id, match.name, match.kind) if match else Agency(text)


def explain_agency(text: str) -> str:
    """Which row or pattern a printed name was recognised by, in one line for `phuluc explain`."""
    match = find(text)
    if match is None:
        return "not in the register"
    entry = register().get(match.id)
    return f"{match.how}; seen: {entry.seen}" if entry else match.how
