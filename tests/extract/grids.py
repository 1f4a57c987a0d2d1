"""Random tables with spans, and the formats that they are written in for reading back."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from io import BytesIO

from hypothesis import strategies as st

# Letters that every format carries as they are: no blanks at the ends, no marks of Markdown or of lists.
WORDS = st.lists(st.text("aăâbđêôơưBộỹ0123456789,/", min_size=1, max_size=5), min_size=0, max_size=3).map(" ".join)


@dataclass(frozen=True)
class Spot:
    row: int
    col: int
    rows: int
    cols: int
    text: str


@dataclass(frozen=True)
class Grid:
    """A table that covers `height` by `width` fields, in which each column and row begins some cell."""

    height: int
    width: int
    spots: tuple[Spot, ...]

    def row(self, index: int) -> list[Spot]:
        return [spot for spot in self.spots if spot.row == index]

    def expected(self) -> list[list[tuple[int, int, int, str]]]:
        return [[(s.col, s.cols, s.rows, s.text) for s in self.row(index)] for index in range(self.height)]

    def texts(self) -> Iterator[str]:
        return (spot.text for spot in self.spots)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Cells laid greedily, each as wide and as tall as it may be; the first row and column are of single cells."""
    height, width = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    free = {(row, col) for row in range(height) for col in range(width)}
    spots = []
    for row in range(height):
        for col in range(width):
            if (row, col) not in free:
                continue
            cols = rows = 1
            if row and col:
                while (row, col + cols) in free and draw(st.booleans()):
                    cols += 1
                while row + rows < height and draw(st.booleans()):
                    rows += 1
            free -= {(row + down, col + right) for down in range(rows) for right in range(cols)}
            spots.append(Spot(row, col, rows, cols, draw(WORDS)))
    return Grid(height, width, tuple(spots))


def as_docx(grid: Grid) -> bytes:
    """Through python-docx, which writes gridSpan and vMerge."""
    from docx import Document

    document = Document()
    table = document.add_table(grid.height, grid.width)
    for spot in grid.spots:
        cell = table.cell(spot.row, spot.col).merge(table.cell(spot.row + spot.rows - 1, spot.col + spot.cols - 1))
        cell.text = spot.text
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_html(grid: Grid) -> str:
    """As a legal portal writes it."""
    rows = "".join(
        "<tr>"
        + "".join(f'<td rowspan="{s.rows}" colspan={s.cols}><p>{escape(s.text)}</p></td>' for s in grid.row(index))
        + "</tr>"
        for index in range(grid.height)
    )
    return f"<html><body><table>{rows}</table></body></html>"
