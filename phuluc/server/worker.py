"""The process that reads documents for the server, and makes their files.

It reads each in a guarded process, under the limits; what comes of it stays here and on the disk, and the server is
told in a few lines (job.py). It ends with its standard input, whatever it is doing: with the server, even by kill -9.
"""

import json
import os
import queue
import signal
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import IO

from export.doubts import doubted
from export.part import whole
from export.review.page import write as write_review
from export.writers import write_files, write_one
from phuluc.batch import attempt, has_stt_table
from phuluc.corrections.apply import applied
from phuluc.corrections.file import load
from phuluc.corrections.unfit import Unfit
from phuluc.guard import Guard
from phuluc.guarded import hold_memory, settings_from
from phuluc.issues import Issue, IssueKind
from phuluc.model import Document
from phuluc.pipeline import OnPage
from phuluc.server.config import FORMATS
from phuluc.server.job import JOB, SAID, Job, Said
from phuluc.server.records import Summary, Warned, trouble
from phuluc.server.store import CORRECTIONS, DOCUMENT, RESULTS, REVIEW, SOURCE, STEM
from phuluc.settings import Settings
from phuluc.watch import resident
from phuluc.wire import decoder, encode

_SAVE_URL = "corrections"  # beside the review page's own address
_SHOWN_PAGES = 20  # of a warning's
_SHOWN_UNFIT = 1_000  # of the corrections that do not fit
_SHOWN_TEXT = 1_000  # characters of a title: no decision has more, a document that is aimed at us may


def main() -> None:
    """Do the jobs that come on standard input, one after another."""
    for number in (signal.SIGINT, signal.SIGTERM):  # they come to the whole group; the server says what is to end
        signal.signal(number, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not speak for us
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    Thread(target=_listen, args=(jobs,), daemon=True).start()
    with Guard() as guard:
        while True:
            _do(jobs.get(), guard, answers)


def _listen(jobs: queue.SimpleQueue[Job]) -> None:
    for line in sys.stdin.buffer:
        jobs.put(JOB.validate_json(line))
    os._exit(0)  # in the midst of a job, too: the guarded process goes with the door to it


def _do(job: Job, guard: Guard, answers: IO[bytes]) -> None:
    settings = settings_from(job.settings)
    hold_memory(settings.limits)

    def tell(said: Said) -> None:
        answers.write(SAID.dump_json(said) + b"\n")
        answers.flush()

    done, error = attempt(lambda: _done(job, settings, guard, lambda done, total: tell(Said(pages=(done, total)))))
    if error is not None:
        done = Said(error=trouble(error))
    assert done is not None
    tell(replace(done, held=resident()))


def _done(job: Job, settings: Settings, guard: Guard, on_page: OnPage) -> Said:
    folder = Path(job.folder)
    if job.kind == "read":
        document = guard.read(str(folder / SOURCE), replace(settings, review=True), on_page)
        document = replace(document, source=replace(document.source, file=job.name))
        kept = json.dumps(encode(document)).encode()
        write_one(folder, DOCUMENT, lambda stream: stream.write(kept))
    else:
        document = decoder(Document)(json.loads((folder / DOCUMENT).read_bytes()))
    unfit: tuple[Unfit, ...] = ()
    if (folder / CORRECTIONS).exists():
        document, unfit = applied(document, load(folder / CORRECTIONS).corrections)
    write_one(folder, REVIEW, lambda stream: write_review(document, stream, save_url=_SAVE_URL))
    _, cut = write_files(document, replace(settings, out=folder / RESULTS, formats=FORMATS), stem=STEM)
    return Said(summary=_summary(document, cut), unfit=unfit[:_SHOWN_UNFIT])


def _summary(document: Document, cut: list[Issue]) -> Summary:
    meta = document.meta
    return Summary(
        sha256=document.source.sha256,
        kind=_short(meta.kind),
        number=_short(meta.number),
        date=meta.date.isoformat() if meta.date else None,
        issuer=_short(meta.issuer),
        title=_short(meta.title),
        pages=document.source.pages,
        tables=len(document.tables),
        tasks=sum(task.kind == "task" for task in document.tasks),
        flagged=sum(bool(doubted(task)) for task in document.tasks),
        stt_table=has_stt_table(document),
        warnings=_warned([*document.issues, *cut]),
    )


def _short(text: str | None) -> str | None:
    return None if text is None else whole(text[:_SHOWN_TEXT])


def _warned(issues: list[Issue]) -> tuple[Warned, ...]:
    """The issues that want a look, by kind, in order of their first."""
    by_kind: dict[IssueKind, list[Issue]] = defaultdict(list)
    for issue in issues:
        if issue.kind.severity != "info":
            by_kind[issue.kind].append(issue)
    return tuple(Warned(kind.code, kind.severity, len(found), _pages(found)) for kind, found in by_kind.items())


def _pages(issues: list[Issue]) -> tuple[int, ...]:
    pages = {issue.source.page for issue in issues if issue.source is not None and issue.source.page is not None}
    return tuple(sorted(pages)[:_SHOWN_PAGES])
