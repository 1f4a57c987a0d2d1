"""Office files locked by a password: opened in memory, and read as what is in them (MS-OFFCRYPTO 2.3.4)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError

from extract.container import safe_xml
from extract.sniff import sniff
from phuluc.errors import DamagedSource, LockedSource
from phuluc.model import RawDocument
from phuluc.settings import Settings, locked_by_password

if TYPE_CHECKING:
    from extract.readers import Input

_DOCUMENT = "the document"
_DAMAGED = "the locked document is cut off or damaged; get a whole copy of it"
_NO_WAY = "the document is locked in a way that phuluc cannot open; save it without a password"
_NO_PASSWORD = "VelvetSweatshop"  # what Excel locks a workbook by that is to open without being asked (MS-XLS 2.2.10)
_AGILE, _BINARY = (4, 4), 2  # versions of the two ways in use: told in XML, and in a binary header as Office 2007 does
_MOST_INFO = 65_536  # bytes that tell of the encryption; Office writes 1,000 to 3,000
_MOST_SPINS = 1_000_000  # hashes from password to key, half a second; Office and LibreOffice take 100,000
_CIPHER = {"cipherAlgorithm": "AES", "cipherChaining": "ChainingModeCBC"}
_HASHES = ("SHA1", "SHA256", "SHA384", "SHA512")
_AES = range(0x660E, 0x6611)  # AES-128, -192, -256 in a binary header
# What olefile and msoffcrypto raise over bytes that are not what they should be; their own errors name no more.
_TROUBLE = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OverflowError)


def read_locked(source: "Input", settings: Settings) -> RawDocument:
    """Read what a locked file holds; `source` in the result is the file itself.

    Raises:
        LockedSource, DamagedSource: as `unlocked`.
        PhulucError: as the reader of what is in it says.
    """
    from extract.readers import read_document

    raw = read_document(unlocked(source, settings), replace(settings, pages=None))
    return replace(raw, source=replace(raw.source, sha256=sha256(source.data).hexdigest()))


def unlocked(source: "Input", settings: Settings) -> "Input":
    """The document in a locked file, opened with the run's password; any other source as it is.

    Raises:
        PasswordNeeded, WrongPassword: it opens with another password.
        LockedSource: it is locked by what is no password, or in a way that no office program uses.
        DamagedSource: it is broken.
    """
    if sniff(source.data) != "locked":
        return source
    made = BytesIO()
    with _plain_errors():
        from msoffcrypto.exceptions import InvalidKeyError
        from msoffcrypto.format.ooxml import OOXMLFile

        _check(source.data)
        file = OOXMLFile(BytesIO(source.data))
        _check_key(file.type, file.info)
        # Its own check of the password fails with SHA-1, which Office 2010 uses; what is opened tells as well.
        file.load_key(password=settings.password or _NO_PASSWORD)
        if file.type == "agile":  # it leaves a key of 192 bits the padding that it came in
            file.secret_key = file.secret_key[: file.info["passwordKeyBits"] // 8]
        try:
            file.decrypt(made)
        except InvalidKeyError:
            if made.getvalue().startswith(b"PK"):
                raise DamagedSource(_DAMAGED) from None
            raise locked_by_password(_DOCUMENT, settings) from None
    return replace(source, data=made.getvalue())


def _check(data: bytes) -> None:
    """Refuse what tells of its encryption in no way that is in use, before a library parses it."""
    import olefile

    with olefile.OleFileIO(BytesIO(data)) as container:
        if not container.exists("EncryptionInfo"):  # rights management, which asks a server (MS-OFFCRYPTO 2.2)
            raise LockedSource(_NO_WAY)
        if container.get_size("EncryptionInfo") > _MOST_INFO:
            raise DamagedSource(_DAMAGED)
        info = container.openstream("EncryptionInfo").read()
    version = (int.from_bytes(info[:2], "little"), int.from_bytes(info[2:4], "little"))
    if version == _AGILE:
        _check_ciphers(safe_xml(info[8:]))
    elif version[1] != _BINARY:
        raise LockedSource(_NO_WAY)


def _check_ciphers(xml: bytes) -> None:
    """The library takes every cipher for AES; another would look like a wrong password."""
    from lxml import etree

    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter("{*}keyData", "{*}encryptedKey"):
        if any(element.get(name, value) != value for name, value in _CIPHER.items()):
            raise LockedSource(_NO_WAY)


def _check_key(way: str, info: dict[str, Any]) -> None:
    """The same of what it has parsed: an unknown hash is no SHA-1, and a key is not to take hours."""
    if way == "agile":
        known = {info["keyDataHashAlgorithm"], info["passwordHashAlgorithm"]} <= {*_HASHES}
        if not known or info["spinValue"] > _MOST_SPINS:
            raise LockedSource(_NO_WAY)
    elif info["header"]["algId"] not in _AES:
        raise LockedSource(_NO_WAY)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """What goes wrong in the libraries, as errors of phuluc's."""
    import struct

    from lxml.etree import XMLSyntaxError
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, ParseError

    try:
        yield
    except (*_TROUBLE, struct.error, ExpatError, XMLSyntaxError, DecryptionError, FileFormatError, ParseError) as error:
        raise DamagedSource(_DAMAGED) from error
