"""The figures of SCALE.md: what pages cost, what a document's change costs, what a run keeps in memory.

`.venv/bin/python -m tests.store.scale` measures on this machine; times are processor seconds, so that a busy machine
changes them little. `cost` alone prints the bill of a million pages for prices and seconds that are given to it:

    .venv/bin/python -m tests.store.scale cost --core-hour 0.04 --gigabyte-month 0.02 --digital 0.012 --scanned 2.3
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import phuluc
from export.dataset.arrow import to_parquet
from export.dataset.lines import lines_of
from phuluc.archive import merge, segment
from phuluc.archive.found import Found
from phuluc.archive.ledger import Ledger
from phuluc.archive.place import Place
from phuluc.archive.segment import Outcome
from phuluc.archive.work import Seen
from phuluc.watch import resident
from tests.bench_plan import write_plan
from tests.extract.made import font
from tests.store.made import made

SAMPLE = Path(__file__).parent.parent.parent / "samples" / "qd294.txt"
PLANS, PAGES = (20, 80), 8  # two archives of such plans: the difference leaves out what a run costs to begin with
LEAF = "00"  # a leaf of a million documents, which have 256
DOCUMENTS = 1_000_000


def pages(folder: Path) -> None:
    """What reading an archive of digital plans costs a page, and what it leaves on the disk."""
    write_plan(folder / "plan.pdf", PAGES, font())
    plan = (folder / "plan.pdf").read_bytes()
    few, more = (_read(folder / str(plans), plan, plans) for plans in PLANS)
    count = (PLANS[1] - PLANS[0]) * PAGES
    began = few - (more - few) / (PLANS[1] - PLANS[0]) * PLANS[0]
    print(f"digital: {(more - few) / count * 1000:.1f} ms of processor time a page, and {began:.1f} s to begin with")
    size = sum(path.stat().st_size for path in (folder / str(PLANS[1]) / "data").rglob("*.parquet"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"dataset: {size / PLANS[1] / PAGES:.0f} bytes a page; the largest process had {peak:.0f} MB")


def _read(folder: Path, plan: bytes, plans: int) -> float:
    """The processor seconds that an archive of so many copies of a plan takes, each with a digest of its own."""
    (folder / "src").mkdir(parents=True)
    for place in range(plans):
        (folder / "src" / f"{place}.pdf").write_bytes(plan + b"\n%% %d" % place)
    program = str(Path(sys.executable).with_name("phuluc"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [program, "batch", str(folder / "src"), "-o", str(folder / "data"), "--jobs", "1"]
    subprocess.run(command, check=True, capture_output=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime


def change(folder: Path) -> None:
    """What it takes to put one document into a leaf of a million documents."""
    count = DOCUMENTS // 16 ** len(LEAF)
    for name, table in made(count, 30, LEAF).items():
        path = folder / merge.file_name(name, LEAF)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_parquet(table))
    document = phuluc.read(SAMPLE)
    sha256 = LEAF + document.source.sha256[len(LEAF) :]
    document = replace(document, source=replace(document.source, sha256=sha256))
    read = segment.Read(Outcome(sha256, None), lines_of(document))
    name = segment.name_of([sha256], "made")
    place = Place(str(folder))
    place.put(name, segment.packed([read], "made"))
    before, began = resident(), time.process_time()
    note = merge.Note(frozenset(), {sha256: ["a.txt"]}, {}).put(place, LEAF)
    job = merge.Job(str(folder), LEAF, (LEAF,), (name,), note, "made")
    files = merge.merge(job)
    size = sum(file.bytes for file in files) / 1e6
    print(
        f"one document into a leaf of {count:,}: {time.process_time() - began:.1f} s of processor time, "
        f"{len(files)} files of {size:.1f} MB in all written anew, {(resident() - before) / 1e6:.0f} MB more memory"
    )


def coordinator(documents: int) -> None:
    """What a run's ledger of so many documents takes."""
    before, began = resident(), time.process_time()
    with Ledger() as ledger:
        for first in range(0, documents, 256):
            numbers = range(first, min(first + 256, documents))
            seen = [
                Seen(Found(f"/archive/{n // 1000}/{n}.pdf", f"/archive/{n // 1000}/{n}.pdf", None, 1), _sha(n), None)
                for n in numbers
            ]
            ledger.see(seen)
            ledger.stage(f"segment-{first}", [Outcome(each.sha256 or "", None) for each in seen], "made")
        size = sum(path.stat().st_size for path in Path(ledger.folder).iterdir())
        print(
            f"coordinator: {documents:,} documents, {(resident() - before) / 1e6:.0f} MB more memory, "
            f"{size / documents:.0f} bytes a document on the disk, "
            f"{(time.process_time() - began) / documents * 1e6:.0f} µs a document"
        )


def _sha(number: int) -> str:
    """A digest as scattered as real ones."""
    return f"{number * 0x9E3779B97F4A7C15 % (1 << 64):016x}".ljust(64, "0")


def cost(options: argparse.Namespace) -> None:
    """The bill of a million pages: processor hours at their price, and a year's storage of the dataset."""
    storage = options.bytes * 1e6 / 1e9 * options.gigabyte_month * 12
    for kind, seconds in (("digital", options.digital), ("scanned", options.scanned)):
        hours = seconds * 1e6 / 3600
        bill = hours * options.core_hour + storage
        print(f"{kind}: {hours:,.1f} core hours at {options.core_hour:g}, {storage:.2f} of storage a year: {bill:,.2f}")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("measure", "cost"), default="measure")
    parser.add_argument("--ledger", type=int, default=100_000, help="documents of the coordinator's ledger")
    parser.add_argument("--core-hour", type=float, default=0.05, help="price of an hour of one core")
    parser.add_argument("--gigabyte-month", type=float, default=0.03, help="price of keeping a gigabyte for a month")
    parser.add_argument("--digital", type=float, default=0.02, help="core seconds a digital page")
    parser.add_argument("--scanned", type=float, default=2.3, help="core seconds a scanned page")
    parser.add_argument("--bytes", type=float, default=1000, help="bytes of the dataset a page")
    options = parser.parse_args()
    if options.what == "cost":
        cost(options)
        return
    os.environ["PHULUC_CACHE"] = ""
    coordinator(options.ledger)  # first, while this process has done nothing else
    with tempfile.TemporaryDirectory(prefix="phuluc-scale-") as name:
        for place, measure in enumerate((pages, change)):
            folder = Path(name) / str(place)
            folder.mkdir()
            measure(folder)


if __name__ == "__main__":
    main()
