"""What a run does around the work on each source."""

import gc
from pathlib import Path

import pytest

import phuluc.pipeline
from phuluc.batch import read_source
from phuluc.settings import Settings


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_rests_while_a_source_is_read_and_is_as_before_after(
    was_on: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[bool] = []

    def read(*_: object, **__: object) -> None:
        seen.append(gc.isenabled())
        raise ZeroDivisionError

    monkeypatch.setattr(phuluc.pipeline, "read", read)
    before = gc.isenabled()
    (gc.enable if was_on else gc.disable)()
    try:
        result = read_source(str(tmp_path / "any.pdf"), Settings())
        assert (seen, gc.isenabled()) == ([False], was_on)
    finally:
        (gc.enable if before else gc.disable)()
    assert result.error is not None
