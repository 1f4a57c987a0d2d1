"""These tests ensure, on pictures drawn here, what is done to a scan before anything is read of it."""

import io

import cv2
import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray

from extract.grid.tables import find_tables
from extract.layout import UNREAD, lay_out
from extract.ocr import broken, clean, overdots, passes, rules, signs, underdots, unread, uprights
from extract.ocr.cells import Strip, Way
from extract.ocr.engine import BLOCK, LINE, Words, none
from extract.ocr.passes import line_strips, lost_ink
from extract.ocr.prints import line_rows, print_of, with_points_of
from extract.ocr.reader import draw
from extract.ocr.segments import Segments
from extract.ocr.stt import with_points, with_strokes
from extract.ocr.sure import letter_chance
from extract.ocr.uprights import only_uprights
from extract.page import Glyphs, Page, Rules
from phuluc.model import RawTable
from tests.corpus.scans import Coding, Wear, as_pdf, file_of

DPI = 200


def table(dash: int, gap: int) -> NDArray[np.uint8]:
    """Darkness of a grid of 4 by 3 cells, its rules of dashes `dash` pixels long with gaps between."""
    dark = np.zeros((900, 1200), np.uint8)
    on = (np.arange(1200) % (dash + gap)) < dash
    for y in range(100, 701, 150):
        dark[y : y + 3, 100:1000] = np.where(on[100:1000], 255, 0)
    for x in range(100, 1001, 300):
        dark[100:703, x : x + 3] = np.maximum(dark[100:703, x : x + 3], np.where(on[100:703], 255, 0)[:, None])
    return dark


@pytest.mark.parametrize(("dash", "gap"), [(10, 0), (8, 8), (3, 5)])
def test_solid_dashed_and_dotted_rules_are_found(dash: int, gap: int) -> None:
    across, down = rules.find(table(dash, gap), DPI)
    assert sorted({round(at / 150) for at in across.at}) == [1, 2, 3, 4, 5]
    assert sorted({round((at - 100) / 300) for at in down.at}) == [0, 1, 2, 3]


def faded(dots: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Dotted rules of a sheet copied twice: most dots fainter than print, stretches of them nearly gone."""
    random = np.random.default_rng(5)
    level = random.choice([20, 45, 60, 110, 200], dots.shape)
    gone = np.kron(random.random((dots.shape[0] // 50, dots.shape[1] // 50)) < 0.4, np.ones((50, 50)))
    return np.where(dots > 0, np.where(gone, level * 0.6, level), 0).astype(np.uint8)


def test_dotted_rules_that_have_faded_are_found_from_end_to_end() -> None:
    across, down = rules.find(faded(table(2, 2)), DPI)
    assert [round(at / 150) for at in sorted(across.at)] == [1, 2, 3, 4, 5]
    assert [round((at - 100) / 300) for at in sorted(down.at)] == [0, 1, 2, 3]
    near = broken.ALONG * DPI
    assert max(across.start) < 100 + near
    assert min(across.end) > 1003 - near
    assert max(down.start) < 100 + near
    assert min(down.end) > 703 - near


def test_dotted_rules_that_are_nowhere_as_dark_as_print_are_found() -> None:
    """A blurred scan: soft dots, all of one level, and no other rule on the sheet."""
    dark = table(3, 5)
    dark = np.asarray(cv2.GaussianBlur(dark, (0, 0), 2.0), np.uint8)
    dark = np.minimum(dark, 66)
    across, down = rules.find(dark, DPI)
    assert [round(at / 150) for at in sorted(across.at)] == [1, 2, 3, 4, 5]
    assert [round((at - 100) / 300) for at in sorted(down.at)] == [0, 1, 2, 3]


def test_a_page_of_text_has_no_faded_rules() -> None:
    dark = np.zeros((900, 1200), np.uint8)
    for row in range(25):
        text = "HILKM nion tou "[row % 5 :] * 5
        cv2.putText(dark, text, (100, 125 + 28 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 255, 2)
    across, down = rules.find(dark, DPI)
    assert not across.at
    assert not down.at


def test_letters_above_each_other_beside_faded_rules_are_none() -> None:
    """The left edge of a column of text, lines of 12 points, in a table of dotted rules."""
    dark = faded(table(2, 2))
    for row in range(20):
        cv2.putText(dark, "HILKM"[row % 5] + "Bo", (412, 125 + 28 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 255, 2)
    _, down = rules.find(dark, DPI)
    assert [round((at - 100) / 300, 1) for at in sorted(down.at)] == [0, 1, 2, 3]


@pytest.mark.parametrize("shift", [0, 4, 8])
def test_a_faded_rule_does_not_reach_into_the_text_above_its_table(shift: int) -> None:
    """ "(Kèm theo Quyết định số ..." close above a table: its letters' stems stand in line with the columns' rules."""
    dark = faded(table(2, 2))
    cv2.putText(dark, "HIHHLIHKHHIHLHHIKHHIHHIHLKHHI", (120 + shift, 90), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 255, 2)
    _, down = rules.find(dark, DPI)
    assert [round((at - 100) / 300) for at in sorted(down.at)] == [0, 1, 2, 3]
    assert min(down.start) > 100 - 0.05 * DPI


@pytest.mark.parametrize(("beyond", "left"), [(1, 100), (5, 60)])
def test_specks_in_line_with_a_rule_make_no_column_beside_the_table(beyond: int, left: int) -> None:
    """One level rule that goes on beyond the frame is cut back to it; where all do, the table is open at its side."""
    dark = table(10, 0)
    for y in range(100, 101 + 150 * (beyond - 1), 150):
        dark[y : y + 3, 60:100] = 255
    across, _ = rules.find(dark, DPI)
    assert round(min(across.start), -1) == left


@pytest.mark.parametrize("rows", [3, 9])
def test_brackets_above_each_other_are_no_rule(rows: int) -> None:
    """ "a)" above "b)" in rows so low that their brackets reach to the rules below."""
    dark = np.zeros((600, 1200), np.uint8)
    for y in range(100, 101 + 40 * rows, 40):
        dark[y : y + 3, 100:1003] = 255
    for x in (100, 400, 1000):
        dark[100 : 103 + 40 * rows, x : x + 3] = 255
    for y in range(100, 100 + 40 * rows, 40):
        cv2.ellipse(dark, (212, y + 25), (8, 15), 0, -80, 80, 255, 3)
    _, down = rules.find(dark, DPI)
    assert sorted(round(at) for at in down.at) == [102, 402, 1002]


def test_figures_above_each_other_are_no_rule() -> None:
    dark = table(10, 0)
    for row in range(8):
        cv2.putText(dark, "1", (500, 130 + 28 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 255, 2)
    _, down = rules.find(dark, DPI)
    assert sorted({round((at - 100) / 300) for at in down.at}) == [0, 1, 2, 3]
    assert len(down.at) == 4


def test_specks_go_and_marks_stay() -> None:
    dark = np.zeros((200, 400), np.uint8)
    cv2.putText(dark, "on", (40, 100), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    dark[104:107, 50:53] = 255  # a dot below
    for x in (79, 87, 95):  # an ellipsis
        dark[97:100, x : x + 3] = 255
    dark[20:23, 300:303] = 255
    dark[160:163, 200:203] = 255
    out = clean.dusted(dark, DPI)
    assert not out[:, 150:].any()
    assert np.array_equal(out[:, :150], dark[:, :150])


def test_a_letters_stem_in_a_low_row_is_no_rule() -> None:
    """Five rows of one line, a stem of three quarters of a row's height at one place in each."""
    dark = np.zeros((500, 1200), np.uint8)
    for y in range(100, 351, 50):
        dark[y : y + 3, 100:1000] = 255
        dark[y + 9 : y + 44, 500:504] = 255 if y < 350 else 0
    for x in (100, 400, 1000):
        dark[100:353, x : x + 3] = 255
    _, down = rules.find(dark, DPI)
    assert sorted(round(at) for at in down.at) == [102, 402, 1002]


def test_the_rule_below_a_head_of_two_columns_begins_one() -> None:
    """ "Thời gian" over "Bắt đầu" and "Hoàn thành", and a row of a section below them, across all columns."""
    dark = np.zeros((700, 1200), np.uint8)
    for y in (100, 270, 330, 600):
        dark[y : y + 3, 100:1000] = 255
    dark[140:143, 500:900] = 255  # 2 inches: no rule that is longer than any word
    for x in (100, 500, 900, 998):
        dark[100:273, x : x + 3] = dark[330:603, x : x + 3] = 255
    dark[270:333, 100:103] = dark[270:333, 998:1001] = 255
    dark[140:273, 700:703] = dark[330:603, 700:703] = 255
    across, down = rules.find(dark, DPI)
    assert sorted(round(at, -1) for at in across.at) == [100, 140, 270, 330, 600]
    middle = sorted(
        (round(start), round(end))
        for at, start, end in zip(down.at, down.start, down.end, strict=True)
        if 650 < at < 750
    )
    assert [(round(start, -1), round(end, -1)) for start, end in middle] == [(140, 270), (330, 600)]


@pytest.mark.parametrize("cut", [0, 13])
def test_figures_that_touch_are_no_rule(cut: int) -> None:
    """Zeros that a bar runs through, or that stand on one, from side to side of a narrow column."""
    dark = table(10, 0)
    dark[100:703, 500:503] = 255
    for row in (160, 310, 460):
        for x in range(410, 490, 16):
            cv2.ellipse(dark, (x + 5, row), (5, 13), 0, 0, 360, 255, 3)
        dark[row + cut : row + cut + 3, 405:490] = 255
    across, down = rules.find(dark, DPI)
    assert sorted({round(at / 50) for at in across.at}) == [2, 5, 8, 11, 14]
    assert sorted({round(at / 100) for at in down.at}) == [1, 4, 5, 7, 10]


@pytest.mark.parametrize(("white", "found"), [(0, 5), (4, 6)])
def test_bars_from_which_letters_hang_are_no_rule(white: int, found: int) -> None:
    """The tops of "T" and "5" from side to side of a narrow column; dashes with white below them are a rule."""
    dark = table(10, 0)
    for x in range(405, 690, 18):
        dark[175:178, x : x + 14] = 255
        dark[178 + white : 196, x + 5 : x + 9] = 255
    across, _ = rules.find(dark, DPI)
    assert len({round(at / 10) for at in across.at}) == found


@pytest.mark.parametrize(("away", "start"), [(28, 100), (12, 88)])
def test_a_speck_in_line_with_a_rule_of_dots_does_not_lengthen_it(away: int, start: int) -> None:
    marks = np.zeros(400, np.bool_)
    marks[100:300:5] = True
    marks[100 - away] = True
    assert broken.without_specks(marks, DPI) == (start, 296)


@pytest.mark.parametrize(("start", "ruled"), [(100.0, 80.0), (140.0, 120.0), (300.0, 160.0)])
def test_what_was_found_twice_counts_once(start: float, ruled: float) -> None:
    """Stems one above another of "ị" and "đ", in a row of two lines: a solid rule and a broken one, and no column."""
    found = Segments([500.0, 502.0], [100.0, start], [180.0, start + 80], [1.0, 2.0])
    assert rules.covered(found, 500.0, DPI) == ruled


def test_a_dashed_rule_goes_on_through_a_letter_that_touches_it() -> None:
    dark = table(8, 8)
    dark[240:275, 480:530] = 255  # a letter's tail over the rule at 250
    across, _ = rules.find(dark, DPI)
    touched = [
        (start, end) for at, start, end in zip(across.at, across.start, across.end, strict=True) if 245 < at < 258
    ]
    assert len(touched) == 1
    assert touched[0][0] < 110
    assert touched[0][1] > 990


def test_a_dirty_sheet_loses_the_specks_beside_letters_too() -> None:
    dark = np.zeros((1400, 1400), np.uint8)
    cv2.putText(dark, "on", (40, 100), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    dark[99:103, 79:83] = 255  # the full stop
    clean_sheet = dark.copy()
    dark[80:82, 50:52] = 255  # a speck above a letter
    assert np.array_equal(clean.dusted(dark, DPI), dark)
    seal, dust = dark.copy(), dark.copy()
    for n in range(100):
        x, y = n % 10, n // 10
        seal[600 + 12 * y : 602 + 12 * y, 600 + 12 * x : 602 + 12 * x] = 255
        dust[200 + 110 * y : 202 + 110 * y, 60 + 110 * x : 62 + 110 * x] = 255
    assert np.array_equal(clean.dusted(seal, DPI), dark)
    assert np.array_equal(clean.dusted(dust, DPI), clean_sheet)


def test_what_is_a_speck_beside_letters_is_told_by_those_that_stand_alone() -> None:
    """Specks up to 5 pixels wide, which dots of small print are too, and full stops of 6."""
    dark = np.zeros((1400, 1400), np.uint8)
    for n in range(12):
        cv2.putText(dark, "on", (40, 60 + 60 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
        dark[55 + 60 * n : 61 + 60 * n, 77:83] = 255
    clean_sheet = dark.copy()
    for n in range(160):
        x, y, long = 140 + 85 * (n % 15), 30 + 125 * (n // 15), (2, 3, 3, 5)[n % 4]
        dark[y : y + 3, x : x + long] = 255
    for n in range(12):
        dark[37 + 60 * n : 40 + 60 * n, 50 : 50 + (2, 3, 3, 5)[n % 4]] = 255
    assert np.array_equal(clean.dusted(dark, DPI), clean_sheet)


@pytest.mark.parametrize("strokes", [1, 2, 3])
def test_strokes_are_counted(strokes: int) -> None:
    piece = np.zeros((24, 60), np.uint8)
    for n in range(strokes):
        piece[:, 4 + 9 * n : 7 + 9 * n] = 255
        piece[:2, 2 + 9 * n : 9 + 9 * n] = 255  # serifs
    assert only_uprights(piece) == strokes


def test_what_is_no_stroke_is_not_counted() -> None:
    piece = np.zeros((24, 60), np.uint8)
    cv2.circle(piece, (20, 12), 9, 255, 3)
    assert only_uprights(piece) == 0


@pytest.mark.parametrize("coding", ["jpeg", "g4", "jbig2"])
def test_every_coding_shows_the_same_page(coding: Coding) -> None:
    page = np.full((300, 240), 255, np.uint8)
    page[100:120, 40:200] = 0
    data = as_pdf([page], Wear("plain", coding=coding))
    with pypdfium2.PdfDocument(io.BytesIO(data)) as document:
        seen = document[0].render(scale=DPI / 72, grayscale=True).to_numpy()
    assert seen[110, 120] < 30
    assert seen[200, 120] > 225


def test_a_longer_word_has_surer_letters() -> None:
    short, long = letter_chance(0.9, 2), letter_chance(0.9, 8)
    assert short**2 == pytest.approx(long**8)
    assert letter_chance(0.0, 1) == 0


def written(text: str) -> tuple[NDArray[np.uint8], Words]:
    """Darkness of one line of print, dashes as bars: a hyphen 8 pixels long for capitals of 22, an en dash 16."""
    dark = np.zeros((40, 300), np.uint8)
    x = 2
    for letter in text:
        if letter in "-–":
            long = 8 if letter == "-" else 16
            dark[22:25, x + 1 : x + 1 + long] = 255
            x += long + 2
        elif letter == " ":
            x += 10
        else:
            cv2.putText(dark, letter, (x, 32), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
            x = int(np.flatnonzero(dark.any(axis=0))[-1]) + 3
    read = text.replace("–", "-").replace(" ", "")
    return dark, Words([read], [0], [8], [x], [36], [0.95], [0])


@pytest.mark.parametrize("text", ["2021–2025", "QD-TTG", "4–6-26", "–", "-"])
def test_dashes_are_told_by_their_length(text: str) -> None:
    dark, words = written(text)
    page = np.concatenate([written("BHXH2025")[0], dark])
    words.top[:], words.bottom[:] = [48], [76]
    signs.settle(page, DPI, [words])
    assert words.text == [text]


def test_a_point_after_a_figure_is_seen() -> None:
    dark = np.zeros((30, 80), np.uint8)
    cv2.putText(dark, "2", (2, 26), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    assert with_points("2", dark[4:29]) == "2"
    dark[24:28, 24:28] = 255
    assert with_points("2", dark[4:29]) == "2."
    cv2.putText(dark, "1", (32, 26), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    assert with_points("21", dark[4:29]) == "2.1"
    assert with_points("211", dark[4:29]) == "211"


def column_cell(lines: list[str]) -> tuple[NDArray[np.uint8], Strip]:
    """Lines of figures 22 pixels high, and the strip of the cell that holds them."""
    dark = np.zeros((60 * len(lines) + 10, 300), np.uint8)
    for n, line in enumerate(lines):
        cv2.putText(dark, line, (10, 36 + 48 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    return dark, Strip(0, 0, 300, dark.shape[0])


@pytest.mark.parametrize(
    ("lines", "room", "parts"),
    [
        (["1.1.", "10"], 90, 1),  # Word's column of 32 points: "1.1.10" broke for want of room
        (["11", "0"], 75, 1),
        (["11", "1", "0"], 120, 3),  # "11" and "1" had room, so they are no number's parts
        (["1.1.", "10"], 180, 2),
        (["12"], 75, 1),
    ],
)
def test_a_number_broken_for_want_of_room_is_one_line(lines: list[str], room: float, parts: int) -> None:
    dark, strip = column_cell(lines)
    found = print_of(dark, dark, strip, DPI, room)
    assert found.lines == parts
    assert found.joined == (parts == 1 and len(lines) > 1)
    assert len(line_rows(found.picture, DPI)) == parts
    if found.joined:
        whole, around = column_cell(["".join(lines)])
        assert cv2.connectedComponents(found.picture)[0] == cv2.connectedComponents(whole)[0]
        assert found.first.bottom < 48 <= around.bottom


def test_dust_and_a_figure_in_two_parts_make_no_lines() -> None:
    dark, _ = column_cell(["3"])
    dark[24:26] = 0  # toner that failed across the figure
    dark[60:63, 20:23] = 255  # a speck below it
    assert len(line_rows(dark, DPI)) == 1


@pytest.mark.parametrize(
    ("flags", "read", "told"),
    [(True, "I.2", "1.2"), (False, "I.2", "I.2"), (False, "1.2", "1.2"), (False, "4.2", "4.2")],
)
def test_a_one_and_a_roman_one_before_a_point_are_told_by_the_flag(flags: bool, read: str, told: str) -> None:
    dark = np.zeros((30, 60), np.uint8)
    dark[2:28, 8:11] = 255
    dark[2:6, 3:8] = 255
    dark[2:6, 11:16] = 0 if flags else 255
    dark[24:28, 20:24] = 255
    cv2.putText(dark, "2", (32, 26), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    assert with_strokes(read, dark[2:28]) == told


@pytest.mark.parametrize(("strokes", "told"), [(1, "1.2"), (2, "1.2"), (3, "III.2")])
def test_three_strokes_before_a_point_are_a_roman_three(strokes: int, told: str) -> None:
    """They were read as one figure; 111 rows have no rows within them."""
    dark = np.zeros((30, 80), np.uint8)
    for x in range(8, 8 + 10 * strokes, 10):
        dark[2:28, x : x + 3] = 255
    dark[24:28, 42:46] = 255
    cv2.putText(dark, "2", (52, 26), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    assert with_strokes("1.2", dark[2:28]) == told


def test_lines_are_cut_below_the_marks_of_the_one_above() -> None:
    """Two lines: letters at 20 to 40 and 60 to 80, a dot below the first at 43 to 46, a tone over the second at 54."""
    dark = np.zeros((100, 200), np.uint8)
    for top in (20, 60):
        dark[top : top + 20, 20:180] = 255
    dark[43:46, 50:53] = 255
    dark[54:58, 50:56] = 255
    words = Words(["a", "b"], [20, 20], [20, 60], [180, 180], [40, 80], [0.9, 0.9], [0, 1])
    cut = line_strips(dark, words, Strip(10, 5, 190, 95))
    assert cut[0] == Strip(10, 5, 190, 50)
    assert cut[1] == Strip(10, 50, 190, 95)


def test_rules_of_long_dashes_are_found() -> None:
    """LibreOffice's: 0.1125 inch of ink, 0.033 of paper."""
    across, down = rules.find(table(22, 7), DPI)
    assert sorted({round(at / 150) for at in across.at}) == [1, 2, 3, 4, 5]
    assert sorted({round((at - 100) / 300) for at in down.at}) == [0, 1, 2, 3]


@pytest.mark.parametrize("text", ["2021 - 2025", "2021 – 2025", "I– 2025", "TTG -2025"])
def test_a_blank_beside_a_dash_parts_words(text: str) -> None:
    dark, words = written(text)
    signs.settle(dark, DPI, [words])
    assert " ".join(words.text) == text
    assert all(end < start for end, start in zip(words.x1[:-1], words.x0[1:], strict=True))


@pytest.mark.parametrize(("bar", "told"), [(True, "≥"), (False, ">")])
def test_a_bar_below_makes_at_least(bar: bool, told: str) -> None:
    dark, _ = written("2021> 95")
    ink = np.flatnonzero(np.diff(np.concatenate([[False], dark.any(axis=0), [False]]).astype(np.int8)))
    start, end = int(ink[8]), int(ink[9])  # the fifth letter
    if bar:
        dark[34:36, start:end] = 255
    words = Words([">"], [start], [12], [end], [33], [0.95], [0])
    signs.settle(dark, DPI, [words])
    assert words.text == [told]


@pytest.mark.parametrize(("bar", "told"), [(True, "(≥"), (False, "(>")])
def test_a_bar_below_a_sign_behind_a_bracket_is_seen(bar: bool, told: str) -> None:
    dark, _ = written("(> 95")
    ink = np.flatnonzero(np.diff(np.concatenate([[False], dark.any(axis=0), [False]]).astype(np.int8)))
    if bar:
        dark[34:36, int(ink[2]) : int(ink[3])] = 255
    words = Words(["(>"], [int(ink[0])], [12], [int(ink[3])], [33], [0.95], [0])
    signs.settle(dark, DPI, [words])
    assert words.text == [told]


def test_a_dot_that_is_not_printed_goes() -> None:
    dark = np.zeros((60, 400), np.uint8)
    cv2.putText(dark, "THI HANH", (10, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    words = Words(["THỊ", "HÀNH"], [10, 80], [18, 18], [62, 165], [42, 42], [0.95, 0.95], [0, 0])
    underdots.settle(dark, words)
    assert words.text == ["THI", "HÀNH"]


def test_a_dot_that_is_printed_stays() -> None:
    dark = np.zeros((60, 400), np.uint8)
    cv2.putText(dark, "THI HANH", (10, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    dark[45:48, 52:55] = 255
    words = Words(["THỊ", "HÀNH"], [10, 80], [18, 18], [62, 165], [42, 42], [0.95, 0.95], [0, 0])
    underdots.settle(dark, words)
    assert words.text == ["THỊ", "HÀNH"]


@pytest.mark.parametrize(
    ("read", "dot", "stray", "told"),
    [
        ("luât", (68, 46), (0, 0), "luật"),
        ("trong", (80, 46), (0, 0), "trọng"),
        ("luât", (0, 0), (0, 0), "luât"),
        ("trong", (80, 46), (210, 46), "trong"),  # a dot below a word of another tone: specks
        ("luât", (68, 46), (210, 46), "luật"),  # no syllable without it, on any sheet
        ("trong", (80, 56), (0, 0), "trong"),  # as low stand the marks of the next line
        ("lớn", (40, 46), (0, 0), "lớn"),
        ("BHXH", (40, 46), (0, 0), "BHXH"),
    ],
)
def test_a_dot_that_is_seen_and_not_read_is_put_in(
    read: str, dot: tuple[int, int], stray: tuple[int, int], told: str
) -> None:
    dark = np.zeros((70, 400), np.uint8)
    cv2.putText(dark, "HHHHH HHHH", (10, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    for x, y in (dot, stray):
        dark[y : y + 5 if x else y, x : x + 5] = 255
    words = Words([read, "tốt"], [10, 140], [18, 18], [125, 230], [42, 42], [0.95, 0.95], [0, 0])
    underdots.restore(dark, dark, [words])
    assert words.text == [told, "tốt"]
    assert (words.confidence[0] < 0.95) == (read != told)


@pytest.mark.parametrize(
    ("bump", "told"),
    [
        ((68, 47, 5), "luật"),
        ((68, 41, 5), "luât"),  # what hangs down from the foot is a letter's tail
        ((50, 49, 60), "luât"),  # a step of a rule that is not quite level
        ((0, 0, 0), "luât"),
    ],
)
def test_a_dot_that_stands_on_a_rule_is_seen(bump: tuple[int, int, int], told: str) -> None:
    text = np.zeros((70, 400), np.uint8)
    cv2.putText(text, "HHHHH HHHH", (10, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    dark = text.copy()
    dark[50:53] = 255
    left, top, wide = bump
    dark[top : 50 if wide else top, left : left + wide] = 255
    words = Words(["luât", "tốt"], [10, 140], [18, 18], [125, 230], [42, 42], [0.95, 0.95], [0, 0])
    underdots.restore(dark, text, [words])
    assert words.text == [told, "tốt"]


def test_uneven_toner_is_evened_and_what_shines_through_is_not() -> None:
    """Print fades over a third of the sheet to half its darkness; at the foot, a fifth of it shines through."""
    paper = np.full((1600, 1600), 255, np.uint8)
    for n in range(12):
        for row in range(6):
            ink = 200 if n < 4 else 100
            cv2.putText(paper, "Mau", (40 + 130 * n, 100 + 150 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 255 - ink, 4)
    cv2.putText(paper, "uaM", (700, 1500), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 255 - 40, 4)
    dark = clean.darkness(paper, DPI)
    assert int(dark[:900, :500].max()) > 240
    assert int(dark[:900, 1200:].max()) > 220
    assert int(dark[1400:].max()) < clean.INKED


@pytest.mark.parametrize(
    ("first", "second", "read"), [(1, 2, "I-III"), (2, 3, "I-III"), (1, 1, "I-III"), (1, 2, "T-H")]
)
def test_both_numerals_of_a_range_of_quarters_are_counted(first: int, second: int, read: str) -> None:
    dark = np.zeros((40, 300), np.uint8)
    x = 20
    for count in (first, second):
        for _ in range(count):
            dark[8:30, x : x + 3] = 255
            dark[8:10, x - 2 : x + 5] = dark[28:30, x - 2 : x + 5] = 255  # serifs
            x += 9
        dark[20:22, x : x + 8] = 255
        x += 14
    dark[:, x - 16 :] = 0  # the range ends
    words = Words(["Quý", read], [0, 15], [8, 8], [10, x - 8], [30, 30], [0.95, 0.95], [0, 0])
    uprights.settle(dark, words)
    assert words.text == ["Quý", f"{'I' * first}-{'I' * second}"]


@pytest.mark.parametrize("text", ["2–4/2026", "TTG–BTP"])
def test_a_dash_that_touches_the_letters_beside_it_is_measured(text: str) -> None:
    dark, words = written(text)
    row = dark[22:25]
    ends = np.flatnonzero(np.diff(np.concatenate([[0], (row.min(axis=0) > 0).astype(int), [0]])))
    long = np.argmax(ends[1::2] - ends[::2])
    row[:, ends[2 * long] - 3 : ends[2 * long + 1] + 3] = 255
    signs.settle(dark, DPI, [words])
    assert words.text == [text]


def test_an_en_dash_that_was_read_for_a_hyphen_is_shortened() -> None:
    dark, words = written("QD-TTG")
    words.text[:] = ["QD–TTG"]
    signs.settle(dark, DPI, [words])
    assert words.text == ["QD-TTG"]


def test_letters_outside_all_words_are_lost_ink() -> None:
    dark, words = written("63 khoa")
    strip = Strip(0, 0, 300, 40)
    assert lost_ink(dark, words, strip, DPI) == 0
    words.x0[:] = [50]  # the figures are left out
    assert lost_ink(dark, words, strip, DPI) > 0
    assert lost_ink(dark, none(), strip, DPI) > lost_ink(dark, words, strip, DPI)


@pytest.mark.parametrize(("lines", "modes"), [(1, {BLOCK, LINE}), (3, {BLOCK})])
def test_several_lines_are_never_read_as_one(lines: int, modes: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    dark = np.zeros((200, 300), np.uint8)
    for row in range(lines):
        cv2.putText(dark, "Bo Tai", (20, 40 + 50 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
    seen: list[int] = []

    def reads_nothing(text: NDArray[np.uint8], strips: list[Strip], dpi: float, way: Way) -> list[Words]:
        seen.append(way.mode)
        return [none() for _ in strips]

    monkeypatch.setattr(passes, "read_strips", reads_nothing)
    passes.read_all(dark, DPI, [Strip(10, 5, 290, 5 + 50 * lines)])
    assert set(seen) == modes


def test_a_dash_alone_in_its_cell_is_told_by_its_shape() -> None:
    dark, cell = np.zeros((60, 100), np.uint8), Strip(2, 2, 98, 58)
    assert unread.lone_dash(dark, cell, DPI).text == []
    dark[30:33, 40:52] = 255
    told = unread.lone_dash(dark, cell, DPI)
    assert (told.text, told.x0, told.top) == (["-"], [40], [30])
    dark[30:50, 60:64] = 255
    assert unread.lone_dash(dark, cell, DPI).text == []


def test_what_is_left_of_a_rule_is_no_dash() -> None:
    dark = np.zeros((60, 100), np.uint8)
    dark[4:7, 40:52] = 255
    assert unread.lone_dash(dark, Strip(2, 2, 98, 58), DPI).text == []


def test_a_cell_whose_ink_nobody_read_is_never_sure() -> None:
    """Two rows of two cells; the middle of unread ink lies in the lower right one."""
    at = np.array([100.0, 200.0, 300.0])
    rules = Rules(at, np.full(3, 100.0), np.full(3, 300.0), np.ones(3))
    x0 = np.array([110.0, 210.0, 110.0])
    top = np.array([140.0, 140.0, 240.0])
    glyphs = Glyphs(["a", "b", "c"], x0, top, x0 + 8, top + 10, top + 10, np.full(3, 10.0), np.zeros(3, np.int32),
                    ("",), np.full(3, 0.99))  # fmt: skip
    page = Page(1, 400, 400, glyphs, rules, rules, method="ocr", unread=((250.0, 250.0),))
    (table,) = (block for block in lay_out(page, find_tables(page)).blocks if isinstance(block, RawTable))
    sure = [[cell.confidence for cell in row.cells] for row in table.rows]
    assert sure == [[pytest.approx(0.99), pytest.approx(0.99)], [pytest.approx(0.99), UNREAD]]


def over_an_i(long: int, word: str) -> str:
    """What a word like "chi" is told to be whose i has a mark so long: letters 24 high, stems of i and n 16."""
    dark = np.zeros((40, 60), np.uint8)
    dark[8:32, 10:13] = 255
    dark[16:32, 20:23] = 255
    dark[16:32, 30:33] = 255
    dark[8 : 8 + max(3, long - 1), 20 : 20 + long] = 255
    words = Words([word], [9], [7], [35], [33], [0.95], [0])
    overdots.settle(dark, dark, words)
    return words.text[0]


@pytest.mark.parametrize(
    ("long", "read", "told"),
    [
        (3, "chỉ", "chi"),
        (6, "chỉ", "chỉ"),
        (3, "Chỉ,", "Chi,"),
        (3, "vì", "vì"),
        (3, "hại", "hại"),
        (3, "hĩch", "hĩch"),
    ],
)  # "vì" has no tall letter to measure by, "hich" is no syllable without its tone
def test_a_tone_that_is_the_dot_of_an_i_goes(long: int, read: str, told: str) -> None:
    assert over_an_i(long, read) == told


def test_a_page_is_drawn_with_the_fields_filled_in_on_it() -> None:
    """A form's field that is a black square, and nothing else on the page."""
    square = b"<</Type/XObject/Subtype/Form/BBox[0 0 40 40]/Length 16>>\nstream\n0 g 0 0 40 40 re\nendstream"
    data = file_of([
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R]>>",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(x)/F 4/Rect[80 80 120 120]/P 3 0 R/AP<</N 5 0 R>>>>",
        square.replace(b"re\nend", b"re f\nend").replace(b"Length 16", b"Length 18"),
    ])  # fmt: skip
    with pypdfium2.PdfDocument(data) as document:
        picture, dpi = draw(document, Page(1, 200, 200, Glyphs.none(), Rules.none(), Rules.none()))
    middle = round(100 * dpi / 72)
    assert int(picture[middle, middle].max()) < 50


@pytest.mark.parametrize(
    ("speck", "kept"),
    [((44, 36, 4, 4), True), ((44, 24, 4, 4), False), ((84, 36, 4, 4), True), ((4, 36, 4, 4), False)],
    ids=["between", "high", "behind", "before"],
)
def test_a_point_taken_for_dust_is_told_by_its_foot(speck: tuple[int, int, int, int], kept: bool) -> None:
    clean_one = np.zeros((60, 120), np.uint8)
    for x in (30, 38, 52, 72):
        clean_one[10:40, x : x + 4] = 255
    x, y, w, h = speck
    dusty = clean_one.copy()
    dusty[y : y + h, x : x + w] = 255
    found = with_points_of(clean_one, dusty)
    assert (found is not None and np.array_equal(found, dusty)) == kept
    assert with_points_of(clean_one, clean_one) is None
