"""What can be asked of the server, whoever asks: the API and the pages are two ways to this one desk."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, Literal
from weakref import WeakValueDictionary

from starlette.requests import Request

from export.writers import write_one
from phuluc import guard
from phuluc.corrections.file import MOST_BYTES, parse, text
from phuluc.errors import OutputError, UsageError
from phuluc.model import Corrections
from phuluc.server.body import whole_body
from phuluc.server.config import Config
from phuluc.server.job import Job, Said
from phuluc.server.pool import Pool, Worker
from phuluc.server.records import Corrected, Entry, Status, shown_name
from phuluc.server.refusal import Refusal
from phuluc.server.store import CORRECTIONS, SOURCE, Store
from phuluc.server.upload import Upload, receive

_TRY_AGAIN = 5  # seconds, as Retry-After: a plan of 20 pages takes about one


class Desk:
    """Documents come in, are read, corrected, given out and removed.

    It lives in one event loop, inside `opened`, while its store is held.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.store = Store(config.folder)
        self._readers, self._makers = Pool(config.workers), Pool(1)  # nobody's correction waits behind a long scan
        self._work: dict[str, asyncio.Task[None]] = {}
        self._pages: dict[str, tuple[int, int | None]] = {}
        self._arriving = 0
        self._changing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Go on with what an earlier server left, and end all work at the end; the folder is held meanwhile."""
        for entry in reversed(self.store.newest()):
            if entry.status == "queued":
                self._begin(entry.id, self._read(entry.id))
            elif entry.corrected is not None and entry.corrected.pending:
                self._begin(entry.id, self._export(entry.id))
        try:
            yield
        finally:
            await self._end_all()

    async def _end_all(self) -> None:
        work = list(self._work.values())
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await asyncio.gather(self._readers.close(), self._makers.close())

    # --- documents -----------------------------------------------------------------------------------------------

    def entry(self, name: str) -> Entry:
        """The document of an id.

        Raises:
            Refusal: there is none.
        """
        entry = self.store.get(name)
        if entry is None:
            raise Refusal("not-found", "there is no such document")
        return entry

    def is_busy(self, entry: Entry) -> bool:
        """Whether a document will look otherwise in a moment: it waits, or there is work on it."""
        return entry.status in ("queued", "reading") or entry.id in self._work

    def pages(self, entry: Entry) -> tuple[int, int | None]:
        """Pages read so far of a document that is being read, and how many it has where that is known."""
        return self._pages.get(entry.id, (0, None))

    async def receive(self, request: Request, files: int) -> list[Entry]:
        """Take in the files of a request's form, and have them read.

        Raises:
            Refusal: too many are waiting, the form is not what it should be, or the disk is full.
        """
        with self._room_for_one(), ExitStack() as folders:

            def place() -> Path:
                return folders.enter_context(self.store.incoming()) / SOURCE

            try:
                uploads = await receive(request, place, self.config.reading.limits.bytes, files)
                return [await self._take_in(upload) for upload in uploads]
            except (OSError, OutputError) as error:
                raise Refusal("full-disk", f"the upload cannot be kept: {error}") from error

    async def _take_in(self, upload: Upload) -> Entry:
        received = datetime.now(UTC).isoformat(timespec="milliseconds")
        entry = await self.store.add(upload.path.parent, Entry("", shown_name(upload.name), received, upload.size))
        self._begin(entry.id, self._read(entry.id))
        return entry

    @contextmanager
    def _room_for_one(self) -> Iterator[None]:
        if len(self._work) + self._arriving >= self.config.queue + self.config.workers:
            raise Refusal("busy", "too many documents are waiting", {"Retry-After": str(_TRY_AGAIN)})
        self._arriving += 1
        try:
            yield
        finally:
            self._arriving -= 1

    async def remove(self, name: str) -> None:
        """Stop all work on a document and take its files off the disk.

        Raises:
            Refusal: there is none.
        """
        async with self._turn(name):
            self.entry(name)
            self.store.forget(name)
            if (task := self._work.get(name)) is not None:
                task.cancel()
                await asyncio.wait({task})
            await self.store.erase(name)

    def _turn(self, name: str) -> asyncio.Lock:
        """Who changes a document waits for it; it is there while somebody has it or waits."""
        return self._changing.setdefault(name, asyncio.Lock())

    async def unlock(self, name: str, password: str) -> Entry:
        """Have a document that waits for its password read again; the password is kept until then, in memory only.

        Raises:
            Refusal: no such document, it does not wait for a password, or too many are waiting.
        """
        async with self._turn(name):
            entry = self.entry(name)
            if not entry.wants_password:
                raise Refusal("not-locked", "the document does not wait for a password")
            await self._quiet(name)  # the work that told so may not have ended
            with self._room_for_one():
                await self.store.change(name, status="queued", tries=0, error=None)
                self._begin(name, self._read(name, password))
        return self.entry(name)

    # --- corrections ---------------------------------------------------------------------------------------------

    def corrections(self, name: str) -> tuple[bytes, str]:
        """The file of a document's corrections, which may hold none, and its tag."""
        entry = self._ready(name)
        try:
            data = self.store.path(entry, CORRECTIONS).read_bytes()
        except FileNotFoundError:
            data = _none_yet(entry)
        return data, _tag(data)

    async def correct(self, name: str, request: Request) -> Entry:
        """Keep a file of corrections with a document, in place of an earlier one, and make its files anew with it.

        Raises:
            Refusal: no such document, none that is read, no corrections of its source, or they changed meanwhile.
        """
        self._ready(name)
        data = await whole_body(request, "application/json", MOST_BYTES)
        async with self._turn(name):
            entry = self._ready(name)
            wanted = request.headers.get("if-match")
            if wanted not in (None, "*", self.corrections(name)[1]):
                raise Refusal("changed", "the corrections are not those of that If-Match; get them again")
            count = await asyncio.to_thread(_count, data, entry)
            await self._quiet(name)
            try:
                await asyncio.to_thread(write_one, self.store.path(entry), CORRECTIONS, lambda to: to.write(data))
            except OutputError as error:
                raise Refusal("full-disk", f"the corrections cannot be kept: {error}") from error
            await self.store.change(name, corrected=Corrected(count, pending=True))
            self._begin(name, self._export(name))
        await self._quiet(name)
        entry = self.entry(name)
        if entry.corrected is None or entry.corrected.pending:
            raise Refusal("internal", "the corrections are kept, but the files could not be made with them")
        return entry

    def _ready(self, name: str) -> Entry:
        entry = self.entry(name)
        if entry.status != "done":
            raise Refusal("not-ready", f"the document is {entry.status}")
        return entry

    # --- work ----------------------------------------------------------------------------------------------------

    def _begin(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Have work done on a document, on which there is none."""
        task = self._work[name] = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda _: self._work.pop(name))

    async def _quiet(self, name: str) -> None:
        """Wait until there is no work on a document."""
        while (task := self._work.get(name)) is not None:
            await asyncio.wait({task})

    async def _read(self, name: str, password: str | None = None) -> None:
        async with self._readers.turn() as worker:
            entry, begun = self.entry(name), monotonic()
            await self.store.change(name, status="reading", tries=entry.tries + 1)
            try:
                said = await self._do(worker, entry, "read", self.config.reading.limits.seconds, password)
            except asyncio.CancelledError:  # removed, or the server stops: which is none of the document's faults
                await self.store.change(name, status="queued", tries=entry.tries)
                raise
            finally:
                self._pages.pop(name, None)
            status: Status = "done" if said.error is None else "failed"
            await self.store.change(
                name,
                status=status,
                seconds=round(monotonic() - begun, 3),
                summary=said.summary,
                error=said.error,
            )

    async def _export(self, name: str) -> None:
        async with self._makers.turn() as worker:
            entry = self.entry(name)
            said = await self._do(worker, entry, "export", 0)
            if said.error is None and entry.corrected is not None:
                made = Corrected(entry.corrected.count, unfit=said.unfit)
                await self.store.change(name, corrected=made, summary=said.summary)

    async def _do(
        self,
        worker: Worker,
        entry: Entry,
        kind: Literal["read", "export"],
        seconds: float,
        password: str | None = None,
    ) -> Said:
        reading = replace(self.config.reading, password=password)
        job = Job(kind, str(self.store.path(entry)), entry.name, guard.plain(reading))
        pages = partial(self._told, entry.id)
        return await worker.do(job, seconds + self.config.patience.export, pages)

    def _told(self, name: str, done: int, total: int | None) -> None:
        self._pages[name] = (done, total)


def _count(data: bytes, entry: Entry) -> int:
    """How many corrections a file holds.

    Raises:
        Refusal: it is none, or another source's.
    """
    try:
        found = parse(data)
    except UsageError as error:
        raise Refusal("bad-corrections", str(error)) from error
    if entry.summary is not None and found.sha256 not in (None, entry.summary.sha256):
        raise Refusal("bad-corrections", "the corrections are of another source: its sha256 is not this document's")
    return len(found.corrections)


def _none_yet(entry: Entry) -> bytes:
    return text(Corrections(entry.name, entry.summary.sha256 if entry.summary else None, ())).encode()


def _tag(data: bytes) -> str:
    """An ETag: the same for the same bytes."""
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'
