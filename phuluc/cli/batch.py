"""`phuluc batch`: a whole archive into a dataset."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from phuluc.cli.options import LIMITS, MEANING, READING, Command, options, settings_from
from phuluc.cli.say import complain, say

if TYPE_CHECKING:
    from phuluc.archive.pool import Pool
    from phuluc.archive.run import Summary

# Backspace keeps click from wrapping the lines.
_EXIT_CODES = """\b
Exit: 0 every document was read
      2 the command line is wrong
      3 some could not be read; failures.jsonl in the dataset says which and why
      4 the dataset cannot be written"""
_LIMITS = tuple(row for row in LIMITS if row[0] != "isolate")  # every document is


@click.command(cls=Command, epilog=_EXIT_CODES)
@click.argument("source", metavar="SRC")
@click.option("-o", "--out", metavar="DATASET", required=True, help="Folder, or address of one (s3://...).")
@click.option("--jobs", type=click.IntRange(1), help="Documents read at a time.  [default: one a processor]")
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Read on the workers of this Dask cluster.")
@click.option("--fresh", is_flag=True, help="A new guarded process for each document; slower.")
@click.option("--retry", is_flag=True, help="Read again what could not be read before.")
@click.option("--csv", "as_csv", is_flag=True, help="Write DATASET/csv too: CSV files with a datapackage.json.")
@options(READING, MEANING, _LIMITS)
def batch(
    source: str,
    out: str,
    jobs: int | None,
    scheduler: str | None,
    fresh: bool,
    retry: bool,
    as_csv: bool,
    **chosen: Any,
) -> int:
    """Read every document below SRC into DATASET: Parquet files that DuckDB and pandas read.

    SRC is a folder, a zip, or a list: a text file with a path or address a line, - for standard input. What is in the
    dataset and has not changed is not read again; a run that was stopped goes on where it was.
    """
    from phuluc.extras import need

    need("archive", "pyarrow", "fsspec", "msgspec")
    from phuluc.archive.run import Choice, run
    from phuluc.cli.pace import Pace

    choice = Choice(settings_from(**chosen), fresh, retry)
    secret = choice.settings.password is not None
    with Pace() as pace, _pool(jobs, scheduler, secret, pace.say) as pool:
        done = run(source, out, choice, pool, pace.tell, pace.say)
        if as_csv:
            from phuluc.archive.package import write_package

            pace.clear()
            write_package(out)
    _report(done, out)
    return 3 if done.failed else 0


@contextmanager
def _pool(jobs: int | None, scheduler: str | None, secret: bool, say: Callable[[str], None]) -> "Iterator[Pool]":
    if scheduler is None:
        from phuluc.archive.pool import Processes

        with Processes(jobs or _processors()) as here:
            yield here
        return
    from phuluc.extras import need

    need("archive", "distributed")
    from phuluc.archive.cluster import Cluster

    with Cluster(scheduler, secret=secret, say=say) as there:
        yield there


def _processors() -> int:
    """Those that this process may use; a container's limit is seen where it is one of processors."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _report(done: "Summary", out: str) -> None:
    for name in done.unused:
        complain(f"--corrections: made for {name}, which is not below SRC; left out")
    say(
        f"{done.files:,} files, {done.distinct:,} different; {done.read:,} read now with {done.tasks:,} rows of tasks, "
        f"{done.failed:,} not readable, {done.seconds:.0f} s"
    )
    say(f"{out}: {done.documents:,} documents" + ("; see failures.jsonl" if done.failed else ""))
