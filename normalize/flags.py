"""Flags that a row's own text earns: `cut-short`, and what the reader's cells carry."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from normalize.data import load
from normalize.text import plain

ORDER = (
    "stitched",
    "stitch-uncertain",
    "number-gap",
    "number-missing",
    "cut-short",
    "period-unparsed",
    "year-inferred",
    "ocr",
    "legacy-encoding",
    "engines-disagree",
    "low-confidence",
    "corrected",
)
_AGENT_WORDS = 8  # words: the longest name of an acting body that is still read as one ("cơ quan bảo hiểm xã hội")


@dataclass(frozen=True, slots=True)
class Endings:
    """The rows of data/endings.toml, ready for matching."""

    cut: tuple[str, ...]
    open: tuple[tuple[str, tuple[str, ...]], ...]
    passive: "regex.Pattern[str]"
    verb: "regex.Pattern[str]"


@cache
def endings() -> Endings:
    """The endings of unfinished texts, from data/endings.toml."""
    data = load("endings.toml")
    rows, passives = data["endings"], data["passives"]
    markers = "|".join(word for row in passives for word in row["marker"])
    agents = "|".join(word for row in passives for word in row["agent"])
    verbs = "|".join(word for row in passives for word in row["verbs"])
    return Endings(
        cut=tuple(ending for row in rows for ending in row.get("cut", ())),
        open=tuple((word, tuple(row["except"])) for row in rows for word in row.get("open", ())),
        passive=regex.compile(rf"\b(?:{markers})\s+(?:(?:{agents})\b[^,;.:()]*)$"),
        verb=regex.compile(rf"\b(?:{verbs})\b"),
    )


@lru_cache(maxsize=65536)
def is_cut_short(text: str, listed: bool = False) -> bool:
    """Whether a text breaks off in mid-sentence: an open word at its end, a comma, a bracket never closed.

    `listed` says that the text is a list of names, where a comma at the end is mere habit.

    >>> is_cut_short("Ủy ban nhân dân các tỉnh, thành phố trực thuộc"), is_cut_short("Các đơn vị trực thuộc")
    (True, False)
    """
    end = plain(text)
    if not end:
        return False
    if end.endswith(" -") or (end.endswith(",") and not listed) or _open_bracket(end):
        return True
    if not end[-1].isalpha():
        return False
    rules = endings()
    return end.endswith(rules.cut) or _open_word(end, rules) or _open_passive(end, rules)


_FULL_WIDTH = str.maketrans("（）", "()")  # as Chinese input methods leave them: Nghị định 24/2026/NĐ-CP, Phụ lục II


def _open_word(end: str, rules: Endings) -> bool:
    last = end.rsplit(" ", 1)[-1]
    return end != last and any(last == word and not end.endswith(whole) for word, whole in rules.open)


def _open_bracket(end: str) -> bool:
    if "(" not in end and "（" not in end:
        return False
    end = end.translate(_FULL_WIDTH)
    return "(" in end and ")" not in end[end.rindex("(") :]


def _open_passive(end: str, rules: Endings) -> bool:
    """A passive that says by whom and not what: its last words name a body, with no verb after it."""
    found = rules.passive.search(end)
    return found is not None and len(found[0].split()) <= _AGENT_WORDS and not rules.verb.search(found[0])


def ordered(flags: Iterable[str]) -> tuple[str, ...]:
    """Flags without repeats, in the order of the contract; unknown ones last."""
    found = set(flags)
    if not found:
        return ()
    return (*(flag for flag in ORDER if flag in found), *sorted(found.difference(ORDER)))
