"""One run at a time on a dataset: a lock where there are locks, else a lease that its holder keeps renewing.

A lease is an object of a run's own, written anew every few seconds. A run that finds another's watches it: if it
changes, that run is at work; if it does not for as long as a holder may be silent, its holder was killed. Then it
writes its own and looks again: of two that do so at once at least one sees the other's, for a store lists what was
written before it was asked, and the one whose name is the later gives way. Only a watcher's own clock counts, so no two
machines need the same time.
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

_LEASES = f"{JOURNAL}/leases"
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
        self._name = f"{_LEASES}/{secrets.token_hex(8)}.json"
        self._times = 0
        self._until = 0.0
        self._dead: dict[str, bytes] = {}
        self._over = threading.Event()
        self._renewing = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> "_Lease":
        try:
            self._take()
        except BaseException:
            self._place.remove(self._name)
            raise
        for name in self._dead:
            self._place.remove(name)
        self._renewing.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._renewing.join()
        self._place.remove(self._name)

    def check(self) -> None:
        """See that it is still held.

        Raises:
            OutputError: it could not be renewed in time, so that another run may have begun.
        """
        if time.monotonic() > self._until:
            raise OutputError(f"{self._place.address}: no longer this run's alone; what was read is kept: run again")

    def _take(self) -> None:
        """Return when this run has a lease and no other that lives has one.

        Raises:
            UsageError: another run is at work.
        """
        self._outlast(self._others())
        while True:
            self._put()
            others = self._others()
            if not others:
                return
            if min(others) < self._name:
                self._place.remove(self._name)
            self._outlast(others)

    def _others(self) -> dict[str, bytes]:
        """The leases of other runs, by name, but for those of killed ones as they were left."""
        names = (name for name in self._place.names(_LEASES) if name != self._name)
        told = {name: told for name in names if (told := self._place.get(name)) is not None}
        return {name: each for name, each in told.items() if each != self._dead.get(name)}

    def _outlast(self, others: dict[str, bytes]) -> None:
        """Return when the leases are given back, or nobody has renewed those that are left for too long."""
        until = time.monotonic() + _SILENT
        for told in others.values():
            self._say(
                f"{self._place.address}: held by a run of {_holder(told)}; this one sees for {_SILENT:g} s at most "
                "whether that was killed, and then goes on"
            )
        while others and time.monotonic() <= until:
            time.sleep(_RENEWED / 5)
            now = {name: self._place.get(name) for name in others}
            if any(told not in (others[name], None) for name, told in now.items()):
                raise UsageError(f"{self._place.address}: {_TAKEN}")
            others = {name: told for name, told in now.items() if told is not None}
        self._dead |= others

    def _renew(self) -> None:
        while not self._over.wait(_RENEWED):
            try:
                if time.monotonic() > self._until or self._place.get(self._name) is None:
                    self._until = 0.0  # another may have taken it over, or has
                    return
                self._put()
            except OutputError:
                continue  # the next time may come in time

    def _put(self) -> None:
        """Write the lease, other bytes each time."""
        begun = time.monotonic()
        self._times += 1
        self._place.put(self._name, json.dumps({"by": _HOLDER, "renewed": self._times}).encode())
        self._until = begun + _SILENT


def _holder(told: bytes) -> str:
    """Who a lease says that it is of."""
    return str(json.loads(told).get("by", "another machine"))
