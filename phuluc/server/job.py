"""What the server asks of a worker process, and what it is answered: a line of JSON each."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from phuluc.corrections.unfit import Unfit
from phuluc.server.records import Summary, Trouble


@dataclass(frozen=True, slots=True)
class Job:
    """Read the document in a folder of the store, or make its files anew (`export`). `settings`: guard.plain."""

    kind: Literal["read", "export"]
    folder: str
    name: str
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a worker's: pages read so far (of how many), or its last one, with a summary or an error.

    `unfit`: corrections that do not fit the document. `held`: bytes of memory the worker has now.
    """

    pages: tuple[int, int | None] | None = None
    summary: Summary | None = None
    unfit: tuple[Unfit, ...] = ()
    error: Trouble | None = None
    held: int = 0


JOB, SAID = TypeAdapter(Job), TypeAdapter(Said)
