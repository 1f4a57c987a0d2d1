"""A found file brought near: its digest, and a copy on this machine that a guarded process can open."""

import hashlib
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Self

from phuluc.archive.found import Found
from phuluc.archive.place import is_local, reach, reading
from phuluc.errors import DamagedSource, LockedSource
from phuluc.settings import Limits, over_limit

_CHUNK = 1 << 20
_ENCRYPTED_FLAG = 0x1


class Fetcher:
    """Fetches one file after another; a zip stays open while its members are asked for. Use as a context manager."""

    def __init__(self, limits: Limits) -> None:
        self._limit = limits.bytes
        self._open = ExitStack()
        self._archive: tuple[str, zipfile.ZipFile] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._archive = None
        self._open.close()

    def digest(self, found: Found) -> str:
        """The SHA-256 of a file's bytes, in lower-case hex.

        Raises:
            PhulucError: it cannot be fetched, or is larger than the limit.
        """
        made = hashlib.sha256()
        for chunk in self._chunks(found):
            made.update(chunk)
        return made.hexdigest()

    @contextmanager
    def near(self, found: Found) -> Iterator[str]:
        """The path of the file itself where it is this machine's, else of a copy that goes away behind.

        Raises:
            PhulucError: as `digest`.
        """
        system, path = reach(found.address)
        if found.member is None and is_local(system):
            yield path
            return
        with tempfile.TemporaryDirectory(prefix="phuluc-") as folder:
            copy = Path(folder) / "document"  # never a name that somebody else chose
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
        try:
            archive = self._zip(found.address)
            info = archive.infolist()[found.member]
            if info.flag_bits & _ENCRYPTED_FLAG:
                raise LockedSource("locked by a password in its zip; unpack it, or zip it without one")
            with archive.open(info) as inner:
                yield inner
        except (zipfile.BadZipFile, zlib.error, EOFError, IndexError, NotImplementedError) as error:
            raise DamagedSource("its zip is cut off or damaged; get a whole copy of it") from error

    def _zip(self, address: str) -> zipfile.ZipFile:
        if self._archive is None or self._archive[0] != address:
            self._archive = None
            self._open.close()
            system, path = reach(address)
            stream = self._open.enter_context(system.open(path, "rb"))
            self._archive = address, self._open.enter_context(zipfile.ZipFile(stream))
        return self._archive[1]
