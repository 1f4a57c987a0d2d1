"""PDFium's functions as this house calls them: mapped over many characters or objects at once, with no checks.

ctypes spends more on an argument that it has to check and convert than PDFium on the answer. So the functions are
declared without the types of their arguments: numbers pass as C's int, and pointers are made beforehand, by `pointer`,
once for all the calls that they go into. An address passed as a number would be cut to 32 bits.
"""

import ctypes
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

from extract.page import FAR

I, SIZE = ctypes.c_int, ctypes.c_size_t  # noqa: E741

Pointer = Any  # an address as ctypes passes it on, unchanged
pointer: Callable[[int], Pointer] = ctypes.c_void_p.from_param

_ROWS = 1024  # calls whose answers are held at once
_WORDS = 8  # of 4 bytes to a row: a matrix has 6, what is asked for field by field 4 at most
_FIELDS = 4


class _Desk(threading.local):
    """Where functions write their answers, a row a call, and the pointers to the fields of each row."""

    def __init__(self) -> None:
        self.rows = np.zeros((_ROWS, _WORDS), np.uint32)
        start, row, field = self.rows.ctypes.data, *self.rows.strides
        self.fields = [[pointer(start + i * row + j * field) for i in range(_ROWS)] for j in range(_FIELDS)]


_desk = _Desk()


def native(name: str, result: Any) -> Callable[..., Any]:
    """A PDFium function that keeps the interpreter's lock, to be given numbers and what `pointer` made."""
    return ctypes.PYFUNCTYPE(result)(address(getattr(raw, name)))


def address(handle: Any) -> int:
    """The plain address behind one of pypdfium2's pointers."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def pointers(function: Callable[..., int], *arguments: Iterable[Any]) -> list[Pointer]:
    """Pointers to what `function(*arguments)` finds, an address a call."""
    return list(map(pointer, map(function, *arguments)))


def fill(
    function: Callable[..., Any], arguments: Sequence["repeat[Pointer] | list[Any]"], out: NDArray[Any], fields: int = 1
) -> None:
    """Call `function(*arguments, pointer, ...)` once a row of `out`, with pointers to the row's first `fields`.

    With `fields` 1 the function fills a whole struct, the row; else it takes that many pointers, one a column. A row
    has fields of 4 bytes; those that the function leaves alone are 0.
    """
    desk = _desk.rows.view(out.dtype)[:, : out.shape[1]]
    for start in range(0, len(out), _ROWS):
        part = out[start : start + _ROWS]
        desk[: len(part)] = 0
        taken = (each if isinstance(each, repeat) else each[start : start + _ROWS] for each in arguments)
        deque(map(function, *taken, *_desk.fields[:fields]), maxlen=0)
        part[:] = desk[: len(part)]


def gather(function: Callable[..., int], arguments: Sequence[Iterable[Any]], count: int) -> NDArray[np.int64]:
    """The results of `function(*arguments)`, called `count` times."""
    return np.fromiter(map(function, *arguments), np.int64, count)


text_object = native("FPDFText_GetTextObject", SIZE)
font_of = native("FPDFTextObj_GetFont", SIZE)
_char_box = native("FPDFText_GetCharBox", I)
_NAME_BYTES = 512


def font_name(font: int) -> str:
    """A font's name as in the file, given its address."""
    buffer = ctypes.create_string_buffer(_NAME_BYTES)
    raw.FPDFFont_GetBaseFontName(ctypes.cast(font, raw.FPDF_FONT), buffer, _NAME_BYTES)
    return buffer.value.decode("utf-8", "replace")


def ink_box(page: Pointer, place: int) -> tuple[float, float, float, float] | None:
    """Where a character's ink ends, in own points: left, right, bottom, top; None where PDFium does not say."""
    box = (ctypes.c_double * 4)()
    found = _char_box(page, place, *(ctypes.byref(box, i * ctypes.sizeof(ctypes.c_double)) for i in range(4)))
    left, right, bottom, top = (max(-FAR, min(FAR, side)) for side in box)
    return (left, right, bottom, top) if found else None
