"""`phuluc load`: a dataset into a database."""

from pathlib import Path
from time import perf_counter

import click

from phuluc.cli.say import say
from phuluc.errors import UsageError


@click.command(
    epilog="\b\n"
    "Exit: 0 the database has all that the dataset has\n"
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
@click.option("--prune", is_flag=True, help="Remove documents that the dataset does not have.")
def load(dataset: str, address: str | None, prune: bool) -> None:
    """Load a DATASET that batch wrote into a database, its tables made as needed.

    DATASET is a folder, or the address of one (s3://...), which is copied to this machine's disk for the while.

    A document's rows are replaced as a whole and no other's are touched; what is unchanged is not written again. A load
    that was stopped leaves whole documents, and the next one goes on. Documents that the dataset does not have stay,
    for they may be another dataset's, unless --prune is given. Keep a password out of ADDRESS: PostgreSQL takes it from
    PGPASSWORD or ~/.pgpass.
    """
    from phuluc.extras import need

    need("archive", "sqlalchemy", "psycopg", "duckdb", "pyarrow", "fsspec")
    import sqlalchemy as sa

    from phuluc.archive.place import is_local, reach
    from phuluc.cli.dataset import fetched
    from phuluc.cli.progress import Progress
    from phuluc.store.load import load as fill

    system, path = reach(dataset)
    if address is None and not is_local(system):
        raise UsageError(f"{dataset}: no database can be beside it; say where with --to")
    beside = sa.URL.create("sqlite", database=f"{Path(path).resolve()}.db")
    began = perf_counter()
    with fetched(dataset) as folder, Progress("documents") as progress:
        loaded = fill(folder, address or beside, lambda done, total: progress.page(dataset, done, total), prune=prune)
    removed = f", {loaded.removed:,} removed" if loaded.removed else ""
    say(
        f"{loaded.documents:,} documents in the dataset: {loaded.written:,} written{removed}, "
        f"{loaded.documents - loaded.written:,} as they were; {perf_counter() - began:.1f} s"
    )
    if address is None:
        say(f"  {beside.database}")
