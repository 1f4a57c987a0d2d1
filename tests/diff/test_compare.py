"""Edits made to a real plan are what is told of it, all of them and nothing else; the other way round is mirrored."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import phuluc
from export.comparison.words import stood
from phuluc import pipeline
from phuluc.diff.compare import compare, heaviest_rise
from phuluc.diff.match import match
from phuluc.difference import Comparison, RowChange, ValueChange
from phuluc.model import Document
from tests.diff import plans
from tests.diff.plans import LEAD, NUMBER, OUTPUTS, PARTNERS, PERIOD, TASK, Rows
from tests.export import build

Told = tuple[tuple[str, ...], str | None, str | None, tuple[tuple[str, tuple[str, ...], tuple[str, ...], bool], ...]]


def told(change: RowChange) -> Told:
    """A change in short: what became of the row, its id in both, and of its values the path and what went and came."""
    values = tuple(
        (value.path, value.removed or (value.old,), value.added or (value.new,), value.reworded)
        for value in change.values
    )
    old_id, new_id = (row.id if row is not None else None for row in (change.old, change.new))
    return change.statuses, old_id, new_id, values


def only(path: str, old: str, new: str, reworded: bool = False) -> tuple[tuple[str, tuple[str], tuple[str], bool], ...]:
    return ((path, (old,), (new,), reworded),)


def renumbered(old: str, new: str) -> Told:
    return ("renumbered",), old, new, only("number", old.rpartition(".")[2], new.rpartition(".")[2])


@cache
def old() -> Document:
    return phuluc.read(plans.SAMPLES / "qd294.pdf")


def edited(edit: Callable[[Rows], Rows | None]) -> Rows:
    plan = plans.rows()
    return plans.renumbered(edit(plan) or plan)


# --- edits of one kind, and what is told of each -------------------------------------------------------------------


def nothing(plan: Rows) -> Rows:
    return plan


def other_blanks(plan: Rows) -> None:
    row = plan[plans.at(plan, "Tuyên truyền trên mạng")]
    row[PARTNERS] = "- Các đơn vị có  liên quan; - Bộ Thông tin Truyền thông"


def a_row_gone(plan: Rows) -> None:
    del plan[plans.at(plan, "Tuyên truyền BHXH theo chiến dịch gắn với việc sửa")]


def a_row_more(plan: Rows) -> None:
    place = plans.at(plan, "Tổng hợp báo cáo")
    plan.insert(place, ["0", "Khảo sát mức độ hài lòng của người dân", "BHXH Việt Nam", "", "Năm 2024", "Báo cáo"])


def another_section(plan: Rows) -> None:
    row = plan.pop(plans.at(plan, "Tập huấn cho đội ngũ giảng viên"))
    plan.insert(plans.at(plan, "Về nhân lực"), row)


def another_order(plan: Rows) -> None:
    row = plan.pop(plans.at(plan, "Xây dựng bộ chỉ số"))
    plan.append(row)


def a_section_with_all_its_rows(plan: Rows) -> Rows:
    """Section II behind III: one move, and the numbers of two sections."""
    second, third, fourth = (plans.at(plan, text) for text in ("Về nhân lực", "Các hoạt động", "Công tác giám sát"))
    plan[second][NUMBER], plan[third][NUMBER] = "III", "II"
    return [*plan[:second], *plan[third:fourth], *plan[second:third], *plan[fourth:]]


def values(plan: Rows) -> None:
    radio = plan[plans.at(plan, "Tuyên truyền trên hệ thống đài")]
    radio[LEAD] = "Sở Văn hóa, Thể thao và Du lịch"
    social = plan[plans.at(plan, "Tuyên truyền trên mạng")]
    social[PARTNERS] = "- Bộ Thông tin Truyền thông; - Bộ Công an"
    social[OUTPUTS] = "- Năm 2021-2022: Xây dựng Kế hoạch; - Năm 2023-2024: Triển khai thực hiện"
    review = plan[plans.at(plan, "Tổng kết chương trình phối hợp tuyên truyền giai đoạn")]
    review[PERIOD] = "Năm 2022"
    review[TASK] = "Sơ kết chương trình phối hợp tuyên truyền giai đoạn 2015-2020; ký kết chương trình mới"


def other_words_for_the_same(plan: Rows) -> None:
    plan[plans.at(plan, "Tổng hợp báo cáo")][PERIOD] = "Quý 4 năm 2025"
    plan[plans.at(plan, "Tập huấn trang bị")][LEAD] = "Bảo hiểm xã hội Việt Nam"


def a_new_heading_over_old_rows(plan: Rows) -> None:
    plan[plans.at(plan, "Công tác giám sát")][TASK] = "Tổ chức thực hiện"


EDITS: list[tuple[Callable[[Rows], Rows | None], list[Told]]] = [
    (nothing, []),
    (other_blanks, []),
    (a_row_gone, [(("removed",), "0/III.16", None, ()), renumbered("0/III.17", "0/III.16")]),
    (a_row_more, [(("added",), None, "0/IV.3", ()), renumbered("0/IV.3", "0/IV.4")]),
    (another_section, [(("moved", "renumbered"), "0/II.5", "0/I.3", only("number", "5", "3"))]),
    (
        another_order,
        [
            renumbered("0/IV.2", "0/IV.1"),
            renumbered("0/IV.3", "0/IV.2"),
            (("moved", "renumbered"), "0/IV.1", "0/IV.3", only("number", "1", "3")),
        ],
    ),
    (
        a_section_with_all_its_rows,
        [
            (("renumbered",), "0/III", "0/II", only("number", "III", "II")),
            (("moved", "renumbered"), "0/II", "0/III", only("number", "II", "III")),
        ],
    ),
    (
        values,
        [
            (
                ("changed",),
                "0/III.3",
                "0/III.3",
                (
                    *only(
                        "task",
                        "Tổng kết chương trình phối hợp tuyên truyền giai đoạn 2015-2020; ký kết chương trình phối hợp "
                        "giai đoạn tiếp theo",
                        "Sơ kết chương trình phối hợp tuyên truyền giai đoạn 2015-2020; ký kết chương trình mới",
                    ),
                    *only("period", "Năm 2021", "Năm 2022"),
                ),
            ),
            (
                ("changed",),
                "0/III.9",
                "0/III.9",
                only("lead", "BHXH các tỉnh, thành phố", "Sở Văn hóa, Thể thao và Du lịch"),
            ),
            (
                ("changed",),
                "0/III.11",
                "0/III.11",
                (
                    *only("partners", "Các đơn vị có liên quan", "Bộ Công an"),
                    *only("outputs", "Năm 2023-2025: Triển khai thực hiện", "Năm 2023-2024: Triển khai thực hiện"),
                ),
            ),
        ],
    ),
    (
        other_words_for_the_same,
        [
            (("changed",), "0/II.4", "0/II.4", only("lead", "BHXH Việt Nam", "Bảo hiểm xã hội Việt Nam", True)),
            (("changed",), "0/IV.3", "0/IV.3", only("period", "- Quý IV/2025", "Quý 4 năm 2025", True)),
        ],
    ),
    (
        a_new_heading_over_old_rows,
        [(("changed",), "0/IV", "0/IV", only("task", "Công tác giám sát, đánh giá", "Tổ chức thực hiện"))],
    ),
]


@pytest.mark.parametrize("kind", ["text", "docx"])
@pytest.mark.parametrize(("edit", "expected"), EDITS, ids=lambda each: getattr(each, "__name__", ""))
def test_the_edits_and_nothing_else_are_told(
    edit: Callable[[Rows], Rows | None], expected: list[Told], kind: str
) -> None:
    plan = edited(edit)
    new = pipeline.read(plans.as_text(plan) if kind == "text" else plans.as_docx(plan))
    found = compare(old(), new)
    assert [told(change) for change in found.rows] == expected
    assert found.same + len([change for change in found.rows if change.old]) == len(old().tasks) == 33


@pytest.mark.parametrize(
    ("heading", "id"),
    [("Tập huấn, bồi dưỡng kiến thức về BHXH, kỹ năng", "0/II.1"), ("Công tác xây dựng Kế hoạch", "0/I")],
)
def test_a_heading_that_goes_or_comes_moves_no_row(heading: str, id: str) -> None:
    """The rows below stand where they stood, with their numbers: under the section, or under nothing."""
    plan = plans.rows()
    del plan[plans.at(plan, heading)]
    without = pipeline.read(plans.as_text(plan))
    assert [told(change) for change in compare(old(), without).rows] == [(("removed",), id, None, ())]
    assert [told(change) for change in compare(without, old()).rows] == [(("added",), None, id, ())]


def test_one_document_read_from_five_files_is_one() -> None:
    """PDF, DOCX and text, and three producers of PDF: what is told is the plan, not how its file was made."""
    for name in ("qd294.docx", "qd294.txt", "qd294-chromium.pdf", "qd294-liberation.pdf"):
        found = compare(old(), phuluc.read(plans.SAMPLES / name))
        assert found.rows == ()
        assert found.same == 33


def mirrored(comparison: Comparison) -> set[RowChange]:
    """The changes with their sides changed."""
    return {
        RowChange(
            change.new,
            change.old,
            change.moved,
            tuple(
                ValueChange(value.path, value.new, value.old, value.added, value.removed, value.reworded)
                for value in change.values
            ),
            change.above[::-1],
        )
        for change in comparison.rows
    }


@given(build.documents(), build.documents())
@build.any_document
def test_the_other_way_round_is_the_same_with_the_sides_changed(one: Document, other: Document) -> None:
    assert set(compare(one, other).rows) == mirrored(compare(other, one))


@given(build.documents())
@build.any_document
def test_a_document_does_not_differ_from_itself(document: Document) -> None:
    found = compare(document, document)
    assert (found.rows, found.document, found.same) == ((), (), len(document.tasks))


@st.composite
def shuffled(draw: st.DrawFn) -> Rows:
    """The plan with rows taken out, rows changed places within their section, and all of it counted anew."""
    plan = [row for row in plans.rows() if row[NUMBER].isalpha() or draw(st.integers(0, 9))]
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(plan) - 2))
        if plan[place][NUMBER].isdigit() and plan[place + 1][NUMBER].isdigit():
            plan[place : place + 2] = plan[place + 1], plan[place]
    return plans.renumbered(plan)


@given(shuffled())
@settings(max_examples=25, deadline=None)
def test_a_renumbered_plan_has_no_other_changes(plan: Rows) -> None:
    """Rows gone and rows in another order: nothing is added or changed, and both ways tell the same."""
    new = pipeline.read(plans.as_text(plan))
    found = compare(old(), new)
    assert found.counts["added"] == found.counts["changed"] == 0
    assert found.counts["removed"] == len(old().tasks) - len(plan)
    assert set(found.rows) == mirrored(compare(new, old()))


def test_rows_are_paired_once_in_the_new_order() -> None:
    new = pipeline.read(plans.as_text(edited(another_section)))
    pairs = match(old().tasks, new.tasks)
    assert [j for _, j in pairs] == list(range(33))
    assert sorted(i for i, _ in pairs) == list(range(33))


def longest_rise(numbers: list[int]) -> int:
    """By trying every end: the length of the longest rising subsequence."""
    lengths: list[int] = []
    for place, number in enumerate(numbers):
        lengths.append(1 + max((lengths[i] for i in range(place) if numbers[i] < number), default=0))
    return max(lengths, default=0)


@given(st.lists(st.integers(0, 40), unique=True, max_size=20))
def test_the_rows_that_keep_their_order_are_the_most_there_can_be(numbers: list[int]) -> None:
    kept = sorted(heaviest_rise(numbers, [1] * len(numbers)))
    assert [numbers[i] for i in kept] == sorted(numbers[i] for i in kept)
    assert len(kept) == longest_rise(numbers)


def test_a_moved_row_is_told_with_the_rows_above_it_in_both_versions() -> None:
    before = old()
    ids = [task.id for task in before.tasks]
    at, to = ids.index("0/III.4"), ids.index("0/III.6")
    order = [*before.tasks[:at], *before.tasks[at + 1 : to + 1], before.tasks[at], *before.tasks[to + 1 :]]
    (change,) = compare(before, replace(before, tasks=tuple(order))).rows
    assert [row.id for row in change.above if row is not None] == ["0/III.3", "0/III.6"]
    assert stood(change) == ("sau 0/III.3", "sau 0/III.6")
    first = replace(before, tasks=(before.tasks[at], *(task for task in before.tasks if task.id != "0/III.4")))
    (change,) = compare(before, first).rows
    assert stood(change, "en") == ("after 0/III.3", "first")
