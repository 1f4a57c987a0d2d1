"""Fonts from before Unicode."""

import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.legacy import decoder_for, symbols_for

CASES = Path(__file__).parent / "cases" / "legacy"


def cases(name: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"])


@pytest.mark.parametrize(
    "case", [*cases("wild"), *cases("negative")], ids=lambda case: f"{case['font']}: {case['codes']}"
)
def test_old_fonts(case: dict[str, Any]) -> None:
    decoder = decoder_for(case["font"])
    assert (decoder(case["codes"]) if decoder else None) == case.get("text")


def test_every_letter_has_a_code() -> None:
    """TCVN3's 74 small letters beyond ASCII are all reached."""
    decoder = decoder_for(".VnTime")
    assert decoder is not None
    reached = {decoder(chr(code)) for code in range(0xA1, 0x100)}
    assert not set("àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵđăâêôơư") - reached


@given(st.text(st.characters(max_codepoint=0xFF)), st.sampled_from([".VnTime", ".VnTimeH", "VNI-Times"]))
def test_decoded_text_is_composed(codes: str, font: str) -> None:
    decoder = decoder_for(font)
    assert decoder is not None
    assert unicodedata.is_normalized("NFC", decoder(codes))


def test_bullets_of_symbol_fonts() -> None:
    wingdings, symbol = symbols_for("ABCDEF+Wingdings-Regular"), symbols_for("SymbolMT")
    assert wingdings is not None and symbol is not None
    assert "\uf0a7 \uf0fc §".translate(wingdings) == "• ✓ •"
    assert "\uf0b7 ·".translate(symbol) == "• •"
    assert symbols_for("Arial") is None
