"""These tests ensure that what is done to words after they were read puts in nothing that was not read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.ocr import doubts, shapes
from extract.ocr.engine import Words
from extract.ocr.numbers import alike, is_number, sequence, spellings, steps
from extract.ocr.stt import A_JUMP, counts_on, strokes_told
from extract.ocr.vote import vote
from extract.page import Glyphs, Page, Rules
from phuluc.issues import IssueKind


def words(text: str, confidence: float = 0.9) -> Words:
    parts = text.split()
    count = len(parts)
    places = [10 * n for n in range(count)]
    return Words(parts, places, [0] * count, [p + 8 for p in places], [10] * count, [confidence] * count, [0] * count)


def after_shapes(text: str) -> str:
    read = words(text)
    shapes.settle(read)
    return " ".join(read.text)


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        ("%o", "‰"),  # s05's unit of a rate
        ("(%o) 5%0", "(‰) 5‰"),
        ("100% của", "100% của"),
        ("phát hành đến CƠ SỞ", "phát hành đến cơ sở"),
        ("Quý H năm 2025", "Quý II năm 2025"),
        ("Quý ll/2025", "Quý II/2025"),
        ("Quý 2/2025", "Quý 2/2025"),
        ("Quý U2026", "Quý I/2026"),
        ("Quý I, IIU2026", "Quý I, III/2026"),
        ("giải U2026", "giải U2026"),
        ("Quý II, III/2025", "Quý II, III/2025"),
        ("Quý I-II/2025", "Quý I-II/2025"),
        ("• Bộ Y tế", "- Bộ Y tế"),
        ("Bộ Lao động — Thương binh", "Bộ Lao động – Thương binh"),
        ("ngày I5/4/2026", "ngày 15/4/2026"),
        ("năm 2O25", "năm 2025"),
        ("I Công tác xây dựng", "I Công tác xây dựng"),
        ("CÔNG TÁC CƠ SỞ", "CÔNG TÁC CƠ SỞ"),
        ("NHÓM NHIỆM VỤ VỀ CƠ SỞ VẬT CHẤT", "NHÓM NHIỆM VỤ VỀ CƠ SỞ VẬT CHẤT"),
        ("BHXH các tỉnh", "BHXH các tỉnh"),
        ("'Vụ Quản lý", "Vụ Quản lý"),  # a speck before a word, on a copy of a copy
        ("gọi là 'sổ đỏ'", "gọi là 'sổ đỏ'"),
        ("(tỜ trình), hạng xÚC", "(tờ trình), hạng xúc"),  # capitals that look alike inside small words
        ("tỜ", "tờ"),
        ("35 kV, 12 kW, 90 mW", "35 kV, 12 kW, 90 mW"),  # units are no syllables
        ("nồng độ pH", "nồng độ pH"),
        ("Tờ trình", "Tờ trình"),
        ("hệ iOS", "hệ iOS"),
        ("Tris (2-chloro ethy]) phosphate C2H4C]2O", "Tris (2-chloro ethyl) phosphate C2H4Cl2O"),  # a list of chemicals
        ("]) Nhà máy", "l) Nhà máy"),
        ("Etyl-N-[(2,3-dimetyl) amino]-N", "Etyl-N-[(2,3-dimetyl) amino]-N"),  # opened before
        ("xem [3] và 4]", "xem [3] và 4]"),
        ("Propyl] isocyanate", "Propyl] isocyanate"),  # two readings of one letter
    ],
)
def test_look_alikes_are_settled_by_their_shape(read: str, shown: str) -> None:
    assert after_shapes(read) == shown


@given(st.text(max_size=60))
def test_shapes_settle_once(text: str) -> None:
    once = after_shapes(text)
    assert after_shapes(once) == once


@pytest.mark.parametrize(
    ("text", "gap", "shown"),
    [
        ("IV/202 2", 5, "IV/2022"),
        ("15/7/202 4,", 5, "15/7/2024,"),
        ("IV/202 2", 9, "IV/202 2"),
        ("IV/2022 2", 5, "IV/2022 2"),
        ("12/202 25", 5, "12/202 25"),
    ],
)
def test_the_last_figure_of_a_year_is_no_word(text: str, gap: int, shown: str) -> None:
    read = words(text)
    read.x0[1] = read.x1[0] + gap
    shapes.settle(read)
    assert " ".join(read.text) == shown


def test_a_changed_word_is_less_sure() -> None:
    read = words("phát hành đến CƠ SỞ", 0.99)
    shapes.settle(read)
    assert read.confidence[0] == 0.99
    assert max(read.confidence[3:]) <= shapes.CHANGED


def test_votes_prefer_syllables() -> None:
    assert vote([words("đâu tr công", 0.8), words("đầu tư công", 0.8)]).text == ["đầu", "tư", "công"]


@given(st.lists(st.lists(st.sampled_from("bổ bồ thẩm thâm quyền 12 l2 -".split()), max_size=8), min_size=1, max_size=3))
def test_no_word_is_voted_in_that_no_reading_gave(readings: list[list[str]]) -> None:
    result = vote([words(" ".join(reading)) for reading in readings])
    assert set(result.text) <= {word for reading in readings for word in reading}
    lengths = {len(c) for c in (result.text, result.x0, result.x1, result.top, result.bottom, result.confidence)}
    assert lengths == {len(result.text)}


@pytest.mark.parametrize(
    "text",
    ["1", "12", "1.1", "IV", "3.", "2)", "XIX", "a)", "đ)", "B.", "B", "a", "4a", "04a", "I.1", "A.2.1", "(1)", "(a)"],
)
def test_numbers_are_numbers(text: str) -> None:
    assert is_number(text)
    assert spellings(text)[0] == text


@pytest.mark.parametrize("text", ["", "STT", "IIII", "-", "1m", "Bộ", "a1", "1.a", "(1", "()"])
def test_other_texts_are_not(text: str) -> None:
    assert not is_number(text)


def test_the_sequence_settles_what_two_readings_dispute() -> None:
    choices = [["I"], ["1", "11"], ["2"], ["5", "3"], ["II", "11"], ["1"]]
    assert sequence(choices) == ["I", "1", "2", "3", "II", "1"]


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ([["I"], ["1.1"], ["1.2"], ["II"], ["2.1"]], ["I", "1.1", "1.2", "II", "2.1"]),
        ([["1."], ["3)", "a)"], ["b)"], ["C)", "c)"], ["2."]], ["1.", "a)", "b)", "c)", "2."]),
        ([["A."], ["1."], ["2."], ["8.", "B."], ["1."]], ["A.", "1.", "2.", "B.", "1."]),
        ([["9"], ["10"], ["II", "11"], ["12"]], ["9", "10", "11", "12"]),
        ([["B."], ["1."], ["a)"], ["b)"], ["C)", "c)"], ["C."]], ["B.", "1.", "a)", "b)", "c)", "C."]),
        ([["7"], ["8"], ["9"]], ["7", "8", "9"]),
        ([["(1)"], ["(2)", "2)"], ["13)", "(3)"], ["(4)"]], ["(1)", "(2)", "(3)", "(4)"]),
        ([["A", "4"], ["I"], ["1"], ["II"], ["1"], ["B", "8"], ["I"]], ["A", "I", "1", "II", "1", "B", "I"]),
        ([["6"], ["7"], ["B", "8"], ["9"]], ["6", "7", "8", "9"]),
        (
            [["I."], ["I.1"], ["a", "4"], ["b", "6"], ["I.2"], ["II."], ["H.1", "II.1"]],
            ["I.", "I.1", "a", "b", "I.2", "II.", "II.1"],
        ),
        ([["04"], ["04a", "04"], ["05"]], ["04", "04a", "05"]),
        (
            [["I"], ["1.1", "I.1"], ["1.2", "I.2"], ["II", "11"], ["11.1", "II.1"], ["II.2"], ["11.3", "II.3"]],
            ["I", "I.1", "I.2", "II", "II.1", "II.2", "II.3"],
        ),
        ([["I"], ["1.1", "I.1"], ["1.2", "I.2"], ["II"], ["2.1"]], ["I", "1.1", "1.2", "II", "2.1"]),
        ([["I"], ["11", "1.1"], ["1.2"], ["13", "1.3"]], ["I", "1.1", "1.2", "1.3"]),
        ([["I"], ["1"], ["1.1", "I.1"], ["1.2", "I.2"], ["2"]], ["I", "1", "1.1", "1.2", "2"]),
        ([["1"], ["1.1"], ["1.1.1"], ["1.1.2", "11.2"], ["1.2"]], ["1", "1.1", "1.1.1", "1.1.2", "1.2"]),
    ],
)
def test_lists_of_all_kinds_go_on(choices: list[list[str]], told: list[str]) -> None:
    assert sequence(choices) == told


@pytest.mark.parametrize(
    ("read", "told"), [("L2", "I.2"), ("IL3", "II.3"), ("1L3", "II.3"), ("L.2", "I.2"), ("II3", "II.3")]
)
def test_an_i_that_its_point_ran_into_is_no_l(read: str, told: str) -> None:
    assert spellings(read)[0] == told


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        (["I", "1.1", "1.2"], False),
        (["I", "I.1", "I.2", "II", "II.1"], True),
        (["I", "1", "1.1"], True),
        (["I", "1.1", "II", "2.1"], True),
        (["1", "2", "3"], True),
    ],
)
def test_what_a_stroke_alone_tells_is_in_doubt(numbers: list[str], told: bool) -> None:
    assert strokes_told(numbers) == told


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        (["I", "1", "2", "3", "II", "1", "2"], True),
        (["14", "15", "l6", "17"], True),
        (["12", "5", "0", "63", "17"], False),
        (["12", "5"], True),
        (["I.1", "I.2", "II.1"], True),
        (["d)", "II.", "1.", "8)", "b)", "2.", "8)", "b)", "1."], True),
        (["8", "2.5", "8", "1.", "7", "2"], False),
    ],
)
def test_amounts_do_not_count_on(cells: list[str], counts: bool) -> None:
    assert counts_on([spellings(cell) for cell in cells]) == counts


def test_a_point_between_two_figures_may_be_lost() -> None:
    assert "1.1" in alike(["11"])
    assert alike(["10"]) == []


def test_a_number_that_does_not_go_on_costs() -> None:
    assert [cost >= A_JUMP for cost in steps(["I", "1", "2", "12", "II", "1", "II.1"])] == [
        False,
        False,
        False,
        True,
        False,
        False,
        False,
    ]
    assert steps([]) == []


def test_a_letter_alone_that_figures_look_like_is_a_figure_first() -> None:
    assert [spellings(text)[0] for text in ("l", "O", "H", "H.1", "L.1", "B")] == ["1", "0", "II", "II.1", "I.1", "B"]


@given(st.text(alphabet="IV1lHcC€a.)", max_size=4))
def test_what_is_alike_is_a_number_and_new(text: str) -> None:
    given_ones = spellings(text)
    assert all(is_number(number) and number not in given_ones for number in alike(given_ones))


def test_a_number_with_no_reading_stays_unread() -> None:
    assert sequence([["1"], [], ["3"]]) == ["1", None, "3"]


@given(st.lists(st.lists(st.sampled_from(["1", "2", "3", "I", "II", "1.1"]), max_size=3), max_size=12))
def test_the_sequence_only_chooses(choices: list[list[str]]) -> None:
    for chosen, choice in zip(sequence(choices), choices, strict=True):
        assert chosen is None if not choice else chosen in choice


def test_specks_read_as_words_go_and_an_ellipsis_stays() -> None:
    read = words("Bộ . Y tế ...")
    read.x0[:], read.x1[:] = [0, 40, 50, 70, 110], [30, 43, 60, 100, 130]
    read.top[:], read.bottom[:] = [0, 20, 0, 0, 20], [25, 23, 25, 25, 24]
    assert shapes.without_specks(read, 200).text == ["Bộ", "Y", "tế", "..."]


def placed(lines: list[str], gap: float) -> Glyphs:
    """Words of four letters a line, 10 points high, `gap` points between them."""
    letters = [(x * (20 + gap) + 5 * n, 14.0 * y) for y, line in enumerate(lines) for x, word in enumerate(line.split())
               for n in range(len(word))]  # fmt: skip
    x0, top = (np.asarray(column, np.float64) for column in zip(*letters, strict=True))
    size = np.full(len(letters), 10.0)
    return Glyphs(
        ["x"] * len(letters), x0, top, x0 + 5, top + 10, top + 10, size, np.zeros(len(letters), np.int32), ("",)
    )


@pytest.mark.parametrize(("gap", "noted"), [(40.0, True), (3.0, False)])
def test_words_in_columns_without_a_table_are_no_silent_loss(gap: float, noted: bool) -> None:
    page = Page(1, 500, 500, placed(["aaaa bbbb cccc"] * 6, gap), Rules.none(), Rules.none(), method="ocr")
    issues = doubts.of_tables(page, ())
    assert [issue.kind for issue in issues] == ([IssueKind.TABLE_UNCERTAIN] if noted else [])
