"""The files that a run is about: all below a folder, on a list, or in a zip."""

import os
import re
import stat
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from phuluc.archive.found import Found
from phuluc.archive.place import faults, full, is_local, reach, reading
from phuluc.errors import UsageError

ZIP = ".zip"
INSIDE = "!"  # between a zip's path and a member's name
# Not documents: what programs keep for themselves beside them (.DS_Store, .git), and Word's mark that a file is open.
_OWN = (".", "~$")
# A DOCX is a zip too; these name its kind (ECMA-376 part 2; OpenDocument part 2).
_DOCUMENT = frozenset({"[content_types].xml", "mimetype"})
_MOST_MEMBERS = 1_000_000  # of a zip: its directory is held in memory
# What cannot be written down in a line of text; and "%" where what stands for these could be meant.
_ODD = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]|%(?=[0-9A-F]{2})")
_STDIN = "-"
_NEITHER = "neither a folder, a zip nor a list of files; for one document there is phuluc extract"
_NO_LIST = (
    "its first line names nothing that is there, so it is no list; for one document there is phuluc extract, "
    "and what comes by standard input (-) is a list whatever it names"
)


def walk(source: str, dataset: str | None = None) -> Iterator[Found]:
    """The files of a source: a folder, a zip, a list (a text file with an address a line, "-" for standard input).

    A path on a list starts where the program does, as on the command line. A zip below a folder or on a list counts as
    a folder; one inside a zip does not. What is named and cannot be found is told like any other: opening it will say
    why. So is a folder that cannot be listed; links to folders are told and not followed, for they may lead in a
    circle. What lies below `dataset`, the full address of the one that is written, are no documents.

    Raises:
        UsageError: there is no such source, it is none of these, or it is the dataset.
        MissingSource: it cannot be reached.
    """
    if source == _STDIN:
        yield from _listed(sys.stdin.buffer, source)
        return
    system, path = reach(source)
    with reading(f"{source}: "):
        is_folder, is_file = system.isdir(path), system.isfile(path)
    if is_folder:
        if _is_dataset(system, path, dataset):
            raise UsageError(f"{source}: the documents and the dataset cannot be in one folder; name another with -o")
        yield from _below(system, path, dataset)
    elif not is_file:
        raise UsageError(f"{source}: no such folder, list or zip")
    elif (members := _members(system, path)) is not None:
        yield from members
    else:
        with system.open(path, "rb") as stream:
            yield from _listed(stream, source)


def _is_dataset(system: Any, folder: str, dataset: str | None) -> bool:
    """Whether a folder is that of the dataset, by whichever of its names either is called."""
    if dataset is None or not is_local(system):
        return full(system, folder) == dataset
    return os.path.realpath(folder) == os.path.realpath(dataset)


def _below(system: Any, root: str, dataset: str | None) -> Iterator[Found]:
    """Folder by folder, so that no more than one folder's names are held."""
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            inside = sorted(system.ls(folder, detail=True), key=lambda told: str(told["name"]))
        except faults():
            yield _found(system, folder, None)
            continue
        for told in inside:
            path = str(told["name"]).rstrip("/")
            if path == folder.rstrip("/") or path.rpartition("/")[2].startswith(_OWN):
                continue
            if told["type"] == "directory" and not told.get("islink"):
                if not _is_dataset(system, path, dataset):
                    folders.append(path)
            elif _is_file(told, path):
                yield from _one(system, path, told.get("size"), _mark(told))


def _is_file(told: dict[str, Any], path: str) -> bool:
    """Whether it is a file with bytes in it, not a pipe or a device, which would be waited for without end."""
    mode = told.get("mode")
    if told.get("islink"):
        try:
            mode = Path(path).stat().st_mode
        except OSError:
            return True  # it leads nowhere, and is told
    return mode is None or stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def _listed(stream: IO[bytes], source: str) -> Iterator[Found]:
    """The files on a list: of a text in a file the first line must name something, which a document's does not."""
    sure = source == _STDIN
    for line in stream:
        if b"\0" in line:
            raise UsageError(f"{source}: {_NEITHER}")
        try:
            address = line.decode("utf-8-sig").strip()
        except UnicodeDecodeError:
            raise UsageError(f"{source}: {_NEITHER}") from None
        if address:
            system, path = reach(address)
            if not sure and not _exists(system, path):
                raise UsageError(f"{source}: {_NO_LIST}")
            sure = True
            yield from _one(system, path, None)


def _exists(system: Any, path: str) -> bool:
    with reading(f"{path}: "):
        return bool(system.exists(path))


def _mark(told: dict[str, Any]) -> str | None:
    """An object's entity tag, as a listing has it: a strong one, which no other bytes have (RFC 9110, 8.8.3)."""
    tag = told.get("ETag") or told.get("etag")
    return tag if isinstance(tag, str) and not tag.startswith("W/") else None


def _one(system: Any, path: str, size: int | None, mark: str | None = None) -> Iterator[Found]:
    if path.lower().endswith(ZIP) and (members := _members(system, path, mark)) is not None:
        yield from members
        return
    yield _found(system, path, size, mark)


def _found(system: Any, path: str, size: int | None, mark: str | None = None) -> Found:
    address = full(system, path)
    return Found(_name(address), address, None, -1 if size is None else size, mark)


def _members(system: Any, path: str, mark: str | None = None) -> Iterator[Found] | None:
    """The members of a zip; None where it is none, or a document that is packed as one."""
    wrong: tuple[type[Exception], ...] = (*faults(), zipfile.BadZipFile, NotImplementedError, ValueError)
    try:
        with system.open(path, "rb") as stream:
            if not zipfile.is_zipfile(stream):
                return None
            with zipfile.ZipFile(stream) as archive:
                infos = archive.infolist()
    except wrong:
        return None
    if len(infos) > _MOST_MEMBERS or any(info.filename.lower() in _DOCUMENT for info in infos):
        return None
    return _labelled(full(system, path), infos, mark)


def _labelled(address: str, infos: list[zipfile.ZipInfo], mark: str | None) -> Iterator[Found]:
    """A member is found again by its place; its name, which may be anything, is only said."""
    taken: set[str] = set()
    for place, info in enumerate(infos):
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        base = info.filename.rpartition("/")[2]
        if info.is_dir() or is_link or base.startswith(_OWN):
            continue
        label, again = info.filename, 1
        while label in taken:
            again += 1
            label = f"{info.filename} ({again})"
        taken.add(label)
        own_mark = None if mark is None else f"{mark} {place}"
        yield Found(_name(f"{address}{INSIDE}{label}"), address, place, info.file_size, own_mark)


def _name(path: str) -> str:
    """A path as a line of text, no two alike: a line end, a control or a byte that is no UTF-8 becomes %0A, %E1."""
    return _ODD.sub(lambda odd: "".join(f"%{byte:02X}" for byte in _bytes(odd[0])), path)


def _bytes(letter: str) -> bytes:
    try:
        return letter.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, as only a member of a zip can have it
        return letter.encode("utf-8", "surrogatepass")
