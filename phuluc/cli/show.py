"""`phuluc show`: the tasks as a table in the terminal."""

from typing import Any

import click

from phuluc.cli.options import READING, options


@click.command()
@click.argument("source", metavar="SRC")
@options(READING)
def show(source: str, **chosen: Any) -> int:
    """Show the tasks of SRC (a file, or - for standard input) as a table."""
    return 0
