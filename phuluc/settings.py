"""All choices of a run, in one frozen record. The command line maps to it one to one."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from phuluc.errors import LimitExceeded, LockedSource, PasswordNeeded, UsageError, WrongPassword
from phuluc.model import Corrections

Engine = Literal["auto", "pdfium", "pdfplumber"]
OcrMode = Literal["auto", "never", "always"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a hostile document may cost at most; over it, `LimitExceeded` names the limit and its option.

    `memory` (bytes that reading adds to the process) and `seconds` (wall time of reading) are looked at between pages;
    within a page they hold where the document is read in a guarded process (`Settings.isolate`).
    """

    bytes: int = 512 * 1024 * 1024  # of the file
    unpacked_bytes: int = 1024 * 1024 * 1024  # of all members of a zip container together
    pages: int = 5_000
    glyphs_per_page: int = 200_000  # the fullest page of a gazette has 12,000
    cells: int = 2_000_000  # of one document
    memory: int = 4 * 1024 * 1024 * 1024  # a scan takes 0.7 GiB, a workbook of 2 million cells about 3
    seconds: float = 1_200.0  # 400 scanned pages on a slow machine


LIMIT_OPTIONS: dict[str, str] = {
    "bytes": "--max-size",
    "unpacked_bytes": "--max-unpacked",
    "pages": "--max-pages",
    "glyphs_per_page": "--max-glyphs",
    "cells": "--max-cells",
    "memory": "--max-memory",
    "seconds": "--max-seconds",
}
"""A field of Limits to its option on the command line."""


def over_limit(name: str, what: str, instead: str = "") -> LimitExceeded:
    """The error of a document that is over a limit: what it does, and the limit as both doors call it.

    `name` is the field of Limits; `instead` is what else would do.

    >>> print(over_limit("pages", "has 6,000 pages"))
    has 6,000 pages; raise --max-pages (Limits.pages) to read it
    """
    return LimitExceeded(f"{what}; {instead}raise {LIMIT_OPTIONS[name]} (Limits.{name}) to read it")


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of a run; `pages` is an inclusive range counted from 1, None for all pages.

    `isolate`: batch and the command line read each document in a guarded process; None where there are several.
    `verify`: they read each one in two ways, and flag the rows that differ.
    `review`: the document has what its review page is made of, the box of each cell (Row.places) and the pages as
    pictures (Document.sheets), which take time and memory.
    `as_of`: the day on which agencies that were merged since are told with what took them over.
    """

    out: Path = Path("out")
    formats: tuple[str, ...] = ("csv", "json", "xlsx")
    engine: Engine = "auto"
    ocr: OcrMode = "auto"
    pages: tuple[int, int] | None = None
    password: str | None = field(default=None, repr=False)
    csv_raw: bool = False
    as_of: date | None = None
    corrections: tuple[Corrections, ...] = ()
    isolate: bool | None = None
    verify: bool = False
    review: bool = False
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        """Reject a page range that holds no page."""
        if self.pages is not None and not 1 <= self.pages[0] <= self.pages[1]:
            raise UsageError(f"no page lies in {self.pages[0]}-{self.pages[1]}; pages count from 1")


def locked_by_password(what: str, settings: Settings) -> LockedSource:
    """The error of a source, "the PDF", that the run's password, or its lack of one, does not open."""
    if settings.password is None:
        return PasswordNeeded(f"{what} is locked by a password; give it with --password-file (Settings.password)")
    return WrongPassword(f"the password does not open {what}; check --password-file (Settings.password)")
