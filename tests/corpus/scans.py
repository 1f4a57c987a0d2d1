"""Scans of the corpus: a made document printed, worn, scanned and stored, so that what it says is known exactly.

A page is drawn, worn as a named Wear says, and put into a PDF as a scanner does: JPEG, or one bit a pixel as CCITT
group 4 or JBIG2. The same seed gives the same bytes.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Coding = Literal["jpeg", "g4", "jbig2"]

RED = (205, 40, 55)
RING = "ỦY BAN NHÂN DÂN TỈNH - SỞ NỘI VỤ - "
SEAL_FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"


@dataclass(frozen=True, slots=True)
class Wear:
    """What happens to a sheet; `skew` in degrees, `blur` and `grow` in hundredths of an inch.

    `noise`: standard deviation of grey levels. `toner`: the share of ink that is left, uneven over the sheet.
    `bleed`: how much of the sheet's back shines through. `copies`: how often it was photocopied. `seal`: a red stamp
    over the table.
    """

    name: str
    dpi: int = 200
    coding: Coding = "jpeg"
    quality: int = 75
    skew: float = 0.3
    noise: float = 4.0
    blur: float = 0.0
    seal: bool = False
    bleed: float = 0.0
    toner: float = 1.0
    copies: int = 0
    grey: bool = False


_PLAIN = Wear("jpeg")
WEARS: tuple[Wear, ...] = (
    _PLAIN,
    replace(_PLAIN, name="g4", coding="g4", skew=-0.5),
    replace(_PLAIN, name="jbig2", coding="jbig2", skew=0.6),
    replace(_PLAIN, name="skew 1", skew=-1.0, grey=True),
    replace(_PLAIN, name="skew 2", skew=2.0),
    replace(_PLAIN, name="skew 3", skew=-3.0),
    replace(_PLAIN, name="seal", seal=True),
    replace(_PLAIN, name="blur", blur=0.5),
    replace(_PLAIN, name="bleed", bleed=0.22, grey=True),
    replace(_PLAIN, name="low toner", toner=0.45),
    replace(_PLAIN, name="copied twice", copies=2, coding="g4"),
    replace(_PLAIN, name="worst", seal=True, bleed=0.12, blur=0.35, skew=1.2, quality=55, noise=8),
)
RESOLUTIONS: dict[int, tuple[str, ...]] = {
    150: ("jpeg", "g4", "skew 2"),
    200: tuple(wear.name for wear in WEARS),
    300: tuple(wear.name for wear in WEARS if wear.name != "jbig2"),
}


def wears() -> Iterator[Wear]:
    """Every wear at each resolution that it is measured at."""
    by_name = {wear.name: wear for wear in WEARS}
    for dpi, names in RESOLUTIONS.items():
        yield from (replace(by_name[name], dpi=dpi) for name in names)


def scan(data: bytes, wear: Wear, seed: int = 0) -> bytes:
    """A PDF of text as a PDF of scans."""
    return as_pdf(list(pictures(data, wear, seed)), wear)


def pictures(data: bytes, wear: Wear, seed: int = 0) -> Iterator[Picture]:
    """The worn pages of a PDF, grey or RGB."""
    random = np.random.default_rng(seed)
    with pypdfium2.PdfDocument(data) as document:
        back: Picture | None = None
        for page in document:
            sheet: Picture = page.render(scale=wear.dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3].copy()
            yield worn(sheet, back, wear, random)
            back = sheet


def worn(sheet: Picture, back: Picture | None, wear: Wear, random: np.random.Generator) -> Picture:
    """A drawn page as it comes out of the scanner, grey or RGB; `back` is what the sheet has on its other side."""
    page: NDArray[np.float32] = sheet.astype(np.float32)
    if wear.toner < 1.0:
        page = 255 - (255 - page) * (wear.toner * _cloud(page.shape[:2], random, 0.55, 1.0))[:, :, None]
    if wear.seal:
        page = np.minimum(page, _seal(page.shape[0], page.shape[1], random))
    if wear.bleed:
        behind = (sheet if back is None or back.shape != sheet.shape else back)[:, ::-1].astype(np.float32)
        page = np.minimum(page, 255 - wear.bleed * (255 - cv2.GaussianBlur(behind, (0, 0), wear.dpi * 0.008)))
    for _ in range(wear.copies):
        page = _copied(page, wear.dpi, random)
    page = _turned(page, wear.skew)
    if wear.blur:
        page = np.asarray(cv2.GaussianBlur(page, (0, 0), wear.blur * wear.dpi / 100), np.float32)
    if wear.noise:
        page += random.normal(0, wear.noise, page.shape[:2])[:, :, None].astype(np.float32)
    out = np.clip(page, 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(out, cv2.COLOR_RGB2GRAY), np.uint8) if wear.grey or wear.copies else out


def _cloud(shape: tuple[int, ...], random: np.random.Generator, low: float, high: float) -> NDArray[np.float32]:
    """A slowly changing field between two values."""
    coarse = random.uniform(low, high, (6, 5)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)


def _turned(page: NDArray[np.float32], degrees: float) -> NDArray[np.float32]:
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return np.asarray(turned, np.float32)


def _seal(height: int, width: int, random: np.random.Generator) -> NDArray[np.float32]:
    """A red stamp of 36 mm with two rings, a star and its office's name, somewhere over the table."""
    from PIL import Image, ImageDraw, ImageFont

    short = min(height, width)
    size = int(short * 36 / 210)
    stamp = Image.new("RGB", (size, size), "white")
    draw = ImageDraw.Draw(stamp)
    line = max(2, size // 60)
    draw.ellipse((line, line, size - line, size - line), outline=RED, width=2 * line)
    draw.ellipse((size * 0.24, size * 0.24, size * 0.76, size * 0.76), outline=RED, width=line)
    draw.regular_polygon((size / 2, size / 2, size * 0.12), 5, fill=RED)
    font = ImageFont.truetype(SEAL_FONT, size // 10)
    for place, letter in enumerate(RING):
        tile = Image.new("RGB", (size, size), "white")
        ImageDraw.Draw(tile).text((size / 2, size * 0.14), letter, fill=RED, font=font, anchor="mm")
        turned = tile.rotate(-360 * place / len(RING), fillcolor="white", resample=Image.Resampling.BICUBIC)
        stamp = Image.fromarray(np.minimum(np.asarray(stamp), np.asarray(turned)))
    out = np.full((height, width, 3), 255, np.float32)
    top, left = int(random.uniform(0.25, 0.6) * height), int(random.uniform(0.2, 0.6) * width)
    part = out[top : top + size, left : left + size]
    part[:] = np.asarray(stamp, np.float32)[: part.shape[0], : part.shape[1]]
    return out


def _copied(page: NDArray[np.float32], dpi: int, random: np.random.Generator) -> NDArray[np.float32]:
    """A photocopy: a little turned and blurred, hard contrast, specks, ink that spreads."""
    turned = _turned(page, float(random.uniform(-0.3, 0.3)))
    soft = cv2.GaussianBlur(turned, (0, 0), dpi * 0.003) + random.normal(0, 18, page.shape[:2])[:, :, None]
    hard = np.clip((soft - 100) * 2.6, 0, 255)
    specks = random.random(page.shape[:2]) < 0.00025
    hard[cv2.dilate(specks.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0] = 20
    spread = cv2.erode(hard, np.ones((2, 2), np.uint8))
    return np.asarray(0.5 * hard + 0.5 * spread, np.float32)


def as_pdf(pages: list[Picture], wear: Wear) -> bytes:
    """Pictures as the pages of a PDF, one image each, coded as the wear says."""
    code = {"jpeg": _jpeg, "g4": _g4, "jbig2": _jbig2}[wear.coding]
    return pdf_of([(code(page, wear), page.shape[1] * 72 / wear.dpi, page.shape[0] * 72 / wear.dpi) for page in pages])


@dataclass(frozen=True, slots=True)
class Coded:
    """An image as it lies in a PDF: the entries of its dictionary and its bytes; `text` lies below it, unseen."""

    entries: str
    data: bytes
    text: str = ""


def text_below(page: Picture, wear: Wear, text: str) -> tuple[Coded, float, float]:
    """A page for `pdf_of`: a JPEG over invisible ASCII text."""
    return replace(_jpeg(page, wear), text=text), page.shape[1] * 72 / wear.dpi, page.shape[0] * 72 / wear.dpi


def _hidden(text: str, height: float) -> str:
    """Text in render mode 3, in lines of 90 letters."""
    lines = " ".join(f"({text[at : at + 90]}) Tj T*" for at in range(0, len(text), 90))
    return f" BT /F 8 Tf 3 Tr 10 TL 40 {height - 60:.0f} Td {lines} ET" if text else ""


def pdf_of(pages: list[tuple[Coded, float, float]]) -> bytes:
    """A PDF of whole-page images, each with its page's width and height in points."""
    kids = " ".join(f"{3 + 3 * n} 0 R" for n in range(len(pages)))
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
    ]
    for n, (image, width, height) in enumerate(pages):
        first = 3 + 3 * n
        drawn = f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /I Do Q{_hidden(image.text, height)}".encode()
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.3f} {height:.3f}]/Contents {first + 1} 0 R"
            f"/Resources<</XObject<</I {first + 2} 0 R>>"
            "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>".encode()
        )
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn))
        head = f"<</Type/XObject/Subtype/Image{image.entries}/Length {len(image.data)}>>\nstream\n".encode()
        objects.append(head + image.data + b"\nendstream")
    return file_of(objects)


def file_of(objects: list[bytes]) -> bytes:
    """A PDF of numbered objects, the first of them its catalogue."""
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _size(page: Picture, bits: int, space: str) -> str:
    return f"/Width {page.shape[1]}/Height {page.shape[0]}/BitsPerComponent {bits}/ColorSpace/{space}"


def _jpeg(page: Picture, wear: Wear) -> Coded:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(page).save(out, "JPEG", quality=wear.quality)
    space = "DeviceGray" if page.ndim == 2 else "DeviceRGB"
    return Coded(f"{_size(page, 8, space)}/Filter/DCTDecode", out.getvalue())


def _group4(page: Picture) -> bytes:
    """The page at a fixed threshold, as scanners do it, in CCITT group 4 (ITU-T T.6)."""
    from PIL import Image

    grey = page if page.ndim == 2 else np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8)
    out = io.BytesIO()
    # Group 4 knows white and black runs, and libtiff takes set bits for black.
    bits = Image.fromarray(np.where(grey > 160, 0, 255).astype(np.uint8)).convert("1")
    bits.save(out, "TIFF", compression="group4", tiffinfo={278: page.shape[0]})
    with Image.open(out) as tiff:
        tags = getattr(tiff, "tag_v2")  # noqa: B009 - Pillow's stubs know it on TIFF pictures only
        (place,), (length,) = tags[273], tags[279]
    return out.getvalue()[place : place + length]


def _g4(page: Picture, wear: Wear) -> Coded:
    height, width = page.shape[:2]
    parms = f"/DecodeParms<</K -1/Columns {width}/Rows {height}>>"
    return Coded(f"{_size(page, 1, 'DeviceGray')}/Filter/CCITTFaxDecode{parms}", _group4(page))


def _jbig2(page: Picture, wear: Wear) -> Coded:
    """JBIG2 as one immediate generic region in MMR coding (ITU-T T.88, 7.4.6), which is group 4 again."""
    height, width = page.shape[:2]
    about = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, 1) + _group4(page)
    data = _segment(0, 48, about) + _segment(1, 38, region)
    return Coded(f"{_size(page, 1, 'DeviceGray')}/Filter/JBIG2Decode", data)


def _segment(number: int, kind: int, data: bytes) -> bytes:
    return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data
