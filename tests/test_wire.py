"""These tests ensure that records come over the wire whole, and that nothing else comes over it at all."""

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import phuluc
from phuluc.guard import Answer
from phuluc.issues import Issue, IssueKind
from phuluc.model import Document, Measure, Period, RawCell, Row, Sheet, Span
from phuluc.source import Box, Source
from phuluc.wire import decoder, encode

SAMPLES = Path(__file__).parent.parent / "samples"
DAY = datetime.date(2025, 3, 1)


def over(value: object, kind: Any) -> Any:
    return decoder(kind)(json.loads(json.dumps(encode(value))))


@pytest.mark.parametrize("name", ["qd294.pdf", "qd294.docx"])
def test_a_document_comes_over_whole(name: str) -> None:
    document = phuluc.read(SAMPLES / name)
    assert over(document, Document) == document


@pytest.mark.parametrize(
    "value",
    [
        Issue(IssueKind.LOST_TEXT, Source(3, Box(0, 1, 2.5, 3), "x"), "note"),
        Period("x", "span", DAY, None, (Span(DAY), Span(None, DAY)), "FREQ=YEARLY", inferred=True),
        Measure(Decimal("0.5"), None, "%", ("năm",), approximate=True, of="số xã"),
        Row("1", "task", ("a\ud800", ""), (), inherited=frozenset({2, 0})),
        Row("1", "task", ("a", ""), (), places=((Source(1, Box(0, 1, 2, 3)), Source(2)), ())),
        Sheet(3, 595.5, 842, "image/webp", "UklGRg=="),
        RawCell(0, "\u0000"),
        Answer(None, ("LockedSource", "why")),
    ],
)
def test_every_kind_of_field(value: object) -> None:
    assert over(value, type(value)) == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=30,
)


@given(JSON)
def test_what_is_no_document_is_refused(told: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        decoder(Document)(told)


@given(st.data())
def test_a_changed_field_is_a_document_or_refused(data: st.DataObject) -> None:
    """This test ensures that a value in the wrong place never gets into a record."""
    told = encode(Issue(IssueKind.LOST_TEXT, Source(3, Box(0, 1, 2.5, 3), "x"), "note"))
    at = told
    while isinstance(at[(place := data.draw(st.integers(0, len(at) - 1)))], list) and data.draw(st.booleans()):
        at = at[place]
    at[place] = data.draw(JSON)
    try:
        issue = decoder(Issue)(told)
    except (ValueError, TypeError):
        return
    assert encode(issue) == told


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (float("nan"), float),
        (float("inf"), float),
        (True, int),
        (1, bool),
        ("1E+999999999", Decimal),
        ("NaN", Decimal),
        ("__class__", IssueKind),
        (["x"], tuple[str, str]),
        ("xy", tuple[str, str]),
        ([[1, 0, 2, 0], 1], Box),
    ],
)
def test_tricks_are_refused(told: Any, kind: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        decoder(kind)(told)


def test_a_field_of_a_new_type_is_told_at_once() -> None:
    for kind in (dict[str, int], int | str, object):
        with pytest.raises(TypeError, match="no decoder"):
            decoder(kind)
