"""`phuluc schema`: the JSON Schemas of what phuluc writes and takes."""

import click

from phuluc.cli.options import Command


@click.command(cls=Command)
@click.option("--corrections", is_flag=True, help="Print that of a file of corrections instead.")
def schema(corrections: bool) -> None:
    """Print the JSON Schema (2020-12) of the JSON output."""
    from importlib.resources import files

    package, name = ("export", "phuluc-1") if not corrections else ("phuluc.corrections", "phuluc-corrections-1")
    click.echo(files(package).joinpath(f"{name}.schema.json").read_text(encoding="utf-8"), nl=False)
