"""The files that a run is about: all below a folder, on a list, or in a zip."""

import stat
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from export.part import whole
from phuluc.archive.found import Found
from phuluc.archive.place import full, reach
from phuluc.errors import UsageError

ZIP = ".zip"
INSIDE = "!"  # between a zip's path and a member's name
# Not documents: what programs keep for themselves beside them (.DS_Store, .git), and Word's mark that a file is open.
_OWN = (".", "~$")
# A DOCX is a zip too; these name its kind (ECMA-376 part 2; OpenDocument part 2).
_DOCUMENT = frozenset({"[content_types].xml", "mimetype"})
_MOST_MEMBERS = 1_000_000  # of a zip: its directory is held in memory
_NEITHER = "neither a folder, a zip nor a list of files; for one document there is phuluc extract"


def walk(source: str) -> Iterator[Found]:
    """The files of a source: a folder, a zip, a list (a text file with an address a line, "-" for standard input).

    A zip below a folder or on a list counts as a folder; one inside a zip does not. What is named and cannot be found
    is told like any other: opening it will say why.

    Raises:
        UsageError: there is no such source, or it is none of these.
    """
    if source == "-":
        yield from _listed(sys.stdin.buffer)
        return
    system, path = reach(source)
    if system.isdir(path):
        yield from _below(system, path)
    elif not system.isfile(path):
        raise UsageError(f"{source}: no such folder, list or zip")
    elif (members := _members(system, path)) is not None:
        yield from members
    else:
        with system.open(path, "rb") as stream:
            yield from _listed(stream)


def _below(system: Any, root: str) -> Iterator[Found]:
    """Folder by folder, so that no more than one folder's names are held."""
    for folder, folders, files in system.walk(root, detail=True, on_error="omit"):
        for name in [name for name in folders if name.startswith(_OWN)]:
            del folders[name]
        for name, told in sorted(files.items()):
            if not name.startswith(_OWN) and _is_file(told):
                yield from _one(system, f"{folder.rstrip('/')}/{name}", told.get("size"))


def _is_file(told: dict[str, Any]) -> bool:
    """Whether it is a file with bytes in it, not a pipe or a device, which would be waited for without end."""
    return "mode" not in told or stat.S_ISREG(told["mode"])


def _listed(stream: IO[bytes]) -> Iterator[Found]:
    for line in stream:
        if b"\0" in line:
            raise UsageError(_NEITHER)
        try:
            address = line.decode("utf-8-sig").strip()
        except UnicodeDecodeError:
            raise UsageError(_NEITHER) from None
        if address:
            system, path = reach(address)
            yield from _one(system, path, None)


def _one(system: Any, path: str, size: int | None) -> Iterator[Found]:
    if path.lower().endswith(ZIP) and (members := _members(system, path)) is not None:
        yield from members
        return
    address = full(system, path)
    yield Found(_name(address), address, None, -1 if size is None else size)


def _members(system: Any, path: str) -> Iterator[Found] | None:
    """The members of a zip; None where it is none, or a document that is packed as one."""
    try:
        with system.open(path, "rb") as stream:
            if not zipfile.is_zipfile(stream):
                return None
            with zipfile.ZipFile(stream) as archive:
                infos = archive.infolist()
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    if len(infos) > _MOST_MEMBERS or any(info.filename.lower() in _DOCUMENT for info in infos):
        return None
    return _labelled(full(system, path), infos)


def _labelled(address: str, infos: list[zipfile.ZipInfo]) -> Iterator[Found]:
    """A member is found again by its place; its name, which may be anything, is only said."""
    taken: dict[str, int] = {}
    for place, info in enumerate(infos):
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        base = info.filename.rpartition("/")[2]
        if info.is_dir() or is_link or base.startswith(_OWN):
            continue
        again = taken[info.filename] = taken.get(info.filename, 0) + 1
        label = info.filename if again == 1 else f"{info.filename} ({again})"
        yield Found(_name(f"{address}{INSIDE}{label}"), address, place, info.file_size)


def _name(path: str) -> str:
    """A path as text that can be written down: a byte that is no UTF-8 becomes U+FFFD, a line end a space."""
    return whole(" ".join(path.splitlines()))
