"""Word's old binary files, OpenDocument, RTF and old spreadsheets, by way of LibreOffice.

LibreOffice runs on a stranger's bytes, so it gets a profile, a home and a temporary folder of its own, no environment,
no macros, no network where the system lets us take it away, and limits of time, processor, memory and file size; its
whole process group ends with it.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from extract.container import Container
from extract.sniff import Kind, sniff
from phuluc.errors import DamagedSource, LockedSource, MissingTool
from phuluc.model import RawDocument
from phuluc.settings import Settings, over_limit

if TYPE_CHECKING:
    from extract.readers import Input

_USUAL_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/usr/local/bin/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_MEDIA_TYPES: dict[Kind, str] = {
    "doc": "application/msword",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "xls": "application/vnd.ms-excel",
    "office": "application/xml",
}
_SUFFIXES: dict[Kind, str] = {"office": "xml"}
# The package that holds what a kind needs, as Debian and Ubuntu name it.
_PACKAGES: dict[Kind, str] = {"xls": "libreoffice-calc"}

_MEMORY_KB = 8 * 1024 * 1024  # address space, not memory in use: LibreOffice alone maps about 2.5 GiB
_FILE_BLOCKS = 4 * 1024 * 1024  # of 512 bytes: no file over 2 GiB
_LIMITED = 'ulimit -c 0; ulimit -t "$1"; ulimit -f "$2"; ulimit -v "$3" 2>/dev/null; shift 3; exec "$@"'

_XCU = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_CHOICES = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Java", "Enable", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),  # never
    ("Office.Calc/Content/Update", "Link", "1"),  # never; 0 is always
    ("Inet/Settings", "ooInetProxyType", "1"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def read_office(source: "Input", settings: Settings) -> RawDocument:
    """Read a document of LibreOffice's kinds; `source` in the result is the document itself, not what was made of it.

    Raises:
        MissingTool: LibreOffice is not installed.
        LockedSource: the document asks for a password.
        LimitExceeded: LibreOffice took over `limits.seconds`, or as the reader of the result says.
        DamagedSource: LibreOffice can make nothing of it.
    """
    from extract.docx_file import read_docx
    from extract.readers import Input
    from extract.xlsx_file import read_xlsx

    kind = sniff(source.data)
    _check(source.data, kind, settings)
    target, reader = ("xlsx", read_xlsx) if kind == "xls" else ("docx", read_docx)
    converted = convert(source.data, kind, target, settings)
    raw = reader(Input(source.name, converted), settings)
    own = replace(
        raw.source,
        sha256=sha256(source.data).hexdigest(),
        media_type=_MEDIA_TYPES.get(kind, "application/octet-stream"),
        producer=None,  # what the result names is LibreOffice
    )
    return replace(raw, source=own)


def convert(data: bytes, kind: Kind, target: str, settings: Settings) -> bytes:
    """The document in another format, "docx", "xlsx" or "pdf", as LibreOffice saves it."""
    program = find_soffice()
    if program is None:
        package = _PACKAGES.get(kind, "libreoffice-writer")
        raise MissingTool(f"needs LibreOffice to be read; install it (on Debian and Ubuntu: apt-get install {package})")
    with tempfile.TemporaryDirectory(prefix="phuluc-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _make_profile(folder / "profile")
        document = folder / f"document.{_SUFFIXES.get(kind, kind)}"
        document.write_bytes(data)
        _run(program, document, target, folder, settings.limits.seconds)
        made = folder / "out" / f"document.{target}"
        if not made.is_file():
            raise DamagedSource("LibreOffice cannot read it; open it in Word and save it as DOCX or PDF")
        if made.stat().st_size > settings.limits.bytes:
            raise over_limit("bytes", f"over the limit of {settings.limits.bytes:,} bytes")
        return made.read_bytes()


def find_soffice() -> str | None:
    """LibreOffice's program, from PATH or the usual places."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    return next((place for place in _USUAL_PLACES if os.access(place, os.X_OK)), None)


def _check(data: bytes, kind: Kind, settings: Settings) -> None:
    """Refuse before LibreOffice sees it what is a trap, or asks for a password that nobody would type."""
    if kind == "doc" and _is_encrypted_doc(data):
        raise LockedSource("the document is locked by a password; save it without one")
    if data.startswith(b"PK"):
        manifest = Container(data, settings.limits).read("META-INF/manifest.xml")
        if manifest and b"encryption-data" in manifest:
            raise LockedSource("the document is locked by a password; save it without one")
    if kind == "office" and b"<!ENTITY" in data.replace(b"\x00", b""):  # in UTF-16 too
        raise DamagedSource("the document declares XML entities, as no office program does; it was not opened")


def _is_encrypted_doc(data: bytes) -> bool:
    """The FIB's flag fEncrypted (MS-DOC 2.5.2); the FIB begins a stream, and so a sector."""
    start = data.find(b"\xec\xa5")
    while start != -1:
        if start % 512 == 0:
            return bool(int.from_bytes(data[start + 10 : start + 12], "little") & 0x0100)
        start = data.find(b"\xec\xa5", start + 1)
    return False


def _make_profile(profile: Path) -> None:
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _CHOICES)
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_XCU.format(items=items), encoding="utf-8")


def _run(program: str, document: Path, target: str, folder: Path, seconds: float) -> None:
    limits = [str(value) for value in (int(seconds) + 1, _FILE_BLOCKS, _MEMORY_KB)]
    command = [
        *(["/bin/sh", "-c", _LIMITED, "sh", *limits] if os.name == "posix" else []),
        *_without_network(),
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
        *("--convert-to", target, "--outdir", str(folder / "out"), str(document)),
    ]
    environment = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise over_limit("seconds", f"LibreOffice took over the limit of {seconds:g} seconds") from None
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End whatever of the process group is left, also when we are interrupted."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@cache
def _without_network() -> tuple[str, ...]:
    """The prefix that takes the network away from a program; empty where the system does not let us."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    prefix = (unshare, "--user", "--map-current-user", "--net", "--")
    try:
        tried = subprocess.run([*prefix, "true"], check=False, capture_output=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return prefix if tried.returncode == 0 else ()
