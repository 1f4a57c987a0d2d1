"""Where a DATASET of the command line lies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phuluc.store.afar import Afar


def found(dataset: str) -> "Path | Afar":
    """A folder of this machine, or a dataset elsewhere.

    Raises:
        UsageError: nothing here speaks that protocol.
        MissingSource: it cannot be reached, or is no dataset.
    """
    from phuluc.archive.place import is_local, reach, reading
    from phuluc.store.afar import Afar

    system, path = reach(dataset)
    if is_local(system):
        return Path(path)
    with reading(f"{dataset}: "):
        return Afar.at(dataset, system, path)


@contextmanager
def fetched(dataset: str) -> Iterator[Path]:
    """The folder, or a copy of the dataset on this machine's disk: for what reads all of it, and more than once.

    Raises:
        UsageError, MissingSource: as `found`.
    """
    from phuluc.archive.place import reading
    from phuluc.archive.scratch import scratch, sweep

    there = found(dataset)
    if isinstance(there, Path):
        yield there
        return
    sweep()
    with scratch() as copy:
        with reading(f"{dataset}: "):
            there.copy(copy)
        yield copy
