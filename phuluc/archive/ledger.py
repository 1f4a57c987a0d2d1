"""What a run knows of every file and document, in a database on the disk: a million of them cost no memory.

It is made anew by each run, of the dataset, its journal and the files that are found, and thrown away at the end.
"""

import os
import sqlite3
from collections.abc import Generator, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any, Self

from phuluc.archive.found import Failure, Found
from phuluc.archive.scratch import scratch
from phuluc.archive.segment import Outcome
from phuluc.archive.work import Seen

# held: documents of the dataset · told: their paths as it has them · path: where each is now · place: how to get it
# failed: documents that could not be read in this way · unread: files without a digest · staged: those of the journal
# amended: documents with corrections, and a digest of these
# mark: what a store says of the bytes at a path, and their digest
_TABLES = """
CREATE TABLE held (sha TEXT PRIMARY KEY, how TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE told (sha TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (sha, path)) WITHOUT ROWID;
CREATE TABLE path (path TEXT PRIMARY KEY, sha TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX path_sha ON path (sha, path);
CREATE TABLE place (sha TEXT PRIMARY KEY, path TEXT, address BLOB, member INTEGER, size INTEGER) WITHOUT ROWID;
CREATE TABLE failed (sha TEXT PRIMARY KEY, kind TEXT, message TEXT, exit_code INTEGER, how TEXT) WITHOUT ROWID;
CREATE TABLE unread (path TEXT PRIMARY KEY, kind TEXT, message TEXT, exit_code INTEGER) WITHOUT ROWID;
CREATE TABLE mark (path TEXT PRIMARY KEY, mark TEXT NOT NULL, sha TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE amended (sha TEXT PRIMARY KEY, by TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE staged (sha TEXT PRIMARY KEY, segment TEXT NOT NULL) WITHOUT ROWID;
"""
# Of the documents in a range of digests, those whose paths are not as the dataset has them.
_MOVED = """
SELECT DISTINCT sha FROM (
  SELECT * FROM (SELECT sha, path FROM path WHERE sha >= :low AND sha < :high
                 EXCEPT SELECT sha, path FROM told WHERE sha >= :low AND sha < :high)
  UNION ALL
  SELECT * FROM (SELECT sha, path FROM told WHERE sha >= :low AND sha < :high
                 EXCEPT SELECT sha, path FROM path WHERE sha >= :low AND sha < :high)
) WHERE sha IN (SELECT sha FROM held)
"""
_GONE = """
SELECT sha FROM held WHERE sha >= :low AND sha < :high AND NOT EXISTS (SELECT 1 FROM path WHERE path.sha = held.sha)
"""
_COUNT = """
SELECT (SELECT count(*) FROM held WHERE sha >= :low AND sha < :high)
     + (SELECT count(*) FROM staged WHERE sha >= :low AND sha < :high
        AND NOT EXISTS (SELECT 1 FROM held WHERE held.sha = staged.sha))
"""
# What stands behind `how` of a document that has corrections.
_BY = "coalesce((SELECT ' ' || by FROM amended WHERE amended.sha = {}), '')"
_TODO = f"""
SELECT place.sha, place.path, place.address, place.member, place.size FROM place
WHERE NOT EXISTS (SELECT 1 FROM held WHERE held.sha = place.sha AND held.how = :how || {_BY.format("held.sha")})
  AND NOT EXISTS (SELECT 1 FROM staged WHERE staged.sha = place.sha)
  AND NOT EXISTS (SELECT 1 FROM failed WHERE failed.sha = place.sha AND failed.how = :attempt)
ORDER BY place.sha
"""
_FAILURES = """
SELECT path, failed.sha AS sha256, kind AS error, message, exit_code, how AS reading
FROM failed JOIN path ON path.sha = failed.sha WHERE path NOT IN (SELECT path FROM unread)
UNION ALL SELECT path, NULL, kind, message, exit_code, NULL FROM unread
ORDER BY path
"""
_FOLDER = ".ledger-"  # no reader of a dataset looks into what begins with a dot
_ABOVE = "g"  # behind every hexadecimal digit


class Ledger:
    """The database, and what is asked of it. Use as a context manager."""

    def __init__(self, beside: Path | None = None) -> None:
        """`beside`: a folder of the run's own, where what a killed run left is taken away; else one of the system's.

        Raises:
            OSError: that folder cannot be written.
        """
        if beside is not None:
            for left in beside.glob(f"{_FOLDER}*"):
                rmtree(left, ignore_errors=True)
        self._open = ExitStack()
        place: AbstractContextManager[Path | str]
        place = scratch() if beside is None else TemporaryDirectory(prefix=_FOLDER, dir=beside)
        self.folder = str(self._open.enter_context(place))
        """The folder that goes away with it."""
        self._base = sqlite3.connect(Path(self.folder) / "ledger", isolation_level=None)
        self._base.execute("PRAGMA synchronous = OFF")  # nobody reads it after this run
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._base.close()
        self._open.close()

    # --- what was there before ---

    def hold(self, documents: Iterable[tuple[str, str, Iterable[str]]]) -> None:
        """Documents of the dataset: digest, how they were read, paths."""
        for sha, how, paths in documents:
            self._base.execute("INSERT OR REPLACE INTO held VALUES (?, ?)", (sha, how))
            self._base.executemany("INSERT OR IGNORE INTO told VALUES (?, ?)", [(sha, path) for path in paths])
            self._base.executemany("INSERT OR REPLACE INTO path VALUES (?, ?)", [(path, sha) for path in paths])

    def fail_before(self, path: str, sha: str | None, failure: Failure, how: str | None) -> None:
        """A failure of an earlier run."""
        told = (failure.kind, failure.message, failure.exit_code)
        if sha is None:
            self._base.execute("INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?)", (path, *told))
        else:
            self._base.execute("INSERT OR REPLACE INTO path VALUES (?, ?)", (path, sha))
            self._base.execute("INSERT OR REPLACE INTO failed VALUES (?, ?, ?, ?, ?)", (sha, *told, how))

    def forget_failures(self) -> None:
        """Let every document that failed be read again."""
        self._base.execute("UPDATE failed SET how = NULL")

    def marked_before(self, path: str, mark: str, sha: str) -> None:
        """What an earlier run found a store to say of a path's bytes, and their digest."""
        self._base.execute("INSERT OR REPLACE INTO mark VALUES (?, ?, ?)", (path, mark, sha))

    # --- what this run learns ---

    def see(self, seen: Iterable[Seen]) -> None:
        """Files that were found, with their digests."""
        for each in seen:
            found, failure = each.found, each.failure
            self._base.execute("DELETE FROM unread WHERE path = ?", (found.path,))
            if each.sha256 is None:
                told = ("", "", 0) if failure is None else (failure.kind, failure.message, failure.exit_code)
                self._base.execute("INSERT INTO unread VALUES (?, ?, ?, ?)", (found.path, *told))
                continue  # what was there before may be there still: it stays
            self._base.execute("INSERT OR REPLACE INTO path VALUES (?, ?)", (found.path, each.sha256))
            if found.mark is not None:
                self.marked_before(found.path, found.mark, each.sha256)
            # Of several files with the same bytes the first by path is read, whichever was seen first.
            self._base.execute(
                "INSERT INTO place VALUES (?, ?, ?, ?, ?) ON CONFLICT (sha) DO UPDATE SET path = excluded.path, "
                "address = excluded.address, member = excluded.member, size = excluded.size WHERE excluded.path < path",
                (each.sha256, found.path, os.fsencode(found.address), found.member, found.size),
            )

    def stage(self, name: str, outcomes: Iterable[Outcome], attempt: str) -> None:
        """What a segment of the journal holds."""
        for each in outcomes:
            failure = each.failure
            if failure is None:
                self._base.execute("INSERT OR IGNORE INTO staged VALUES (?, ?)", (each.sha256, name))
                self._base.execute("DELETE FROM failed WHERE sha = ?", (each.sha256,))
            else:
                told = (each.sha256, failure.kind, failure.message, failure.exit_code, attempt)
                self._base.execute("INSERT OR REPLACE INTO failed VALUES (?, ?, ?, ?, ?)", told)

    def sha_of(self, found: Found) -> str | None:
        """The digest of a file whose store says of its bytes what it said before; None where it must be fetched."""
        marked = {"path": found.path, "mark": found.mark}
        return next(iter(self._texts("SELECT sha FROM mark WHERE path = :path AND mark = :mark", marked)), None)

    def marks(self) -> Iterator[tuple[str, str, str]]:
        """Every path of which a store says something: path, what it says, digest."""
        with closing(self._base.cursor()) as cursor:
            yield from cursor.execute("SELECT path, mark, sha FROM mark ORDER BY path")

    def first_paths(self) -> Iterator[tuple[str, str]]:
        """Every document, and the first of its paths."""
        with closing(self._base.cursor()) as cursor:
            yield from cursor.execute("SELECT sha, min(path) FROM path GROUP BY sha")

    def amend(self, documents: Iterable[tuple[str, str]]) -> None:
        """Documents that have corrections, each with a digest of these."""
        self._base.executemany("INSERT INTO amended VALUES (?, ?)", list(documents))

    # --- what is to be done ---

    def todo(self, how: str, attempt: str) -> Generator[tuple[str, Found], None, None]:
        """The documents to read, by digest; as the question stood when it was asked."""
        self._base.execute("CREATE TEMP TABLE todo AS " + _TODO, {"how": how, "attempt": attempt})
        with closing(self._base.cursor()) as cursor:
            for sha, path, address, member, size in cursor.execute("SELECT * FROM todo ORDER BY rowid"):
                yield sha, Found(path, os.fsdecode(address), member, size)
        self._base.execute("DROP TABLE todo")

    def count_todo(self, how: str, attempt: str) -> int:
        """How many there are of those."""
        return self._number(f"SELECT count(*) FROM ({_TODO})", {"how": how, "attempt": attempt})

    def count(self, prefix: str) -> int:
        """How many documents with such a digest there will be after a commit."""
        return self._number(_COUNT, _range(prefix)) - self._number(f"SELECT count(*) FROM ({_GONE})", _range(prefix))

    def staged(self, prefix: str) -> list[str]:
        """The documents of the journal's segments, with such a digest."""
        return self._texts("SELECT sha FROM staged WHERE sha >= :low AND sha < :high ORDER BY sha", _range(prefix))

    def segments(self, prefix: str) -> list[str]:
        """The segments that hold some of those."""
        return self._texts("SELECT DISTINCT segment FROM staged WHERE sha >= :low AND sha < :high", _range(prefix))

    def moved(self, prefix: str) -> list[str]:
        """The documents of the dataset, with such a digest, that are found elsewhere now, gone ones among them."""
        return self._texts(_MOVED, _range(prefix))

    def gone(self, prefix: str) -> list[str]:
        """Those in whose place something else was found."""
        return self._texts(_GONE, _range(prefix))

    def paths(self, sha: str) -> list[str]:
        """Where a document is, sorted."""
        return self._texts("SELECT path FROM path WHERE sha = :sha ORDER BY path", {"sha": sha})

    def read_how(self, prefix: str, how: str) -> dict[str, str]:
        """How the documents of the journal's segments, with such a digest, were read: those that have corrections."""
        question = f"SELECT sha, :how || {_BY.format('staged.sha')} FROM staged JOIN amended USING (sha)"
        where = "WHERE sha >= :low AND sha < :high"
        return dict(self._base.execute(f"{question} {where}", {**_range(prefix), "how": how}))

    def failures(self) -> Iterator[dict[str, Any]]:
        """Every file that could not be read, by path."""
        with closing(self._base.cursor()) as cursor:
            for row in cursor.execute(_FAILURES):
                yield dict(zip([about[0] for about in cursor.description], row, strict=True))

    def merged(self, prefix: str, how: str) -> None:
        """A leaf is in the dataset as it was to be."""
        low_high = _range(prefix)
        gone = self.gone(prefix)
        self._base.executemany("DELETE FROM held WHERE sha = ?", [(sha,) for sha in gone])
        where = "WHERE sha >= :low AND sha < :high"
        self._base.execute(
            f"INSERT OR REPLACE INTO held SELECT sha, :how || {_BY.format('staged.sha')} FROM staged {where}",
            {**low_high, "how": how},
        )
        self._base.execute(f"DELETE FROM staged {where}", low_high)
        self._base.execute(f"DELETE FROM told {where}", low_high)
        self._base.execute(
            f"INSERT INTO told SELECT sha, path FROM path {where} AND sha IN (SELECT sha FROM held)", low_high
        )

    def documents(self) -> int:
        """How many the dataset has."""
        return self._number("SELECT count(*) FROM held", {})

    def found(self) -> tuple[int, int]:
        """How many documents this run has found, and how many of them are in the dataset or the journal."""
        return self._number("SELECT count(*) FROM place", {}), self._number(
            "SELECT count(*) FROM place WHERE sha IN (SELECT sha FROM held UNION ALL SELECT sha FROM staged)", {}
        )

    def _number(self, question: str, values: dict[str, Any]) -> int:
        return int(self._base.execute(question, values).fetchone()[0])

    def _texts(self, question: str, values: dict[str, Any]) -> list[str]:
        return [row[0] for row in self._base.execute(question, values)]


def _range(prefix: str) -> dict[str, str]:
    return {"low": prefix, "high": prefix + _ABOVE}
