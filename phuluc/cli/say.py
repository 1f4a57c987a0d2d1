"""What is said in the terminal: plain lines, safe to show whatever a document or a file's name holds."""

import sys
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_PIPE_WIDTH = 120  # columns where no terminal says how many it has


def printable(text: str) -> str:
    r"""Text without what a terminal would act upon: controls, escapes and direction marks become "?".

    >>> printable("a\x1b[2Jb\n")
    'a?[2Jb '
    """
    return "".join(" " if c in "\n\t" else "?" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)


def lines_of(text: str) -> str:
    """The same for a text of several lines, which stay."""
    return "\n".join(map(printable, text.split("\n")))


def say(text: str) -> None:
    """One line on standard error."""
    print(printable(text), file=sys.stderr)  # noqa: T201


def complain(text: str) -> None:
    """One line of an error."""
    say(f"phuluc: {text}")


def table_console() -> "Console":
    """A console on standard output that shows a document's text as it is."""
    from rich.console import Console

    class Quiet(Console):
        """A console that leaves a broken pipe to main, where it has its exit code."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    return Quiet(width=width, highlight=False, markup=False, emoji=False)
