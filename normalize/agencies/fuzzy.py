"""One slip of a scanner in a name, and never a wrong match."""

from collections.abc import Sequence
from functools import cache

from normalize.agencies.key import AND, fold_key, tokens, word_fold, word_key
from normalize.agencies.places import read_place
from normalize.agencies.register import Match, central_names, local_names, register, with_place

_SHORTEST = 9  # letters: in "Bộ Công an" (8) one letter more or less soon makes another name
_RIVAL = 2  # slips: a second body within this distance makes the print ambiguous

# Letters that scanners take for each other.
_ALIKE = frozenset(map(frozenset, "lt li it ij ce co eo ae ao un nh hb gq o0 l1 i1 s5 nr vi uv ft".split()))


@cache
def _vocabulary() -> frozenset[str]:
    names = [name for entry in register().values() for name in (entry.name, *entry.short)]
    return frozenset(word_fold(word) for name in names for word in tokens(name))


@cache
def _by_head() -> dict[str, frozenset[str]]:
    """The folded names by their folded first word."""
    found: dict[str, set[str]] = {}
    for entry in register().values():
        for words in map(tokens, (entry.name, *entry.short)):
            found.setdefault(word_fold(words[0]), set()).add(fold_key(words))
    return {head: frozenset(names) for head, names in found.items()}


def _look_alike(printed: str, name: str) -> bool:
    """Whether the one letter in which two keys of equal length differ is one that scanners mistake."""
    differing = [frozenset(pair) for pair in zip(printed, name, strict=False) if pair[0] != pair[1]]
    return len(printed) == len(name) and len(differing) == 1 and differing[0] in _ALIKE


def _slipped(words: Sequence[str], folded: dict[str, str]) -> str | None:
    """The only id whose name is one letter away: a look-alike letter, or one that makes a word of no name."""
    printed = fold_key(words)
    # "Sở Y tế" is one letter from "Bộ Y tế" in other fields too: the head word bears no slip.
    alike = [name for name in _by_head().get(word_fold(words[0]), ()) if abs(len(name) - len(printed)) <= 1]
    if len(printed) < _SHORTEST or not alike:
        return None
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    strange = any(word_fold(word) not in _vocabulary() for word in words if word_key(word) != AND)
    nearest = [name for name, _, _ in extract(printed, alike, scorer=OSA.distance, score_cutoff=1, limit=None)]
    if not any(name in folded and name != printed and (strange or _look_alike(printed, name)) for name in nearest):
        return None
    close = extract(printed, folded.keys(), scorer=OSA.distance, score_cutoff=_RIVAL, limit=None)
    ids = {folded[name] for name, _, _ in close}
    return ids.pop() if len(ids) == 1 else None


def near(words: tuple[str, ...]) -> Match | None:
    """The body whose name was printed with one wrong, missing or added letter; None in any doubt."""
    found = _slipped(words, central_names().folded)
    if found:
        entry = register()[found]
        return Match(entry.id, entry.name, entry.kind, f"agencies.toml: {entry.id}, one letter off")
    for count in range(min(len(words), local_names().longest + 1), 1, -1):
        place = read_place(words[count:])
        found = _slipped(words[:count], local_names().folded) if place else None
        if found and place:
            match = with_place(register()[found], place)
            return match._replace(how=f"{match.how}, one letter off")
    return None
