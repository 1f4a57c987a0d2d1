"""These tests ensure that ready questions find what a reader would find, and that a SELECT reaches no further."""

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from export.recurrence import counted_by, days
from phuluc.cli.main import cli
from phuluc.errors import DamagedSource, LimitExceeded, OutputError, PhulucError, UnsupportedSource, UsageError
from phuluc.model import Document, Output, Span, Task
from phuluc.store import questions
from phuluc.store.ask import Limits, ask, opened
from tests.store.small import CLUB, FINANCE, HEALTH, PLANNING, again, plan, spans, task, until, write


def answer(folder: Path, question: str, *arguments: Any, **options: Any) -> list[dict[str, Any]]:
    """The lines of a ready question's answer."""
    with opened(folder, Limits()) as connection:
        ready = getattr(questions, question)(connection, *arguments, None, **options)
        found = ask(connection, ready.sql, ready.values)
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def due(folder: Path, first: date, last: date) -> list[tuple[str, str, str | None]]:
    return [(f"{line['due']:%d/%m/%Y}", line["task"], line["product"]) for line in answer(folder, "due", first, last)]


def test_a_span_is_due_on_its_last_day(tmp_path: Path) -> None:
    tasks = [
        task("1", "trước", until(date(2025, 2, 28))),
        task("2", "ngày đầu", until(date(2025, 3, 1))),
        task("3", "ngày cuối", until(date(2025, 3, 31), date(2020, 1, 1))),
        task("4", "sau", until(date(2025, 4, 1))),
        task("5", "không hạn"),
        task("6", "hai đợt", spans((date(2024, 1, 1), date(2024, 12, 31)), (date(2025, 1, 1), date(2025, 3, 15)))),
        task("7", "sản phẩm", until(date(2026, 1, 1)), outputs=(Output("dự thảo", until(date(2025, 3, 20))),)),
    ]
    folder = write(tmp_path, [plan("1", *tasks)])
    assert due(folder, date(2025, 3, 1), date(2025, 3, 31)) == [
        ("01/03/2025", "ngày đầu", None),
        ("15/03/2025", "hai đợt", None),
        ("20/03/2025", "sản phẩm", "dự thảo"),
        ("31/03/2025", "ngày cuối", None),
    ]
    assert [line[1] for line in due(folder, date(2024, 12, 31), date(2024, 12, 31))] == ["hai đợt"]


def test_a_recurrence_is_due_on_each_day_that_it_falls_on(tmp_path: Path) -> None:
    horizon = Span(date(2024, 1, 1), date(2025, 12, 31))
    tasks = [
        task("1", "hằng quý", again("FREQ=MONTHLY;INTERVAL=3")),
        task("2", "tháng 5 hằng năm", again("FREQ=YEARLY;BYMONTH=5")),
        task("3", "hai năm một lần", again("FREQ=YEARLY;INTERVAL=2")),
        task("4", "đến giữa năm", again("FREQ=MONTHLY", end=date(2025, 1, 31))),
        task("5", "về sau", again("FREQ=MONTHLY", start=date(2025, 12, 1))),
    ]
    folder = write(tmp_path, [plan("1", *tasks, date=date(2023, 11, 20), horizon=horizon)])
    assert due(folder, date(2025, 1, 1), date(2025, 5, 31)) == [
        ("31/01/2025", "đến giữa năm", None),
        ("31/03/2025", "hằng quý", None),
        ("31/05/2025", "tháng 5 hằng năm", None),
    ]
    # The plan begins in 2024, and with it what comes every second year; it ends in 2025, and so does all of it.
    assert due(folder, date(2023, 12, 1), date(2024, 1, 30)) == []
    assert [line[1] for line in due(folder, date(2024, 12, 31), date(2024, 12, 31))] == [
        "hằng quý",
        "hai năm một lần",
        "đến giữa năm",
    ]
    assert "hai năm một lần" not in [line[1] for line in due(folder, date(2025, 1, 1), date(2030, 1, 1))]
    assert max(line["due"] for line in answer(folder, "due", date(2025, 1, 1), date(2030, 1, 1))) == date(2025, 12, 31)


def test_a_recurrence_of_no_known_beginning_is_due_unless_it_leaves_years_out(tmp_path: Path) -> None:
    tasks = [task("1", "hằng năm", again("FREQ=YEARLY")), task("2", "ba năm một lần", again("FREQ=YEARLY;INTERVAL=3"))]
    folder = write(tmp_path, [plan("1", *tasks, date=None)])
    assert [line[:2] for line in due(folder, date(2025, 1, 1), date(2026, 12, 31))] == [
        ("31/12/2025", "hằng năm"),
        ("31/12/2026", "hằng năm"),
    ]


@pytest.mark.parametrize("rule", ["nonsense", "FREQ=SECONDLY", "FREQ=YEARLY;INTERVAL=0", "FREQ=MONTHLY;BYMONTHDAY=x"])
def test_a_rule_that_cannot_be_read_falls_on_no_day(rule: str) -> None:
    assert days(rule, date(2024, 1, 1), date(2024, 1, 1), date(2026, 1, 1)) == []


@pytest.mark.parametrize("rule", ["FREQ=YEARLY", "FREQ=MONTHLY;INTERVAL=3", "FREQ=WEEKLY", "FREQ=YEARLY;BYMONTH=4,5"])
def test_a_rule_that_counts_from_nothing_falls_on_the_same_days_whenever_it_began(rule: str) -> None:
    assert counted_by(rule) is None
    ends = date(2025, 1, 1), date(2026, 12, 31)
    assert days(rule, date(2021, 8, 17), *ends) == days(rule, date(2024, 12, 31), *ends) != []


def agencies(folder: Path, name: str, on: date, *, former: bool = False) -> list[tuple[str, str]]:
    return [(line["printed"], line["task"]) for line in answer(folder, "agency", name, on, former=former)]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    first = task("1", "đầu tư công", until(date(2025, 12, 31)), PLANNING, HEALTH)
    second = task("2", "ngân sách", until(date(2026, 6, 30)), FINANCE)
    third = task("3", "văn nghệ", until(date(2026, 6, 30)), CLUB)
    return write(tmp_path, [plan("1", first), plan("2", second, third)])


@pytest.mark.parametrize(
    "name", ["Bộ Kế hoạch và Đầu tư", "Bộ KH&ĐT", "bộ kh&đt", "bộ kế hoạch và đầu tư", "bo-ke-hoach-va-dau-tu"]
)
def test_the_tasks_of_an_agency_and_of_what_took_it_over(shared: Path, name: str) -> None:
    # Nghị quyết 176/2025/QH15: the Ministry of Finance has its tasks since 1 March 2025.
    assert agencies(shared, name, date(2025, 2, 28)) == [("Bộ KH&ĐT", "đầu tư công")]
    assert agencies(shared, name, date(2025, 3, 1)) == [("Bộ KH&ĐT", "đầu tư công"), ("Bộ Tài chính", "ngân sách")]


def test_an_heir_has_its_own_tasks_and_those_it_took_over_when_asked_for(shared: Path) -> None:
    on = date(2026, 1, 1)
    assert agencies(shared, "Bộ Tài chính", on) == [("Bộ Tài chính", "ngân sách")]
    both = [("Bộ Tài chính", "ngân sách"), ("Bộ KH&ĐT", "đầu tư công")]
    assert agencies(shared, "Bộ Tài chính", on, former=True) == both
    assert agencies(shared, "Bộ Tài chính", date(2025, 1, 1), former=True) == both[:1]


def test_a_body_that_no_register_has_is_found_as_printed(shared: Path) -> None:
    for name in ("câu lạc bộ hoa mai", "Cau lac bo Hoa Mai"):
        assert agencies(shared, name, date(2026, 1, 1)) == [("Câu lạc bộ Hoa Mai", "văn nghệ")]
    assert agencies(shared, "Câu lạc bộ Hoa", date(2026, 1, 1)) == []


BODY = "Ủy ban nhân dân tỉnh Lào Cai"


def report(name: str, day: date, title: str, *tasks: Task, issuer: str = BODY) -> Document:
    return plan(name, *tasks, kind="Báo cáo", number=f"{name}/BC-UBND", date=day, title=title, issuer=issuer)


def overdue(folder: Path, on: date) -> list[tuple[str, date | None]]:
    return [(line["task"], line["earlier_report"]) for line in answer(folder, "overdue", on)]


def test_what_was_due_and_has_no_report_is_overdue(tmp_path: Path) -> None:
    tasks = [
        task("1", "đã qua", until(date(2024, 6, 30))),
        task("2", "đúng hôm nay", until(date(2024, 12, 1))),
        task("3", "chưa tới", until(date(2024, 12, 2))),
        task("4", "còn đợt sau", spans((date(2023, 1, 1), date(2023, 12, 31)), (date(2024, 1, 1), date(2025, 1, 1)))),
        task("5", "hằng quý", again("FREQ=MONTHLY;INTERVAL=3")),
        task("6", "thường niên", again("FREQ=YEARLY")),
        task("7", "không hạn"),
    ]
    folder = write(tmp_path, [plan("1", *tasks, date=date(2024, 1, 10))])
    lines = answer(folder, "overdue", date(2024, 12, 1))
    assert [(line["task"], line["due"]) for line in lines] == [
        ("đúng hôm nay", date(2024, 12, 1)),
        ("hằng quý", date(2024, 9, 30)),
        ("đã qua", date(2024, 6, 30)),
    ]


def test_a_later_report_that_names_the_plan_tells_of_its_tasks(tmp_path: Path) -> None:
    first = plan(
        "294", task("1", "sớm", until(date(2024, 6, 30))), task("2", "muộn", until(date(2024, 9, 30))), issuer=BODY
    )
    other = plan("29", task("1", "khác", until(date(2024, 6, 30))), issuer=BODY)
    title = "Báo cáo kết quả thực hiện Quyết định số 294/QĐ-UBND ngày 10/01/2024"
    folder = write(tmp_path, [first, other, report("7", date(2024, 8, 1), title)])
    # The report came after the first deadline and before the second; nothing tells of the other plan.
    assert overdue(folder, date(2024, 12, 1)) == [("muộn", date(2024, 8, 1)), ("khác", None)]
    # On a day before the report nobody had it.
    assert overdue(folder, date(2024, 7, 15)) == [("khác", None), ("sớm", None)]


def test_a_later_report_of_the_same_body_with_the_same_words_tells_of_a_task(tmp_path: Path) -> None:
    words, deadline = "Rà soát quy hoạch", until(date(2024, 6, 30))
    told = plan("1", task("1", words, deadline), issuer=BODY)
    untold = plan("2", task("1", words, deadline), issuer="Bộ Y tế")
    row = task("1", words)
    folder = write(tmp_path, [told, untold, report("7", date(2024, 8, 1), "Báo cáo sáu tháng", row)])
    assert [line["issuer"] for line in answer(folder, "overdue", date(2024, 12, 1))] == ["Bộ Y tế"]


def test_a_report_before_the_plan_tells_nothing_of_it(tmp_path: Path) -> None:
    first = plan("294", task("1", "việc", until(date(2024, 6, 30))))
    old = report("7", date(2023, 8, 1), "Báo cáo thực hiện Quyết định số 294/QĐ-UBND ngày 05/01/2023")
    assert overdue(write(tmp_path, [first, old]), date(2024, 12, 1)) == [("việc", None)]


# --- how far a SELECT reaches -----------------------------------------------------------------------------------

FORBIDDEN = [
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
    "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
    "SELECT * FROM query('COPY tasks TO ''/tmp/x.csv''')",
    "COPY tasks TO '/tmp/phuluc-never.csv'",
    "COPY (SELECT 1) TO '{folder}/tasks/part.parquet'",
    "EXPORT DATABASE '/tmp/phuluc-never'",
    "ATTACH '/tmp/phuluc-never.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "PRAGMA database_list",
    "CREATE TABLE mine AS SELECT 1",
    "DROP VIEW tasks",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP VIEW tasks",
    "",
    "SELEC 1",
    "SELECT nothing FROM tasks",
    "SELECT $day",
]


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_a_select_reads_the_dataset_and_nothing_else(shared: Path, sql: str) -> None:
    before = sorted((path, path.stat().st_mtime_ns) for path in shared.rglob("*"))
    with pytest.raises(PhulucError) as error, opened(shared, Limits()) as connection:
        list(ask(connection, sql.format(folder=shared), {}).rows)
    assert "\n" not in str(error.value)
    assert error.value.exit_code in (2, 3)
    assert sorted((path, path.stat().st_mtime_ns) for path in shared.rglob("*")) == before
    assert not Path("/tmp/phuluc-never.csv").exists()


def test_a_link_out_of_the_dataset_is_not_followed(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.txt"
    secret.write_text("geheim", encoding="utf-8")
    (shared / "link.txt").symlink_to(secret)
    with pytest.raises(UsageError), opened(shared, Limits()) as connection:
        list(ask(connection, f"SELECT * FROM read_text('{shared}/link.txt')", {}).rows)


def test_a_question_without_end_is_ended(shared: Path) -> None:
    endless = "SELECT count(*) FROM range(100000000) a, range(100000000) b"
    with pytest.raises(LimitExceeded, match=r"took over 0\.2 s"), opened(shared, Limits(seconds=0.2)) as connection:
        list(ask(connection, endless, {}).rows)


def test_a_question_that_hungers_for_memory_is_ended(shared: Path) -> None:
    greedy = "SELECT string_agg(range::TEXT || repeat('x', 1000)) FROM range(10000000)"
    with pytest.raises(LimitExceeded, match="needs over 64 MiB"), opened(shared, Limits(memory=64 << 20)) as connection:
        list(ask(connection, greedy, {}).rows)


def test_a_damaged_file_is_told(shared: Path) -> None:
    (shared / "tasks" / "part.parquet").write_bytes(b"PAR1 no more PAR1")
    with pytest.raises(DamagedSource), opened(shared, Limits()) as connection:
        list(ask(connection, "SELECT count(*) FROM tasks", {}).rows)


@pytest.mark.parametrize("version", [None, "phuluc-dataset/0"])
def test_a_dataset_of_another_version_is_refused(shared: Path, version: str | None) -> None:
    path = shared / "tasks" / "part.parquet"
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({"phuluc.dataset": version} if version else None), path)
    said = f"{version or 'no version'}, not phuluc-dataset/1"
    with pytest.raises(UnsupportedSource, match=said), opened(shared, Limits()):
        pass


# --- the command ------------------------------------------------------------------------------------------------


def query(folder: Path | str, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["query", str(folder), *arguments])


def test_values_are_bound_and_never_pasted(shared: Path) -> None:
    sql = "SELECT task FROM tasks WHERE task = $words OR $words = $other"
    done = query(shared, sql, "--param", "words=văn nghệ", "--param", "other=' OR 1=1 --", "--format", "csv")
    assert done.exit_code == 0, done.exception
    assert done.stdout_bytes.decode() == "\ufefftask\r\nvăn nghệ\r\n"


def test_csv_holds_no_formula_unless_asked_for(shared: Path) -> None:
    sql = "SELECT '=1+1' AS a, DATE '2025-03-31' AS b, ['x', 'y'] AS c, NULL AS d, 2.50 AS e"
    plain = list(csv.reader(io.StringIO(query(shared, sql, "--format", "csv").stdout.removeprefix("\ufeff"))))
    assert plain == [["a", "b", "c", "d", "e"], ["'=1+1", "2025-03-31", "x; y", "", "2.50"]]
    raw = query(shared, sql, "--format", "csv", "--csv-raw").stdout
    assert "=1+1,2025-03-31,x; y,,2.50" in raw


def test_a_workbook_has_real_days_and_vietnamese_heads_and_no_formula(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", [plan("1", task("1", "=1+1", until(date(2025, 3, 31)), HEALTH))])
    target = tmp_path / "hạn.xlsx"
    done = query(folder, "due", "--from", "2025-01-01", "--to", "2025-12-31", "-o", str(target))
    assert done.exit_code == 0, done.exception
    sheet = openpyxl.load_workbook(target).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert heads[:4] == ["Đến hạn", "Định kỳ", "Lần cuối", "Số văn bản"]
    row = dict(zip(heads, sheet[2], strict=True))
    assert row["Đến hạn"].value == datetime(2025, 3, 31)
    assert (row["Nhiệm vụ, công việc"].value, row["Nhiệm vụ, công việc"].data_type) == ("=1+1", "s")
    assert sheet.freeze_panes == "A2"


def test_a_table_shows_no_more_than_a_screen_can_bear(shared: Path) -> None:
    done = query(shared, "SELECT range AS n FROM range(1000)")
    assert [line.strip() for line in done.stdout.splitlines()][-2:] == ["199", ""]
    assert done.stderr == "the first 200 rows; -o FILE.csv or FILE.xlsx writes all, with every column\n"
    assert query(shared, "SELECT range AS n FROM range(200)").stderr == ""


def test_an_agency_is_told_as_it_was_understood(shared: Path) -> None:
    done = query(shared, "agency", "Bộ KHĐT", "--as-of", "2026-01-01")
    assert done.exit_code == 0, done.exception
    assert done.stderr == "bo-ke-hoach-va-dau-tu (Bộ Kế hoạch và Đầu tư), bo-tai-chinh (Bộ Tài chính)\n"
    assert "đầu tư công" in done.stdout


def test_a_name_that_stands_nowhere_is_answered_with_those_like_it(shared: Path) -> None:
    done = query(shared, "agency", "Câu lạc bộ Hoa")
    assert done.exit_code == 0, done.exception
    assert "like it: Câu lạc bộ Hoa Mai" in done.stderr


def test_an_address_on_this_machine_is_a_path(shared: Path) -> None:
    by_path, by_address = (query(name, "SELECT count(*) AS n FROM tasks") for name in (shared, f"file://{shared}"))
    assert by_path.exit_code == 0, by_path.exception
    assert by_address.stdout == by_path.stdout


def test_no_progress_bar_stands_among_the_data(shared: Path) -> None:
    with opened(shared, Limits()) as connection:
        told = ask(connection, "SELECT current_setting('enable_progress_bar')", {})
        assert list(told.rows) == [(False,)]


def test_overdue_says_what_it_cannot_know(shared: Path) -> None:
    done = query(shared, "overdue", "--as-of", "2026-12-31")
    assert "may have been reported all the same" in done.stderr
    assert "ngân sách" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["due"], "due needs a first and a last day"),
        (["due", "--from", "2025-03-31", "--to", "2025-01-01"], "--to 2025-01-01 is before --from 2025-03-31"),
        (["due", "--from", "31/3/2025", "--to", "2025-04-01"], "--from 31/3/2025: no day; write 2026-01-01"),
        (["agency"], "agency needs a name"),
        (["overdue", "x"], "only agency takes a name"),
        (["SELECT 1", "--param", "x"], "no value; write NAME=VALUE"),
        (["SELECT 1", "-o", "x.docx"], "end its name in .csv or .xlsx"),
        (["SELECT 1", "-o", "x.csv", "--format", "table"], "a table is for the terminal"),
        (["SELECT 1", "--format", "xlsx"], "a workbook needs a place"),
        (["SELECT 1", "--max-memory", "much"], "--max-memory much: no size"),
        (["tomorrow"], "the tables: documents, tasks"),
    ],
)
def test_a_wrong_question_is_one_line(shared: Path, arguments: list[str], said: str) -> None:
    done = query(shared, *arguments)
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)
    assert "\n" not in str(done.exception)


def test_a_workbook_in_no_folder_is_told_and_leaves_nothing(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    done = query(shared, "SELECT 1", "-o", str(tmp_path / "file" / "x.xlsx"))
    assert isinstance(done.exception, OutputError | OSError)


def test_overdue_looks_further_where_reports_tell_of_most_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "_SPARE", 2)
    told = [task(str(place), f"việc {place}", until(date(2024, 1, place))) for place in range(5, 25)]
    untold = [task(str(place), f"bỏ quên {place}", until(date(2024, 1, place))) for place in range(1, 5)]
    plans = [plan("1", *untold, *told, issuer=BODY, date=date(2023, 1, 1)), report("7", date(2024, 8, 1), "", *told)]
    with opened(write(tmp_path, plans), Limits()) as connection:
        ready = questions.overdue(connection, date(2024, 12, 1), 3)
        found = ask(connection, ready.sql, ready.values)
        assert [dict(zip(found.columns, row, strict=True))["task"] for row in found.rows] == [
            "bỏ quên 4",
            "bỏ quên 3",
            "bỏ quên 2",
        ]


def test_a_few_overdue_lines_are_the_first_of_all(tmp_path: Path) -> None:
    """This test ensures that looking among the last days first leaves nothing out, however many lines are wanted."""
    ends = [date(2024, 11, 30), date(2024, 9, 15), date(2024, 8, 31), date(2024, 8, 30), date(2020, 1, 1)]
    tasks = [task(str(place), f"việc {place}", until(end)) for place, end in enumerate(ends)]
    tasks += [task("8", "hằng năm", again("FREQ=YEARLY;BYMONTH=5")), task("9", "hằng tháng", again("FREQ=MONTHLY"))]
    folder = write(tmp_path, [plan("1", *tasks, date=date(2019, 1, 10))])
    whole = [line["task"] for line in answer(folder, "overdue", date(2024, 12, 1))]
    assert len(whole) == len(tasks)
    for most in range(1, len(whole) + 2):
        with opened(folder, Limits()) as connection:
            ready = questions.overdue(connection, date(2024, 12, 1), most)
            found = ask(connection, ready.sql, ready.values)
            assert [row[found.columns.index("task")] for row in found.rows] == whole[:most]
