"""The review page as a file: nothing of a document runs or is fetched in it, and nothing of it is lost on the way."""

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any, get_args

import pytest
from hypothesis import given

from export import labels
from export.review.data import data, words
from export.review.page import SCRIPTS, embedded, parts, policy, write
from export.schedule import Mark
from phuluc.model import Column, Document, Row, Sheet, Table
from phuluc.settings import Settings
from phuluc.source import Box, Source
from tests.export import build

HOSTILE = '</script><img src=x onerror="alert(1)"><!--\u2028\u202e]]>&amp;'
DOT = base64.b64encode(b"RIFF....WEBP").decode()


class Parsed(HTMLParser):
    """The elements of a page with their attributes, and the text in its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.held: list[tuple[dict[str, str | None], str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, text: str) -> None:
        if self.elements and self.elements[-1][0] in ("script", "style", "title") and text.strip():
            self.held.append((self.elements[-1][1], text))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def html_of(document: Document, save_url: str | None = None) -> str:
    stream = io.BytesIO()
    write(document, stream, save_url)
    return stream.getvalue().decode()


def told(html: str) -> Any:
    (found,) = [text for attributes, text in Parsed(html).held if attributes.get("id") == "data"]
    return json.loads(found)


def hostile() -> Document:
    document = build.document()
    meta = replace(document.meta, number=HOSTILE, title=HOSTILE)
    tasks = tuple(replace(task, task=HOSTILE, extra=((HOSTILE, HOSTILE),)) for task in document.tasks)
    sheet = Sheet(1, 595.0, 842.0, "image/webp", DOT)
    source = replace(document.source, file=HOSTILE)
    return replace(document, meta=meta, tasks=tasks, source=source, sheets=(sheet,))


def test_what_a_document_says_stays_text() -> None:
    html = html_of(hostile())
    page = Parsed(html)
    assert page.of("img") == []
    assert [attributes.get("type") for attributes in page.of("script")] == [
        "application/json",
        None,
        "application/octet-stream;base64",
    ]
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    (held,) = [text for attributes, text in page.held if attributes.get("id") == "data"]
    assert not set("<>&\u2028\u2029").intersection(held)
    assert {task["task"] for task in told(html)["tasks"]} == {HOSTILE}


def test_the_page_asks_for_nothing_from_anywhere() -> None:
    page = Parsed(html_of(hostile()))
    assert [
        (tag, attributes) for tag, attributes in page.elements if {"src", "srcset", "action"} & attributes.keys()
    ] == []
    assert [attributes.get("href") for _, attributes in page.elements if "href" in attributes] == ["#work"]
    assert page.of("link") == page.of("iframe") == []


def rules_of(html: str) -> dict[str, str]:
    (content,) = [
        each["content"] or "" for each in Parsed(html).of("meta") if each.get("http-equiv") == "Content-Security-Policy"
    ]
    return dict(rule.split(" ", 1) for rule in content.split("; "))


def test_the_policy_lets_this_style_and_this_script_run_and_nothing_else() -> None:
    html = html_of(build.document())
    rules = rules_of(html)
    assert rules["default-src"] == "'none'"
    assert "connect-src" not in rules
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)
    assert style and script
    for name, text in (("style-src", style[1]), ("script-src", script[1])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"
    assert rules == dict(rule.split(" ", 1) for rule in policy(style[1], script[1], saves=False).split("; "))


def test_a_page_that_saves_may_reach_its_own_origin_alone() -> None:
    html = html_of(build.document(), "corrections")
    assert rules_of(html)["connect-src"] == "'self'"
    assert told(html)["saveUrl"] == "corrections"


@pytest.mark.parametrize(
    "url", ["https://x.test/", "//x.test/", "\\\\x.test", "/\\x.test", "javascript:x", " //x.test"]
)
def test_a_page_saves_nowhere_else(url: str) -> None:
    with pytest.raises(ValueError, match="own origin"):
        html_of(build.document(), url)


@build.any_document
@given(build.documents())
def test_any_document_is_held_whole(document: Document) -> None:
    wanted = json.loads(embedded(data(document)))
    assert told(html_of(document)) == wanted
    assert [task["id"] for task in wanted["tasks"]] == [task.id for task in document.tasks]
    assert [len(table["rows"]) for table in wanted["tables"]] == [len(table.rows) for table in document.tables]


def test_pictures_stand_in_the_page_as_data() -> None:
    document = replace(build.document(), sheets=(Sheet(3, 595.0, 842.0, "image/webp", DOT),))
    html = html_of(document)
    held = [(attributes, text) for attributes, text in Parsed(html).held if attributes.get("id") == "sheet-3"]
    assert [(attributes["data-type"], text) for attributes, text in held] == [("image/webp", DOT)]
    assert told(html)["pages"] == [{"number": 3, "width": 595.0, "height": 842.0}]


def test_it_is_a_format_with_a_suffix_of_its_own() -> None:
    (part,) = parts(build.document(), Settings())
    assert part.suffix == ".review.html"


# --- where a value stands -----------------------------------------------------------------------------------------


def placed(page: int, column: int) -> Source:
    return Source(page, Box(100.0 * column, 10.0, 100.0 * column + 90, 30.0))


def of_one_row(columns: tuple[Column, ...], cells: tuple[str, ...], **task: object) -> Any:
    places = tuple((placed(1, place), placed(2, place)) for place in range(len(cells)))
    one = build.task("1", **task)  # type: ignore[arg-type]
    table = Table(0, None, (1, 2), columns, (Row("1", "task", cells, one.sources, places=places),))
    return data(build.document((one,), tables=(table,)))


def test_a_value_leads_to_all_the_parts_of_its_cell() -> None:
    cells = ("1", "Xây dựng kế hoạch", "BHXH Việt Nam", "", "", "", "", "5 tỷ đồng")
    made = of_one_row(build.COLUMNS, cells, lead=(build.VSS,), extra=(("Kinh phí", "5 tỷ đồng"),))
    task, row = made["tasks"][0], made["tables"][0]["rows"][0]
    assert task["row"] == (0, 0)
    assert {
        path: columns for path, columns in task["columns"].items() if path in ("task", "lead", "extra.Kinh phí")
    } == {
        "task": [1],
        "lead": [2],
        "extra.Kinh phí": [7],
    }
    assert row["places"][2] == [[1, 200.0, 10.0, 290.0, 30.0], [2, 200.0, 10.0, 290.0, 30.0]]


def test_partners_named_among_the_leads_lead_to_their_cell() -> None:
    cells = ("1", "Xây dựng kế hoạch", "Chủ trì: BHXH Việt Nam; phối hợp: các bộ", "", "", "", "", "")
    made = of_one_row(build.COLUMNS, cells, lead=(build.VSS,), partners=(build.LOCAL,))
    assert made["tasks"][0]["columns"]["partners"] == [2]


def test_a_period_leads_to_the_columns_of_its_start_and_end() -> None:
    columns = (Column("TT", "number"), Column("Việc", "task"), Column("Bắt đầu", "start"), Column("Kết thúc", "end"))
    made = of_one_row(
        columns, ("1", "Xây dựng kế hoạch", "2021", "2022"), period=build.years("2021 - 2022", 2021, 2022)
    )
    assert made["tasks"][0]["columns"]["period"] == [2, 3]
    assert made["horizon"] == {"first": 2021, "last": 2025}
    assert set(made["tasks"][0]["quarters"]) == set(range(8))


def test_values_are_as_they_were_read_before_corrections() -> None:
    made = data(build.document())
    corrected = [task for task in made["tasks"] if task["id"] == "0/II.4"]
    assert [task["values"]["period"] for task in corrected] == ["Thường xuyẽn"]
    assert made["values"]["document.number"] == "294/QĐ-LDTBXH"
    assert made["values"]["document.date"] == date(2021, 3, 3).isoformat()
    assert [(each["task"], each["path"], each["new"]) for each in made["corrections"]] == [
        (None, "document.number", "294/QĐ-LĐTBXH"),
        ("0/II.4", "period", "Thường xuyên"),
    ]


# --- words --------------------------------------------------------------------------------------------------------


def script_and_template() -> str:
    folder = files("export.review")
    names = ["page.html", *(f"script/{name}.js" for name in SCRIPTS)]
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


def test_every_word_that_the_page_says_is_in_both_languages() -> None:
    text = script_and_template()
    said = set(re.findall(r'"((?:ui|key|meta|file|total|audit|trust|period|column)\.[\w-]+)"', text))
    assert len(said) > 80
    for language in ("vi", "en"):
        assert sorted(name for name in said if name not in words()[language]) == []


def test_no_word_is_there_that_the_page_never_says() -> None:
    text = script_and_template()
    names = [name for name in words()["en"] if name.startswith(("ui.", "key."))]
    composed = ("ui.theme-", "ui.by-")  # by a theme's name, by what is counted
    unsaid = [name for name in names if f'"{name}"' not in text and not name.startswith(composed)]
    assert sorted(name for name in unsaid if f'"{name.removeprefix("ui.")}"' not in text) == []


def test_what_the_sheets_say_in_vietnamese_has_its_english() -> None:
    both = words()
    # An issue's English is its message, which the page shows whole.
    assert sorted(name for name in both["vi"].keys() - both["en"].keys() if not name.startswith("issue.")) == []
    assert both["en"].keys() <= both["vi"].keys()
    assert {f"flag.{name}" for name in labels.flags()} <= both["en"].keys()
    assert {f"mark.{name}" for name in get_args(Mark)} <= both["en"].keys()
