"""What is said on standard error: plain lines, safe to show whatever a document or a file's name holds."""

import sys
import unicodedata


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
