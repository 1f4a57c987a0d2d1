"""These tests ensure what holds of every text: parsing never raises, and what it gives is sound."""

import re
import time
import unicodedata
from datetime import datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.periods.canonical import canonical
from normalize.periods.frames import FRAME_VOCABULARY, FRAMES
from normalize.periods.masks import MASKS
from normalize.periods.parse import MAX_CHARS, Context, explain_period, parse_period
from normalize.periods.parts import VOCABULARY, Grammar, expand
from normalize.periods.units import UNITS
from normalize.text import plain
from phuluc.model import Period
from tests.normalize.test_period import load

WORDS = (
    "năm tháng quý ngày tuần giai đoạn trước sau đến hết từ hằng hàng mỗi định kỳ lần / - , ; và ( ) trong chậm nhất "
    "xong hoàn thành thường xuyên theo khi sau khi đầu cuối giữa nhiệm kỳ âm lịch tết liền kề trở đi tiếp theo kể từ "
    "I II III IV 1 2 3 6 10 12 15 30 31 31/12 15/6 5/2022 2021 2022 2025 30/6/2021 2021-2025 số Quyết định QĐ-UBND % x"
).split()
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
CONTEXTS = st.sampled_from([Context(), Context(2026), Context(None, 2024)])
TEXTS = [case.values[0]["text"] for name in ("wild", "negative") for case in load(name)]


def sound(period: Period) -> None:
    """The promises of the record: bounds hold the spans, rules are valid, nothing is bounded that is not known."""
    bounds = [(span.start, span.end) for span in period.spans]
    assert period.start is None or all(start is not None and period.start <= start for start, _ in bounds)
    assert period.end is None or all(end is not None and period.end >= end for _, end in bounds)
    assert period.start is None or period.end is None or period.start <= period.end
    if period.rrule is not None:
        assert period.kind == "recurring"
        rrulestr(period.rrule, dtstart=datetime(2021, 1, 1))
    if period.kind in ("unknown", "empty", "event"):
        assert not period.spans


def meaning(period: Period) -> object:
    return period.kind, period.start, period.end, period.spans, period.rrule


@given(st.one_of(st.text(max_size=60), SENTENCES), CONTEXTS)
@settings(max_examples=600, deadline=None)
def test_any_text_gives_a_sound_period(text: str, context: Context) -> None:
    period = parse_period(text, context)
    assert period.text == text
    sound(period)
    explain_period(text, context)


@given(SENTENCES, CONTEXTS)
@settings(max_examples=400, deadline=None)
def test_the_canonical_wording_means_the_same(text: str, context: Context) -> None:
    period = parse_period(text, context)
    assert meaning(parse_period(canonical(period))) == meaning(period)


@pytest.mark.parametrize("text", TEXTS)
def test_the_canonical_wording_of_a_case_means_the_same(text: str) -> None:
    period = parse_period(text, Context(2026))
    assert meaning(parse_period(canonical(period))) == meaning(period)


@pytest.mark.parametrize("text", TEXTS)
def test_composed_and_decomposed_letters_mean_the_same(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert meaning(parse_period(decomposed)) == meaning(parse_period(text))


GRAMMARS = [
    (Grammar(rows, words), Grammar(rows, words, all_rows=True))
    for rows, words in ((MASKS, VOCABULARY), (UNITS, VOCABULARY), (FRAMES, VOCABULARY | FRAME_VOCABULARY))
]
SIGNED = re.compile(r"\d+(?:/\d+)*")


@given(st.one_of(SENTENCES, st.sampled_from(TEXTS)))
@settings(max_examples=400, deadline=None)
def test_a_row_fits_only_where_its_words_stand(text: str) -> None:
    """This test ensures that `needs` spares tries and never a match: held against every row, a text gives the same."""
    for line in (plain(text), SIGNED.sub("\ue000", plain(text))):
        for quick, whole in GRAMMARS:
            assert [(row.name, match.span()) for row, match in quick.finditer(line)] == [
                (row.name, match.span()) for row, match in whole.finditer(line)
            ]


def test_every_word_of_the_vocabulary_is_used() -> None:
    used = "".join(row.looks for row in (*MASKS, *UNITS)) + "".join(row.looks for row in FRAMES)
    words = VOCABULARY | FRAME_VOCABULARY
    assert [word for word in words if word not in used + "".join(words.values())] == []
    assert all("<u>" not in expand(row.looks, words) for row in FRAMES)


@pytest.mark.parametrize("piece", ["năm ", "1-", "1, ", "tháng 1, ", "theo ", "(", "từ ngày ", "hằng năm, quý, ", "\n"])
def test_long_texts_cost_no_more_than_their_length(piece: str) -> None:
    """A hundred thousand characters are refused; as many as are read take no more than a blink."""
    assert parse_period(piece * (100_000 // len(piece))).kind in ("unknown", "empty")
    begin = time.process_time()
    parse_period(piece * (MAX_CHARS // len(piece)))
    assert time.process_time() - begin < 5


def test_a_cell_costs_little() -> None:
    """The aim is 100 µs a cell; a slow and busy machine is given twenty times that."""
    for text in TEXTS:
        parse_period.__wrapped__(text)
    begin = time.process_time()
    for text in TEXTS:
        parse_period.__wrapped__(text)
    assert (time.process_time() - begin) / len(TEXTS) < 2e-3
