"""`phuluc`: the door from the shell."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from phuluc import __version__
from phuluc.cli.extract import extract
from phuluc.cli.say import complain
from phuluc.cli.schema import schema
from phuluc.cli.show import show
from phuluc.errors import OutputError, PhulucError

BROKEN_PIPE, INTERRUPTED, TERMINATED = 141, 130, 143  # as a shell counts them: 128 and the signal's number

_STOPPED = "{}; the files of finished sources are whole, the others as they were"


class Terminated(BaseException):
    """SIGTERM came; an exception, so that what is half done is undone on the way out."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Task tables in the annexes of Vietnamese administrative decisions, as clean data."""


cli.add_command(extract)
cli.add_command(show)
cli.add_command(schema)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code; no way out shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Vietnamese letters is no reason to stop
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    """Run, and turn whatever ends the run into one line and an exit code."""
    code = 0
    try:
        code = cli.main(arguments, prog_name="phuluc", standalone_mode=False) or 0
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as request:
        click.echo(request.ctx.get_help())
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx is not None else "phuluc"
        complain(f"{error.format_message().rstrip('.')}; see {command} --help")
        code = error.exit_code
    except PhulucError as error:
        complain(str(error))
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        complain(_STOPPED.format("interrupted"))
        code = INTERRUPTED
    except Terminated:
        complain(_STOPPED.format("terminated"))
        code = TERMINATED
    except BrokenPipeError:
        # Python flushes standard output once more on its way out, and would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = BROKEN_PIPE
    except OSError as error:
        complain(f"{error.strerror or error}; check standard output")
        code = OutputError.exit_code
    return code


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    raise Terminated


if __name__ == "__main__":
    main()
