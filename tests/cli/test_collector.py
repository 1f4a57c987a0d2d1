"""What is made under `collector_off` is never looked through, and the collector is afterwards as it was."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from phuluc.cli.collector import collector_off


@contextmanager
def _collections_counted() -> Iterator[list[int]]:
    """The generation of each collection that ends meanwhile; what this froze is thawed again."""
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop":
            seen.append(info["generation"])

    was_on = gc.isenabled()
    gc.callbacks.append(note)
    try:
        yield seen
    finally:
        gc.callbacks.remove(note)
        gc.unfreeze()
        (gc.enable if was_on else gc.disable)()


def test_what_was_made_is_not_looked_through_on_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "duckdb", raising=False)  # another test may have brought it in
    with _collections_counted() as seen:
        gc.enable()
        gc.collect()
        before = len(seen)
        with collector_off():
            held = [[number] for number in range(100_000)]
        frozen = gc.get_freeze_count()
        more = [[number] for number in range(100)]
    assert frozen >= len(held) and len(more) == 100
    assert len(seen) == before


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_afterwards_as_it_was(on: bool) -> None:
    with _collections_counted():
        (gc.enable if on else gc.disable)()
        with collector_off():
            assert not gc.isenabled()
        assert gc.isenabled() is on


def test_an_error_leaves_the_collector_on() -> None:
    with _collections_counted():
        gc.enable()
        with pytest.raises(ValueError, match="within"), collector_off():
            raise ValueError("within")
        assert gc.isenabled()
