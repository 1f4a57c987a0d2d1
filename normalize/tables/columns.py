"""The columns of a whole table: their roles, by header words first, then by what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from normalize.tables.contents import judge, yielded
from normalize.tables.grid import Line
from normalize.tables.header import MARK_LABEL
from normalize.tables.roles import Claim, claim, settle
from normalize.tables.signs import is_no, is_yes, sign_columns
from normalize.tables.stitch import Grown
from phuluc.model import Column, Role

_INFERRED = 0.9  # confidence in roles when the task column is told by its long texts alone
_MARKED_SHARE = 0.7  # of the texts under years that must be marks, for years under no "Thời gian" to be a time-table
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Labels of stretches of time beyond years, quarters and months: "Q1", "Giai đoạn 2026-2030", "6 tháng đầu năm".
_MONTHS = r"(?:(?:tháng|t)\s*)?\d{1,2}\s*[-–]\s*(?:(?:tháng|t)\s*)?\d{1,2}(?:\s*/\s*(?:19|20)\d\d)?"
_QUARTERS = r"q\s*[1-4]|quý\s*[ivx\d]+\s*[-–]\s*(?:quý\s*)?[ivx\d]+(?:\s*/\s*(?:19|20)\d\d)?"
_WEEK = r"tuần\s*(?:thứ\s*)?(?:\d{1,2}|[ivx]+)"
_YEARS = r"(?:(?:giai đoạn|nhiệm kỳ)\s*)?(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d"
_HALVES = r"[69] tháng (?:đầu|cuối)(?: năm)?(?:\s*(?:19|20)\d\d)?|(?:đầu|giữa|cuối) năm(?:\s*(?:19|20)\d\d)?"
_STAGE = regex.compile("|".join((_MONTHS, _QUARTERS, _WEEK, _YEARS, _HALVES)), regex.IGNORECASE)
BARE_LABEL = regex.compile(
    r"\d{1,2}(?:\s*[-–]\s*\d{1,2})?|[IVX]+"
)  # a label that only a header above it makes a month or quarter
_PLAN = frozenset[Role | None](("lead", "partners", "period", "start", "end", "outputs"))


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's columns with what rows are read by.

    `kept` are the layout's columns that are not empty throughout; the fields after it count in `kept`. `marks` are
    columns of years or quarters with marks under them, `signs` those of bodies with signs under them; `year` is the one
    in the period's header; `certainty` is the roles' part in a row's confidence, and `notes` say of which columns the
    roles are in doubt.
    """

    columns: tuple[Column, ...]
    kept: tuple[int, ...]
    number: int | None
    task: int | None
    plan: bool
    marks: tuple[int, ...] = ()
    signs: tuple[int, ...] = ()
    year: int | None = None
    certainty: float = 1.0
    notes: tuple[str, ...] = ()

    def of(self, role: Role) -> int | None:
        """The first column with this role."""
        for i, column in enumerate(self.columns):
            if column.role == role:
                return i
        return None


def shape(grown: Grown) -> Shape:
    """The roles of a grown table's columns. Without a task and something said of it, only the number keeps its role."""
    lines = grown.lines
    number = grown.find_number_column()
    kept = tuple(
        c for c in range(grown.layout.columns) if grown.layout.labels[c] or any(line.filled_at(c) for line in lines)
    )
    labels = [grown.layout.labels[column] for column in kept]
    place = kept.index(number) if number in kept else None
    claims = _claims(labels, place)
    marks = _mark_columns(labels, kept, lines)
    texts = [[line.text(column) for line in lines if line.across() is None] for column in kept]
    signs = {column: role for column, role in sign_columns(labels, texts).items() if column not in marks}
    claims = [None if column in marks or column in signs else found for column, found in enumerate(claims)]
    roles = [signs.get(column, role) for column, role in enumerate(yielded(settle(claims), claims, texts, place))]
    certainty = 1.0
    if "task" not in roles and len(_PLAN.intersection(roles)) + bool(marks) > 1:
        free = [c for c in range(len(kept)) if roles[c] is None and claims[c] is None and c not in marks and c != place]
        inferred = _longest_texts(free, kept, lines)
        if inferred is not None:
            roles[inferred], certainty = "task", _INFERRED
    plan = "task" in roles and bool(marks or _PLAN.intersection(roles))
    task = roles.index("task") if "task" in roles else _beside(place, len(kept))
    notes: tuple[str, ...] = ()
    if plan:
        unclaimed = [c for c in range(len(kept)) if roles[c] is None and claims[c] is None and c not in marks]
        doubted = judge(labels, claims, roles, unclaimed, texts, timed=bool(marks))
        roles, notes = list(doubted.roles), doubted.notes
        certainty *= doubted.certainty
    else:
        roles, marks, signs = ["number" if column == place else None for column in range(len(kept))], (), {}
    for column in marks:
        roles[column] = "period"
    columns = tuple(Column(label, role) for label, role in zip(labels, roles, strict=True))
    return Shape(
        columns=columns,
        kept=kept,
        number=place,
        task=task,
        plan=plan,
        marks=marks,
        signs=tuple(signs),
        year=header_year(columns),
        certainty=certainty,
        notes=notes,
    )


def _claims(labels: Sequence[str], number: int | None) -> list[Claim | None]:
    """What each label claims: its lowest level, else the level above if that spans no other column."""
    parents = [label.rpartition(" / ")[0] for label in labels]
    claims: list[Claim | None] = []
    for column, label in enumerate(labels):
        leaf = label.rpartition(" / ")[2]
        found = claim(leaf)
        if found is None and parents[column] and parents.count(parents[column]) == 1:
            found = claim(parents[column])
        if column == number:
            found = Claim("number", 3)
        elif found is not None and found.role == "number":
            found = None
        claims.append(found)
    return claims


def _mark_columns(labels: Sequence[str], kept: Sequence[int], lines: Sequence[Line]) -> tuple[int, ...]:
    """Columns named by years, quarters or months: all of one header, if it is "Thời gian" or marks stand in them."""
    groups: dict[str, list[int]] = {}
    for column, label in enumerate(labels):
        parent, _, leaf = label.rpartition(" / ")
        if _is_stretch(leaf):
            groups.setdefault(parent, []).append(column)
    found: list[int] = []
    for parent, columns in groups.items():
        texts = [text for line in lines for c in columns if (text := line.own_text(kept[c]).strip())]
        head = claim(parent) if parent else None
        timed = head is not None and head.role == "period"
        bare = any(BARE_LABEL.fullmatch(labels[column]) for column in columns)
        ticked = sum(is_yes(text) or is_no(text) for text in texts) >= _MARKED_SHARE * len(texts)
        if texts and (timed or (ticked and not bare)):
            found += columns
    return tuple(sorted(found)) if len(found) > 1 else ()


def _longest_texts(free: Sequence[int], kept: Sequence[int], lines: Sequence[Line]) -> int | None:
    """The column that must hold the tasks of a plan whose header does not say so: the longest texts of those left."""
    sizes = {column: sum(len(line.own_text(kept[column])) for line in lines) for column in free}
    best = max(free, key=lambda column: sizes[column], default=None)
    return best if best is not None and sizes[best] else None


def _beside(number: int | None, columns: int) -> int | None:
    """Where headings stand in a table that is no plan: beside the number."""
    if number is None:
        return 0 if columns else None
    return number + 1 if number + 1 < columns else None


def _is_stretch(label: str) -> bool:
    """Whether a label is a stretch of time, under which marks may stand."""
    return bool(MARK_LABEL.fullmatch(label.strip()) or _STAGE.fullmatch(label.strip()))


def header_year(columns: Sequence[Column]) -> int | None:
    """The one year that the header of the time columns names, for periods that name none.

    Of columns of years or quarters with marks under them, what stands over them all counts.
    """
    parted = [column.label.rpartition(" / ") for column in columns if column.role in ("period", "start", "end")]
    marked = sum(_is_stretch(leaf) for _, _, leaf in parted) > 1
    texts = [parent if marked and _is_stretch(leaf) else f"{parent} {leaf}" for parent, _, leaf in parted]
    years = {int(year) for text in texts for year in _YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None
