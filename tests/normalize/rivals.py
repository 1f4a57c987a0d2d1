"""Other parsers of Vietnamese dates on the same expressions: dateparser, which is run, and what Duckling's corpus says.

Duckling cannot be run here: its Vietnamese rules for time are in its Haskell version, of which no wheel and no package
of Debian is made; the wheel `duckling` 1.8.0 on PyPI brings the older version in Clojure, whose Vietnamese holds
numbers and money only (`languages/vi` in its jar), and `pyduckling` is a client of a server. So its own corpus of
Vietnamese expressions is held against ours: cases/period/duckling.toml.
"""

import calendar
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

Case = dict[str, Any]

# All expressions in Duckling/Time/VI/Corpus.hs, repeats left out; the case file holds those that may stand in a plan.
DUCKLINGS_CORPUS = 154
LABELS = {"eval": "held out", "wild": "written from", "duckling": "Duckling's corpus"}


def dateparser_right(case: Case) -> bool:
    """What dateparser makes of a period: right where the day, month or year that it names is the whole span.

    A year that is not printed is told to it, as to us.
    """
    import dateparser.date

    if not in_dateparsers_reach(case):
        return False
    settings = {"RELATIVE_BASE": datetime(case["year"], 1, 1)} if "year" in case else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of its own dates
        found = dateparser.date.DateDataParser(languages=["vi"], settings=settings).get_date_data(case["text"])
    if found.date_obj is None:
        return False
    day = found.date_obj.date()
    months = {"day": (day.month, day.month), "month": (day.month, day.month), "year": (1, 12)}.get(found.period)
    if months is None:
        return False
    whole = found.period != "day"
    start = day.replace(month=months[0], day=1 if whole else day.day)
    last = calendar.monthrange(day.year, months[1])[1] if whole else day.day
    return (start, day.replace(month=months[1], day=last)) == (case.get("start"), case.get("end"))


def in_dateparsers_reach(case: Case) -> bool:
    """Whether a case is one that dateparser could say: one day, month or year."""
    start, end = case.get("start"), case.get("end")
    if case["kind"] != "span" or "spans" in case or start is None or end is None:
        return False
    month = (start.day, end.day) == (1, calendar.monthrange(end.year, end.month)[1])
    year = (start.month, end.month) == (1, 12)
    return bool(start == end or (month and start.year == end.year and (year or start.month == end.month)))


def side_by_side(files: Mapping[str, Sequence[Case]], ours: Callable[[Case], bool]) -> Iterator[str]:
    """The lines of a table: for each file of cases, how many are read right by whom, and of those in its reach."""
    yield f"{'periods':<20}{'cases':>6}{'phuluc':>8}{'dateparser':>12}   of them one day, month or year:"
    for name, cases in files.items():
        near = [case for case in cases if in_dateparsers_reach(case)]
        theirs = sum(map(dateparser_right, cases))
        yield (
            f"{LABELS[name]:<20}{len(cases):>6}{sum(map(ours, cases)):>8}{theirs:>12}   "
            f"{len(near)}, phuluc {sum(map(ours, near))}, dateparser {theirs}"
        )
    cases = files["duckling"]
    same = sum(ours(case) and case["duckling"] == f"{case.get('start')}..{case.get('end')}" for case in cases)
    yield (
        f"Duckling's Vietnamese corpus has {DUCKLINGS_CORPUS} expressions; {len(cases)} may stand in a plan, the "
        f"others count from now or are clock times; {same} of the {len(cases)} are read as it reads them"
    )
