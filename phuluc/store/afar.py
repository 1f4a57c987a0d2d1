"""A dataset that is not on this machine: its Parquet files asked for where they lie, or copied here for a while."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any, Self

from fsspec.implementations.dirfs import DirFileSystem

from export.dataset.tables import TABLES
from phuluc.errors import MissingSource

SCHEME = "dataset"  # under this name a session sees the folder, and nothing else of where it lies
_SUFFIX = ".parquet"
# Fetched at a time, for each file that is open: what stores keep by themselves is up to 50 MiB a file (s3fs).
_BLOCK = 1 << 20


def no_dataset(address: str) -> MissingSource:
    """The error of a place that holds none."""
    return MissingSource(f"{address}: no dataset; make one with: phuluc batch SRC_DIR -o {address}")


@dataclass(frozen=True, slots=True)
class Afar:
    """The folder of a dataset on a file system of fsspec's, and the files of each table by their names within it."""

    system: Any
    root: str
    files: Mapping[str, tuple[str, ...]]

    @classmethod
    def at(cls, address: str, system: Any, root: str) -> Self:
        """What lies there now.

        Raises:
            MissingSource: no dataset.
            OSError: or whatever else the file system raises where it cannot be reached.
        """
        root = root.rstrip("/")
        files = {}
        for table in TABLES:
            names = sorted(str(each).removeprefix(f"{root}/") for each in system.find(f"{root}/{table.name}"))
            files[table.name] = tuple(name for name in names if name.endswith(_SUFFIX) and _is_within(name))
            if not files[table.name]:
                raise no_dataset(address)
        return cls(system, root, files)

    def folder(self) -> "Folder":
        """The folder for DuckDB: file names begin with SCHEME."""
        return Folder(path=self.root, fs=self.system)

    def copy(self, folder: Path) -> None:
        """Copy the files into a folder of this machine.

        Raises:
            OSError: as `at`.
        """
        for name in chain.from_iterable(self.files.values()):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            self.system.get_file(f"{self.root}/{name}", str(target))


def _is_within(name: str) -> bool:
    """Whether a name stays below the folder that it was found in; the key of an object may be any text."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


class Folder(DirFileSystem):  # type: ignore[misc]  # fsspec has no types
    """One folder of a file system, to be read and not written, a block at a time."""

    protocol = SCHEME
    cachable = False

    def open(self, path: str, mode: str = "rb", **_: Any) -> Any:
        """A file of the folder.

        Raises:
            PermissionError: it is to be written.
        """
        if mode != "rb":
            raise PermissionError(f"{path}: a question changes nothing")
        return self.fs.open(self._join(path), mode, block_size=_BLOCK, cache_type="readahead")
