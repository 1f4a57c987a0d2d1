"""Mutations of documents, at the level of bytes and of each kind's own structure; each is a function of a Random.

The same seed gives the same document, so that a finding is told by its number.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from random import Random
from typing import Any

from tests.fuzz import pdf_objects

EXTREME = (
    *("0", "-1", "1", "2", "-2147483648", "2147483647", "4294967296", "99999999999999999999", "1e38", "-1e38"),
    *("0.000000001", "65535", "1000000", "NaN", "", "x", "-0", "1" * 400),
)
ODD_TEXTS = (
    *("=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "\u202egnp.exe", "\u200b", "\ufeff", "\ufffe", "\x0b", "\x85", "\u2028"),
    *("a" * 40_000, "\n" * 500, "\t" * 500, "|" * 500, "1.1." * 300, "Năm 2021-2022; " * 200, "I\u0301" * 300),
    *("31/02/2025", "Quý IV/0000", "999999999999/12/2025", "Bộ, " * 500, "9" * 5000, "Tháng 13-99/2025", "\U0001f600"),
)


def mutate_bytes(data: bytes, chance: Random) -> bytes:
    """Bytes flipped, cut out, doubled, filled, moved or cut off; one to eight times."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        if not out:
            break
        start = chance.randrange(len(out))
        end = min(len(out), start + chance.choice((1, 2, 4, 16, 64, 1024, 16384)))
        match chance.randrange(7):
            case 0:
                out[start] ^= 1 << chance.randrange(8)
            case 1:
                del out[start:end]
            case 2:
                out[start:start] = out[start:end] * chance.choice((1, 2, 50))
            case 3:
                out[start:end] = bytes([chance.choice((0, 255, 32, 65))]) * (end - start)
            case 4:
                place = chance.randrange(len(out))
                out[place:place] = out[start:end]
            case 5:
                out[start:end] = chance.randbytes(end - start)
            case _:
                out = out[:start] if chance.random() < 0.5 else out[start:]
    return bytes(out)


# --- PDF --------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(rb"(?<![\w.#/])[-+]?\d+(?:\.\d+)?(?![\w.])")
_REFERENCE = re.compile(rb"\b\d+ 0 R\b")
_NAME = re.compile(rb"/[A-Za-z][\w+,-]*")
_ENTRY = re.compile(rb"/[A-Za-z]\w*\s*(?:\d+ 0 R|\[[^\[\]]*\]|/\w+|[-\d.]+|\([^()]*\))")
_OPERATOR = re.compile(rb"(?<=\s)[A-Za-z*'\"]{1,3}(?=\s)")
_TRAPS = (
    b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>",
    b"/OpenAction<</S/Launch/F(calc.exe)>>",
    b"/AA<</O<</S/URI/URI(http://localhost:9/)>>>>",
    b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(../../evil)>>]>>>>",
    b"/Encrypt<</Filter/Standard/V 9/R 9>>",
    b"/AcroForm<</XFA(x)/Fields[1 0 R]>>",
)


_OPERATORS = (b"q", b"BT", b"Do", b"Tj", b"cm")
_PACKINGS = (b"/Length 0/L", b"/Filter/FlateDecode/Length", b"/Filter[" + b"/ASCIIHexDecode" * 60 + b"]/Length")


def _sub_one(pattern: re.Pattern[bytes], new: bytes, body: bytes, chance: Random) -> bytes:
    found = list(pattern.finditer(body[:200_000]))
    if not found:
        return body
    one = chance.choice(found)
    return body[: one.start()] + new + body[one.end() :]


def _nested(chance: Random) -> bytes:
    depth = chance.choice((10, 600, 20_000))
    return b"[" * depth + b"]" * chance.choice((0, depth))


def _mutate_object(objects: pdf_objects.Objects, root: int, chance: Random) -> None:
    """One object dropped, doubled, swapped with another, cut, or changed within."""
    one, other = chance.choice(list(objects)), chance.choice(list(objects))
    body = objects[one]
    match chance.randrange(7):
        case 0 if len(objects) > 1:
            del objects[one]
        case 1:
            objects[one] = objects[other]
        case 2:
            objects[one], objects[other] = objects[other], objects[one]
        case 3:
            objects[one] = body[: chance.randrange(len(body) + 1)]
        case 4:
            objects[root] = objects.get(root, b"<<>>").replace(b"<<", b"<<" + chance.choice(_TRAPS), 1)
        case _:
            # A reference of its own makes a loop, often.
            references = [b"%d 0 R" % number for number in (one, other, root)]
            names = _NAME.findall(objects[other][:5000]) or [b"/X"]
            objects[one] = _changed(body, chance.choice(references), chance.choice(names), chance)


def _changed(body: bytes, reference: bytes, name: bytes, chance: Random) -> bytes:
    """An object's body with one number, reference, name, entry or operator changed, or packed another way."""
    if chance.random() < 0.1:
        return body.replace(b"/Length", chance.choice(_PACKINGS), 1)
    operators = b" ".join([chance.choice(_OPERATORS)] * chance.choice((1, 30_000)))
    ways = (
        (_REFERENCE, reference),
        (_REFERENCE, reference),
        (_NUMBER, chance.choice(EXTREME).encode()),
        (_NUMBER, chance.choice(EXTREME).encode()),
        (_NUMBER, _nested(chance)),
        (_NAME, name),
        (_ENTRY, b""),
        (_OPERATOR, operators),
    )
    return _sub_one(*chance.choice(ways), body, chance)


def _mutate_tree(objects: pdf_objects.Objects, root: int, chance: Random) -> None:
    """The page tree: cycles, kids without end, counts that lie."""
    trees = [number for number, body in objects.items() if b"/Kids" in body]
    if not trees:
        return
    one = chance.choice(trees)
    kids = b"%d 0 R " % chance.choice((one, root, *objects))
    body = re.sub(rb"/Kids\s*\[", b"/Kids[" + kids * chance.choice((1, 1, 300)), objects[one], count=1)
    if chance.random() < 0.5:
        body = re.sub(rb"/Count\s+\d+", b"/Count " + chance.choice(EXTREME).encode(), body)
    objects[one] = body


def mutate_pdf(data: bytes, chance: Random) -> bytes:
    """Objects dropped, doubled, swapped, looped, their numbers and names changed; the table true, shifted or gone."""
    objects, root = pdf_objects.parse(data)
    for _ in range(chance.choice((1, 1, 2, 4, 10))):
        (_mutate_tree if chance.random() < 0.15 else _mutate_object)(objects, root, chance)
    made = pdf_objects.build(objects, root, shift=chance.choice((0, 0, 0, 0, 1, 5000)))
    return made.replace(b"startxref", b"sxref") if chance.random() < 0.05 else made


# --- markup: DOCX and HTML --------------------------------------------------------------------------------------

_ATTRIBUTES = ("colspan", "rowspan", "style", "class", "width", "start", "value", "type")


def mutate_tree(tree: Any, chance: Random) -> None:
    """Elements removed, doubled, nested deep, moved; attributes and texts extreme. `tree` is lxml's."""
    for _ in range(chance.choice((1, 2, 4, 12))):
        elements = list(tree.iter("*"))[1:]
        if not elements:
            return
        one = chance.choice(elements)
        match chance.randrange(9):
            case 0:
                one.getparent().remove(one)
            case 1:
                for _ in range(chance.choice((1, 3, 60))):
                    one.addnext(_copy(one))
            case 2:
                _nest(one, chance.choice((2, 20, 300)))
            case 3:
                target = chance.choice(elements)
                if target not in one.iter() and target is not one:
                    target.append(one)
            case 4 | 5:
                names = list(one.attrib) or list(_ATTRIBUTES)
                one.set(chance.choice(names), _xml_text(chance.choice(EXTREME)))
            case 6:
                one.attrib.clear()
            case 7:
                one.text = _xml_text(chance.choice(ODD_TEXTS))
            case _:
                one.tag = chance.choice(elements).tag


def _copy(element: Any) -> Any:
    from copy import deepcopy

    return deepcopy(element)


def _nest(element: Any, depth: int) -> None:
    """An element within shells of its own kind, and within those of its parent's, as tables nest in cells."""
    shells = [element.tag, *([element.getparent().tag] if element.getparent().getparent() is not None else [])]
    inner = element
    for level in range(depth):
        shell = inner.makeelement(shells[level % len(shells)])
        inner.getparent().replace(inner, shell)
        shell.append(inner)


def _xml_text(text: str) -> str:
    """Without what XML cannot hold at all."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "?", text)


NO_TIME = (1980, 1, 1, 0, 0, 0)  # of a member: the same document every time, whatever the clock says


def mutate_package(data: bytes, chance: Random, main: str = "word/document.xml") -> bytes:
    """A part's tree changed, a part dropped, swapped, named out of the archive, or packed beyond measure."""
    from lxml import etree

    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = main if chance.random() < 0.7 else chance.choice(list(parts))
    if name.endswith((".xml", ".rels")) and chance.random() < 0.9:
        tree = etree.fromstring(parts[name])
        mutate_tree(tree, chance)
        parts[name] = etree.tostring(tree, encoding="utf-8", xml_declaration=True)
    else:
        parts[name] = mutate_bytes(parts[name], chance)
    match chance.randrange(12):
        case 0:
            del parts[chance.choice(list(parts))]
        case 1:
            parts[chance.choice(("../../evil.txt", "/etc/evil", "word\\..\\..\\evil", "a" * 300))] = b"x"
        case 2:
            parts["word/media/a.bin"] = bytes(30 << 20)
        case 3:
            one, other = chance.choice(list(parts)), chance.choice(list(parts))
            parts[one], parts[other] = parts[other], parts[one]
        case _:
            pass
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in parts.items():
            archive.writestr(zipfile.ZipInfo(member, NO_TIME), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def mutate_html(data: bytes, chance: Random) -> bytes:
    """The tree changed, or its tags as text: unclosed, doubled, in each other."""
    from lxml import html

    if chance.random() < 0.6:
        tree = html.document_fromstring(data)
        mutate_tree(tree, chance)
        return bytes(html.tostring(tree, encoding="utf-8"))
    tags = list(re.finditer(rb"<[^<>]{0,200}>", data))
    for _ in range(chance.choice((1, 3, 20))):
        if tags:
            one, other = chance.choice(tags), chance.choice(tags)
            new = chance.choice(
                (b"", other[0] * chance.choice((1, 2, 3000)), b"<table><tr><td>" * chance.choice((1, 40, 400)))
            )
            data = data[: one.start()] + new + data[one.end() :]
    return data


# --- text -------------------------------------------------------------------------------------------------------


def mutate_text(data: bytes, chance: Random) -> bytes:
    """Lines and fields dropped, doubled, swapped or filled with odd text; other encodings."""
    lines = data.decode("utf-8", "replace").split("\n")
    for _ in range(chance.choice((1, 2, 5, 20))):
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(7):
            case 0:
                del lines[one]
                lines = lines or [""]
            case 1:
                lines[one:one] = [lines[one]] * chance.choice((1, 100))
            case 2:
                lines[one], lines[other] = lines[other], lines[one]
            case 3:
                fields = lines[one].split("\t")
                fields[chance.randrange(len(fields))] = chance.choice((*ODD_TEXTS, *EXTREME))
                lines[one] = "\t".join(fields)
            case 4:
                lines[one] = lines[one].replace("\t", chance.choice(("", " ", "|", "\t\t", ",", "\x00")))
            case 5:
                lines[one] = chance.choice(ODD_TEXTS)
            case _:
                lines[one] += lines[other]
    coding = chance.choice(("utf-8", "utf-8", "utf-8", "utf-16", "cp1258", "utf-32", "utf-7"))
    return "\n".join(lines).encode(coding, "replace")


# --- web archives, RTF, locked files ----------------------------------------------------------------------------

_FIELD = re.compile(rb"^(?:Content-\w[\w-]*|MIME-Version)\s*:[^\n]*", re.M | re.I)
_FIELDS = (
    *(b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: x-uuencode", b"Content-Type: text/html"),
    *(b"Content-Type: text/html; charset=utf-7", b"Content-Type: text/html; charset=%00", b"Content-Type: ;;;="),
    *(b"Content-Type: multipart/related; boundary=", b"Content-Type: message/rfc822", b"Content-Location: file:///x"),
)
_CONTROL = re.compile(rb"\\[a-z]{1,32}-?\d*|[{}]")
_CONTROLS = (
    *(b"\\bin2147483647 ", b"\\cellx-2147483648", b"\\u-1?", b"\\trowd", b"\\cell", b"\\row", b"{\\*\\unknown"),
    *(b"{\\object\\objdata ffff}", b"{\\field{\\*\\fldinst DDEAUTO c x}}", b"{" * 5_000, b"}" * 50),
)


def mutate_mht(data: bytes, chance: Random) -> bytes:
    """Its page changed as HTML is, or header fields changed, doubled or gone."""
    if chance.random() < 0.5:
        head, _, page = data.partition(b"\n\n<")
        return head + b"\n\n" + mutate_html(b"<" + page, chance)
    for _ in range(chance.choice((1, 2, 4))):
        data = _sub_one(_FIELD, chance.choice((b"", *_FIELDS)), data, chance)
    return data


def mutate_rtf(data: bytes, chance: Random) -> bytes:
    """Control words and groups changed, dropped, and opened without end."""
    for _ in range(chance.choice((1, 3, 10))):
        data = _sub_one(_CONTROL, chance.choice((b"", *_CONTROLS)), data, chance)
    return data


def mutate_locked(data: bytes, chance: Random) -> bytes:
    """Bytes changed where the container's tables and what tells of the encryption stand."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 4, 30))):
        out[chance.randrange(min(len(out), 10_240))] = chance.randrange(256)
    return bytes(out)


# --- pictures ---------------------------------------------------------------------------------------------------

_PNG = b"\x89PNG\r\n\x1a\n"
_WHOLES = (0, 1, 2, 255, 256, 32_767, 65_535, 1 << 20, (1 << 31) - 1, (1 << 32) - 1)


def mutate_picture(data: bytes, chance: Random) -> bytes:
    """A PNG's chunks changed under true sums, a number in another picture's head changed, a scanned PDF's objects."""
    if data.startswith(b"%PDF"):
        return mutate_pdf(data, chance)
    if data.startswith(_PNG):
        chunks = list(_chunks(data))
        for _ in range(chance.choice((1, 1, 3))):
            _mutate_chunk(chunks, chance)
        return _PNG + b"".join(_chunk(kind, body) for kind, body in chunks)
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 4))):
        form = chance.choice(("<H", ">H", "<I", ">I"))
        size = struct.calcsize(form)
        at = chance.randrange(min(len(out), 700) - size)
        out[at : at + size] = struct.pack(form, chance.choice(_WHOLES) & ((1 << 8 * size) - 1))
    return bytes(out)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 8 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _mutate_chunk(chunks: list[tuple[bytes, bytes]], chance: Random) -> None:
    place = chance.randrange(len(chunks))
    kind, body = chunks[place]
    match chance.randrange(5):
        case 0 if len(chunks) > 1:
            del chunks[place]
        case 1:
            chunks[place:place] = [(kind, body)] * chance.choice((1, 50))
        case 2:
            chunks[place] = (kind, mutate_bytes(body, chance))
        case 3:
            chunks[place] = (chance.choice(chunks)[0], body)
        case _:  # the head: width, height, depth, colours
            size = struct.pack(">II", chance.choice(_WHOLES), chance.choice(_WHOLES))
            chunks[0] = (b"IHDR", size + bytes(chance.choice((0, 1, 2, 3, 6, 8, 16)) for _ in range(5)))


STRUCTURAL: dict[str, Callable[[bytes, Random], bytes]] = {
    "pdf": mutate_pdf,
    "docx": mutate_package,
    "html": mutate_html,
    "txt": mutate_text,
    "mht": mutate_mht,
    "rtf": mutate_rtf,
    "odt": partial(mutate_package, main="content.xml"),
    "doc": mutate_bytes,
    "locked": mutate_locked,
    "picture": mutate_picture,
}


def mutated(kind: str, data: bytes, number: int) -> bytes:
    """Mutation `number` of a document: its structure's, its bytes', or both."""
    chance = Random(number)
    way = chance.random()
    if way < 0.65:
        data = STRUCTURAL[kind](data, chance)
    return mutate_bytes(data, chance) if way > 0.55 else data
