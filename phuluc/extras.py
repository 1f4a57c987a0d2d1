"""What not every user needs to install: groups of packages (extras of pyproject.toml), each with a lock file."""

from importlib.util import find_spec

from phuluc.errors import UsageError


def need(extra: str, *packages: str) -> None:
    """Make sure, before they are imported, that the packages of an extra are installed.

    Raises:
        UsageError: one is not; the text says what brings it.
    """
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        lock = f"requirements-{extra}.lock"
        raise UsageError(
            f'needs {", ".join(missing)} of the extra "{extra}"; run .venv/bin/pip install --require-hashes -r {lock}'
        )
