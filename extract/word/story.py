"""A document's story in the order of printing: its paragraphs, numbered, and its tables."""

from collections.abc import Iterator

from extract.flow import FlowBlock, FlowCell, FlowRow, FlowTable
from extract.lattice import settle
from extract.word.fields import Fields, inside_instructions
from extract.word.numbering import Numbering
from extract.word.package import Element, WordParts
from extract.word.styles import Styles
from extract.word.tables import Placed, drop_emptied, is_gone, is_header, shape
from extract.word.text import Printed, printed
from extract.word.walk import MC, OVER, TBL, TC, TR, P, W, shown, text_boxes
from phuluc.issues import Issue, IssueKind

_RECOUNTED = "a row whose text is all deleted on record was left out, and the automatic numbers below count without it"


class Story:
    """Reads one document, once: the counters of its lists go on from paragraph to paragraph."""

    def __init__(self, parts: WordParts) -> None:
        """Take the parts; nothing is read before `blocks` is walked."""
        self._body = parts.body
        self._recounted = (parts.producer or "").startswith("LibreOffice") and drop_emptied(parts.body)
        self._cell_limit = parts.cell_limit
        self._styles = Styles(parts.styles, parts.theme_fonts)
        self._numbering = Numbering(parts.numbering, self._styles)
        self._instructions = inside_instructions(parts.body)
        self._labels: dict[Element, str] = {}
        self._said: dict[Element, Printed] = {}
        self._covered: set[Element] = set()
        self._fonts: set[str] = set()
        self._foreign = 0

    def blocks(self) -> Iterator[FlowBlock]:
        """The paragraphs and tables of the body."""
        return self._blocks(shown(self._body))

    def issues(self) -> Iterator[Issue]:
        """What was met; to be asked for after `blocks` was walked."""
        if self._fonts:
            yield Issue(IssueKind.LEGACY_ENCODING, note=", ".join(sorted(self._fonts)))
        if self._recounted:
            yield Issue(IssueKind.TABLE_UNCERTAIN, note=_RECOUNTED)
        if self._foreign:
            yield Issue(IssueKind.PAGE_UNREADABLE, note=f"{self._foreign} embedded file(s) that Word would insert")

    def _blocks(self, elements: Iterator[Element]) -> Iterator[FlowBlock]:
        ahead = ""  # the text of paragraphs whose mark is gone: it goes on in the next one
        for element in elements:
            if element.tag == P:
                said = self._print(element)
                self._fonts |= said.fonts
                ahead += said.text
                if not said.joins:
                    label = self._labels[element] = self._numbering.label(element.find(W + "pPr"))
                    yield label + ahead
                    ahead = ""
                for box in text_boxes(element):
                    yield from self._blocks(shown(box))
            elif element.tag == TBL:
                yield self._table(element)
            elif element.tag == W + "altChunk":
                self._foreign += 1
        if ahead:
            yield ahead

    def _table(self, table: Element) -> FlowTable:
        form = shape(table)
        self._covered |= form.covered
        rows = [[self._cell(cell) for cell in cells] for _, cells in form.rows]
        settled, width = settle(rows, self._cell_limit)
        flow_rows = (FlowRow(cells, is_header(row)) for cells, (row, _) in zip(settled, form.rows, strict=True))
        return FlowTable(tuple(flow_rows), width, self._ink(table))

    def _cell(self, cell: Placed) -> FlowCell:
        content: list[FlowBlock] = []
        for element in cell.elements:
            content.extend(self._blocks(shown(element)))
        looks = [self._print(p) for element in cell.elements for p in element.iterchildren(P)]
        inked = [look for look in looks if look.text.strip()]
        flags = frozenset({"legacy-encoding"}) if any(look.fonts for look in inked) else frozenset()
        bold = bool(inked) and all(look.bold for look in inked)
        return FlowCell(cell.col, tuple(content), cell.row_span, cell.col_span, bold, flags)

    def _print(self, paragraph: Element) -> Printed:
        if paragraph not in self._said:
            fields = Fields([*self._instructions.get(paragraph, ())])
            self._said[paragraph] = printed(paragraph, self._styles, fields)
        return self._said[paragraph]

    def _ink(self, table: Element) -> str:
        """The text of every printed paragraph under a table, whatever rows and cells were made of it."""
        return "\n".join(
            self._labels.get(paragraph, "") + self._print(paragraph).text
            for paragraph in table.iter(P)
            if not any(self._is_unprinted(above) for above in paragraph.iterancestors())
        )

    def _is_unprinted(self, element: Element) -> bool:
        tag = element.tag
        if tag == MC + "Fallback":
            return any(True for _ in element.itersiblings(MC + "Choice", preceding=True))
        return tag in OVER or element in self._covered or (tag in (TR, TC) and is_gone(element))
