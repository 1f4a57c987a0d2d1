"""Workers for tests: in this process, or such whose guarded processes hang or crash over documents that say so."""

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future
from typing import Any

from phuluc import guard
from phuluc.archive import work
from phuluc.archive.pool import Processes

# A server whose children do as a document tells them, before any reader sees it.
_FAULTY = """
import sys; sys.path[:] = {path!r}
import os, time
import phuluc.guarded, phuluc.pipeline
from tests.archive.made import CRASH, HANG
whole = phuluc.pipeline.read
def read(source, settings, on_page=None):
    with open(source, "rb") as stream:
        head = stream.read(20)
    if head.startswith(HANG):
        time.sleep(3600)
    if head.startswith(CRASH):
        os.abort()
    return whole(source, settings, on_page=on_page)
phuluc.pipeline.read = read
phuluc.guarded.serve({handle})
"""


def faulty_read(job: work.Reading) -> work.Receipt:
    """work.read, by a reader that can be hung and crashed."""
    guard._SERVER = _FAULTY
    return work.read(job)


def faulty(asked: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The work asked for, done by the faulty reader where it is reading."""
    return faulty_read if asked is work.read else asked


class FaultyProcesses(Processes):
    """Worker processes with such a reader."""

    def submit(self, work: Callable[[Any], Any], job: Any) -> "Future[Any]":
        return super().submit(faulty(work), job)


class Here:
    """A pool that does each job at once, in this process: for addresses that only this process has (memory://)."""

    def room(self) -> int:
        return 1

    def submit(self, work: Callable[[Any], Any], job: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_result(work(job))
        return future

    def first(self, futures: Collection["Future[Any]"]) -> Iterable["Future[Any]"]:
        return list(futures)

    def made(self, future: "Future[Any]") -> Any:
        return future.result()
