"""Paragraphs of a DOCX: what Word prints of them."""

import pytest

from extract.docx_file import read_docx
from extract.readers import Input
from phuluc.issues import IssueKind
from phuluc.settings import Settings
from tests.extract.word_files import docx, lines, p, plan, r, read, tables, tbl, tc, texts, tr


def run(inner: str) -> str:
    return f"<w:r>{inner}</w:r>"


FIELD = (
    run('<w:fldChar w:fldCharType="begin"/>') + run("<w:instrText> PAGE </w:instrText><w:t>mã</w:t>")
    + run('<w:fldChar w:fldCharType="separate"/>') + run("<w:t>12</w:t>") + run('<w:fldChar w:fldCharType="end"/>')
)  # fmt: skip
NESTED_FIELD = (
    run('<w:fldChar w:fldCharType="begin"/>') + run("<w:instrText>IF </w:instrText>") + FIELD
    + run('<w:fldChar w:fldCharType="separate"/>') + run("<w:t>có</w:t>") + run('<w:fldChar w:fldCharType="end"/>')
)  # fmt: skip


def form(choices: str) -> str:
    """An old form's field, which keeps no result."""
    return run(f'<w:fldChar w:fldCharType="begin"><w:ffData>{choices}</w:ffData></w:fldChar>') + run(
        '<w:instrText> FORM </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/>'
    )


CHOICES = '<w:listEntry w:val="Quý I"/><w:listEntry w:val="Quý II"/>'
RUBY = f"<w:ruby><w:rubyPr/><w:rt>{r('chú')}</w:rt><w:rubyBase>{r('gốc')}</w:rubyBase></w:ruby>"
BOX = "<w:txbxContent>" + p("trong khung") + "</w:txbxContent>"


@pytest.mark.parametrize(
    ("inner", "printed"),
    [
        (r("Sở ") + r("Y tế"), "Sở Y tế"),
        (run("<w:t>Sở</w:t><w:tab/><w:t>Y tế</w:t>"), "Sở Y tế"),
        (run("<w:t>a;</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t>"), "a;\nb\nc"),
        (run("<w:t>2021</w:t><w:noBreakHyphen/><w:t>2025</w:t>"), "2021-2025"),
        (run("<w:t>tuyên</w:t><w:softHyphen/><w:t>truyền</w:t>") + r("bảo\u00adhiểm"), "tuyêntruyềnbảohiểm"),
        (run('<w:sym w:font="Wingdings" w:char="F0A7"/><w:t xml:space="preserve"> Sở</w:t>'), "• Sở"),
        (run('<w:sym w:font="Symbol" w:char="F02D"/><w:t xml:space="preserve"> Sở</w:t>'), "- Sở"),
        (run('<w:sym w:font="Wingdings" w:char="zz"/><w:t>Sở</w:t>'), "Sở"),
        (f'<w:ins w:id="1">{r("mới")}</w:ins><w:del w:id="2"><w:r><w:delText>cũ</w:delText></w:r></w:del>', "mới"),
        (f'<w:moveFrom w:id="1">{r("cũ")}</w:moveFrom><w:moveTo w:id="2">{r("mới")}</w:moveTo>', "mới"),
        (f'<w:del w:id="1"><w:ins w:id="2">{r("thêm rồi bỏ")}</w:ins></w:del>' + r("còn"), "còn"),
        (r("ẩn", "<w:vanish/>") + r("hiện", '<w:vanish w:val="0"/>'), "hiện"),
        (r("ẩn", '<w:rStyle w:val="An"/>') + r("hiện"), "hiện"),
        (r("ẩn", '<w:rStyle w:val="AnCon"/>') + r("a", '<w:rStyle w:val="AnCon"/><w:vanish w:val="off"/>'), "a"),
        (FIELD, "12"),
        (NESTED_FIELD, "có"),
        (form(f'<w:ddList><w:result w:val="1"/>{CHOICES}</w:ddList>'), "Quý II"),
        (form(f"<w:ddList>{CHOICES}</w:ddList>"), "Quý I"),
        (form(f'<w:ddList><w:result w:val="7"/>{CHOICES}</w:ddList>'), ""),
        (form("<w:checkBox><w:checked/></w:checkBox>") + form('<w:checkBox><w:default w:val="0"/></w:checkBox>'), "☒☐"),
        (form("<w:textInput/>"), ""),
        (run(RUBY), "gốc"),
        (run("<w:t>Sở\n      Y tế</w:t>"), "Sở Y tế"),
        (run('<w:sym w:font="Wingdings 2" w:char="F052"/><w:t xml:space="preserve"> có</w:t>'), "☑ có"),
        (run('<w:fldChar w:fldCharType="begin"/>') + r("mã"), ""),
        (r("ẩn", '<w:rStyle w:val="An"/>') + r("a", '<w:rStyle w:val="An"/><w:vanish w:val="0"/>'), "a"),
        (f'<w:fldSimple w:instr="PAGE">{r("3")}</w:fldSimple>', "3"),
        (r("Sở") + run('<w:footnoteReference w:id="2"/>') + r(" Y tế"), "Sở Y tế"),
        (r("Sở") + run('<w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>*</w:t>'), "Sở"),
        (f"<w:hyperlink>{r('Công báo')}</w:hyperlink>", "Công báo"),
        (f"<w:smartTag><w:smartTagPr/>{r('Hà Nội')}</w:smartTag>", "Hà Nội"),
        (f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{r('2026')}</w:sdtContent></w:sdt>", "2026"),
        ("<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>", "x+1"),
        (r("chủ trì", "<w:caps/>") + r(" Bộ", "<w:smallCaps/>"), "CHỦ TRÌ BỘ"),
        (r("Bộ Tư pháp".encode().decode()), "Bộ Tư pháp"),
        (r("Bo\u0323\u0302 Tu\u031b pha\u0301p"), "Bộ Tư pháp"),
        (r("\u00a0 \u00a0"), ""),
        (r("B\u202eộ\u200b"), "Bộ"),
        (r("\uf0b7 Sở A;") + r("\uf02d Sở B"), "• Sở A;- Sở B"),
        (run(f"<w:t>a</w:t><mc:AlternateContent><mc:Fallback>{BOX}</mc:Fallback></mc:AlternateContent>"),
         "a\ntrong khung"),
    ],
)  # fmt: skip
def test_a_cell_says_what_is_printed(inner: str, printed: str) -> None:
    """This test ensures that a paragraph in a cell comes as Word prints it."""
    styles = (
        '<w:style w:type="character" w:styleId="An"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="AnCon"><w:basedOn w:val="An"/></w:style>'
    )
    page = read(docx(tbl(tr(tc(f"<w:p>{inner}</w:p>"), tc("b"))), styles=styles))
    assert texts(tables(page)[0]) == [[printed, "b"]]


def test_each_paragraph_of_a_cell_is_a_line() -> None:
    """This test ensures that an author's paragraphs stay apart, and empty ones leave nothing."""
    page = read(docx(tbl(tr(tc(p("- Bộ Y tế;") + p() + p("- Sở Y tế")), tc("x")))))
    assert texts(tables(page)[0]) == [["- Bộ Y tế;\n- Sở Y tế", "x"]]


def test_a_deleted_paragraph_mark_joins_the_lines() -> None:
    """This test ensures that a paragraph whose end was deleted goes on in the next."""
    first = f'<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{r("Bộ Văn hóa, ")}</w:p>'
    hidden = f"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{r('Điều 1. ')}</w:p>"
    page = read(docx(first + p("Thể thao") + hidden + p("Phạm vi") + first))
    assert lines(page) == ["Bộ Văn hóa, Thể thao", "Điều 1. Phạm vi", "Bộ Văn hóa,"]


def test_a_field_over_several_paragraphs() -> None:
    """This test ensures that an instruction of several paragraphs stays unprinted, and a broken field hides nothing."""
    begin, separate, end = (run(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end"))
    first = f"<w:p>{r('trước ')}{begin}{r('mã')}</w:p>"
    last = f"<w:p>{r('mã')}{separate}{r('kết quả')}{{end}}</w:p>"
    whole = first + p("mã") + last.replace("{end}", end) + p("sau")
    assert lines(read(docx(whole))) == ["trước", "kết quả", "sau"]
    (table,) = tables(read(docx(tbl(tr(tc(whole), tc("b"), tc("c"))))))
    assert texts(table) == [["trước\nkết quả\nsau", "b", "c"]]
    assert "mã" not in table.ink
    assert lines(read(docx(first + p("còn") + last.replace("{end}", "")))) == ["trước", "còn", "mãkết quả"]


def test_what_two_styles_both_switch_on_is_off() -> None:
    """This test ensures that a hidden character style in a hidden paragraph style shows, as Word has it."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="An"><w:rPr><w:vanish/><w:b/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="AnChu"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    both = r("hiện", '<w:rStyle w:val="AnChu"/>')
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="An"/></w:pPr>{r("ẩn")}{both}</w:p>'
    (table,) = tables(read(docx(tbl(tr(tc(paragraph), tc("b"), tc("c"))), styles=styles)))
    assert [(cell.text, cell.bold) for cell in table.rows[0].cells] == [("hiện", True), ("b", False), ("c", False)]


def test_text_boxes_come_after_their_paragraph_once() -> None:
    """This test ensures that a text box is read from the drawing, and not again from its fallback."""
    drawing = f"<w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing>"
    choice = (
        f"<mc:AlternateContent><mc:Choice>{drawing}</mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    paragraph = f"<w:p>{r('trước')}{run(choice)}</w:p>"
    page = read(docx(paragraph + tbl(tr(tc(paragraph), tc("b"), tc("c")))))
    assert lines(page) == ["trước", "trong khung"]
    (table,) = tables(page)
    assert texts(table) == [["trước\ntrong khung", "b", "c"]]
    assert "".join(table.ink.split()) == "trướctrongkhungbc"


def test_a_table_in_a_text_box_and_in_content_controls() -> None:
    """This test ensures that tables are found wherever Word lets them stand."""
    box = f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{plan()}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{plan()}</w:sdtContent></w:sdt>"
    assert [len(table.rows) for table in tables(read(docx(box + control)))] == [2, 2]


def test_old_fonts_are_decoded_by_run_and_by_style() -> None:
    """This test ensures that TCVN3 and VNI runs become Unicode, also where a letter's mark is in the next run."""
    tcvn = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    vni = '<w:rFonts w:ascii="VNI-Times" w:hAnsi="VNI-Times"/>'
    styles = f'<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:rPr>{tcvn}</w:rPr></w:style>'
    theme = '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>'
    cell = f"<w:p>{r('Bo', vni)}{r('ä Y teá', vni)}{r(' và Sở', theme)}</w:p>"
    page = read(docx(tbl(tr(tc("Bé Y tÕ"), tc(cell), tc("So"))), styles=styles))
    (table,) = tables(page)
    assert texts(table) == [["Bộ Y tế", "Bộ Y tế và Sở", "So"]]
    assert [sorted(cell.flags) for cell in table.rows[0].cells] == [["legacy-encoding"], ["legacy-encoding"], []]
    assert "Bộ Y tế\nBộ Y tế và Sở" in table.ink
    assert [issue.kind for issue in page.issues] == [IssueKind.LEGACY_ENCODING]


def test_an_old_font_as_the_themes() -> None:
    """This test ensures that a theme's font is looked up, and a broken theme does no harm."""
    fonts = "".join(f'<a:{kind}Font><a:latin typeface="{name}"/></a:{kind}Font>' for kind, name in
                    (("major", ".VnTimeH"), ("minor", ".VnTime")))  # fmt: skip
    theme = f'<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{fonts}</a:theme>'
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/></w:rPr>'
        '</w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:styleId="H"><w:rPr>'
        '<w:rFonts w:asciiTheme="majorHAnsi" w:hAnsiTheme="majorHAnsi"/></w:rPr></w:style>'
    )
    body = p("Bé Y tÕ") + p("bé y tÕ", '<w:pStyle w:val="H"/>') + p("Bé", run='<w:rFonts w:hAnsi="Arial"/>')
    for part, printed in ((theme, ["Bộ Y tế", "BỘ Y TẾ", "Bé"]), ("<a:theme", ["Bé Y tÕ", "bé y tÕ", "Bé"])):
        page = read(docx(body, styles=styles, extra={"word/theme/theme1.xml": part.encode()}))
        assert lines(page) == printed


def test_bold_is_of_the_whole_cell() -> None:
    """This test ensures that a cell is bold when all its letters are, by run or by style."""
    styles = '<w:style w:type="paragraph" w:styleId="D"><w:rPr><w:b/></w:rPr></w:style>'
    half = f"<w:p>{r('a', '<w:b/>')}{r('b')}</w:p>"
    row = tr(tc(p("a", "", "<w:b/>")), tc(half), tc(p("a", '<w:pStyle w:val="D"/>')), tc(""))
    (table,) = tables(read(docx(tbl(row), styles=styles)))
    assert [cell.bold for cell in table.rows[0].cells] == [True, False, True, False]


def test_styles_based_on_each_other_end() -> None:
    """This test ensures that a circle of styles is no endless walk."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    assert lines(read(docx(p("chữ", '<w:pStyle w:val="A"/>'), styles=styles))) == ["chữ"]


def test_an_embedded_document_is_named() -> None:
    """This test ensures that what Word would insert from another file is not silently missing."""
    page = read(docx(p("a") + '<w:altChunk w:id="r9"/>'))
    assert [issue.kind for issue in page.issues] == [IssueKind.PAGE_UNREADABLE]


def test_source_says_what_was_read() -> None:
    """This test ensures that name, kind and producer of the file come along."""
    app = "<Application>Microsoft Office Word</Application><AppVersion>16.0000</AppVersion>"
    extra = {"docProps/app.xml": f'<Properties xmlns="x">{app}</Properties>'.encode()}
    source = read_docx(Input("k.docx", docx(p("a"), extra=extra)), Settings()).source
    assert (source.file, source.pages, source.producer) == ("k.docx", None, "Microsoft Office Word 16.0000")
    assert source.media_type.endswith("wordprocessingml.document")
    assert len(source.sha256) == 64
