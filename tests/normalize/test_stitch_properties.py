"""These tests ensure that cutting a table into pages and joining it again changes nothing and loses nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from phuluc.model import RawDocument
from tests.normalize import build
from tests.normalize.test_stitch import rows_of

HEADER = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Sản phẩm"]
WORDS = st.lists(
    st.sampled_from("kế hoạch rà soát văn bản đào tạo cán bộ hướng dẫn đơn vị".split()), min_size=4, max_size=12
)
SENTENCE = WORDS.map(lambda words: " ".join(words).capitalize() + ".")


@st.composite
def cut_tables(draw: st.DrawFn) -> tuple[list[list[str]], RawDocument]:
    """A table, and the same table cut into pages between rows or inside them."""
    rows = [[str(number), *(draw(SENTENCE) for _ in HEADER[1:])] for number in range(1, draw(st.integers(2, 12)) + 1)]
    repeated, opened = draw(st.booleans()), draw(st.booleans())
    pages: list[list[list[str]]] = [[HEADER]]
    for row in rows:
        whole = draw(st.sampled_from(["whole", "whole", "next page", "cut"]))
        if whole == "next page" and len(pages[-1]) > 1:
            pages.append([HEADER] if repeated else [])
        if whole != "cut":
            pages[-1].append(row)
            continue
        upper, lower = [row[0]], [""]
        for text in row[1:]:
            words = text.split()
            at = draw(st.integers(2, len(words) - 1))
            upper.append(" ".join(words[:at]) + ("<open" if opened else ""))
            lower.append(("open>" if opened else "") + " ".join(words[at:]))
        pages[-1].append(upper)
        pages.append([HEADER, lower] if repeated else [lower])
    return rows, build.document(*[[build.table(grid, number)] for number, grid in enumerate(pages, 1) if grid])


@given(cut_tables())
@settings(max_examples=150, deadline=None)
def test_a_table_cut_into_pages_is_joined_again(cut: tuple[list[list[str]], RawDocument]) -> None:
    rows, document = cut
    (joined,) = rows_of(document)
    assert [list(row.cells) for row in joined] == rows


CELL = st.text(st.sampled_from("ếa 1.\n-(x"), max_size=6)
GRID = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=3, max_size=8)


@given(st.lists(GRID, min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_whatever_is_printed_ends_in_one_place(grids: list[list[list[str]]]) -> None:
    tables = [build.table([["STT", "Nhiệm vụ", "Chủ trì"], *grid], page) for page, grid in enumerate(grids, 1)]
    rows_of(build.document(*[[table] for table in tables]))
