"""What a worker does, on this machine or another: digests of some files, or some documents read into a segment.

A job and its receipt are small records; what was read goes from the worker straight into the dataset's journal.
"""

import atexit
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from export.dataset.lines import lines_of
from export.dataset.tables import TABLES
from export.part import whole
from phuluc.archive import segment
from phuluc.archive.fetch import Fetcher
from phuluc.archive.found import Failure, Found, failure
from phuluc.archive.place import Place
from phuluc.archive.segment import Outcome
from phuluc.batch import attempt
from phuluc.errors import DamagedSource, InternalError, MissingSource, PhulucError
from phuluc.guard import Guard, available
from phuluc.model import Corrections
from phuluc.pipeline import read as read_here
from phuluc.settings import Limits, Settings

_SHARED = 500  # documents that one guarded process reads: its birth and first reading cost as much as ten of them
_LOST = "its worker was lost whenever it was read; read it alone with phuluc extract --isolate"
_OTHERS = "its guarded process told lines of other documents; please report it with the file"
_TASKS = next(place for place, table in enumerate(TABLES) if table.name == "tasks")


@dataclass(frozen=True, slots=True)
class Look:
    """Files whose digests are wanted; `copies` is the folder for copies of those from elsewhere (fetch.py)."""

    files: tuple[Found, ...]
    limits: Limits
    copies: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A file, its size now known, and its digest; or why there is none."""

    found: Found
    sha256: str | None
    failure: Failure | None


@dataclass(frozen=True, slots=True)
class Reading:
    """Documents to be read, each with its digest: `how` names the version and the settings; `fresh`: a process each.

    `copies`: where copies of those from elsewhere may be. `own`: the corrections of those that have some.
    """

    dataset: str
    files: tuple[tuple[str, Found], ...]
    settings: Settings
    how: str
    fresh: bool
    copies: str | None = None
    own: Mapping[str, tuple[Corrections, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a Reading: the segment that holds it, what became of each document, how many tasks they have."""

    segment: str
    outcomes: tuple[Outcome, ...]
    tasks: int


def look(job: Look) -> tuple[Seen, ...]:
    """The digest of each file."""
    with Fetcher(job.limits, job.copies) as fetcher:
        return tuple(_seen(found, fetcher) for found in job.files)


def _seen(found: Found, fetcher: Fetcher) -> Seen:
    told, error = attempt(lambda: fetcher.digest(found))
    if told is None:
        return Seen(found, None, None if error is None else _failure(error))
    sha256, size = told
    return Seen(replace(found, size=size), sha256, None)


def read(job: Reading) -> Receipt:
    """Read each document in a guarded process, and put what came of them into the journal as one segment.

    Raises:
        OutputError: the journal cannot be written.
    """
    guard = _guard(1 if job.fresh else _SHARED)
    with Fetcher(job.settings.limits, job.copies) as fetcher:
        return _filed(
            job, [_read(sha256, found, _settings(job, sha256), fetcher, guard) for sha256, found in job.files]
        )


def _settings(job: Reading, sha256: str) -> Settings:
    own = job.own.get(sha256)
    return replace(job.settings, corrections=own) if own else job.settings


def given_up(job: Reading) -> Receipt:
    """The receipt of documents that took every worker with them."""
    lost = _failure(InternalError(_LOST))
    return _filed(job, [segment.failed(sha256, lost) for sha256, _ in job.files])


def _filed(job: Reading, reads: Sequence[segment.Read]) -> Receipt:
    name = segment.name_of([sha256 for sha256, _ in job.files], job.how)
    Place(job.dataset).put(name, segment.packed(reads, job.how))
    return Receipt(name, tuple(read.outcome for read in reads), sum(len(read.lines[_TASKS][0]) for read in reads))


def _read(sha256: str, found: Found, settings: Settings, fetcher: Fetcher, guard: Guard | None) -> segment.Read:
    def work() -> segment.Read:
        with fetcher.near(found, sha256) as path:
            lines = lines_of(read_here(path, settings)) if guard is None else guard.lines(path, settings)
        if lines[0][0] != [sha256]:
            raise MissingSource("changed while the run went on; run again")
        if any(set(columns[0]) - {sha256} for columns in lines):
            raise InternalError(_OTHERS)
        return segment.Read(Outcome(sha256, None), lines)

    done, error = attempt(work)
    if done is not None:
        return done
    return segment.failed(sha256, _failure(error or DamagedSource("nothing came of it")))


def _failure(error: PhulucError) -> Failure:
    told = failure(error)
    return Failure(told.kind, whole(told.message), told.exit_code)


_HERE = threading.local()


def _guard(documents: int) -> Guard | None:
    """This thread's own door to guarded processes, open as long as the worker lives; None where there are none."""
    if not available():
        return None
    if getattr(_HERE, "documents", None) != documents:
        guard = Guard(documents)
        atexit.register(guard.__exit__)
        _HERE.documents, _HERE.guard = documents, guard
    kept: Guard = _HERE.guard
    return kept
