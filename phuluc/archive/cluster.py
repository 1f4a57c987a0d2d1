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
from contextlib import contextmanager, suppress
from typing import Any, Self

import distributed
from distributed.client import ClosedClientError

from phuluc import __version__
from phuluc.archive.alone import unsaid
from phuluc.archive.pool import AHEAD, TRIES, Job, Made, NotDoneError, WorkerLostError
from phuluc.errors import OutputError, UsageError

_DASK: Any = distributed  # its functions have no types
_PATIENCE = 10  # seconds for the scheduler to answer
_ENCRYPTED = "tls://"
_LOOKED_AFTER = 5  # seconds between two looks at whether those whom a job was left to are still there


class UnfitError(UsageError):
    """A worker has another version of this package."""


class Cluster:
    """The workers of a scheduler. Use as a context manager; jobs that are not done are given up on leaving."""

    def __init__(self, scheduler: str, *, secret: bool = False, say: Callable[[str], None] = unsaid) -> None:
        """Connect. `secret`: jobs will hold a password. `say` is told, in a line, of a worker that is left out.

        Raises:
            UsageError: no scheduler is at that address, it or a worker has another version of this package, or none,
                a password would go to it unencrypted, or there are no certificates to encrypt with.
        """
        self._name, self._say = f"--scheduler {scheduler}", say
        self._looked_at, self._unfit = set[str](), set[str]()
        self._left_to: dict[Any, frozenset[str]] = {}
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
        versions = self._versions()
        self._looked_at |= versions.keys()
        for name, found in versions.items():
            if found != __version__:
                raise UsageError(f"{self._name}: {self._differs(name, found)}; install the same there")

    def _versions(self) -> dict[str, str | None]:
        """The version of this package that the scheduler and each worker have; None where it is not installed."""
        with self._there():
            told = self._client.get_versions(packages=["phuluc"])
        every = {"the scheduler": told["scheduler"], **told["workers"]}
        return {name: each["packages"].get("phuluc") for name, each in every.items()}

    def _fit(self) -> dict[str, int]:
        """The threads of each worker that is there and has this version; one that came and has not is told of.

        Raises:
            UsageError: there are workers, and none has it.
        """
        with self._there():
            threads: dict[str, int] = self._client.nthreads()
        if threads.keys() - self._looked_at:
            versions = {name: found for name, found in self._versions().items() if name in threads}
            for name in sorted(versions.keys() - self._looked_at):
                if versions[name] != __version__:
                    self._unfit.add(name)
                    self._say(f"{self._name}: {self._differs(name, versions[name])}; it is left out of this run")
            self._looked_at |= versions.keys()
        self._looked_at &= threads.keys()  # who comes back may be another one
        self._unfit &= threads.keys()
        fit = {name: count for name, count in threads.items() if name not in self._unfit}
        if threads and not fit:
            raise UsageError(f"{self._name}: no worker has phuluc {__version__}; install it there")
        return fit

    def _differs(self, name: str, found: str | None) -> str:
        return f"{name} has phuluc {found}, not {__version__}"

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
        return AHEAD * max(1, sum(self._fit().values()))

    def submit(self, work: Callable[[Job], Made], job: Job) -> Any:
        """As in Pool."""
        # Names of workers go with a job only where some must not have it.
        left_to = frozenset(self._fit()) if self._unfit else None
        workers = None if left_to is None else sorted(left_to)
        with self._there():
            future = self._client.submit(_done, work, job, __version__, pure=False, retries=TRIES, workers=workers)
        if left_to is not None:
            self._left_to[future] = left_to
        return future

    def first(self, futures: Collection[Any]) -> Iterable[Any]:
        """As in Pool; also those that can never end, for the workers that they were left to are gone."""
        while True:
            with self._there(), self._client.as_current(), suppress(TimeoutError):
                done: Iterable[Any] = _DASK.wait(list(futures), _LOOKED_AFTER, "FIRST_COMPLETED").done
                return done
            there = self._fit().keys() if self._left_to else set[str]()
            if stuck := [each for each in futures if each in self._left_to and not self._left_to[each] & there]:
                return stuck

    def made(self, future: Any) -> Any:
        """As in Pool."""
        left_to = self._left_to.pop(future, None)
        if not future.done():
            future.cancel()
            raise NotDoneError
        try:
            with self._there():
                return future.result()
        except distributed.KilledWorker:
            raise WorkerLostError from None
        except (ImportError, UnfitError) as error:
            self._fit()
            if self._unfit and left_to is None:  # one that is left out had taken it before
                raise NotDoneError from None
            raise UsageError(f"{self._name}: {error}; install the same on all workers") from error


def _done(work: Callable[[Job], Made], job: Job, version: str) -> Made:
    """What a worker does; one that came late may have been installed at another time."""
    if version != __version__:
        raise UnfitError(f"a worker has phuluc {__version__}, not {version}")
    return work(job)
