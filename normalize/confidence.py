"""How sure a row is: a product of named parts, each 0 to 1, so that no part's trouble can be made up by another."""

from collections.abc import Collection

LOW = 0.6  # below it a row is flagged `low-confidence`

# What each flag leaves of a row's confidence: the chance that a row with it is right all the same, as the makers
# judge it. A flag more never raises the product.
FLAG_WEIGHTS = {
    "stitched": 0.97,
    "stitch-uncertain": 0.7,
    "number-gap": 0.8,
    "number-missing": 0.9,
    "cut-short": 0.9,
    "period-unparsed": 0.9,
    "year-inferred": 0.95,
    "legacy-encoding": 0.97,
    "engines-disagree": 0.5,
}


def confidence(reader: float, roles: float, flags: Collection[str]) -> float:
    """The confidence of a row, 0 to 1, in hundredths.

    `reader` is the least of the cells' and the page table's own; `roles` says how the columns got their roles;
    `flags` stand for stitching and text.

    >>> confidence(1.0, 1.0, ["stitched"])
    0.97
    """
    value = max(0.0, min(1.0, reader)) * max(0.0, min(1.0, roles))
    for flag in flags:
        value *= FLAG_WEIGHTS.get(flag, 1.0)
    return round(value, 2)
