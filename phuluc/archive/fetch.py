"""A found file brought near: its digest, and a copy on this machine that a guarded process can open.

What comes from elsewhere for its digest is kept as a copy, by that digest, until it is read, so that it comes once: in
a folder of the run's own, which only workers on the run's machine have.
"""

import errno
import hashlib
import lzma
import secrets
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Self

from phuluc.archive.found import Found
from phuluc.archive.place import reach, reading
from phuluc.archive.scratch import scratch
from phuluc.errors import DamagedSource, LockedSource
from phuluc.settings import Limits, over_limit

_CHUNK = 1 << 20
_ENCRYPTED_FLAG = 0x1
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, IndexError, NotImplementedError)
_DAMAGED = "its zip is cut off or damaged; get a whole copy of it"


class Fetcher:
    """Fetches one file after another; a zip stays open while its members are asked for. Use as a context manager."""

    def __init__(self, limits: Limits, copies: str | None = None) -> None:
        """`copies`: the folder of copies; None for none to be kept."""
        self._limit = limits.bytes
        self._copies = None if copies is None else Path(copies)
        self._open = ExitStack()
        self._archive: tuple[str, zipfile.ZipFile] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._archive = None
        self._open.close()

    def digest(self, found: Found) -> tuple[str, int]:
        """The SHA-256 of a file's bytes, in lower-case hex, and how many they are.

        Raises:
            PhulucError: it cannot be fetched, or is larger than the limit.
        """
        made, size = hashlib.sha256(), 0
        with _Copy(None if found.is_near else self._copies) as copy:
            for chunk in self._chunks(found):
                made.update(chunk)
                size += len(chunk)
                copy.write(chunk)
            copy.keep(made.hexdigest())
        return made.hexdigest(), size

    @contextmanager
    def near(self, found: Found, sha256: str | None = None) -> Iterator[str]:
        """The path of the file itself where it is this machine's, else of a copy that goes away behind.

        `sha256`: its digest, where that is known.

        Raises:
            PhulucError: as `digest`.
        """
        if found.member is None and found.is_near:
            yield reach(found.address)[1]
            return
        kept = None if sha256 is None or self._copies is None else self._copies / sha256
        if kept is not None and kept.exists():
            try:
                yield str(kept)
            finally:
                kept.unlink(missing_ok=True)
            return
        with scratch() as folder:
            copy = folder / "document"  # never a name that somebody else chose
            with copy.open("wb") as target:
                for chunk in self._chunks(found):
                    target.write(chunk)
            yield str(copy)

    def _chunks(self, found: Found) -> Iterator[bytes]:
        """The bytes, no more than the limit: what a zip declares of its members is not believed."""
        size = 0
        with reading(), self._opened(found) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > self._limit:
                    raise over_limit("bytes", f"over the limit of {self._limit:,} bytes")
                yield chunk

    @contextmanager
    def _opened(self, found: Found) -> Iterator[IO[bytes]]:
        if found.member is None:
            system, path = reach(found.address)
            with system.open(path, "rb") as stream:
                yield stream
            return
        with _whole():
            archive = self._zip(found.address)
            info = archive.infolist()[found.member]
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise LockedSource("locked by a password in its zip; unpack it, or zip it without one")
        with _whole(info.compress_type), archive.open(info) as inner:
            yield inner

    def _zip(self, address: str) -> zipfile.ZipFile:
        if self._archive is None or self._archive[0] != address:
            self._archive = None
            self._open.close()
            system, path = reach(address)
            stream = self._open.enter_context(system.open(path, "rb"))
            self._archive = address, self._open.enter_context(zipfile.ZipFile(stream))
        return self._archive[1]


@contextmanager
def _whole(packing: int | None = None) -> Iterator[None]:
    """What a damaged zip, or a member of it with this packing, gives rise to, as one error.

    A member that is said to begin before its file does cannot be sought; bz2 has no kind of error of its own.
    """
    try:
        yield
    except _DAMAGE as error:
        raise DamagedSource(_DAMAGED) from error
    except OSError as error:
        if error.errno == errno.EINVAL or (error.errno is None and packing == zipfile.ZIP_BZIP2):
            raise DamagedSource(_DAMAGED) from error
        raise


class _Copy:
    """A copy on its way into a folder, if there is one; a full disk is the end of it and of nothing else."""

    def __init__(self, folder: Path | None) -> None:
        self._stream: IO[bytes] | None = None
        if folder is not None:
            self._path = folder / f"{secrets.token_hex(8)}.part"
            with suppress(OSError):  # no such folder: this is another machine
                self._stream = self._path.open("xb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
            self._path.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        """Add to it."""
        if self._stream is not None:
            try:
                self._stream.write(chunk)
            except OSError:
                self.__exit__()
                self._stream = None

    def keep(self, name: str) -> None:
        """Give it its name: it is whole."""
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
                self._path.rename(self._path.with_name(name))
