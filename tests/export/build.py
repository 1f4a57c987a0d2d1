"""Documents built by hand, and hypothesis strategies for any Document at all."""

from datetime import date
from decimal import Decimal
from typing import get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from export.labels import flags as flag_names
from phuluc.issues import Issue, IssueKind
from phuluc.model import (
    Agency,
    Audit,
    Column,
    Correction,
    Document,
    Measure,
    Meta,
    Output,
    Period,
    PeriodKind,
    Row,
    RowKind,
    SourceFile,
    Span,
    Table,
    Task,
)
from phuluc.source import Box, Source

COLUMNS = (
    Column("STT", "number"),
    Column("Nhiệm vụ, công việc", "task"),
    Column("Cơ quan chủ trì", "lead"),
    Column("Cơ quan phối hợp", "partners"),
    Column("Thời gian thực hiện", "period"),
    Column("Sản phẩm, kết quả", "outputs"),
    Column("Ghi chú", "notes"),
    Column("Kinh phí", None),
)
EMPTY = Period("")
YEARLY = Period("Hằng năm", "recurring", rrule="FREQ=YEARLY")
VSS = Agency("BHXH Việt Nam", "bhxh-viet-nam", "Bảo hiểm xã hội Việt Nam", "central")
LOCAL = Agency("Các bộ ngành liên quan")


def years(text: str, first: int, last: int) -> Period:
    """A span of whole years."""
    span = Span(date(first, 1, 1), date(last, 12, 31))
    return Period(text, "span", span.start, span.end, (span,))


def task(
    number: str = "1",
    kind: str = "task",
    above: Task | None = None,
    text: str = "Xây dựng kế hoạch",
    period: Period = EMPTY,
    **more: object,
) -> Task:
    """A task below another, at a place of its own."""
    path = (*(above.path if above else ()), number)
    fields: dict[str, object] = {
        "section": None if above is None else above.task if above.kind == "section" else above.section,
        "lead": (),
        "partners": (),
        "outputs": (),
        "extra": (),
        "sources": (Source(1, Box(72.0, 100.123, 540.5, 120.0)),),
        "confidence": 1.0,
    }
    fields |= more
    return Task(
        id="0/" + ".".join(path),
        path=path,
        number=number,
        kind=kind,  # type: ignore[arg-type]
        parent=above.id if above else None,
        task=text,
        period=period,
        **fields,  # type: ignore[arg-type]
    )


def tasks() -> tuple[Task, ...]:
    """Two sections, a group and five tasks: one of each thing that the writers treat apart."""
    first = task("I", "section", text="Công tác xây dựng kế hoạch")
    second = task("II", "section", text="Về nhân lực làm công tác tuyên truyền")
    group = task("1", "group", second, "Tập huấn, bồi dưỡng kiến thức")
    measure = Measure(Decimal(3), Decimal("5.5"), "hội nghị", ("năm", "tỉnh"), approximate=True)
    return (
        first,
        task("1", above=first, lead=(VSS,), partners=(LOCAL, Agency("UBND các cấp")), period=YEARLY),
        task(
            "2",
            above=first,
            text="Tổ chức Tháng vận động\n- đợt một",
            lead=(VSS, LOCAL),
            period=Period("Tháng 5 hằng năm", "recurring", rrule="FREQ=YEARLY;BYMONTH=5"),
            outputs=(
                Output("3-5,5 hội nghị/năm/tỉnh", years("Năm 2021-2022", 2021, 2022), (measure,)),
                Output("Triển khai", years("Năm 2023-2025", 2023, 2025)),
            ),
            extra=(("Ghi chú", "xem Phụ lục"), ("Kinh phí", "-5")),
        ),
        second,
        group,
        task("1.1", above=group, period=years("Năm 2021", 2021, 2021), flags=("stitched",)),
        task(
            "3",
            above=second,
            text="Tập huấn cho cơ quan bảo hiểm xã hội được",
            lead=(Agency("Sở Y tế", "so-y-te", "Sở Y tế", "department"),),
            period=Period("khi cần", "unknown"),
            sources=(Source(1, Box(72.0, 700.0, 540.0, 760.0)), Source(2, Box(72.0, 60.0, 540.0, 90.0))),
            confidence=0.62,
            flags=("stitched", "number-gap", "cut-short", "period-unparsed"),
        ),
        task(
            "4",
            above=second,
            period=Period("Thường xuyên", "ongoing"),
            sources=(Source(place="table 1, row 9"),),
            flags=("corrected",),
            corrections=(Correction("0/II.4", "period", "Thường xuyẽn", "Thường xuyên", "chữ quét sai"),),
        ),
    )


def row(task: Task) -> Row:
    """The printed row behind a task."""
    listed = ("; ".join(agency.text for agency in agencies) for agencies in (task.lead, task.partners))
    outputs = "\n".join(output.text for output in task.outputs)
    cells = (task.number, task.task, *listed, task.period.text, outputs, "", "")
    return Row(task.number, task.kind, cells, task.sources, task.flags)


def document(rows: tuple[Task, ...] | None = None, **more: object) -> Document:
    """A decision of one table, or of `rows`."""
    rows = tasks() if rows is None else rows
    fields: dict[str, object] = {
        "source": SourceFile("kế hoạch.pdf", "0" * 64, "application/pdf", 2, "Microsoft® Word"),
        "meta": Meta(
            "Quyết định",
            "294/QĐ-LĐTBXH",
            date(2021, 3, 3),
            "Bộ Lao động-Thương binh và Xã hội",
            "Kế hoạch tuyên truyền bảo hiểm xã đến năm 2025",
            Span(date(2021, 1, 1), date(2025, 12, 31)),
        ),
        "tables": (Table(0, "TIẾN ĐỘ THỰC HIỆN", (1, 2), COLUMNS, tuple(map(row, rows))),),
        "audit": Audit(1000, 900, 50, 40, 10, 0),
        "issues": (Issue(IssueKind.NUMBER_GAP, Source(2), "2, 3 < 4"),),
        "corrections": (Correction(None, "document.number", "294/QĐ-LDTBXH", "294/QĐ-LĐTBXH"),),
    }
    return Document(tasks=rows, **(fields | more))  # type: ignore[arg-type]


# --- any Document at all --------------------------------------------------------------------------------------------

# What has broken exporters: formula openers, separators, quotes, controls, half characters, escapes, wide letters.
_NASTY = st.sampled_from("=+-@\t\r\n\x00\x01\x0b\x1f\x7f\ud800\ufffe\u202e;,'\"<>&_x0041_~ 𝟗")
any_document = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For tests over `documents()`: those are large, and the machine may be busy."""

texts = st.text(st.one_of(_NASTY, st.characters(codec="utf-8"), st.sampled_from("bộ tư pháp BHXH")), max_size=20)
words = st.text(st.sampled_from("abcđêơ BHXH-.,0123"), min_size=1, max_size=12)
days = st.one_of(st.none(), st.dates())


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Any span."""
    start, end = draw(days), draw(days)
    if start is not None and end is not None and end < start:
        start, end = end, start
    return Span(start, end)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Any period, its bounds around its spans."""
    found = tuple(draw(st.lists(spans(), max_size=2)))
    starts, ends = [span.start for span in found], [span.end for span in found]
    start = None if None in starts or not starts else min(day for day in starts if day)
    end = None if None in ends or not ends else max(day for day in ends if day)
    kind = draw(st.sampled_from(get_args(PeriodKind)))
    rules = ("FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=5", "FREQ=MONTHLY;INTERVAL=6", "FREQ=WEEKLY;BYDAY=MO")
    rrule = draw(st.sampled_from((None, *rules)))
    return Period(draw(texts), kind, start, end, found, rrule, draw(st.booleans()))


numbers = st.one_of(st.none(), st.decimals(min_value=0, max_value=10**9, places=2))
measures = st.builds(Measure, numbers, numbers, words, st.tuples(words), st.booleans())
agencies = st.builds(Agency, texts, *[st.one_of(st.none(), words)] * 3)
outputs = st.builds(Output, texts, st.one_of(st.none(), periods()), st.lists(measures, max_size=2).map(tuple))
boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h), *[st.floats(0, 2000, allow_nan=False, allow_subnormal=False)] * 4
)
sources = st.one_of(
    st.builds(Source, st.integers(1, 5000), st.one_of(st.none(), boxes)),
    st.builds(Source, st.none(), st.none(), words),
)
listed = st.lists(agencies, max_size=3).map(tuple)
corrections = st.builds(Correction, st.none(), st.sampled_from(("task", "lead", "extra.x")), texts, texts, texts)


@st.composite
def any_tasks(draw: st.DrawFn) -> tuple[Task, ...]:
    """Tasks of any outline, each below one of those before it."""
    rows: list[Task] = []
    for place in range(draw(st.integers(0, 4))):
        above = draw(st.sampled_from([None, *rows]))
        rows.append(
            task(
                f"{place}",
                draw(st.sampled_from(get_args(RowKind))),
                above,
                draw(texts),
                draw(periods()),
                lead=draw(listed),
                partners=draw(listed),
                outputs=draw(st.lists(outputs, max_size=2).map(tuple)),
                extra=tuple(draw(st.lists(st.tuples(texts, texts), max_size=2))),
                sources=tuple(draw(st.lists(sources, max_size=2))),
                confidence=draw(st.floats(0, 1)),
                flags=tuple(draw(st.lists(st.sampled_from(flag_names()), unique=True, max_size=3))),
                corrections=tuple(draw(st.lists(corrections, max_size=1))),
            )
        )
    return tuple(rows)


@st.composite
def plain_tables(draw: st.DrawFn, index: int) -> Table:
    """A table whose columns were not recognised."""
    width = draw(st.integers(1, 3))
    cells = st.lists(texts, min_size=width, max_size=width).map(tuple)
    rows = [Row("", None, draw(cells), ()) for _ in range(draw(st.integers(1, 3)))]
    return Table(
        index,
        draw(st.one_of(st.none(), texts)),
        (1,),
        tuple(Column(draw(texts), None) for _ in range(width)),
        tuple(rows),
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document: tasks, perhaps a table of no roles, any meta."""
    rows = draw(any_tasks())
    known = Table(0, draw(texts), (1,), COLUMNS, tuple(map(row, rows)))
    meta = Meta(draw(texts), draw(st.one_of(st.none(), texts)), draw(days), draw(texts), draw(texts), draw(spans()))
    kinds = draw(st.lists(st.sampled_from(IssueKind), max_size=2))
    issues = tuple(Issue(kind, draw(sources), draw(texts)) for kind in kinds)
    tables = (known, *draw(st.lists(plain_tables(1), max_size=1)))
    return document(rows, meta=meta, tables=tables, issues=issues)
