"""This test ensures that SECURITY.md's table names tests that there are."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_that_the_table_names_exists() -> None:
    lines = (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    first = lines.index(rows[0])
    assert lines[first : first + len(rows)] == rows, "one table, with nothing between its rows"
    named = [found for row in rows[2:] if (found := _TEST.search(row))]
    assert len(named) == len(rows) - 2 > 30
    for found in named:
        tree = ast.parse((ROOT / found[1]).read_text(encoding="utf-8"))
        assert found[2] in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, found[0]
