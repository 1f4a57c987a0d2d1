"""These tests ensure that an upload which is not as it should be is refused by name, and leaves nothing."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from phuluc.server import pool
from phuluc.server.config import Patience
from phuluc.settings import Limits, Settings
from tests.patience import FOR_EVER, PATIENCE
from tests.server.running import Served, plan, running

MOST = 100_000
HANGS = f"import time; time.sleep({FOR_EVER})  # {{path}}"
BOUNDARY = "x" * 20
HEAD = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\n'.encode()
END = f"\r\n--{BOUNDARY}--\r\n".encode()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of small limits and little patience."""
    reading = Settings(limits=Limits(bytes=MOST))
    folder = tmp_path_factory.mktemp("small")
    with running(folder, reading=reading, patience=Patience(head=0.6, stall=0.6, idle=1), connections=12) as one:
        yield one


def refused(served: Served, status: int, kind: str, **request: object) -> None:
    answer = served.client.post("/v1/documents", **request)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert told["type"] == f"urn:phuluc:{kind}"
    assert told["status"] == status
    assert told["detail"]
    assert served.files() == []


def form(body: bytes) -> dict[str, object]:
    return {"content": body, "headers": {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}}


def test_an_upload_over_the_limit(small: Served) -> None:
    refused(small, 413, "too-large", files={"file": ("x.txt", b"a" * (MOST + 70_000))})
    refused(small, 413, "too-large", files={"file": ("x.txt", b"a" * (MOST + 1))})
    chunks = (HEAD + b"a" * 1_000_000 for _ in range(20))
    refused(small, 413, "too-large", content=chunks, headers=form(b"")["headers"])
    assert small.bring("x.txt", plan() + b"\n" * (MOST - len(plan())))["size"] == MOST
    (document,) = small.client.get("/v1/documents").json()["documents"]
    small.client.delete(document["links"]["self"])


def test_a_form_that_is_none(small: Served) -> None:
    refused(small, 415, "not-multipart", json={})
    refused(small, 415, "not-multipart", content=b"x", headers={"content-type": "multipart/form-data"})
    refused(small, 400, "bad-form", **form(b"no boundary in it"))
    refused(small, 400, "bad-form", **form(HEAD + b"and no end"))
    refused(small, 400, "bad-form", **form(HEAD.replace(b"\r\n\r\n", b"\r\n") + b"x" * 50_000))
    refused(small, 422, "no-file", **form(f"--{BOUNDARY}--\r\n".encode()))
    refused(small, 422, "no-file", **form(HEAD.replace(b'; filename="x.txt"', b"") + b"a field" + END))
    refused(small, 422, "no-file", **form(HEAD.replace(b"x.txt", b"") + END))
    refused(small, 422, "empty-file", files={"file": ("x.txt", b"")})
    refused(small, 422, "many-files", files=[("file", ("1.txt", plan())), ("file", ("2.txt", plan()))])


def raw(served: Served, *parts: bytes) -> socket.socket:
    """A connection on which these bytes of a request were sent."""
    connection = socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE)
    for part in parts:
        connection.sendall(part)
    return connection


def post(length: int) -> bytes:
    return (
        f"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
    ).encode()


def test_an_upload_that_is_cut_off_leaves_nothing(small: Served) -> None:
    for sent in (0, 10, len(HEAD), len(HEAD) + 30_000):
        raw(small, post(90_000), (HEAD + b"a" * 80_000)[:sent]).close()
    until = time.monotonic() + PATIENCE
    while list((small.folder / "incoming").iterdir()):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert small.client.get("/v1/documents").json()["total"] == 0
    assert small.files() == []


def test_a_body_that_does_not_come_is_not_waited_for(small: Served) -> None:
    with raw(small, post(90_000), HEAD) as connection:
        answer = connection.recv(100_000)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert small.files() == []


def test_a_body_that_drips_is_not_waited_for(small: Served) -> None:
    answer = b""
    with raw(small, post(90_000), HEAD) as connection:
        connection.settimeout(0.2)
        for _ in range(int(PATIENCE / 0.2)):
            connection.sendall(b"a" * 10)
            try:
                answer = connection.recv(100_000)
                break
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408 ")


def test_a_head_that_does_not_come_is_not_waited_for(small: Served) -> None:
    whole = b"GET /v1/documents HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for sent in (b"", whole[:-2], whole + whole[:10]):
        with raw(small, sent) as connection:
            received = b""
            while part := connection.recv(100_000):
                received += part
            assert received.count(b"HTTP/1.1 200 OK") == sent.count(whole)


def test_a_head_without_end_is_refused(small: Served) -> None:
    with raw(small, b"GET / HTTP/1.1\r\n") as connection:
        try:
            connection.sendall(b"X: " + b"a" * 200_000)
        except ConnectionError:
            pass
        else:
            assert connection.recv(1_000).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))


def test_more_connections_than_the_server_holds(small: Served) -> None:
    kept = [raw(small, b"GET /") for _ in range(14)]
    try:
        with raw(small, b"GET /v1/documents HTTP/1.1\r\nHost: localhost\r\n\r\n") as connection:
            assert connection.recv(1_000).startswith(b"HTTP/1.1 503 ")
    finally:
        for connection in kept:
            connection.close()
    until = time.monotonic() + PATIENCE
    while small.client.get("/v1/documents").status_code == 503:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_more_documents_than_may_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_PROGRAM", HANGS)
    monkeypatch.setattr(pool, "_GRACE", 0.1)
    with running(tmp_path, workers=1, queue=1) as busy:
        ids = [busy.client.post("/v1/documents", files={"file": ("x.txt", plan())}).json()["id"] for _ in range(2)]
        full = busy.client.post("/v1/documents", files={"file": ("x.txt", plan())})
        assert full.status_code == 503
        assert full.json()["type"] == "urn:phuluc:busy"
        assert int(full.headers["retry-after"]) > 0
        assert busy.client.delete(f"/v1/documents/{ids[0]}").status_code == 204  # the one that is being read
        assert not (tmp_path / "documents" / ids[0]).exists()
        assert busy.client.post("/v1/documents", files={"file": ("x.txt", plan())}).status_code == 202


def test_a_full_disk_is_told(small: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("phuluc.server.upload._Sink._flush", full)
    refused(small, 507, "full-disk", files={"file": ("x.txt", plan())})
