"""These tests ensure that what is brought comes back read, as itself, and goes without a trace."""

import io
import json
import zipfile
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from phuluc.batch import run
from phuluc.settings import Settings
from tests.extract.ocr.test_scans import NEEDS_DATA, as_pdf, sheet
from tests.server.running import Served, plan, running

SAMPLE = Path(__file__).parents[2] / "samples" / "qd294.pdf"


def cells(data: bytes) -> list[list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [list(cast(Worksheet, sheet).iter_rows(values_only=True)) for sheet in book.worksheets]


def test_an_upload_gives_what_extract_gives(served: Served, tmp_path: Path) -> None:
    shown = served.bring("qd294.pdf", SAMPLE.read_bytes())
    assert shown["status"] == "done"
    assert shown["summary"]["number"] == "294/QĐ-LĐTBXH"
    assert shown["summary"]["pages"] == 6
    (result,) = run([str(SAMPLE)], Settings(out=tmp_path, formats=("csv", "json", "xlsx")))
    assert result.error is None
    got = {kind: served.client.get(path).content for kind, path in shown["links"]["results"].items()}
    assert got["csv"] == (tmp_path / "qd294.csv").read_bytes()
    assert got["json"] == (tmp_path / "qd294.json").read_bytes()
    assert cells(got["xlsx"]) == cells((tmp_path / "qd294.xlsx").read_bytes())
    assert got["ics"].startswith(b"BEGIN:VCALENDAR")
    with zipfile.ZipFile(io.BytesIO(got["zip"])) as packed:
        assert packed.testzip() is None
        assert {"qd294.csv", "qd294.json", "qd294.xlsx", "qd294.ics"} <= set(packed.namelist())
        assert packed.read("qd294.csv") == got["csv"]


def test_two_documents_of_one_name_stay_apart(served: Served) -> None:
    first, second = (served.bring("kế hoạch.txt", plan(word)) for word in ("mười", "trăm"))
    texts = [served.client.get(one["links"]["results"]["csv"]).text for one in (first, second)]
    assert "mười" in texts[0]
    assert "mười" not in texts[1]
    assert "trăm" in texts[1]
    with zipfile.ZipFile(io.BytesIO(served.client.get("/v1/results.zip").content)) as packed:
        assert "trăm" in packed.read("kế hoạch/kế hoạch.csv").decode()
        assert "mười" in packed.read("kế hoạch-2/kế hoạch-2.csv").decode()


def test_tables_without_tasks_are_in_the_zip(served: Served) -> None:
    shown = served.bring("x.txt", b"A\tB\tC\n1\t2\t3\n4\t5\t6\n")
    with zipfile.ZipFile(io.BytesIO(served.client.get(shown["links"]["results"]["zip"]).content)) as packed:
        assert "x.table-0.csv" in packed.namelist()
    assert "Không thấy bảng nhiệm vụ" in served.client.get(f"/documents/{shown['id']}").text


@pytest.mark.parametrize(
    ("name", "shown_as"),
    [
        ("../../etc/cron.d/x.txt", "x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("/etc/passwd", "passwd"),
        ("<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"),
        ('a"; filename=evil.exe; x=".txt', "a%22; filename=evil.exe; x=%22.txt"),
        ("\u202etxt.exe", "_txt.exe"),
        ("kế hoạch 'năm' #1.txt", "kế hoạch 'năm' #1.txt"),
        ("a" * 3000 + ".txt", "a" * 180 + ".txt"),
        ("CON", "CON"),
        (".", "document"),
    ],
)
def test_a_hostile_name_is_shown_and_no_more(name: str, shown_as: str, served: Served) -> None:
    shown = served.bring(name, plan())
    assert shown["name"] == shown_as
    assert all(part.replace("-", "").isascii() for path in served.files() for part in Path(path).parts)
    assert not any("etc" in path or "<" in path or "evil" in path for path in served.files())
    for page in ("/", f"/documents/{shown['id']}"):
        assert "<img" not in served.client.get(page).text.replace('<img src="/static/icon.svg"', "")
    header = served.client.get(shown["links"]["results"]["csv"]).headers["content-disposition"]
    plain, _, coded = header.partition("; filename*=UTF-8''")
    assert plain.startswith('attachment; filename="')
    assert plain.count('"') == 2
    assert coded.isascii()
    assert not set(coded) & set(" \"';,/\\")


def test_what_cannot_be_read_is_told_in_plain_words(served: Served) -> None:
    shown = served.bring("x.bin", bytes(range(256)) * 20)
    assert shown["status"] == "failed"
    assert shown["error"]["kind"] == "UnsupportedSource"
    assert "; " in shown["error"]["detail"]
    page = served.client.get(f"/documents/{shown['id']}").text
    assert "Không đọc được loại tệp này" in page
    refused = served.client.get(f"/v1/documents/{shown['id']}/results/csv")
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:phuluc:not-ready"


def test_removing_leaves_no_file(served: Served) -> None:
    before = served.files()
    shown = served.bring("x.txt", plan())
    put = served.client.get(shown["links"]["corrections"]).json()
    assert served.client.put(shown["links"]["corrections"], json=put).status_code == 200
    assert len(served.files()) > len(before)
    assert served.client.delete(shown["links"]["self"]).status_code == 204
    assert served.files() == before
    assert not (served.folder / "documents" / shown["id"]).exists()
    assert list((served.folder / "incoming").iterdir()) == []
    assert served.client.get(shown["links"]["self"]).status_code == 404
    assert served.client.delete(shown["links"]["self"]).status_code == 404


@pytest.mark.system
@NEEDS_DATA
def test_removing_a_scan_leaves_nothing_of_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "cache"
    monkeypatch.setenv("PHULUC_CACHE", str(kept))
    with running(tmp_path / "server") as one:
        shown = one.bring("scan.pdf", as_pdf([sheet(0, 200)], 200))
        assert shown["summary"]["tasks"] > 0
        assert one.client.delete(shown["links"]["self"]).status_code == 204
        assert one.files() == []
    assert not kept.exists()


def test_the_list_is_cut_as_asked(served: Served) -> None:
    ids = [served.bring(f"{place}.txt", plan())["id"] for place in range(3)]
    told = served.client.get("/v1/documents", params={"offset": 1, "limit": 2}).json()
    assert [each["id"] for each in told["documents"]] == [ids[1], ids[0]]
    assert told["total"] >= 3
    assert served.client.get("/v1/documents", params={"limit": 0}).json()["type"] == "urn:phuluc:invalid"


def test_nothing_is_found_by_a_path(served: Served) -> None:
    inside = served.bring("x.txt", plan())["id"]
    for path in (
        "/v1/documents/..%2f..%2fetc",
        f"/v1/documents/{inside}/results/..%2fsource",
        f"/v1/documents/{inside.upper()}X/results/csv",
        "/static/..%2f..%2fworker.py",
        "/static/../worker.py",
        f"/documents/{inside}/source",
        f"/v1/documents/{inside}/results/record.json",
    ):
        assert served.client.get(path).status_code in (404, 422), path


def test_the_plain_form_takes_several_files(served: Served) -> None:
    files = [("file", ("một.txt", plan("một"))), ("file", ("hai.txt", plan("hai")))]
    answer = served.client.post("/", files=files)
    assert answer.status_code == 303
    names = [each["name"] for each in served.client.get("/v1/documents").json()["documents"][:2]]
    assert sorted(names) == ["hai.txt", "một.txt"]


def test_records_are_json_of_the_index(served: Served) -> None:
    shown = served.bring("x.txt", plan())
    record = json.loads((served.folder / "documents" / shown["id"] / "record.json").read_bytes())
    assert record["name"] == "x.txt"
    assert record["status"] == "done"
    assert record["summary"]["sha256"] == shown["summary"]["sha256"]
