"""Trouble with the program's run. Trouble with the data is a value: see issues.py.

Each kind carries its exit code; its text is one line in plain words, "what is wrong; what to do".
"""


class PhulucError(Exception):
    """The root of all errors that phuluc raises on purpose; exit code 3 unless a kind says otherwise."""

    exit_code = 3


class UsageError(PhulucError):
    """The command line, or an argument of the Python API, is wrong."""

    exit_code = 2


class MissingSource(PhulucError):
    """There is no such file, or it cannot be opened."""


class UnsupportedSource(PhulucError):
    """The bytes are of no kind that phuluc reads."""


class DamagedSource(PhulucError):
    """The bytes claim a kind and do not keep to it."""


class LockedSource(PhulucError):
    """The document is locked by a password; unless a kind below says otherwise, no password given here opens it."""


class PasswordNeeded(LockedSource):
    """The document opens with a password, and none was given."""


class WrongPassword(LockedSource):
    """The document opens with a password, and not with the one given."""


class LimitExceeded(PhulucError):
    """The document is over a limit in Settings (size, pages, seconds, ...)."""


class MissingTool(PhulucError):
    """A program that this kind of source needs (LibreOffice, Tesseract) is not installed."""


class InternalError(PhulucError):
    """A fault of phuluc's own; the document may be as good as any."""


class OutputError(PhulucError):
    """The output cannot be written (a full disk, a folder without the right to write)."""

    exit_code = 4
