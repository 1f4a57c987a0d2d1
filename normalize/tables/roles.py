"""What a column's header says that the column is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast
from unicodedata import normalize

import regex

from normalize.data import load
from normalize.text import fold
from phuluc.model import Role

_SIGNS = regex.compile(r"[^\p{L}\p{N}]+")
# How many words may stand before the one that tells the role: "Tên nhiệm vụ", "Dự kiến thời gian", but not "Ngưỡng khối
# lượng lớn nhất tại một thời điểm". Who leads or helps is said last ("Các sở, ban, ngành, đơn vị chủ trì").
_REACH: dict[Role | None, int] = {"number": 0, "task": 3, "period": 3, "start": 3, "end": 3, "outputs": 2}
LABEL_WORDS = 30
# A column of one of these makes tasks of a list of works or documents, where words marked `beside` alone do not.
_TOLD_BY = frozenset[Role | None](("lead", "partners", "period", "start", "end"))
_STRONG = 2  # a weaker word ("Năm", "Văn bản") contests no role
_TIGHT_MIN = 5  # letters: shorter words would be found across words once blanks are taken out


@dataclass(frozen=True, slots=True)
class Word:
    """A header word: its folded key, the role it stands for (None: known to have none), and its weight.

    `beside` marks words that other lists have too: they count only beside a column that plans alone have. `counted`
    marks words that head codes as well as row numbers: they count only where what stands below them counts up.
    """

    key: str
    role: Role | None
    whole: bool
    weight: int
    beside: bool = False
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """What a header says: the role, and how strongly; `beside` and `counted` are those of the word."""

    role: Role | None
    strength: int
    beside: bool = False
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Shade:
    """Words that make a claim of a role stronger or weaker; `begins`: only where the label begins with them."""

    key: str
    role: Role
    shift: int
    begins: bool


@cache
def _shades() -> tuple[Shade, ...]:
    return tuple(
        Shade(key, row["role"], row["shift"], row.get("begins", False))
        for row in load("headers.toml")["shades"]
        for key in row["keys"]
    )


@cache
def words() -> tuple[Word, ...]:
    """The header words of data/headers.toml, longest first."""
    table = load("headers.toml")
    found = [
        Word(
            key,
            cast(Role, row["role"]) if row["role"] else None,
            row.get("whole", False),
            row.get("weight", 2),
            row.get("beside", False),
            row.get("counted", False),
        )
        for row in table["words"]
        for key in row["keys"]
    ]
    return tuple(sorted(found, key=lambda word: -len(word.key)))


_JOINED = regex.compile(r" (?:và|hoặc|[-–&]) |[(/]")  # "Cơ quan nhận và chủ trì" says two things


@cache
def _openings() -> tuple[str, ...]:
    return tuple(f"{key} " for row in load("headers.toml")["openings"] for key in row["keys"])


@lru_cache(maxsize=4096)
def header_key(label: str) -> str:
    """A label for look-up: folded, with a blank for each run of signs.

    >>> header_key("Sản phẩm/kết quả")
    'san pham ket qua'
    """
    return _SIGNS.sub(" ", fold(label.replace("\n", " "))).strip()


@lru_cache(maxsize=1024)
def claim(label: str) -> Claim | None:
    """What a header says; None where none of its words is known.

    >>> claim("Thời gian hoàn thành").role, claim("Cơ quan chủ trì, phối hợp").role
    ('period', 'lead')
    """
    key = header_key(label)
    found = _search(key, tight=False) or _search(key.replace(" ", ""), tight=True)
    if not found:
        return None
    whole = [word for _, word in found if word.key.replace(" ", "") == key.replace(" ", "")]
    opening = f"{' '.join(normalize('NFC', label).casefold().split())} "
    if not whole and opening.startswith(_openings()) and not _JOINED.search(opening):
        return Claim(None, _STRONG)  # "Số cá nhân thực hiện" says how many, not who
    best = whole[0] if whole else min(found, key=lambda hit: (hit[0], -len(hit[1].key)))[1]
    leads = any(word.role == "lead" and "chu tri" in word.key for _, word in found)
    partners = any(word.role == "partners" for _, word in found)
    if best.role in ("lead", "partners") and partners:
        return Claim("lead", best.weight) if leads else Claim("partners", 3, beside=best.beside)
    return Claim(best.role, best.weight + _shift(key, best.role), best.beside, best.counted)


def _shift(key: str, role: Role | None) -> int:
    """What the strongest shades of a label give and take: "cụ thể" a task, where "Nhóm nhiệm vụ" only gathers some."""
    padded = f" {key} "
    shades = (shade for shade in _shades() if shade.role == role)
    said = [s.shift for s in shades if (padded.startswith if s.begins else padded.__contains__)(f" {s.key} ")]
    return max([0, *said]) + min([0, *said])


def _search(key: str, tight: bool) -> list[tuple[int, Word]]:
    """Where each word stands in the key; with `tight`, blanks are out of both (a producer's stray blanks)."""
    found = []
    padded = f" {key} "
    for word in words():
        if tight and (word.whole or len(word.key) < _TIGHT_MIN):
            at = 0 if word.key.replace(" ", "") == key else -1
        elif tight:
            at = key.find(word.key.replace(" ", ""))
        elif word.whole:
            at = 0 if word.key == key else -1
        else:
            at = padded.find(f" {word.key} ")
        if at >= 0 and (tight or key.count(" ", 0, at) <= _REACH.get(word.role, LABEL_WORDS)):
            found.append((at, word))
    return found


def settle(claims: Sequence[Claim | None]) -> list[Role | None]:
    """One role a column: of several columns that claim one, the strongest has it, then the first.

    A table is a plan when it has tasks and at least one of lead, partners, period and outputs; "Hoàn thành" is an end
    only beside a start, and words that other lists have too only beside a column that plans alone have.
    """
    roles: list[Role | None] = [None] * len(claims)
    order = sorted(range(len(claims)), key=lambda i: (-(item.strength if (item := claims[i]) else 0), i))
    told = any(item is not None and item.role in _TOLD_BY and not item.beside for item in claims)
    starts = any(item is not None and item.role == "start" for item in claims)
    for i in order:
        item = claims[i]
        if item is None or item.role is None or (item.beside and not told):
            continue
        role: Role = "period" if item.role == "end" and not starts else item.role
        if role not in roles:
            roles[i] = role
    if "start" in roles and "period" in roles and "end" not in roles:
        roles[roles.index("period")] = "end"  # "Thời gian bắt đầu" beside "Thời gian hoàn thành"
    return roles


def rivals(claims: Sequence[Claim | None], roles: Sequence[Role | None]) -> list[int]:
    """The columns without a role whose labels claim one as strongly as the column that has it."""
    found = []
    for column, item in enumerate(claims):
        if item is None or item.role is None or item.beside or roles[column] is not None or item.strength < _STRONG:
            continue
        holder = roles.index(item.role) if item.role in roles else None
        held = claims[holder] if holder is not None else None
        if held is not None and held.role == item.role and item.strength >= held.strength:
            found.append(column)
    return found
