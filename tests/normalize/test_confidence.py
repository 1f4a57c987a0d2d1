"""These tests ensure that a row's confidence is made of named parts, and that evidence against it never raises it."""

from dataclasses import fields, replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalize.confidence import DISAGREED, FLAG_WEIGHTS, LOW, Doubt, confidence, disagreed, trust
from phuluc.model import Row, Trust
from tests.export.build import task

PARTS = [part.name for part in fields(Trust)]
SHARES = st.floats(0, 1)
TRUSTS = st.builds(Trust, *[SHARES] * len(PARTS))
DOUBTS = st.lists(st.builds(Doubt, st.sampled_from(PARTS), SHARES), max_size=5)
FLAGS = st.lists(st.sampled_from(sorted(FLAG_WEIGHTS)), unique=True)


def parts_of(found: Trust) -> list[float]:
    return [getattr(found, part) for part in PARTS]


@given(TRUSTS, st.sampled_from(PARTS), SHARES)
def test_a_worse_part_never_gives_a_higher_total(parts: Trust, name: str, value: float) -> None:
    worse = replace(parts, **{name: min(value, getattr(parts, name))})
    assert 0 <= confidence(worse) <= confidence(parts) <= 1


@given(TRUSTS)
def test_no_part_makes_up_for_another(parts: Trust) -> None:
    assert confidence(parts) <= round(min(parts_of(parts)), 2)


@example([Doubt("roles", 0.9375)], ["year-inferred", "period-unparsed"], Doubt("grid", 0.0), "cut-short")
@given(DOUBTS, FLAGS, st.builds(Doubt, st.sampled_from(PARTS), SHARES), st.sampled_from(sorted(FLAG_WEIGHTS)))
def test_evidence_more_never_raises_a_part(doubts: list[Doubt], flags: list[str], more: Doubt, flag: str) -> None:
    before = parts_of(trust(doubts, flags))
    for found in (trust([*doubts, more], flags), trust(doubts, [*flags, flag])):
        assert all(after <= part for after, part in zip(parts_of(found), before, strict=True))


@pytest.mark.parametrize("flag", sorted(FLAG_WEIGHTS))
def test_a_flag_weakens_the_part_that_it_is_about_and_no_other(flag: str) -> None:
    part, left = FLAG_WEIGHTS[flag]
    assert trust([], [flag]) == replace(Trust(), **{part: left})
    assert left < 1


def test_nothing_against_a_row_is_certainty() -> None:
    assert trust([]) == Trust()
    assert confidence(Trust()) == 1.0


def test_a_row_that_two_readings_saw_unlike_says_so_and_keeps_its_other_parts() -> None:
    row = Row("1", "task", ("1", "Rà soát"), (), ("stitched",), trust=Trust(stitch=0.97), confidence=0.97)
    found = disagreed(row)
    assert found.trust == Trust(stitch=0.97, engines=DISAGREED)
    assert found.flags == ("stitched", "engines-disagree", "low-confidence")
    assert found.confidence == confidence(found.trust) < LOW
    assert (found.cells, found.number) == (row.cells, row.number)


def test_a_task_is_marked_as_its_row() -> None:
    assert disagreed(task("1")).flags == ("engines-disagree", "low-confidence")


@given(DOUBTS, FLAGS.flatmap(lambda flags: st.tuples(st.just(flags), st.permutations(flags))))
def test_the_order_of_flags_changes_no_bit_of_a_part(doubts: list[Doubt], told: tuple[list[str], list[str]]) -> None:
    flags, mixed = told
    assert trust(doubts, flags) == trust(doubts, mixed)
