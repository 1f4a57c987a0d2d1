"""Corrections in an archive: each document has its own, and is read again where it was read with others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from json import dumps
from pathlib import PurePosixPath

from phuluc.archive.walk import INSIDE
from phuluc.model import Corrections
from phuluc.wire import encode


class Amendments:
    """The files of corrections of a run, by document.

    A file that names its source's SHA-256 is that document's alone, whatever others are called: names come again and
    again in an archive. One that names none is of every document so called, by the first of its paths.
    """

    def __init__(self, files: Sequence[Corrections]) -> None:
        self._by_sha256: dict[str, list[Corrections]] = defaultdict(list)
        self._by_name: dict[str, list[Corrections]] = defaultdict(list)
        for each in files:
            if each.sha256 is None:
                self._by_name[_name(each.file)].append(each)
            else:
                self._by_sha256[each.sha256].append(each)
        self._own: dict[str, tuple[Corrections, ...]] = {}
        self._used: set[int] = set()
        self._files = files

    def of_these(self, documents: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Of documents, by digest and first path, those with corrections, and a digest of these."""
        for document, path in documents:
            found = self._by_sha256.get(document) or self._by_name.get(_name(path))
            if found:
                self._own[document] = tuple(replace(each, sha256=document) for each in found)
                self._used.update(map(id, found))
                told = dumps([encode(each.corrections) for each in found])
                yield document, sha256(told.encode()).hexdigest()[:12]

    def of(self, document: str) -> tuple[Corrections, ...]:
        """Those of a document that was among these."""
        return self._own.get(document, ())

    def unused(self) -> tuple[str, ...]:
        """The sources of files that are of none of these documents."""
        return tuple(each.file for each in self._files if id(each) not in self._used)


def _name(path: str) -> str:
    """A file's name, without the zip's before it."""
    return PurePosixPath(path).name.rpartition(INSIDE)[2]
