"""Runs killed by kill -9 while they write into a folder with earlier output, and what the folder holds then.

    .venv/bin/python -m tests.fuzz.kill --count 200

Half of the kills come at a random moment of the run, half within the milliseconds in which its files take their names.
Each time the folder must hold the whole earlier set or the whole new one, and nothing else that is not hidden.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from export.atomic import sweep

PHULUC = Path(sys.executable).parent / "phuluc"
NAMING = 0.004  # seconds from the first hidden file to the last name, and some more
Set = dict[str, bytes]

_HEADER = "STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n"


def kill_runs(folder: Path, count: int, seed: int) -> Counter[str]:
    """What became of `count` runs in folders below `folder`: ends by name."""
    chance, ends = Random(seed), Counter[str]()
    old, _ = _whole_run(folder / "old", 3)
    new, seconds = _whole_run(folder / "new", 40)
    for number in range(count):
        place = folder / str(number)
        shutil.copytree(folder / "old", place)
        _plan(place, 40)
        _killed(place, chance, seconds, aimed=number % 2 == 1)
        ends[_end(place, old, new)] += 1
        shutil.rmtree(place)
    return ends


def _plan(place: Path, rows: int) -> None:
    place.mkdir(exist_ok=True)
    lines = [f"{n}\tXây dựng kế hoạch {n}\tBộ Y tế\tNăm 2025\n" for n in range(1, rows)]
    (place / "plan.txt").write_text(_HEADER + "".join(lines), encoding="utf-8")


def _command(place: Path) -> list[str]:
    return [str(PHULUC), "extract", str(place / "plan.txt"), "-o", str(place / "out")]


def _whole_run(place: Path, rows: int) -> tuple[Set, float]:
    """The set that a run writes when nobody kills it, and its seconds."""
    _plan(place, rows)
    begun = time.monotonic()
    subprocess.run(_command(place), check=True, capture_output=True)
    return _shown(place), time.monotonic() - begun


def _killed(place: Path, chance: Random, seconds: float, *, aimed: bool) -> None:
    process = subprocess.Popen(
        _command(place), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    if aimed:
        while process.poll() is None and not any((place / "out").glob(".phuluc-*")):
            pass
        time.sleep(chance.random() * NAMING)
    else:
        time.sleep(chance.random() * seconds)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _end(place: Path, old: Set, new: Set) -> str:
    left = _shown(place)
    if left in (old, new):
        return "whole old set" if left == old else "whole new set"
    sweep(place / "out")  # as the next run into the folder begins
    return "mixed, made whole by the next run" if _shown(place) in (old, new) else "mixed after the next run"


def _shown(place: Path) -> Set:
    """The folder's files by name; of the hidden ones, whole or not, none is anybody's output."""
    return {path.name: _comparable(path) for path in (place / "out").iterdir() if not path.name.startswith(".phuluc-")}


def _comparable(path: Path) -> bytes:
    """The bytes of a file, without what tells the time in a workbook."""
    data = path.read_bytes()
    if path.suffix != ".xlsx":
        return data
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in sorted(archive.namelist()) if "docProps" not in name)


def main() -> int:
    options = argparse.ArgumentParser(description="phuluc extract, killed at random.")
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="phuluc-kill-") as name:
        ends = kill_runs(Path(name), chosen.count, chosen.seed)
    for end, number in sorted(ends.items()):
        print(f"{end}: {number}")
    return 1 if ends["mixed after the next run"] else 0


if __name__ == "__main__":
    sys.exit(main())
