"""A set of files put into a folder whole or not at all.

Every file is first written under no name, or a hidden one, in the folder itself; only when all are complete and on the
disk do they take their names, one rename after another. A run that fails, is stopped or killed before that leaves the
folder as it was. What no file system offers is one step for several names: a kill -9 or a power cut within the few
microseconds between two renames leaves whole files, some of them new.
"""

import os
import secrets
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Self

from phuluc.errors import OutputError

_HIDDEN = ".phuluc-"
_ABANDONED = 3600.0  # seconds: no run takes so long from its last byte to its name
_MOST_OPEN = 32  # files kept open for want of a name; a document may have thousands of tables, a process not
_NO_NAME = getattr(os, "O_TMPFILE", 0)  # Linux: a file without a name, gone with the process that made it


class FileSet:
    """Files that will appear in `folder` together. Use as a context manager; leaving it without `commit` undoes all.

    Raises:
        OutputError: the folder cannot be made or written to, or the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: list[tuple[BinaryIO, Path | None, Path]] = []  # stream, hidden name if any, name to be

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for stream, hidden, _ in self._open:
            with suppress(OSError):
                stream.close()
            if hidden is not None:
                with suppress(OSError):
                    hidden.unlink()
        self._open.clear()

    def open(self, name: str) -> BinaryIO:
        """A stream to fill; it becomes `name` in the folder on `commit`."""
        target = self._folder / name
        if target.is_dir():
            raise OutputError(f"{target} is a folder; move it or name another folder with -o")
        self._settle_last()
        hidden, stream = None, _nameless(self._folder) if len(self._open) < _MOST_OPEN else None
        if stream is None:
            hidden = _hidden_name(self._folder)
            stream = hidden.open("xb")
        self._open.append((stream, hidden, target))
        return stream

    def commit(self, stale: Iterable[Path] = ()) -> list[Path]:
        """Give all files their names, then remove the `stale` ones of an earlier run; return the new paths."""
        self._settle_last()
        with _undisturbed(), _one_at_a_time(self._folder):
            self._name_all()
            for stream, hidden, target in self._open:
                stream.close()
                if hidden is not None:
                    hidden.replace(target)
            done = [target for _, _, target in self._open]
            self._open.clear()
            for path in stale:
                if path not in done:
                    path.unlink(missing_ok=True)
        return done

    def _settle_last(self) -> None:
        """Bring the file opened last to the disk; one with a hidden name need not stay open."""
        if not self._open:
            return
        stream, hidden, _ = self._open[-1]
        if not stream.closed:
            stream.flush()
            os.fsync(stream.fileno())
        if hidden is not None:
            stream.close()

    def _name_all(self) -> None:
        """Give nameless files a hidden name, for no call puts one straight over an existing file."""
        for place, (stream, hidden, target) in enumerate(self._open):
            if hidden is None:
                name = _hidden_name(self._folder)
                # src_dir_fd means nothing for an absolute path; without it Python makes a call that follows no link.
                handle = stream.fileno()
                os.link(f"/proc/self/fd/{handle}", name, src_dir_fd=handle, follow_symlinks=True)
                self._open[place] = (stream, name, target)


def sweep(folder: Path) -> None:
    """Remove hidden files that a killed run left behind long ago. A folder that cannot be looked into is left."""
    limit = time.time() - _ABANDONED
    with suppress(OSError):
        for path in folder.glob(f"{_HIDDEN}*.part"):
            with suppress(OSError):
                if path.stat().st_mtime < limit:
                    path.unlink()


def _hidden_name(folder: Path) -> Path:
    return folder / f"{_HIDDEN}{secrets.token_hex(8)}.part"


def _nameless(folder: Path) -> BinaryIO | None:
    """A file without a name, or None where the system or the file system has none."""
    if not _NO_NAME or not os.access("/proc/self/fd", os.R_OK):
        return None
    try:
        return os.fdopen(os.open(folder, _NO_NAME | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o666), "w+b")
    except OSError:
        return None  # not on this file system; what else is wrong with the folder, the named file will say


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back while files take their names: microseconds."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let no other run rename into the folder meanwhile. The lock is the folder's own: no lock file, never stale."""
    try:
        import fcntl
    except ImportError:  # Windows: two runs at once may mix their sets there, never their files
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
