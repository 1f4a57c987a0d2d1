"""HTML from legal portals, mail programs and Word, as a browser would print it."""

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.text import ink
from phuluc.errors import LimitExceeded, PhulucError, UnsupportedSource
from phuluc.issues import IssueKind
from phuluc.model import RawTable
from phuluc.settings import Limits, Settings
from tests.extract.grids import Grid, as_html, grids
from tests.extract.markup_tools import lines_of, page_of, rows_of, shape_of, tables_of, tones_apart

CORPUS = Path(os.environ.get("PHULUC_CORPUS", Path(__file__).parents[3] / "shared/corpus"))
PLAN = "<tr><td>STT<td>Nhiệm vụ<td>Chủ trì<tr><td>1<td>Tập huấn<td>Sở Y tế"


def one(rows: str) -> RawTable:
    (table,) = tables_of(f"<table>{rows}</table>")
    return table


@settings(deadline=None, max_examples=150)
@given(grids())
def test_any_table_comes_back(grid: Grid) -> None:
    """This test ensures that a table of any spans is read with the same cells."""
    (table,) = tables_of(as_html(grid))
    assert shape_of(table) == grid.expected()
    assert sorted(ink(table.ink)) == sorted(ink("".join(grid.texts())))


def test_control_characters_in_old_fonts() -> None:
    """This test ensures that characters which XML has no place for are no end of a page in an old font."""
    for code in (*range(1, 9), *range(11, 32), 0xFFFE, 0xFFFF):
        if chr(code) != "\r":
            table = one(f"<tr><td>{'STT' * 99}<td><font face='.VnTime'>Bé{chr(code)} Y tÕ{chr(code)}</font>")
            assert table.rows[0].cells[1].text == "Bộ Y tế", code
    lines_of("<p><font face='.VnTime'>Bé &#1; &#12; &#xffff; Y tÕ</font>")


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("Bộ Y tế<br>Sở Y tế", "Bộ Y tế\nSở Y tế"),
        ("<p>- Bộ Y tế;</p>\n<p>- Sở Y tế</p>", "- Bộ Y tế;\n- Sở Y tế"),
        ("Lập kế\n   hoạch", "Lập kế hoạch"),
        ("<pre>a\nb</pre>", "a\nb"),
        ("Các tiêu ch í", "Các tiêu ch í"),
        ("&nbsp; \u00a0", ""),
        ("a<script>alert(1)</script><style>p{}</style>b", "ab"),
        ('a<span style="display: none">ẩn</span>b', "ab"),
        ("a<span hidden>ẩn</span>b", "ab"),
        ('<span style="mso-hide:all">ẩn</span>b', "b"),
        ("a<!-- chú thích -->b<![if !x]>c<![endif]>", "abc"),
        ("cũ<del>bỏ</del><ins>mới</ins>", "cũmới"),
        ("<ul><li>Sở A<li>Sở B</ul>", "• Sở A\n• Sở B"),
        ('<ul style="list-style:none"><li>Sở A<li>Sở B</ul>', "Sở A\nSở B"),
        ("<ol type=a><li>xét<li>duyệt</ol>", "a. xét\nb. duyệt"),
        ("<ol type=I start=4><li>một<li type=1>hai</ol>", "IV. một\n5. hai"),
        ("<ol reversed><li>hai<li>một</ol>", "2. hai\n1. một"),
        ("<ol reversed start=9><li>chín<li value=4>bốn<li>ba</ol>", "9. chín\n4. bốn\n3. ba"),
        ('<ol style="list-style: lower-roman inside"><li>a<li>b</ol>', "i. a\nii. b"),
        ('<ol style="list-style-type:decimal-leading-zero"><li>a</ol>', "01. a"),
        ('<ul style="list-style-type:upper-alpha"><li>a<li style="list-style:none">b<li>c</ul>', "A. a\nb\nC. c"),
        ("<ol><li>ngoài<ol type=a><li>trong</ol><li>ngoài</ol>", "1. ngoài\na. trong\n2. ngoài"),
        ('<ol start="3"><li>Sở A<li value="7">Sở B<li>Sở C</ol>', "3. Sở A\n7. Sở B\n8. Sở C"),
        ('Sở<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a> Y tế', "Sở Y tế"),
        ('<a href="#dieu_1">Điều 1</a>', "Điều 1"),
        ("m<sup>2</sup>", "m2"),
        ("<font face='.VnTime'>Bé Y tÕ</font>", "Bộ Y tế"),
        ("<span style=\"font-family:'VNI-Times'\">Boä Y teá</span>", "Bộ Y tế"),
        ("<span style='font-family:Symbol'>·</span> Sở", "• Sở"),
        ("<table><tr><td>2021<td>3 lớp<tr><td>2022<td>4 lớp</table>", "2021 3 lớp\n2022 4 lớp"),
    ],
)
def test_a_cell_says_what_is_printed(cell: str, printed: str) -> None:
    """This test ensures that a cell comes as a browser prints it, and its ink with it."""
    table = one(f"<tr><td>x<td>{cell}</td><td>y")
    assert rows_of(table) == [["x", printed, "y"]]
    assert Counter(ink(table.ink)) == Counter(ink(f"x{printed}y"))


@pytest.mark.parametrize(
    ("rows", "shape"),
    [
        ("<tr><td rowspan=0>a<td>b<tr><td>c", [[(0, 1, 2, "a"), (1, 1, 1, "b")], [(1, 1, 1, "c")]]),
        ("<tr><td rowspan=99>a<td>b<tr><td>c", [[(0, 1, 2, "a"), (1, 1, 1, "b")], [(1, 1, 1, "c")]]),
        ("<tr><td colspan=0>a<td>b", [[(0, 1, 1, "a"), (1, 1, 1, "b")]]),
        ("<tr><td colspan=9999>a<tr><td>b<td>c", [[(0, 2, 1, "a")], [(0, 1, 1, "b"), (1, 1, 1, "c")]]),
        ("<tr><td rowspan='x' colspan='-3'>a<td>b", [[(0, 1, 1, "a"), (1, 1, 1, "b")]]),
        # An overlap: the cell below gives way.
        (
            "<tr><td>a<td rowspan=2>b<tr><td colspan=2>c<tr><td>d<td>e",
            [[(0, 1, 1, "a"), (1, 1, 2, "b")], [(0, 1, 1, "c")], [(0, 1, 1, "d"), (1, 1, 1, "e")]],
        ),
        # Spans end with their row group.
        (
            "<thead><tr><td rowspan=5>a<td>b</thead><tbody><tr><td>c<td>d</tbody>",
            [[(0, 1, 1, "a"), (1, 1, 1, "b")], [(0, 1, 1, "c"), (1, 1, 1, "d")]],
        ),
        ("<tr><td>a<td>b<tr><td>c", [[(0, 1, 1, "a"), (1, 1, 1, "b")], [(0, 1, 1, "c"), (1, 1, 1, "")]]),
        ("<tr><td>a<td style='display:none'>ẩn<td>b", [[(0, 1, 1, "a"), (1, 1, 1, "b")]]),
        ("<tr><td>a<td>b<tr hidden><td>ẩn<td>ẩn", [[(0, 1, 1, "a"), (1, 1, 1, "b")]]),
    ],
)
def test_spans(rows: str, shape: list[list[tuple[int, int, int, str]]]) -> None:
    """This test ensures that absurd, missing and clashing spans still make a whole grid."""
    assert shape_of(one(rows)) == shape


def test_headers_are_marked() -> None:
    """This test ensures that a thead's rows, and no other, are marked as header."""
    table = one("<thead><tr><th>STT<th>b</thead><tbody><tr><td>1<td>b</tbody>")
    assert [row.header for row in table.rows] == [True, False]
    assert [cell.bold for row in table.rows for cell in row.cells] == [True, True, False, False]


def test_heads_and_feet_stand_where_they_are_printed() -> None:
    """This test ensures that a foot written before the body comes last, and a head written after it first."""
    body, foot = "<tbody><tr><td>1<td>b</tbody>", "<tfoot><tr><td rowspan=3>chú<td>thích</tfoot>"
    head = "<thead><tr><th>STT<th>b</thead>"
    for written in (head + foot + body, foot + body + head):
        table = one(written)
        assert rows_of(table) == [["STT", "b"], ["1", "b"], ["chú", "thích"]]
        assert [row.header for row in table.rows] == [True, False, False]
    again = one(head + body + head + body)
    assert [row.header for row in again.rows] == [True, False, True, False]


SHEET = """
<style><!-- /* .b { display: none } */
  .an, TD.an2, #an3 { color: red; display: none !important } p.an4 span { display: none }
  @media print { .inan { display: none } }  @media (min-width: 9px) { .rong { display: block } }
  .rong { display: none } .the { display: none } .the.mo { display: block } .tab { display: none }
  .khung > .mo2 { display: table-row } .dam { font-weight: bold } @import url("x.css"); .cuoi { visibility: hidden }
--></style>"""


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("a<i class='x an'>ẩn</i><i class=b>b</i>", "ab"),
        ("a<i id=an3>ẩn</i><i class=an2>b</i>", "ab"),
        ("a<i class=an style='display:inline'>b</i>", "ab"),
        ("<p class=an4><span>a</span></p><b class=inan>b</b>", "a\nb"),
        ("a<i class=rong>b</i><i class=the>ẩn</i><i class='the mo'>c</i>", "abc"),
        ("a<i class=tab>ẩn</i><i class='tab mo2'>b</i><i class=cuoi>ẩn</i>", "ab"),
    ],
)
def test_style_sheets(cell: str, printed: str) -> None:
    """This test ensures that what a sheet surely hides is left out, and what another rule may show is kept."""
    (table,) = tables_of(f"<html>{SHEET}<table><tr><td class=dam>x<td>{cell}<td>y</table>")
    assert rows_of(table) == [["x", printed, "y"]]
    assert [table.rows[0].cells[0].bold, table.rows[0].cells[2].bold] == [True, False]
    assert Counter(ink(table.ink)) == Counter(ink(f"x{printed}y"))


def test_a_hidden_table_is_named() -> None:
    """This test ensures that a plan in a closed tab is left out, and a warning says so; a hidden word needs none."""
    page = page_of(f"<html><p hidden>x</p><table>{PLAN}</table><div style='display:none'><table>{PLAN}</table></div>")
    assert sum(isinstance(block, RawTable) for block in page.blocks) == 1
    assert [(issue.kind, issue.note) for issue in page.issues] == [
        (IssueKind.HIDDEN, "1 table(s) that the page does not show")
    ]


def test_old_fonts_of_style_sheets() -> None:
    """This test ensures that a font which only a sheet names is known, whatever the page's encoding."""
    sheet = "<style>p.Thuong, td {font-family:'.VnTime'} .Hoa {font-family:.VnTimeH;}</style>"
    page = (
        f"<html>{sheet}<table><tr><td>Bé Y tÕ<td><b class=Hoa>bé y tÕ</b><td><span style='font-family:Arial'>é</span>"
    )
    for data in (page.encode(), page.encode("windows-1252")):
        (table,) = tables_of(data)
        assert rows_of(table) == [["Bộ Y tế", "BỘ Y TẾ", "é"]]


def test_captions_and_strays_come_before_the_table() -> None:
    """This test ensures that text in a table and in none of its cells is kept, outside it."""
    page = f"<p>một</p><table><caption>Bảng 1</caption>lạc{PLAN}</table><p>hai</p>"
    assert lines_of(page) == ["một", "Bảng 1", "lạc", "hai"]
    (table,) = tables_of(page)
    assert "lạc" not in table.ink


def test_a_plan_in_a_page_of_tables() -> None:
    """This test ensures that a portal's layout tables fall away, and the plan and the text in them stay."""
    menu = "<td><ul><li>Trang chủ</ul></td>"
    page = f"<table><tr>{menu}<td><p>PHỤ LỤC</p><table>{PLAN}</table><p>Hết</p></td></tr></table>"
    assert lines_of(page) == ["• Trang chủ", "PHỤ LỤC", "Hết"]
    (table,) = tables_of(page)
    assert rows_of(table)[1] == ["1", "Tập huấn", "Sở Y tế"]


VNI = "Soá thöù töï; Boä Noäi vuï; Chuû trì"
TCVN3 = "Sè thø tù; Bé Néi vô; Chñ tr×"


@pytest.mark.parametrize("declared", ["", "utf-8", "windows-1258", "windows-1252", "iso-8859-1", "x-user-defined"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Số thứ tự; Bộ Nội vụ; Chủ trì", "utf-8"),
        ("Số thứ tự; Bộ Nội vụ; Chủ trì", "utf-16"),
        ("Số thứ tự; Bộ Nội vụ; Chủ trì", "utf-16-le"),
        ("Số thứ tự; Bộ Nội vụ; Chủ trì", "utf-16-be"),
        (tones_apart("Số thứ tự; Bộ Nội vụ; Chủ trì"), "windows-1258"),
        (VNI, "windows-1252"),
        (TCVN3, "windows-1252"),
    ],
    ids=["utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1258", "VNI", "TCVN3"],
)
def test_encodings(declared: str, text: str, encoding: str) -> None:
    """This test ensures that a page is read by its bytes where its declaration lies or is missing."""
    meta = f"<meta http-equiv=Content-Type content='text/html; charset={declared}'>" if declared else ""
    head = f"<head>{meta}<style>{'p.x {color: red} ' * 400}</style></head>"
    page = f"<html>{head}<body><table><tr><td>{text.replace('; ', '<td>')}</table></body></html>"
    (table,) = tables_of(page.encode(encoding))
    assert rows_of(table) == [["Số thứ tự", "Bộ Nội vụ", "Chủ trì"]]


def test_broken_bytes_in_utf8_stay_few() -> None:
    """This test ensures that a page cut and pasted with a broken letter is still UTF-8, and the cell is in doubt."""
    rows = "<tr><td>Số thứ tự<td>Nhiệm vụ<td>Cơ quan chủ trì<tr><td>1<td>Rà soát<td>Bộ Nội vụ, Bộ Tài chính"
    (table,) = tables_of(f"<html><table>{rows}</table>".encode().replace("Rà".encode(), b"R\xe0"))
    assert rows_of(table)[0] == ["Số thứ tự", "Nhiệm vụ", "Cơ quan chủ trì"]
    assert rows_of(table)[1] == ["1", "R\ufffd soát", "Bộ Nội vụ, Bộ Tài chính"]
    assert [cell.confidence < 1 for cell in table.rows[1].cells] == [False, True, False]


def test_unclosed_elements_nest_deep_and_lose_nothing() -> None:
    """This test ensures that what libxml2 would drop at its usual depth is still read."""
    page = "<font>" * 600 + "a<table>" + PLAN + "</table>" + "<p>cuối"
    assert lines_of("<html>" + page)[-1] == "cuối"


def test_absurd_nesting_is_refused() -> None:
    """This test ensures that depth beyond the parser's is an error, and no lost rest."""
    with pytest.raises(LimitExceeded):
        page_of("<html>" + "<div>" * 5000 + "a")
    with pytest.raises(LimitExceeded):
        page_of("<table><tr><td>" * 100 + "a")


def test_too_many_cells() -> None:
    """This test ensures that the limit of cells is held."""
    with pytest.raises(LimitExceeded, match=r"Limits\.cells"):
        page_of(f"<table>{PLAN}</table>", Settings(limits=Limits(cells=5)))


def test_old_fonts_raise_an_issue() -> None:
    """This test ensures that decoded text is flagged, and an old page's bytes are read as the font's codes."""
    page = page_of("<html><table><tr><td><font face='.VnTime'>Bé N«ng nghiÖp</font><td>b<td>c".encode("windows-1252"))
    assert [issue.kind for issue in page.issues] == [IssueKind.LEGACY_ENCODING]
    (table,) = [block for block in page.blocks if isinstance(block, RawTable)]
    assert [(cell.text, sorted(cell.flags)) for cell in table.rows[0].cells] == [
        ("Bộ Nông nghiệp", ["legacy-encoding"]),
        ("b", []),
        ("c", []),
    ]


MHT = """From: <Saved by Word>
MIME-Version: 1.0
Content-Type: multipart/related; boundary="----=_A"

------=_A
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

{body}
------=_A
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
------=_A--
"""


def test_web_archives() -> None:
    """This test ensures that the page inside a web archive is read, and a mail without one is refused."""
    import base64

    body = base64.encodebytes(f"<html><table>{PLAN}</table></html>".encode()).decode()
    (table,) = tables_of(MHT.format(body=body))
    assert rows_of(table)[1] == ["1", "Tập huấn", "Sở Y tế"]
    with pytest.raises(UnsupportedSource):
        page_of("MIME-Version: 1.0\nContent-Type: text/plain\n\nchào")


def test_a_browsers_web_archive() -> None:
    """This test ensures that Chromium's archives are read: quoted-printable, the sheets in parts, frames after."""
    from email.message import EmailMessage

    archive = EmailMessage()
    archive["Subject"], archive["MIME-Version"] = "Cổng", "1.0"
    archive.make_related()
    page = f"<html><link rel=stylesheet href='cid:a'><table>{PLAN}<b class=an>ẩn</b></table>".encode()
    for kind, part in (("html", page), ("css", b".an { display: none }"), ("html", b"<html><p>frame")):
        archive.add_related(part, "text", kind, cte="quoted-printable")
    assert b"Content-Transfer-Encoding: quoted-printable" in bytes(archive)
    (table,) = tables_of(bytes(archive))
    assert rows_of(table)[1] == ["1", "Tập huấn", "Sở Y tế"]


TAGS = (
    "<table> </table> <tr> <td> </td> <td_rowspan=3> <th_colspan=2> <thead> </thead> <tbody> <caption> <p> <br> "
    "<li> <ol> </ol> <div> </div> <b> </b> <pre> &nbsp; a _đ_"
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from([tag.replace("_", " ") for tag in TAGS.split()]), max_size=40))
def test_any_jumble_of_tags_is_read(tags: list[str]) -> None:
    """This test ensures that tags in any order give whole grids, whose rows hold the ink."""
    for block in page_of("<html>x" + "".join(tags)).blocks:
        if isinstance(block, RawTable):
            fields = Counter(
                (row + down, cell.col + right)
                for row, cells in enumerate(block.rows)
                for cell in cells.cells
                for down in range(cell.row_span)
                for right in range(cell.col_span)
            )
            assert fields == Counter((row, col) for row in range(len(block.rows)) for col in range(block.width))
            assert Counter(ink(block.ink)) == Counter(ink("".join(c.text for r in block.rows for c in r.cells)))


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_in_a_page(data: bytes) -> None:
    """This test ensures that no bytes after a page's beginning raise anything but an error of ours."""
    try:
        page_of(b"<html><table><tr><td>" + data)
    except PhulucError as error:
        assert "\n" not in str(error)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_a_portals_page() -> None:
    """This test ensures that QĐ 26/2026/QĐ-TTg is read as a person reads it: its first annex, its merges, its ink."""
    found = tables_of((CORPUS / "h01_qd26_2026_ttg.html").read_bytes())
    annex = rows_of(found[2])
    assert annex[0] == ["STT", "Phân loại sản phẩm", "Cơ quan chủ trì quản lý1"]
    assert annex[1][:2] == ["I", "SẢN PHẨM THỰC PHẨM"]
    assert [row[0] for row in annex if row[0] in ("I", "II", "III", "IV", "V", "VI")] == [
        "I",
        "II",
        "III",
        "IV",
        "V",
        "VI",
    ]
    for table in found:
        assert Counter(ink(table.ink)) == Counter(ink("".join(c.text for r in table.rows for c in r.cells)))
