"""A run: find the files, tell which documents are new, have them read, and bring the dataset up to date."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import chain
from json import dumps
from time import monotonic
from typing import Literal, TypeVar

from phuluc import __version__
from phuluc.archive import merge, work
from phuluc.archive.alone import alone, unsaid
from phuluc.archive.amend import Amendments
from phuluc.archive.commit import commit, failures_of, put_marks, recall, recall_journal, recall_marks, settle
from phuluc.archive.found import Found
from phuluc.archive.ledger import Ledger
from phuluc.archive.place import JOURNAL, Place, full, reach, writing
from phuluc.archive.pool import Pool, flow
from phuluc.archive.scratch import sweep
from phuluc.archive.walk import walk
from phuluc.errors import OutputError
from phuluc.guard import plain
from phuluc.model import Corrections
from phuluc.settings import Settings
from phuluc.wire import encode

Phase = Literal["looking", "reading", "merging"]
Item = TypeVar("Item")

# A job is a second or so of work: enough that giving it out costs nothing, little to lose when a run is killed.
_LOOKED, _LOOKED_BYTES = 256, 256 << 20
_READ, _READ_BYTES = 32, 4 << 20
_COPIES_BYTES = 4 << 30  # kept on the disk between a document's digest and its reading; what is more is fetched again
# Documents read before they go from the journal into the tables: as many as a leaf holds, so a leaf is rewritten once
# or twice while a new archive is read in the order of its digests.
ROUND = merge.LEAF


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `done` of `total` files, documents or leaves (None where nobody knows), and how many failed."""

    phase: Phase
    done: int
    total: int | None
    failed: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did.

    `files` were found, of `distinct` contents; `read` of these were read now and gave `tasks`; `failed` files and
    contents are in failures.jsonl. The dataset has `documents` now. `seconds` are wall time. `unused`: what the
    corrections were made for that are of no document here.
    """

    files: int
    distinct: int
    read: int
    tasks: int
    failed: int
    documents: int
    seconds: float
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The choices of a run: `fresh`, a guarded process for each document; `retry`, also what failed before."""

    settings: Settings
    fresh: bool = False
    retry: bool = False

    @property
    def how(self) -> str:
        """The version and the settings on which all documents' lines depend; limits and password are none of them.

        Neither are the corrections: each document has its own (amend.py).
        """
        told = plain(self.settings)
        for name in ("limits", "password", "corrections"):
            del told[name]
        return f"{__version__} {_digest(told)}"

    @property
    def attempt(self) -> str:
        """The same, with those on which it depends whether it can be read at all."""
        return f"{self.how} {_digest([plain(self.settings)['limits'], self.settings.password is not None])}"

    @property
    def journal(self) -> str:
        """The same, with all corrections: what a segment was read with that a killed run has left."""
        return f"{self.attempt} {_digest(encode(self.settings.corrections))}"


def _digest(told: object) -> str:
    return sha256(dumps(told, sort_keys=True).encode()).hexdigest()[:12]


def run(
    source: str,
    dataset: str,
    choice: Choice,
    pool: Pool,
    tell: Callable[[Progress], None],
    say: Callable[[str], None] = unsaid,
) -> Summary:
    """Bring the dataset up to date with what is below the source; `tell` is told how far it is, `say` why it waits.

    A document is named by its bytes: one that is in the dataset, read by this version with these settings, is not read
    again, wherever it is found. Where a path has other bytes now, the document that was there goes, unless it is found
    elsewhere too. What is not below the source, or cannot be fetched this time, stays.

    Raises:
        MissingSource: the source cannot be reached.
        UsageError: there is no such source, it is the dataset, or another run is at work on that.
        OutputError: the dataset cannot be written.
    """
    begun = monotonic()
    sweep()
    place = Place(full(*reach(dataset)))  # absolute, for workers may stand elsewhere
    with alone(place, say) as still_alone, _ledger(place) as ledger:
        settle(place)
        place.tidy(JOURNAL)
        each = _Run(place, ledger, choice, pool, tell, still_alone)
        files = each.look(source)
        each.amend()
        each.read()
        each.commit()
        distinct, there = ledger.found()
        failed = each.unseen + distinct - there
        seconds, unused = monotonic() - begun, each.amendments.unused()
        return Summary(files, distinct, each.done, each.tasks, failed, ledger.documents(), seconds, unused)


def _ledger(place: Place) -> Ledger:
    folder = place.own_folder()
    with writing(str(folder)):
        return Ledger(folder)


class _Run:
    """The state of a run: what was counted so far, and what the dataset and the journal hold."""

    def __init__(
        self,
        place: Place,
        ledger: Ledger,
        choice: Choice,
        pool: Pool,
        tell: Callable[[Progress], None],
        still_alone: Callable[[], None],
    ) -> None:
        self._place, self._ledger, self._choice, self._pool, self._tell = place, ledger, choice, pool, tell
        self._still_alone = still_alone
        self._how, self._attempt, self._journal = choice.how, choice.attempt, choice.journal
        self.amendments = Amendments(choice.settings.corrections)
        self._state = recall(place, ledger)
        if choice.retry:
            ledger.forget_failures()
        self._segments = recall_journal(place, ledger, self._journal, self._attempt)
        self._files = self._copied = 0
        self.done = self.tasks = self.unseen = self._failed = self._since = 0

    def look(self, source: str) -> int:
        """Take the digest of every file; how many there are."""
        recall_marks(self._place, self._ledger)
        changed = self._changed(walk(source, self._place.address))
        packs = _packs(changed, _LOOKED, _LOOKED_BYTES, lambda found: found.size)
        limits, copies = self._choice.settings.limits, self._ledger.folder
        looks = (work.Look(pack, limits, copies if self._copied < _COPIES_BYTES else None) for pack in packs)
        marked = False
        for _, seen in flow(self._pool, work.look, looks, _look_one_by_one):
            self._saw(seen)
            self._copied += sum(each.found.size for each in seen if not each.found.is_near)
            marked = marked or any(each.found.mark is not None for each in seen)
        if marked:
            put_marks(self._place, self._ledger)
        return self._files

    def _changed(self, files: Iterable[Found]) -> Iterator[Found]:
        """The files whose bytes may be other ones than before; of the rest take note."""
        for found in files:
            sha256 = None if found.mark is None else self._ledger.sha_of(found)
            if sha256 is None:
                yield found
            else:
                self._saw([work.Seen(found, sha256, None)])

    def _saw(self, seen: Sequence[work.Seen]) -> None:
        """Take note of files."""
        self._ledger.see(seen)
        self._files += len(seen)
        self.unseen += sum(each.sha256 is None for each in seen)
        self._tell(Progress("looking", self._files, None, self.unseen))

    def amend(self) -> None:
        """Tell which documents have corrections; all are known by now."""
        if self._choice.settings.corrections:
            self._ledger.amend(self.amendments.of_these(self._ledger.first_paths()))

    def read(self) -> None:
        """Read what is new, by digest, and commit from time to time."""
        total = self._ledger.count_todo(self._how, self._attempt)
        choice, address, copies = self._choice, self._place.address, self._ledger.folder
        settings = replace(choice.settings, corrections=())
        self._tell(Progress("reading", 0, total, 0))
        with closing(self._ledger.todo(self._how, self._attempt)) as todo:
            packs = _packs(todo, _READ, _READ_BYTES, lambda item: item[1].size)
            jobs = (
                work.Reading(address, pack, settings, self._journal, choice.fresh, copies, self._own(pack))
                for pack in packs
            )
            for _, receipt in flow(self._pool, work.read, jobs, partial(_one_by_one, self._took)):
                self._took(receipt)
                self._tell(Progress("reading", self.done, total, self._failed))
                if self._since >= ROUND:
                    self.commit()

    def _own(self, pack: Iterable[tuple[str, Found]]) -> dict[str, tuple[Corrections, ...]]:
        return {sha256: own for sha256, _ in pack if (own := self.amendments.of(sha256))}

    def _took(self, receipt: work.Receipt) -> None:
        """Take note of what a worker has put into the journal."""
        self._ledger.stage(receipt.segment, receipt.outcomes, self._attempt)
        self._segments.append(receipt.segment)
        self.done += len(receipt.outcomes)
        self._since += len(receipt.outcomes)
        self.tasks += receipt.tasks
        self._failed += sum(each.failure is not None for each in receipt.outcomes)

    def commit(self) -> None:
        """Bring what the journal holds into the tables, with the paths as they are now."""
        segments, self._segments, self._since = self._segments, [], 0
        leaves = list(merge.layout(self._ledger.count))
        jobs = [job for leaf in leaves if (job := self._job(leaf)) is not None]
        made: list[merge.File] = []
        for place, (_, files) in enumerate(flow(self._pool, merge.merge, jobs)):
            made += files
            self._tell(Progress("merging", place + 1, len(jobs), self._failed))
        new = self._state.after(leaves, made)
        self._still_alone()
        commit(self._place, self._state, new, made, failures_of(self._ledger), segments)
        for job in jobs:
            self._ledger.merged(job.leaf, self._how)
        self._state = new

    def _job(self, leaf: str) -> merge.Job | None:
        """What there is to do for a leaf; None where it is as it should be."""
        ledger, old = self._ledger, self._state.leaves
        segments = ledger.segments(leaf)
        moved, gone = ledger.moved(leaf), frozenset(ledger.gone(leaf))
        if leaf in old and not segments and not moved and not gone:
            return None
        overlapping = tuple(each for each in old if each.startswith(leaf) or leaf.startswith(each))
        paths = {each: ledger.paths(each) for each in chain(ledger.staged(leaf), moved) if each not in gone}
        note = merge.Note(gone, paths, ledger.read_how(leaf, self._how)).put(self._place, leaf)
        return merge.Job(self._place.address, leaf, overlapping, tuple(sorted(segments)), note, self._how)


def _packs(
    items: Iterable[Item], most: int, most_bytes: int, size: Callable[[Item], int]
) -> Iterator[tuple[Item, ...]]:
    """The items in packs of no more than so many, and of so many bytes unless one alone has more."""
    pack: list[Item] = []
    held = 0
    for item in items:
        weight = max(size(item), 0)
        if pack and (len(pack) == most or held + weight > most_bytes):
            yield tuple(pack)
            pack, held = [], 0
        pack.append(item)
        held += weight
    if pack:
        yield tuple(pack)


def _look_one_by_one(job: work.Look) -> Iterable[work.Look]:
    """Files that took their worker along, one at a time; one that does so alone is an error of the machine."""
    if len(job.files) == 1:
        raise OutputError(f"{job.files[0].path}: no worker lived to take its digest; see whether memory is short")
    return [replace(job, files=(found,)) for found in job.files]


def _one_by_one(took: Callable[[work.Receipt], None], job: work.Reading) -> Iterable[work.Reading]:
    """Documents that took their workers along, one at a time; one that does so alone has failed."""
    if len(job.files) == 1:
        took(work.given_up(job))
        return []
    return [replace(job, files=(each,)) for each in job.files]
