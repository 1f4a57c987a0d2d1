"""`phuluc verify`: a second opinion on each source, and what it differs in."""

from dataclasses import replace
from typing import Any

import click

from phuluc.cli.options import LIMITS, MEANING, READING, WRITING, Command, options, settings_from
from phuluc.cli.say import complain, lines_of, say
from phuluc.errors import UsageError
from phuluc.model import SourceFile

# Backspace keeps click from wrapping the lines.
_EXIT_CODES = """\b
Exit: 0 both readings of every source agree
      1 they do, and a source holds no STT table
      2 the command line is wrong
      3 a source cannot be read
      4 the output cannot be written
      5 a source's second reading differs, or cannot be had
With several sources the highest stands."""

_FILES = tuple(row for row in WRITING if row[0] != "out")
_READING = tuple(row for row in READING if row[0] != "engine")  # both engines are asked


@click.command(cls=Command, epilog=_EXIT_CODES)
@click.argument("sources", metavar="SRC...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line for each source.")
@click.option("-o", "--out", metavar="DIR", help="Write the files of extract there too, with rows that differ flagged.")
@options(_FILES, _READING, MEANING, LIMITS)
def verify(sources: tuple[str, ...], as_json: bool, out: str | None, **chosen: Any) -> int:
    """Read each SRC in two ways, and print what the readings differ in.

    PDF is read by PDFium and by pdfplumber; DOCX, DOC, ODT and RTF from their own text and from the PDF that
    LibreOffice prints of them. Rows are held against rows, and the letters of each page against those of the other
    reading. What the second reading is known to leave out, such as form fields, is told apart from differences.
    """
    from phuluc.batch import run
    from phuluc.cli.progress import Progress
    from phuluc.cli.summary import left_out, summary
    from phuluc.verify.report import as_object, report

    if out == "-":
        raise UsageError("-o -: standard output is the report's; name a folder")
    settings = replace(settings_from(**chosen, out=out), verify=True)
    worst = 0
    read: list[SourceFile] = []
    with Progress() as progress:
        for result in run(sources, settings, progress.page, write=out is not None):
            progress.clear()
            worst = max(worst, result.exit_code)
            if result.document is not None:
                read.append(result.document.source)
            if result.error is not None:
                complain(f"{result.source}: {result.error}")
            if as_json:
                click.echo(as_object(result.source, result.document, result.error))
            elif result.document is not None:
                for line in report(result.source, result.document):
                    click.echo(lines_of(line))
            if out is not None and result.document is not None:
                for line in summary(result):
                    say(line)
    for line in left_out(settings.corrections, read):
        complain(line)
    return worst
