"""These tests ensure that a correction brought to the server is in every output, and stays there."""

import csv
import io
import json
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from markupsafe import escape
from openpyxl.worksheet.worksheet import Worksheet

from phuluc.batch import run
from phuluc.corrections.file import load
from phuluc.server import pool
from phuluc.settings import Settings
from tests.patience import PATIENCE
from tests.server.running import Served, plan, running
from tests.server.test_uploads import HANGS

NEW = "Xây dựng kế hoạch của người"


def corrections(document: dict[str, Any], old: str, **other: Any) -> dict[str, Any]:
    return {
        "schema": "phuluc-corrections/1",
        "source": {"file": document["name"], "sha256": document["summary"]["sha256"]},
        "corrections": [{"task": "0/1", "path": "task", "old": old, "new": NEW, "note": ""} | other],
    }


def put(served: Served, document: dict[str, Any], body: object, **headers: str) -> Any:
    return served.client.put(document["links"]["corrections"], json=body, headers=headers)


def outputs(served: Served, document: dict[str, Any]) -> tuple[str, str, str]:
    """The first task as the CSV, the JSON and the workbook have it."""
    got = {kind: served.client.get(document["links"]["results"][kind]).content for kind in ("csv", "json", "xlsx")}
    row = next(csv.DictReader(io.StringIO(got["csv"].decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(got["xlsx"]))
    shown = [str(cell) for line in cast(Worksheet, book["Nhiệm vụ"]).iter_rows(values_only=True) for cell in line]
    (task,) = [text for text in shown if text.startswith("Xây dựng kế hoạch")]
    return row["task"], json.loads(got["json"])["tasks"][0]["task"], task


def test_a_correction_reaches_every_output_and_a_second_extraction(served: Served, tmp_path: Path) -> None:
    document = served.bring("x.txt", plan("mười"))
    assert outputs(served, document) == ("Xây dựng kế hoạch mười",) * 3
    done = put(served, document, corrections(document, "Xây dựng kế hoạch mười"))
    assert done.status_code == 200
    assert done.json()["corrections"] == {"count": 1, "pending": False, "unfit": []}
    assert outputs(served, document) == (NEW,) * 3
    for path in (document["links"]["review"], f"/documents/{document['id']}/review"):
        assert NEW in served.client.get(path).text
    kept = tmp_path / "kept.json"
    kept.write_bytes(served.client.get(document["links"]["corrections"]).content)
    source = tmp_path / "x.txt"
    source.write_bytes(plan("mười"))
    (result,) = run([str(source)], Settings(out=tmp_path, formats=("json",), corrections=(load(kept),)))
    assert result.document is not None
    assert result.document.tasks[0].task == NEW
    none = put(served, document, corrections(document, "") | {"corrections": []})
    assert none.json()["corrections"]["count"] == 0
    assert outputs(served, document) == ("Xây dựng kế hoạch mười",) * 3


# What each correction that does not fit is told for by the API, and on the page.
UNFIT: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "row": (
        {"task": "0/9"},
        {"task": "0/9", "path": "task", "said": "", "wanted": ""},
        "0/9, Nhiệm vụ, công việc: văn bản không có dòng này",
    ),
    "value": (
        {"path": "extra.<b>"},
        {"task": "0/1", "path": "extra.<b>", "said": "", "wanted": ""},
        "0/1, <b>: dòng này không có mục này",
    ),
    "text": (
        {"old": "khác " * 20},
        {"task": "0/1", "path": "task", "said": "Xây dựng kế hoạch mười", "wanted": ("khác " * 12).strip() + "…"},
        "0/1, Nhiệm vụ, công việc: văn bản ghi “Xây dựng kế hoạch mười”, không phải “khác khác ",
    ),
    "day": (
        {"task": None, "path": "document.date", "old": "", "new": "hôm qua"},
        {"task": None, "path": "document.date", "said": "", "wanted": "hôm qua"},
        "Ngày ban hành: “hôm qua” không phải là một ngày; hãy viết dạng 2021-03-03",
    ),
}


@pytest.mark.parametrize("why", UNFIT)
def test_what_does_not_fit_is_told_by_its_reason_and_on_the_page_in_vietnamese(served: Served, why: str) -> None:
    wrong, record, sentence = UNFIT[why]
    document = served.bring("x.txt", plan("mười"))
    body = corrections(document, **{"old": "Xây dựng kế hoạch mười"} | wrong)
    told = put(served, document, body).json()["corrections"]
    assert told == {"count": 1, "pending": False, "unfit": [record | {"why": why}]}
    assert outputs(served, document) == ("Xây dựng kế hoạch mười",) * 3
    page = served.client.get(f"/documents/{document['id']}").text
    assert "Hiệu đính không còn khớp" in page
    assert str(escape(sentence)) in page


def test_half_a_character_in_a_correction_is_no_fault(served: Served) -> None:
    document = served.bring("x.txt", plan("mười"))
    half = json.dumps(corrections(document, "\ud800 nửa chữ")).encode()
    headers = {"content-type": "application/json"}
    done = served.client.put(document["links"]["corrections"], content=half, headers=headers)
    assert done.status_code == 200
    (told,) = done.json()["corrections"]["unfit"]
    assert told["wanted"].endswith("nửa chữ")


def test_what_the_review_page_saves(served: Served) -> None:
    document = served.bring("x.txt", plan("mười"))
    page = served.client.get(f"/documents/{document['id']}/review")
    assert '"saveUrl":"corrections"' in page.text
    assert "connect-src 'self'" in page.text
    assert page.headers["content-security-policy"].startswith("frame-ancestors 'none'")
    body = corrections(document, "Xây dựng kế hoạch mười")
    saved = served.client.post(f"/documents/{document['id']}/corrections", json=body)
    assert saved.status_code == 204
    assert outputs(served, document) == (NEW,) * 3
    refused = served.client.post(f"/documents/{document['id']}/corrections", json={})
    assert (refused.status_code, refused.text) == (422, "Không hiểu được tệp hiệu đính.")


def test_the_zip_holds_a_review_page_that_stands_alone(served: Served) -> None:
    document = served.bring("x.txt", plan("mười"))
    got = served.client.get(document["links"]["results"]["zip"]).content
    with zipfile.ZipFile(io.BytesIO(got)) as packed:
        page = packed.read("x.review.html").decode()
    assert '"saveUrl":null' in page
    assert "connect-src" not in page


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ([], "no JSON object"),
        ({"schema": "phuluc/1"}, "schema"),
        ({"corrections": [{"task": "0/1"}]}, "correction 1"),
        ({"source": {"file": "x.txt", "sha256": "0" * 64}}, "another source"),
    ],
)
def test_what_is_no_file_of_corrections_changes_nothing(body: Any, why: str, served: Served) -> None:
    document = served.bring("x.txt", plan("mười"))
    sent = corrections(document, "Xây dựng kế hoạch mười") | body if isinstance(body, dict) else body
    refused = put(served, document, sent)
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:phuluc:bad-corrections"
    assert why in refused.json()["detail"]
    assert served.client.get(document["links"]["self"]).json()["corrections"] is None


def test_only_json_is_taken(served: Served) -> None:
    """This test ensures that no form of another site's page, which needs no leave to send text, is taken for one."""
    document = served.bring("x.txt", plan())
    text = json.dumps(corrections(document, "Xây dựng kế hoạch năm"))
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        sent = served.client.put(document["links"]["corrections"], content=text, headers={"content-type": kind})
        assert sent.status_code == 415


def test_two_people_do_not_overwrite_each_other(served: Served) -> None:
    document = served.bring("x.txt", plan("mười"))
    before = served.client.get(document["links"]["corrections"]).headers["etag"]
    body = corrections(document, "Xây dựng kế hoạch mười")
    first = put(served, document, body, **{"if-match": before})
    assert first.status_code == 200
    second = put(served, document, body, **{"if-match": before})
    assert second.status_code == 412
    assert second.json()["type"] == "urn:phuluc:changed"
    assert put(served, document, body, **{"if-match": first.headers["etag"]}).status_code == 200


def test_what_is_not_read_takes_no_corrections(served: Served) -> None:
    document = served.bring("x.bin", bytes(range(256)))
    answer = served.client.put(f"{document['links']['self']}/corrections", json={})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:phuluc:not-ready")


def test_corrections_are_there_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as one:
        document = one.bring("x.txt", plan("mười"))
        put(one, document, corrections(document, "Xây dựng kế hoạch mười"))
    record = tmp_path / "documents" / document["id"] / "record.json"
    told = json.loads(record.read_bytes())
    told["corrected"]["pending"] = True  # as a server that was killed between keeping them and making the files
    record.write_text(json.dumps(told))
    result = record.parent / "results" / "result.csv"
    made = result.stat().st_mtime_ns
    with running(tmp_path) as again:
        shown = again.client.get(document["links"]["self"]).json()
        until = time.monotonic() + PATIENCE
        while shown["corrections"]["pending"] and time.monotonic() < until:
            shown = again.client.get(document["links"]["self"]).json()
        assert outputs(again, document) == (NEW,) * 3
    assert result.stat().st_mtime_ns > made


def test_a_document_removed_while_its_files_are_made_is_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with running(tmp_path) as one:
        document = one.bring("x.txt", plan("mười"))
        monkeypatch.setattr(pool, "_PROGRAM", HANGS)
        monkeypatch.setattr(pool, "_GRACE", 0.1)
        body = corrections(document, "Xây dựng kế hoạch mười")
        with ThreadPoolExecutor(1) as other:
            answer = other.submit(put, one, document, body)
            until = time.monotonic() + PATIENCE
            while not (one.client.get(document["links"]["self"]).json()["corrections"] or {}).get("pending"):
                assert time.monotonic() < until
            assert one.client.delete(document["links"]["self"]).status_code == 204
            assert answer.result(PATIENCE).status_code == 404
        assert one.files() == []


def test_files_that_could_not_be_made_are_told_and_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with running(tmp_path) as one:
        document = one.bring("x.txt", plan("mười"))
        page = f"/documents/{document['id']}"
        body = corrections(document, "Xây dựng kế hoạch mười")
        with monkeypatch.context() as broken:
            broken.setattr(pool, "_PROGRAM", "raise SystemExit(3)")
            refused = put(one, document, body)
        assert (refused.status_code, refused.json()["type"]) == (500, "urn:phuluc:internal")
        assert one.client.get(document["links"]["self"]).json()["corrections"]["pending"]
        assert "data-busy" not in one.client.get("/rows").text
        card = one.client.get(f"{page}/card").text
        assert "data-busy" not in card
        assert "chưa làm lại được các tệp" in card
        assert put(one, document, body).json()["corrections"] == {"count": 1, "pending": False, "unfit": []}
        assert outputs(one, document) == (NEW,) * 3
        assert "chưa làm lại được các tệp" not in one.client.get(f"{page}/card").text
