"""A set of files put into a folder whole or not at all.

Every file is first written under no name, or a hidden one, in the folder itself; only when all are complete and on the
disk do they take their names, one rename after another. A run that fails, is stopped or killed before that leaves the
folder as it was. What no file system offers is one step for several names: for a kill -9 or a power cut within the few
microseconds between two renames there is a journal, written before the first, from which the next run into the folder
finishes the set. Every single file is whole at any time.
"""

import json
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
_PART, _JOURNAL = ".part", ".journal"
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
        done = [target for _, _, target in self._open]
        gone = [path for path in stale if path not in done]
        with _undisturbed(), _one_at_a_time(self._folder):
            _finish_all(self._folder)
            self._name_all()
            moves = [(hidden.name, target.name) for _, hidden, target in self._open if hidden is not None]
            journal = _write_journal(self._folder, moves, [path.name for path in gone])
            for stream, _, _ in self._open:
                stream.close()
            self._open.clear()  # from here on the journal holds the set
            _finish(journal)
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
    """Finish the set of a run that was killed between two renames, and remove what others left behind long ago.

    A folder that cannot be looked into is left as it is.
    """
    limit = time.time() - _ABANDONED
    with suppress(OSError):
        if any(folder.glob(f"{_HIDDEN}*{_JOURNAL}")):
            with _one_at_a_time(folder):  # a run that is alive holds the folder while its journal stands
                _finish_all(folder)
        for path in folder.glob(f"{_HIDDEN}*{_PART}"):
            with suppress(OSError):
                if path.stat().st_mtime < limit:
                    path.unlink()


def _write_journal(folder: Path, moves: list[tuple[str, str]], gone: list[str]) -> Path:
    """Put down which hidden files are to have which names, and which files are to go; whole and on the disk."""
    part = _hidden_name(folder)
    try:
        with part.open("xb") as stream:
            stream.write(json.dumps({"moves": moves, "gone": gone}).encode())
            stream.flush()
            os.fsync(stream.fileno())
        return part.rename(part.with_suffix(_JOURNAL))
    except OSError:  # a full disk
        part.unlink(missing_ok=True)
        raise


def _finish_all(folder: Path) -> None:
    for journal in folder.glob(f"{_HIDDEN}*{_JOURNAL}"):
        with suppress(OSError):  # one that cannot be finished must not hinder another run
            _finish(journal)


def _finish(journal: Path) -> None:
    """Do what is left to do of a journal. It may be anybody's file: no name in it leads out of the folder."""
    folder = journal.parent
    try:
        told = json.loads(journal.read_bytes())
        moves = [(str(hidden), str(target)) for hidden, target in told["moves"]]
        gone = [str(name) for name in told["gone"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        moves, gone = [], []
    for hidden, target in moves:
        if _is_plain(hidden) and hidden.startswith(_HIDDEN) and _is_plain(target):
            with suppress(FileNotFoundError):  # it has its name already
                (folder / hidden).replace(folder / target)
    for name in filter(_is_plain, gone):
        (folder / name).unlink(missing_ok=True)
    journal.unlink(missing_ok=True)


def _is_plain(name: str) -> bool:
    """Whether a name is a file's own, with no folder in it."""
    return name not in ("", ".", "..") and not set(name) & {"/", "\\", "\0"}


def _hidden_name(folder: Path) -> Path:
    return folder / f"{_HIDDEN}{secrets.token_hex(8)}{_PART}"


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
