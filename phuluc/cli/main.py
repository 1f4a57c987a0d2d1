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
from phuluc.errors import PhulucError

BROKEN_PIPE, INTERRUPTED, TERMINATED = 141, 130, 143  # as a shell counts them: 128 and the signal's number


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
    try:
        code = cli.main(arguments, prog_name="phuluc", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except click.exceptions.NoArgsIsHelpError as request:
        click.echo(request.ctx.get_help())
        return 0
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx is not None else "phuluc"
        complain(f"{error.format_message().rstrip('.')}; see {command} --help")
        return error.exit_code
    except PhulucError as error:
        complain(str(error))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        complain("interrupted; files of finished sources are whole, others as they were")
        return INTERRUPTED
    except Terminated:
        complain("terminated; files of finished sources are whole, others as they were")
        return TERMINATED
    except BrokenPipeError:
        # Python flushes standard output once more on its way out, and would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        complain(f"{error.strerror or error}")
        return PhulucError.exit_code


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    raise Terminated


if __name__ == "__main__":
    main()
