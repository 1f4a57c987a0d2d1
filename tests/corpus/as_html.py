"""A plan as an HTML page: read as it is, or printed by Chromium, WeasyPrint or wkhtmltopdf."""

import html

from tests.corpus.content import MERGED, Annex, Plan
from tests.corpus.layout import MARGIN, Layout, paper_size

RULES = {
    "grid": "td,th{border:0.6pt solid black}",
    "dashed": "td,th{border:0.8pt dashed black}",
    "dotted": "td,th{border:0.8pt dotted black}",
    "double": "td,th{border:2.4pt double black}",
    "shaded": "td,th{border:0.6pt solid black} th,tr.odd td{background:#e4e4e4}",
    "tiles": "table.data{border-collapse:separate;border-spacing:1.5pt} td,th{background:#dde6f0}",
    "zebra": "tr.odd td,th{background:#e4e4e4}",
    "horizontal": "td,th{border:0 solid black;border-width:0.6pt 0}",
    "none": "",
}


def page(plan: Plan, layout: Layout) -> str:
    """The whole page, styled for print."""
    annexes = "".join(_annex(plan, annex, index, layout) for index, annex in enumerate(plan.annexes))
    body = (_letterhead(plan) if layout.letterhead else "") + annexes + (_signature() if layout.letterhead else "")
    text = (
        f"<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'><title>{plan.number}</title>"
        f"<style>{_style(plan, layout)}</style></head><body>{body}</body></html>"
    )
    return layout.spell(text)


def _style(plan: Plan, layout: Layout) -> str:
    number = {"top": "@top-center", "bottom": "@bottom-center"}.get(layout.page_number)
    corner = f"{number}{{content:counter(page);font:{layout.size}pt '{layout.font}'}}" if number else ""
    pages = []
    for index in range(len(plan.annexes)):
        width, height = paper_size(layout, index)
        pages.append(
            f"@page a{index}{{size:{width}pt {height}pt;margin:{MARGIN}pt;{corner}}} .a{index}{{page:a{index}}}"
        )
    width, height = paper_size(layout, 0)
    return (
        f"@page{{size:{width}pt {height}pt;margin:{MARGIN}pt;{corner}}}{''.join(pages)}"
        f"body{{font:{layout.size}pt '{layout.font}';margin:0}} p{{margin:0 0 2pt;orphans:1;widows:1}}"
        "h3{font-size:1em;text-align:center;margin:3pt 0} table.data{border-collapse:collapse;width:100%;"
        f"table-layout:fixed;margin:6pt 0}} td,th{{padding:{'0' if layout.tight else '2pt 4pt'};"
        f"vertical-align:{'middle' if layout.middle else 'top'};text-align:left}} th,.n{{text-align:center}}"
        f"table.plain,table.plain td{{border:0!important;background:none;width:100%;text-align:center}}"
        f"{'td p{text-align:justify}' if layout.justify else ''}"
        f"{'td p{margin-right:-2pt}' if layout.tight else ''}{'' if layout.cut else 'tr{break-inside:avoid}'}"
        f".break{{break-before:page}} .s{{font-weight:bold}} {RULES[layout.rules]}"
        f"{'thead{display:table-row-group}' if layout.header == 'once' else ''}"
    )


def _letterhead(plan: Plan) -> str:
    issuer = plan.issuer.replace("\n", "<br>")
    return (
        f"<table class='plain'><tr><td><b>{issuer}</b></td><td><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br>"
        f"<b>Độc lập - Tự do - Hạnh phúc</b></td></tr><tr><td>Số: {plan.number}</td><td><i>{plan.date}</i></td></tr>"
        "</table>"
    )


def _signature() -> str:
    return (
        "<table class='plain'><tr><td><i>Nơi nhận:</i><br>- Như trên;<br>- Lưu: VT.</td>"
        "<td><b>KT. CHỦ TỊCH<br>PHÓ CHỦ TỊCH</b><br><br><b>Nguyễn Văn A</b></td></tr></table>"
    )


def _annex(plan: Plan, annex: Annex, index: int, layout: Layout) -> str:
    breaks = "break " if index else ""
    titles = "".join(f"<h3>{html.escape(line)}</h3>" for line in annex.title)
    columns = "".join(f"<col style='width:{column.width}%'>" for column in annex.columns)
    tables = [
        f"<table class='data{' break' if place else ''}'><colgroup>{columns}</colgroup>"
        f"<thead>{_head(piece, layout)}</thead><tbody>{_body(piece)}</tbody></table>"
        for place, piece in enumerate(annex.pieces(layout.restart))
    ]
    return f"<div class='{breaks}a{index}'>{titles}{''.join(tables)}</div>"


def _head(annex: Annex, layout: Layout) -> str:
    rows = []
    for level in range(annex.levels):
        cells = []
        for index, column in enumerate(annex.columns):
            if level >= len(column.label):
                continue
            before = annex.columns[index - 1].label[: level + 1] if index else ()
            if before == column.label[: level + 1] and level < len(column.label) - 1:
                continue  # the columns share this level: one cell over both
            wide = sum(1 for other in annex.columns[index:] if other.label[: level + 1] == column.label[: level + 1])
            tall = annex.levels - level if level == len(column.label) - 1 else 1
            cells.append(f"<th colspan='{wide}' rowspan='{tall}'>{html.escape(column.label[level])}</th>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    if layout.numbered:
        rows.append("<tr>" + "".join(f"<th>({n})</th>" for n in range(1, len(annex.columns) + 1)) + "</tr>")
    return "".join(rows)


def _body(annex: Annex) -> str:
    rows = []
    for place, row in enumerate(annex.rows):
        cells = []
        for index, text in enumerate(row):
            if text == MERGED:
                continue
            last = len(row) < len(annex.columns) and index == len(row) - 1
            span = f" colspan='{len(annex.columns) - index}'" if last else ""
            down = annex.down(place, index)
            span += f" rowspan='{down}'" if down > 1 else ""
            centred = " class='n'" if annex.columns[index].role == "number" else ""
            body = "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n") if part)
            cells.append(f"<td{span}{centred}>{body}</td>")
        kind = ("odd" if place % 2 else "even") + (" s" if len(row) < len(annex.columns) else "")
        rows.append(f"<tr class='{kind}'>{''.join(cells)}</tr>")
    return "".join(rows)
