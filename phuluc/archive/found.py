"""What travels between the coordinator and its workers of a file: where it is, and why it could not be read."""

from dataclasses import dataclass

from phuluc.errors import PhulucError


@dataclass(frozen=True, slots=True)
class Found:
    """A file: `address` as fsspec takes it, `member` its place in that zip (None where it is no zip), `path` its name.

    `size` in bytes, -1 where nobody said.
    """

    path: str
    address: str
    member: int | None
    size: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file could not be read: the kind of error, its text, the exit code that it stands for."""

    kind: str
    message: str
    exit_code: int


def failure(error: PhulucError) -> Failure:
    """An error as a record."""
    return Failure(type(error).__name__, str(error), error.exit_code)
