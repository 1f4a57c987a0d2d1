"""DOCX packages for tests, from the XML of their body: what Word writes and python-docx cannot."""

import zipfile
from io import BytesIO

from extract.docx_file import read_docx
from extract.readers import Input
from phuluc.model import RawDocument, RawPage, RawTable, RawText
from phuluc.settings import Settings

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def docx(body: str, numbering: str = "", styles: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """A package whose parts hold this XML; `extra` are further members by name."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS.format(f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="word/document.xml"/>'),
        "word/_rels/document.xml.rels": _RELS.format(
            f'<Relationship Id="r1" Type="{_REL}/numbering" Target="numbering.xml"/>'
            f'<Relationship Id="r2" Type="{_REL}/styles" Target="styles.xml"/>'
        ),
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {_NAMESPACES}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {_NAMESPACES}>{styles}</w:styles>",
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return stream.getvalue()


def p(text: str = "", properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text, run) if text else ''}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str, properties: str = "") -> str:
    """A cell; bare text becomes a paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str, grid: tuple[int, ...] = ()) -> str:
    """A table; `grid` are its columns' widths in twips."""
    cols = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{cols}</w:tblGrid>{''.join(rows)}</w:tbl>"


def plan(*last: str) -> str:
    """A small real table, with further rows."""
    return tbl(tr(tc("STT"), tc("Nhiệm vụ"), tc("Chủ trì")), tr(tc("1"), tc("Tập huấn"), tc("Sở Y tế")), *last)


def read(data: bytes, settings: Settings | None = None) -> RawPage:
    """The one page of a DOCX."""
    document: RawDocument = read_docx(Input("a.docx", data), settings or Settings())
    (page,) = document.pages
    return page


def tables(page: RawPage) -> list[RawTable]:
    """The page's tables."""
    return [block for block in page.blocks if isinstance(block, RawTable)]


def lines(page: RawPage) -> list[str]:
    """The page's lines outside tables."""
    return [line for block in page.blocks if isinstance(block, RawText) for line in block.lines]


def texts(table: RawTable) -> list[list[str]]:
    """The cells' texts, row by row."""
    return [[cell.text for cell in row.cells] for row in table.rows]
