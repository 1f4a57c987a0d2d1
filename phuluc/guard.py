"""Reading in a process of its own, so that its crash, hang or hunger for memory is one document's error.

A server process, which never sees a byte of any document, forks a child for each one, or for several where that is
wanted. The child puts limits on itself, reads, and sends the Document as JSON through a socket; nothing that it sends
is unpickled or run (wire.py), for a child that read a hostile file may be the attacker's. The parent holds the clock
and the size of the answer.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any, Self, TypeVar

from export.dataset.lines import Lines, from_bytes
from phuluc import errors
from phuluc.model import Document
from phuluc.pipeline import OnPage
from phuluc.settings import Settings, over_limit
from phuluc.wire import decoder, encode

_GRACE = 2.0  # seconds: for a child to take LibreOffice and its folder away before it is killed
_SLACK = 1.0  # seconds beyond the limit, in which a child between two pages finds out by itself
_MOST_ANSWER = 256 * 1024 * 1024  # bytes: 5,000 full pages of a plan give 60 million
_CHUNK = 1 << 16  # bytes: a socket gives no more at a time, and room for more is asked of the system each time
_WRITING = ("out", "formats", "csv_raw", "isolate")  # settings that are the parent's own
_SERVER = "import sys; sys.path[:] = {path!r}; from phuluc.guarded import serve; serve({handle})"
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # a process with threads forks badly
    # What a document leaves free is kept for the next one, up to so many bytes (mallopt(3)). glibc gave it back and
    # asked for it again: 280 page faults a document of 26 ms, 0.8 ms of it.
    "MALLOC_TRIM_THRESHOLD_": str(64 * 1024 * 1024),
    "MALLOC_MMAP_THRESHOLD_": str(32 * 1024 * 1024),  # set with it, for either alone ends glibc's own adapting
}
PAGE, ANSWER, LINES = b"P", b"A", b"L"  # the first byte of a line from the child
COLD, WARM, END = b"C", b"W", b"E"  # what the server is told: fork at once, or after reading something of our own; bury
_NOT_UNDERSTOOD = "the guarded process sent no answer that can be understood; please report it with the file"
_OF_THE_DOCUMENT = (errors.DamagedSource, errors.LockedSource, errors.MissingSource, errors.UnsupportedSource)

Said = TypeVar("Said")


def available() -> bool:
    """Whether this system can guard: it forks, passes files between processes and limits them (Linux, macOS)."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child says last: the document, or the error's kind and text."""

    document: Document | None = None
    error: tuple[str, str] = ("InternalError", _NOT_UNDERSTOOD)


class Guard:
    """The door to guarded processes. Use as a context manager; leaving it ends them all."""

    def __init__(self, documents: int = 1) -> None:
        """`documents`: how many one process may read, one after another, as long as each is read without an error.

        More than one saves what a process costs, which is as much as a page or two. An error of a process that has
        read others is not taken from it: a fresh one is asked again, and where that finds the same fault in the
        document, the first one reads on. A document that took its process over could speak for those behind it.
        """
        self._documents = documents
        self._kept: _Child | None = None
        self._begun = documents > 1
        self._server: subprocess.Popen[bytes] | None = None
        self._door: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._kept is not None:
            self._kept.end()
            self._kept = None
        if self._door is not None:
            self._door.close()  # the server ends with it, and a child of its with the server
            self._door = None
        if self._server is not None:
            self._server.wait()
            self._server = None

    def read(self, source: str, settings: Settings, on_page: OnPage | None = None) -> Document:
        """Read a source, a path or "-", as pipeline.read does, in a guarded process.

        Raises:
            PhulucError: what went wrong there, or became of the process.
        """
        document = self._read({"source": source, "told": on_page is not None}, settings, _document, on_page)
        # The name is ours to give: it becomes the name of the output.
        return replace(document, source=replace(document.source, file=source if source == "-" else Path(source).name))

    def lines(self, source: str, settings: Settings) -> Lines:
        """The same of the document's lines in a dataset's tables, which are less to send than the document.

        Raises:
            PhulucError: as `read`.
        """
        return self._read({"source": source, "told": False, "lines": True}, settings, _lines, None)

    def _read(
        self, wanted: dict[str, Any], settings: Settings, understand: Callable[[bytes], Said], on_page: OnPage | None
    ) -> Said:
        request = json.dumps({**wanted, "settings": _told(settings)}).encode()
        seconds, begun = settings.limits.seconds, monotonic()
        used, self._kept = self._kept, None

        def asked(child: _Child) -> Said:
            try:
                said = understand(child.whole_answer(request, seconds + _SLACK, on_page))
                if child.answered < self._documents:
                    self._kept = child
                return said
            finally:
                if child not in (self._kept, used):
                    child.end()

        try:
            if used is None:
                return asked(self._fresh())
            try:
                return asked(used)
            except errors.PhulucError as first:
                if monotonic() - begun >= seconds:
                    raise
                return self._again(asked, used, first)
        finally:
            if used is not None and used is not self._kept:
                used.end()

    def _again(self, asked: "Callable[[_Child], Said]", used: "_Child", first: errors.PhulucError) -> Said:
        """What a fresh process says; the used one is kept where that confirms that the document is at fault."""
        try:
            return asked(self._fresh())
        except _OF_THE_DOCUMENT as error:
            if used.waits and (type(error), str(error)) == (type(first), str(first)):
                self._kept = used
            raise

    def _fresh(self) -> "_Child":
        """A new process; of a server that has read before, but for the first: a document alone does not pay for it."""
        child = _Child(self._connection(), WARM if self._begun else COLD)
        self._begun = True
        return child

    def _connection(self) -> socket.socket:
        """The door of a running server, started with the first document."""
        if self._door is None or self._server is None or self._server.poll() is not None:
            self.__exit__()
            self._door, other = socket.socketpair()
            with other:
                other.set_inheritable(True)
                self._server = subprocess.Popen(
                    [sys.executable, "-c", _SERVER.format(path=sys.path, handle=other.fileno())],
                    pass_fds=[other.fileno()],
                    stdout=subprocess.DEVNULL,
                    stderr=None if os.environ.get("PHULUC_DEBUG") == "1" else subprocess.DEVNULL,
                    env={**os.environ, **_ENVIRONMENT},
                )
        return self._door


class _Child:
    """One guarded process, from its birth to its end. The server buries it only when told, so its id stays its own.

    `answered`: how many requests it has answered; `waits`: it lives, and has answered the last one.
    """

    def __init__(self, door: socket.socket, start: bytes) -> None:
        self._door = door
        self._line, other = socket.socketpair()
        self.waits = True
        self._ending: int | None = None
        self.answered = 0
        try:
            with other:
                socket.send_fds(door, [start], [other.fileno()])
            self._number = int(line_of(door))
        except (OSError, ValueError) as error:
            self._line.close()
            raise errors.InternalError(_NOT_UNDERSTOOD) from error

    def whole_answer(self, request: bytes, seconds: float, on_page: OnPage | None) -> bytes:
        """What the child answers; lines before that tell of pages.

        Raises:
            LimitExceeded: no answer within `seconds`.
            InternalError: more than any document says.
            DamagedSource: it ended without an answer.
        """
        self.waits = False
        answer = self._answer(request, seconds, on_page)
        if answer:
            self.waits = True
            self.answered += 1
            return answer
        cause = _cause(self.end(gone=True))
        raise errors.DamagedSource(f"its reader crashed ({cause}); get a whole copy of it, or raise --max-memory")

    def _answer(self, request: bytes, seconds: float, on_page: OnPage | None) -> bytes:
        with suppress(ConnectionError):  # it is gone: so its line will say
            self._line.sendall(request + b"\n")
        until, kept, size = monotonic() + seconds, bytearray(), 0
        while True:
            left = until - monotonic()
            if left <= 0 or not select.select([self._line], [], [], left)[0]:
                raise over_limit("seconds", f"over the limit of {seconds - _SLACK:g} seconds")
            chunk = _received(self._line)
            size += len(chunk)
            if size > _MOST_ANSWER:
                raise errors.InternalError(_NOT_UNDERSTOOD)
            if not chunk:
                return b""
            kept += chunk
            if chunk.find(b"\n") != -1 and (said := _said(kept, on_page)) is not None:
                return said

    def end(self, gone: bool = False) -> int:
        """See the process to its end, by force unless it waits or is gone; its exit status as waitpid has it."""
        if self._ending is None:
            self._ending = self._ended(gone)
            self.waits = False
        return self._ending

    def _ended(self, gone: bool) -> int:
        try:
            if not self.waits and not gone:
                self._ask_to_end()
            self._line.close()  # one that waits ends with it
            self._door.sendall(END + b"%d\n" % self._number)
            return int(line_of(self._door))
        except (OSError, ValueError):
            return -signal.SIGKILL  # the server is gone, and its child with it
        finally:
            self._line.close()

    def _ask_to_end(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._number, signal.SIGTERM)
            until = monotonic() + _GRACE
            while (left := until - monotonic()) > 0 and select.select([self._line], [], [], left)[0]:
                if not _received(self._line):
                    break
            os.kill(self._number, signal.SIGKILL)


def plain(settings: Settings) -> dict[str, Any]:
    """The settings that reading needs, as JSON has them; guarded.settings_from makes them Settings again."""
    return {name: encode(getattr(settings, name)) for name in settings.__slots__ if name not in _WRITING}


@lru_cache(maxsize=1)
def _told(settings: Settings) -> str:
    """The same as text: of a batch, all documents have the same."""
    return json.dumps(plain(settings))


def line_of(door: socket.socket) -> bytes:
    """One line of those that go through the door, which are short.

    Raises:
        OSError: the other side is gone.
    """
    line = b""
    while not line.endswith(b"\n"):
        part = door.recv(1)
        if not part:
            raise OSError("the other side of the door is gone")
        line += part
    return line


def _received(line: socket.socket) -> bytes:
    """What has come; nothing where the other side is gone."""
    try:
        return line.recv(_CHUNK)
    except ConnectionError:
        return b""


def _said(kept: bytearray, on_page: OnPage | None) -> bytes | None:
    """Take the whole lines off the front, up to the answer, which is returned; None where that is still to come."""
    while (end := kept.find(b"\n")) != -1:
        line = bytes(kept[:end])
        del kept[: end + 1]
        if line.startswith((ANSWER, LINES)):
            return line
        if on_page is not None:
            on_page(*_understood(tuple[int, int | None], line.removeprefix(PAGE)))
    return None


def _document(answer: bytes) -> Document:
    """The document that an answer holds.

    Raises:
        PhulucError: the child's error.
    """
    said: Answer = _understood(Answer, answer.removeprefix(ANSWER))
    if said.document is None:
        raise _error(said)
    return said.document


def _lines(answer: bytes) -> Lines:
    """The lines that an answer holds.

    Raises:
        PhulucError: the child's error.
    """
    if not answer.startswith(LINES):
        raise _error(_understood(Answer, answer.removeprefix(ANSWER)))
    try:
        return from_bytes(answer.removeprefix(LINES))
    except ValueError as error:
        raise errors.InternalError(_NOT_UNDERSTOOD) from error


def _error(said: Answer) -> errors.PhulucError:
    kind, text = said.error
    return _ERRORS.get(kind, errors.InternalError)(text)


def _understood(declared: Any, line: bytes) -> Any:
    decode = decoder(declared)
    try:
        return decode(json.loads(line))
    except (ValueError, TypeError, RecursionError) as error:  # the last: nested without end
        raise errors.InternalError(_NOT_UNDERSTOOD) from error


_ERRORS: dict[str, type[errors.PhulucError]] = {
    kind.__name__: kind for kind in vars(errors).values() if isinstance(kind, type)
}


def _cause(ending: int) -> str:
    """Why a process ended, of waitpid's status."""
    code = os.waitstatus_to_exitcode(ending) if ending >= 0 else ending
    try:
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        return f"signal {-code}"
