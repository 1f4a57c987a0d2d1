"""A dataset of a million made tasks, laid out as `phuluc batch` lays it out, and how long the ready questions take.

`.venv/bin/python -m tests.store.million` writes 37,100 documents of 27 tasks and 3 sections into a folder of its own,
asks each ready question thrice, from opening the dataset to the last of the 200 lines that a terminal shows, and says
the best time. `--documents 1000000 --keep DIR` writes a million documents and leaves them there for the next run.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from export.dataset.arrow import to_parquet
from export.dataset.tables import TABLES
from phuluc.archive.merge import file_name, layout
from phuluc.store import questions
from phuluc.store.ask import Limits, ask, opened
from tests.store.made import made

_MOST = 201  # lines that the command fetches for a table: those it shows, and one to know that there are more
_TIMES = 3

Ask = Callable[[duckdb.DuckDBPyConnection], questions.Question]

ASKED: dict[str, Ask] = {
    "due, a quarter": lambda it: questions.due(it, date(2025, 1, 1), date(2025, 3, 31), _MOST),
    "due, a year": lambda it: questions.due(it, date(2025, 1, 1), date(2025, 12, 31), _MOST),
    "agency": lambda it: questions.agency(it, "Bộ Kế hoạch và Đầu tư", date(2026, 1, 1), _MOST, former=False),
    "agency, former": lambda it: questions.agency(it, "Bộ Tài chính", date(2026, 1, 1), _MOST, former=True),
    "overdue": lambda it: questions.overdue(it, date(2026, 11, 23), _MOST),
}


def write(folder: Path, documents: int, rows_each: int) -> None:
    """Write such a dataset, leaf by leaf; leaves that are there already stay."""
    for leaf in layout(lambda prefix: -(-documents // 16 ** len(prefix))):
        count = -(-documents // 16 ** len(leaf))
        if (folder / file_name(TABLES[-1].name, leaf)).exists():
            continue
        for name, table in made(count, rows_each, leaf).items():
            path = folder / file_name(name, leaf)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(to_parquet(table))


def timed(folder: Path, make: Ask) -> tuple[float, float, int]:
    """The best of three: seconds, processor seconds in the same run, lines."""
    found = []
    for _ in range(_TIMES):
        began, worked = time.perf_counter(), time.process_time()
        with opened(folder, Limits()) as connection:
            asked = make(connection)
            lines = len(list(ask(connection, asked.sql, asked.values).rows))
        found.append((time.perf_counter() - began, time.process_time() - worked, lines))
    return min(found)


def sizes(folder: Path) -> list[tuple[str, int, int, int]]:
    """Of each table: its name, files, lines and bytes."""
    found = []
    with opened(folder, Limits()) as connection:
        for table in TABLES:
            files = list((folder / table.name).rglob("*.parquet"))
            (lines,) = next(ask(connection, f"SELECT count(*) FROM {table.name}", {}).rows)
            found.append((table.name, len(files), int(lines), sum(path.stat().st_size for path in files)))
    return found


def run(folder: Path, documents: int, rows_each: int) -> None:
    """Write what is not there, and print the figures."""
    began = time.perf_counter()
    write(folder, documents, rows_each)
    print(f"written in {time.perf_counter() - began:.0f} s")
    whole: list[Any] = [0, 0, 0]
    for name, *figures in sizes(folder):
        print("{:10} {:6,} files {:12,} lines {:8.1f} MB".format(name, *figures[:2], figures[2] / 1e6))
        whole = [a + b for a, b in zip(whole, figures, strict=True)]
    print("{:10} {:6,} files {:12,} lines {:8.1f} MB".format("all", *whole[:2], whole[2] / 1e6))
    for question, make in ASKED.items():
        seconds, worked, lines = timed(folder, make)
        print(f"{question:16} {seconds:6.2f} s, {worked:6.2f} s of processor time, {lines} lines")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=37_100)
    parser.add_argument("--rows-each", type=int, default=30, help="tasks and sections of a document")
    parser.add_argument("--keep", type=Path, help="folder to write to, and to leave")
    chosen = parser.parse_args()
    if chosen.keep:
        run(chosen.keep, chosen.documents, chosen.rows_each)
        return
    with tempfile.TemporaryDirectory(prefix="phuluc-million-") as folder:
        run(Path(folder), chosen.documents, chosen.rows_each)


if __name__ == "__main__":
    main()
