"""All choices of a run, in one frozen record. The command line maps to it one to one."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from phuluc.errors import UsageError

Engine = Literal["auto", "pdfium", "pdfplumber"]
OcrMode = Literal["auto", "never", "always"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a hostile document may cost at most; over it, `LimitExceeded` names the limit."""

    bytes: int = 512 * 1024 * 1024  # of the file
    unpacked_bytes: int = 1024 * 1024 * 1024  # of all members of a zip container together
    pages: int = 5_000
    glyphs_per_page: int = 200_000
    cells: int = 2_000_000  # of one document
    seconds: float = 600.0  # of an external program


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of a run; `pages` is an inclusive range counted from 1, None for all pages."""

    out: Path = Path("out")
    formats: tuple[str, ...] = ("csv", "json", "xlsx")
    engine: Engine = "auto"
    ocr: OcrMode = "auto"
    pages: tuple[int, int] | None = None
    password: str | None = field(default=None, repr=False)
    csv_raw: bool = False
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        """Reject a page range that holds no page."""
        if self.pages is not None and not 1 <= self.pages[0] <= self.pages[1]:
            raise UsageError(f"no page lies in {self.pages[0]}-{self.pages[1]}; pages count from 1")
