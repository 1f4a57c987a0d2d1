"""These tests ensure that a server begins and ends in order, and that nothing is lost or left where it does not."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from phuluc import guard
from phuluc.server import pool
from phuluc.server.config import Config, Patience
from phuluc.server.desk import Desk
from phuluc.server.refusal import Refusal
from phuluc.server.store import Store
from phuluc.settings import Limits, Settings
from tests.patience import PATIENCE
from tests.server.running import plan, running, waited
from tests.server.test_uploads import HANGS
from tests.test_bad_sources import PHULUC

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not guard.available(), reason="no guarded processes on this system"),
]


@contextmanager
def process(*arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str, str]]:
    """`phuluc serve` on a free port; with its address, and what it said before."""
    command = [str(PHULUC), "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as started:
        assert started.stderr is not None
        before, line = "", started.stderr.readline()
        while "serving" not in line:
            assert line, before
            before, line = before + line, started.stderr.readline()
        found = re.search(r"http://\S+(:\d+)/", line)
        assert found is not None
        try:
            yield started, f"http://127.0.0.1{found[1]}", before
        finally:
            started.kill()


def descendants(number: int) -> set[int]:
    """The processes below one, as /proc has them."""
    parents = {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(each.parent.name)] = int(each.read_text().rpartition(") ")[2].split()[1])
        except FileNotFoundError:
            continue
    found, size = {number}, 0
    while len(found) > size:
        size = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found - {number}


def test_an_ended_server_leaves_its_work_to_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as faulty:
        faulty.setattr(pool, "_PROGRAM", HANGS)
        faulty.setattr(pool, "_GRACE", 0.1)
        with running(tmp_path, workers=1) as one:
            links = [
                one.client.post("/v1/documents", files={"file": ("x.txt", plan(word))}).headers["location"]
                for word in ("mười", "trăm")
            ]
            waited(one.client, links[0], "reading")
    records = [json.loads(path.read_bytes()) for path in tmp_path.glob("documents/*/record.json")]
    assert [(each["status"], each["tries"]) for each in records] == [("queued", 0)] * 2
    with running(tmp_path) as again:
        shown = [again.wait(link) for link in links]
        texts = [again.client.get(each["links"]["results"]["csv"]).text for each in shown]
    assert ["mười" in text for text in texts] == [True, False]


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_and_all_its_processes(number: signal.Signals, tmp_path: Path) -> None:
    with process("--folder", str(tmp_path)) as (started, address, _):
        with httpx.Client(base_url=address, timeout=PATIENCE) as client:
            link = client.post("/v1/documents", files={"file": ("x.txt", plan())}).headers["location"]
            assert waited(client, link, "done", "failed")["status"] == "done"
        below = descendants(started.pid)
        assert len(below) >= 2  # a worker, and its server of guarded processes
        os.killpg(started.pid, number)  # as a terminal does
        assert started.stderr is not None
        rest = started.stderr.read().splitlines()
        assert started.wait(PATIENCE) == 0
    assert len(rest) == 1
    until = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{each}").exists() for each in below):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_killed_server_loses_no_document(tmp_path: Path) -> None:
    with process("--folder", str(tmp_path)) as (started, address, _):
        with httpx.Client(base_url=address, timeout=PATIENCE) as client:
            sent = [client.post("/v1/documents", files={"file": ("x.txt", plan())}) for _ in range(4)]
        started.kill()
        started.wait()
    (tmp_path / "incoming" / "half").mkdir()
    (tmp_path / "incoming" / "half" / "source").write_bytes(b"half")
    with running(tmp_path) as again:
        assert {again.wait(each.headers["location"])["status"] for each in sent} == {"done"}
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_document_that_two_servers_did_not_survive(tmp_path: Path) -> None:
    with running(tmp_path) as one:
        shown = one.bring("x.txt", plan())
    record = tmp_path / "documents" / shown["id"] / "record.json"
    record.write_text(json.dumps(json.loads(record.read_bytes()) | {"status": "reading", "tries": 2, "summary": None}))
    stranger = tmp_path / "documents" / "stranger" / "record.json"
    stranger.parent.mkdir()
    stranger.write_text("{")
    with running(tmp_path) as again:
        (told,) = again.client.get("/v1/documents").json()["documents"]
        assert (told["status"], told["error"]["kind"]) == ("failed", "Interrupted")
        assert "bị ngắt giữa chừng" in again.client.get("/").text
    assert stranger.exists()


def test_a_folder_has_one_server(tmp_path: Path) -> None:
    with running(tmp_path):
        done = subprocess.run(
            [PHULUC, "serve", "--port", "0", "--folder", tmp_path], capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "another phuluc serve uses it" in line


def test_a_port_has_one_server(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [PHULUC, "serve", "--port", port, "--folder", tmp_path], capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert f"port {port}" in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("program", "kind", "seconds"),
    [
        ("raise SystemExit(1)  # {path}", "InternalError", PATIENCE),
        (f"print('no JSON', flush=True); {HANGS}", "InternalError", PATIENCE),
        (f"print('x' * (9 << 20), flush=True); {HANGS}", "InternalError", PATIENCE),
        (HANGS, "LimitExceeded", 0.5),
    ],
)
def test_a_worker_that_fails_is_that_documents_error(
    program: str, kind: str, seconds: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Settings(limits=Limits(seconds=seconds))
    monkeypatch.setattr(pool, "_GRACE", 0.1)
    with running(tmp_path, reading=reading, patience=Patience(export=0.5), workers=1) as one:
        with monkeypatch.context() as faulty:
            faulty.setattr(pool, "_PROGRAM", program)
            assert one.bring("x.txt", plan())["error"]["kind"] == kind
        assert one.client.get("/v1/documents").status_code == 200


def test_a_limit_is_named_in_vietnamese(tmp_path: Path) -> None:
    with running(tmp_path, reading=Settings(limits=Limits(cells=3))) as one:
        shown = one.bring("x.txt", plan())
        assert shown["error"]["kind"] == "LimitExceeded"
        assert "Các bảng có quá nhiều ô." in one.client.get("/").text


def test_who_asks_for_what_is_not_there_costs_nothing(tmp_path: Path) -> None:
    desk = Desk(Config(folder=tmp_path, reading=Settings()))

    async def remove_strangers() -> None:
        for number in range(100):
            with pytest.raises(Refusal, match="no such document"):
                await desk.remove(f"{number:032x}")

    asyncio.run(remove_strangers())
    assert len(desk._changing) == 0


def test_the_store_forgets_nothing_it_holds(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.held(), pytest.raises(Exception, match="another phuluc serve"), Store(tmp_path).held():
        pass
    with Store(tmp_path).held():
        pass


@pytest.mark.parametrize(
    ("missing", "told"), [("fastapi", 'needs fastapi of the extra "serve"'), ("uvicorn", "requirements-serve.lock")]
)
def test_without_its_packages_one_line_says_what_brings_them(missing: str, told: str) -> None:
    program = f"import sys; sys.modules[{missing!r}] = None; from phuluc.cli.main import main; main(['serve'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert told in line


def test_a_token_is_made_up_where_others_can_call(tmp_path: Path) -> None:
    with process("--folder", str(tmp_path), "--host", "0.0.0.0") as (_, address, before):
        token = before.strip().rpartition(" ")[2]
        assert len(token) > 40
        assert httpx.get(f"{address}/v1/documents").status_code == 401
        sent = {"authorization": f"Bearer {token}"}
        assert httpx.get(f"{address}/v1/documents", headers=sent).status_code == 200


def test_a_token_from_a_file_is_shown_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("0123456789abcdef\n")
    with process("--folder", str(tmp_path / "kept"), "--token-file", str(secret)) as (started, address, before):
        assert "0123456789abcdef" not in before
        assert httpx.get(f"{address}/v1/documents").status_code == 401
        assert b"0123456789abcdef" not in Path(f"/proc/{started.pid}/cmdline").read_bytes()
    secret.write_text("short\n")
    done = subprocess.run(
        [PHULUC, "serve", "--token-file", secret, "--folder", tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "at least 16" in done.stderr


def test_config_shows_no_token(tmp_path: Path) -> None:
    assert "geheim" not in repr(Config(folder=tmp_path, reading=Settings(), token="geheim"))
