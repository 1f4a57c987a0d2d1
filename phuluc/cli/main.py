"""`phuluc`: the door from the shell."""

import atexit
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from phuluc import __version__
from phuluc.cli.batch import batch
from phuluc.cli.collector import leave_cycles
from phuluc.cli.diff import diff
from phuluc.cli.draw import draw
from phuluc.cli.explain import explain
from phuluc.cli.extract import extract
from phuluc.cli.load import load
from phuluc.cli.query import query
from phuluc.cli.review import review
from phuluc.cli.say import complain
from phuluc.cli.schema import schema
from phuluc.cli.serve import serve
from phuluc.cli.show import show
from phuluc.cli.verify import verify
from phuluc.errors import OutputError, PhulucError

BROKEN_PIPE = 141  # as a shell counts it: 128 and the number of SIGPIPE
_STOPS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}


class Stopped(BaseException):
    """Ctrl-C or SIGTERM came; an exception, so that what is half done is undone on the way out."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Task tables in the annexes of Vietnamese administrative decisions, as clean data."""


cli.add_command(extract)
cli.add_command(show)
cli.add_command(draw)
cli.add_command(diff)
cli.add_command(explain)
cli.add_command(review)
cli.add_command(schema)
cli.add_command(serve)
cli.add_command(verify)
cli.add_command(batch)
cli.add_command(load)
cli.add_command(query)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code; no way out shows a traceback."""
    # numpy's linear algebra would start a thread for each core: 0.1 s of processor time, and with OCR as much a page.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Vietnamese letters is no reason to stop
    for number in _STOPS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # a shell's job in the background is deaf to Ctrl-C
            signal.signal(number, _stop)
    atexit.register(leave_cycles)
    sys.exit(_run(arguments))


def _open_closed_streams() -> None:
    """Give a standard stream that the caller closed (`>&-`, a service) the null device: Python leaves None there."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open until the end


def _run(arguments: list[str] | None) -> int:
    """Run, and turn whatever ends the run into one line and an exit code."""
    code = 0
    try:
        # Not cli.main, which has ways of its own with a broken pipe.
        with cli.make_context("phuluc", sys.argv[1:] if arguments is None else arguments) as context:
            code = cli.invoke(context) or 0
        sys.stdout.flush()
    except click.exceptions.Exit as done:  # --help, --version
        code = done.exit_code
    except click.exceptions.NoArgsIsHelpError as request:
        click.echo(request.ctx.get_help())
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx is not None else "phuluc"
        complain(f"{error.format_message().rstrip('.')}; see {command} --help")
        code = error.exit_code
    except PhulucError as error:
        complain(str(error))
        code = error.exit_code
    except Stopped as stop:
        for number in _STOPS:
            signal.signal(number, signal.SIG_IGN)  # an impatient second Ctrl-C would break out of this very line
        how = _STOPS[signal.Signals(stop.number)]
        complain(f"{how}; the files of finished sources are whole, the others as they were")
        code = 128 + stop.number
    except BrokenPipeError:
        # Python flushes standard output once more on its way out, and would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = BROKEN_PIPE
    except OSError as error:
        complain(f"{error.strerror or error}; check standard output")
        code = OutputError.exit_code
    return code


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped(number)


if __name__ == "__main__":
    main()
