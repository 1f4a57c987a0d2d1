"""Zip containers from strangers: opened in memory, never unpacked to disk, and never beyond the limits."""

import zipfile
import zlib
from io import BytesIO

from phuluc.errors import DamagedSource, LimitExceeded, LockedSource
from phuluc.settings import Limits

# Real documents pack 5 to 60 times; deflate's ceiling is 1032. Small members may pack as they like.
_RATIO = 300
_RATIO_FROM = 16 * 1024 * 1024
_DAMAGED = "the file is cut off or damaged; get a whole copy of it"
# Bytes in which a document type must stand: it comes before the first element, after no more than comments.
_PROLOGUE = 65_536
_ENCRYPTED_FLAG = 0x1


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
            raise LimitExceeded(
                f"unpacks to over the limit of {limits.unpacked_bytes:,} bytes; raise Limits.unpacked_bytes to read it"
            )
        if any(info.file_size > max(_RATIO_FROM, _RATIO * info.compress_size) for info in infos):
            raise LimitExceeded(f"a part packs over {_RATIO} times, as no document does; it was not opened")
        self.names = {info.filename.lstrip("/").lower(): info for info in reversed(infos)}

    def read(self, name: str) -> bytes | None:
        """The bytes of a member (names match in any case, as OPC has it); None where there is none.

        zipfile never gives more bytes than the directory declares, so the weight above holds for what is real.

        Raises:
            DamagedSource: the member's bytes are broken.
            LockedSource: the member is encrypted.
        """
        info = self.names.get(name.lstrip("/").lower())
        if info is None:
            return None
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise LockedSource("the file is locked by a password; save it without one")
        try:
            return self._archive.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise DamagedSource(_DAMAGED) from error


def safe_xml(part: bytes) -> bytes:
    """A part without the tricks of XML.

    Raises:
        DamagedSource: it declares a document type, which OPC forbids (ECMA-376 part 2, 8.1.4) and attacks need.
    """
    if b"<!DOCTYPE" in part or b"<!DOCTYPE" in part[:_PROLOGUE].replace(b"\x00", b""):  # UTF-16 is XML too
        raise DamagedSource("the document declares XML entities, as no office program does; it was not opened")
    return part
