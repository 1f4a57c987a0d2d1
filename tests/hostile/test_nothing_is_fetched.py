"""These tests ensure that reading a document calls nobody, starts nothing and writes nothing, whatever it asks for."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract import office
from phuluc.pipeline import read
from phuluc.settings import Settings
from tests.hostile.documents import calling, office_calling
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]

# Reads a file where calling, starting and writing are forbidden to Python itself; native code has the listener.
GUARDED = """
import os, sys
import phuluc
from phuluc.settings import Settings
phuluc.read(b"a\\tb\\nc\\td\\n")
FORBIDDEN = tuple(
    "socket. subprocess. os.system os.exec os.posix_spawn os.fork urllib. http. ftplib. os.remove os.rename os.mkdir "
    "os.link os.symlink os.chmod shutil. tempfile.".split()
)
def watch(event, arguments):
    if event.startswith(FORBIDDEN):
        raise SystemExit(f"{event} {arguments}")
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        raise SystemExit(f"{event} {arguments}")
import phuluc.errors
sys.addaudithook(watch)
try:
    phuluc.read(sys.argv[1], Settings(ocr="never", engine=sys.argv[2]))
except phuluc.errors.PhulucError as error:
    print(error)
"""


class Listener:
    """A place on this machine that notes whether anybody calls."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def was_called(self) -> bool:
        try:
            connection, _ = self._socket.accept()
        except BlockingIOError:
            return False
        connection.close()
        return True

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    one = Listener()
    yield one
    one.close()


@pytest.mark.parametrize("name", calling("http://localhost"))
def test_a_document_calls_nobody(name: str, tmp_path: Path, listener: Listener) -> None:
    path = tmp_path / name
    path.write_bytes(calling(listener.url)[name])
    before = sorted(tmp_path.rglob("*"))
    for engine in ("pdfium", "pdfplumber")[: 2 if name.endswith(".pdf") else 1]:
        command = [sys.executable, "-B", "-c", GUARDED, str(path), engine]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        assert not done.stdout or "entit" in done.stdout  # read, or refused for what it declares
    assert not listener.was_called()
    assert sorted(tmp_path.rglob("*")) == before


def test_the_watch_would_see_it() -> None:
    """This test ensures that the two tests above can fail."""
    call = 'import urllib.request; urllib.request.urlopen("http://127.0.0.1:9/")'
    code = GUARDED.replace('phuluc.read(sys.argv[1], Settings(ocr="never", engine=sys.argv[2]))', call)
    done = subprocess.run(
        [sys.executable, "-c", code, "x", "pdfium"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "urllib.Request" in done.stderr


@pytest.mark.system
@pytest.mark.parametrize("cut_off", [True, False], ids=["without a network", "by its settings alone"])
@pytest.mark.parametrize("name", office_calling("http://localhost", "x"))
def test_libreoffice_calls_nobody_and_runs_no_macro(
    name: str, cut_off: bool, tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    if office.find_soffice() is None:
        pytest.skip("LibreOffice is not installed")
    if not cut_off:
        monkeypatch.setattr(office, "_without_network", lambda: ())
    written = tmp_path / "written by a macro"
    document = read(office_calling(listener.url, str(written))[name], Settings())
    assert [row.number for table in document.tables for row in table.rows] == (["1", "2"] if ".odt" in name else ["1"])
    assert not listener.was_called()
    assert not written.exists()
