"""Where something stood in a document: the lowest floor, which knows nothing else."""

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in PDF points (1/72 inch), origin at the top left corner of the page as a reader sees it.

    Raises:
        ValueError: a side is not a finite number, or the box is inside out.
    """

    x0: float
    top: float
    x1: float
    bottom: float

    def __post_init__(self) -> None:
        """Reject impossible boxes at birth."""
        if not (isfinite(self.x0) and isfinite(self.top) and isfinite(self.x1) and isfinite(self.bottom)):
            raise ValueError(f"box with a side that is no number: {self}")
        if self.x0 > self.x1 or self.top > self.bottom:
            raise ValueError(f"box inside out: {self}")

    def union(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a document.

    `page` counts from 1; it is None where the format has no pages (DOCX, HTML, text), and `place` then names the
    place in the format's own terms ("table 2, row 5", "line 14").
    """

    page: int | None = None
    box: Box | None = None
    place: str | None = None

    def __post_init__(self) -> None:
        """Reject page numbers that no document has."""
        if self.page is not None and self.page < 1:
            raise ValueError(f"pages count from 1, not {self.page}")
