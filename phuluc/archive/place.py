"""A folder anywhere that fsspec reaches: on this machine, in an object store. Files come into it whole."""

import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
from fsspec.implementations.local import LocalFileSystem, make_path_posix

from phuluc.errors import MissingSource, OutputError, UsageError

JOURNAL = "_journal"  # the folder of a dataset that is a run's own; no reader looks into it
_PART = ".part"
_HERE = LocalFileSystem()  # made once: fsspec looks for one in its cache as long as a small file takes to open


def reach(address: str) -> tuple[Any, str]:
    """The file system that an address names, and the path in it.

    An address without "://" is a path of this machine, whatever else its name holds. fsspec's chains ("zip://a::s3://b")
    are not taken apart: a file's name may have "::" in it.

    Raises:
        UsageError: nothing here speaks that protocol.
    """
    if "://" not in address:
        return _HERE, make_path_posix(address).rstrip("/") or "/"
    try:
        kind = fsspec.get_filesystem_class(address.partition("://")[0])
        system = kind(**kind._get_kwargs_from_urls(address), use_listings_cache=False)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{address}: {error}; install what reaches it, or name a folder") from None
    return system, str(kind._strip_protocol(address))


def is_local(system: Any) -> bool:
    """Whether its paths are this machine's own."""
    return isinstance(system, LocalFileSystem)


def full(system: Any, path: str) -> str:
    """The address by which a path can be reached from anywhere: bare for this machine's own."""
    return path if is_local(system) else str(system.unstrip_protocol(path))


@contextmanager
def reading(name: str = "") -> Iterator[None]:
    """What may go wrong while a source is fetched, as that source's error; `name` stands before its text."""
    try:
        yield
    except faults() as error:
        raise MissingSource(f"{name}cannot be opened ({_said(error)}); check its name and rights") from error


@contextmanager
def writing(name: str) -> Iterator[None]:
    """What may go wrong while the dataset is written, as the run's error."""
    try:
        yield
    except faults() as error:
        raise OutputError(f"{name}: {_said(error)}; free space, or check the rights there") from error


def faults() -> tuple[type[Exception], ...]:
    """What file systems raise: the system's errors, and what s3fs lets through as it came (a lost connection)."""
    botocore = sys.modules.get("botocore.exceptions")
    return (OSError,) if botocore is None else (OSError, botocore.BotoCoreError)


def _said(error: Exception) -> str:
    return getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__


@dataclass(frozen=True, slots=True)
class Place:
    """A folder by its address; names within it are relative, with "/"."""

    address: str

    def _at(self, name: str) -> tuple[Any, str]:
        system, root = reach(self.address)
        return system, f"{root.rstrip('/')}/{name}"

    def put(self, name: str, data: bytes) -> None:
        """Write a file, whole or not at all.

        Raises:
            OutputError: it cannot be written.
        """
        system, path = self._at(name)
        with writing(path):
            if is_local(system):
                _put_here(Path(path), [data])
            else:
                system.pipe_file(path, data)  # an object appears when all of it has come

    def put_parts(self, name: str, parts: Iterable[bytes]) -> None:
        """The same of a file that is too long to be held.

        Raises:
            OutputError: it cannot be written.
        """
        system, path = self._at(name)
        with writing(path):
            if is_local(system):
                _put_here(Path(path), parts)
            else:
                with system.open(path, "wb") as stream:  # an object appears when it is closed
                    stream.writelines(parts)

    def get(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none.

        Raises:
            OutputError: it is there and cannot be read.
        """
        system, path = self._at(name)
        with writing(path):
            try:
                return bytes(system.cat_file(path))
            except FileNotFoundError:
                return None

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, one at a time; none where there is no file.

        Raises:
            OutputError: it is there and cannot be read.
        """
        system, path = self._at(name)
        with writing(path):
            try:
                with system.open(path, "rb") as stream:
                    yield from stream
            except FileNotFoundError:
                return

    def names(self, folder: str) -> list[str]:
        """The names below a folder, sorted; of files that are whole."""
        system, path = self._at(folder)
        root = path[: -len(folder)]
        with writing(path):
            found = [str(each).removeprefix(root) for each in system.find(path)]
        return sorted(name for name in found if not name.endswith(_PART))

    def move(self, old: str, new: str) -> None:
        """Give a file another name, over any file that has it; one that is gone has been moved already."""
        system, source = self._at(old)
        target = self._at(new)[1]
        with writing(target):
            if is_local(system):
                Path(target).parent.mkdir(parents=True, exist_ok=True)
            try:
                Path(source).replace(target) if is_local(system) else system.mv(source, target)
            except FileNotFoundError:
                return

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        system, path = self._at(name)
        with writing(path):
            try:
                system.rm_file(path)
            except FileNotFoundError:
                return

    def tidy(self, folder: str) -> None:
        """Take away what was being written in a folder of this machine by who was killed."""
        system, path = self._at(folder)
        if is_local(system):
            with writing(path):
                for part in Path(path).glob(f"**/*{_PART}"):
                    part.unlink(missing_ok=True)

    def own_folder(self) -> Path | None:
        """The folder, where it is this machine's own."""
        system, root = reach(self.address)
        return Path(root) if is_local(system) else None


def _put_here(path: Path, parts: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_PART}")
    try:
        with part.open("xb") as stream:
            stream.writelines(parts)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
