"""How sure a word is: what Tesseract says of itself, put right by how often it was right.

Tesseract's 0.96 is wrong as seldom as its 0.99 and its 0.5 as often as its 0.8. The knots of
extract/data/calibration.toml were measured on scans with known text; between them lie straight lines. The result is an
estimate on the safe side: a cell, whose confidence is the product of its words', is to be right in 99 cases of 100
where it says 0.9.
"""

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@cache
def _table() -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    data = tomllib.loads((files("extract") / "data" / "calibration.toml").read_text(encoding="utf-8"))
    knots = np.asarray(data["knots"], np.float64)
    return knots[:, 0], knots[:, 1], float(data["caution"])


def letter_chance(score: float, letters: int) -> float:
    """The confidence of each of a word's letters, so that their product is the word's.

    >>> letter_chance(0.5, 3) < letter_chance(0.96, 3) <= 1
    True
    """
    scores, chances, caution = _table()
    chance = float(np.interp(score, scores, chances))
    return float(chance ** (caution / max(1, letters)))
