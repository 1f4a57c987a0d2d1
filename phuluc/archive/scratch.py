"""Folders of this machine for a while; those of a process that was killed are taken away by a later run.

A folder's owner holds a lock on it as long as it lives, which the system lets go when it dies, however that was.
Process numbers would not tell: containers may share a folder for temporary files, each with numbers of its own.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir

_PREFIX = "phuluc-run-"
_OLD = 3600.0  # seconds without a change; between its making and its lock a new one looks like one that was left


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that goes away behind."""
    with TemporaryDirectory(prefix=_PREFIX) as folder, _opened(Path(folder)) as handle:
        if handle is not None:
            with suppress(OSError):  # no locks on this disk: then it is not swept either
                _lock(handle)
        yield Path(folder)


def sweep() -> None:
    """Take away the folders of this user's processes that are no more."""
    for folder in Path(gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError), _opened(folder) as handle:  # it is held, or has just gone
            if handle is not None and _is_old(handle):
                _lock(handle)
                rmtree(folder, ignore_errors=True)


def _lock(handle: int) -> None:
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_old(handle: int) -> bool:
    told = os.fstat(handle)
    return told.st_uid == os.getuid() and time.time() - told.st_mtime > _OLD


@contextmanager
def _opened(folder: Path) -> Iterator[int | None]:
    """A folder's handle, which no link leads elsewhere; None where folders have none, nor locks (Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        yield None
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield handle
    finally:
        os.close(handle)
