"""A leaf of the dataset made anew: what it held, less what is gone, with the documents of the journal's segments.

A leaf is the documents whose digests begin with the same letters, few or none in a small dataset: one file in each
table. It is split when it holds more than LEAF documents, so which leaves there are follows from the documents alone,
and so does every byte of their files.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from export.dataset import arrow
from phuluc.archive import segment
from phuluc.archive.place import JOURNAL, Place
from phuluc.errors import OutputError

# Documents of a leaf at most. A replaced document rewrites one leaf: 8,000 plans of 30 rows are 25 MiB. A million
# documents are 256 leaves of 3,900, so 1,536 files.
LEAF = 8_192
NEXT = f"{JOURNAL}/next"
_DIGITS = "0123456789abcdef"
_WHOLE = "all"  # the name of the only leaf of a small dataset


@dataclass(frozen=True, slots=True)
class Job:
    """A leaf to make, of these old leaves and segments; `note` is the file that says what became of its documents."""

    dataset: str
    leaf: str
    old: tuple[str, ...]
    segments: tuple[str, ...]
    note: str
    how: str


@dataclass(frozen=True, slots=True)
class Note:
    """The documents of a leaf that are `gone`, and where each that is new or has moved was found.

    `amended`: of those that are new and have corrections, how they were read, which is more than the job's `how`.
    As long as a leaf has documents: so it lies in the dataset, and a job carries its name.
    """

    gone: frozenset[str]
    paths: dict[str, list[str]]
    amended: dict[str, str]

    def put(self, place: Place, leaf: str) -> str:
        """Write it among what a commit takes away at its end; its name.

        Raises:
            OutputError: it cannot be written.
        """
        name = f"{NEXT}/{leaf or _WHOLE}.json"
        told = {"gone": sorted(self.gone), "paths": self.paths, "amended": self.amended}
        place.put(name, json.dumps(told).encode())
        return name

    @classmethod
    def get(cls, place: Place, name: str) -> Self:
        """What was written.

        Raises:
            OutputError: it cannot be read, or a later run has taken it away.
        """
        data = place.get(name)
        if data is None:
            raise OutputError(f"{name}: gone, by another run; run again")
        told = json.loads(data)
        return cls(frozenset(told["gone"]), told["paths"], told["amended"])


@dataclass(frozen=True, slots=True)
class File:
    """A file of the dataset: its name, how many lines and bytes, and the digest of the bytes."""

    name: str
    lines: int
    bytes: int
    sha256: str


def layout(count: Callable[[str], int], prefix: str = "") -> Iterator[str]:
    """The leaves below a prefix, by how many documents begin with one; of an empty dataset one, so that files exist."""
    documents = count(prefix)
    if documents <= LEAF:
        if documents or not prefix:
            yield prefix
        return
    for digit in _DIGITS:
        yield from layout(count, prefix + digit)


def file_name(table: str, leaf: str) -> str:
    """Where a leaf's lines of a table are, in the dataset."""
    return f"{table}/{leaf or _WHOLE}.parquet"


def merge(job: Job) -> tuple[File, ...]:
    """Write the leaf's files where a commit takes them from.

    Raises:
        OutputError: they cannot be written, or what they are made of is gone.
    """
    place = Place(job.dataset)
    note = Note.get(place, job.note)
    packed = [data for name in job.segments if (data := place.get(name)) is not None]
    wanted = _wanted(packed, job.leaf, note.gone)
    new = {sha256 for each in wanted for sha256 in each}
    left = note.gone | new
    files = []
    for table in arrow.NAMES:
        kept = [_kept(place, table, leaf, job.leaf, left) for leaf in job.old]
        added = [segment.lines(data, table, each) for data, each in zip(packed, wanted, strict=True)]
        lines = arrow.joined(table, [*(part for part in kept if part is not None), *added])
        if table == "documents":
            lines = _filled(lines, note.paths, {sha256: note.amended.get(sha256, job.how) for sha256 in new})
        files.append(_put(place, file_name(table, job.leaf), lines))
    return tuple(files)


def _wanted(packed: list[bytes], leaf: str, gone: frozenset[str]) -> list[set[str]]:
    """Of each segment, the documents to take: read, of this leaf, not gone, and in no segment before."""
    taken = set(gone)
    wanted: list[set[str]] = []
    for data in packed:
        read = {each.sha256 for each in segment.outcomes(data) if each.failure is None}
        wanted.append({sha256 for sha256 in read - taken if sha256.startswith(leaf)})
        taken |= wanted[-1]
    return wanted


def _kept(place: Place, table: str, old: str, leaf: str, left: frozenset[str]) -> Any:
    """What an old leaf gives a new one: the lines of its documents, but for those that are left out."""
    data = place.get(file_name(table, old))
    if data is None:
        return None
    lines = arrow.from_parquet(data)
    own = pc.starts_with(lines.column("sha256"), leaf)
    return lines.filter(pc.and_not(own, arrow.held(lines, left)))


def _filled(lines: Any, paths: dict[str, list[str]], how: dict[str, str]) -> Any:
    """The lines of `documents` with what the coordinator alone knows: where they were found, and how read."""
    shas = lines.column("sha256").to_pylist()
    columns = {
        name: [known.get(sha, old) for sha, old in zip(shas, lines.column(name).to_pylist(), strict=True)]
        for name, known in (("paths", paths), ("reading", how))
    }
    for name, values in columns.items():
        index = lines.schema.get_field_index(name)
        lines = lines.set_column(index, lines.schema.field(index), pa.array(values, lines.schema.field(index).type))
    return lines


def _put(place: Place, name: str, lines: Any) -> File:
    data = arrow.to_parquet(lines)
    place.put(f"{NEXT}/{name}", data)
    return File(name, lines.num_rows, len(data), hashlib.sha256(data).hexdigest())
