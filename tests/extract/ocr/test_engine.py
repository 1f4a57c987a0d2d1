"""The engines that Tesseract's readings share."""

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extract.ocr import engine
from extract.ocr.engine import LINE, read_words, ready

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(bool(ready()), reason="Tesseract's Vietnamese data is not installed"),
]


def picture(text: str) -> NDArray[np.uint8]:
    """A line of plain capitals, 0 on 255."""
    paper = np.full((80, 60 + 40 * len(text)), 255, np.uint8)
    cv2.putText(paper, text, (30, 55), cv2.FONT_HERSHEY_DUPLEX, 1.4, (0,), 2, cv2.LINE_AA)
    return paper


def test_letters_allowed_once_are_not_for_the_next_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_idle", {"eng": []})
    figures = read_words(picture("HANOI"), 200.0, language="eng", whitelist="0123456789", mode=LINE)
    assert not set("".join(figures.text)) & set("HANOI")
    assert read_words(picture("HANOI"), 200.0, language="eng", mode=LINE).text == ["HANOI"]
    assert len(engine._idle["eng"]) == 1


def test_the_next_thread_takes_the_engine_that_the_last_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_idle", {"eng": []})
    for _ in range(2):
        with ThreadPoolExecutor(max_workers=1) as pool:
            assert pool.submit(read_words, picture("HANOI"), 200.0, language="eng", mode=LINE).result().text == [
                "HANOI"
            ]
    assert len(engine._idle["eng"]) == 1


def test_a_blank_picture_has_no_words() -> None:
    assert read_words(np.full((200, 400), 255, np.uint8), 200.0, language="eng").text == []
