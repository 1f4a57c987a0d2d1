"""What stands in columns, against what their labels claim: who yields a role, who may have one, what is in doubt."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from normalize.agencies.parse import parse_agencies
from normalize.agencies.recognise import find
from normalize.periods.parse import Context, parse_period
from normalize.tables.header import FIGURE
from normalize.tables.roles import Claim, header_key, rivals
from phuluc.model import Role

Texts = Sequence[Sequence[str]]  # of each column, the text in each row, those merged down again in each of theirs

DOUBTED = 0.55  # what a contested role or a column that may be the wanted one leaves: it flags the rows
_READ = 0.9  # in a role that a column's contents tell: they say what they are, but not what for
_SAMPLE = 40  # rows that tell what stands in a column
_NEARLY_ALL = 0.8  # of a column's texts that must be alike
_MANY = 0.6  # of a table's rows in which a column must say something for its contents to tell its role
_REPEATS = 0.7  # of the finer column's different texts, at most, are in one that only gathers them
_FEW = 3  # rows: in fewer, nothing repeats
_BODIES = ("co quan ", "don vi ", "cap ")  # "Cơ quan thẩm định": what it does is said
_SIGN = 3  # letters of what stands in a table of who does what: "x", "CT", "PH"
_ANY_YEAR = Context(document_year=2000)  # whether it is a time, not which
_TIME_LENGTH = 40  # characters: a longer text that names a day is about something else


@dataclass(frozen=True, slots=True)
class Verdict:
    """The roles with those that contents told, what is in doubt about them, and what that leaves (0 to 1)."""

    roles: tuple[Role | None, ...]
    notes: tuple[str, ...]
    certainty: float


def yielded(
    roles: Sequence[Role | None], claims: Sequence[Claim | None], texts: Texts, number: int | None
) -> list[Role | None]:
    """The roles after a column that only gathers another's rows gave it the task, and an emptier one the time.

    The row numbers, in column `number`, count the tasks: "Nhiệm vụ" merged down over several of them is the heading of
    the "Nội dung thực hiện" beside it, and merged down together with its number it is the task of them all. "Thời gian
    điều chỉnh" that hardly a row has is no row's time.
    """
    settled = list(roles)

    def finer(coarse: Sequence[str], fine: Sequence[str]) -> bool:
        counted = number is not None and _finer(coarse, texts[number])
        return counted and _finer(coarse, fine)

    for role, better in (("task", finer), ("period", _fuller)):
        holder = next((column for column, each in enumerate(settled) if each == role), None)
        for column, item in enumerate(claims):
            if holder is None or item is None or item.role != role or settled[column] is not None:
                continue
            if better(texts[holder], texts[column]):
                settled[column], settled[holder] = settled[holder], None
                holder = column
    return settled


def _gathers(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one of two columns is merged down over the other's texts, or repeats."""
    return _finer(one, other) or _finer(other, one)


def _finer(coarse: Sequence[str], fine: Sequence[str]) -> bool:
    there = [text for text in fine if text]
    full = len(there) >= _FEW and len(there) >= _NEARLY_ALL * len(fine)
    return full and len({text for text in coarse if text}) <= _REPEATS * len(set(there))


def _fuller(holder: Sequence[str], other: Sequence[str]) -> bool:
    return sum(map(bool, holder)) < _REPEATS * sum(map(bool, other))


def judge(
    labels: Sequence[str],
    claims: Sequence[Claim | None],
    roles: Sequence[Role | None],
    unclaimed: Sequence[int],
    texts: Texts,
    timed: bool,
) -> Verdict:
    """Roles that only contents tell, and doubts: of a role that two claim, and of columns that nobody understood.

    `unclaimed` are the columns whose labels say nothing known; `timed`: marked columns tell the times.
    """
    settled, notes, certainty = list(roles), [], 1.0
    tellable: tuple[tuple[Role, Callable[[str], bool]], ...] = (("period", _is_time), ("partners", _are_agencies))
    for role, shown in tellable:
        if role in settled or (role == "period" and (timed or "end" in settled)) or "lead" not in settled:
            continue
        nameless = [column for column in unclaimed if settled[column] is None and not _named_for(labels[column])]
        told = [column for column in nameless if _tells(texts[column], shown)]
        if len(told) == 1:
            settled[told[0]], certainty = role, certainty * _READ
            notes.append(f"'{labels[told[0]]}' is taken for {role} by what stands in it")
    for column in _contested(claims, settled, texts):
        claimed = claims[column]
        if claimed is not None:
            notes.append(f"'{labels[column]}' may be the {claimed.role} as well as the column that is taken for it")
            certainty = min(certainty, DOUBTED)
    left = [column for column in unclaimed if settled[column] is None]
    for note in _unread(labels, settled, left, texts, timed):
        notes.append(note)
        certainty = min(certainty, DOUBTED)
    if not notes:
        notes += _wanting(labels, settled, left, texts, timed)
    return Verdict(tuple(settled), tuple(notes), certainty)


def _named_for(label: str) -> bool:
    """Whether a label says that bodies stand below it, for something that is neither to lead nor to help."""
    return header_key(label.rpartition(" / ")[2]).startswith(_BODIES)


def _contested(claims: Sequence[Claim | None], roles: Sequence[Role | None], texts: Texts) -> Iterator[int]:
    """Rivals that say something of their own: one that is empty, or says what the other says, takes nothing."""
    for column in rivals(claims, roles):
        item = claims[column]
        holder = texts[roles.index(item.role)] if item is not None else ()
        own = [text for text, held in zip(texts[column], holder, strict=True) if text and text != held]
        # "Nhiệm vụ" merged down over several "Hoạt động cụ thể" is each one's task, as the contract has merged cells.
        gathers = item is not None and item.role == "task" and _gathers(texts[column], holder)
        if len(own) >= _MANY * len(holder) and not gathers:
            yield column


def _unread(
    labels: Sequence[str], roles: Sequence[Role | None], left: Sequence[int], texts: Texts, timed: bool
) -> Iterator[str]:
    """What says that columns which nobody understood hold what the plan lacks."""
    bodies = [column for column in left if find(labels[column].rpartition(" / ")[2]) is not None]
    signed = [column for column in bodies if any(texts[column]) and all(len(text) <= _SIGN for text in texts[column])]
    if len(signed) > 1:
        yield f"agencies head columns of signs, which are not read: {_named(labels, signed)}"
    if timed or {"period", "start", "end"}.intersection(roles):
        return
    marked = [column for column in left if column not in signed and _tells(texts[column], _is_sign, some=True)]
    if len(marked) > 1:
        yield f"columns of marks are not read, and no period is: {_named(labels, marked)}"


def _wanting(
    labels: Sequence[str], roles: Sequence[Role | None], left: Sequence[int], texts: Texts, timed: bool
) -> Iterator[str]:
    """What a plan lacks, where columns that nobody understood say something in nearly every row."""
    told = [column for column in left if _tells(texts[column], _is_said)]
    if told and "lead" not in roles:
        yield f"nobody is known to lead, and columns were not understood: {_named(labels, told)}"
    elif told and not timed and not {"period", "start", "end"}.intersection(roles):
        yield f"no time is known, and columns were not understood: {_named(labels, told)}"


def _named(labels: Sequence[str], columns: Sequence[int]) -> str:
    return ", ".join(labels[column] or "without a label" for column in columns)


def _tells(column: Sequence[str], shown: Callable[[str], bool], some: bool = False) -> bool:
    """Whether nearly all texts of a column are such; with `some`, however few rows have one."""
    said = [text for text in column if text][:_SAMPLE]
    enough = bool(said) and (some or sum(map(bool, column)) >= max(2, _MANY * len(column)))
    return enough and sum(map(shown, said)) >= _NEARLY_ALL * len(said)


def _is_time(text: str) -> bool:
    period = parse_period(text, _ANY_YEAR)
    return period.kind in ("span", "recurring", "ongoing") and len(text) <= _TIME_LENGTH


def _are_agencies(text: str) -> bool:
    found = parse_agencies(text)
    return bool(found) and all(agency.id is not None for agency in found)


def _is_sign(text: str) -> bool:
    return len(text) == 1 and not text.isdecimal()


def _is_said(text: str) -> bool:
    return FIGURE.fullmatch(text.strip()) is None and not _is_sign(text)
