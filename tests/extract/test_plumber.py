"""What pdfminer hands over that no other reader would."""

import pytest

from extract.pdf import plumber


@pytest.mark.parametrize(("mapped", "text"), [(" a", "a"), ("a b", "ab"), ("(cid:7)", "\ufffd"), ("", "\ufffd")])
def test_a_glyphs_text_is_letters_without_blanks(mapped: str, text: str) -> None:
    places = {"x0": 10.0, "x1": 16.0, "top": 10.0, "bottom": 22.0, "y0": 0.0, "size": 12.0}
    character = {**places, "text": mapped, "matrix": (1.0, 0.0, 0.0, 1.0, 10.0, 3.0), "fontname": "F"}
    glyphs, _ = plumber._glyphs([character], 0.0, 0.0, 1)
    assert list(glyphs.text) == [text]
