"""How well rows are paired: plans edited at random, and the pairs held against what was done to them.

`python -m tests.diff.measure --count 300` prints the share of rows that are told rightly (paired with what they were,
or told as added or removed), and of comparisons without any wrong row. Each plan gets from 3 to 12 edits: rows removed,
added from another plan, moved, with up to half of their words new, with another lead or period; then it is counted
anew.
"""

import argparse
import random
import tomllib
from collections.abc import Iterable, Sequence

from phuluc import pipeline
from phuluc.diff.match import match
from phuluc.model import Task
from tests.corpus.content import CONTENTS, MERGED, PLANS
from tests.diff import plans
from tests.diff.plans import LEAD, NUMBER, PERIOD, TASK, WIDTH, Rows

Told = tuple[int | None, int | None]
Marked = list[tuple[int | None, list[str]]]
"""Rows with their places in the plan before the edits, None where they are new."""


def sources() -> list[Rows]:
    """QĐ 294, and the plans of the corpus whose rows are plain ones of six columns."""
    found = [plans.rows()]
    for name in PLANS:
        for table in tomllib.loads((CONTENTS / f"{name}.toml").read_text(encoding="utf-8"))["tables"]:
            rows = [[cell.replace("\n", "; ") for cell in (*row, *[""] * (WIDTH - len(row)))] for row in table["rows"]]
            if len(table["columns"]) == WIDTH and not any(MERGED in row for row in rows):
                found.append(rows)
    return found


def edited(plan: Rows, others: Rows, chance: random.Random) -> Marked:
    """The plan after some edits."""
    rows: Marked = [(place, list(row)) for place, row in enumerate(plan)]
    for _ in range(chance.randint(3, 12)):
        numbered = [place for place, (_, row) in enumerate(rows) if row[NUMBER].isdigit()]
        if len(numbered) < 3:
            break
        chance.choice(_EDITS)(rows, chance.choice(numbered), others, chance)
    return rows


def _remove(rows: Marked, at: int, others: Rows, chance: random.Random) -> None:
    del rows[at]


def _add(rows: Marked, at: int, others: Rows, chance: random.Random) -> None:
    rows.insert(at, (None, list(chance.choice([row for row in others if row[NUMBER].isdigit() and row[LEAD]]))))


def _move(rows: Marked, at: int, others: Rows, chance: random.Random) -> None:
    row = rows.pop(at)
    rows.insert(chance.choice([i for i, (_, each) in enumerate(rows) if each[NUMBER].isdigit()]), row)


def _reword(rows: Marked, at: int, others: Rows, chance: random.Random) -> None:
    words = rows[at][1][TASK].split()
    strange = chance.choice(others)[TASK].split()
    for place in chance.sample(range(len(words)), chance.randint(1, max(1, len(words) // 2))):
        words[place] = chance.choice(strange)
    rows[at][1][TASK] = " ".join(words)


def _another(rows: Marked, at: int, others: Rows, chance: random.Random) -> None:
    column = chance.choice((LEAD, PERIOD))
    rows[at][1][column] = chance.choice([row[column] for row in others if row[column]])


_EDITS = (_remove, _add, _move, _move, _reword, _another)


def truth_and_found(marked: Marked, before: Sequence[Task], after: Sequence[Task]) -> tuple[set[Told], set[Told]]:
    """The pairs that there are, with rows that have none, and those that `match` finds."""
    own = {(place, j) for j, (place, _) in enumerate(marked)}
    pairs = match(before, after)
    return _alone(own, len(before), len(after)), _alone(set(pairs), len(before), len(after))


def _alone(pairs: Iterable[Told], old: int, new: int) -> set[Told]:
    """The pairs, and each row that is in none."""
    pairs = set(pairs)
    gone: set[Told] = {(i, None) for i in set(range(old)) - {i for i, _ in pairs}}
    come: set[Told] = {(None, j) for j in set(range(new)) - {j for _, j in pairs}}
    return pairs | gone | come


def main() -> None:
    """Print both shares, and with --show the rows that are told wrongly."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--show", action="store_true")
    options, chance, known = parser.parse_args(), random.Random(294), sources()
    compared = rows = right = whole = 0
    while compared < options.count:
        plan, others = chance.sample(known, 2)
        marked = edited(plan, others, chance)
        new = plans.renumbered([row for _, row in marked])
        before, after = (pipeline.read(plans.as_text(each)).tasks for each in (plan, new))
        if (len(before), len(after)) != (len(plan), len(new)):
            continue  # text that reads as other rows is the reader's matter
        truth, found = truth_and_found(marked, before, after)
        compared += 1
        rows += len(truth)
        right += len(truth & found)
        whole += truth == found
        for i, j in sorted(truth ^ found, key=str) if options.show else ():
            sign = "-" if (i, j) in truth else "+"
            print(sign, i, j, i is not None and before[i].task[:70], "|", j is not None and after[j].task[:70])
    print(
        f"{rows:,} rows, {right / rows:.2%} right; {whole / compared:.1%} of {compared} comparisons without a wrong row"
    )


if __name__ == "__main__":
    main()
