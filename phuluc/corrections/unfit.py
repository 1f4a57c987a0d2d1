"""A correction that does not fit its source, and why."""

from dataclasses import dataclass
from textwrap import shorten
from typing import Literal

from export.part import whole
from phuluc.model import Correction

_SHOWN = 60  # characters of a text that is shown

Why = Literal["row", "value", "text", "day"]


@dataclass(frozen=True, slots=True)
class Unfit:
    """What was left out: `task` and `path` as the correction has them, texts cut to what is shown.

    `why`: "row", the source has no such row; "value", the row has no such value; "text", the source says `said` there
    and not `wanted`; "day", `wanted` is no day.
    """

    task: str | None
    path: str
    why: Why
    said: str = ""
    wanted: str = ""

    def note(self) -> str:
        """The sentence of a warning.

        >>> Unfit("0/1", "lead", "text", "Sở Y tế", "Sở Nội vụ").note()
        '0/1, lead: the source says "Sở Y tế", not "Sở Nội vụ"'
        """
        reasons = {
            "row": "the source has no such row",
            "value": "the source has no such value",
            "text": f'the source says "{self.said}", not "{self.wanted}"',
            "day": f'"{self.wanted}" is no day; write 2021-03-03',
        }
        where = self.path if self.task is None else f"{self.task}, {self.path}"
        return f"{where}: {reasons[self.why]}"


def unfit(each: Correction, why: Why, said: str = "", wanted: str = "") -> Unfit:
    """The record of a correction that does not fit."""
    task = None if each.task is None else shown(each.task)
    return Unfit(task, shown(each.path), why, shown(said), shown(wanted))


def shown(text: str) -> str:
    """A text in one line that UTF-8 can hold, as far as it is shown."""
    return whole(shorten(text, _SHOWN, placeholder="…"))
