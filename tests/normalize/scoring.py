"""The case files, scored: what share of periods, agencies and outputs is understood as a person does.

`wild.toml` holds what the rules were written from, `eval.toml` what was written down apart and is never tuned on.
"""

import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dateutil.rrule import rrulestr

from normalize.agencies.parse import parse_agencies
from normalize.output import parse_outputs
from normalize.periods.parse import Context, parse_period
from phuluc.model import Measure, Period
from tests.normalize.rivals import side_by_side

CASES = Path(__file__).parent / "cases"
HORIZON = datetime(2031, 1, 1)  # recurrences are compared by their days from 2021 to here
Case = dict[str, Any]


def load(thing: str, name: str) -> list[Case]:
    """The cases of a file; none where it is absent."""
    path = CASES / thing / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")).get("case", []) if path.exists() else []


def period_right(case: Case) -> bool:
    """Whether a period is read as the case says; `check` limits what is compared."""
    period = parse_period(case["text"], Context(case.get("year"), case.get("document_year")))
    spans = [f"{span.start or ''}..{span.end or ''}" for span in period.spans]
    checks = case.get("check", ["kind", "start", "end", "rrule", "spans"])
    return (
        ("kind" not in checks or period.kind == case["kind"])
        and ("start" not in checks or period.start == case.get("start"))
        and ("end" not in checks or period.end == case.get("end"))
        and ("rrule" not in checks or same_rule(period.rrule, case.get("rrule")))
        and ("spans" not in case or spans == case["spans"])
    )


def silently_wrong(case: Case) -> bool:
    """Wrong and sure of it: the worst kind of failure. `unknown` carries a flag."""
    kind = parse_period(case["text"], Context(case.get("year"), case.get("document_year"))).kind
    return kind != "unknown" and not period_right(case)


def same_rule(one: str | None, other: str | None) -> bool:
    """Whether two recurrence rules name the same days, however they are written."""
    if one is None or other is None:
        return one is other
    return one == other or _days(one) == _days(other)


def _days(rule: str) -> list[datetime]:
    return list(rrulestr(rule, dtstart=datetime(2021, 1, 1)).between(datetime(2021, 1, 1), HORIZON, inc=True))


def agencies_right(case: Case) -> bool:
    """Whether a cell is split as the case says, and its bodies are known by the id or the canonical name given."""
    agencies = parse_agencies(case["cell"])
    if not all(isinstance(item, str) for item in case["items"]):
        return bool([[agency.text, agency.id or ""] for agency in agencies] == case["items"])
    names = case.get("names", [""] * len(case["items"]))
    return [agency.text for agency in agencies] == case["items"] and all(
        not name or agency.name == name for agency, name in zip(agencies, names, strict=True)
    )


def outputs_right(case: Case) -> bool:
    """Whether a cell's outputs, their periods and first measures are read as the case says."""
    outputs = parse_outputs(case["text"], Context())
    return [output.text for output in outputs] == [want["text"] for want in case["outputs"]] and all(
        _period_is(want.get("period"), output.period) and _measure_is(want.get("measure"), output.measure)
        for want, output in zip(case["outputs"], outputs, strict=True)
    )


def _period_is(want: dict[str, date] | None, period: Period | None) -> bool:
    if want is None:
        return period is None or period.start is period.end is None
    return period is not None and (period.start, period.end) == (want.get("start"), want.get("end"))


def _measure_is(want: dict[str, Any] | None, measure: Measure | None) -> bool:
    if want is None or measure is None:
        return want is None and measure is None
    low, high = ((None if limit is None else float(limit)) for limit in (measure.min, measure.max))
    return (
        (low, high) == (want.get("min"), want.get("max"))
        and _unit_is(want["unit"], measure.unit)
        and list(measure.per) == want.get("per", [])
        and measure.approximate == want.get("approximate", False)
    )


def _unit_is(want: str, unit: str) -> bool:
    """Where a unit ends is a matter of taste ("lớp", "lớp tập huấn"): one must begin with the other."""
    return f"{want} ".startswith(f"{unit} ") or f"{unit} ".startswith(f"{want} ")


def score_case_files() -> None:
    """Print the scores of both kinds of files, and other parsers' beside ours."""
    for thing, right in JUDGES.items():
        for name, label in (("wild", "written from"), ("eval", "held out")):
            cases = load(thing, name)
            hits = sum(map(right, cases))
            share = f"({100 * hits / len(cases):.1f} %)" if cases else ""
            print(f"{thing:<8} {label:<13}{hits:>4} of {len(cases)} {share}")
    held = load("period", "eval")
    print(f"held-out periods wrong without a flag: {sum(map(silently_wrong, held))}")
    for line in side_by_side({name: load("period", name) for name in ("eval", "wild", "duckling")}, period_right):
        print(line)


def wrong(thing: str) -> Iterator[Case]:
    """The held-out cases that are not read right, for whoever keeps the evaluation set."""
    return (case for case in load(thing, "eval") if not JUDGES[thing](case))


JUDGES: dict[str, Callable[[Case], bool]] = {
    "period": period_right,
    "agency": agencies_right,
    "output": outputs_right,
}
