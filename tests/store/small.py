"""Small datasets of documents built by hand, as Parquet files where a dataset has them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from export.dataset.arrow import schema, to_parquet
from export.dataset.tables import TABLES
from phuluc.model import Agency, Document, Meta, Output, Period, SourceFile, Span, Task
from tests.export import build

HEALTH = Agency("Sở Y tế", "so-y-te", "Sở Y tế", "department")
PLANNING = Agency("Bộ KH&ĐT", "bo-ke-hoach-va-dau-tu", "Bộ Kế hoạch và Đầu tư", "ministry")
FINANCE = Agency("Bộ Tài chính", "bo-tai-chinh", "Bộ Tài chính", "ministry")
CLUB = Agency("Câu lạc bộ Hoa Mai")


def until(day: date, start: date | None = None) -> Period:
    """A period that ends on a day."""
    span = Span(start, day)
    return Period(f"đến {day:%d/%m/%Y}", "span", start, day, (span,))


def spans(*days: tuple[date, date]) -> Period:
    """A period of several spans."""
    found = tuple(Span(*pair) for pair in days)
    return Period("nhiều đợt", "span", days[0][0], days[-1][1], found)


def again(rrule: str, start: date | None = None, end: date | None = None) -> Period:
    """A recurring period."""
    return Period("định kỳ", "recurring", start, end, (), rrule)


def task(number: str, text: str, period: Period = build.EMPTY, *lead: Agency, outputs: tuple[Output, ...] = ()) -> Task:
    """A task at the top of its table."""
    return build.task(number, text=text, period=period, lead=lead, outputs=outputs)


def plan(name: str, *tasks: Task, content: str = "", **meta: object) -> Document:
    """A decision in a file of that name; `content` tells two versions of it apart."""
    fields: dict[str, object] = {"kind": "Quyết định", "number": f"{name}/QĐ-UBND", "date": date(2024, 1, 10)} | meta
    sha256 = (name + content).encode().hex().rjust(64, "0")
    return build.document(tasks, source=SourceFile(f"{name}.txt", sha256, "text/plain"), meta=Meta(**fields))  # type: ignore[arg-type]


def write(folder: Path, documents: Iterable[Document]) -> Path:
    """A dataset of these documents, each at the path that its file's name is; what was in the folder before goes."""
    found = sorted(documents, key=lambda document: document.source.sha256)
    for table in TABLES:
        fields = schema(table.name)
        told = [table.values(document) for document in found]
        joined = [[value for values in parts for value in values] for parts in zip(*told, strict=True)]
        if table.name == "documents":
            joined[fields.get_field_index("paths")] = [[document.source.file] for document in found]
        columns = [pa.array(values, field.type) for values, field in zip(joined, fields, strict=True)]
        path = folder / table.name / "part.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_parquet(pa.Table.from_arrays(columns, schema=fields)))
    return folder


def renamed(document: Document, file: str) -> Document:
    """The same document in another file."""
    return replace(document, source=replace(document.source, file=file))
