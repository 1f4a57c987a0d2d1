"""A real server on this machine for tests, and what asks it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from phuluc.server.config import Config
from phuluc.server.desk import Desk
from phuluc.server.run import open_socket, server_of
from phuluc.settings import Settings
from tests.patience import PATIENCE

PLAN = (
    "STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n"
    "1\tXây dựng kế hoạch {word}\tBộ Y tế\tNăm 2025\n2\tTập huấn\tBộ Nội vụ\tQuý I/2026\n"
)


def plan(word: str = "năm") -> bytes:
    """A plan that has a word of its own."""
    return PLAN.format(word=word).encode()


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs: its folder, its port, and a client that is no browser."""

    folder: Path
    port: int
    client: httpx.Client
    told: list[str]

    def bring(self, name: str, data: bytes) -> dict[str, Any]:
        """Bring a document, and wait for what becomes of it."""
        brought = self.client.post("/v1/documents", files={"file": (name, data)})
        assert brought.status_code == 202, brought.text
        return self.wait(brought.headers["location"])

    def wait(self, location: str) -> dict[str, Any]:
        """A document once it is read or not."""
        return waited(self.client, location, "done", "failed")

    def files(self) -> list[str]:
        """All files in the server's folder."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


def waited(client: httpx.Client, location: str, *statuses: str) -> dict[str, Any]:
    """A document once its status is one of these."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        shown: dict[str, Any] = client.get(location).json()
        if shown["status"] in statuses:
            return shown
        time.sleep(0.05)
    raise AssertionError(f"{location} is {shown['status']} after {PATIENCE} seconds")


@contextmanager
def running(folder: Path, **chosen: Any) -> Iterator[Served]:
    """Serve a folder on a free port of this machine; `chosen` are fields of Config."""
    config = replace(Config(folder=folder, reading=Settings(), port=0), **chosen)
    told: list[str] = []
    with open_socket(config) as listening:
        port = listening.getsockname()[1]
        desk = Desk(replace(config, port=port))
        with desk.store.held():
            server = server_of(desk, told.append)
            thread = threading.Thread(target=server.run, args=([listening],))
            thread.start()
            try:
                with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
                    yield Served(folder, port, client, told)
            finally:
                server.should_exit = True
                thread.join()
