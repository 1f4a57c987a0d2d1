"""A parsed HTML page in reading order: paragraphs as lines, tables with their spans, list numbers as browsers show."""

import re
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Protocol

from lxml import etree

from extract.flow import FlowBlock, FlowCell, FlowRow, FlowTable
from extract.html_styles import Sheets
from extract.lattice import NEXT_FREE, settle
from extract.legacy import decoder_for, symbols_for
from extract.ordinals import spelled
from phuluc.errors import LimitExceeded

Element = Any  # lxml has no types of its own

_UNPRINTED = frozenset(
    {"script", "style", "head", "noscript", "template", "select", "option", "textarea", "button", "object", "svg",
     "iframe", "video", "audio", "canvas", "map", "datalist", "dialog", "title", "del"}
)  # fmt: skip
_OWN_LINE = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl",
     "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
     "html", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "ul"}
)  # fmt: skip
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_CELLS = frozenset({"td", "th"})
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD_WEIGHT = re.compile(r"bold|bolder|[6-9]00")
# A list's kinds, as the attribute `type` and as style sheets name them, to those of `spelled`; None is a bullet.
_LIST_KINDS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter", "upper-latin": "upperLetter", "none": "none",
    "disc": None, "circle": None, "square": None,
}  # fmt: skip
_NOTE_LINK = re.compile(r"#_(?:ftn|edn)\d+$", re.I)  # Word's footnote marks: no text of the cell
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# libxml2 lets these pass as letters and as references; lxml takes no text with them back.
_NO_XML = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MAX_COLS = 1000  # the HTML standard's own cap on colspan
_REAL_CELLS = 6  # two rows of three: fewer make no table of data
_MAX_NESTING = 50  # tables in tables; mail programs reach about a dozen


class _Visitor(Protocol):
    def open(self, element: Element) -> bool: ...
    def close(self, element: Element) -> None: ...
    def text(self, text: str) -> None: ...


def _walk(root: Element, visitor: _Visitor) -> None:
    """Visit elements and texts in document order, without recursion: pages nest as deep as they like."""
    opened = [root]
    pending = [root.iterchildren()]
    if not visitor.open(root):
        return
    visitor.text(root.text or "")
    while pending:
        element = next(pending[-1], None)
        if element is None:
            pending.pop()
            done = opened.pop()
            visitor.close(done)
            if opened:
                visitor.text(done.tail or "")
        elif isinstance(element.tag, str) and visitor.open(element):
            opened.append(element)
            pending.append(element.iterchildren())
            visitor.text(element.text or "")
        else:
            visitor.text(element.tail or "")


def is_printed(element: Element, sheets: Sheets) -> bool:
    """Whether a browser would print the element."""
    if element.tag in _UNPRINTED or element.get("hidden") is not None or sheets.hides(element):
        return False
    return not (element.tag == "a" and _NOTE_LINK.search(element.get("href", "")))


def decode_fonts(root: Element, sheets: Sheets) -> set[Element]:
    """Decode texts in old 8-bit fonts and fonts of pictures in place; the elements whose letters were decoded."""
    fonts: dict[Element, str | None] = {}
    decoded: set[Element] = set()
    for element in root.iter(etree.Element):
        above = fonts.get(element.getparent())
        named = sheets.of(element).get("font-family", "").split(",")[0].strip(" \"'")
        fonts[element] = font = named or element.get("face", above)
        for attribute, used in (("text", font), ("tail", above)):
            text = getattr(element, attribute)
            if not text or not used:
                continue
            text = _NO_XML.sub("", text.replace("\f", "\n"))
            if decode := decoder_for(used):
                setattr(element, attribute, decode(text))
                decoded.add(element if attribute == "text" else element.getparent())
            elif symbols := symbols_for(used):
                setattr(element, attribute, text.translate(symbols))
    return decoded


@dataclass(frozen=True, slots=True)
class _Style:
    bold: bool = False
    pre: bool = False


@dataclass(slots=True)
class _Flow:
    """Where paragraphs gather: the page, or the cell `element`, which claims a place in `table`."""

    element: Element = None
    table: "_Table | None" = None
    blocks: list[FlowBlock] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    bold: bool = True
    inked: bool = False
    legacy: bool = False

    def end_line(self) -> None:
        if text := "".join(self.line).strip(" "):
            self.blocks.append(text)
        self.line.clear()


@dataclass(slots=True)
class _List:
    """A list being read: the number of its next item, and how its numbers look; bullets where `kind` is None."""

    next: int
    step: int
    kind: str | None


@dataclass(slots=True)
class _Table:
    """A table being read: its whole row groups by tag ("" for rows in none), and the group that is open."""

    element: Element
    groups: list[tuple[str, list[list[FlowCell]]]] = field(default_factory=list)
    rows: list[list[FlowCell]] = field(default_factory=list)
    tag: str = ""
    in_row: bool = False

    def start_row(self) -> None:
        self.rows.append([])
        self.in_row = True

    def end_group(self, following: str = "") -> None:
        """Close the group, and with it the spans of its cells."""
        if self.rows:
            ends = range(len(self.rows), 0, -1)
            whole = [[_within(cell, left) for cell in row] for row, left in zip(self.rows, ends, strict=True)]
            self.groups.append((self.tag, whole))
        self.rows, self.tag, self.in_row = [], following, False

    def printed(self) -> tuple[list[list[FlowCell]], list[bool]]:
        """The rows from top to bottom, and which are a header's: the first head stands first, the first foot last."""
        tags = [tag for tag, _ in self.groups]
        first = tags.index("thead") if "thead" in tags else -1
        last = tags.index("tfoot") if "tfoot" in tags else -1
        order = sorted(range(len(tags)), key=lambda at: (at == last) - (at == first))
        rows = [(row, tags[at] == "thead") for at in order for row in self.groups[at][1]]
        return [row for row, _ in rows], [header for _, header in rows]


def _within(cell: FlowCell, rows_left: int) -> FlowCell:
    return cell if 1 <= cell.row_span <= rows_left else replace(cell, row_span=rows_left)


class Page:
    """Builds the blocks of a page."""

    def __init__(self, root: Element, sheets: Sheets, cell_limit: int) -> None:
        """Take the page's root; its texts in old fonts are decoded in place."""
        self._cell_limit = cell_limit
        self._root = root
        self._sheets = sheets
        self.decoded = decode_fonts(root, sheets)
        self.hidden_tables = 0
        self._flows = [_Flow()]
        self._tables: list[_Table] = []
        self._styles = [_Style()]
        self._lists: list[_List] = []
        self._labels: dict[Element, str] = {}

    def blocks(self) -> list[FlowBlock]:
        """The page's paragraphs and tables.

        Raises:
            LimitExceeded: tables nested beyond all use, or one of more fields than the limit of cells.
        """
        _walk(self._root, self)
        self._flows[0].end_line()
        return self._flows[0].blocks

    def open(self, element: Element) -> bool:
        """Enter an element; False where nothing of it is printed."""
        tag = element.tag
        if not is_printed(element, self._sheets):
            self.hidden_tables += tag not in _UNPRINTED and _holds_table(element)
            return False
        if tag == "br":
            self._flows[-1].line.append("\n")
            return False
        self._styles.append(self._style(element))
        if tag in _OWN_LINE:
            self._flows[-1].end_line()
        if tag == "table":
            if len(self._tables) >= _MAX_NESTING:
                raise LimitExceeded(f"tables nested over {_MAX_NESTING} deep; save the page anew from a browser")
            self._tables.append(_Table(element))
        elif tag in _LISTS:
            self._lists.append(self._list(element))
        elif tag == "li":
            self._label(element)
        elif (table := self._table_between_cells()) is not None:
            self._open_part(tag, element, table)
        self._flows[-1].legacy |= element in self.decoded
        return True

    def close(self, element: Element) -> None:
        """Leave an element."""
        tag = element.tag
        self._styles.pop()
        if tag == "table":
            self._end_table()
        elif tag in _LISTS:
            self._lists.pop()
        elif element is self._flows[-1].element:
            self._end_cell()
        elif (table := self._table_between_cells()) is not None:
            if tag in _GROUPS:
                table.end_group()
            elif tag == "tr":
                table.in_row = False
        if tag in _OWN_LINE:
            self._flows[-1].end_line()

    def text(self, text: str) -> None:
        """Add a text; what stands in a table outside its cells goes before the table, as browsers put it."""
        if not text:
            return
        style, flow = self._styles[-1], self._flows[-1]
        flow.line.append(text if style.pre else _BLANKS.sub(" ", text))
        if text.strip():
            flow.inked = True
            flow.bold = flow.bold and style.bold

    def _style(self, element: Element) -> _Style:
        above = self._styles[-1]
        weight = self._sheets.of(element).get("font-weight", "")
        bold = above.bold or element.tag in _BOLD or _BOLD_WEIGHT.fullmatch(weight) is not None
        return _Style(bold, above.pre or element.tag == "pre")

    def _list(self, element: Element) -> _List:
        kind = self._list_kind(element, "decimal" if element.tag == "ol" else None)
        backwards = element.get("reversed") is not None
        items = sum(1 for _ in element.iterchildren("li")) if backwards else 1
        return _List(_whole(element.get("start"), items), -1 if backwards else 1, kind)

    def _list_kind(self, element: Element, default: str | None) -> str | None:
        css = self._sheets.of(element)
        styled = f"{css.get('list-style-type', '')} {css.get('list-style', '')}".split()
        named = (name for name in (*styled, element.get("type", "")) if name in _LIST_KINDS)
        return _LIST_KINDS.get(next(named, ""), default)

    def _label(self, item: Element) -> None:
        """The mark that a browser shows before a list's item."""
        if not self._lists:
            return
        counted = self._lists[-1]
        number = _whole(item.get("value"), counted.next)
        counted.next = number + counted.step
        kind = self._list_kind(item, counted.kind)
        if kind != "none":
            self._labels[item] = "• " if kind is None else f"{spelled(number, kind) or number}. "
            self._flows[-1].line.append(self._labels[item])

    def _table_between_cells(self) -> _Table | None:
        """The innermost table, if the walk stands in it and in none of its cells."""
        table = self._tables[-1] if self._tables else None
        return None if table is self._flows[-1].table else table

    def _open_part(self, tag: str, element: Element, table: _Table) -> None:
        if tag in _GROUPS:
            table.end_group(tag)
        elif tag == "tr":
            table.start_row()
        elif tag in _CELLS:
            if not table.in_row:
                table.start_row()
            self._flows.append(_Flow(element, table))

    def _end_cell(self) -> None:
        flow = self._flows.pop()
        flow.end_line()
        if flow.table is None:
            return
        rows = max(_whole(flow.element.get("rowspan"), 1), 0)
        cols = min(max(_whole(flow.element.get("colspan"), 1), 1), _MAX_COLS)
        flags = frozenset({"legacy-encoding"}) if flow.legacy else frozenset()
        cell = FlowCell(NEXT_FREE, tuple(flow.blocks), rows, cols, flow.bold and flow.inked, flags)
        flow.table.rows[-1].append(cell)

    def _end_table(self) -> None:
        table = self._tables.pop()
        table.end_group()
        claims, headers = table.printed()
        settled, width = settle(claims, self._cell_limit)
        ink = _Ink(table.element, self._labels, self._sheets)
        _walk(table.element, ink)
        rows = tuple(FlowRow(cells, header) for cells, header in zip(settled, headers, strict=True))
        if rows:
            self._flows[-1].blocks.append(FlowTable(rows, width, "".join(ink.texts)))


class _Ink:
    """All printed text in the cells of a table, whatever their places; a table between cells stands before it."""

    def __init__(self, table: Element, labels: dict[Element, str], sheets: Sheets) -> None:
        self._table = table
        self._labels = labels
        self._sheets = sheets
        self._cells = 0
        self.texts: list[str] = []

    def open(self, element: Element) -> bool:
        if element.tag == "table" and not self._cells and element is not self._table:
            return False
        if element.tag in _CELLS:
            self._cells += 1
        self.text(self._labels.get(element, ""))
        return is_printed(element, self._sheets)

    def close(self, element: Element) -> None:
        if element.tag in _CELLS:
            self._cells -= 1

    def text(self, text: str) -> None:
        if self._cells:
            self.texts.append(text)


def _whole(text: str | None, default: int) -> int:
    """A whole number from an attribute that may hold anything, as browsers take it: its leading digits."""
    match = re.match(r"\s*([+-]?\d{1,9})", text or "")
    return int(match[1]) if match else default


def _holds_table(element: Element) -> bool:
    """Whether a table of data is in an element that is not printed: enough of its cells hold text."""
    inked = (cell for cell in element.iter(*_CELLS) if (cell.text_content() or "").strip())
    return len([*islice(inked, _REAL_CELLS)]) == _REAL_CELLS
