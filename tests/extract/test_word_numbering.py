"""Word's automatic numbering, against what Word prints."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.ordinals import spelled
from tests.extract.word_files import docx, lines, p, read, tables, tbl, tc, texts, tr

CASES = tomllib.loads((Path(__file__).parent / "cases/numbering/wild.toml").read_text(encoding="utf-8"))["case"]


def level_xml(depth: int, level: dict[str, Any]) -> str:
    start = level.get("start", 1)
    return (
        f'<w:lvl w:ilvl="{depth}">'
        + (f'<w:start w:val="{start}"/>' if start >= 0 else "")
        + f'<w:numFmt w:val="{level["format"]}"/>'
        + (f'<w:lvlRestart w:val="{level["restart"]}"/>' if "restart" in level else "")
        + ("<w:isLgl/>" if level.get("legal") else "")
        + f'<w:lvlText w:val="{level["text"]}"/>'
        + (f'<w:rPr><w:rFonts w:ascii="{level["font"]}"/></w:rPr>' if "font" in level else "")
        + "</w:lvl>"
    )


def numbering_xml(levels: list[dict[str, Any]], lists: list[dict[str, int]]) -> str:
    abstract = "".join(level_xml(depth, level) for depth, level in enumerate(levels))
    nums = "".join(
        f'<w:num w:numId="{index}"><w:abstractNumId w:val="0"/>'
        + "".join(
            f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for depth, start in starts.items()
        )
        + "</w:num>"
        for index, starts in enumerate(lists, 1)
    )
    return f'<w:abstractNum w:abstractNumId="0">{abstract}</w:abstractNum>{nums}'


def numbered(number: int, depth: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


DECIMAL = numbering_xml([{"format": "decimal", "text": "%1."}], [{}])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_labels(case: dict[str, Any]) -> None:
    """This test ensures that the label of each paragraph is the one that Word prints."""
    body = "".join(p("chữ", numbered(number, depth)) for number, depth, _ in case["paragraphs"])
    page = read(docx(body, numbering_xml(case["levels"], case["lists"])))
    assert lines(page) == [f"{label} chữ".strip() for _, _, label in case["paragraphs"]]


def test_numbers_in_cells_go_on_from_row_to_row() -> None:
    """This test ensures that an STT column numbered by Word gets its numbers, and nothing but them."""
    rows = [tr(tc(p("", numbered(1, 0))), tc(name), tc("Sở Y tế")) for name in ("Một", "Hai", "Ba")]
    (table,) = tables(read(docx(tbl(*rows), DECIMAL)))
    assert [row[0] for row in texts(table)] == ["1.", "2.", "3."]
    assert table.ink.replace("\n", "").replace(" ", "") == "1.MộtSởYtế2.HaiSởYtế3.BaSởYtế"


def test_labels_without_end() -> None:
    """This test ensures that a level's text of thousands of characters is cut, for every paragraph would repeat it."""
    numbering = numbering_xml([{"format": "decimal", "text": "%1" + "x" * 10_000}], [{}])
    (line,) = lines(read(docx(p("", numbered(1, 0)), numbering)))
    assert line.startswith("1x") and len(line) < 300


def test_numbering_comes_through_styles() -> None:
    """This test ensures that a style's list, and the level that the list gives the style, are found by inheritance."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="MucCon"><w:basedOn w:val="Muc"/></w:style>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:pStyle w:val="Muc"/>'
        '<w:lvlText w:val="%2)"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = p("một", '<w:pStyle w:val="MucCon"/>') + p(
        "không số", '<w:pStyle w:val="Muc"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    )
    body += p("hai", '<w:pStyle w:val="Muc"/>')
    assert lines(read(docx(body, numbering, styles))) == ["a) một", "không số", "b) hai"]


def test_linked_list_style() -> None:
    """This test ensures that a numStyleLink leads through its style to the definition that has the levels."""
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Khoi"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="Khoi"/><w:lvl w:ilvl="0"><w:start w:val="3"/>'
        '<w:numFmt w:val="decimal"/><w:suff w:val="nothing"/><w:lvlText w:val="%1/"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="Khoi"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    assert lines(read(docx(p("chữ", numbered(1, 0)), numbering, styles))) == ["3/chữ"]


def test_custom_format_in_a_choice() -> None:
    """This test ensures that Word 2010's "001, 002" formats keep their noughts."""
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="7"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>'
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    assert lines(read(docx(p("chữ", numbered(1, 0)), numbering))) == ["007 chữ"]


def test_what_is_not_printed_is_not_counted() -> None:
    """This test ensures that deleted paragraphs and rows take no number."""
    deleted = (
        "<w:p><w:pPr>"
        + numbered(1, 0)
        + '<w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:del w:id="2"><w:r><w:delText>bỏ</w:delText></w:r></w:del></w:p>'
    )
    row = tr(tc(p("cũ", numbered(1, 0))), properties='<w:del w:id="3"/>')
    kept = tr(tc(p("mới", numbered(1, 0))), tc("a"))
    page = read(docx(p("một", numbered(1, 0)) + deleted + p("hai", numbered(1, 0)) + tbl(row, kept), DECIMAL))
    assert lines(page) == ["1. một", "2. hai"]
    assert texts(tables(page)[0]) == [["3. mới", "a"]]


@pytest.mark.parametrize("kind", ["upperRoman", "lowerLetter", "decimal", "decimalZero", "none", "chineseCounting"])
def test_spelled_never_runs_away(kind: str) -> None:
    """This test ensures that no start value, however hostile, makes a long or failing label."""
    for count in (-(2**31), -1, 0, 1, 2**31):
        assert len(spelled(count, kind)) < 5000
