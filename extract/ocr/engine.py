"""Tesseract through tesserocr: pictures in, words with places and confidences out.

As many engines of a language as there are threads that read at once, each with one Tesseract thread: its own threads
slow it down (OCR.md, pitfalls).
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phuluc.errors import MissingTool

# Set before libtesseract is loaded, or it starts its threads.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

DATA_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
LANGUAGES = ("vie", "eng")  # English reads the numbers of the STT column better
# Letters that Vietnamese does not have and that the data of `vie` still offers.
BLACKLIST = "ÑñÄäÖöÜüßÅåÆæØøÇçËëÏïÎîÛûÿŸ£¥¢§¶©®°¬¦¤|~^`{}\\_⁄¡ˆˇ¨Ðð"
BLOCK, LINE = 6, 7  # Tesseract's page segmentation modes: one block of lines, one line
_idle: dict[str, list[Any]] = {language: [] for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Words:
    """Words as parallel lists: text, box in pixels of the picture given, confidence 0 to 1, number of its line."""

    text: list[str]
    x0: list[int]
    top: list[int]
    x1: list[int]
    bottom: list[int]
    confidence: list[float]
    line: list[int]


def none() -> Words:
    """No words."""
    return Words([], [], [], [], [], [], [])


def chosen(words: Words, places: Sequence[int]) -> Words:
    """The words at these places."""
    columns = (words.text, words.x0, words.top, words.x1, words.bottom, words.confidence, words.line)
    return Words(*([column[n] for n in places] for column in columns))  # type: ignore[arg-type]


def change(words: Words, n: int, text: str, sure: float) -> None:
    """Put another text in a word's place, that is at most so sure."""
    words.text[n] = text
    words.confidence[n] = min(words.confidence[n], sure)


@cache
def data_folder() -> str:
    """The folder that holds the data of LANGUAGES.

    Raises:
        MissingTool: there is none.
    """
    named = os.environ.get("TESSDATA_PREFIX")
    for folder in ([named, str(Path(named) / "tessdata")] if named else []) + list(DATA_FOLDERS):
        if all((Path(folder) / f"{language}.traineddata").is_file() for language in LANGUAGES):
            return folder
    raise MissingTool(
        "is a scan, and Tesseract's data is not installed; run `make ocr-deps`, or install tesseract-ocr-vie "
        "and tesseract-ocr-eng"
    )


def ready() -> str:
    """What is missing for reading scans and what to do, as the end of a sentence about the file; "" for nothing."""
    try:
        import cv2  # noqa: F401
        import tesserocr  # noqa: F401

        data_folder()
    except ImportError:
        return "is a scan, and the OCR libraries are not installed; run `make ocr-deps`"
    except MissingTool as error:
        return str(error)
    return ""


@contextmanager
def _engine(language: str, whitelist: str, mode: int) -> Iterator[Any]:
    """An engine for this thread alone, one that stands idle where there is one: to make one takes 0.2 s."""
    import tesserocr

    idle = _idle[language]
    try:
        engine = idle.pop()
    except IndexError:
        engine = tesserocr.PyTessBaseAPI(path=data_folder(), lang=language, psm=BLOCK, oem=tesserocr.OEM.LSTM_ONLY)
        engine.SetVariable("debug_file", os.devnull)
    engine.SetVariable("tessedit_char_whitelist", whitelist)
    engine.SetVariable("tessedit_char_blacklist", "" if whitelist else BLACKLIST)
    engine.SetPageSegMode(mode)
    try:
        yield engine
    finally:
        engine.Clear()  # it would hold the picture
        idle.append(engine)


def read_words(
    picture: NDArray[np.uint8], dpi: float, *, language: str = "vie", whitelist: str = "", mode: int = BLOCK
) -> Words:
    """The words of a grey picture (0 ink, 255 paper), top to bottom."""
    height, width = picture.shape
    with _engine(language, whitelist, mode) as engine:
        engine.SetImageBytes(np.ascontiguousarray(picture).tobytes(), width, height, 1, width)
        engine.SetSourceResolution(int(dpi))
        engine.Recognize()
        return _words(engine.GetIterator())


def _words(found: Any) -> Words:
    """What an iterator over a reading gives; None has nothing."""
    import tesserocr

    out = none()
    level = tesserocr.RIL.WORD
    line = -1
    if found is None or found.Empty(level):
        return out
    for word in tesserocr.iterate_level(found, level):
        if word.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
            line += 1
        text, box = word.GetUTF8Text(level).strip(), word.BoundingBox(level)
        if not text or box is None:
            continue
        out.text.append(text)
        for column, value in zip((out.x0, out.top, out.x1, out.bottom), box, strict=True):
            column.append(int(value))
        out.confidence.append(word.Confidence(level) / 100)
        out.line.append(line)
    return out
