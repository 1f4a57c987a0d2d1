"""A part of the output: one file, by its suffix and by what writes its bytes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from phuluc.issues import Issue

# Half a pair of UTF-16, which a lying font map can leave in a text, is no character and cannot be written.
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a format. `suffix` follows the stem (".csv"); `write` fills a stream and says what it had to cut."""

    suffix: str
    write: Callable[[BinaryIO], tuple[Issue, ...]]


def whole(text: str) -> str:
    """Text that UTF-8 can hold: half characters become U+FFFD."""
    return _HALF.sub("\ufffd", text)


def put(stream: BinaryIO, text: str) -> None:
    """Write text as UTF-8."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = whole(text).encode()
    stream.write(data)
