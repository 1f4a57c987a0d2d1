"""The Vietnamese of what went wrong: texts.toml, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from export.values import label
from phuluc.corrections.unfit import Unfit
from phuluc.server.records import Trouble
from phuluc.settings import LIMIT_OPTIONS


@dataclass(frozen=True, slots=True)
class Told:
    """A title and what to do about it."""

    title: str
    text: str


def of_trouble(trouble: Trouble) -> Told:
    """What a page says of a document that was not read."""
    kinds = _tables()["error"]
    row = kinds.get(trouble.kind, kinds["InternalError"])
    limits = [_tables()["limit"][name] for name in LIMIT_OPTIONS if _names_limit(trouble, name)]
    return Told(row["title"], " ".join([*limits, row["text"]]))


def of_unfit(unfit: Unfit) -> str:
    """What a page says of a correction that does not fit its source: of which value it is, and why."""
    reason = str(_tables()["unfit"][unfit.why]).format(said=unfit.said, wanted=unfit.wanted)
    where = "" if unfit.task is None else f"{unfit.task}, "
    return f"{where}{label(unfit.path)}: {reason}"


def of_refusal(kind: str) -> str:
    """What a page says of a request that was refused."""
    return str(_tables()["refusal"][kind])


def refusals() -> dict[str, str]:
    """All of them, for the script of the pages."""
    return dict(_tables()["refusal"])


def _names_limit(trouble: Trouble, name: str) -> bool:
    # settings.over_limit puts the field's name into each such error for people who call from Python.
    return trouble.kind == "LimitExceeded" and f"(Limits.{name})" in trouble.detail


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("phuluc.server").joinpath("texts.toml").read_text(encoding="utf-8"))
