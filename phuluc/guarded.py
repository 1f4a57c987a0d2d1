"""The other side of guard.py: the server that forks guarded processes, and what such a process does.

The server itself imports what reading needs and never opens a document. It ends when its parent closes the door, or is
gone, and takes a child with it.
"""

import gc
import json
import os
import signal
import socket
import time
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn, get_type_hints

from export.dataset.lines import lines_of, to_bytes
from phuluc.batch import OnPage, Result, attempt, read_source
from phuluc.guard import ANSWER, LINES, PAGE, WARM, Answer, line_of
from phuluc.pipeline import read
from phuluc.settings import Limits, Settings, over_limit
from phuluc.watch import mapped
from phuluc.wire import decoder, encode

_LAST_WAIT = 2.0  # seconds that a child which has sent its answer may take to go
_LIBRARIES = 512 * 1024 * 1024  # bytes of address space that libraries take when first loaded, most never touched
_PROCESSORS = 4  # that a child may use at once: its limit of processor time is that much wider than the clock's
# Imported, and a plan of our own read, before a child is forked that is not the first of a few: one document alone does
# not pay for it, and what the first reading of a process costs is not paid by each.
_WARM = (
    "extract.pdf.reader",
    "extract.pdf.pdfium",
    "extract.pdf.plumber",
    "extract.docx_file",
    "extract.word.package",
    "extract.word.story",
    "extract.word.tables",
    "extract.html_file",
    "extract.html_walk",
    "lxml.html",
    "extract.text_file",
    "extract.xlsx_file",
)
_REHEARSAL = """QUYẾT ĐỊNH
STT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian\tSản phẩm
I\tTuyên truyền
1\tXây dựng kế hoạch\tBộ Y tế\tSở Y tế các tỉnh, thành phố\tQuý I/2025\t- Năm 2025: 10-15 cuộc/năm
2\tTập huấn\tBHXH Việt Nam\tCác đơn vị liên quan\tHằng năm\tLớp tập huấn
"""


def serve(handle: int) -> None:
    """Fork a child for each request at the door, a socket; answer with its id, and when told, with how it ended."""
    for number in (signal.SIGINT, signal.SIGTERM):  # they come to the whole group; the parent says what is to end
        signal.signal(number, signal.SIG_IGN)
    children: set[int] = set()
    warm = False
    with socket.socket(fileno=handle) as door, suppress(OSError):  # the parent left in the middle of a line
        while (taken := _request(door)) is not None:
            start, line = taken
            if line is None:
                child = int(line_of(door))
                children.discard(child)
                door.sendall(b"%d\n" % _bury(child))
                continue
            if start == WARM and not warm:
                _rehearse()
                warm = True
            child = os.fork()
            if not child:
                door.close()
                _child(socket.socket(fileno=line))
            os.close(line)
            children.add(child)
            door.sendall(b"%d\n" % child)
    for child in children:
        os.kill(child, signal.SIGTERM)
    for child in children:
        _bury(child)


def _rehearse() -> None:
    for module in _WARM:
        import_module(module)
    document = read(_REHEARSAL.encode())
    with suppress(ImportError):  # what only datasets need may not be installed
        to_bytes(lines_of(document))
    gc.freeze()  # a child's collector would touch, and so copy, what is here


def _request(door: socket.socket) -> tuple[bytes, int | None] | None:
    """How to start a child, and its line to the parent (None: one is to end); nothing where the parent has left."""
    start, handles, _, _ = socket.recv_fds(door, 1, 1)
    return (start, handles[0] if handles else None) if start else None


def _bury(child: int) -> int:
    """The status of a child that is to have ended; one that lingers is killed."""
    until = time.monotonic() + _LAST_WAIT
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _child(line: socket.socket) -> NoReturn:
    """Read what is asked for under limits, one document after another, and go without looking back."""
    signal.signal(signal.SIGTERM, _leave)
    code = 1
    try:
        gc.disable()  # with it a tenth of a small document's time goes into looking for cycles among what is in use
        with line, line.makefile("rb") as requests:
            for request in requests:
                _serve_one(json.loads(request), line)
                gc.collect(0)  # what cycles the libraries left; what older documents left in use is not looked at again
        code = 0
    finally:
        os._exit(code)


def _serve_one(request: dict[str, Any], line: socket.socket) -> None:
    settings = _settings(request["settings"])
    _limit(settings.limits)
    result = read_source(request["source"], settings, _teller(line) if request["told"] else None)
    line.sendall(_answer(result, settings.limits, bool(request.get("lines"))))


@lru_cache(maxsize=1)
def _settings(told: str) -> Settings:
    return settings_from(json.loads(told))


def settings_from(told: dict[str, Any]) -> Settings:
    """The settings that guard.plain told of; those that are not for reading keep their defaults."""
    types = get_type_hints(Settings)
    return Settings(**{name: decoder(types[name])(value) for name, value in told.items()})


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """Asked to end: by an exception, so that LibreOffice and its folder are taken away."""
    raise SystemExit(number)


def _limit(limits: Limits) -> None:
    """Hold this process to its memory and processor time."""
    import resource

    hold_memory(limits)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _hold(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + limits.seconds * _PROCESSORS) + 1)


def hold_memory(limits: Limits) -> None:
    """Hold this process to what it has and the limit; what dies leaves no picture of its memory on the disk."""
    import resource

    _hold(resource.RLIMIT_CORE, 0)
    _hold(resource.RLIMIT_AS, mapped() + _LIBRARIES + limits.memory)


def _hold(kind: int, value: int) -> None:
    """Set a limit of this process: the soft one only, for LibreOffice has limits of its own, and is started from it."""
    import resource

    hard = resource.getrlimit(kind)[1]
    with suppress(ValueError, OSError):  # macOS knows some of these by name alone
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _teller(line: socket.socket) -> OnPage:
    return lambda _, done, total: line.sendall(_line(PAGE, [done, total]))


def _answer(result: Result, limits: Limits, as_lines: bool) -> bytes:
    """What is sent of a result: the document, its lines in a dataset's tables, or the error."""
    document, error = result.document, result.error
    try:
        if document is not None and as_lines:
            lines, error = attempt(lambda: to_bytes(lines_of(document)))
            if lines is not None:
                return b"%b%b\n" % (LINES, lines)
        elif document is not None:
            return _line(ANSWER, encode(Answer(document)))
    except MemoryError:
        error = over_limit("memory", f"over the limit of {limits.memory:,} bytes of memory")
    return _line(ANSWER, encode(Answer(None, (type(error).__name__, str(error)))))


def _line(kind: bytes, told: Any) -> bytes:
    """One line, to go out at once: each call wakes who waits for it.

    Half characters, which a lying font map can leave in a text, go as json.loads takes them.
    """
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return b"%b%b\n" % (kind, text.encode("utf-8", "surrogatepass"))
