"""`phuluc draw`: a page as it was seen, as a picture."""

import sys
from pathlib import Path
from typing import Any

import click

from phuluc.cli.options import LIMITS, READING, WRITING, Command, options, settings_from
from phuluc.cli.say import complain, say
from phuluc.settings import Settings

_READING = tuple(row for row in READING if row[0] != "pages")
_LIMITS = tuple(row for row in LIMITS if row[0] in ("max_size", "max_glyphs"))
_WRITING = tuple(row for row in WRITING if row[0] == "out")


@click.command(cls=Command)
@click.argument("source", metavar="SRC")
@click.option("--page", metavar="N", type=click.IntRange(1), default=1, show_default=True, help="Page, from 1.")
@options(_WRITING, _READING, _LIMITS)
def draw(source: str, page: int, **chosen: Any) -> int:
    """Draw a page of SRC (a PDF) with what was seen on it, into STEM.page-N.png.

    Rules are blue and green, the joints where they meet red; cells are orange with their row, column and spans; an edge
    that no rule closes is magenta.
    """
    from phuluc.batch import attempt

    settings = settings_from(**chosen)
    done, error = attempt(lambda: _draw(source, page, settings))
    if error is not None:
        complain(f"{source}: {error}")
        return error.exit_code
    if done is not None:
        say(f"  {done}")
    return 0


def _draw(source: str, page: int, settings: Settings) -> Path | None:
    """Write the picture, whole or not at all; None where it went to standard output."""
    from export.writers import stem_of, write_one
    from extract.drawing import draw_page
    from extract.readers import open_input

    data = sys.stdin.buffer.read(settings.limits.bytes + 1) if source == "-" else Path(source)
    given = open_input(data, settings)
    if settings.out == Path("-"):
        draw_page(given, page, settings, sys.stdout.buffer)
        return None
    return write_one(
        settings.out, f"{stem_of(source)}.page-{page}.png", lambda to: draw_page(given, page, settings, to)
    )
