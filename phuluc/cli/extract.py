"""`phuluc extract`: documents in, files out, a summary on standard error."""

from typing import Any

import click

from phuluc.cli.options import LIMITS, MEANING, READING, WRITING, Command, options, settings_from
from phuluc.cli.say import complain, say
from phuluc.model import SourceFile

# Backspace keeps click from wrapping the lines.
_EXIT_CODES = """\b
Exit: 0 every source was read
      1 a source holds no STT table
      2 the command line is wrong
      3 a source cannot be read
      4 the output cannot be written
With several sources the highest stands."""


@click.command(cls=Command, epilog=_EXIT_CODES)
@click.argument("sources", metavar="SRC...", nargs=-1, required=True)
@options(WRITING, READING, MEANING, LIMITS)
def extract(sources: tuple[str, ...], **chosen: Any) -> int:
    """Read each SRC (a file, or - for standard input) and write its tables and tasks.

    The kind is told by content: PDF, DOCX, text, HTML, XLSX, and by LibreOffice DOC, ODT, RTF.
    """
    from phuluc.batch import run
    from phuluc.cli.collector import collector_off
    from phuluc.cli.progress import Progress
    from phuluc.cli.summary import left_out, summary

    settings = settings_from(**chosen)
    if settings.isolate:
        from phuluc.guard import available

        if not available():
            complain("--isolate needs Linux or macOS; the limits hold between pages only")
    worst = 0
    read: list[SourceFile] = []
    with Progress() as progress, collector_off():
        for result in run(sources, settings, progress.page):
            progress.clear()
            if result.document is not None:
                read.append(result.document.source)
            worst = max(worst, result.exit_code)
            if result.error is not None:
                complain(f"{result.source}: {result.error}")
            else:
                for line in summary(result):
                    say(line)
    for line in left_out(settings.corrections, read):
        complain(line)
    return worst
