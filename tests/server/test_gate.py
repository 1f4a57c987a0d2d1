"""These tests ensure that the one door lets in whom it should, and that every answer keeps a browser in check."""

import re
from collections.abc import Iterator

import httpx
import pytest

from phuluc.server.gate import POLICY
from tests.server.running import Served, plan, running

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
TOKEN = "một mã đủ dài".encode().hex()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on all addresses, with a token."""
    with running(tmp_path_factory.mktemp("guarded"), host="0.0.0.0", token=TOKEN, names=frozenset({"plan.lan"})) as one:
        yield one


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "[::1]:8294", "LOCALHOST"])
def test_the_servers_own_names(host: str, served: Served) -> None:
    assert served.client.get("/v1/documents", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "a@localhost", "", "[::1"]
)
def test_another_name_is_refused(host: str, served: Served) -> None:
    for path in ("/", "/v1/documents", "/static/app.js"):
        answer = served.client.get(path, headers={"host": host})
        assert answer.status_code == 421
        assert "x.txt" not in answer.text


def test_on_other_addresses_numbers_and_given_names_are_its_own(guarded: Served) -> None:
    sent = {"authorization": f"Bearer {TOKEN}"}
    for host, status in (("10.1.2.3:80", 200), ("plan.lan", 200), ("0.0.0.0", 200), ("evil.example", 421)):
        assert guarded.client.get("/v1/documents", headers=sent | {"host": host}).status_code == status


STRANGE: tuple[dict[str, str], ...] = (
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://localhost:1"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
)


def test_another_sites_page_changes_nothing(served: Served) -> None:
    document = served.bring("x.txt", plan())
    before = served.files()
    client, path = served.client, document["links"]["self"]
    for headers in STRANGE:
        answers = [
            client.post("/v1/documents", files={"file": ("x.txt", plan())}, headers=headers),
            client.post("/", files={"file": ("x.txt", plan())}, headers=headers),
            client.delete(path, headers=headers),
            client.put(f"{path}/corrections", json={}, headers=headers),
            client.post(f"/documents/{document['id']}/corrections", json={}, headers=headers),
            client.post(f"/documents/{document['id']}/delete", headers=headers),
        ]
        assert [answer.status_code for answer in answers] == [403] * 6, headers
    assert served.files() == before


def test_another_sites_page_reads_nothing(served: Served) -> None:
    fetched = served.client.get("/v1/documents", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"})
    assert fetched.status_code == 403
    asked = served.client.options(
        "/v1/documents", headers={"origin": "http://evil.example", "access-control-request-method": "DELETE"}
    )
    assert asked.status_code == 403
    for answer in (fetched, asked, served.client.get("/v1/documents")):
        assert not any(name.startswith("access-control-") for name in answer.headers)
    link = served.client.get("/", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})
    assert link.status_code == 200


def test_its_own_page_may(served: Served) -> None:
    for scheme in ("http", "https"):  # the latter behind a proxy with TLS
        own = {"origin": f"{scheme}://127.0.0.1:{served.port}", "sec-fetch-site": "same-origin"}
        assert served.client.post("/v1/documents", files={"file": ("x.txt", plan())}, headers=own).status_code == 202


def test_every_answer_says_what_a_browser_may_do(served: Served) -> None:
    document = served.bring("x.txt", plan())
    for path in ("/", "/rows", "/docs", "/login", "/static/app.js", "/v1/openapi.json", "/nothing", "/v1/nothing"):
        headers = served.client.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers
    got = served.client.get(document["links"]["results"]["csv"])
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert got.headers["x-content-type-options"] == "nosniff"


def test_no_page_holds_script_style_or_address_of_others(served: Served) -> None:
    document = served.bring("x.txt", plan())
    for path in ("/", "/rows", "/docs", "/login", f"/documents/{document['id']}", "/nothing"):
        page = served.client.get(path).text
        assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|javascript:", page)
        assert not re.findall(r'(?:src|href|action)="(?!/|#)', page)
        assert not re.findall(r"(?:src|href|action)=\"//", page)


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/openapi.json", "/v1/results.zip", "/v1/nothing"])
def test_without_the_token_the_api_says_nothing(path: str, guarded: Served) -> None:
    for sent in ({}, {"authorization": "Bearer wrong"}, {"authorization": TOKEN}, {"cookie": "phuluc_session=x"}):
        answer = guarded.client.get(path, headers=sent)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["type"] == "urn:phuluc:no-token"
    refused = guarded.client.post("/v1/documents", files={"file": ("x.txt", plan())})
    assert refused.status_code == 401
    assert guarded.files() == []


def test_without_the_token_pages_lead_to_the_login(guarded: Served) -> None:
    for path in ("/", "/docs", "/documents/0"):
        answer = guarded.client.get(path, headers=BROWSER)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    # A script is told in plain words: what it sends must not seem to be taken.
    answer = guarded.client.post("/documents/0/corrections", json={})
    assert (answer.status_code, answer.text) == (401, "Hãy đăng nhập lại bằng mã truy cập.")
    assert guarded.client.get("/static/app.css").status_code == 200


def test_the_login_gives_a_session_and_takes_it(guarded: Served) -> None:
    with httpx.Client(base_url=str(guarded.client.base_url), headers=BROWSER) as browser:
        wrong = browser.post("/login", data={"token": "đoán"})
        assert wrong.status_code == 401
        assert "Mã truy cập không đúng" in wrong.text
        assert not browser.cookies
        right = browser.post("/login", data={"token": TOKEN})
        assert right.status_code == 303
        assert {"httponly", "samesite=strict"} <= {
            part.strip().lower() for part in right.headers["set-cookie"].split(";")
        }
        assert TOKEN not in right.headers["set-cookie"]
        assert browser.get("/").status_code == 200
        kept = browser.cookies["phuluc_session"]
        assert browser.post("/logout").status_code == 303
        assert browser.get("/", headers={"cookie": f"phuluc_session={kept}"}).status_code == 303
        assert browser.post("/login", data={"token": "a" * 10_000}).status_code == 413


def test_the_token_is_compared_in_constant_time(guarded: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, own: bytes) -> bool:
        held.append((given, own))
        return False

    monkeypatch.setattr("phuluc.server.gate.hmac.compare_digest", compare)
    assert guarded.client.get("/v1/documents", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 401
    assert held == [(TOKEN.encode(), TOKEN.encode())]


def test_the_documentation_tells_every_operation(served: Served) -> None:
    schema = served.client.get("/v1/openapi.json").json()
    page = served.client.get("/docs").text
    told = {(method, path) for path, methods in schema["paths"].items() for method in methods}
    assert {("post", "/v1/documents"), ("get", "/v1/documents/{id}/results/{format}")} <= told
    assert len(told) == 10
    for method, path in told:
        assert f"{method.upper()}</b> {path}" in page
    for name in ("DocumentView", "Problem", "Summary"):
        assert f"<code>{name}</code>" in page
