"""The door of a DOCX: what python-docx is given to open.

python-docx parses every part of a package, refuses macro-enabled and strict ones, and fails on a relation that leads
nowhere, as web services leave behind. So a package of its own is made for it, of the three parts that hold what is
printed: the text, the styles, the numbering. Macros, pictures, embedded files, templates and links never get near a
parser, and nothing is fetched.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from extract.container import Container, pack, safe_xml
from phuluc.errors import DamagedSource
from phuluc.settings import Limits

Element = Any  # lxml's elements, which python-docx subclasses

_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# The namespaces of ISO 29500 Strict, and those of Transitional that say the same (ISO 29500-4, annex A).
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _DOCUMENT.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
_PARTS = ("document", "styles", "numbering")
_USUAL_NAMES = {"theme": "word/theme/theme1.xml"}
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WML}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WML}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_WML}.numbering+xml"/></Types>'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATION = '<Relationship Id="{id}" Type="' + _DOCUMENT + '/{kind}" Target="{target}"/>'
_DAMAGED = "the Word document's parts are broken; open it in Word or LibreOffice and save it anew"


@dataclass(frozen=True, slots=True)
class WordParts:
    """The roots of a DOCX's parts; `styles` and `numbering` are None where it has none.

    `theme_fonts` are the names of the fonts that its theme calls "major" and "minor"; `cell_limit` is how many fields
    a table may have.
    """

    body: Element
    styles: Element | None
    numbering: Element | None
    theme_fonts: dict[str, str]
    producer: str | None
    cell_limit: int


def open_package(data: bytes, limits: Limits) -> WordParts:
    """Open a DOCX through python-docx.

    Raises:
        DamagedSource: no zip file, no main part, or XML that is none.
        LimitExceeded: over `limits.unpacked_bytes`.
        LockedSource: a part is encrypted.
    """
    from docx import Document
    from docx.opc.constants import RELATIONSHIP_TYPE as RT
    from docx.oxml.ns import qn

    container = Container(data, limits)
    parts = {kind: _safe(part) for kind in _PARTS if (part := _find(container, kind)) is not None}
    if "document" not in parts:
        raise DamagedSource(_DAMAGED)
    try:
        main = Document(BytesIO(_repack(parts))).part
    except (etree.XMLSyntaxError, ValueError, KeyError) as error:
        raise DamagedSource(_DAMAGED) from error
    body = main.element.find(qn("w:body"))
    if body is None:
        raise DamagedSource(_DAMAGED)
    related = {rel.reltype: rel.target_part for rel in main.rels.values()}
    elements = {kind: related[kind].element if kind in related else None for kind in (RT.STYLES, RT.NUMBERING)}
    return WordParts(
        body,
        elements[RT.STYLES],
        elements[RT.NUMBERING],
        _theme_fonts(container),
        _producer(container),
        limits.cells,
    )


def _find(container: Container, kind: str) -> bytes | None:
    """A part by its relation, or where that is broken, by the name that Word gives it."""
    if kind == "document":
        relations, folder = container.read("_rels/.rels"), ""
        kinds = ("officeDocument",)
    else:
        main = _target(container.read("_rels/.rels"), "officeDocument", "") or "word/document.xml"
        folder, _, base = main.rpartition("/")
        relations = container.read(f"{folder}/_rels/{base}.rels")
        kinds = (kind,)
    for name in kinds:
        target = _target(relations, name, folder)
        if target and (found := container.read(target)) is not None:
            return found
    return container.read(_USUAL_NAMES.get(kind, f"word/{kind}.xml"))


def _target(relations: bytes | None, kind: str, folder: str) -> str | None:
    """The member's name that a relation of this kind leads to, inside the package."""
    if relations is None:
        return None
    try:
        root = etree.fromstring(_safe(relations), _parser())
    except etree.XMLSyntaxError:
        return None
    for relation in root.iter("{*}Relationship"):
        if relation.get("Type", "").endswith("/" + kind) and relation.get("TargetMode") != "External":
            target: str = relation.get("Target", "")
            joined = target if target.startswith("/") or not folder else f"{folder}/{target}"
            return re.sub(r"[^/]+/\.\./", "", joined.lstrip("/")).replace("./", "")
    return None


def _safe(part: bytes) -> bytes:
    """A part without the tricks of XML, in Transitional's namespaces."""
    part = safe_xml(part)
    for strict, transitional in _STRICT:
        part = part.replace(strict, transitional)
    return part


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _repack(parts: dict[str, bytes]) -> bytes:
    related = "".join(
        _RELATION.format(id=f"r{kind}", kind=kind, target=f"{kind}.xml") for kind in parts if kind != "document"
    )
    main = _RELATION.format(id="r1", kind="officeDocument", target="word/document.xml")
    return pack(
        {
            "[Content_Types].xml": _CONTENT_TYPES.encode(),
            "_rels/.rels": _RELATIONS.format(main).encode(),
            "word/_rels/document.xml.rels": _RELATIONS.format(related).encode(),
            **{f"word/{kind}.xml": part for kind, part in parts.items()},
        }
    )


def _theme_fonts(container: Container) -> dict[str, str]:
    """The Latin fonts of a theme's headings ("major") and text ("minor")."""
    theme = _extra_part(_find(container, "theme"))
    if theme is None:
        return {}
    found = {name: theme.find(f".//{{*}}{name}Font/{{*}}latin") for name in ("major", "minor")}
    return {name: latin.get("typeface", "") for name, latin in found.items() if latin is not None}


def _producer(container: Container) -> str | None:
    """The program and version that docProps/app.xml names."""
    properties = _extra_part(container.read("docProps/app.xml"))
    if properties is None:
        return None
    words = (properties.findtext(f"{{*}}{name}") for name in ("Application", "AppVersion"))
    return " ".join(word.strip() for word in words if word and word.strip()) or None


def _extra_part(part: bytes | None) -> Element | None:
    """The root of a part that a document can do without; None where it is absent or broken."""
    if part is None:
        return None
    try:
        return etree.fromstring(_safe(part), _parser())
    except (etree.XMLSyntaxError, DamagedSource):
        return None
