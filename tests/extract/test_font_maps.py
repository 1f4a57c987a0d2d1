"""These tests ensure that letters which a file does not name are told by its fonts' own tables, or by nobody."""

import io
import os
import re
import struct
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from pdfminer.cmapdb import FileUnicodeMap
from pdfminer.pdftypes import PDFStream

from extract.grid.tables import find_tables
from extract.layout import lay_out
from extract.notice import judge
from extract.page import NO_LETTER, Book, Glyphs, Page, Rules
from extract.pdf import pdfium, plumber
from extract.pdf.programs import _Letters, letters_by_code, read_program
from extract.pdf.seen import _REACHES, count_odd
from extract.pdf.unmapped import Teller, _are_letters, issues_of
from phuluc.settings import Settings
from phuluc.source import Source
from tests.corpus.font_maps import MAPS, PROGRAMS, document
from tests.corpus.producers import PRODUCERS, missing

CORPUS = Path(os.environ.get("PHULUC_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
P08 = CORPUS / "p08_qd2093_byt_tthc.pdf"
NEEDS_FONT = pytest.mark.skipif(bool(missing(PRODUCERS["reportlab"])), reason="fonts-croscore is not installed")
LINES = (
    "Quyết định về việc ban hành Kế hoạch tuyên truyền, phổ biến chính sách",
    "bảo hiểm xã hội, bảo hiểm thất nghiệp giữa các tỉnh, đến năm 2030",
)
SILENT = ("TrueType, neither", "CFF, numbers", "Type1, numbers")
QUICK = ("TrueType, cmap", "CFF, names")
TOLD = [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in PROGRAMS if name not in SILENT]


def a_page() -> Page:
    letters = [(letter, 70.0 + 7 * x, 100.0 + 20 * y) for y, line in enumerate(LINES) for x, letter in enumerate(line)]
    inked = [(letter, x, y) for letter, x, y in letters if letter != " "]
    x0, base = (np.array([each[n] for each in inked], float) for n in (1, 2))
    size = np.full(len(inked), 12.0)
    glyphs = Glyphs(
        [each[0] for each in inked], x0, base - 11, x0 + 6, base + 3, base, size, np.zeros(len(inked), np.int32)
    )
    return Page(1, 595.0, 842.0, glyphs, Rules.none(), Rules.none())


def seen(data: bytes, engine: str = "pdfium") -> Page:
    opened: Book = (pdfium if engine == "pdfium" else plumber).open_pdf(data, Settings())
    return next(iter(opened.pages))


def letters(page: Page) -> str:
    return "".join(page.glyphs.text)


PRINTED = "".join(LINES).replace(" ", "")


@NEEDS_FONT
@pytest.mark.parametrize("said", ["some lacking", pytest.param("none", marks=pytest.mark.slow)])
@pytest.mark.parametrize("program", TOLD)
def test_letters_are_told_by_the_program(program: str, said: str) -> None:
    page = seen(document(program, said, [a_page()]))
    assert letters(page) == PRINTED
    assert [issue.kind.code for issue in page.issues] == (
        [] if program.startswith("Type1") else ["letters-from-font"]  # names of glyphs are the file's own encoding
    )


@pytest.mark.slow
@NEEDS_FONT
@pytest.mark.parametrize("program", TOLD)
def test_the_second_reader_asks_the_program_too(program: str) -> None:
    page = seen(document(program, "some lacking", [a_page()]), "pdfplumber")
    assert letters(page) == PRINTED


@NEEDS_FONT
@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber"])
@pytest.mark.parametrize("program", SILENT)
def test_where_no_table_tells_no_letter_is_guessed(program: str, engine: str) -> None:
    page = seen(document(program, "some lacking", [a_page()]), engine)
    got = letters(page)
    said = MAPS["some lacking"]("".join(sorted(set(PRINTED))))
    assert got == "".join(letter if letter in said else NO_LETTER for letter in PRINTED)
    assert got.count(NO_LETTER) == 9
    assert page.issues == ()
    assert judge(page, lay_out(page, find_tables(page))).verdict == "junk"


@NEEDS_FONT
def test_marks_mixed_up_in_the_map_are_seen_in_the_ink() -> None:
    wrong = seen(document("TrueType, neither", "some wrong", [a_page()]))
    assert judge(wrong, lay_out(wrong, find_tables(wrong))).why.endswith("draw other letters than they say")
    right = seen(document("Type1, names", "none", [a_page()]))
    assert right.lying == 0.0


@pytest.mark.slow
@pytest.mark.skipif(not P08.exists(), reason="the corpus of real documents is not here")
@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber"])
def test_words_file_without_its_maps_reads_as_it_did(engine: str) -> None:
    whole = P08.read_bytes()
    without = re.sub(rb"/ToUnicode \d+ 0 R", lambda found: b" " * len(found[0]), whole)
    assert without != whole
    assert letters(seen(without, engine)) == letters(seen(whole, engine))


def test_a_good_file_is_not_read_a_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Teller, "_page", lambda *_: pytest.fail("the second reader was asked"))
    sample = Path(__file__).parents[2] / "samples/qd294.pdf"
    assert all(NO_LETTER not in page.glyphs.text for page in pdfium.open_pdf(sample.read_bytes(), Settings()).pages)


def named(pairs: dict[int, str]) -> FileUnicodeMap:
    out = FileUnicodeMap()
    for code, letter in pairs.items():
        out.add_cid2unichr(code, ord(letter))
    return out


def test_a_program_whose_tables_say_other_letters_is_not_believed() -> None:
    said = named({1: "a", 2: "b", 3: "c"})
    assert _Letters(said, lambda: {1: "a", 2: "b", 3: "c", 4: "ệ"}, set()).get_unichr(4) == "ệ"
    with pytest.raises(KeyError):
        _Letters(said, lambda: {1: "b", 2: "c", 3: "d", 4: "ệ"}, set()).get_unichr(4)


@NEEDS_FONT
def test_damaged_programs_tell_what_they_can() -> None:
    whole = PROGRAMS["TrueType, cmap"]("Kế hoạch").data
    told = letters_by_code({"FontDescriptor": {"FontFile2": PDFStream({}, whole)}})
    assert set(told.values()) == set("Kế hoạch")
    spoilt = [whole[:length] for length in range(0, len(whole), len(whole) // 40)]
    spoilt += [whole[:at] + b"\xff\xff" + whole[at + 2 :] for at in range(0, 600, 12)]
    for program in spoilt:
        found = letters_by_code({"FontDescriptor": {"FontFile2": PDFStream({}, program)}})
        assert all(len(letter) == 1 for letter in found.values())


@NEEDS_FONT
@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber"])
@pytest.mark.parametrize(
    ("whole", "damaged"),
    [
        (b"/FontDescriptor 5 0 R", b"/FontDescriptor 12   "),
        (b"/Subtype/CIDFontType0C", b"/Filter/NobodyKnowsThis"),
        (b"/Subtype/CIDFontType0C", b"/Filter/CCITTFaxDecode/DecodeParms<</K -1>>"),
    ],
)
def test_a_program_that_cannot_be_had_costs_its_own_letters_alone(whole: bytes, damaged: bytes, engine: str) -> None:
    document_ = document("CFF, names", "some lacking", [a_page()])
    assert document_.count(whole) == 1
    page = seen(document_.replace(whole, damaged), engine)
    assert [letter for letter, printed in zip(letters(page), PRINTED, strict=True) if letter != printed] == [
        NO_LETTER
    ] * 9
    assert page.issues == ()


@NEEDS_FONT
def test_a_table_that_claims_codes_without_end_is_not_spelled_out() -> None:
    """A range of two numbers is 4 or 12 bytes, and may say that it maps all of Unicode; a table has many."""
    font = PROGRAMS["TrueType, cmap"]("Kế hoạch")
    segments = 300
    bounds = [struct.pack(f">{segments}H", *[value] * (segments - 1), 0xFFFF) for value in (0xFFFE, 0)]
    ranges = struct.pack(">H6x", 2 * segments) + b"\0\0".join(bounds) + bytes(4 * segments)
    narrow = struct.pack(">3H", 4, 6 + len(ranges), 0) + ranges
    wide = struct.pack(">HHLLL", 12, 0, 28, 0, 1) + struct.pack(">3L", 0, 0x10FFFF, 0)
    for encoding, table in ((1, narrow), (10, wide)):
        cmap = struct.pack(">HHHHL", 0, 1, 3, encoding, 12) + table
        program = TTFont(io.BytesIO(font.data))
        program["cmap"] = DefaultTable("cmap")
        program["cmap"].data = cmap
        stream = io.BytesIO()
        program.save(stream)
        with pytest.raises(ValueError, match="more codes"):
            read_program(stream.getvalue())
        assert letters_by_code({"FontDescriptor": {"FontFile2": PDFStream({}, stream.getvalue())}}) == {}


def test_a_blank_told_by_the_program_is_no_letter_to_report() -> None:
    assert issues_of([" ", "\u00a0"], 1) == ()
    (issue,) = issues_of([" ", "ệ", "ữ"], 3)
    assert (issue.source, issue.note) == (Source(page=3), "ệ ữ")


def test_codes_that_are_unicode_themselves_are_letters() -> None:
    def codes(text: str) -> np.ndarray:
        return np.array([ord(letter) for letter in text], np.uint32)

    for text, are in (
        ("Kế hoạch tuyên truyền", True),
        ("the quick brown fox jumps over lazy dogs while seven other animals watch them", True),
        ("7ӌ1+ &Ӝ1* +Ӝ, &+Ӫ 1*+Ƭ$ YLӋF", False),  # p16: numbers of glyphs
    ):
        assert _are_letters(codes(text), np.flatnonzero(codes(text) != ord(" "))) is are


@pytest.mark.parametrize("height", [1.0, 4.5, 90.0])
def test_boxes_that_fit_their_letters_are_not_odd(height: float) -> None:
    codes = sorted(_REACHES)
    tops = np.array([height * (1.5 if _REACHES[code][0] else 1.0) for code in codes])
    bottoms = np.array([-height * (0.4 if _REACHES[code][1] else 0.0) for code in codes])
    assert count_odd(codes, tops, bottoms) == 0
    assert count_odd(codes, tops, np.zeros(len(codes))) == sum(reach[1] for reach in _REACHES.values())
    assert count_odd(codes, np.full(len(codes), height), bottoms) == 0  # the font's box for every glyph
