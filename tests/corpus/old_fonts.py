"""Fonts from before Unicode: 8-bit codes whose glyphs are Vietnamese letters (.VnTime) or marks (VNI-Times)."""

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
# VNI for Windows: what has a code of its own, and the code that follows a letter for the marks on it, by what the
# marks are in NFD order; a capital's marks have the capital codes.
VNI_LETTERS = dict(zip("đĐơƠưƯíìỉĩịỵÍÌỈĨỊ", "ñÑôÔöÖíìæóòîÍÌÆÓÒ", strict=True))
ACUTE, GRAVE, HOOK, TILDE, DOT, CIRCUMFLEX, BREVE = "\u0301\u0300\u0309\u0303\u0323\u0302\u0306"
VNI_MARKS = {
    **dict(zip((ACUTE, GRAVE, HOOK, TILDE, DOT), "ùøûõï", strict=True)),
    CIRCUMFLEX: "â",
    **dict(zip((CIRCUMFLEX + tone for tone in (ACUTE, GRAVE, HOOK, TILDE)), "áàåã", strict=True)),
    DOT + CIRCUMFLEX: "ä",
    BREVE: "ê",
    **dict(zip((BREVE + tone for tone in (ACUTE, GRAVE, HOOK, TILDE)), "éèúü", strict=True)),
    DOT + BREVE: "ë",
}
# The code of "ư" is Unicode's soft hyphen, which ReportLab would take for one: the text has a stand-in for it.
SOFT_HYPHEN, STAND_IN = 0xAD, 0xE0AD


def tcvn3(text: str) -> str:
    """A text's TCVN3 codes, as the Latin-1 letters that a naive reader sees: "Việt Nam" is "ViÖt Nam".

    Raises:
        ValueError: the text has a letter that the 8-bit font lacks, such as a capital with a tone mark.
    """
    codes = "".join(chr(TCVN3[char]) if char in TCVN3 else char for char in unicodedata.normalize("NFC", text))
    if any(ord(char) > 0xFF and char not in "–" for char in codes):
        raise ValueError(f"not in TCVN3: {text}")
    return codes.replace(chr(SOFT_HYPHEN), chr(STAND_IN))


def vni(text: str) -> str:
    """A text's VNI codes: "Việt Nam" is "Vieät Nam"."""
    return "".join(_vni_letter(char) for char in unicodedata.normalize("NFC", text))


def _vni_letter(char: str) -> str:
    if char in VNI_LETTERS:
        return VNI_LETTERS[char]
    base, *marks = list(unicodedata.normalize("NFD", char))
    while marks and unicodedata.normalize("NFC", base + marks[0]) in VNI_LETTERS:  # ơ, ư and their capitals
        base = unicodedata.normalize("NFC", base + marks.pop(0))
    code = VNI_MARKS["".join(marks)] if marks else ""
    return VNI_LETTERS.get(base, base) + (code.upper() if char.isupper() else code)


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


def vn_time(folder: Path) -> Path:
    """Make ".VnTime": each code has the glyph of its Vietnamese letter."""
    return _build(folder / ".VnTime.ttf", {code: char for char, code in TCVN3.items()} | {STAND_IN: "ư"})


def vni_times(folder: Path) -> Path:
    """Make "VNI-Times": the code after a letter has the glyph of a mark, which stands over the letter before it."""
    marks = {ord(form): mark[0] for mark, code in VNI_MARKS.items() for form in (code, code.upper())}
    return _build(folder / "VNI-Times.ttf", {ord(code): char for char, code in VNI_LETTERS.items()} | marks)


def _build(path: Path, letters: dict[int, str]) -> Path:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        font = TTFont(TINOS)
        glyphs = font.getBestCmap()
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap.update({code: glyphs[ord(char)] for code, char in letters.items()})
        for record in font["name"].names:
            if record.nameID in (1, 4, 6):
                record.string = path.stem
        font.save(path)
    return path
