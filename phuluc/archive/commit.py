"""The step from one state of the dataset to the next.

New files are made beside the tables; a note says which are to take whose place; then they do. A run that finds a note
left behind does the rest of it first, and a step done twice is as done once. The files of `documents` come last and go
first: a document that is new there has all its lines. `manifest.json`, behind them, names every live file with its
lines and digest: who finds no note and one manifest before and after reading has seen what that names.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from export.dataset import arrow
from export.dataset.tables import DATASET
from export.record import SCHEMA
from phuluc.archive import segment
from phuluc.archive.found import Failure
from phuluc.archive.ledger import Ledger
from phuluc.archive.merge import NEXT, File, file_name
from phuluc.archive.place import JOURNAL, Place

MANIFEST = "manifest.json"
FAILURES = "failures.jsonl"
_NOTE = f"{JOURNAL}/commit.json"
_MARKS = f"{JOURNAL}/marks.jsonl"
_FIRST_COLUMNS = ("sha256", "reading", "paths")


@dataclass(frozen=True, slots=True)
class State:
    """What the dataset holds: its leaves, and each file by name."""

    leaves: tuple[str, ...]
    files: Mapping[str, File]

    def after(self, leaves: Iterable[str], made: Iterable[File]) -> "State":
        """The state with these leaves, some of their files new."""
        leaves = tuple(leaves)
        names = {file_name(table, leaf) for leaf in leaves for table in arrow.NAMES}
        files = {**self.files, **{file.name: file for file in made}}
        return State(leaves, {name: files[name] for name in sorted(names)})


def state(place: Place) -> State:
    """What the manifest says; nothing where there is none."""
    told = place.get(MANIFEST)
    if told is None:
        return State((), {})
    found = json.loads(told)
    files = {name: File(name, each["lines"], each["bytes"], each["sha256"]) for name, each in found["files"].items()}
    return State(tuple(found["leaves"]), files)


def _manifest(new: State) -> bytes:
    lines = {table: sum(new.files[file_name(table, leaf)].lines for leaf in new.leaves) for table in arrow.NAMES}
    files = {
        name: {"lines": file.lines, "bytes": file.bytes, "sha256": file.sha256} for name, file in new.files.items()
    }
    told = {"dataset": DATASET, "contract": SCHEMA, "lines": lines, "leaves": list(new.leaves), "files": files}
    return (json.dumps(told, indent=1) + "\n").encode()


def commit(
    place: Place, old: State, new: State, made: Collection[File], failures: bytes, segments: Collection[str]
) -> None:
    """Put the files that were made in their places, and take away what they replace.

    Raises:
        OutputError: the dataset cannot be written; it is as it was, or the next run finishes the step.
    """
    place.put(f"{NEXT}/{FAILURES}", failures)
    place.put(f"{NEXT}/{MANIFEST}", _manifest(new))
    moved = sorted((file.name for file in made), key=_is_of_documents)
    gone = sorted(set(old.files) - set(new.files), key=_is_of_documents, reverse=True)
    note = {"gone": gone, "moves": [*moved, FAILURES, MANIFEST], "segments": sorted(segments)}
    place.put(_NOTE, json.dumps(note).encode())
    settle(place)


def _is_of_documents(name: str) -> bool:
    return name.startswith("documents/")


def settle(place: Place) -> None:
    """Finish a commit that was cut short, or throw away what was made for one that was not begun."""
    told = place.get(_NOTE)
    if told is not None:
        note: dict[str, list[str]] = json.loads(told)
        # What a split or joined leaf leaves goes first: for a moment a reader misses lines rather than sees them twice.
        for name in note["gone"]:
            place.remove(name)
        for name in note["moves"]:
            place.move(f"{NEXT}/{name}", name)
        for name in note["segments"]:
            place.remove(name)
        place.remove(_NOTE)
    for name in place.names(NEXT):
        place.remove(name)


def recall(place: Place, ledger: Ledger) -> State:
    """Tell the ledger what the dataset holds, and what could not be read.

    Raises:
        OutputError: something there cannot be read.
    """
    before = state(place)
    for leaf in before.leaves:
        data = place.get(file_name("documents", leaf))
        if data is not None:
            columns = arrow.from_parquet(data, _FIRST_COLUMNS)
            ledger.hold(zip(*(columns.column(name).to_pylist() for name in _FIRST_COLUMNS), strict=True))
    for line in place.lines(FAILURES):
        told: dict[str, Any] = json.loads(line)
        failure = Failure(told["error"], told["message"], told["exit_code"])
        ledger.fail_before(told["path"], told["sha256"], failure, told["reading"])
    return before


def recall_journal(place: Place, ledger: Ledger, how: str, attempt: str) -> list[str]:
    """The same of segments that an earlier run left, by name; those that were not read like this go."""
    kept = []
    for name in place.names(segment.FOLDER):
        data = place.get(name)
        if data is None:
            continue
        if segment.how_of(data) != how:
            place.remove(name)
            continue
        ledger.stage(name, segment.outcomes(data), attempt)
        kept.append(name)
    return kept


def recall_marks(place: Place, ledger: Ledger) -> None:
    """The same of what stores said of their objects."""
    for line in place.lines(_MARKS):
        ledger.marked_before(*json.loads(line))


def put_marks(place: Place, ledger: Ledger) -> None:
    """Write down what stores say of their objects, for later runs.

    Raises:
        OutputError: it cannot be written.
    """
    place.put_parts(_MARKS, (json.dumps(each).encode() + b"\n" for each in ledger.marks()))


def failures_of(ledger: Ledger) -> bytes:
    """`failures.jsonl`: a line a file that could not be read, by path."""
    return b"".join(json.dumps(told, ensure_ascii=False).encode() + b"\n" for told in ledger.failures())
