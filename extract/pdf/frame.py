"""How a PDF page's own coordinates become those that a reader sees."""

from dataclasses import dataclass

import numpy as np

from extract.page import Floats


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible box of a page in its own points (origin bottom left), and its quarter turns clockwise (0 to 3)."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def width(self) -> float:
        """Width as seen."""
        return self.top - self.bottom if self.rotation % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Height as seen."""
        return self.right - self.left if self.rotation % 2 else self.top - self.bottom

    def points(self, own: Floats) -> Floats:
        """N x 2 points (x, y) in the page's own points to (x, y) from the seen page's top left corner."""
        x, y = own[:, 0], own[:, 1]
        seen = np.empty((len(own), 2))
        match self.rotation:
            case 0:
                seen[:, 0], seen[:, 1] = x - self.left, self.top - y
            case 1:
                seen[:, 0], seen[:, 1] = y - self.bottom, x - self.left
            case 2:
                seen[:, 0], seen[:, 1] = self.right - x, y - self.bottom
            case _:
                seen[:, 0], seen[:, 1] = self.top - y, self.right - x
        return seen

    def boxes(self, own: Floats) -> Floats:
        """N x 4 boxes given by any two opposite corners (x, y, x, y) to (x0, top, x1, bottom) as seen."""
        one, other = self.points(own[:, :2]), self.points(own[:, 2:])
        return np.concatenate((np.minimum(one, other), np.maximum(one, other)), axis=1)
