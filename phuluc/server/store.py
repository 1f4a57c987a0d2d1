"""The documents in a folder, and the index of them.

    FOLDER/documents/ID/   source          the file as it was uploaded
                           record.json     its line of the index
                           document.json   what was read (wire.py)
                           corrections.json
                           review.html     the page that saves corrections here; the one in results/ stands alone
                           results/        a file a format
    FOLDER/incoming/ID/    an upload under way, or a document that is being removed; emptied at each start

The index is the records themselves, each written whole or not at all: nothing can disagree with it. A document comes
and goes by one rename between the two folders.
"""

import asyncio
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from export.atomic import sweep
from export.writers import write_one
from phuluc.errors import OutputError, UsageError
from phuluc.server.records import ENTRY, Entry, Trouble

SOURCE, RECORD, DOCUMENT, CORRECTIONS = "source", "record.json", "document.json", "corrections.json"
REVIEW, RESULTS = "review.html", "results"
STEM = "result"  # of the files in results/: nothing of an uploader's stands in a path
_ID = re.compile(r"[0-9a-f]{32}")
_MOST_TRIES = 2  # a document that two servers did not survive is not given to a third


class Store:
    """The index in memory and on disk. One server at a time holds a folder; all is called from one event loop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._documents, self._incoming = folder / "documents", folder / "incoming"
        self._entries: dict[str, Entry] = {}
        self._writing = asyncio.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Take the folder, put right what a server that was killed left, and hold it to the end.

        Raises:
            OutputError: the folder cannot be made, or another server holds it.
        """
        import fcntl

        try:
            for each in (self._folder, self._documents, self._incoming):
                each.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._folder, os.O_RDONLY)
        except OSError as error:
            raise OutputError(f"{self._folder}: {error.strerror}; name another with --folder") from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise UsageError(
                    f"{self._folder}: another phuluc serve uses it; end that one, or name another with --folder"
                ) from error
            self._recover()
            yield
        finally:
            os.close(handle)

    def _recover(self) -> None:
        for left in self._incoming.iterdir():
            shutil.rmtree(left, ignore_errors=True)
        for folder in self._documents.iterdir():
            with suppress(OSError, ValidationError):  # a stranger's folder is left alone
                entry = ENTRY.validate_json((folder / RECORD).read_bytes())
                if entry.id == folder.name and _ID.fullmatch(entry.id):
                    sweep(folder)
                    sweep(folder / RESULTS)
                    self._entries[entry.id] = _taken_up(entry)

    def newest(self) -> list[Entry]:
        """All documents, the newest first."""
        return sorted(self._entries.values(), key=lambda entry: (entry.received, entry.id), reverse=True)

    def get(self, name: str) -> Entry | None:
        """The document of an id; None where there is none."""
        return self._entries.get(name)

    def path(self, entry: Entry, *parts: str) -> Path:
        """Where something of a document stands."""
        return self._documents.joinpath(entry.id, *parts)

    def results(self, entry: Entry) -> list[Path]:
        """The files that were made of a document, by name."""
        folder = self.path(entry, RESULTS)
        return sorted(path for path in folder.glob(f"{STEM}.*")) if folder.is_dir() else []

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """A folder for an upload; gone at the end with all that is in it, unless `add` took it."""
        folder = self._incoming / secrets.token_hex(16)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    async def add(self, folder: Path, entry: Entry) -> Entry:
        """Take an upload's folder in as a document. The entry gets its id: the folder's name, 128 random bits."""
        entry = replace(entry, id=folder.name)
        await asyncio.to_thread(_write, folder, entry)
        folder.rename(self._documents / entry.id)
        self._entries[entry.id] = entry
        return entry

    async def change(self, name: str, **values: Any) -> Entry | None:
        """Put these values into a document's line of the index; None where it was taken out meanwhile.

        Cancelled, it is finished first: no thread of it writes into a folder that is being removed.
        """
        change = asyncio.create_task(self._change(name, values))
        try:
            return await asyncio.shield(change)
        except asyncio.CancelledError:
            await asyncio.wait({change})
            raise

    async def _change(self, name: str, values: dict[str, Any]) -> Entry | None:
        async with self._writing:
            before = self._entries.get(name)
            if before is None:
                return None
            entry = replace(before, **values)
            with suppress(OutputError):  # a full disk: this server knows, and the next one reads the document again
                await asyncio.to_thread(_write, self._documents / name, entry)
            if name not in self._entries:
                return None
            self._entries[name] = entry
            return entry

    def forget(self, name: str) -> None:
        """Take a document out of the index; its files are for `erase`."""
        del self._entries[name]

    async def erase(self, name: str) -> None:
        """Take the files of a document that is out of the index off the disk. Nobody may be writing there."""
        gone = (self._documents / name).rename(self._incoming / name)
        await asyncio.to_thread(shutil.rmtree, gone, ignore_errors=True)


def _taken_up(entry: Entry) -> Entry:
    """An entry as a new server begins with it: what was waiting or being read waits again."""
    if entry.status not in ("queued", "reading"):
        return entry
    if entry.tries >= _MOST_TRIES:
        return replace(
            entry, status="failed", error=Trouble("Interrupted", "the server stopped twice while reading it")
        )
    return replace(entry, status="queued")


def _write(folder: Path, entry: Entry) -> None:
    write_one(folder, RECORD, lambda stream: stream.write(ENTRY.dump_json(entry)))
