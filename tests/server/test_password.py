"""These tests ensure that a locked document is read once its password is given, and that the password stays nowhere."""

import asyncio
from pathlib import Path

import httpx
import pytest

from phuluc.server.config import Config
from phuluc.server.desk import Desk
from phuluc.server.records import Entry, Trouble
from phuluc.settings import Settings
from tests.extract.locked_files import agile
from tests.hostile.test_damage import SAMPLES, encrypted
from tests.server.running import Served, plan

PASSWORD = "mật khẩu 294"


@pytest.fixture
def locked(served: Served) -> str:
    """The path of a document that waits for its password."""
    shown = served.bring("khoá.pdf", encrypted(PASSWORD, "chủ"))
    assert (shown["status"], shown["error"]["kind"]) == ("failed", "PasswordNeeded")
    link: str = shown["links"]["self"]
    assert shown["links"]["password"] == f"{link}/password"
    return link


def test_the_password_opens_it_and_is_kept_nowhere(served: Served, locked: str) -> None:
    wrong = served.client.post(f"{locked}/password", json={"password": "khác"})
    assert wrong.status_code == 202
    error = served.wait(locked)["error"]
    assert error["kind"] == "WrongPassword"
    assert error["detail"].endswith("; give its password on its page, or POST it to links.password")
    assert "Mật khẩu không đúng" in served.client.get(locked.removeprefix("/v1")).text
    given = served.client.post(f"{locked}/password", json={"password": PASSWORD})
    assert PASSWORD not in given.text
    done = served.wait(locked)
    assert (done["status"], done["error"], done["links"]["password"]) == ("done", None, None)
    for spelt in (PASSWORD.encode(), PASSWORD.encode("utf-16-le"), PASSWORD.encode("unicode_escape")):
        assert not [path for path in served.folder.rglob("*") if path.is_file() and spelt in path.read_bytes()]
    assert not any(PASSWORD in line for line in served.told)


def test_the_page_has_a_field_for_it(served: Served, locked: str) -> None:
    path = locked.removeprefix("/v1")
    for page in ("/", path):
        assert f'action="{path}/password"' in served.client.get(page).text
    answer = served.client.post(f"{path}/password", data={"password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert served.wait(locked)["status"] == "done"
    assert f'action="{path}/password"' not in served.client.get(path).text


def test_a_locked_office_document_asks_as_well(served: Served) -> None:
    shown = served.bring("khoá.docx", agile((SAMPLES / "qd294.docx").read_bytes(), PASSWORD))
    assert "--password-file" not in shown["error"]["detail"]
    served.client.post(shown["links"]["password"], json={"password": PASSWORD})
    assert served.wait(shown["links"]["self"])["status"] == "done"


def test_who_waits_for_none_takes_none(served: Served, locked: str) -> None:
    def given(to: str, **sent: object) -> httpx.Response:
        return served.client.post(f"{to}/password", **sent)  # type: ignore[arg-type]  # one of httpx's ways

    done = served.bring("x.txt", plan())["links"]["self"]
    assert given(done, json={"password": "a"}).json()["type"] == "urn:phuluc:not-locked"
    assert given(f"/v1/documents/{'0' * 32}", json={"password": "a"}).status_code == 404
    assert given(locked, json={"word": "a"}).status_code == 422
    assert given(locked, content=b"{", headers={"content-type": "application/json"}).status_code == 422
    assert given(locked, data={"password": "a"}).status_code == 415
    assert given(locked, json={"password": "a" * 5_000}).status_code == 413
    assert served.wait(locked)["error"]["kind"] == "PasswordNeeded"


def test_the_work_that_told_of_the_password_has_ended_before_another_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This test ensures that a document's folder is one worker's at a time, and the newer work stays in the books."""
    desk, order = Desk(Config(tmp_path, Settings())), []

    async def ending() -> None:
        for _ in range(50):
            await asyncio.sleep(0.001)
        order.append("ended")

    async def reading(_: str, password: str) -> None:
        order.append(password)

    async def unlocked() -> None:
        with desk.store.incoming() as folder:
            needed = Trouble("PasswordNeeded", "it is locked")
            entry = await desk.store.add(folder, Entry("", "a.pdf", "2026-11-23", 1, "failed", error=needed))
        desk._begin(entry.id, ending())
        await desk.unlock(entry.id, PASSWORD)
        await desk._quiet(entry.id)

    monkeypatch.setattr(desk, "_read", reading)
    with desk.store.held():
        asyncio.run(unlocked())
    assert order == ["ended", PASSWORD]
