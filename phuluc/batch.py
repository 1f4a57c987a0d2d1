"""Many sources, one after another: what happens to one does not stop the others."""

import gc
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from phuluc.errors import InternalError, OutputError, PhulucError, UsageError
from phuluc.issues import Issue, IssueKind
from phuluc.model import Document
from phuluc.settings import Settings, over_limit

OnPage = Callable[[str, int, int | None], None]
"""Told of each page read: the source, pages so far, pages in all where that is known."""

Made = TypeVar("Made")

UNCONFIRMED = 5  # the exit code of a second reading that differs, or could not be had
_UNCONFIRMED = (IssueKind.ENGINES_DISAGREE, IssueKind.NOT_VERIFIED)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one source: a document and its files, or an error. `seconds` is wall time."""

    source: str
    document: Document | None
    error: PhulucError | None
    files: tuple[Path, ...]
    issues: tuple[Issue, ...]
    seconds: float

    @property
    def exit_code(self) -> int:
        """0 read with an STT table, 1 read without one, 5 not confirmed by a second reading, else the error's own."""
        if self.error is not None or self.document is None:
            return PhulucError.exit_code if self.error is None else self.error.exit_code
        if any(issue.kind in _UNCONFIRMED for issue in self.document.issues):
            return UNCONFIRMED
        return 0 if has_stt_table(self.document) else 1


def has_stt_table(document: Document) -> bool:
    """Whether any table has a column of numbers (STT), or gave tasks without one."""
    return bool(document.tasks) or any(column.role == "number" for each in document.tables for column in each.columns)


def run(
    sources: Sequence[str], settings: Settings, on_page: OnPage | None = None, write: bool = True
) -> Iterator[Result]:
    """Read each source and write its files, or nothing; yields a Result a source, in order.

    A source is a path, or "-" for standard input; `settings.out` is a folder, or "-" for standard output.

    Raises:
        UsageError: the settings cannot be carried out on these sources at all.
    """
    from export.atomic import sweep
    from export.writers import check_formats

    check_formats(settings.formats)
    settings = replace(settings, review=settings.review or "review" in settings.formats)
    to_stdout = write and settings.out == Path("-")
    if to_stdout and (len(sources) != 1 or len(settings.formats) != 1):
        raise UsageError("standard output takes one source and one format; name the format with --format")
    if list(sources).count("-") > 1:
        raise UsageError("standard input can be read once; name '-' once")
    if write and not to_stdout:
        sweep(settings.out)
    taken: set[str] = set()
    isolated = len(sources) > 1 if settings.isolate is None else settings.isolate
    with _reader(isolated) as read:
        for place, source in enumerate(sources):
            if place:
                gc.collect()  # what cycles the libraries left of the source before
            yield _one(source, settings, read, taken if write else None, on_page)


def read_source(source: str, settings: Settings, on_page: OnPage | None = None) -> Result:
    """Read one source and write nothing."""
    with _reader(bool(settings.isolate)) as read:
        return _caught(source, lambda: _Done(read(source, settings, _told(source, on_page))))


_Read = Callable[[str, Settings, Callable[[int, int | None], None] | None], Document]


@contextmanager
def _reader(isolated: bool) -> Iterator[_Read]:
    """What reads a source: in guarded processes where that is wanted and the system can, else here."""
    if isolated:
        from phuluc.guard import Guard, available  # which a run that reads here does not pay for

        if available():
            with Guard() as guard:
                yield guard.read
            return
    yield _read


def _one(source: str, settings: Settings, read: _Read, taken: set[str] | None, on_page: OnPage | None) -> Result:
    """Read a source, and write its files under names that are not `taken`; where that is None, write nothing."""

    def work() -> _Done:
        document = read(source, settings, _told(source, on_page))
        if taken is None:
            return _Done(document)
        return _Done(document, *_write(document, settings, taken))

    return _caught(source, work)


def attempt(work: Callable[[], Made]) -> tuple[Made | None, PhulucError | None]:
    """Do the work on one source: what it made, or the one error that came of whatever went wrong."""
    try:
        with _without_collector():
            return work(), None
    except PhulucError as problem:
        return None, problem
    except BrokenPipeError:
        raise  # whoever read standard output has gone: nothing is left to do for any source
    except MemoryError:
        return None, over_limit(
            "memory", "needs more memory than there is", "read fewer pages at a time with --pages or "
        )
    except Exception as problem:  # noqa: BLE001 - the per-file boundary: a fault in one source must not cost the others
        if os.environ.get("PHULUC_DEBUG") == "1":
            traceback.print_exc()
        return None, InternalError(f"internal error ({_named(problem)}); please report it with the file")


@dataclass(frozen=True, slots=True)
class _Done:
    """What the work on a source gave."""

    document: Document | None = None
    files: tuple[Path, ...] = ()
    issues: tuple[Issue, ...] = ()


def _caught(source: str, work: Callable[[], _Done]) -> Result:
    """Do the work on one source; whatever goes wrong becomes its error."""
    begun = perf_counter()
    done, error = attempt(work)
    done = done or _Done()
    return Result(source, done.document, error, done.files, done.issues, perf_counter() - begun)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Python's collector of cycles off, and afterwards as it was."""
    # The records hold no cycles: of 165 pages' processor time a quarter went into looking for some, memory the same.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _named(problem: Exception) -> str:
    """An exception in one line, and a short one."""
    said = " ".join(str(problem).split())
    return f"{type(problem).__name__}: {said[:200]}" if said else type(problem).__name__


def _told(source: str, on_page: OnPage | None) -> Callable[[int, int | None], None] | None:
    return None if on_page is None else (lambda done, total: on_page(source, done, total))


def _read(source: str, settings: Settings, told: Callable[[int, int | None], None] | None) -> Document:
    if settings.verify:
        from phuluc.verify.reading import read_twice as read
    else:
        from phuluc.pipeline import read
    if source == "-":
        return read(sys.stdin.buffer.read(settings.limits.bytes + 1), settings, on_page=told)
    return read(source, settings, on_page=told)


def _write(document: Document, settings: Settings, taken: set[str]) -> tuple[tuple[Path, ...], tuple[Issue, ...]]:
    from export.writers import write_files, write_stream

    if settings.out == Path("-"):
        try:
            issues = write_stream(document, settings, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(f"standard output takes no more ({error.strerror or error}); free space") from error
        return (), tuple(issues)
    files, cut = write_files(document, settings, taken)
    return tuple(files), tuple(cut)
