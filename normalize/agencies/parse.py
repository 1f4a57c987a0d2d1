"""Cells that name agencies: taken apart item by item, each looked up in the register."""

from functools import lru_cache

import regex

from normalize.agencies.lists import part_repeats, share_heads
from normalize.agencies.recognise import explain_agency, lookup
from normalize.agencies.register import successor
from normalize.agencies.split import begins, clean, split_items
from normalize.data import load
from normalize.text import squeeze
from phuluc.model import Agency

__all__ = ["explain_agency", "lookup", "parse_agencies", "split_lead_partners", "successor"]


@lru_cache(maxsize=8192)
def parse_agencies(text: str) -> tuple[Agency, ...]:
    """The agencies of one cell in printed order; () where it is empty.

    `text` of each is as printed, without list marks and closing ";", ",", "."; a wrapped line joins with a space.
    Only where one head word stands for several names is it repeated: "Các Bộ: Y tế, Nội vụ" gives "Bộ Y tế" and
    "Bộ Nội vụ". The cell is the author's: only what is an agency on both sides of a mark is parted there.

    >>> [agency.text for agency in parse_agencies("- BHXH Việt Nam; - Bộ Văn hóa, Thể thao và Du lịch;")]
    ['BHXH Việt Nam', 'Bộ Văn hóa, Thể thao và Du lịch']
    """
    return tuple(lookup(part) for item in share_heads(split_items(text)) for part in part_repeats(item) if part)


def _labels(part: str) -> str:
    words = sorted(load("agency_words.toml")["parts"][part], key=len, reverse=True)
    return "|".join(map(regex.escape, words))


@lru_cache(maxsize=1)
def _both_labelled() -> "regex.Pattern[str]":
    mark = r"(?:^|[\n;.,]|(?<=\s))\s*(?:[-–+•*]\s*)?"
    lead = rf"{mark}(?:{_labels('lead')})\s*:\s*(?P<lead>.+?)"
    partners = rf"{mark}(?:{_labels('partners')})\s*:\s*(?P<partners>.+?)"
    backwards = lead.replace("P<lead>", "P<lead_after>"), partners.replace("P<partners>", "P<partners_before>")
    return regex.compile(rf"{lead}{partners}$|{backwards[1]}{backwards[0]}$", regex.DOTALL | regex.IGNORECASE)


# One sentence for both: "Sở A chủ trì, phối hợp với Sở B", "Sở A chủ trì; Sở B phối hợp", "Sở A phối hợp với Sở B".
_LEAD = r"(?:giao\s+)?(?P<lead>.+?)\s+(?:là\s+(?:cơ quan|đơn vị)\s+)?chủ trì(?:\s+(?:thực hiện|tham mưu))?"
_WITH = r"phối hợp(?:\s+(?:cùng\s+với|cùng|với)\b)?\s*:?\s*(?P<partners>.+?)"
_DOES = r"(?:\s+(?:tổ chức\s+)?(?:triển khai\s+)?thực hiện)?"
_SENTENCES = tuple(
    regex.compile(pattern, regex.DOTALL | regex.IGNORECASE)
    for pattern in (
        rf"{_LEAD}\s*[,;.\-–]?\s*(?:và\s+)?{_WITH}{_DOES}",
        rf"{_LEAD}\s*[,;.\n]\s*(?P<partners>.+?)\s+phối hợp{_DOES}",
        rf"(?P<lead>.+?)\s*[,;]?\s+{_WITH}{_DOES}",
    )
)
_LONGEST_PAIR = 2_000  # characters; the sentences are matched by patterns that look back
_LEADS = regex.compile(r"\(\s*(?:cơ quan\s+|đơn vị\s+)?chủ trì\s*\)", regex.IGNORECASE)


def _by_notes(text: str) -> tuple[str, str] | None:
    """The parts of "Sở A (chủ trì); Sở B; Sở C (phối hợp)"."""
    items = [agency.text for agency in parse_agencies(text)]
    lead = [item for item in items if _LEADS.search(item)]
    partners = [item for item in items if item not in lead]
    return ("; ".join(lead), "; ".join(partners)) if lead and partners else None


@lru_cache(maxsize=4096)
def split_lead_partners(text: str) -> tuple[str, str] | None:
    """The lead's and the partners' part of a cell that holds both; None where it does not.

    >>> split_lead_partners("Chủ trì: Sở Y tế. Phối hợp: Sở Tài chính, Công an tỉnh")
    ('Sở Y tế', 'Sở Tài chính, Công an tỉnh')
    >>> split_lead_partners("Sở Y tế chủ trì, phối hợp với Công an tỉnh")
    ('Sở Y tế', 'Công an tỉnh')
    """
    text = squeeze(text)
    if len(text) > _LONGEST_PAIR:
        return None
    if "chủ trì" not in text.lower() and "phối hợp" not in text.lower():
        return None
    labelled = _both_labelled().fullmatch(text)
    if labelled:
        lead = labelled["lead"] or labelled["lead_after"]
        return clean_part(lead), clean_part(labelled["partners"] or labelled["partners_before"])
    if _LEADS.search(text):
        return _by_notes(text)
    for sentence in _SENTENCES:
        found = sentence.fullmatch(text.rstrip(" .;,"))
        if found and begins(clean(found["lead"])) and begins(clean(found["partners"])):
            return clean_part(found["lead"]), clean_part(found["partners"])
    return None


def clean_part(text: str) -> str:
    """A part of a cell without the marks around it; its line breaks stay, for they part agencies."""
    return regex.sub(r"[\s;.,\-–+•]+$", "", text).strip() if not text.rstrip().endswith("...") else text.strip()
