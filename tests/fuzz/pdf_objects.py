"""A PDF as its objects by number, taken apart and put together again with a true cross-reference table.

Taken apart, so that a mutation hits the structure and not only the bytes; put together rightly, so that a reader gets
as far as the mutation and does not stop at the table.
"""

import re
import zlib
from io import BytesIO

Objects = dict[int, bytes]  # what stands between "n 0 obj" and "endobj"

_OBJECT = re.compile(rb"(\d{1,7})\s+\d{1,5}\s+obj\b(.*?)\bendobj", re.DOTALL)
_STREAM = re.compile(rb"(.*?)\bstream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_ROOT = re.compile(rb"/Root\s+(\d+)\s+\d+\s+R")
_LENGTH = re.compile(rb"/Length\s+\d+(?:\s+\d+\s+R)?")
_DEFLATED = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?")


def parse(data: bytes) -> tuple[Objects, int]:
    """The objects of a PDF, those within object streams too, deflated streams inflated; and the catalogue's number."""
    objects: Objects = {}
    for found in _OBJECT.finditer(data):
        number, body = int(found[1]), _inflated(found[2].strip())
        if b"/Type/ObjStm" in body.replace(b" ", b""):
            objects |= _packed(body)
        elif b"/Type/XRef" not in body.replace(b" ", b""):
            objects[number] = body
    root = _ROOT.search(data)
    if root is None:
        raise ValueError("a PDF without a catalogue")
    return objects, int(root[1])


def build(objects: Objects, root: int, trailer: bytes = b"", shift: int = 0) -> bytes:
    """A PDF of these objects; `trailer` goes into the trailer's dictionary, `shift` makes the table's offsets wrong."""
    out = BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table, size = out.tell(), max(objects, default=0) + 1
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in sorted(places.items()):
        out.write(b"%d 1\n%010d 00000 n \n" % (number, max(0, place + shift)))
    out.write(b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, trailer, table))
    return out.getvalue()


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """The body of a stream object."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def table_pdf(rows: int = 4) -> bytes:
    """A small plan with rules, in a font that every reader has: enough for each stage to have work."""
    lines = [
        "STT|Task|Lead agency|Time",
        *(f"{n}|Write plan {n}|Ministry {n}|Quy {n % 4 + 1}/2025" for n in range(1, rows)),
    ]
    widths, top, height = (72, 110, 260, 420, 520), 720, 24
    content = []
    for row, line in enumerate(lines):
        y = top - row * height
        content += [
            f"BT /F1 11 Tf {x + 4} {y - 16} Td ({text}) Tj ET" for x, text in zip(widths, line.split("|"), strict=False)
        ]
    bottom = top - len(lines) * height
    content += [
        f"{widths[0]} {top - row * height} m {widths[-1]} {top - row * height} l S" for row in range(len(lines) + 1)
    ]
    content += [f"{x} {top} m {x} {bottom} l S" for x in widths]
    return build(plain_objects("\n".join(content).encode()), 1)


def plain_objects(
    content: bytes, page: bytes = b"", font: bytes = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
) -> Objects:
    """Catalogue 1, page tree 2, page 3 (`page` adds to its dictionary), content 4, font 5."""
    return {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R%s>>" % page,
        4: stream(content),
        5: font,
    }


def _inflated(body: bytes) -> bytes:
    found = _STREAM.fullmatch(body)
    if found is None or not _DEFLATED.search(found[1]) or b"/DecodeParms" in found[1]:
        return body
    try:
        data = zlib.decompress(found[2])
    except zlib.error:
        return body
    head = _LENGTH.sub(b"/Length %d" % len(data), _DEFLATED.sub(b"", found[1]))
    return b"%sstream\n%s\nendstream" % (head, data)


def _packed(body: bytes) -> Objects:
    """The objects of an object stream (ISO 32000-1, 7.5.7)."""
    found = _STREAM.fullmatch(body)
    first = re.search(rb"/First\s+(\d+)", body)
    if found is None or first is None:
        return {}
    start = int(first[1])
    index = list(map(int, found[2][:start].split()))
    numbers, places = index[::2], [*index[1::2], len(found[2]) - start]
    return {number: found[2][start + places[i] : start + places[i + 1]].strip() for i, number in enumerate(numbers)}
