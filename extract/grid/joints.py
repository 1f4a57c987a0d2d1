"""Joints: where horizontal rules meet vertical ones, and which rules hang together by them."""

import numpy as np
from numpy.typing import NDArray

from extract.grid.rules import Segments
from extract.page import Ints


def meet(horizontal: Segments, vertical: Segments, reach: float) -> NDArray[np.bool_]:
    """Which horizontal (row) meets which vertical (column), with a gap of up to `reach` points at the joint."""
    h_at, h_start, h_end = horizontal.at[:, None], horizontal.start[:, None], horizontal.end[:, None]
    across = (h_start - reach <= vertical.at) & (vertical.at <= h_end + reach)
    return across & (vertical.start - reach <= h_at) & (h_at <= vertical.end + reach)


def components(joints: NDArray[np.bool_]) -> list[tuple[Ints, Ints]]:
    """The rules that hang together: (horizontal indices, vertical indices) of each connected set with a joint."""
    found: list[tuple[Ints, Ints]] = []
    free: NDArray[np.bool_] = np.asarray(joints.any(axis=1))
    while free.any():
        horizontal = np.zeros_like(free)
        horizontal[np.argmax(free)] = True
        count = 0
        while count != (count := int(horizontal.sum())):
            vertical = joints[horizontal].any(axis=0)
            horizontal = np.asarray(joints[:, vertical].any(axis=1))
        found.append((np.flatnonzero(horizontal).astype(np.int32), np.flatnonzero(vertical).astype(np.int32)))
        free &= ~horizontal
    return found
