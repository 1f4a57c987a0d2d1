"""The sound documents that mutations begin from: the samples, and made ones of each kind."""

from functools import cache
from pathlib import Path

from tests.corpus import as_docx, as_html, as_reportlab, as_text
from tests.corpus.content import load
from tests.corpus.layout import BASE
from tests.fuzz.pdf_objects import table_pdf

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"


@cache
def seeds(kind: str) -> tuple[bytes, ...]:
    """Documents of a kind ("pdf", "docx", "html", "txt"); the smaller ones come first."""
    plan, layout = load("pccc"), BASE
    match kind:
        case "pdf":
            made = [as_reportlab.pdf(plan, layout)] if as_reportlab.FONTS[layout.font].exists() else []
            return (
                table_pdf(),
                *made,
                *((SAMPLES / name).read_bytes() for name in ("qd294.pdf", "qd294-chromium.pdf")),
            )
        case "docx":
            return as_docx.document(plan, layout), (SAMPLES / "qd294.docx").read_bytes()
        case "html":
            return tuple(as_html.page(load(name), layout).encode() for name in ("pccc", "phuluc3"))
        case "txt":
            return as_text.tabs(plan, layout), as_text.markdown(plan, layout), (SAMPLES / "qd294.txt").read_bytes()
    raise ValueError(kind)
