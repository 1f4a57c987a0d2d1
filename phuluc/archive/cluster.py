"""Workers of a Dask cluster: the jobs of this machine's processes, on others.

They need this package, and reach source and dataset by the same addresses. A job is a few kilobytes, a receipt less.
"""

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import CancelledError
from typing import Any, Self

import distributed

from phuluc.archive.pool import AHEAD, TRIES, Job, Made, WorkerLostError
from phuluc.errors import UsageError

_DASK: Any = distributed  # its functions have no types
_PATIENCE = 10  # seconds for the scheduler to answer


class Cluster:
    """The workers of a scheduler. Use as a context manager; jobs that are not done are given up on leaving."""

    def __init__(self, scheduler: str) -> None:
        """Connect.

        Raises:
            UsageError: no scheduler is at that address.
        """
        try:
            self._client = _DASK.Client(scheduler, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(f"--scheduler {scheduler}: no answer; start one with: dask scheduler") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def room(self) -> int:
        """As in Pool; workers may come and go."""
        threads: dict[str, int] = self._client.nthreads()
        return AHEAD * max(1, sum(threads.values()))

    def submit(self, work: Callable[[Job], Made], job: Job) -> Any:
        """As in Pool."""
        return self._client.submit(work, job, pure=False, retries=TRIES)

    def first(self, futures: Collection[Any]) -> Iterable[Any]:
        """As in Pool."""
        with self._client.as_current():
            done: Iterable[Any] = _DASK.wait(list(futures), return_when="FIRST_COMPLETED").done
        return done

    def made(self, future: Any) -> Any:
        """As in Pool."""
        try:
            return future.result()
        except (distributed.KilledWorker, CancelledError):
            raise WorkerLostError from None
