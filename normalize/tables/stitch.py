"""From page tables to one table: which tables go on, and which rows a page break cut.

Decisions are taken on evidence and leave a trace: a joined row is flagged `stitched`, a doubtful one
`stitch-uncertain`, and a table that was joined or kept apart against some evidence gets an issue.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from normalize.audit import Ledger
from normalize.tables import continuation, cut_rows, furniture, header
from normalize.tables.cut_header import whole_header
from normalize.tables.grid import LIST_MARK, Line, Mapping, lines_of
from normalize.tables.header import Layout
from normalize.tables.marks import in_order, is_first, is_number
from normalize.tables.overrun import split_header
from normalize.tables.roles import claim, header_key
from normalize.text import is_page_number
from phuluc.issues import Issue, IssueKind
from phuluc.model import RawPage, RawTable, RawText
from phuluc.source import Source

_NUMBER_SHARE = 0.6  # of an unlabelled column's texts that must be numbers of rows
_NUMBER_WIDTH = 8  # characters
SIGN_OFF_ROWS = 3  # rows that a signature block takes at the most
_SURE_ROWS = 3  # rows that must count under a label that says something else
_FIGURES = re.compile(r"(?:\d{1,3}|[IVX]{1,6})(?:\.\d{1,3})*\.?")
_COUNTING_SHARE = 0.7  # of the steps from number to number, for the column to be counting rows and not giving marks


@dataclass(slots=True, eq=False)
class Grown:
    """A table as it grows over pages: its layout, the lines of its body, the text above it, its accounts.

    `head` is what stood on its first page while that is nothing but its header. `severed`: it has no header and follows
    another table over a page break with nothing between, in other columns: it may be the rest of that one. `unruled`:
    only its text told where its header ends.
    """

    layout: Layout
    above: tuple[str, ...]
    lines: list[Line]
    pages: list[int]
    source: Source
    ledger: Ledger = field(default_factory=Ledger)
    issues: list[Issue] = field(default_factory=list)
    number_column: int | None = None
    head: RawTable | None = None
    severed: bool = False
    unruled: bool = False

    def find_number_column(self) -> int | None:
        """The column of row numbers: by its header, else by what stands in it. Looked for until it is found."""
        if self.number_column is None:
            self.number_column = number_column(self.layout.labels, self.lines)
        return self.number_column


@dataclass(slots=True)
class Outside:
    """The text outside data tables, and what keeps the next table apart from the one before."""

    limit: int
    lines: list[str] = field(default_factory=list)
    since: list[str] = field(default_factory=list)
    page: int = 0  # how many of `since` stand on pages before this one

    def add(self, lines: Sequence[str]) -> None:
        """Take lines in reading order; of very long documents only the beginning is kept for the metadata."""
        self.lines.extend(lines[: max(0, self.limit - len(self.lines))])
        self.since.extend(lines)

    def turn(self) -> None:
        """A new page begins."""
        self.page = len(self.since)

    def title(self) -> tuple[str, ...]:
        """The lines right above a table that begins here: its page's, or where that has none, the last before."""
        here, before = (
            [line for line in part if line.strip() and not is_page_number(line)]
            for part in (self.since[self.page :], self.since[: self.page])
        )
        return tuple(here or before)

    def clear(self) -> None:
        """A table stands here."""
        self.since.clear()
        self.page = 0


def number_column(labels: Sequence[str], lines: Sequence[Line]) -> int | None:
    """The column of row numbers: by label, else the first where numbers count up and no label denies it."""
    claims = [claim(label) for label in labels]
    for column, found in enumerate(claims):
        if found is not None and found.role == "number" and not found.counted:
            return column
    for column, (label, found) in enumerate(zip(labels, claims, strict=True)):
        texts = [text for line in lines if (text := line.own_text(column))]
        unnamed = not header_key(label) or label in labels[column + 1 : column + 2]  # a head over number and task
        coded = found.counted if found is not None else column == 0  # "Số", or any unknown label of the first column
        if (unnamed and _count(texts)) or (coded and _count_from_one(texts)):
            return column
    return None


def _count(texts: Sequence[str]) -> bool:
    """Whether most are numbers that nearly always count up: to the next one, or to the first of another list."""
    numbers = [text for text in texts if len(text) <= _NUMBER_WIDTH and is_number(text)]
    if len(numbers) < 2 or len(numbers) < _NUMBER_SHARE * len(texts):
        return False
    steps = sum(in_order(a, b) for a, b in itertools.pairwise(numbers))
    return steps >= _COUNTING_SHARE * (len(numbers) - 1)


def _count_from_one(texts: Sequence[str]) -> bool:
    """Whether all are numbers without letters that count up from the first of a list without a slip: codes do not."""
    return (
        len(texts) >= _SURE_ROWS
        and all(_FIGURES.fullmatch(text) for text in texts)
        and is_first(texts[0])
        and all(a != b and in_order(a, b) for a, b in itertools.pairwise(texts))
    )


def stitch(pages: Iterator[RawPage], outside: Outside) -> Iterator[Grown]:
    """The document's tables, each given when it is complete; text outside tables goes to `outside` on the way."""
    current: Grown | None = None
    for page, running in _with_running_heads(pages):
        outside.turn()
        if current is not None and page.blocks:
            _doubt_rest(current, page.blocks[0], running)
        for block in page.blocks:
            if isinstance(block, RawText):
                outside.add(block.lines)
            elif furniture.is_layout(block):
                outside.add(furniture.texts(block))
            elif current is not None and _goes_on(current, block, outside, running):
                outside.clear()
            elif (begun := _begin(block, outside, running, current)) is not None:
                if current is not None:
                    yield _signed_off(current)
                current = begun
    if current is not None:
        yield _signed_off(current)


def _doubt_rest(current: Grown, block: RawTable | RawText, running: frozenset[str]) -> None:
    """Flag a row left open at a page's bottom where the next page begins, outside tables, in mid-sentence or -list."""
    if isinstance(block, RawTable) or not current.pages or block.source.page != current.pages[-1] + 1:
        return
    opened = [cell.text.rstrip() for cell in current.lines[-1].own_cells() if cell.open_bottom] if current.lines else []
    first = next(iter(furniture.separating(block.lines, running)), "")
    goes_on = first[:1].islower() and any(not text.endswith((".", ";", ":")) for text in opened)
    listed = LIST_MARK.match(first) and any(
        text.rpartition("\n")[2][:1] == first[0] and not text.endswith(".") for text in opened
    )
    if goes_on or listed:
        current.lines[-1].flags.add("stitch-uncertain")
        note = f"the next page begins, outside the table, with what may be the rest of its last row: {first}"
        current.issues.append(Issue(IssueKind.STITCH_UNCERTAIN, block.source, note))


def _signed_off(current: Grown) -> Grown:
    """The table without the signature and address block that an author set into its last rows."""
    number = current.find_number_column()
    for place in range(max(1, len(current.lines) - SIGN_OFF_ROWS), len(current.lines)):
        tail = current.lines[place:]
        opens = any(furniture.is_sign_off(cell.text) for cell in tail[0].own_cells())
        if opens and not any(number is not None and is_number(line.own_text(number)) for line in tail):
            current.ledger.furniture += [cell.text for line in tail for cell in line.own_cells()]
            del current.lines[place:]
            break
    return current


def _with_running_heads(pages: Iterator[RawPage]) -> Iterator[tuple[RawPage, frozenset[str]]]:
    """Each page with the edge lines that it shares with the page before or after: its running heads and feet."""
    before: frozenset[str] = frozenset()
    page = next(pages, None)
    shared: frozenset[str] = frozenset()
    keys = _edges(page)
    while page is not None:
        following = next(pages, None)
        next_keys = _edges(following)
        # A foot stands before the next page's table, so the last page's shared lines count as well.
        here = furniture.running_keys(before, keys) | furniture.running_keys(keys, next_keys)
        yield page, shared | here
        before, page, keys, shared = keys, following, next_keys, here


def _edges(page: RawPage | None) -> frozenset[str]:
    if page is None or page.number is None:
        return frozenset()
    return furniture.edge_keys([block.lines for block in page.blocks if isinstance(block, RawText)], page.number)


def _begin(table: RawTable, outside: Outside, running: frozenset[str], before: Grown | None) -> Grown | None:
    """A new table, or None where the block only frames text; `before` is the document's last one."""
    layout = header.find_layout(table)
    severed = not layout.levels and _is_severed(before, table, outside)
    if not severed and furniture.is_frame(table, bool(layout.levels)) and not _has_rows_like(before, table):
        outside.add(furniture.texts(table))
        return None
    lines = lines_of(table.rows, layout.mapping, layout.columns, table)
    grown = Grown(layout, (*outside.title(), *layout.titles), lines[layout.taken :], _page(table), table.source)
    grown.ledger.open(table, running)
    for line in lines[: layout.taken]:
        grown.ledger.header(line)
    _drop_repeated(grown, grown.lines)
    grown.head, grown.severed = None if grown.lines else table, severed
    grown.unruled = table.method == "gutters"
    outside.clear()
    return grown


def _has_rows_like(before: Grown | None, table: RawTable) -> bool:
    """Whether a table begins with a numbered row in the columns of the one before."""
    fit = continuation.fit(before.layout, table) if before is not None else None
    number = before.find_number_column() if before is not None else None
    if before is None or fit is None or fit.stretched or number is None:
        return False
    return is_number(lines_of(table.rows, fit.mapping, before.layout.columns, table)[0].own_text(number))


def _is_severed(before: Grown | None, table: RawTable, outside: Outside) -> bool:
    """Whether a table stands on the page after the last one's, with nothing between, and in other columns."""
    if before is None or not _is_on_next_page(before, table) or outside.title():
        return False
    fit = continuation.fit(before.layout, table)
    return (fit is None or fit.stretched) and continuation.begins_amid(table)


def _page(table: RawTable) -> list[int]:
    return [] if table.source.page is None else [table.source.page]


def _goes_on(current: Grown, table: RawTable, outside: Outside, running: frozenset[str]) -> bool:
    """Add a page's table to the one before, if it goes on with it."""
    fit = continuation.fit(current.layout, table)
    apart = bool(furniture.separating(outside.since, running))
    if fit is None:
        return False
    counts_on = apart and not fit.stretched and not any(map(_parts, outside.since))
    counts_on = counts_on and (_counts_on(current, table, fit.mapping) or _is_below(current, table, outside, running))
    if apart and not counts_on and not continuation.cuts_a_row(current.lines, table):
        _doubt_apart(current, table, lines_of(table.rows, fit.mapping, current.layout.columns, table))
        return False
    if current.head is not None and _takes_header_rest(current, current.head, table, running):
        return True
    current.head = None
    whole, lines = split_header(current.layout, lines_of(table.rows, fit.mapping, current.layout.columns, table))
    repeated = whole + continuation.repeated_header(current.layout, lines[whole:])
    if (apart and repeated and not counts_on) or _is_another(current, lines, repeated, fit.stretched, table.source):
        return False
    if not repeated and fit.doubt:
        current.issues.append(Issue(IssueKind.STITCH_UNCERTAIN, table.source, fit.doubt))
    current.ledger.open(table, running)
    for line in lines[:repeated]:
        current.ledger.repeated_header(line)
    body = lines[repeated:]
    _drop_repeated(current, body)
    _doubt_numbers(current, body, table.source, furniture.separating(outside.since, running)[-1] if counts_on else "")
    _add_lines(current, body, table.source)
    current.pages += [page for page in _page(table) if page not in current.pages]
    return True


def _parts(line: str) -> bool:
    """Whether a line ends one table or is the title of another, so that what is below is none of the first."""
    return furniture.is_end(line) or furniture.is_title(line)


def _doubt_numbers(current: Grown, body: Sequence[Line], source: Source, parted_by: str) -> None:
    """Say it where rows are joined against what stands between, or against their numbers."""
    note = f"it goes on below other text; kept as one table: {parted_by}" if parted_by else ""
    if continuation.counts_anew(current.lines, body, current.find_number_column()):
        note = "the numbers begin again below the page break with no heading; kept as one table"
    if note and body:
        body[0].flags.add("stitch-uncertain")
        current.issues.append(Issue(IssueKind.STITCH_UNCERTAIN, source, note))


def _doubt_apart(current: Grown, table: RawTable, lines: Sequence[Line]) -> None:
    """Say it where a table kept apart for the text above it may be the rest: its numbers go on, or it has no header."""
    body = lines[continuation.repeated_header(current.layout, lines) :]
    note = ""
    if len(body) < len(lines) and continuation.numbers_go_on(current.lines, body, current.find_number_column()):
        note = "its numbers go on under the same header, below other text; kept as a table of its own"
    elif _is_on_next_page(current, table) and not header.opens_with_header(lines) and continuation.begins_amid(table):
        note = "it has no header and stands in the same columns, below other text; kept as a table of its own"
    if note:
        current.issues.append(Issue(IssueKind.STITCH_UNCERTAIN, table.source, note))


def _counts_on(current: Grown, table: RawTable, mapping: Mapping) -> bool:
    """Whether a table without a header begins, soon after the one before, with the number after its last one's."""
    if current.pages and table.source.page not in (current.pages[-1], current.pages[-1] + 1):
        return False
    lines = lines_of(table.rows, mapping, current.layout.columns, table)
    number = current.find_number_column()
    own = number is not None and bool(lines[0].own_text(number))
    last = [line for line in current.lines if number is not None and line.own_text(number)][-1:]
    return own and continuation.numbers_go_on(last, lines, number) and not header.opens_with_header(lines)


def _is_below(current: Grown, table: RawTable, outside: Outside, running: frozenset[str]) -> bool:
    """Whether a page begins with the rest of the table before, and only below that one, on its page, stands a text.

    It may be the end of a row whose rules are not drawn, or of a cell merged down; a title stands with its table.
    """
    apart = furniture.separating(outside.since[outside.page :], running)
    if apart or not _is_on_next_page(current, table):
        return False
    lines = lines_of(table.rows, current.layout.mapping, current.layout.columns, table)
    body = lines[continuation.repeated_header(current.layout, lines) :]
    if len(body) < len(lines):
        return continuation.numbers_go_on(current.lines, body, current.find_number_column())
    return not header.opens_with_header(lines) and continuation.begins_amid(table)


def _is_on_next_page(current: Grown, table: RawTable) -> bool:
    return bool(current.pages) and table.source.page == current.pages[-1] + 1


def _is_another(current: Grown, lines: Sequence[Line], repeated: int, stretched: bool, source: Source) -> bool:
    """Whether lines in the columns of a table, of which `repeated` are its header again, begin another one."""
    body = lines[repeated:]
    number = current.find_number_column()
    # A cut row's rest may say what headers say ("Bố trí kinh phí", "Sở Tài chính"); its numbers go on all the same.
    if not repeated and header.opens_with_header(lines) and not continuation.numbers_go_on(current.lines, body, number):
        return True
    anew = repeated or not current.layout.levels
    if anew and continuation.starts_anew(current.layout, current.lines, body, number):
        note = "the table begins again in the same columns; kept as a table of its own"
        current.issues.append(Issue(IssueKind.STITCH_UNCERTAIN, source, note))
        return True
    return not repeated and stretched and not _text_goes_on(current, body, number)


def _takes_header_rest(current: Grown, head: RawTable, table: RawTable, running: frozenset[str]) -> bool:
    """Add a page's table under a header that the page before cut, if it begins with the rest of it."""
    found = whole_header(head, table)
    if found is None:
        return False
    joined, height = found
    layout = header.find_layout(joined)
    if layout.taken < height:
        return False
    lines = lines_of(joined.rows, layout.mapping, layout.columns, joined)
    current.layout, current.lines, current.number_column = layout, lines[layout.taken :], None
    current.head = None if current.lines else joined
    current.ledger.open(table, running)
    current.ledger.headers.clear()
    for line in lines[: layout.taken]:
        current.ledger.header(line)
    current.pages += _page(table)
    return True


def _text_goes_on(current: Grown, body: Sequence[Line], number: int | None) -> bool:
    """Whether numbers or a row cut in mid-sentence say that lines go on with the table."""
    if not current.lines or not body:
        return False
    if continuation.numbers_go_on(current.lines, body, number):
        return True
    verdict = cut_rows.row_goes_on(current.lines, body, number)
    return verdict.joins and not verdict.doubt


def _drop_repeated(current: Grown, lines: list[Line]) -> None:
    """Take out header rows that come again amid the body."""
    keys = current.layout.levels
    for line in [line for line in lines if keys and continuation.is_header_again(keys, line)]:
        current.ledger.repeated_header(line)
        lines.remove(line)


def _is_open(line: Line) -> bool:
    return any(cell.open_top or cell.open_bottom for cell in line.own_cells())


def _add_lines(current: Grown, lines: list[Line], source: Source) -> None:
    """Put the lines of the next page under the table; the first may go on with the last row."""
    if not lines:
        return
    if not current.lines:
        current.lines.extend(lines)
        return
    number = current.find_number_column()
    verdict = cut_rows.row_goes_on(current.lines, lines, number)
    # An empty strip of a cut row, its text in the next one.
    while verdict.joins and not lines[0].filled() and lines[1:] and _is_open(lines[0]):
        cut_rows.join_rows(current.lines[-1], lines)
        current.lines[-1].flags.add("stitched")
        lines = lines[1:]
        verdict = cut_rows.row_goes_on(current.lines, lines, number)
    if verdict.joins:
        cut_rows.join_rows(current.lines[-1], lines)
        current.lines[-1].flags.add("stitched")
        lines = lines[1:]
    else:
        strip = not lines[0].filled()
        cut_rows.carry_merges(current.lines, lines, number)
        if strip and lines[1:] and any(cell is not None and cell.text for cell in lines[0].cells):
            lines = lines[1:]  # of the row above nothing is left but what is merged down
    if verdict.doubt:
        line = current.lines[-1] if verdict.joins else lines[0]
        line.flags.add("stitch-uncertain")
        current.issues.append(Issue(IssueKind.STITCH_UNCERTAIN, source, verdict.doubt))
    current.lines.extend(lines)
