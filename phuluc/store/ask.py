"""A dataset opened for questions: DuckDB over its Parquet files, with nothing else within reach.

The six tables are views over the dataset's own files. A question is one SELECT; the session can open no file outside
the dataset, no network, no extension, and cannot change its settings (DuckDB, "Securing DuckDB"). Memory and time are
held to limits.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any

import duckdb

from export.answer import Answer
from export.dataset.tables import DATASET, TABLES
from phuluc.errors import DamagedSource, LimitExceeded, MissingSource, UnsupportedSource, UsageError
from phuluc.store.afar import SCHEME, Afar, no_dataset

_BATCH = 1000  # rows fetched at a time
_SPILL = 4  # times the memory that a sort may take on the disk
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What questions may take: bytes of memory, and seconds, None for as many as it needs."""

    memory: int = 2 << 30
    seconds: float | None = 60.0


@contextmanager
def opened(dataset: Path | Afar, limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose views are the dataset's tables; from here on it reads that folder and nothing else.

    Raises:
        MissingSource: there is no dataset.
        UsageError: DuckDB refuses a question.
        LimitExceeded: the session took more time or memory than it may.
        DamagedSource: a file of the dataset cannot be read.
        UnsupportedSource: the dataset's tables are of another version.
    """
    files, own = _elsewhere(dataset) if isinstance(dataset, Afar) else _here(dataset)
    with TemporaryDirectory(prefix="phuluc-") as spill, _told(limits):
        memory = {"memory_limit": f"{limits.memory}B", "max_temp_directory_size": f"{_SPILL * limits.memory}B"}
        with duckdb.connect(":memory:", config=_CLOSED | memory | {"temp_directory": spill}) as connection:
            connection.execute("SET enable_progress_bar = false")  # it would stand among the data on standard output
            if isinstance(dataset, Afar):
                connection.register_filesystem(dataset.folder())
            for name, (first, every) in files.items():
                _make_view(connection, name, first, every)
            allowed = ", ".join(_quoted(folder) for folder in (*own, f"{spill}/"))
            connection.execute(f"SET allowed_directories = [{allowed}]")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            with _stopped_after(limits.seconds, connection):
                yield connection


_Files = Mapping[str, tuple[str, str]]
"""Of each table, one of its files, and all as SQL writes them."""


def _here(dataset: Path) -> tuple[_Files, tuple[str, ...]]:
    """The files of a folder of this machine, and what a session may open."""
    where = dataset.resolve()
    files = {}
    for folder in (where / table.name for table in TABLES):
        first = next(folder.rglob("*.parquet"), None)
        if first is None:
            raise no_dataset(str(dataset))
        files[folder.name] = (str(first), _quoted(f"{_as_pattern(folder)}/**/*.parquet"))
    # A pattern is held against the list as it is written, a file by its name.
    return files, (f"{where}/", f"{_as_pattern(where)}/")


def _elsewhere(dataset: Afar) -> tuple[_Files, tuple[str, ...]]:
    """The same of a dataset elsewhere."""
    files = {}
    for table, names in dataset.files.items():
        addresses = [f"{SCHEME}://{name}" for name in names]
        files[table] = (addresses[0], f"[{', '.join(map(_quoted, addresses))}]")
    return files, (f"{SCHEME}://",)


def _make_view(connection: duckdb.DuckDBPyConnection, name: str, first: str, every: str) -> None:
    try:
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({every})")
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        raise DamagedSource(f"{_first_line(error)}; write the dataset anew") from None
    # Files of one table are of one version: batch writes no others into a dataset.
    told = connection.execute(_VERSION, [first]).fetchone()
    if told != (DATASET,):
        found = told[0] if told else "no version"
        raise UnsupportedSource(f"{first} holds a table of {found}, not {DATASET}; write the dataset anew with batch")


_VERSION = "SELECT CAST(value AS TEXT) FROM parquet_kv_metadata(?) WHERE CAST(key AS TEXT) = 'phuluc.dataset'"


def _quoted(text: str) -> str:
    """A text as SQL writes it, for the few places that take no parameter."""
    return "'" + text.replace("'", "''") + "'"


def _as_pattern(folder: Path) -> str:
    """A folder's name with what would be a pattern in it taken literally."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in str(folder))


def ask(connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any]) -> Answer:
    """The answer of one SELECT, its rows reckoned as they are walked; `values` are bound by name.

    Raises:
        UsageError: it is no SELECT, or not one alone.
    """
    connection.execute(_select(sql), dict(values))
    return Answer(tuple(column[0] for column in connection.description or ()), _rows(connection))


def _select(sql: str) -> duckdb.Statement:
    statements = duckdb.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise UsageError("a question is one SELECT, and nothing else")
    return statements[0]


def _rows(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := connection.fetchmany(_BATCH):
        yield from rows


@contextmanager
def _stopped_after(seconds: float | None, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    if seconds is None:
        yield
        return
    timer = Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def _told(limits: Limits) -> Iterator[None]:
    """Turn what DuckDB refuses into one line."""
    try:
        yield
    except duckdb.InterruptException:
        raise LimitExceeded(f"took over {limits.seconds:g} s; ask for less, or raise --max-seconds") from None
    except duckdb.OutOfMemoryException:
        memory = limits.memory >> 20
        raise LimitExceeded(f"needs over {memory:,} MiB; ask for less, or raise --max-memory") from None
    except duckdb.IOException as error:
        raise DamagedSource(f"{_first_line(error)}; write the dataset anew") from None
    except duckdb.Error as error:
        if type(error) is duckdb.Error:  # what Python raised below DuckDB: the file system
            raise MissingSource(f"{_raised(error)}; check the dataset's address, and the way to it") from None
        raise UsageError(f"{_first_line(error)}; the tables: {', '.join(table.name for table in TABLES)}") from None


def _first_line(error: duckdb.Error) -> str:
    return str(error).strip().partition("\n")[0]


def _raised(error: duckdb.Error) -> str:
    """What Python raised: DuckDB tells it between a traceback and the question."""
    said = str(error).partition("\n\nLINE ")[0].splitlines()
    return " ".join(line for line in said if not line.startswith(("Traceback", " ")))
