"""Signs in place of words: ticks under years, and under the names of bodies who leads and who helps."""

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from normalize.agencies.recognise import find
from normalize.data import load
from normalize.tables.roles import claim
from normalize.text import fold
from phuluc.model import Role

_TICKED = ("co", "yes")  # words for a mark
_NOT_TICKED = regex.compile(r"[-–—./_]+|0|khong|no", regex.IGNORECASE)
TICK = regex.compile(r"[xX✓✔√●•■▪☑☒*+v\p{Co}]+")
_UNTICKED = "☐□"
_BODIES = frozenset[Role | None](("lead", "partners"))


def is_yes(text: str) -> bool:
    """Whether a cell's text is a mark, or a word that stands for one."""
    return TICK.fullmatch(text.strip()) is not None or fold(text).strip() in _TICKED


def is_no(text: str) -> bool:
    """Whether a cell's text says that there is no mark."""
    return text.strip() in _UNTICKED or _NOT_TICKED.fullmatch(fold(text).strip()) is not None


@cache
def _letters() -> dict[str, Role]:
    return {key: row["role"] for row in load("headers.toml")["signs"] for key in row["keys"]}


def signed(label: str, text: str) -> Role | None:
    """What a cell under a body's name says of that body: lead, partner, or nothing.

    >>> signed("Cơ quan chủ trì / Sở Y tế", "x"), signed("Sở Y tế", "PH"), signed("Sở Y tế", "")
    ('lead', 'partners', None)
    """
    if is_yes(text):
        parent = claim(label.rpartition(" / ")[0])
        return parent.role if parent is not None and parent.role in _BODIES else None
    return _letters().get(fold(text).strip(" ()."))


def sign_columns(labels: Sequence[str], texts: Sequence[Sequence[str]]) -> dict[int, Role]:
    """The columns that are headed by bodies, two of a kind at least, with nothing but such signs below; their roles.

    A tick tells what it means only by the label over the bodies: "Cơ quan chủ trì", "Đơn vị phối hợp".

    Args:
        labels: of each column, its levels joined with " / ".
        texts: of each column, the text in each row.
    """
    found = dict(_signed_columns(labels, texts))
    parents = [labels[column].rpartition(" / ")[0] for column in found]
    return {column: role for column, role in found.items() if parents.count(labels[column].rpartition(" / ")[0]) > 1}


def _signed_columns(labels: Sequence[str], texts: Sequence[Sequence[str]]) -> Iterator[tuple[int, Role]]:
    for column, label in enumerate(labels):
        parent, _, leaf = label.rpartition(" / ")
        over = claim(parent) if parent else None
        if find(leaf) is None and (over is None or over.role not in _BODIES or is_yes(leaf) or is_no(leaf)):
            continue
        said = [text for text in texts[column] if text.strip() and not is_no(text)]
        roles = [signed(label, text) for text in said]
        if None not in roles and (roles or (over is not None and over.role in _BODIES)):
            yield column, "partners" if over is not None and over.role == "partners" else "lead"
