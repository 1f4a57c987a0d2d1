"""What travels between the coordinator and its workers of a file: where it is, and why it could not be read."""

from dataclasses import dataclass

from phuluc.errors import PhulucError


@dataclass(frozen=True, slots=True)
class Found:
    """A file: `address` as fsspec takes it, `member` its place in that zip (None where it is no zip), `path` its name.

    `size` in bytes, -1 where nobody said. `mark` is what its store says of its bytes, another where they are other
    ones; None where nobody says.
    """

    path: str
    address: str
    member: int | None
    size: int
    mark: str | None = None

    @property
    def is_near(self) -> bool:
        """Whether it is a file of this machine's own, or in one: such an address is bare."""
        return "://" not in self.address


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file could not be read: the kind of error, its text, the exit code that it stands for."""

    kind: str
    message: str
    exit_code: int


def failure(error: PhulucError) -> Failure:
    """An error as a record."""
    return Failure(type(error).__name__, str(error), error.exit_code)
