"""How much of a document was read right: rows as a whole, cells, lists, and what was wrong without a word.

A cell is right when its letters, their order and the blanks between words are right; a line break in place of a
blank is scored apart (`lists`), in the cells that have one. Rows are aligned by what they say, so that one lost row
does not spoil those after it. A wrong or missing row is `silent` where nothing in the output says that it may be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

from rapidfuzz import fuzz

from phuluc.issues import IssueKind
from phuluc.model import Document, Table
from tests.corpus.content import Annex, Plan, TruthRow, expected, labels

SAME_ROW = 50.0  # least likeness, of 100, of two rows that are taken for the same one
# A flag that says "this row may not be as printed"; others ("stitched", "period-unparsed") say nothing of the kind.
DOUBTS = {"stitch-uncertain", "number-gap", "number-missing", "low-confidence", "engines-disagree", "cut-short", "ocr"}
WARNINGS = {
    IssueKind.LOST_TEXT,
    IssueKind.PAGE_UNREADABLE,
    IssueKind.NO_TEXT_LAYER,
    IssueKind.JUNK_TEXT_LAYER,
    IssueKind.TABLE_UNCERTAIN,
    IssueKind.NO_STT_TABLE,
    IssueKind.STITCH_UNCERTAIN,
    IssueKind.ENGINES_DISAGREE,
}
SURE = 0.8  # a row's confidence below this says as much as a flag


@dataclass(frozen=True, slots=True)
class Score:
    """Counts, to be added up; `right` of `rows`, `cells_right` of `cells`, `lists_right` of `lists`.

    `flagged` and `silent` are the rows that are wrong or missing, and the rows too many (`extra`), with and without
    a word of doubt. `heads` counts tables, `heads_right` those whose labels and roles are right; `outline_right`
    counts the rows whose number and kind are right.
    """

    rows: int = 0
    right: int = 0
    flagged: int = 0
    silent: int = 0
    extra: int = 0
    cells: int = 0
    cells_right: int = 0
    lists: int = 0
    lists_right: int = 0
    heads: int = 0
    heads_right: int = 0
    outline_right: int = 0
    lost: int = 0

    def __add__(self, other: "Score") -> "Score":
        """The counts of both."""
        return Score(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Got:
    """A row as a reader gave it; `doubted` where the reader said so."""

    cells: tuple[str, ...]
    number: str | None = None
    kind: str | None = None
    doubted: bool = False


def blanks(text: str) -> str:
    """The text with every run of blanks and line breaks as one space."""
    return " ".join(text.split())


def cell_right(want: str, got: str, loose: bool) -> bool:
    """Whether a cell says what is printed; a loose one may also be empty."""
    return blanks(want) == blanks(got) or (loose and not got.strip())


def align(truth: Sequence[TruthRow], got: Sequence[Got]) -> list[int | None]:
    """For each row of the truth the index of the row that was read for it, in order, or None."""
    likeness = [[_likeness(want, row) for row in got] for want in truth]
    best = [[0.0] * (len(got) + 1) for _ in range(len(truth) + 1)]
    for i in range(len(truth) - 1, -1, -1):
        for j in range(len(got) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], likeness[i][j] + best[i + 1][j + 1])
    pairs: list[int | None] = [None] * len(truth)
    i = j = 0
    while i < len(truth) and j < len(got):
        if likeness[i][j] > 0 and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(want: TruthRow, got: Got) -> float:
    score = fuzz.ratio(" ".join(blanks(cell) for cell in want.cells), " ".join(blanks(cell) for cell in got.cells))
    return score if score >= SAME_ROW else 0.0


def score_rows(truth: Sequence[TruthRow], got: Sequence[Got], warned: bool) -> Score:
    """Hold the rows that were read against the truth; `warned`: the output doubts the table or the page."""
    total = Score()
    pairs = align(truth, got)
    for want, index in zip(truth, pairs, strict=True):
        if index is None:
            total += Score(rows=1, cells=len(want.cells), flagged=int(warned), silent=int(not warned))
        else:
            total += _score_row(want, got[index], warned)
    extra = [row for index, row in enumerate(got) if index not in pairs]
    doubted = sum(1 for row in extra if warned or row.doubted)
    return total + Score(extra=len(extra), flagged=doubted, silent=len(extra) - doubted)


def _score_row(want: TruthRow, got: Got, warned: bool) -> Score:
    same_width = len(want.cells) == len(got.cells)
    hits = [same_width and cell_right(cell, got.cells[col], col in want.loose) for col, cell in enumerate(want.cells)]
    lists = [col for col, cell in enumerate(want.cells) if "\n" in cell]
    kept = sum(1 for col in lists if same_width and got.cells[col].split("\n") == want.cells[col].split("\n"))
    right = all(hits)
    doubted = warned or got.doubted
    outline = (
        right and (got.kind or "") == want.kind and (got.number == want.number or (bool(want.loose) and not got.number))
    )
    return Score(
        rows=1,
        right=int(right),
        flagged=int(not right and doubted),
        silent=int(not right and not doubted),
        cells=len(hits),
        cells_right=sum(hits),
        lists=len(lists),
        lists_right=kept,
        outline_right=int(outline),
    )


def score_document(plan: Plan, document: Document) -> Score:
    """Score what phuluc says of a document made from this plan, table by table."""
    total = Score(lost=document.audit.lost)
    warned = any(issue.kind in WARNINGS for issue in document.issues)
    pairs, rest = match_tables(plan, document)
    for annex, table in pairs:
        total += score_rows(expected(annex), got_rows(table) if table else [], warned) + Score(heads=1)
        if table:
            roles = [column.role or "" for column in table.columns] == [column.role for column in annex.columns]
            head = [column.label for column in table.columns] == list(labels(annex))
            total += Score(heads_right=int(head and roles))
    # A plan of tasks where there is none: its rows are too many. A table without roles claims nothing.
    return total + sum((score_rows((), got_rows(table), warned) for table in rest if _claims(table)), Score())


def match_tables(plan: Plan, document: Document) -> tuple[list[tuple[Annex, Table | None]], list[Table]]:
    """For each annex the table that says most of it, and the tables that are left."""
    rest = list(document.tables)
    pairs: list[tuple[Annex, Table | None]] = []
    for annex in plan.annexes:
        scores = [score_rows(expected(annex), got_rows(table), warned=False) for table in rest]
        order = sorted(range(len(rest)), key=lambda index: (-scores[index].right, -scores[index].cells_right))
        found = rest.pop(order[0]) if order and scores[order[0]].cells_right else None
        pairs.append((annex, found))
    return pairs, rest


def differences(plan: Plan, document: Document) -> Iterator[str]:
    """What is wrong, for a person: each cell as it should be and as it was read, each row lost or too many."""
    for annex, table in match_tables(plan, document)[0]:
        truth, got = expected(annex), got_rows(table) if table else []
        heads = [(column.label, column.role) for column in table.columns] if table else []
        wanted = [(label, column.role or None) for label, column in zip(labels(annex), annex.columns, strict=True)]
        if heads != wanted:
            yield f"header: {wanted} as {heads}"
        pairs = align(truth, got)
        for want, index in zip(truth, pairs, strict=True):
            if index is None:
                yield f"lost: {want.cells}"
            elif len(got[index].cells) != len(want.cells):
                yield f"width: {want.cells} as {got[index].cells}"
            else:
                cells = zip(want.cells, got[index].cells, strict=True)
                for col, (cell, text) in enumerate(cells):
                    if not cell_right(cell, text, col in want.loose):
                        yield f"row {want.number or index}, column {col}: {cell!r} as {text!r}"
        yield from (f"too many: {row.cells}" for index, row in enumerate(got) if index not in pairs)


def _claims(table: Table) -> bool:
    return any(column.role == "task" for column in table.columns)


def got_rows(table: Table) -> list[Got]:
    """A table's rows as they are scored."""
    return [
        Got(row.cells, row.number, row.kind, bool(DOUBTS & set(row.flags)) or row.confidence < SURE)
        for row in table.rows
    ]


def score_plain(plan: Plan, tables: Sequence[Sequence[Sequence[str | None]]]) -> Score:
    """Score another tool's tables at their best: all rows of all tables in order, those of the header taken away."""
    rows = [tuple(blanks(cell or "") for cell in row) for table in tables for row in table]
    total = Score()
    for annex in plan.annexes:
        heads = {tuple(blanks(label) for label in labels(annex))}
        width = len(annex.columns)
        body = [Got(row) for row in rows if len(row) == width and row not in heads]
        scored = score_rows(expected(annex), body, warned=False)
        total += Score(rows=scored.rows, right=scored.right, cells=scored.cells, cells_right=scored.cells_right)
    return total
