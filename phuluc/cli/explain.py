"""`phuluc explain`: one row, what was printed, where, and how each value of it came about."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from phuluc.cli.options import LIMITS, MEANING, READING, Command, options, settings_from
from phuluc.cli.say import complain, lines_of
from phuluc.errors import UsageError

if TYPE_CHECKING:
    from normalize.counted import Told
    from normalize.explain import Explanation, Name, Product, Time
    from phuluc.model import Document, Measure, Period
    from phuluc.source import Source

_NEAR = 5  # ids told where there is none such
_LABEL = 12  # columns of the words on the left

# Backspace keeps click from wrapping the lines.
_EXIT_CODES = """\b
Exit: 0 the row is explained
      2 the command line is wrong, or the source has no such row
      3 the source cannot be read"""


@click.command(cls=Command, epilog=_EXIT_CODES)
@click.argument("source", metavar="SRC")
@click.option("--task", "task_id", metavar="ID", required=True, help="The row's id, as the JSON and the CSV have it.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@options(READING, MEANING, LIMITS)
def explain(source: str, task_id: str, as_json: bool, **chosen: Any) -> int:
    """Explain one row of SRC (a file, or - for standard input): what is printed, where, and what it was taken for.

    Each value is told with the pattern of the grammar, the row of the register or the header word by which it came
    about, and an example of it or where it was seen.
    """
    from normalize.explain import explain as explained
    from phuluc.batch import read_source
    from phuluc.cli.progress import Progress

    settings = settings_from(**chosen)
    with Progress() as progress:
        result = read_source(source, settings, progress.page)
    if result.document is None:
        complain(f"{source}: {result.error}")
        return result.exit_code
    found = explained(result.document, task_id)
    if found is None:
        raise UsageError(f"--task {task_id[:60]}: {source} has no such row; {_near(result.document, task_id)}")
    if as_json:
        click.echo(json.dumps(as_object(found), ensure_ascii=False, indent=2))
    else:
        for line in report(found):
            click.echo(lines_of(line))
    return 0


def _near(document: "Document", task_id: str) -> str:
    """What ids there are that may have been meant."""
    ids = [task.id for task in document.tasks]
    if not ids:
        return "it has no rows that are tasks"
    same = [task.id for task in document.tasks if task.number == task_id or task.id.endswith(f"/{task_id}")]
    near = list(dict.fromkeys([*same, *get_close_matches(task_id, ids, _NEAR, 0.4)]))[:_NEAR]
    return f"near it: {', '.join(near)}" if near else f"its first: {', '.join(ids[:_NEAR])}"


# --- for a person ------------------------------------------------------------------------------------------------


def report(found: "Explanation") -> Iterator[str]:
    """The lines that a person reads."""
    task, table = found.task, found.table
    yield f"{task.id}: {task.kind} {task.number}".rstrip()
    above = [f"under {task.parent}" if task.parent else "", f'in section "{task.section}"' if task.section else ""]
    yield _line("stands", "; ".join(filter(None, [f"table {table.index}" + _titled(table.title), *above])))
    for source in task.sources:
        yield _line("where", _place(source))
    yield ""
    for cell in found.cells:
        yield _line(f"cell {cell.column + 1}", f"{cell.label or '(no header)'}: {_one_line(cell.text)}")
        told = f'role {cell.role}, by "{cell.word}" in its header' if cell.word else f"role {cell.role or 'none'}"
        yield _more(told + _seen(cell.seen) + ("; printed in a row above, merged down" if cell.inherited else ""))
    yield ""
    for time in found.times:
        yield from _time("period", time)
    for part in ("lead", "partners"):
        for name in getattr(found, part):
            yield from _name(part.removesuffix("s"), name)
    for product in found.products:
        yield from _product(product)
    yield ""
    for flag in found.flags:
        yield _line("flag", f"{flag.flag}: {flag.why}")
        yield from (_more(_one_line(note)) for note in flag.notes)
    yield _line("confidence", f"{task.confidence} = {' x '.join(f'{name} {value}' for name, value in _trust(found))}")


def _line(label: str, text: str) -> str:
    return f"{label:<{_LABEL}}{text}"


def _more(text: str) -> str:
    return _line("", f"  {text}")


def _one_line(text: str) -> str:
    return text.replace("\n", " / ")


def _titled(title: str | None) -> str:
    return f', "{_one_line(title)}"' if title else ""


def _seen(seen: str) -> str:
    return f"; seen: {seen}" if seen else ""


def _place(source: "Source") -> str:
    if source.page is None:
        return source.place or "nowhere that the format names"
    box = source.box
    corners = "" if box is None else f", box {box.x0:.1f} {box.top:.1f} {box.x1:.1f} {box.bottom:.1f} (points)"
    return f"page {source.page}{corners}"


def _time(label: str, time: "Time") -> Iterator[str]:
    period, how = time.period, time.how
    yield _line(label, _one_line(period.text))
    yield _more(_meaning(period))
    if time.year_from:
        yield _more(f"its year is not printed: taken from {time.year_from}")
    for step in how.steps:
        yield _more(f'{step.table} "{step.name}" took "{step.words}"; example: {step.example}')
    if how.reason:
        yield _more(f"not understood: {how.reason}" + (f' ("{how.left}")' if how.left else ""))


def _meaning(period: "Period") -> str:
    days = [f"{span.start or 'open'} to {span.end or 'open'}" for span in period.spans]
    return ", ".join(filter(None, [period.kind, period.rrule or "", *days]))


def _name(label: str, name: "Name") -> Iterator[str]:
    agency = name.agency
    yield _line(label, _one_line(agency.text))
    if agency.id is not None:
        yield _more(f"{agency.name} ({agency.id}, {agency.kind})")
    yield _more(name.how + _seen(name.seen))
    yield from map(_more, name.history)
    if agency.successor is not None:
        yield _more(f"on the day asked for: {agency.successor.name or '?'} ({agency.successor.id})")


def _product(product: "Product") -> Iterator[str]:
    yield _line("output", _one_line(product.output.text))
    if product.time is not None:
        yield from _time("  led in by", product.time)
    for counted in product.counted:
        yield _more(f"measure {_measure(counted.measure)}")
        yield _more(f'  took "{_one_line(counted.words)}"')
        yield from (_more(f'  {part.part} by "{part.word}"{_unit_seen(part)}') for part in counted.parts)


def _unit_seen(part: "Told") -> str:
    return _seen(f"units.toml, {part.seen}") if part.seen else ", which stands before the rate"


def _measure(measure: "Measure") -> str:
    bounds = f"{measure.min if measure.min is not None else ''}..{measure.max if measure.max is not None else ''}"
    said = f"{bounds} {measure.unit}" + (f" of {measure.of}" if measure.of else "")
    return said + "".join(f" per {per}" for per in measure.per) + (" (approximate)" if measure.approximate else "")


def _trust(found: "Explanation") -> Sequence[tuple[str, float]]:
    trust = found.task.trust
    return [(part.name, getattr(trust, part.name)) for part in fields(trust)]


# --- for a script ------------------------------------------------------------------------------------------------


def as_object(found: "Explanation") -> dict[str, Any]:
    """The same as plain types: the task as in the JSON output, and beside it how its values came about."""
    from export.record import task

    return {
        "task": task(found.task),
        "table": {"index": found.table.index, "title": found.table.title, "pages": list(found.table.pages)},
        "cells": [
            {
                "column": cell.column,
                "label": cell.label,
                "role": cell.role,
                "text": cell.text,
                "word": cell.word or None,
                "seen": cell.seen or None,
                "inherited": cell.inherited,
            }
            for cell in found.cells
        ],
        "period": list(map(_time_object, found.times)),
        "lead": list(map(_name_object, found.lead)),
        "partners": list(map(_name_object, found.partners)),
        "outputs": list(map(_product_object, found.products)),
        "flags": [{"flag": flag.flag, "why": flag.why, "notes": list(flag.notes)} for flag in found.flags],
    }


def _product_object(product: "Product") -> dict[str, Any]:
    return {
        "text": product.output.text,
        "period": None if product.time is None else _time_object(product.time),
        "measures": [
            {"words": counted.words, "parts": [asdict(part) for part in counted.parts]} for counted in product.counted
        ],
    }


def _time_object(time: "Time") -> dict[str, Any]:
    return {
        "text": time.period.text,
        "kind": time.period.kind,
        "year_from": time.year_from or None,
        "reason": time.how.reason or None,
        "left": time.how.left or None,
        "steps": [
            {"table": step.table, "pattern": step.name, "words": step.words, "example": step.example}
            for step in time.how.steps
        ],
    }


def _name_object(name: "Name") -> dict[str, Any]:
    return {
        "text": name.agency.text,
        "id": name.agency.id,
        "how": name.how,
        "seen": name.seen or None,
        "history": list(name.history),
    }
