"""How likely syllables are beside each other: counts, and what is made of them."""

from math import exp, isclose
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.ocr import likely
from extract.ocr.engine import Words, none
from tests.corpus import wording

DATA = Path(likely.__file__).parents[1] / "data" / "wording.npz"


def row(*texts: str) -> Words:
    """Words of a cell."""
    words = none()
    words.text[:] = texts
    return words


def test_the_table_is_small_says_whence_it_is_and_holds_counts_alone() -> None:
    assert DATA.stat().st_size < 200_000
    with np.load(DATA, allow_pickle=False) as data:
        assert set(data.files) == {"source", "syllables", "rarity", "first", "second", "count"}
        assert "CC BY-SA 4.0" in str(data["source"])
        assert data["count"].min() >= 2
        syllables = bytes(data["syllables"]).decode().split("\n")
    assert len(set(syllables)) == len(syllables)
    assert not any(" " in syllable or syllable != syllable.lower() for syllable in syllables)


@pytest.mark.parametrize("first", ["công", "của", "", "lạo", "no such syllable"])
def test_what_may_follow_a_syllable_has_together_no_more_than_all_chance(first: str) -> None:
    shares, _, _ = likely._table()
    assert 0.2 < sum(exp(likely.after(first, second)) for second in shares) < 1.15  # EDGE has its share on top


@pytest.mark.parametrize(
    ("before", "word", "behind", "printed"),
    [
        ("công", "vu", "", "vụ"),
        ("thê", "chẽ", "", "chế"),
        ("thời", "han", "giải", "hạn"),
        ("hỗ", "trơ", "doanh", "trợ"),
        ("cơ sở", "đữ", "liệu", "dữ"),
        ("các", "lôp", "tập", "lớp"),
        ("12", "lôp,", "", "lớp,"),
    ],
)
def test_what_is_printed_is_likelier_beside_its_neighbours(before: str, word: str, behind: str, printed: str) -> None:
    words = row(before, word, behind)
    assert likely.gain(words, 1, word.replace(word.rstrip(","), printed.rstrip(","))) > 1


def test_neighbours_across_punctuation_are_none() -> None:
    apart, beside = row("công,", "vu"), row("công", "vu")
    assert likely.gain(apart, 1, "vụ") == likely.gain(row("", "vu"), 1, "vụ") != likely.gain(beside, 1, "vụ")


@given(st.lists(st.sampled_from(["công", "vụ,", "vu", "2025", "(Lạo", "x/y", ""]), min_size=1, max_size=4), st.data())
def test_a_gain_one_way_is_the_loss_of_the_other(texts: list[str], data: st.DataObject) -> None:
    n = data.draw(st.integers(0, len(texts) - 1))
    new = data.draw(st.sampled_from(["vụ", "động;", "-"]))
    there = likely.gain(row(*texts), n, new)
    back = likely.gain(row(*texts[:n], new, *texts[n + 1 :]), n, texts[n])
    assert isclose(there, -back, abs_tol=1e-9)


def test_counts_are_of_syllables_side_by_side_and_of_pairs_seen_twice() -> None:
    single, pairs = wording.counted(iter(["Sở Nội vụ", "sở Nội vụ; Sở", "Nội, vụ"]))
    assert single == {"sở": 3, "nội": 3, "vụ": 3}
    assert pairs == {("", "sở"): 3, ("sở", "nội"): 2, ("nội", "vụ"): 2, ("vụ", ""): 3}


def test_a_table_that_was_made_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    single, pairs = wording.counted(iter(["công vụ", "công vụ"]))
    wording.save(tmp_path / "data" / "wording.npz", {"vụ": 0.01, "vu": 0.0001, "www": 0.1}, single, pairs)
    monkeypatch.setattr(likely, "files", lambda _: tmp_path)
    shares, counts, follow = likely._table.__wrapped__()
    assert set(shares) == {"", "công", "vu", "vụ"}
    assert shares["vụ"] > shares["vu"]
    assert (counts, follow) == (dict(pairs), {"": (2, 1), "công": (2, 1), "vụ": (2, 1)})
