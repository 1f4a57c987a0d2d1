"""`phuluc review`: one HTML file to hold what was read against the source."""

from typing import Any

import click

from phuluc.cli.options import LIMITS, MEANING, READING, WRITING, Command, options, settings_from
from phuluc.cli.say import complain, say

_WRITING = tuple(row for row in WRITING if row[0] == "out")

# Backspace keeps click from wrapping the lines.
_EXIT_CODES = """\b
Exit: 0 the source was read
      1 it holds no STT table
      2 the command line is wrong
      3 the source cannot be read
      4 the page cannot be written"""


@click.command(cls=Command, epilog=_EXIT_CODES)
@click.argument("source", metavar="SRC")
@options(_WRITING, READING, MEANING, LIMITS)
def review(source: str, **chosen: Any) -> int:
    """Write STEM.review.html: SRC's pages beside its tasks, each value one click from where it is printed.

    The file needs nothing else and no network. Corrections made in it are downloaded as a file for extract
    --corrections.
    """
    from phuluc.batch import run
    from phuluc.cli.progress import Progress
    from phuluc.cli.summary import summary

    settings = settings_from(**chosen, formats="review")
    with Progress() as progress:
        (result,) = run([source], settings, progress.page)
    if result.error is not None:
        complain(f"{source}: {result.error}")
        return result.exit_code
    for line in summary(result):
        say(line)
    return result.exit_code
