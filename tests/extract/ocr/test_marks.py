"""Marks seen by the network of extract/ocr/marks.py, on a page of samples/qd294.pdf drawn as a scan has it."""

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from extract.ocr import marks
from extract.ocr.engine import Words, none
from tests.corpus.mark_training import pdf_pages

DPI = 200
SAMPLE = Path(__file__).parents[3] / "samples" / "qd294.pdf"


@cache
def page() -> tuple[NDArray[np.uint8], Words]:
    """The first page's darkness and its words as the text layer has them, boxes in whole pixels."""
    sheet, words, _ = next(pdf_pages(SAMPLE, iter([DPI])))
    for column in (words.x0, words.top, words.x1, words.bottom):
        column[:] = [round(value) for value in column]
    return 255 - sheet.max(axis=2), words


def read_as(changes: dict[str, str], confidence: float) -> Words:
    """The page's words with some read otherwise, and as sure as that."""
    _, words = page()
    out = none()
    for column, old in ((out.x0, words.x0), (out.top, words.top), (out.x1, words.x1), (out.bottom, words.bottom)):
        column[:] = old
    out.text[:] = [changes.get(word, word) for word in words.text]
    out.confidence[:], out.line[:] = [confidence] * len(out.text), words.line
    return out


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("hiểm", "hiếm"),
        ("thiểu", "thiếu"),
        ("đối", "đổi"),
        ("của", "cua"),
        ("nghiệp", "nghiêp"),
        ("hội", "hôi"),
        ("dưỡng", "dương"),
        ("thức", "thúc"),
        ("lớp/năm", "lóp/năm"),
    ],
)
def test_marks_that_were_read_otherwise_are_put_right(printed: str, read: str) -> None:
    text, words = page()
    wrong = read_as({printed: read}, 0.85)
    marks.settle(text, DPI, [wrong])
    assert wrong.text == words.text
    assert next(c for word, c in zip(words.text, wrong.confidence, strict=True) if word == printed) <= marks.SETTLED


def test_what_was_read_right_stays_and_stays_sure() -> None:
    text, words = page()
    right = read_as({}, 0.97)
    marks.settle(text, DPI, [right])
    assert right.text == words.text
    assert min(right.confidence) == 0.97


@pytest.mark.parametrize("told", ["Lạo", "Lao"])
def test_a_dot_below_that_the_picture_does_not_show_goes_for_its_neighbours_alone(
    told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, words = page()
    dotted = read_as({"Lao": "Lạo"}, 0.85)
    if told == "Lạo":  # a rule may have taken it
        monkeypatch.setattr(marks, "gain", lambda *_: 0.0)
    marks.settle(text, DPI, [dotted])
    assert dotted.text == [(told if word == "Lao" else word) for word in words.text]


def cases(name: str) -> list[dict[str, Any]]:
    """Words that were read, what their picture says of one letter, and what is printed."""
    path = Path(__file__).parents[1] / "cases" / "marks" / f"{name}.toml"
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["case"])


def looks(read: str, other: str, more: float) -> tuple[list[float], list[float]]:
    """What `seen` says of a vowel that looks so much more like another letter than like the one that was read."""
    kinds = marks.variants(bare(read))
    kind = next(n for n in (0, 1) if kinds[read][n] != kinds[other][n])
    out = [-9.0] * len(marks.TONES), [-9.0] * len(marks.SHAPES)
    for scores, old, new in zip(out, kinds[read], kinds[other], strict=True):
        scores[old] = scores[new] = -0.1
    out[kind][(kinds[read] if more > 0 else kinds[other])[kind]] -= abs(more)
    return out


@pytest.mark.parametrize("case", [*cases("wild"), *cases("negative")], ids=lambda case: case["read"])
def test_words_as_they_were_met_are_told_by_their_picture_and_their_neighbours(case: dict[str, Any]) -> None:
    words = none()
    words.text[:] = filter(None, (case["before"], case["read"], case["behind"]))
    n = int(bool(case["before"]))
    words.confidence[:] = [case["sure"]] * len(words.text)
    place = case["read"].index(case["letter"])
    tones, shapes = looks(case["letter"], case["other"], case["more"])
    more, new = marks.likelier(words, n, [(place, tones, shapes)])
    told = new if more > marks.least(case["sure"]) else case["read"]
    assert told == case["printed"]


def test_a_line_cut_by_the_sheets_edge_is_looked_at_like_others() -> None:
    text, words = page()
    cut = min(words.top[n] for n in range(len(words.text)) if words.text[n] == "hoạch") + 12
    shown = read_as({}, 0.97)
    for column in (shown.top, shown.bottom):
        column[:] = [max(0, value - cut) for value in column]
    marks.settle(text[cut:], DPI, [shown])
    assert [bare(word) for word in shown.text] == [bare(word) for word in words.text]


def test_a_tilde_on_an_i_is_not_taken_for_its_dot() -> None:
    flat = [0.0, *[-9.0] * 5]
    words = none()
    words.text[:] = ["bác", "sĩ", "vì"]
    assert marks.likelier(words, 1, [(1, flat, flat[:4])]) == (0.0, "sĩ")
    assert marks.likelier(words, 2, [(1, flat, flat[:4])])[1] == "vi"


@settings(max_examples=15)  # each looks at a whole page
@given(st.lists(st.sampled_from("aăâeêioôơuưyáẩộữỵ"), min_size=30, max_size=30))
def test_letters_themselves_never_change(put: list[str]) -> None:
    text, words = page()
    found = list(marks.vowels(text, DPI, [words]))[: len(put)]
    wrong = read_as({}, 0.5)
    for vowel, letter in zip(found, put, strict=False):
        word = wrong.text[vowel.word]
        wrong.text[vowel.word] = word[: vowel.letter] + letter + word[vowel.letter + 1 :]
    before = [bare(word) for word in wrong.text]
    marks.settle(text, DPI, [wrong])
    assert [bare(word) for word in wrong.text] == before


def bare(word: str) -> str:
    """The word without marks."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
