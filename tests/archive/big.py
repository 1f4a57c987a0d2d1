"""The archive at its size: accounted for, killed again and again, on one and two cores, over a cluster, its overhead.

.venv/bin/python -m tests.archive.made FOLDER --count 5000
.venv/bin/python -m tests.archive.big check FOLDER DATASET --count 5000    # a whole run, and what must be true of it
.venv/bin/python -m tests.archive.big killed FOLDER DATASET --like OTHER   # killed five times
.venv/bin/python -m tests.archive.big cluster FOLDER DATASET --like OTHER  # Dask, 3 workers, one killed twice
.venv/bin/python -m tests.archive.big cores FOLDER --count 400             # two cores against one
.venv/bin/python -m tests.archive.big overhead FOLDER --count 400          # a batch against the bare reading
.venv/bin/python -m tests.archive.big run FOLDER DATASET                   # one run, as the others start it
"""

import argparse
import dataclasses
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pyarrow.parquet as pq

from phuluc.archive import run as runs
from phuluc.archive.pool import Pool
from phuluc.archive.run import Choice, Progress
from phuluc.settings import Limits, Settings
from phuluc.watch import resident
from tests.archive.made import CRASH, HANG, documents
from tests.archive.workers import FaultyProcesses

MIB = 1 << 20


def choice(seconds: float) -> Choice:
    return Choice(Settings(ocr="never", limits=Limits(seconds=seconds)))


def run_here(options: argparse.Namespace) -> None:
    """One run, in this process; the last line of standard output is what came of it."""
    if options.pack:
        runs._READ = options.pack
    held: list[tuple[int, int]] = []

    def note(progress: Progress) -> None:
        if progress.phase == "reading":
            held.append((progress.done, resident()))

    with pool_of(options) as pool:
        done = runs.run(str(options.source), str(options.dataset), choice(options.seconds), pool, note)
    told = dataclasses.asdict(done)
    if held:
        told["resident_mib"] = [round(held[len(held) * part // 5 if part < 5 else -1][1] / MIB) for part in range(6)]
    told["peak_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    told["own_cpu"] = round(own.ru_utime + own.ru_stime, 1)
    told["all_cpu"] = round(told["own_cpu"] + others.ru_utime + others.ru_stime, 1)
    print(json.dumps(told))


def pool_of(options: argparse.Namespace) -> AbstractContextManager[Pool]:
    if options.scheduler is None:
        return FaultyProcesses(options.jobs)
    from tests.archive.clusters import FaultyCluster

    return FaultyCluster(options.scheduler)


def command(source: Path, dataset: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "tests.archive.big", "run", str(source), str(dataset), *more]


def told(output: str) -> dict[str, float]:
    result: dict[str, float] = json.loads(output.splitlines()[-1])
    return result


def whole_run(source: Path, dataset: Path, *more: str) -> dict[str, float]:
    return told(subprocess.run(command(source, dataset, *more), capture_output=True, text=True, check=True).stdout)


def watched_run(source: Path, dataset: Path, *more: str) -> tuple[dict[str, float], list[int]]:
    """A run, and how many MiB it held with its workers and guarded processes: the most in each fifth of its time."""
    held = []
    with subprocess.Popen(command(source, dataset, *more), stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            held.append(_together(process.pid))
            time.sleep(1)
        assert process.stdout is not None
        done = told(process.stdout.read())
    fifth = -(-len(held) // 5)
    return done, [round(max(held[start : start + fifth]) / MIB) for start in range(0, len(held), fifth)]


def _together(process: int) -> int:
    """Bytes that a process holds with all below it, as Linux tells; what several share is counted once."""
    own = Path(f"/proc/{process}")
    with suppress(OSError):
        told = (line.split() for line in (own / "smaps_rollup").read_text().splitlines())
        held = next((int(words[1]) * 1024 for words in told if words[0] == "Pss:"), 0)
        below = (child for tasks in own.glob("task/*/children") for child in tasks.read_text().split())
        return held + sum(_together(int(child)) for child in below)
    return 0  # it has ended


def content(dataset: Path) -> dict[str, str]:
    """Every file that a reader sees, by digest."""
    found = sorted(path for path in dataset.rglob("*") if path.is_file() and "_journal" not in path.parts)
    return {str(path.relative_to(dataset)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def check(options: argparse.Namespace) -> None:
    """A whole run; every document is in the dataset as it was made, or among the failures as it was to be."""
    arguments = ("--jobs", str(options.jobs), "--seconds", str(options.seconds))
    done, held = watched_run(options.source, options.dataset, *arguments)
    print(json.dumps(done))
    print(f"all processes together, the most in each fifth of the time: {held} MiB")
    rows = Counter(pq.read_table(options.dataset / "rows", columns=["sha256"]).column(0).to_pylist())
    held = pq.read_table(options.dataset / "documents", columns=["sha256", "paths", "number"]).to_pylist()
    named = Counter(path for line in held for path in line["paths"])
    lost = [json.loads(line) for line in (options.dataset / "failures.jsonl").read_text().splitlines()]
    by_path = {path: line for line in held for path in line["paths"]}
    wrong, sound = [], 0
    for made in documents(options.count):
        path = str(options.source / made.name)
        if made.rows is None:
            wrong += [path] * (sum(line["path"] == path for line in lost) != 1 or path in named)
            continue
        sound += 1
        line = by_path.get(path)
        if line is None or named[path] != 1 or rows[line["sha256"]] != made.rows or line["number"] != made.number:
            wrong += [path] * (line is None or named[path] != 1 or made.number is not None)
    print(f"{options.count} made: {sound} sound, {len(held)} in the dataset, {len(lost)} failed; {len(wrong)} wrong")
    print(Counter(line["error"] for line in lost), wrong[:5])


def killed(options: argparse.Namespace) -> None:
    """A run killed with -9, at random moments and at last while it writes the tables; and what it ends with."""
    chance = random.Random(options.seed)
    arguments = ("--jobs", str(options.jobs), "--seconds", str(options.seconds))
    for turn in range(options.times):
        with subprocess.Popen(command(options.source, options.dataset, *arguments)) as process:
            if turn < options.times - 1:
                time.sleep(options.after * (0.3 + chance.random()))
            while turn == options.times - 1 and process.poll() is None and not _names(options.dataset, "next"):
                time.sleep(0.02)
            process.kill()
        staged, begun = (_names(options.dataset, folder) for folder in ("segments", "next"))
        print(f"killed; in the journal {len(staged)} segments, {len(begun)} new files of tables", flush=True)
    print(json.dumps(whole_run(options.source, options.dataset, *arguments)))
    print("the same" if content(options.dataset) == content(options.like) else "NOT the same")


def _names(dataset: Path, folder: str) -> list[Path]:
    """Whole files of a folder of the journal."""
    return [path for path in dataset.glob(f"_journal/{folder}/**/*") if path.suffix in (".arrow", ".parquet")]


@contextmanager
def dask(workers: int, folder: Path) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """A scheduler and workers, each a process of its own: its address, and all of them, itself last."""
    told = folder / "scheduler.json"
    head = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    processes = [quiet([*head, "--scheduler-file", str(told), "--no-dashboard", "--no-show"])]
    try:
        address = _address(told)
        processes[:0] = [worker(address, folder) for _ in range(workers)]
        yield address, processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _address(told: Path) -> str:
    """Where a scheduler listens, as soon as it says so."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with suppress(FileNotFoundError, json.JSONDecodeError):
            return str(json.loads(told.read_text())["address"])
        time.sleep(0.05)
    raise TimeoutError("no scheduler")


def worker(address: str, folder: Path) -> "subprocess.Popen[bytes]":
    head = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"]
    return quiet([*head, "--no-dashboard", "--local-directory", str(folder)])


def quiet(command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def cluster(options: argparse.Namespace) -> None:
    """A run on a Dask cluster whose first worker is killed twice, and started again each time."""
    with tempfile.TemporaryDirectory() as folder, dask(3, Path(folder)) as (address, workers):
        arguments = ("--scheduler", address, "--seconds", str(options.seconds))
        with subprocess.Popen(command(options.source, options.dataset, *arguments), stdout=subprocess.PIPE) as process:
            for _ in range(2):
                time.sleep(options.after)
                workers[0].kill()
                workers[0].wait()
                print(f"killed a worker; the run is {'over' if process.poll() is not None else 'on'}", flush=True)
                workers[0] = worker(address, Path(folder))
            assert process.stdout is not None
            print(process.stdout.read().decode().strip())
    print("the same" if content(options.dataset) == content(options.like) else "NOT the same")


def chosen(source: Path, count: int, folder: Path) -> list[Path]:
    """The first sound documents, in a folder of their own."""
    paths = [path for path in sorted(source.rglob("*.*")) if not path.read_bytes().startswith((HANG, CRASH))][:count]
    for path in paths:
        shutil.copy(path, folder / path.name)
    return paths


def cores(options: argparse.Namespace) -> None:
    """Seconds of one worker against those of two, in turn."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "source"
        source.mkdir()
        chosen(options.source, options.count, source)
        for turn in range(options.times):
            ran = []
            for jobs in (1, 2):
                ran.append(whole_run(source, Path(name) / f"{turn}-{jobs}", "--jobs", str(jobs)))
            one, two = ran
            print(
                f"one worker {one['seconds']:.1f} s, two {two['seconds']:.1f} s: {one['seconds'] / two['seconds']:.2f} "
                f"times; processor {one['all_cpu']} and {two['all_cpu']} s, the coordinator's own "
                f"{two['own_cpu']} s; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )


def overhead(options: argparse.Namespace) -> None:
    """A batch's processor time against that of the bare reading, in turn (overhead.py)."""
    from tests.archive.overhead import measure

    measure(options.source, options.count, options.times, collector=not options.no_collector)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=("run", "check", "killed", "cluster", "cores", "overhead"))
    options.add_argument("source", type=Path)
    options.add_argument("dataset", type=Path, nargs="?")
    options.add_argument("--like", type=Path)
    options.add_argument("--scheduler")
    for name, default in (("jobs", 2), ("count", 400), ("times", 5), ("seed", 0), ("pack", 0)):
        options.add_argument(f"--{name}", type=int, default=default)
    for name, seconds in (("seconds", 15.0), ("after", 30.0)):
        options.add_argument(f"--{name}", type=float, default=seconds)
    options.add_argument("--no-collector", action="store_true", help="overhead: the bare reading without it too")
    found = options.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    work = {"run": run_here, "check": check, "killed": killed, "cluster": cluster, "cores": cores, "overhead": overhead}
    work[found.what](found)


if __name__ == "__main__":
    main()
