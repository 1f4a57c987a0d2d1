"""Zip containers from strangers: opened in memory, never unpacked to disk, and never beyond the limits."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO

from phuluc.errors import DamagedSource, LimitExceeded, LockedSource
from phuluc.settings import Limits, over_limit

# Real documents pack 5 to 60 times; deflate's ceiling is 1032. Small members may pack as they like.
_RATIO = 300
_RATIO_FROM = 16 * 1024 * 1024
_DAMAGED = "the file is cut off or damaged; get a whole copy of it"
_ENCRYPTED_FLAG = 0x1
_MARKS = 64  # bytes in which markup begins, after a mark of the byte order and blanks
# What office programs pack with (ECMA-376 part 2, annex C). bz2 and lzma inflate more than is asked for.
PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# Encodings in which a document type looks as it does in ASCII, but for NULs; in UTF-7 and EBCDIC it does not.
_ENCODING = re.compile(
    rb"encoding\s*=\s*[\"'](?!(?:utf-?8|utf-?16(?:le|be)?|(?:us-)?ascii|iso-8859-\d+|windows-125\d)[\"'])", re.I
)


class Container:
    """The members of a zip file, by name, under the limits."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open the container and weigh it by what it declares.

        Raises:
            DamagedSource: no zip file, or its directory is broken.
            LimitExceeded: it would unpack to more than `limits.unpacked_bytes`, or packs more than any document.
        """
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            raise DamagedSource(_DAMAGED) from error
        infos = self._archive.infolist()
        if sum(info.file_size for info in infos) > limits.unpacked_bytes:
            raise over_limit("unpacked_bytes", f"unpacks to over the limit of {limits.unpacked_bytes:,} bytes")
        if any(info.file_size > max(_RATIO_FROM, _RATIO * info.compress_size) for info in infos):
            raise LimitExceeded(f"a part packs over {_RATIO} times, as no document does; it was not opened")
        self.names = {info.filename.lstrip("/").lower(): info for info in reversed(infos)}

    def read(self, name: str) -> bytes | None:
        """The bytes of a member (names match in any case, as OPC has it); None where there is none.

        No more is inflated than the directory declares, so the weight above holds for what is real.

        Raises:
            DamagedSource: the member's bytes are broken, or packed as no office program does.
            LockedSource: the member is encrypted.
        """
        info = self.names.get(name.lstrip("/").lower())
        return None if info is None else self._read(info)

    def members(self, names: re.Pattern[str]) -> Iterator[tuple[str, bytes]]:
        """Names, as they are spelled, and bytes of the members whose name in small letters is such.

        Raises:
            DamagedSource, LockedSource: as `read`.
        """
        for name, info in self.names.items():
            if names.fullmatch(name):
                yield info.filename.lstrip("/"), self._read(info)

    def _read(self, info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise LockedSource("the file is locked by a password; save it without one")
        if info.compress_type not in PACKINGS:
            raise DamagedSource(_DAMAGED)
        try:
            with self._archive.open(info) as member:
                return member.read(info.file_size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise DamagedSource(_DAMAGED) from error


def safe_xml(part: bytes) -> bytes:
    """A part without the tricks of XML.

    Raises:
        DamagedSource: it declares a document type, which OPC forbids (ECMA-376 part 2, 8.1.4) and attacks need, or an
            encoding that would hide one.
    """
    bare = part.replace(b"\x00", b"")  # UTF-16 is XML too
    if b"<!DOCTYPE" in bare:
        raise DamagedSource("the document declares XML entities, as no office program does; it was not opened")
    start = bare[:_MARKS].lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    declaration = bare[: bare.find(b"?>")] if start.startswith(b"<?xml") else b""
    if (start and not start.startswith(b"<")) or _ENCODING.search(declaration):
        raise DamagedSource("a part is in an encoding that no office program writes; save the document anew")
    return part


def pack(members: Mapping[str, bytes]) -> bytes:
    """A container of these members, unpacked, for a library that opens nothing else."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()
