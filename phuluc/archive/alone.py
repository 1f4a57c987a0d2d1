"""One run at a time on a dataset: a lock where there are locks, else a lease that its holder keeps renewing.

A lease is an object that is made only where there is none, and written anew every few seconds. Who finds one watches
it: if it changes, its holder is at work; if it does not for as long as a holder may be silent, its holder was killed,
and it is taken over. Only the watcher's own clock counts, so no two machines need the same time.
"""

import json
import os
import platform
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from phuluc.archive.place import JOURNAL, Place, writing
from phuluc.errors import OutputError, UsageError

_LEASE = f"{JOURNAL}/lease.json"
_RENEWED = 10.0  # seconds
_SILENT = 60.0  # seconds after which a holder has lost it: some renewals may fail
_HOLDER = f"{platform.node()}, process {os.getpid()}"
_TAKEN = "another run is at work on it; wait for its end"


def unsaid(_: str) -> None:
    """Where nobody listens."""


@contextmanager
def alone(place: Place, say: Callable[[str], None] = unsaid) -> Iterator[Callable[[], None]]:
    """Keep other runs away; what is given raises OutputError where that no longer holds.

    `say` is told in a line when another run's lease has to be watched.

    Raises:
        UsageError: another run is at work on the dataset.
        OutputError: the dataset cannot be written.
    """
    folder = place.own_folder()
    try:
        import fcntl
    except ImportError:  # Windows
        folder = None
    if folder is None:
        with _Lease(place, say) as lease:
            yield lease.check
        return
    with writing(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)  # the folder itself: no lock file, and none left by who was killed
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"{folder}: {_TAKEN}") from None
        yield lambda: None
    finally:
        os.close(lock)


class _Lease:
    """The lease of a dataset, held and renewed as a context manager."""

    def __init__(self, place: Place, say: Callable[[str], None]) -> None:
        self._place, self._say = place, say
        self._run = secrets.token_hex(8)
        self._times = 0
        self._until = 0.0
        self._over = threading.Event()
        self._renewing = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> "_Lease":
        while not self._place.create(_LEASE, self._told()):
            self._watch()
        self._until = time.monotonic() + _SILENT
        self._renewing.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._renewing.join()
        if self._is_ours():
            self._place.remove(_LEASE)

    def check(self) -> None:
        """See that it is still held.

        Raises:
            OutputError: it could not be renewed in time, so that another run may have begun.
        """
        if time.monotonic() > self._until:
            raise OutputError(f"{self._place.address}: no longer this run's alone; what was read is kept: run again")

    def _watch(self) -> None:
        """Return when nobody holds the lease."""
        found, until = self._place.get(_LEASE), time.monotonic() + _SILENT
        if found is not None:
            self._say(
                f"{self._place.address}: held by a run of {_holder(found)}; this one sees for {_SILENT:g} s at most "
                "whether that was killed, and then goes on"
            )
        while found is not None:
            if time.monotonic() > until:
                self._place.remove(_LEASE)
                return
            time.sleep(_RENEWED / 5)
            now = self._place.get(_LEASE)
            if now not in (found, None):
                raise UsageError(f"{self._place.address}: {_TAKEN}")
            found = now

    def _renew(self) -> None:
        while not self._over.wait(_RENEWED):
            begun = time.monotonic()
            try:
                if not self._is_ours():
                    self._until = begun  # another has taken it over
                    return
                self._times += 1
                self._place.put(_LEASE, self._told())
            except OutputError:
                continue  # the next time may come in time
            self._until = begun + _SILENT

    def _told(self) -> bytes:
        return json.dumps({"run": self._run, "by": _HOLDER, "renewed": self._times}).encode()

    def _is_ours(self) -> bool:
        told = self._place.get(_LEASE)
        return told is not None and json.loads(told)["run"] == self._run


def _holder(told: bytes) -> str:
    """Who a lease says that it is of."""
    return str(json.loads(told).get("by", "another machine"))
