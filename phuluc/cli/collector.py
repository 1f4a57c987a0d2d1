"""Python's collector of cycles, kept from looking through what a command leaves: its process is about to end."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_off() -> Iterator[None]:
    """The collector off; for a caller who goes on it is on again, with nothing of this to look through.

    Turned on, it looks at once through all that was made since: 50 ms of processor time for any document.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        leave_cycles()
        if was_on:
            gc.enable()


def leave_cycles() -> None:
    """Take what there is now out of the collector's sight; the interpreter's end looks twice, for 0.1 s.

    Not with DuckDB, whose bindings (nanobind) then take what is left for leaks, and say so on standard error.
    """
    if "duckdb" not in sys.modules:
        gc.freeze()
