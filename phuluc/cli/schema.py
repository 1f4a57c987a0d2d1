"""`phuluc schema`: the JSON Schema of the JSON output."""

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of the JSON output."""
    from importlib.resources import files

    click.echo(files("export").joinpath("phuluc-1.schema.json").read_text(encoding="utf-8"), nl=False)
