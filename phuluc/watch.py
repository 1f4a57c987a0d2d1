"""The limits that hold over a whole document: looked at between its pages, whatever reads them."""

import os
from collections.abc import Generator, Iterator
from time import perf_counter

from phuluc.model import RawPage, RawTable
from phuluc.settings import Limits, over_limit

_STATM = "/proc/self/statm"  # Linux: sizes of the process in memory pages
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 1


def watched(pages: Iterator[RawPage], limits: Limits) -> Iterator[RawPage]:
    """The same pages, given on while they are within the limits of cells, seconds and memory.

    Raises:
        LimitExceeded: by name of the limit.
    """
    begun, held, cells = perf_counter(), resident(), 0
    try:
        for page in pages:
            cells += sum(len(row.cells) for block in page.blocks if isinstance(block, RawTable) for row in block.rows)
            if cells > limits.cells:
                raise over_limit("cells", f"over the limit of {limits.cells:,} cells")
            if perf_counter() - begun > limits.seconds:
                raise over_limit("seconds", f"over the limit of {limits.seconds:g} seconds")
            if resident() - held > limits.memory:
                raise over_limit("memory", f"over the limit of {limits.memory:,} bytes of memory")
            yield page
    finally:
        if isinstance(pages, Generator):  # an error's traceback would keep the walk, and native documents, open
            pages.close()


def resident() -> int:
    """Bytes of this process that are in memory now; 0 where the system does not say."""
    return _statm(1)


def mapped() -> int:
    """Bytes of this process's address space, in memory or not; 0 where the system does not say."""
    return _statm(0)


def _statm(place: int) -> int:
    try:
        handle = os.open(_STATM, os.O_RDONLY)  # asked after every page: ten times as fast as by pathlib
    except OSError:
        return 0
    try:
        return int(os.read(handle, 200).split()[place]) * _PAGE
    finally:
        os.close(handle)
