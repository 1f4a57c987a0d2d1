"""PDFium's functions as this house calls them: with plain addresses, and mapped over many handles at once."""

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

P, I, SIZE = ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t  # noqa: E741


def native(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A PDFium function that takes plain addresses and keeps the interpreter's lock: half the cost of a call."""
    return ctypes.PYFUNCTYPE(result, *arguments)(address(getattr(raw, name)))


def address(handle: Any) -> int:
    """The plain address behind one of pypdfium2's pointers."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def fill(function: Callable[..., Any], arguments: Sequence[Iterable[Any]], out: NDArray[Any], fields: int = 1) -> None:
    """Call `function(*arguments, address, ...)` once a row of `out`, with the addresses of the row's first `fields`.

    With `fields` 1 the function fills a whole struct, the row; else it takes that many pointers, one a column.
    """
    start, step, width = out.ctypes.data, out.strides[0], out.itemsize
    places = [range(start + i * width, start + i * width + step * len(out), step) for i in range(fields)]
    deque(map(function, *arguments, *places), maxlen=0)


def gather(function: Callable[..., int], arguments: Sequence[Iterable[Any]], count: int) -> NDArray[np.int64]:
    """The results of `function(*arguments)`, called `count` times."""
    return np.fromiter(map(function, *arguments), np.int64, count)


text_object = native("FPDFText_GetTextObject", SIZE, P, I)
font_of = native("FPDFTextObj_GetFont", SIZE, P)
char_box = native("FPDFText_GetCharBox", I, P, I, P, P, P, P)
_NAME_BYTES = 512


def font_name(font: int) -> str:
    """A font's name as in the file, given its address."""
    buffer = ctypes.create_string_buffer(_NAME_BYTES)
    raw.FPDFFont_GetBaseFontName(ctypes.cast(font, raw.FPDF_FONT), buffer, _NAME_BYTES)
    return buffer.value.decode("utf-8", "replace")
