"""README.md's generated parts: the command line's help and the table of output columns.

`python tests/check_docs.py` says what is not as the program has it; `--write` puts it right. A part stands between
`<!-- begin NAME -->` and `<!-- end NAME -->`.
"""

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from click.testing import CliRunner  # noqa: E402

from export.columns import COLUMNS  # noqa: E402
from export.writers import WRITERS  # noqa: E402
from phuluc.cli.main import cli  # noqa: E402

README = ROOT / "README.md"


def cli_help() -> str:
    """What `--help` says of the program and of the subcommand that most begin with."""
    parts = []
    for command in ([], ["extract"]):
        said = CliRunner().invoke(cli, [*command, "--help"], prog_name="phuluc", terminal_width=100)
        parts.append(f"$ {' '.join(['phuluc', *command])} --help\n{said.output.rstrip()}")
    return "```\n{}\n```".format("\n\n".join(parts))


def column_table() -> str:
    """The columns of the CSV and the data frame."""
    rows = [f"| `{column.name}` | {column.label} | {column.about} |" for column in COLUMNS]
    return "\n".join(["| column | in Vietnamese | what it holds |", "| --- | --- | --- |", *rows])


def formats() -> str:
    """The names that `--format` takes."""
    return ", ".join(f"`{name}`" for name in WRITERS)


PARTS: dict[str, Callable[[], str]] = {"cli-help": cli_help, "columns": column_table, "formats": formats}


def renewed(text: str) -> str:
    """The text with each generated part as the program has it now.

    Raises:
        SystemExit: a part's marks are missing.
    """
    for name, make in PARTS.items():
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise SystemExit(f"README.md has no part {begin.strip()} ... {end}")
        text = f"{before}{begin}{make()}\n{end}{after}"
    return text


def main(arguments: list[str]) -> int:
    """Check, or with `--write` renew."""
    text = README.read_text(encoding="utf-8")
    current = renewed(text)
    if current == text:
        return 0
    if "--write" in arguments:
        README.write_text(current, encoding="utf-8")
        return 0
    print("README.md is not as the program has it; run: .venv/bin/python tests/check_docs.py --write", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
