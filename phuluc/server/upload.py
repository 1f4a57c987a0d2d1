"""A multipart form's files, streamed to the disk as they come: never in memory, never over the limit."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from phuluc.server.refusal import Refusal

_BESIDE = 64 * 1024  # bytes of a form that are no file: heads of parts, boundaries, other fields
_HEAP = 1 << 20  # bytes gathered before they go to the disk, which is waited for in a thread


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form: the uploader's name for it, its size in bytes, and where it was put."""

    name: str
    size: int
    path: Path


@dataclass(slots=True)
class _Event:
    """What the parser met: a file's begin (its name), bytes of it, or its end (neither)."""

    name: str | None = None
    data: bytes | None = None


class _Form:
    """The parser's callbacks, as a list of events for each chunk."""

    def __init__(self, boundary: bytes) -> None:
        self.whole = False
        self._events: list[_Event] = []
        self._in_file = False
        self._field, self._value, self._disposition = b"", b"", b""
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._part_data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    def feed(self, chunk: bytes) -> list[_Event]:
        self._events = []
        self._parser.write(chunk)
        return self._events

    def _part_begin(self) -> None:
        self._disposition, self._in_file = b"", False

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field, self._value = b"", b""

    def _headers_finished(self) -> None:
        name = parse_options_header(self._disposition)[1].get(b"filename")
        self._in_file = name is not None
        if name is not None:
            self._events.append(_Event(name=name.decode(errors="replace")))

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._events.append(_Event(data=data[start:end]))

    def _part_end(self) -> None:
        if self._in_file:
            self._events.append(_Event())

    def _end(self) -> None:
        self.whole = True


class _Sink:
    """A file being filled, a heap at a time."""

    def __init__(self, path: Path) -> None:
        self.path, self.size = path, 0
        self._heap = bytearray()
        self._stream: BinaryIO = path.open("xb")

    async def put(self, data: bytes) -> None:
        self.size += len(data)
        self._heap += data
        if len(self._heap) >= _HEAP:
            await self._flush()

    async def finish(self) -> None:
        await self._flush()
        self.close()

    async def _flush(self) -> None:
        heap, self._heap = bytes(self._heap), bytearray()
        await asyncio.to_thread(self._stream.write, heap)

    def close(self) -> None:
        self._stream.close()


async def receive(request: Request, place: Callable[[], Path], most: int, files: int) -> list[Upload]:
    """Put each file of a request's form on the disk, in order; a field where no file was chosen is none.

    Args:
        request: its body is read here.
        place: gives a path for the next file.
        most: bytes of all files together.
        files: how many there may be.

    Raises:
        Refusal: the form is not what it should be, too large, or was cut off.
        OSError: the disk does not take it.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Refusal("not-multipart", "send the file as multipart/form-data")
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most + _BESIDE:
        raise _too_large(most)
    try:
        sent = await _receive(request, _Form(options[b"boundary"]), place, most, files)
    except FormParserError as error:
        raise Refusal("bad-form", "the multipart form is malformed") from error
    except ClientDisconnect as error:
        raise Refusal("cut-off", "the upload was cut off") from error
    chosen = [upload for upload in sent if upload.name or upload.size]
    if not chosen:
        raise Refusal("no-file", "the form holds no file")
    if not all(upload.size for upload in chosen):
        raise Refusal("empty-file", "the file is empty")
    return chosen


async def _receive(request: Request, form: _Form, place: Callable[[], Path], most: int, files: int) -> list[Upload]:
    done: list[Upload] = []
    name, sink, total = "", None, 0
    try:
        async for chunk in request.stream():
            total += len(chunk)
            if total > most + _BESIDE:
                raise _too_large(most)
            for event in form.feed(chunk) if chunk else ():
                if event.name is not None:
                    if len(done) == files:
                        raise Refusal("many-files", f"the form may hold {files} at once")
                    name, sink = event.name, _Sink(place())
                elif sink is not None and event.data is not None:
                    await sink.put(event.data)
                elif sink is not None:
                    await sink.finish()
                    done.append(Upload(name, sink.size, sink.path))
                    sink = None
    finally:
        if sink is not None:
            sink.close()
    if not form.whole:
        raise Refusal("bad-form", "the multipart form has no end")
    if sum(upload.size for upload in done) > most:
        raise _too_large(most)
    return done


def _too_large(most: int) -> Refusal:
    return Refusal("too-large", f"over the limit of {most:,} bytes")
