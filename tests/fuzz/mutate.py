"""Mutated documents by the thousand through the command itself, and what became of them.

    .venv/bin/python -m tests.fuzz.mutate --count 10000

Each batch of documents goes to one `phuluc extract` with a limit of time and of memory. The command must say one line
of every document, show no traceback, end by itself, and write nowhere but into its folder; anything else fails, and so
does an error that is phuluc's own. `--only pdf:123` makes one document again and keeps it.
"""

import argparse
import os
import re
import resource
import select
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import monotonic

from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import seeds

PHULUC = Path(sys.executable).parent / "phuluc"
# Of 20 documents. Every fifth batch of PDFs goes to the second reader, every tenth to OCR as well.
SHARES = {"pdf": 9, "docx": 5, "html": 3, "txt": 3}
BATCH = 200
SECONDS, MEMORY = 10, 1024  # a document's limits; MiB
GRACE = 60.0  # seconds beyond the limit after which a document has hung
_OWN_FAULT = re.compile(r"internal error|no answer that can be understood")
_WORTH_A_LOOK = re.compile(r"crashed|seconds|memory")
_DIGITS = re.compile(r"\d[\d,]*")


@dataclass
class Tally:
    """What became of the documents so far."""

    ends: Counter[tuple[str, str]] = field(default_factory=Counter)  # kind and outcome
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0  # seconds between two lines of the command

    def fail(self, what: str) -> None:
        self.faults.append(what)
        print(f"FAULT {what}", flush=True)


def document(kind: str, number: int) -> bytes:
    """Document `number` of a kind, always the same."""
    sound = seeds(kind)
    return mutated(kind, sound[number % len(sound)], number)


def batches(count: int, start: int) -> Iterator[tuple[str, list[int], list[str]]]:
    """Kind, numbers and further options of each call."""
    for kind, share in SHARES.items():
        numbers = list(range(start, start + count * share // sum(SHARES.values())))
        for place, first in enumerate(range(0, len(numbers), BATCH)):
            options = ["--ocr", "auto" if place % 10 == 9 else "never"]
            if place % 4:  # the workbook takes longer to write than most of these documents to read
                options += ["--format", "csv,json"]
            if kind == "pdf" and place % 5 == 4:
                options += ["--engine", "pdfplumber"]
            yield kind, numbers[first : first + BATCH], options


def run_batch(kind: str, numbers: list[int], options: list[str], tally: Tally) -> None:
    """One call of the command on these documents, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="phuluc-mutate-") as name:
        folder = Path(name)
        for part in ("in", "home", "tmp", "here"):
            (folder / part).mkdir()
        sources = {f"{kind}-{number}.{kind}": number for number in numbers}
        for source, number in sources.items():
            (folder / "in" / source).write_bytes(document(kind, number))
        said = _call(folder, list(sources), options, tally)
        _account(kind, sources, said, tally)
        _look_around(folder, set(sources), tally)


def _call(folder: Path, sources: list[str], options: list[str], tally: Tally) -> list[str]:
    """The lines of the command's standard error; a hang or a crash of the command itself is a fault."""
    command = [
        str(PHULUC),
        "extract",
        "-o",
        "../out",
        "--max-seconds",
        str(SECONDS),
        "--max-memory",
        f"{MEMORY}M",
        *options,
    ]
    environment = {**os.environ, "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "PHULUC_CACHE": ""}
    with subprocess.Popen(
        [*command, *(f"../in/{source}" for source in sources)],
        cwd=folder / "here",
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        said = _listen(process, tally)
    if process.returncode not in (0, 1, 3):
        tally.fail(f"the command ended with {process.returncode} in the batch of {sources[0]}")
    return said


def _listen(process: subprocess.Popen[bytes], tally: Tally) -> list[str]:
    assert process.stdout is not None
    text, last = b"", monotonic()
    while True:
        ready = select.select([process.stdout], [], [], SECONDS + GRACE)[0]
        tally.slowest = max(tally.slowest, monotonic() - last)
        last = monotonic()
        if not ready:
            process.kill()
            tally.fail(f"hung after {text.splitlines()[-1:]}")
            break
        part = os.read(process.stdout.fileno(), 65536)
        if not part:
            break
        text += part
    return text.decode("utf-8", "replace").splitlines()


def _account(kind: str, sources: dict[str, int], said: list[str], tally: Tally) -> None:
    """One line a document, each counted by what it says."""
    if any(line.startswith("Traceback") for line in said):
        tally.fail(f"a traceback was shown: {said[-1]}")
    told: Counter[str] = Counter()
    for line in said:
        found = re.match(rf"(phuluc: )?\.\./in/({kind}-\d+\.{kind}): (.*)", line)
        if found is None or found[2] not in sources:
            continue
        told[found[2]] += 1
        outcome = _outcome(bool(found[1]), found[3])
        tally.ends[kind, outcome] += 1
        if _WORTH_A_LOOK.search(outcome):
            print(f"note: {kind}:{sources[found[2]]} {found[3]}", flush=True)
        if _OWN_FAULT.search(outcome):
            tally.fail(f"{kind}:{sources[found[2]]} {found[3]}")
    for source in sources:
        if told[source] != 1:
            tally.fail(f"{told[source]} lines about {source}")


def _outcome(refused: bool, text: str) -> str:
    if refused:
        return _DIGITS.sub("N", text.partition(";")[0])
    return "read, no table" if text.endswith("no tasks") else "read"


def _look_around(folder: Path, sources: set[str], tally: Tally) -> None:
    """Whether anything was written beside the output, or under a name that is no source's."""
    stems = {source.rpartition(".")[0] for source in sources}
    for path in folder.rglob("*"):
        place = path.relative_to(folder).parts
        if place[0] == "in" and path.name in sources | {"in"}:
            continue
        if place[0] == "out" and (len(place) == 1 or (len(place) == 2 and place[1].partition(".")[0] in stems)):
            continue
        if place in (("home",), ("tmp",), ("here",)):
            continue
        tally.fail(f"written outside the output folder, or left in it: {path.relative_to(folder)}")


def report(tally: Tally, seconds: float) -> str:
    """The counts, as Markdown."""
    count = sum(tally.ends.values())
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    lines = ["| kind | outcome | documents |", "| --- | --- | --- |"]
    lines += [f"| {kind} | {outcome} | {number:,} |" for (kind, outcome), number in sorted(tally.ends.items())]
    lines.append(
        f"\n{count:,} documents in {seconds:,.0f} s; longest wait for one {tally.slowest:.1f} s; "
        f"largest process {peak:,} MiB; faults: {len(tally.faults)}"
    )
    return "\n".join(lines)


def main() -> int:
    options = argparse.ArgumentParser(description="Mutated documents through phuluc extract.")
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--start", type=int, default=0, help="number of the first document of each kind")
    options.add_argument("--shard", default="1/1", help="i/n: every n-th batch from the i-th on, for several processes")
    options.add_argument("--only", help="kind:number of one document, written here")
    chosen = options.parse_args()
    if chosen.only:
        kind, _, number = chosen.only.partition(":")
        Path(f"{kind}-{number}.{kind}").write_bytes(document(kind, int(number)))
        return 0
    tally, begun = Tally(), monotonic()
    shard, shards = map(int, chosen.shard.split("/"))
    for kind, numbers, more in islice(batches(chosen.count, chosen.start), shard - 1, None, shards):
        run_batch(kind, numbers, more, tally)
    print(report(tally, monotonic() - begun))
    if resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024 > MEMORY:
        tally.fail(f"over {MEMORY} MiB of memory")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
