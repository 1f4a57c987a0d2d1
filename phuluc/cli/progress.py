"""A progress bar on standard error, where it is a terminal and the work takes over a second."""

import sys
from time import perf_counter
from typing import TYPE_CHECKING, Self

from phuluc.cli.say import printable

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_PATIENCE = 1.0  # seconds: what is done sooner needs no bar


class Progress:
    """Use as a context manager; `page` is the hook that a run calls. `unit`: what it counts."""

    def __init__(self, unit: str = "pages") -> None:
        self._unit = unit
        self._begun = perf_counter()
        self._wanted = sys.stderr.isatty()
        self._bar: Bar | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.clear()

    def page(self, source: str, done: int, total: int | None) -> None:
        """One more of `source` is done."""
        if not self._wanted or perf_counter() - self._begun < _PATIENCE:
            return
        if self._bar is None:
            self._bar = _bar(self._unit)
            self._bar.start()
            self._bar.add_task("")
        self._bar.update(self._bar.task_ids[0], description=printable(source), completed=done, total=total)

    def clear(self) -> None:
        """Take the bar away, so that a line can be written."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _bar(unit: str) -> "Bar":
    # rich costs 60 ms to import: only who waits longer anyhow pays for it.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    return Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
