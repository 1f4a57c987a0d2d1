"""Real producers: a plan and a layout in, the bytes of a document out, kept under .cache/corpus.

A producer whose program is not installed is told by `missing`; nothing else is skipped in silence.
"""

import hashlib
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.corpus import as_docx, as_html, as_text, as_typst
from tests.corpus.content import PLANS, Plan
from tests.corpus.layout import LAYOUTS, Layout, paper_size

ROOT = Path(__file__).parent.parent.parent
CACHE = ROOT / ".cache" / "corpus"
HERE = Path(__file__).parent
SECONDS = 300  # of one run of an external program


@dataclass(frozen=True, slots=True)
class Producer:
    """`make` gives a document of the kind `suffix`; `needs` are programs, files and libraries without which it cannot.

    `source` names the module that lays plans out for it: when that changes, its documents are made anew.
    """

    name: str
    suffix: str
    make: Callable[[Plan, Layout], bytes]
    source: str
    needs: tuple[str, ...] = ()
    layouts: tuple[str, ...] = tuple(LAYOUTS)
    plans: tuple[str, ...] = PLANS


def missing(producer: Producer) -> str:
    """What the producer needs and this machine lacks; empty where nothing."""
    return ", ".join(
        need for need in producer.needs if not (shutil.which(need) or Path(need).exists() or find_library(need))
    )


def produce(producer: Producer, plan: Plan, layout: Layout) -> Path:
    """The document as a file in the cache, made where it is not there yet."""
    papers = [paper_size(layout, annex) for annex in range(len(plan.annexes))]
    said = f"{producer.name} {plan} {layout} {papers} {_version(producer.source)}"
    key = hashlib.sha256(said.encode()).hexdigest()[:12]
    path = CACHE / f"{producer.name}-{layout.name}-{plan.name}-{key}{producer.suffix}"
    if not path.exists():
        data = producer.make(plan, layout)
        if layout.rotate and producer.suffix == ".pdf":
            data = _rotated(data, layout.rotate)
        CACHE.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return path


@cache
def _version(source: str) -> str:
    return hashlib.sha256((HERE / f"{source}.py").read_bytes()).hexdigest()


def _run(command: list[str | Path], timeout: float = SECONDS) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout}")


def _office(data: bytes, suffix: str) -> bytes:
    """Turn a DOCX to another kind with LibreOffice, under a profile of this process's own."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "page.docx").write_bytes(data)
        profile = f"-env:UserInstallation={(CACHE / f'profile-{os.getpid()}').as_uri()}"
        _run(["soffice", profile, "--headless", "--convert-to", suffix, "--outdir", folder, folder / "page.docx"])
        return (folder / f"page.{suffix}").read_bytes()


def _libreoffice(suffix: str) -> Callable[[Plan, Layout], bytes]:
    return lambda plan, layout: _office(as_docx.document(plan, layout), suffix)


def _printed(command: Callable[[Path, Path], list[str | Path]], page: str) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch) / "page.html", Path(scratch) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        _run(command(source, target))
        return target.read_bytes()


def _chromium(plan: Plan, layout: Layout) -> bytes:
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    return _printed(
        lambda source, target: [
            "chromium",
            *flags,
            f"--user-data-dir={source.parent / 'profile'}",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ],
        as_html.page(plan, layout),
    )


def _wkhtmltopdf(plan: Plan, layout: Layout) -> bytes:
    number = {"top": ("--header-center", "[page]"), "bottom": ("--footer-center", "[page]")}.get(layout.page_number, ())
    turned = "Landscape" if layout.paper == "landscape" else "Portrait"
    flags = ["--quiet", "-s", "A4", "-O", turned, "-T", "18mm", "-B", "18mm", *number]
    return _printed(lambda source, target: ["wkhtmltopdf", *flags, source, target], as_html.page(plan, layout))


def _weasyprint(plan: Plan, layout: Layout) -> bytes:
    import weasyprint

    return bytes(weasyprint.HTML(string=as_html.page(plan, layout)).write_pdf())


def _ghostscript(plan: Plan, layout: Layout) -> bytes:
    """LibreOffice's file, distilled anew (of Chromium's fonts Ghostscript 10.0 spoils the letters)."""
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch) / "in.pdf", Path(scratch) / "out.pdf"
        source.write_bytes(produce(PRODUCERS["libreoffice"], plan, replace(layout, rotate=0)).read_bytes())
        _run(["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", f"-sOutputFile={target}", source])
        return target.read_bytes()


def _reportlab(plan: Plan, layout: Layout) -> bytes:
    from tests.corpus import as_reportlab

    return as_reportlab.pdf(plan, layout)


def _tcvn3(plan: Plan, layout: Layout) -> bytes:
    from tests.corpus import as_reportlab, old_fonts

    with old_fonts.codes_in_tounicode():
        return as_reportlab.pdf(plan, layout, old_fonts.vn_time(CACHE), old_fonts.tcvn3)


def _vni(plan: Plan, layout: Layout) -> bytes:
    from tests.corpus import as_reportlab, old_fonts

    return as_reportlab.pdf(plan, layout, old_fonts.vni_times(CACHE), old_fonts.vni)


def _rotated(data: bytes, turn: int) -> bytes:
    """Every page drawn turned, with a /Rotate that turns it back for the reader."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    document = pdfium.PdfDocument(data)
    for page in document:
        width, height = page.get_size()
        size = (width, height) if turn == 180 else (height, width)
        matrix = {
            90: raw.FS_MATRIX(0, 1, -1, 0, height, 0),
            180: raw.FS_MATRIX(-1, 0, 0, -1, width, height),
            270: raw.FS_MATRIX(0, -1, 1, 0, 0, width),
        }[turn]
        raw.FPDFPage_TransFormWithClip(page, matrix, None)
        page.set_mediabox(0, 0, *size)
        page.set_cropbox(0, 0, *size)
        page.set_rotation(turn)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


FONTS = ("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf",)
# For what takes no other font by itself where one lacks a letter.
ONE_FONT = tuple(name for name in LAYOUTS if name not in ("two-fonts", "foreign"))
# ReportLab cannot cut a header of two levels, and draws the middle of a cell that it cuts beyond the page's edge.
WHOLE_CELLS = tuple(name for name in ONE_FONT if name not in ("lower", "long-rows-once"))
OFFICE_LAYOUTS = tuple(name for name in LAYOUTS if name != "tall")  # higher than Word can
UNMERGED = ("cchc", "cds", "phuluc3", "vanban", "yte", "tuphap")  # plans without cells merged down
MARKUP_LAYOUTS = ("base", "numbered", "letterhead", "nfd", "mixed-nfc")
CONVERTED_LAYOUTS = ("base", "letterhead")
OLD_LAYOUTS = ("base", "portrait", "once")
# wkhtmltopdf knows neither @page sizes nor named pages, and cannot repeat a header without cutting it from its rows.
SOME_LAYOUTS = (
    "base",
    "once",
    "portrait",
    "letterhead",
    "dashed",
    "dotted",
    "tiles",
    "zebra",
    "horizontal",
    "none",
    "nfd",
    "shaded",
    "horizontal-once",
    "none-once",
    "justified",
    "zebra-once",
)
# Ghostscript 10.0 spoils the letters of decomposed text: no reader can tell them from its file.
GS_LAYOUTS = tuple(name for name in SOME_LAYOUTS if name != "nfd")

PRODUCERS = {
    producer.name: producer
    for producer in (
        Producer("typst", ".pdf", as_typst.pdf, "as_typst", (), ONE_FONT),
        Producer("reportlab", ".pdf", _reportlab, "as_reportlab", FONTS, WHOLE_CELLS, UNMERGED),
        Producer("libreoffice", ".pdf", _libreoffice("pdf"), "as_docx", ("soffice", *FONTS), OFFICE_LAYOUTS),
        Producer("chromium", ".pdf", _chromium, "as_html", ("chromium", *FONTS)),
        Producer("weasyprint", ".pdf", _weasyprint, "as_html", ("pango-1.0", "pangoft2-1.0", *FONTS)),
        Producer("wkhtmltopdf", ".pdf", _wkhtmltopdf, "as_html", ("wkhtmltopdf", *FONTS), SOME_LAYOUTS),
        Producer("ghostscript", ".pdf", _ghostscript, "as_docx", ("gs", "soffice", *FONTS), GS_LAYOUTS),
        Producer("tcvn3", ".pdf", _tcvn3, "old_fonts", FONTS, OLD_LAYOUTS, ("cchc", "vanban")),
        Producer("vni", ".pdf", _vni, "old_fonts", FONTS, OLD_LAYOUTS, UNMERGED),
        Producer("docx", ".docx", as_docx.document, "as_docx", (), MARKUP_LAYOUTS),
        Producer("odt", ".odt", _libreoffice("odt"), "as_docx", ("soffice",), CONVERTED_LAYOUTS),
        Producer("doc", ".doc", _libreoffice("doc"), "as_docx", ("soffice",), CONVERTED_LAYOUTS),
        Producer("rtf", ".rtf", _libreoffice("rtf"), "as_docx", ("soffice",), CONVERTED_LAYOUTS),
        Producer(
            "html", ".html", lambda plan, layout: as_html.page(plan, layout).encode(), "as_html", (), MARKUP_LAYOUTS
        ),
        Producer("text", ".txt", as_text.tabs, "as_text", (), MARKUP_LAYOUTS, UNMERGED),
        Producer("markdown", ".md", as_text.markdown, "as_text", (), MARKUP_LAYOUTS, UNMERGED),
        Producer("xlsx", ".xlsx", as_text.xlsx, "as_text", (), MARKUP_LAYOUTS),
    )
}
