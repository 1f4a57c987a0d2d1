"""A dataset into a database: document by document, each replaced as a whole, some hundreds in a transaction.

What a document's lines come to (a digest of all of them) is kept beside them, so that a second load writes only what
is new or changed. A load that is killed leaves whole documents, and the next one goes on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from export.dataset.tables import TABLES, Column
from phuluc.store.ask import Limits, opened
from phuluc.store.database import LOADED, TARGETS, lock, make_tables, open_database, told

_CHUNK = 500  # documents a transaction: some 60,000 lines, half a row group of the largest table
_BATCH = 5000  # lines held in memory at a time
_MEMORY = 2 << 30  # bytes for DuckDB
_NUL = "chr(0), chr(65533)"  # no text in PostgreSQL holds NUL: U+FFFD stands for it, in SQLite too


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load came to, in documents: `written` new or changed, `removed` as replaced by others or pruned."""

    documents: int
    written: int
    removed: int


def load(
    dataset: Path,
    address: str | sa.URL,
    progress: Callable[[int, int], None] | None = None,
    *,
    prune: bool = False,
) -> Loaded:
    """Bring a database up to a dataset. `progress` is told the documents written so far, and of how many.

    A document at whose path the dataset has another one is removed with that one's writing; what else the dataset does
    not have stays, for it may be another dataset's, unless `prune`.

    Raises:
        MissingSource, DamagedSource: the dataset is not there, or cannot be read.
        UsageError: the address is none.
        OutputError: the database refuses.
    """
    engine = open_database(address)
    with opened(dataset, Limits(_MEMORY, None)) as source, told(engine):
        try:
            with engine.begin() as connection:
                make_tables(connection)
            changed, replaced = _compare(source, engine)
            done = 0
            for chunk in _chunks(changed):
                gone = [old for new in chunk for old in replaced.get(new, ())]
                with engine.begin() as connection:
                    lock(connection)
                    _remove(connection, [*chunk, *gone])
                    _fill(connection, source, chunk)
                done += len(chunk)
                if progress is not None:
                    progress(done, len(changed))
            left = _left(source, replaced) if prune else []
            for chunk in _chunks(left):
                with engine.begin() as connection:
                    lock(connection)
                    _remove(connection, chunk)
        finally:
            engine.dispose()
        count = source.execute("SELECT count(*) FROM documents").fetchall()[0][0]
    return Loaded(count, len(changed), len({old for olds in replaced.values() for old in olds}) + len(left))


def _compare(source: duckdb.DuckDBPyConnection, engine: sa.Engine) -> tuple[list[str], dict[str, list[str]]]:
    """The documents to write, in order, and of those at the path of another one, which they take the place of."""
    _digest(source)
    _see(source, engine)
    changed = source.execute(
        "SELECT sha256 FROM digests d WHERE NOT EXISTS (FROM there t WHERE t.sha256 = d.sha256 AND t.digest = d.digest)"
        " ORDER BY sha256"
    ).fetchall()
    moved = source.execute(
        "SELECT DISTINCT n.sha256, o.sha256 FROM (SELECT sha256, unnest(paths) AS path FROM documents) n"
        " JOIN (SELECT sha256, unnest(paths) AS path FROM there) o USING (path)"
        " WHERE o.sha256 NOT IN (SELECT sha256 FROM documents)"
    ).fetchall()
    replaced: dict[str, list[str]] = {}
    for new, old in moved:
        replaced.setdefault(new, []).append(old)
    return [sha256 for (sha256,) in changed], replaced


def _left(source: duckdb.DuckDBPyConnection, replaced: Mapping[str, Sequence[str]]) -> list[str]:
    """The documents that the database has, and neither the dataset nor what was replaced."""
    gone = {old for olds in replaced.values() for old in olds}
    there = source.execute("SELECT sha256 FROM there WHERE sha256 NOT IN (SELECT sha256 FROM documents) ORDER BY 1")
    return [sha256 for (sha256,) in there.fetchall() if sha256 not in gone]


def _digest(source: duckdb.DuckDBPyConnection) -> None:
    """Give the session the table `digests`: what the lines of each document come to, whatever their order."""
    each = " UNION ALL ".join(
        f"SELECT sha256, hash('{table.name}', line) AS line FROM {table.name} line" for table in TABLES
    )
    source.execute(
        f"CREATE TABLE digests AS SELECT sha256, CAST(bit_xor(line) AS TEXT) AS digest FROM ({each}) GROUP BY sha256"
    )


def _see(source: duckdb.DuckDBPyConnection, engine: sa.Engine) -> None:
    """Give the session the table `there`: the documents that the database has."""
    source.execute("CREATE TABLE there (sha256 TEXT, digest TEXT, paths TEXT[])")
    documents = TARGETS[0]
    query = sa.select(documents.c.sha256, LOADED.c.digest, documents.c.paths).outerjoin_from(documents, LOADED)
    with engine.connect() as connection:
        for rows in connection.execution_options(yield_per=_BATCH).execute(query).partitions():
            columns = [list(column) for column in zip(*rows, strict=True)]
            source.execute("INSERT INTO there SELECT unnest(?), unnest(?), unnest(?)", columns)


def _chunks(documents: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(documents)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _remove(connection: sa.Connection, documents: Sequence[str]) -> None:
    """Take documents away with all their lines, which goes faster table by table than by the foreign keys."""
    for target in (LOADED, *reversed(TARGETS)):
        connection.execute(target.delete().where(target.c.sha256.in_(documents)))


def _fill(connection: sa.Connection, source: duckdb.DuckDBPyConnection, chunk: Sequence[str]) -> None:
    """Write all lines of some documents, which follow each other in order."""
    stores = connection.dialect.name
    source.execute("CREATE OR REPLACE TABLE chunk AS SELECT unnest(?) AS sha256", [chunk])
    for table, target in zip(TABLES, TARGETS, strict=True):
        columns = ", ".join(_value(column, stores) for column in table.columns)
        # The bounds let whole files and row groups be passed over, which the list of documents does not.
        source.execute(
            f"SELECT {columns} FROM {table.name} WHERE sha256 BETWEEN ? AND ? AND sha256 IN (FROM chunk)",
            [chunk[0], chunk[-1]],
        )
        _insert(connection, target, source)
    source.execute("SELECT sha256, digest FROM digests WHERE sha256 IN (FROM chunk)")
    _insert(connection, LOADED, source)


def _value(column: Column[Any], stores: str) -> str:
    """A column as its database takes it, in DuckDB's SQL."""
    name = f'"{column.name}"'
    if column.kind == "text":
        return f"replace({name}, {_NUL})"
    if column.kind == "texts":
        clean = f"list_transform({name}, lambda each: replace(each, {_NUL}))"
        return clean if stores == "postgresql" else f"CAST(to_json({clean}) AS TEXT)"
    return f"CAST({name} AS TEXT)" if column.kind == "day" and stores == "sqlite" else name


def _insert(connection: sa.Connection, target: sa.Table, source: duckdb.DuckDBPyConnection) -> None:
    """Write the lines that the source's last query found, by the fastest way that the database has."""
    quote = connection.dialect.identifier_preparer
    names = ", ".join(quote.quote(column.name) for column in target.columns)
    table = quote.format_table(target)
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for line in _lines(source):
                copy.write_row(line)
        return
    marks = ", ".join("?" * len(target.columns))
    while batch := source.fetchmany(_BATCH):
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", batch)


def _lines(source: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := source.fetchmany(_BATCH):
        yield from batch
