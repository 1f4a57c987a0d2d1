"""A parsed HTML page in reading order: paragraphs as lines, tables with their spans, list numbers as browsers show."""

import re
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from lxml import etree

from extract.flow import FlowBlock, FlowCell, FlowRow, FlowTable
from extract.lattice import NEXT_FREE, settle
from extract.legacy import decoder_for, symbols_for
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
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold|bolder|[6-9]00)", re.I)
_FONT_STYLE = re.compile(r"font-family\s*:\s*[\"']?([^;\"',]+)", re.I)
_NO_LIST_MARK = re.compile(r"list-style(?:-type)?\s*:[^;]*none", re.I)
_NOTE_LINK = re.compile(r"#_(?:ftn|edn)\d+$", re.I)  # Word's footnote marks: no text of the cell
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# libxml2 lets these pass as letters and as references; lxml takes no text with them back.
_NO_XML = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MAX_COLS = 1000  # the HTML standard's own cap on colspan
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


def is_printed(element: Element) -> bool:
    """Whether a browser would print the element."""
    if element.tag in _UNPRINTED or element.get("hidden") is not None:
        return False
    css = element.get("style")
    if css and _HIDDEN_STYLE.search(css):
        return False
    return not (element.tag == "a" and _NOTE_LINK.search(element.get("href", "")))


def decode_fonts(root: Element) -> set[Element]:
    """Decode texts in old 8-bit fonts and fonts of pictures in place; the elements whose letters were decoded."""
    fonts: dict[Element, str | None] = {}
    decoded: set[Element] = set()
    for element in root.iter(etree.Element):
        above = fonts.get(element.getparent())
        css = element.get("style")
        named = _FONT_STYLE.search(css) if css else None
        fonts[element] = font = named[1].strip() if named else element.get("face", above)
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
class _Table:
    """A table being read; `group` is where the current row group began, for spans end with their group."""

    element: Element
    rows: list[list[FlowCell]] = field(default_factory=list)
    headers: list[bool] = field(default_factory=list)
    group: int = 0
    in_head: bool = False
    in_row: bool = False

    def start_row(self) -> None:
        self.rows.append([])
        self.headers.append(self.in_head)
        self.in_row = True

    def end_group(self) -> None:
        for index in range(self.group, len(self.rows)):
            left = len(self.rows) - index
            self.rows[index] = [
                cell if 1 <= cell.row_span <= left else replace(cell, row_span=left) for cell in self.rows[index]
            ]
        self.group, self.in_head, self.in_row = len(self.rows), False, False


class Page:
    """Builds the blocks of a page."""

    def __init__(self, root: Element, cell_limit: int) -> None:
        """Take the page's root; its texts in old fonts are decoded in place."""
        self._cell_limit = cell_limit
        self._root = root
        self.decoded = decode_fonts(root)
        self._flows = [_Flow()]
        self._tables: list[_Table] = []
        self._styles = [_Style()]
        self._lists: list[int | None] = []  # the next number of an ordered list, None for a list of bullets
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
        if not is_printed(element):
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
            self._lists.append(_whole(element.get("start"), 1) if tag == "ol" else None)
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
        above, css = self._styles[-1], element.get("style", "")
        bold = above.bold or element.tag in _BOLD or (bool(css) and _BOLD_STYLE.search(css) is not None)
        return _Style(bold, above.pre or element.tag == "pre")

    def _label(self, item: Element) -> None:
        """The mark that a browser shows before a list's item."""
        unmarked = _NO_LIST_MARK.search(f"{item.get('style', '')};{item.getparent().get('style', '')}")
        if not self._lists or unmarked:
            return
        count = self._lists[-1]
        if count is not None:
            count = _whole(item.get("value"), count)
            self._lists[-1] = count + 1
        self._labels[item] = "• " if count is None else f"{count}. "
        self._flows[-1].line.append(self._labels[item])

    def _table_between_cells(self) -> _Table | None:
        """The innermost table, if the walk stands in it and in none of its cells."""
        table = self._tables[-1] if self._tables else None
        return None if table is self._flows[-1].table else table

    def _open_part(self, tag: str, element: Element, table: _Table) -> None:
        if tag in _GROUPS:
            table.end_group()
            table.in_head = tag == "thead"
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
        settled, width = settle(table.rows, self._cell_limit)
        ink = _Ink(self._labels)
        _walk(table.element, ink)
        rows = tuple(FlowRow(cells, header) for cells, header in zip(settled, table.headers, strict=True))
        if rows:
            self._flows[-1].blocks.append(FlowTable(rows, width, "".join(ink.texts)))


class _Ink:
    """All printed text in the cells of a table, whatever their places."""

    def __init__(self, labels: dict[Element, str]) -> None:
        self._labels = labels
        self._cells = 0
        self.texts: list[str] = []

    def open(self, element: Element) -> bool:
        if element.tag in _CELLS:
            self._cells += 1
        if element in self._labels:
            self.texts.append(self._labels[element])
        return is_printed(element)

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
