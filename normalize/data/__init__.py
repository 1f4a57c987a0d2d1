"""Words, agencies, provinces and units as data, each row with where it was seen or the decree behind it."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """One of the TOML files beside this module, parsed once."""
    return tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
