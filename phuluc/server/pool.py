"""Worker processes, a few: the server speaks to each in lines of JSON (job.py) and never sees a document.

A process is started with its first job and kept for the next. It is ended by closing its standard input, or by force:
when a job takes too long, when the document is removed meanwhile, when the server stops.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from pydantic import ValidationError

from phuluc.server.job import JOB, SAID, Job, Said
from phuluc.server.records import Trouble, trouble
from phuluc.settings import over_limit

_PROGRAM = "import sys; sys.path[:] = {path!r}; from phuluc.server.worker import main; main()"
_MOST_LINE = 8 << 20  # bytes of a worker's line: what it says of 1,000 corrections that do not fit is the longest
_GRACE = 5.0  # seconds for a worker to end its guarded process, and that one its LibreOffice
_FULL = 400 << 20  # bytes that a worker may keep for the next job; 170 pages leave about 200 million
_NO_ANSWER = Trouble("InternalError", "the process that read it ended without an answer; please report it")

OnPages = Callable[[int, int | None], None]


class Worker:
    """One process, started when it is needed."""

    def __init__(self) -> None:
        self._process: Process | None = None

    async def do(self, job: Job, seconds: float, on_pages: OnPages) -> Said:
        """Have a job done. Cancelled, or after `seconds`, the process is ended, and nothing of it goes on."""
        said: Said | None = None
        try:
            async with asyncio.timeout(seconds):
                said = await self._asked(await self._running(), job, on_pages)
            return said or Said(error=_NO_ANSWER)
        except TimeoutError:
            error = over_limit("seconds", f"over the limit of {seconds:g} seconds")
            return Said(error=trouble(error))
        finally:
            if said is None or said.held > _FULL:
                await self.end()

    async def _asked(self, process: Process, job: Job, on_pages: OnPages) -> Said | None:
        """The worker's last line for a job; None where it ends before, or says what is not understood."""
        assert process.stdin is not None
        assert process.stdout is not None
        # ConnectionError: it has ended. ValueError: a line too long.
        with suppress(ConnectionError, ValueError, ValidationError):
            process.stdin.write(JOB.dump_json(job) + b"\n")
            await process.stdin.drain()
            while line := await process.stdout.readline():
                said = SAID.validate_json(line)
                if said.pages is None:
                    return said
                on_pages(*said.pages)
        return None

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                _PROGRAM.format(path=sys.path),
                stdin=PIPE,
                stdout=PIPE,
                stderr=None if os.environ.get("PHULUC_DEBUG") == "1" else DEVNULL,
                limit=_MOST_LINE,
                env={**os.environ, "PHULUC_CACHE": ""},  # what was read of a scan goes with it when it is removed
            )
        return self._process

    async def end(self) -> None:
        """End the process, if there is one; its guarded processes end with it."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), _GRACE)
        except TimeoutError:
            process.kill()
            await process.wait()


class Pool:
    """Up to `size` processes at work; who wants one waits for a turn."""

    def __init__(self, size: int) -> None:
        self._all = [Worker() for _ in range(size)]
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        for worker in self._all:
            self._idle.put_nowait(worker)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Worker]:
        """A worker that nobody else has."""
        worker = await self._idle.get()
        try:
            yield worker
        finally:
            self._idle.put_nowait(worker)

    async def close(self) -> None:
        """End all processes; nobody may be waiting any more."""
        await asyncio.gather(*(worker.end() for worker in self._all))
