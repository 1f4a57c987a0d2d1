"""Made rows of the dataset's tables, by the ten thousand: plans that are alike in shape, of values drawn at random.

Bodies are those of the register; words, and the shares of each kind of period, are set by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from export.dataset.arrow import schema
from normalize.agencies.places import provinces
from normalize.agencies.register import register

_VERBS = (
    "Xây dựng",
    "Rà soát, sửa đổi",
    "Tổ chức thực hiện",
    "Triển khai",
    "Hoàn thiện",
    "Kiểm tra, giám sát",
    "Tập huấn",
)
_WHAT = (
    "kế hoạch tuyên truyền chính sách bảo hiểm xã hội", "cơ sở dữ liệu dùng chung", "đề án chuyển đổi số",
    "quy trình giải quyết thủ tục hành chính", "chương trình phát triển nông thôn mới", "hệ thống thông tin báo cáo",
    "văn bản quy phạm pháp luật", "công tác cải cách tiền lương", "mạng lưới trạm y tế", "dự án đường giao thông",
)  # fmt: skip
_WHERE = ("trên địa bàn tỉnh", "tại các xã, phường", "trong các cơ quan nhà nước", "đến năm 2030", "giai đoạn mới")
_RULES = ("FREQ=YEARLY", "FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY", "FREQ=YEARLY;BYMONTH=12", "FREQ=YEARLY;INTERVAL=2")
_RULE_TEXTS = ("Hằng năm", "Hằng quý", "Hằng tháng", "Tháng 12 hằng năm", "Hai năm một lần")
_EPOCH = np.datetime64("1970-01-01")
_FIRST, _DAYS = np.datetime64("2016-01-01"), 10 * 365
_REPORTS = 0.05  # share of documents that report on one before them
_KINDS = ("span", "recurring", "ongoing", "unknown", "empty")
_SHARES = (0.55, 0.2, 0.1, 0.05, 0.1)
_MOST_PARTNERS = 3

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Body:
    ids: pa.Array
    names: pa.Array
    kinds: pa.Array


def _bodies() -> _Body:
    """Bodies of the Centre, and departments at each province: some 1,600."""
    found = []
    for entry in register().values():
        found.append((entry.id, entry.name, entry.kind))
        if entry.kind == "department":
            found += [
                (f"{entry.id}.{it.id}", f"{entry.name} {it.level} {it.name}", entry.kind) for it in provinces().values()
            ]
    return _Body(*(pa.array(column) for column in zip(*found, strict=True)))


def _pick(
    rng: np.random.Generator, words: Sequence[str] | pa.Array, count: int, p: Sequence[float] | None = None
) -> Any:
    pool = words if isinstance(words, pa.Array) else pa.array(words)
    return pool.take(pa.array(rng.choice(len(pool), count, p=p)))


def _join(*parts: Any, between: str = " ") -> Any:
    count = max(len(part) for part in parts if not isinstance(part, str))
    return pc.binary_join_element_wise(
        *(pa.array([part] * count) if isinstance(part, str) else part for part in parts), between
    )


def _texts(numbers: "np.ndarray[Any, Any]") -> Any:
    return pc.cast(pa.array(numbers), pa.string())


def _days(days: "np.ndarray[Any, Any]", null: "np.ndarray[Any, Any] | None" = None) -> Any:
    return pa.array((days - _EPOCH).astype("int32"), mask=null, type=pa.int32()).cast(pa.date32())


def _lists(values: Any, counts: "np.ndarray[Any, Any]") -> Any:
    """A list of text for each line: the next `counts` values."""
    offsets = np.concatenate(([0], np.cumsum(counts)))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


def _empty(count: int) -> Any:
    return _lists(pa.array([], pa.string()), np.zeros(count, int))


def table_of(name: str, columns: Columns) -> pa.Table:
    """A table of the declaration; columns that are not given are null, or empty lists."""
    count = len(columns["sha256"])
    fields = schema(name)
    arrays = []
    for field in fields:
        nothing = _empty(count) if pa.types.is_list(field.type) else pa.nulls(count, field.type)
        arrays.append(columns.get(field.name, nothing).cast(field.type))
    return pa.Table.from_arrays(arrays, schema=fields)


def made(documents: int, rows_each: int, leaf: str = "") -> dict[str, pa.Table]:
    """The six tables of so many made documents whose digests begin with `leaf`, each of so many rows.

    Every tenth row is a section, the others are tasks. Lines are ordered by document; the same arguments give the same
    lines.
    """
    rng = np.random.default_rng([documents, rows_each, *leaf.encode()])
    heads = _documents(rng, documents, rows_each, leaf)
    tasks, agencies, outputs, periods = _tasks(rng, heads, rows_each)
    rows = _rows(tasks, rows_each)
    found = {
        "documents": heads,
        "tasks": tasks,
        "agencies": agencies,
        "outputs": outputs,
        "periods": periods,
        "rows": rows,
    }
    return {name: table_of(name, columns) for name, columns in found.items()}


def _documents(rng: np.random.Generator, count: int, rows_each: int, leaf: str) -> Columns:
    bodies = _bodies()
    sha256 = sorted(leaf + rng.bytes(32).hex()[len(leaf) :] for _ in range(count))
    day = _FIRST + rng.integers(0, _DAYS, count)
    number = _join(_texts(rng.integers(1, 4000, count)), "/QĐ-UBND", between="")
    report = rng.random(count) < _REPORTS
    about = _join(
        "Báo cáo kết quả thực hiện Kế hoạch kèm theo Quyết định số",
        number.take(pa.array(rng.integers(0, count, count))),
    )
    title = _join("Kế hoạch", _pick(rng, _WHAT, count), _pick(rng, _WHERE, count))
    places = _join(f"{leaf}/", _texts(np.arange(count)), ".pdf", between="")
    begins = day.astype("datetime64[Y]")
    return {
        "sha256": pa.array(sha256),
        "paths": _lists(places, np.ones(count, int)),
        "reading": pa.array(["0.1.0 made"] * count),
        "media_type": pa.array(["application/pdf"] * count),
        "pages": pa.array(rng.integers(2, 12, count)),
        "kind": pc.if_else(pa.array(report), "Báo cáo", "Quyết định"),
        "number": number,
        "date": _days(day),
        "issuer": _pick(rng, bodies.names, count),
        "title": pc.if_else(pa.array(report), about, title),
        "horizon_start": _days(begins.astype("datetime64[D]")),
        "horizon_end": _days((begins + rng.integers(1, 6, count)).astype("datetime64[D]") - 1),
        "table_count": pa.array([1] * count),
        "task_count": pa.array([rows_each] * count),
        "glyphs": pa.array(rng.integers(2000, 9000, count)),
        "glyphs_lost": pa.array([0] * count),
    }


def _tasks(rng: np.random.Generator, heads: Columns, each: int) -> tuple[Columns, Columns, Columns, Columns]:
    count = len(heads["sha256"]) * each
    ordinal = np.tile(np.arange(each), len(heads["sha256"]))
    section = ordinal % 10 == 0
    of = pa.array(np.repeat(np.arange(len(heads["sha256"])), each))
    shared = {
        "sha256": heads["sha256"].take(of),
        "page": pa.array(ordinal // 8 + 1),
        "last_page": pa.array(ordinal // 8 + 1),
    }
    task_id = _join("0/", _texts(ordinal + 1), between="")
    text = _join(
        _pick(rng, _VERBS, count),
        _pick(rng, _WHAT, count),
        _pick(rng, _WHERE, count),
        _texts(rng.integers(0, 10**6, count)),
    )
    when = _periods_of(rng, heads["date"].take(of), section)
    agencies = _agencies(rng, shared, task_id, section)
    lead_count = (~section).astype(int)
    outputs = _outputs(rng, shared, task_id, section)
    tasks = shared | when | {
        "task_id": task_id,
        "ordinal": pa.array(ordinal),
        "path": _lists(_texts(ordinal + 1), np.ones(count, int)),
        "number": _texts(ordinal + 1),
        "kind": pc.if_else(pa.array(section), "section", "task"),
        "section_number": pa.array([""] * count),
        "section": _pick(rng, _WHAT, count),
        "task": text,
        "lead": _lists(agencies["text"].filter(pc.equal(agencies["part"], "lead")), lead_count),
        "partners": _lists(agencies["text"].filter(pc.equal(agencies["part"], "partners")), agencies.pop("partners")),
        "outputs": _lists(outputs["text"], outputs.pop("counts")),
        "confidence": pa.array(np.round(rng.uniform(0.5, 1, count), 4)),
    }  # fmt: skip
    return tasks, agencies, outputs, _periods(shared, task_id, when)


def _periods_of(rng: np.random.Generator, dated: Any, section: "np.ndarray[Any, Any]") -> Columns:
    """What each task's period is; a section has none."""
    count = len(section)
    kind = rng.choice(len(_KINDS), count, p=_SHARES)
    kind[section] = _KINDS.index("empty")
    is_span, again = kind == _KINDS.index("span"), kind == _KINDS.index("recurring")
    begin = np.asarray(dated.cast(pa.int32())).astype("timedelta64[D]") + _EPOCH
    start = begin + rng.integers(0, 400, count)
    end = start + rng.integers(20, 900, count)
    rule = pa.array(np.where(again, rng.integers(0, len(_RULES), count), 0))
    span_text = _join("Đến ngày", pc.strftime(_days(end), format="%d/%m/%Y"))
    texts = pc.if_else(
        pa.array(is_span), span_text, pc.if_else(pa.array(again), pa.array(_RULE_TEXTS).take(rule), "Thường xuyên")
    )
    return {
        "period": pc.if_else(pa.array(kind == _KINDS.index("empty")), "", texts),
        "period_kind": pa.array(_KINDS).take(pa.array(kind)),
        "start_day": _days(start, ~is_span),
        "end_day": _days(end, ~is_span),
        "rrule": pc.if_else(pa.array(again), pa.array(_RULES).take(rule), pa.scalar(None, pa.string())),
        "year_inferred": pa.array(np.zeros(count, bool)),
    }


def _periods(shared: Columns, task_id: Any, when: Columns) -> Columns:
    there = pc.not_equal(when["period_kind"], "empty")
    columns = shared | when | {"task_id": task_id, "text": when["period"], "kind": when["period_kind"]}
    kept = {name: column.filter(there) for name, column in columns.items()}
    return kept | {"ordinal": pa.array(np.zeros(len(kept["text"]), int))}


def _agencies(rng: np.random.Generator, shared: Columns, task_id: Any, section: "np.ndarray[Any, Any]") -> Columns:
    """One body in the lead of each task, and up to three partners; `partners` counts those of each task."""
    partners = np.where(section, 0, rng.integers(0, _MOST_PARTNERS + 1, len(section)))
    counts = partners + ~section
    of = np.repeat(np.arange(len(section)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    ordinal = np.arange(len(of)) - first
    bodies = _bodies()
    which = pa.array(rng.integers(0, len(bodies.ids), len(of)))
    lines = {name: column.take(pa.array(of)) for name, column in (shared | {"task_id": task_id}).items()}
    return lines | {
        "ordinal": pa.array(ordinal),
        "part": pc.if_else(pa.array(ordinal == 0), "lead", "partners"),
        "text": bodies.names.take(which),
        "agency_id": bodies.ids.take(which),
        "name": bodies.names.take(which),
        "kind": bodies.kinds.take(which),
        "partners": pa.array(partners),
    }


def _outputs(rng: np.random.Generator, shared: Columns, task_id: Any, section: "np.ndarray[Any, Any]") -> Columns:
    counts = np.where(section, 0, rng.integers(0, 3, len(section)))
    of = np.repeat(np.arange(len(section)), counts)
    lines = {name: column.take(pa.array(of)) for name, column in (shared | {"task_id": task_id}).items()}
    return lines | {
        "ordinal": pa.array(np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)),
        "text": _join("Văn bản về", _pick(rng, _WHAT, len(of)), _texts(rng.integers(0, 1000, len(of)))),
        "counts": counts,
    }


def _rows(tasks: Columns, each: int) -> Columns:
    count = len(tasks["sha256"])
    lead = pc.binary_join(tasks["lead"], "; ")
    cells = [tasks["number"], tasks["task"], lead, pc.binary_join(tasks["partners"], "; "), tasks["period"]]
    columns = np.stack([np.arange(count) + place * count for place in range(len(cells))], axis=1).ravel()
    flat = pa.concat_arrays([cell.combine_chunks() if isinstance(cell, pa.ChunkedArray) else cell for cell in cells])
    width = np.full(count, len(cells))
    labels = ("STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian")
    roles = ("number", "task", "lead", "partners", "period")
    return {
        **{name: tasks[name] for name in ("sha256", "page", "last_page", "ordinal", "number", "kind")},
        "table_index": pa.array(np.zeros(count, int)),
        "labels": _lists(pa.array(labels * count), width),
        "roles": _lists(pa.array(roles * count), width),
        "cells": _lists(flat.take(pa.array(columns)), width),
    }
