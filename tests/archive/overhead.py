"""What a batch costs beyond the bare reading, in processor time, measured so that a busy machine tells the same.

`python -m tests.archive.big overhead FOLDER` runs it.

The same documents are read by a batch on one worker and by `phuluc.read` in one process that stays, in turn, a pack of
some 32 documents at a time: each second of the one stands beside a second of the other, and what else the machine does
comes to both. Start-up is left out of both, as is what only a first reading costs. All else counts as the batch's: its
coordinator, its worker, the server of guarded processes and these, the digests before the first pack and the tables
behind the last one. Each run is one ratio; the median of them is the figure.

The bare process has Python's collector of cycles on, as any program that calls `phuluc.read` has; a batch has it off
while it reads. `--no-collector` turns it off in both.
"""

import gc
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

from phuluc.archive import run as runs
from phuluc.archive import work
from phuluc.archive.pool import Processes
from phuluc.errors import PhulucError
from phuluc.pipeline import read
from phuluc.settings import Settings
from tests.archive.big import chosen

_SETTINGS = Settings(ocr="never")
_WARM = 20  # documents, of five kinds, that both read before anything counts
_LEVELS = ("coordinator", "worker", "server", "guarded processes")  # each started by the one before
_TICK = os.sysconf("SC_CLK_TCK")


def used(process: int, without: int, level: int = 0) -> list[float]:
    """Processor seconds of a process and of all below it, by _LEVELS, but for one and what is below that."""
    told = [0.0] * len(_LEVELS)
    with suppress(OSError):  # it has ended
        own = Path(f"/proc/{process}")
        times = (own / "stat").read_text().rpartition(")")[2].split()[11:15]
        for place, ticks in zip((level, level, level + 1, level + 1), times, strict=True):
            told[min(place, len(_LEVELS) - 1)] += int(ticks) / _TICK
        for child in (int(each) for task in own.glob("task/*/children") for each in task.read_text().split()):
            if child != without:
                told = list(map(sum, zip(told, used(child, without, level + 1), strict=True)))
    return told


class Bare:
    """A process that reads what it is told, one document after another, and nothing else."""

    def __init__(self, *, collector: bool) -> None:
        code = f"from tests.archive.overhead import read_told; read_told(collector={collector})"
        command = [sys.executable, "-c", code]
        self._process = subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.number = self._process.pid

    def read(self, paths: Sequence[str]) -> float:
        """Read them; the processor seconds that it took."""
        to, back = self._process.stdin, self._process.stdout
        assert to is not None
        assert back is not None
        to.write("\t".join(paths) + "\n")
        to.flush()
        return float(back.readline())

    def end(self) -> None:
        self._process.communicate()


def read_told(*, collector: bool) -> None:
    """Read the paths of each line of standard input, keep nothing, and print the processor seconds it took."""
    if not collector:
        gc.disable()
    for line in sys.stdin:
        before = _taken()
        for path in line.rstrip("\n").split("\t"):
            with suppress(PhulucError):
                read(path, _SETTINGS)
        print(_taken() - before, flush=True)


def _taken() -> float:
    """Processor seconds of this process and of those that it started and saw end (LibreOffice)."""
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + below.ru_utime + below.ru_stime


class InTurn(Processes):
    """One worker; when it has read a pack, and before it is given the next, the bare process reads the same."""

    def __init__(self, bare: Bare) -> None:
        super().__init__(1)
        self._bare = bare
        self._job: Any = None
        self.bare = 0.0

    def room(self) -> int:
        return 1

    def submit(self, asked: Callable[[Any], Any], job: Any) -> "Future[Any]":
        self._job = job
        return super().submit(asked, job)

    def made(self, future: "Future[Any]") -> Any:
        made = super().made(future)
        if isinstance(self._job, work.Reading):
            self.bare += self._bare.read([found.address for _, found in self._job.files])
        return made


def in_turn(folder: Path, dataset: Path, pool: InTurn, bare: Bare) -> tuple[float, list[float]]:
    """Processor seconds of the bare reading of a folder, and of a batch's processes by _LEVELS."""
    pool.bare, before = 0.0, used(os.getpid(), bare.number)
    runs.run(str(folder), str(dataset), runs.Choice(_SETTINGS), pool, lambda _: None)
    after = used(os.getpid(), bare.number)
    return pool.bare, [late - early for early, late in zip(before, after, strict=True)]


def measure(source: Path, count: int, times: int, *, collector: bool) -> None:
    """Print each run's ratio of the first sound documents below a folder, and the median."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        many, few = Path(name) / "many", Path(name) / "few"
        for folder, documents in ((many, count), (few, _WARM)):
            folder.mkdir()
            chosen(source, documents, folder)
        bare = Bare(collector=collector)
        with InTurn(bare) as pool:
            in_turn(few, Path(name) / "warm", pool, bare)
            for turn in range(times):
                alone, batch = in_turn(many, Path(name) / str(turn), pool, bare)
                found.append(sum(batch) / alone - 1)
                each = ", ".join(
                    f"{what} {seconds / count * 1000:.2f}" for what, seconds in zip(_LEVELS, batch, strict=True)
                )
                print(
                    f"{found[-1]:+.1%}: bare {alone / count * 1000:.2f} ms a document, batch "
                    f"{sum(batch) / count * 1000:.2f} ({each}); load {os.getloadavg()[0]:.1f}",
                    flush=True,
                )
        bare.end()
    print(f"median {statistics.median(found):+.1%} of {times} runs over {count} documents")
