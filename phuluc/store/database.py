"""A database for a dataset: its address, the tables made of the one declaration, its errors in plain words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import ArgumentError, DBAPIError

from export.dataset.tables import DATASET, TABLES, Kind, Table
from phuluc.errors import OutputError, UsageError

_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_WAIT = 60  # seconds that a load waits for another one's transaction
_CONNECT = 10  # seconds until a server counts as unreachable
_TYPES: dict[Kind, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
    "integer": sa.BigInteger(),
    "number": sa.Double(),
    "truth": sa.Boolean(),
    "day": sa.Date(),
    "texts": sa.JSON().with_variant(ARRAY(sa.Text()), "postgresql"),
}

METADATA = sa.MetaData()
VERSION = sa.Table("phuluc_dataset", METADATA, sa.Column("version", sa.Text(), primary_key=True))
"""Its one line is the version of the tables (`tables.DATASET`) that the database was made with."""


def _made(table: Table[Any]) -> sa.Table:
    """A table of the declaration: keys, foreign keys that take a document's lines along, indexes."""
    keys = {each.name: each.key for each in TABLES}
    return sa.Table(
        table.name,
        METADATA,
        *(sa.Column(each.name, _TYPES[each.kind], nullable=each.null, comment=each.about) for each in table.columns),
        sa.PrimaryKeyConstraint(*table.key),
        *(
            sa.ForeignKeyConstraint(
                link.columns, [f"{link.to}.{column}" for column in keys[link.to]], ondelete="CASCADE"
            )
            for link in table.links
        ),
        *(sa.Index(f"ix_{table.name}_{column}", column) for column in table.asked),
        comment=table.about,
    )


TARGETS = tuple(map(_made, TABLES))
"""The tables of the database, in the order in which they may be filled."""

LOADED = sa.Table(
    "phuluc_loaded",
    METADATA,
    sa.Column("sha256", sa.Text(), sa.ForeignKey("documents.sha256", ondelete="CASCADE"), primary_key=True),
    sa.Column("digest", sa.Text(), nullable=False),
    comment="Of each document, what all its lines came to when they were loaded",
)


def open_database(address: str | sa.URL) -> sa.Engine:
    """An engine for `sqlite:///FILE` or `postgresql://...`; nothing is connected yet.

    Raises:
        UsageError: the address is none, or of another kind of database.
    """
    try:
        url = sa.make_url(address)
    except (ArgumentError, ValueError):  # its own text would repeat the address, password and all
        raise UsageError("no address of a database; write sqlite:///plans.db or postgresql://HOST/NAME") from None
    kind = url.drivername.partition("+")[0]
    driver = _DRIVERS.get(kind)
    if driver is None:
        raise UsageError(f"{kind}: no database that phuluc loads into; use sqlite or postgresql")
    if driver == "sqlite":
        return _sqlite(url)
    return sa.create_engine(url.set(drivername=driver), connect_args={"connect_timeout": _CONNECT})


def _sqlite(url: sa.URL) -> sa.Engine:
    if not url.database or url.database == ":memory:":
        raise UsageError("an SQLite database needs a file; write sqlite:///plans.db")
    engine = sa.create_engine(url, connect_args={"timeout": _WAIT})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # the module would begin no transaction before CREATE TABLE
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # a second load waits here, not half-way through

    return engine


def shown(engine: sa.Engine) -> str:
    """The database's address without its password."""
    return engine.url.set(drivername=engine.url.get_backend_name()).render_as_string(hide_password=True)


@contextmanager
def told(engine: sa.Engine) -> Iterator[None]:
    """Turn what the database refuses into one line.

    Raises:
        OutputError: the server cannot be reached, the database is not there, a right is missing, the disk is full ...
    """
    try:
        yield
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        said = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
        if engine.url.password:
            said = said.replace(str(engine.url.password), "***")
        raise OutputError(f"{shown(engine)}: {said}; check its address and your rights there") from None


def make_tables(connection: sa.Connection) -> None:
    """Make the tables, or see that those there are of this version.

    Raises:
        OutputError: there are tables of another version, or of another program under the same names.
    """
    lock(connection)
    there = set(sa.inspect(connection).get_table_names())
    if VERSION.name in there:
        found = connection.scalar(sa.select(VERSION.c.version))
        if found != DATASET:
            raise OutputError(f"the database holds tables of {found}, not {DATASET}; load into another one")
        return
    taken = sorted(there & {table.name for table in TARGETS})
    if taken:
        raise OutputError(f"the database has a table {taken[0]} that phuluc did not make; load into another one")
    METADATA.create_all(connection)
    connection.execute(VERSION.insert().values(version=DATASET))


def lock(connection: sa.Connection) -> None:
    """Let other loads into this database wait until this transaction ends; SQLite's own BEGIN does so."""
    if connection.dialect.name != "postgresql":
        return
    key = int.from_bytes(DATASET.encode()[-8:], "big", signed=True)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
