"""What the server knows of a document: small records, kept as JSON beside it."""

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from pydantic import TypeAdapter

from export.writers import stem_of
from phuluc.corrections.unfit import Unfit
from phuluc.errors import PasswordNeeded, PhulucError, WrongPassword

Status = Literal["queued", "reading", "done", "failed"]
_BY_PASSWORD = (PasswordNeeded.__name__, WrongPassword.__name__)
_GIVE_IT = "give its password on its page, or POST it to links.password"
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Warned:
    """The warnings of one code in a document: how many, and the first pages they are on, from 1."""

    code: str
    severity: str
    count: int
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a document that was read holds; None where it does not say. `flagged` counts rows with a value in doubt."""

    sha256: str
    kind: str | None
    number: str | None
    date: str | None
    issuer: str | None
    title: str | None
    pages: int | None
    tables: int
    tasks: int
    flagged: int
    stt_table: bool
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a document was not read: a kind of phuluc.errors, and its sentence in English."""

    kind: str
    detail: str


def trouble(error: PhulucError) -> Trouble:
    """An error as the server tells it: who calls it has no command line on which to give a password."""
    kind, detail = type(error).__name__, str(error)
    if kind in _BY_PASSWORD:
        detail = f"{detail.partition('; ')[0]}; {_GIVE_IT}"
    return Trouble(kind, detail)


@dataclass(frozen=True, slots=True)
class Corrected:
    """Corrections kept with a document; `pending` until its files are made with them, also where making them failed.

    `unfit`: those that do not fit the source, and why.
    """

    count: int
    pending: bool = False
    unfit: tuple[Unfit, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the index has it. `name` is for showing only; `received` is ISO 8601 in UTC; `size` in bytes."""

    id: str
    name: str
    received: str
    size: int
    status: Status = "queued"
    tries: int = 0
    seconds: float | None = None
    summary: Summary | None = None
    error: Trouble | None = None
    corrected: Corrected | None = None

    @property
    def wants_password(self) -> bool:
        """Whether it was not read because none, or a wrong one, was given."""
        return self.status == "failed" and self.error is not None and self.error.kind in _BY_PASSWORD


ENTRY = TypeAdapter(Entry)


def shown_name(given: str) -> str:
    r"""An uploader's name for a file, as it is shown and offered for downloads: no folder, no controls, not too long.

    >>> shown_name("../../etc/passwd"), shown_name("C:\\x\\Kế hoạch 1.2.docx"), shown_name("\u202efdp.exe\x00")
    ('passwd', 'Kế hoạch 1.2.docx', '_fdp')
    """
    found = _SUFFIX.fullmatch(PurePath(given).suffix)
    return stem_of(given) + (found[0] if found else "")
