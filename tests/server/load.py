"""Many uploads at once into a real server on this machine, some hostile, some cut off; what became of each.

`.venv/bin/python -m tests.server.load --uploads 200 --at-once 20` starts `phuluc serve` on 127.0.0.1 and prints, while
it goes, the memory of the server's own process and of all below it, then what the answers were. It fails where an
upload gets no answer of its kind, a document shows a word of another, or the server's memory grows.
"""

import argparse
import io
import random
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.extract.word_files import docx, plan, tc, tr
from tests.hostile.documents import calling
from tests.hostile.pdfs import PDFS
from tests.server.running import plan as text_plan
from tests.server.test_ends import descendants

# Of a hundred uploads. The hostile ones that only a limit of seconds ends would measure that limit and no more.
SHARES = {"plan": 55, "word": 10, "hostile": 15, "damaged": 5, "cut off": 10, "refused": 5}
SLOW = ("numbers without end", "page of a million rules", "grid of a million cells", "page tree too deep")
MOST_BYTES = 20_000_000
SECONDS = 20
GROWTH = 1.3  # of the server's own memory, from a quarter of the uploads to the end: buffers of uploads under way vary
PATIENCE = 900.0
WORD = re.compile(r"unique[a-z]{12}")


def word(chance: random.Random) -> str:
    """A word that no other upload has."""
    return "unique" + "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=12))


def hostile(chance: random.Random) -> bytes:
    """A document made to hurt, or to call a machine that is not there."""
    names = sorted(set(PDFS) - set(SLOW))
    if chance.random() < 0.3:
        return chance.choice(sorted(calling("http://localhost:9").values()))
    return PDFS[chance.choice(names)][0]()


class Load:
    """One run: an address, what is sent, and what came of it."""

    def __init__(self, address: str, pid: int) -> None:
        self.address, self.pid = address, pid
        self.answers: Counter[str] = Counter()
        self.faults: list[str] = []
        self.memory: list[tuple[float, int, int]] = []
        self.slowest = 0.0

    def upload(self, kind: str, number: int) -> None:
        """Send one upload of a kind, and hold what came of it against what should."""
        chance, begun = random.Random(number), time.monotonic()
        own = word(chance)
        try:
            with httpx.Client(base_url=self.address, timeout=PATIENCE) as client:
                came = self._sent(client, kind, own, chance)
        except httpx.HTTPError as error:
            came = f"no answer ({type(error).__name__})"
            self.faults.append(f"{kind} {number}: {came}")
        self.slowest = max(self.slowest, time.monotonic() - begun)
        self.answers[f"{kind}: {came}"] += 1

    def _sent(self, client: httpx.Client, kind: str, own: str, chance: random.Random) -> str:
        match kind:
            case "plan":
                return self._read(client, "kế hoạch.txt", text_plan(own), own)
            case "word":
                return self._read(
                    client, "kế hoạch.docx", docx(plan(tr(tc("2"), tc(f"Tập huấn {own}"), tc("Sở Y tế")))), own
                )
            case "hostile":
                return self._read(client, "kế hoạch.pdf", hostile(chance), None)
            case "damaged":
                data = (Path(__file__).parents[2] / "samples" / "qd294.pdf").read_bytes()
                return self._read(client, "kế hoạch.pdf", data[: chance.randrange(100, len(data))], None)
            case "cut off":
                return self._cut_off(own, chance)
        return self._refused(client, chance)

    def _read(self, client: httpx.Client, name: str, data: bytes, own: str | None) -> str:
        """Bring a document until there is room, wait for it, look into all its files, and remove it in one of three."""
        while (brought := client.post("/v1/documents", files={"file": (name, data)})).status_code == 503:
            time.sleep(float(brought.headers.get("retry-after", 1)))
        if brought.status_code != 202:
            self.faults.append(f"{brought.status_code}: {brought.text}")
            return str(brought.status_code)
        link, until = brought.headers["location"], time.monotonic() + PATIENCE
        while (shown := client.get(link).json())["status"] not in ("done", "failed"):
            if time.monotonic() > until:
                self.faults.append(f"{link} is {shown['status']} for ever")
                return "never"
            time.sleep(0.3)
        if own is not None and shown["status"] != "done":
            self.faults.append(f"a sound plan failed: {shown['error']}")
        for path in (link, *shown["links"]["results"].values(), shown["links"]["review"]):
            if path is not None:
                self._look(client.get(path), own)
        if shown["id"][0] in "01234":
            client.delete(link).raise_for_status()
        return str(shown["status"] if shown["error"] is None else shown["error"]["kind"])

    def _look(self, got: httpx.Response, own: str | None) -> None:
        """Hold the words in a file against the one that may be there; those in packed files are looked at unpacked."""
        if got.status_code != 200:
            self.faults.append(f"{got.request.url}: {got.status_code}")
        found = set(WORD.findall(unpacked(got.content)))
        if not found <= {own} or (own is not None and b"unique" in got.content and own not in found):
            self.faults.append(f"{got.request.url}: {found} where {own} was sent")
        elif own is not None and str(got.request.url).endswith(("csv", "json", "xlsx", "zip")) and found != {own}:
            self.faults.append(f"{got.request.url}: its own word is missing")

    def _cut_off(self, own: str, chance: random.Random) -> str:
        """Begin an upload and leave in the midst of it."""
        address = httpx.URL(self.address)
        body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\n' + own.encode() * 20_000
        head = (
            f"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body) + 100}\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        ).encode()
        with socket.create_connection((address.host, address.port or 80), timeout=PATIENCE) as connection:
            connection.sendall(head + body[: chance.randrange(len(body))])
            time.sleep(chance.random() / 2)
        return "left"

    def _refused(self, client: httpx.Client, chance: random.Random) -> str:
        """Send what is refused at the door."""
        tries = [
            (413, {"files": {"file": ("x.txt", b"a" * (MOST_BYTES + 1))}}),
            (415, {"json": {}}),
            (422, {"files": {"file": ("x.txt", b"")}}),
            (403, {"files": {"file": ("x.txt", b"a")}, "headers": {"origin": "http://evil.example"}}),
            (421, {"files": {"file": ("x.txt", b"a")}, "headers": {"host": "evil.example"}}),
        ]
        expected, request = chance.choice(tries)
        got = client.post("/v1/documents", **request)  # type: ignore[arg-type]
        if got.status_code != expected:
            self.faults.append(f"{got.status_code} where {expected} was due: {got.text}")
        return str(got.status_code)

    def weigh(self) -> None:
        """Note the memory of the server, and of all that it started."""
        self.memory.append((time.monotonic(), resident(self.pid), sum(map(resident, descendants(self.pid)))))


def unpacked(data: bytes) -> str:
    """The text of a file, of a zip's members, and of those in a workbook in it."""
    if not data.startswith(b"PK\x03\x04"):
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "\n".join(unpacked(packed.read(name)) for name in packed.namelist())


def resident(pid: int) -> int:
    """Bytes of a process in memory; 0 where it has gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except FileNotFoundError:
        return 0
    return pages * resource.getpagesize()


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """`phuluc serve` on a free port: its address, and its process's number."""
    limits = ("--max-size", str(MOST_BYTES), "--max-seconds", str(SECONDS), "--max-memory", "1G")
    command = [str(Path(sys.executable).parent / "phuluc"), "serve", "--port", "0", "--folder", str(folder), *limits]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        found = re.search(r"http://\S+?:\d+", server.stderr.readline())
        assert found is not None
        try:
            yield found[0], server.pid
        finally:
            server.terminate()
            print(server.stderr.read().strip())


def kinds(count: int) -> list[str]:
    """Kinds of uploads in their shares, well mixed and the same each time."""
    listed = [kind for kind, share in SHARES.items() for _ in range(round(count * share / 100))]
    listed += ["plan"] * (count - len(listed))
    random.Random(7).shuffle(listed)
    return listed[:count]


def main() -> int:
    """Run, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uploads", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=20)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (address, pid):
        load = Load(address, pid)
        load.upload("plan", -1)  # what the first document costs is none of the others'
        begun, ended = time.monotonic(), threading.Event()
        watch = threading.Thread(target=_watch, args=(load, ended, told.uploads))
        watch.start()
        with ThreadPoolExecutor(told.at_once) as clients:
            list(clients.map(load.upload, kinds(told.uploads), range(told.uploads)))
        ended.set()
        watch.join()
        seconds = time.monotonic() - begun
        _remove_all(load)
        left = [path for path in Path(folder).rglob("*") if path.is_file()]
        load.faults += [f"left behind: {path}" for path in left]
    return _report(load, told.uploads, seconds)


def _watch(load: Load, ended: threading.Event, uploads: int) -> None:
    while not ended.wait(5):
        load.weigh()
        own, below = load.memory[-1][1:]
        done = sum(load.answers.values()) - 1
        print(f"{done:4} of {uploads}: server {own / 1e6:6.1f} MB, its processes {below / 1e6:7.1f} MB", flush=True)


def _remove_all(load: Load) -> None:
    with httpx.Client(base_url=load.address, timeout=PATIENCE) as client:
        load.weigh()
        while documents := client.get("/v1/documents").json()["documents"]:
            for each in documents:
                client.delete(each["links"]["self"]).raise_for_status()


def _report(load: Load, uploads: int, seconds: float) -> int:
    early = max((own for _, own, _ in load.memory[: max(1, len(load.memory) // 4)]), default=0)
    late = load.memory[-1][1]
    if late > early * GROWTH:
        load.faults.append(f"the server grew from {early / 1e6:.1f} to {late / 1e6:.1f} MB")
    for came, count in sorted(load.answers.items()):
        print(f"{count:4}  {came}")
    peak = max(below for _, _, below in load.memory)
    print(f"{uploads} uploads in {seconds:.0f} s, the slowest {load.slowest:.1f} s")
    print(
        f"memory of the server: {early / 1e6:.1f} MB early, {late / 1e6:.1f} MB at the end; its processes at most "
        f"{peak / 1e6:.0f} MB together"
    )
    for fault in load.faults:
        print(f"FAULT: {fault}")
    print(f"{len(load.faults)} faults")
    return 1 if load.faults else 0


if __name__ == "__main__":
    sys.exit(main())
