"""Cells that name agencies: taken apart item by item, each looked up in the register."""

from functools import lru_cache

from normalize.agencies.key import tokens
from normalize.agencies.lists import part_repeats, share_heads
from normalize.agencies.recognise import explain_agency, lookup
from normalize.agencies.register import exact, successor
from normalize.agencies.split import clean, is_one_piece, split_items
from phuluc.model import Agency

__all__ = ["explain_agency", "lookup", "parse_agencies", "successor"]


@lru_cache(maxsize=8192)
def parse_agencies(text: str) -> tuple[Agency, ...]:
    """The agencies of one cell in printed order; () where it is empty.

    `text` of each is as printed, without list marks and closing ";", ",", "."; a wrapped line joins with a space.
    Only where one head word stands for several names is it repeated: "Các Bộ: Y tế, Nội vụ" gives "Bộ Y tế" and
    "Bộ Nội vụ". The cell is the author's: only what is an agency on both sides of a mark is parted there.

    >>> [agency.text for agency in parse_agencies("- BHXH Việt Nam; - Bộ Văn hóa, Thể thao và Du lịch;")]
    ['BHXH Việt Nam', 'Bộ Văn hóa, Thể thao và Du lịch']
    """
    if is_one_piece(text) and exact(tokens(text)):
        return (lookup(clean(text)),)
    return tuple(lookup(part) for item in share_heads(split_items(text)) for part in part_repeats(item) if part)
