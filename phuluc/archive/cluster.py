"""Workers of a Dask cluster: the jobs of this machine's processes, on others.

Scheduler and workers need this package, in one version, and the workers reach source and dataset by the same addresses.
What goes through the scheduler, names and receipts, grows with the number of documents of a job (run.py) and not with
what is in them. It goes as it is over tcp://, so that a password does not; over tls:// it is encrypted (Dask's
configuration names the certificates).
"""

import logging
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any, Self

import distributed
from distributed.client import ClosedClientError

from phuluc import __version__
from phuluc.archive.pool import AHEAD, TRIES, Job, Made, WorkerLostError
from phuluc.errors import OutputError, UsageError

_DASK: Any = distributed  # its functions have no types
_PATIENCE = 10  # seconds for the scheduler to answer
_ENCRYPTED = "tls://"


class Cluster:
    """The workers of a scheduler. Use as a context manager; jobs that are not done are given up on leaving."""

    def __init__(self, scheduler: str, *, secret: bool = False) -> None:
        """Connect. `secret`: jobs will hold a password.

        Raises:
            UsageError: no scheduler is at that address, it or a worker has another version of this package, or none,
                a password would go to it unencrypted, or there are no certificates to encrypt with.
        """
        self._name = f"--scheduler {scheduler}"
        encrypted = scheduler.startswith(_ENCRYPTED)
        if secret and not encrypted:
            raise UsageError(f"{self._name}: no password goes there unencrypted; use {_ENCRYPTED}, or no cluster")
        if encrypted and _DASK.Security().get_connection_args("client").get("ssl_context") is None:
            raise UsageError(f"{self._name}: no certificates; name them in Dask's configuration, distributed.comm.tls")
        if os.environ.get("PHULUC_DEBUG") != "1":
            logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what it tells in pages is told here in a line
        try:
            self._client = _DASK.Client(scheduler, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(f"{self._name}: no answer; start one with: dask scheduler") from error
        try:
            self._check_versions()
        except BaseException:
            self._client.close()
            raise

    def _check_versions(self) -> None:
        with self._there():
            told = self._client.get_versions(packages=["phuluc"])
        for name, each in (("the scheduler", told["scheduler"]), *told["workers"].items()):
            found = each["packages"].get("phuluc")
            if found != __version__:
                raise UsageError(f"{self._name}: {name} has phuluc {found}, not {__version__}; install the same there")

    @contextmanager
    def _there(self) -> Iterator[None]:
        """A scheduler that goes away, as the run's error."""
        try:
            yield
        except (OSError, CancelledError, ClosedClientError) as error:
            raise OutputError(f"{self._name}: lost; what was read is kept: start it and run again") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def room(self) -> int:
        """As in Pool; workers may come and go."""
        with self._there():
            threads: dict[str, int] = self._client.nthreads()
        return AHEAD * max(1, sum(threads.values()))

    def submit(self, work: Callable[[Job], Made], job: Job) -> Any:
        """As in Pool."""
        with self._there():
            return self._client.submit(_done, work, job, __version__, pure=False, retries=TRIES)

    def first(self, futures: Collection[Any]) -> Iterable[Any]:
        """As in Pool."""
        with self._there(), self._client.as_current():
            done: Iterable[Any] = _DASK.wait(list(futures), return_when="FIRST_COMPLETED").done
        return done

    def made(self, future: Any) -> Any:
        """As in Pool."""
        try:
            with self._there():
                return future.result()
        except distributed.KilledWorker:
            raise WorkerLostError from None


def _done(work: Callable[[Job], Made], job: Job, version: str) -> Made:
    """What a worker does; one that came late may have been installed at another time."""
    if version != __version__:
        raise UsageError(f"a worker has phuluc {__version__}, not {version}; install the same there")
    return work(job)
