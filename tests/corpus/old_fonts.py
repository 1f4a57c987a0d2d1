"""Fonts that hold Vietnamese as TCVN3 did: 8-bit codes whose glyphs are Vietnamese letters (.VnTime)."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fontTools.ttLib import TTFont
from reportlab.pdfbase import ttfonts

TINOS = Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf")
# TCVN 5712:1993 (VN3), lower case and the few capitals that .VnTime has; capitals with tone marks stand in .VnTimeH.
TCVN3 = {
    **dict(zip("ĂÂÊÔƠƯĐăâêôơưđ", range(0xA1, 0xAF), strict=True)),
    **dict(zip("àảãáạ", (0xB5, 0xB6, 0xB7, 0xB8, 0xB9), strict=True)),
    **dict(zip("ằẳẵắặ", (0xBB, 0xBC, 0xBD, 0xBE, 0xC6), strict=True)),
    **dict(zip("ầẩẫấậ", (0xC7, 0xC8, 0xC9, 0xCA, 0xCB), strict=True)),
    **dict(zip("èẻẽéẹ", (0xCC, 0xCE, 0xCF, 0xD0, 0xD1), strict=True)),
    **dict(zip("ềểễếệ", (0xD2, 0xD3, 0xD4, 0xD5, 0xD6), strict=True)),
    **dict(zip("ìỉĩíị", (0xD7, 0xD8, 0xDC, 0xDD, 0xDE), strict=True)),
    **dict(zip("òỏõóọ", (0xDF, 0xE1, 0xE2, 0xE3, 0xE4), strict=True)),
    **dict(zip("ồổỗốộ", (0xE5, 0xE6, 0xE7, 0xE8, 0xE9), strict=True)),
    **dict(zip("ờởỡớợ", (0xEA, 0xEB, 0xEC, 0xED, 0xEE), strict=True)),
    **dict(zip("ùủũúụ", (0xEF, 0xF1, 0xF2, 0xF3, 0xF4), strict=True)),
    **dict(zip("ừửữứự", (0xF5, 0xF6, 0xF7, 0xF8, 0xF9), strict=True)),
    **dict(zip("ỳỷỹýỵ", (0xFA, 0xFB, 0xFC, 0xFD, 0xFE), strict=True)),
}
# The code of "ư" is Unicode's soft hyphen, which ReportLab would take for one: the text has a stand-in for it.
SOFT_HYPHEN, STAND_IN = 0xAD, 0xE0AD


def encode(text: str) -> str:
    """A text's TCVN3 codes, as the Latin-1 letters that a naive reader sees: "Việt Nam" is "ViÖt Nam".

    Raises:
        ValueError: the text has a letter that the 8-bit font lacks, such as a capital with a tone mark.
    """
    codes = "".join(chr(TCVN3[char]) if char in TCVN3 else char for char in unicodedata.normalize("NFC", text))
    if any(ord(char) > 0xFF and char not in "–" for char in codes):
        raise ValueError(f"not in TCVN3: {text}")
    return codes.replace(chr(SOFT_HYPHEN), chr(STAND_IN))


@contextmanager
def codes_in_tounicode() -> Iterator[None]:
    """Let ReportLab say U+00AD in its ToUnicode maps where the text has its stand-in."""
    original = ttfonts.makeToUnicodeCMap
    ttfonts.makeToUnicodeCMap = lambda name, subset: original(
        name, [SOFT_HYPHEN if code == STAND_IN else code for code in subset]
    )
    try:
        yield
    finally:
        ttfonts.makeToUnicodeCMap = original


def build(folder: Path) -> Path:
    """Make ".VnTime" from Tinos: each 8-bit code gets the glyph of its Vietnamese letter."""
    path = folder / ".VnTime.ttf"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        font = TTFont(TINOS)
        glyphs = font.getBestCmap()
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap.update({code: glyphs[ord(char)] for char, code in TCVN3.items()})
                table.cmap[STAND_IN] = glyphs[ord("ư")]
        for record in font["name"].names:
            if record.nameID in (1, 4, 6):
                record.string = ".VnTime"
        font.save(path)
    return path
