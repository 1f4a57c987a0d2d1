"""`phuluc load`: a dataset into a database."""

from pathlib import Path
from time import perf_counter

import click

from phuluc.cli.say import say


@click.command(
    epilog="\b\n"
    "Exit: 0 the database is as the dataset\n"
    "      2 the command line is wrong\n"
    "      3 the dataset cannot be read\n"
    "      4 the database cannot be written"
)
@click.argument("dataset", metavar="DATASET")
@click.option(
    "--to",
    "address",
    metavar="ADDRESS",
    help="sqlite:///FILE or postgresql://USER@HOST/NAME.  [default: SQLite, DATASET.db beside the dataset]",
)
def load(dataset: str, address: str | None) -> None:
    """Load a DATASET that batch wrote into a database, its tables made as needed.

    A document's rows are replaced as a whole and no other's are touched; what is unchanged is not written again. A load
    that was stopped leaves whole documents, and the next one goes on. Keep a password out of ADDRESS: PostgreSQL takes
    it from PGPASSWORD or ~/.pgpass.
    """
    from phuluc.extras import need

    need("archive", "sqlalchemy", "psycopg", "duckdb", "pyarrow")
    import sqlalchemy as sa

    from phuluc.cli.progress import Progress
    from phuluc.store.load import load as fill

    folder = Path(dataset).resolve()
    beside = sa.URL.create("sqlite", database=str(folder.with_name(f"{folder.name}.db")))
    began = perf_counter()
    with Progress("documents") as progress:
        loaded = fill(folder, address or beside, lambda done, total: progress.page(dataset, done, total))
    removed = f", {loaded.removed:,} replaced by them" if loaded.removed else ""
    say(
        f"{loaded.documents:,} documents in the dataset: {loaded.written:,} written{removed}, "
        f"{loaded.documents - loaded.written:,} as they were; {perf_counter() - began:.1f} s"
    )
    if address is None:
        say(f"  {beside.database}")
