"""How a batch goes on: a bar on a terminal, else a line now and then, on standard error."""

import sys
from time import monotonic
from typing import TYPE_CHECKING, Self

from phuluc.cli.say import say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from phuluc.archive.run import Progress

_SAID = {"looking": "looking at files", "reading": "reading", "merging": "writing tables"}
_EVERY = 10.0  # seconds between two lines where there is no terminal


class Pace:
    """Use as a context manager; `tell` is the hook that a run calls."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._bar: Bar | None = None
        self._phase = ""
        self._begun = self._said = monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.clear()

    def tell(self, progress: "Progress") -> None:
        """Something is done."""
        now = monotonic()
        if progress.phase != self._phase:
            self._phase, self._begun, self._said = progress.phase, now, now
        if self._is_terminal:
            self._draw(progress, now)
        elif now - self._said >= _EVERY:
            self._said = now
            say(said(progress, now - self._begun))

    def say(self, text: str) -> None:
        """A line between."""
        self.clear()
        say(text)

    def clear(self) -> None:
        """Take the bar away, so that a line can be written."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _draw(self, progress: "Progress", now: float) -> None:
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
            self._bar.add_task("")
        told = said(progress, now - self._begun)
        self._bar.update(self._bar.task_ids[0], description=told, completed=progress.done, total=progress.total)


def said(progress: "Progress", seconds: float) -> str:
    """One line: what is done, how fast, how long it will take, how many failed.

    >>> from phuluc.archive.run import Progress
    >>> said(Progress("reading", 50, 300, 2), 10.0)
    'reading 50 of 300, 5.0 a second, 0:00:50 left, 2 failed'
    """
    parts = [
        f"{_SAID[progress.phase]} {progress.done:,}" + ("" if progress.total is None else f" of {progress.total:,}")
    ]
    rate = progress.done / seconds if seconds > 0 else 0.0
    if rate:
        parts.append(f"{rate:.1f} a second")
        if progress.total is not None:
            left = int((progress.total - progress.done) / rate)
            parts.append(f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02} left")
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    return ", ".join(parts)


def _bar() -> "Bar":
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), TextColumn("{task.description}", markup=False))
    return Bar(*columns, console=Console(stderr=True), transient=True)
