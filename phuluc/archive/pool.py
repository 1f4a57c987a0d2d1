"""Workers: the same jobs on processes of this machine (here) or of a cluster (cluster.py)."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any
from typing import Any, Protocol, Self, TypeVar

from phuluc.batch import attempt
from phuluc.errors import PhulucError

Job = TypeVar("Job")
Made = TypeVar("Made")
TRIES = 3  # of a job whose worker is lost
_PATIENCE = 10.0  # seconds that a worker with nothing to do has to go by itself
AHEAD = 2  # jobs a worker has at most, the one that it does among them: so none waits for its next


class WorkerLostError(Exception):
    """Every worker that a job was given to came to its end over it."""


class NotDoneError(Exception):
    """A job was not done, and not for its own sake: it is to be given away again."""


class Pool(Protocol):
    """Workers that take jobs."""

    def room(self) -> int:
        """How many jobs may be with the workers at a time."""
        ...

    def submit(self, work: Callable[[Job], Made], job: Job) -> Any:
        """Give a job away: what stands for its end, a future."""
        ...

    def first(self, futures: Collection[Any]) -> Iterable[Any]:
        """Those that have ended, as soon as one has."""
        ...

    def made(self, future: Any) -> Any:
        """What came of a job that has ended.

        Raises:
            WorkerLostError: no worker lived to its end.
            NotDoneError: it never began; else what the work raised.
        """
        ...


def flow(
    pool: Pool, work: Callable[[Job], Made], jobs: Iterable[Job], lost: Callable[[Job], Iterable[Job]] | None = None
) -> Iterator[tuple[Job, Made]]:
    """Each job with what came of it, as they end; no more jobs are taken than the workers have room for.

    `lost`: what to do instead of a job that no worker survives.
    """
    waiting, running = iter(jobs), dict[Any, Job]()
    again: list[Job] = []
    while True:
        while len(running) < pool.room() and (job := again.pop() if again else next(waiting, None)) is not None:
            running[pool.submit(work, job)] = job
        if not running:
            return
        for future in list(pool.first(list(running))):
            job = running.pop(future)
            try:
                made = pool.made(future)
            except WorkerLostError:
                if lost is None:
                    raise
                again.extend(lost(job))
                continue
            except NotDoneError:
                again.append(job)
                continue
            yield job, made


class Processes:
    """Worker processes of this machine, each held by a thread that waits for it. Use as a context manager."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._workers: set[_Worker] = set()
        self._own = threading.local()
        self._closed = False
        self._threads = ThreadPoolExecutor(count)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._closed = True
        for worker in list(self._workers):
            worker.end(_PATIENCE if error[0] is None else 0.0)
        self._threads.shutdown(cancel_futures=True)

    def room(self) -> int:
        """As in Pool."""
        return self._count * AHEAD

    def submit(self, work: Callable[[Job], Made], job: Job) -> "Future[Made]":
        """As in Pool."""
        return self._threads.submit(self._do, work, job)

    def first(self, futures: Collection["Future[Any]"]) -> Iterable["Future[Any]"]:
        """As in Pool."""
        return wait(futures, return_when=FIRST_COMPLETED).done

    def made(self, future: "Future[Any]") -> Any:
        """As in Pool."""
        return future.result()

    def _do(self, work: Callable[[Job], Made], job: Job) -> Made:
        for _ in range(TRIES):
            if self._closed:
                break
            worker = getattr(self._own, "worker", None)
            if worker is None:
                worker = self._own.worker = _Worker()
                self._workers.add(worker)
            try:
                made, error = worker.do(work, job)
            except (EOFError, OSError):
                self._workers.discard(worker)
                worker.end()
                self._own.worker = None
                continue
            if error is not None:
                raise error
            return made  # type: ignore[no-any-return]
        raise WorkerLostError


class _Worker:
    """A process that does one job after another."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")  # this process has threads: a fork of it would be no safe one
        self._line, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other,), daemon=True)
        self._process.start()
        other.close()

    def do(self, work: Callable[[Any], Any], job: Any) -> tuple[Any, PhulucError | None]:
        """What came of the job, or the error.

        Raises:
            EOFError, OSError: the process is gone.
        """
        self._line.send((work, job))
        return self._line.recv()  # type: ignore[no-any-return]

    def end(self, seconds: float = 0.0) -> None:
        """End the process; one that is idle gets so many seconds to end its guarded processes."""
        self._line.close()
        if seconds:
            self._process.join(seconds)
        self._process.kill()
        self._process.join()


def _serve(line: Connection) -> None:
    """Do jobs until nobody sends any."""
    for number in (signal.SIGINT, signal.SIGTERM):  # they come to the whole group; the coordinator ends its workers
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            work, job = line.recv()
        except EOFError:
            return
        line.send(attempt(partial(work, job)))


def _end_with_parent() -> None:
    """A coordinator that was killed has no use for what is half done, and its next run must not meet us at it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_any([parent.sentinel])
        os._exit(1)
