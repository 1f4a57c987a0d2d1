from collections.abc import Iterator

import pytest

from phuluc import guard
from tests.server.running import Served, running


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of the module's, for tests that leave it as usable as it was."""
    if not guard.available():
        pytest.skip("no guarded processes on this system")
    with running(tmp_path_factory.mktemp("server")) as one:
        yield one
