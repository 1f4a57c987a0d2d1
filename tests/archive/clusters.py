"""A Dask cluster's workers with a reader that can be hung and crashed; apart, for distributed is slow to import."""

from collections.abc import Callable
from typing import Any

from phuluc.archive.cluster import Cluster
from tests.archive.workers import faulty


class FaultyCluster(Cluster):
    """As FaultyProcesses."""

    def submit(self, work: Callable[[Any], Any], job: Any) -> Any:
        return super().submit(faulty(work), job)
