"""Cells that say who leads and who helps: "Chủ trì: A. Phối hợp: B", "A chủ trì, phối hợp với B", "A (chủ trì), B".

Only what the grammar leaves no doubt of is taken apart; every other cell stays whole.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from normalize.agencies.begins import begins
from normalize.agencies.key import tokens
from normalize.agencies.parse import parse_agencies
from normalize.agencies.split import clean
from normalize.agencies.unlisted import starts_sentence
from normalize.data import load
from normalize.text import squeeze

_LONGEST = 2_000  # characters; the sentences are matched by patterns that look back
_SHORT_LABEL = regex.compile(r"\W*(?:ct|ph)\s*:")
_FLAGS = regex.DOTALL | regex.IGNORECASE


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What tells both parts after labels, both in a sentence, and one of them alone."""

    labels: tuple[str, ...]
    sentences: tuple[str, ...]
    alone: tuple[str, ...]


@cache
def _ready(pattern: str) -> "regex.Pattern[str]":
    """A pattern of the grammar, compiled when a cell first needs it: most documents need none."""
    return regex.compile(pattern, _FLAGS)


@cache
def _note() -> "regex.Pattern[str]":
    """The note in brackets that tells the lead among agencies."""
    return regex.compile(rf"\(\s*{_any('lead_notes')}\s*\)", regex.IGNORECASE)


def _any(field: str) -> str:
    words = sorted(load("agency_words.toml")["parts"][field], key=len, reverse=True)
    return "(?:" + "|".join(regex.escape(word).replace(r"\ ", r"\s+") for word in words) + ")"


@cache
def _grammar() -> _Grammar:
    mark = r"(?:^|[\n;.,]|(?<=\s))\s*(?:[-–+•*]\s*)?"
    lead_label, partners_label = rf"{mark}{_any('lead')}\s*:\s*", rf"{mark}{_any('partners')}\s*:\s*"
    lead, partners = r"(?P<lead>.+?)", r"(?P<partners>.+?)"
    given = rf"(?:{_any('gives')}\s+)?"
    leads = rf"{given}{lead}\s*,?\s+{_any('leads')}"
    helps = r"phối\s+hợp(?:\s+(?:cùng\s+với|cùng|với)\b)?\s*:?\s*"
    does = r"(?:\s+(?:tổ\s+chức\s+)?(?:triển\s+khai\s+)?thực\s+hiện)?"
    comma = r"\s*[,;.\-–]?\s*(?:và\s+)?"
    sentences = (
        rf"{leads}{comma}{helps}{partners}{does}",
        rf"{leads}\s*[,;.\n]\s*{partners}\s+{_any('helps')}",
        rf"chủ\s+trì\s+{lead}{comma}{helps}{partners}{does}",
        rf"{given}{lead}\s*[,;]?\s+{helps}{partners}{does}",
    )
    return _Grammar(
        labels=(
            rf"{lead_label}{lead}{partners_label}{partners}",
            rf"{partners_label}{partners}{lead_label}{lead}",
        ),
        sentences=sentences,
        alone=(
            rf"{lead_label}{lead}",
            leads,
            rf"{partners_label}{partners}",
            rf"phối\s+hợp\s+(?:cùng\s+với|cùng|với)\s+{partners}{does}",
        ),
    )


def _is_agencies(part: str) -> bool:
    """Whether a part begins an agency and is no sentence."""
    return begins(clean(part)) is not None and not starts_sentence([word.lower() for word in tokens(part)])


def _by_notes(text: str) -> tuple[str, str] | None:
    """The parts of "Sở A (chủ trì); Sở B; Sở C (phối hợp)"."""
    items = [agency.text for agency in parse_agencies(text)]
    lead = [item for item in items if _note().search(item)]
    partners = [item for item in items if item not in lead]
    return ("; ".join(lead), "; ".join(partners)) if lead and partners else None


@lru_cache(maxsize=4096)
def split_lead_partners(text: str) -> tuple[str, str] | None:
    """The lead's and the partners' part of a cell that says which is which, "" for one that it lacks; else None.

    >>> split_lead_partners("Chủ trì: Sở Y tế. Phối hợp: Sở Tài chính, Công an tỉnh")
    ('Sở Y tế', 'Sở Tài chính, Công an tỉnh')
    >>> split_lead_partners("Sở Y tế chủ trì, phối hợp với Công an tỉnh")
    ('Sở Y tế', 'Công an tỉnh')
    >>> split_lead_partners("Phối hợp với Sở Y tế"), split_lead_partners("Sở Y tế")
    (('', 'Sở Y tế'), None)
    """
    text = squeeze(text)
    if len(text) > _LONGEST or not _says_part(text):
        return None
    for pattern in _grammar().labels:
        found = _ready(pattern).fullmatch(text)
        if found:
            return _clean_part(found["lead"]), _clean_part(found["partners"])
    if _note().search(text):
        return _by_notes(text)
    return _in_sentence(text.rstrip(" .;,"))


@cache
def _telling() -> tuple[str, ...]:
    """Words with which a cell says who leads or helps, none of them with another inside."""
    words = ("phối hợp", *load("agency_words.toml")["parts"]["leads"])
    return tuple(word for word in words if not any(other != word and other in word for other in words))


def _says_part(text: str) -> bool:
    low = text.lower()
    return (
        any(word in low for word in _telling())
        or ("(" in text and _note().search(text) is not None)
        or _SHORT_LABEL.match(low) is not None
    )


def _in_sentence(text: str) -> tuple[str, str] | None:
    for pattern in _grammar().sentences:
        found = _ready(pattern).fullmatch(text)
        if found and _is_agencies(found["lead"]) and _is_agencies(found["partners"]):
            return _clean_part(found["lead"]), _clean_part(found["partners"])
    for pattern in _grammar().alone:
        found = _ready(pattern).fullmatch(text)
        part = found[1] if found else ""
        name = found is not None and found.end(1) < len(text) and parse_agencies(text)[-1].id  # "Bộ Tổng Tham mưu"
        if found and _is_agencies(part) and not name:
            return (_clean_part(part), "") if "lead" in found.groupdict() else ("", _clean_part(part))
    return None


def share_parts(lead: str, partners: str) -> tuple[str, str]:
    """The texts of who leads and who helps, from the cells of both columns ("" where a table lacks one).

    A cell that says itself who leads and who helps goes by what it says, in whichever column it stands.

    >>> share_parts("Sở Y tế chủ trì, phối hợp với Công an tỉnh", "")
    ('Sở Y tế', 'Công an tỉnh')
    """
    own, others = split_lead_partners(lead) or (lead, "")
    first, helpers = split_lead_partners(partners) or ("", partners)
    return _together(own, first), _together(others, helpers)


def _together(one: str, other: str) -> str:
    return ";\n".join(dict.fromkeys(filter(None, (one, other))))


def _clean_part(text: str) -> str:
    """A part of a cell without the marks around it; its line breaks stay, for they part agencies."""
    return regex.sub(r"[\s;.,\-–+•]+$", "", text).strip() if not text.rstrip().endswith("...") else text.strip()
