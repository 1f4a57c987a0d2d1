"""Documents that would fetch, run or write something if anybody let them: by name, with the address they call."""

import io
import zipfile
from typing import cast

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.extract.word_files import docx, p, plan
from tests.fuzz.pdf_objects import build, plain_objects, stream

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:dom="http://www.w3.org/2001/xml-events" xmlns:xlink="http://www.w3.org/1999/xlink"'
)
_ROWS = (("STT", "Nhiệm vụ", "Chủ trì"), ("1", "Tập huấn", "Sở Y tế"), ("2", "Kiểm tra", "Sở Nội vụ"))


def _zip(members: dict[str, str]) -> bytes:
    stream_ = io.BytesIO()
    with zipfile.ZipFile(stream_, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return stream_.getvalue()


def calling(url: str) -> dict[str, bytes]:
    """Documents of the kinds that phuluc reads itself, each of which calls `url` in every way its kind knows."""
    return {
        "template, style sheet and picture elsewhere.docx": _docx(url),
        "schema and entity elsewhere.docx": _replaced(
            docx(p("QUYẾT ĐỊNH") + plan()), "word/document.xml", f'<!DOCTYPE w [<!ENTITY e SYSTEM "{url}/entity">]>'
        ),
        "page.html": _html(url).encode(),
        "page.xhtml": f'<?xml version="1.0"?><!DOCTYPE html SYSTEM "{url}/dtd">{_html(url)}'.encode(),
        "archive.mht": _mht(url),
        "workbook with a link and a query.xlsx": _xlsx(url),
        "document.pdf": _pdf(url),
        "text.txt": f'STT\tNhiệm vụ\tChủ trì\n1\t{url}\t=HYPERLINK("{url}")\n'.encode(),
    }


def _docx(url: str) -> bytes:
    kinds = ("attachedTemplate", "styles", "numbering", "image", "frame", "oleObject", "subDocument", "hyperlink")
    links = "".join(
        f'<Relationship Id="x{place}" Type="{_REL}/{kind}" Target="{url}/{kind}" TargetMode="External"/>'
        for place, kind in enumerate(kinds)
    )
    fields = "".join(f"<w:fldSimple w:instr='{field}'/>" for field in (f'INCLUDETEXT "{url}"', f'DDEAUTO cmd "{url}"'))
    rels = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )
    return docx(
        p("QUYẾT ĐỊNH") + f"<w:p>{fields}</w:p>" + plan(),
        extra={"word/_rels/settings.xml.rels": rels.encode(), "word/vbaProject.bin": b"macro"},
    )


def _replaced(data: bytes, name: str, head: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {member: archive.read(member).decode() for member in archive.namelist()}
    return _zip(parts | {name: head + parts[name]})


def _html(url: str) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in _ROWS)
    return (
        f'<html manifest="{url}/m"><head><base href="{url}/"><link rel="stylesheet" href="{url}/s.css">'
        f'<meta http-equiv="refresh" content="0;url={url}/r"><style>@import url({url}/i.css);</style>'
        f'<script src="{url}/s.js"></script><script>fetch("{url}")</script></head>'
        f'<body background="{url}/b" onload="fetch(\'{url}\')"><img src="{url}/a.png" onerror="alert(1)">'
        f'<iframe src="{url}/f"></iframe><object data="{url}/o"></object><embed src="{url}/e">'
        f'<svg><image href="{url}/g"/></svg><audio src="{url}/au" autoplay></audio>'
        f'<table style="background:url({url}/t)">{rows}</table></body></html>'
    )


def _mht(url: str) -> bytes:
    return (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        f'Content-Type: text/html; charset="utf-8"\r\nContent-Location: {url}/page\r\n\r\n{_html(url)}\r\n--b\r\n'
        f'Content-Type: message/external-body; access-type=URL; URL="{url}/x"\r\n\r\n\r\n--b--\r\n'
    ).encode()


def _xlsx(url: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = cast(Worksheet, book.active)
    for row in _ROWS:
        sheet.append(row)
    sheet["D2"] = f'=WEBSERVICE("{url}/w")'
    sheet["D3"] = f"='[{url}/other.xlsx]Sheet1'!A1"
    sheet["B2"].hyperlink = f"{url}/h"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _pdf(url: str) -> bytes:
    action = f"<</S/URI/URI({url}/u)>>".encode()
    made = plain_objects(b"BT /F1 12 Tf 72 720 Td (STT) Tj ET", b"/AA<</O %s>>" % action)
    made[1] = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(this.submitForm\\('%s'\\);)>>>>" % url.encode()
    made[6] = stream(b"", b"/F<</FS/URL/F(%s/stream)>>" % url.encode())
    return build(made, 1)


def office_calling(url: str, written: str) -> dict[str, bytes]:
    """Documents that LibreOffice is to open: they call `url`, and their macros write the file `written`."""
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for row in _ROWS
    )
    events = "".join(
        f'<script:event-listener script:language="ooo:script" script:event-name="dom:{event}" '
        'xlink:href="vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document" xlink:type="simple"/>'
        for event in ("load", "focus", "unload")
    )
    body = (
        f'<draw:frame><draw:image xlink:href="{url}/i.png" xlink:type="simple" xlink:actuate="onLoad"/></draw:frame>'
        f'<text:section text:name="s"><text:section-source xlink:href="{url}/s.odt" xlink:type="simple"/>'
        "<text:p>x</text:p></text:section>"
        f'<table:table table:name="t"><table:table-column table:number-columns-repeated="3"/>{rows}</table:table>'
    )
    odt = _zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content {_OFFICE} office:version="1.2"><office:scripts>'
            f"<office:event-listeners>{events}</office:event-listeners></office:scripts>"
            f"<office:body><office:text><text:p>{'QUYẾT ĐỊNH'}</text:p>{body}</office:text></office:body>"
            "</office:document-content>",
            "Basic/script-lc.xml": _LIBRARIES,
            "Basic/Standard/script-lb.xml": _LIBRARY,
            "Basic/Standard/M.xml": _MODULE.format(written=written),
            "META-INF/manifest.xml": _MANIFEST,
        }
    )
    rtf = (
        r"{\rtf1\ansi{\*\template "
        + url
        + r"/t.dot}{\field{\*\fldinst INCLUDEPICTURE "
        + f'"{url}/p.png"'
        + r" \\d}{\fldrslt x}}"
        r"{\object\objautlink\objupdate{\*\objclass Word.Document.8}{\*\objdata 00}}"
        r"\trowd\cellx1000\cellx4000\cellx7000\intbl STT\cell Nhiem vu\cell Chu tri\cell\row"
        r"\trowd\cellx1000\cellx4000\cellx7000\intbl 1\cell Tap huan\cell So Y te\cell\row}"
    )
    return {"macros, pictures and sections elsewhere.odt": odt, "template and fields.rtf": rtf.encode()}


_XL = 'xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"'
_LIBRARIES = (
    f'<library:libraries {_XL}><library:library library:name="Standard" library:link="false"/></library:libraries>'
)
_LIBRARY = (
    f'<library:library {_XL} library:name="Standard" library:readonly="false" library:passwordprotected="false">'
    '<library:element library:name="M"/></library:library>'
)
_MODULE = (
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" script:language="StarBasic">'
    'Sub Main\nOpen "{written}" For Output As #1\nPrint #1, "ran"\nClose #1\nEnd Sub\n</script:module>'
)
_ENTRY = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    + _ENTRY.format("/", "application/vnd.oasis.opendocument.text")
    + "".join(
        _ENTRY.format(name, "text/xml")
        for name in ("content.xml", "Basic/script-lc.xml", "Basic/Standard/script-lb.xml", "Basic/Standard/M.xml")
    )
    + "</manifest:manifest>"
)
