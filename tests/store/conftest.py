"""A PostgreSQL server of one's own: Debian's binaries, in a folder that goes with it, at a port of the moment."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE

PASSWORD = "bí-mật/@:7"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: `host` is a loopback address, `socket` the folder of its socket, where no password is asked."""

    socket: Path
    port: int

    def url(self, database: str = "postgres", user: str = "phuluc", password: str = PASSWORD) -> str:
        """The address over TCP, with the password in it."""
        from sqlalchemy import URL

        made = URL.create("postgresql", user, password, "127.0.0.1", self.port, database)
        return made.render_as_string(hide_password=False)

    def run(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the owner of everything."""
        import psycopg

        where = f"host={self.socket} port={self.port} user=phuluc dbname={database}"
        with psycopg.connect(where, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server, started once a session."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed")
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="phuluc-pg-", dir="/tmp"))  # a socket's path may have 107 bytes, no more
    try:
        if "user" in owner:
            shutil.chown(folder, owner["user"], owner["group"])
        yield from _serve(found[-1].parent, folder, owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The address of an empty database."""
    postgres.run("DROP DATABASE IF EXISTS plans")
    postgres.run("CREATE DATABASE plans")
    yield postgres.url("plans")
    postgres.run("DROP DATABASE plans WITH (FORCE)")


def _owner() -> dict[str, Any]:
    """Whom the server runs as: it refuses root, who becomes Debian's user for it."""
    if os.getuid() != 0:
        return {}
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _serve(programs: Path, folder: Path, owner: dict[str, Any]) -> Iterator[Server]:
    secret, data = folder / "secret", folder / "data"
    secret.write_text(PASSWORD, encoding="utf-8")
    secret.chmod(0o644)
    options = ["-U", "phuluc", "-E", "UTF8", "--locale=C", "--no-sync", f"--pwfile={secret}"]
    rights = ["--auth-local=trust", "--auth-host=scram-sha-256"]
    made = subprocess.run(
        [programs / "initdb", "-D", data, *options, *rights], cwd=folder, capture_output=True, check=False, **owner
    )
    assert made.returncode == 0, made.stderr.decode()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    listen = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-F"]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen([programs / "postgres", "-D", data, *listen], cwd=folder, stderr=log, **owner)
    try:
        server = Server(folder, port)
        _wait(server, running, folder / "log")
        yield server
    finally:
        running.send_signal(2)  # SIGINT: the fast way down, whoever is still connected
        running.wait(timeout=PATIENCE)


def _wait(server: Server, running: "subprocess.Popen[bytes]", log: Path) -> None:
    import psycopg

    until = time.monotonic() + PATIENCE
    while True:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            if running.poll() is not None or time.monotonic() > until:
                pytest.fail(f"PostgreSQL did not start: {log.read_text(errors='replace')[-500:]}")
            time.sleep(0.05)
        else:
            return
