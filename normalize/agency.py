"""Cells that name agencies: taken apart item by item, each looked up in the register."""

from functools import lru_cache

import regex

from normalize.text import squeeze
from phuluc.model import Agency

_MARK = regex.compile(r"(?:^|\n|(?<=;))\s*(?:[-–—+•*]|\d{1,2}[.)]|[a-zđ]\))\s+|;|\n")
_CLOSING = regex.compile(r"(?:\s*(?:;|,|(?<!\.)\.(?!\.)))+$")


@lru_cache(maxsize=4096)
def parse_agencies(text: str) -> tuple[Agency, ...]:
    """The agencies of one cell in printed order; () where it is empty."""
    items = (_CLOSING.sub("", " ".join(piece.split())) for piece in _MARK.split(squeeze(text)))
    return tuple(Agency(item) for item in items if item)


def split_lead_partners(text: str) -> tuple[str, str] | None:
    """The lead's and the partners' part of a cell that holds both; None where it does not."""
    found = regex.fullmatch(r"(?is)\s*(?:chủ trì)\s*:\s*(.+?)[\s;.,-]*phối hợp\s*:\s*(.+)", squeeze(text))
    return (found[1], found[2]) if found else None
