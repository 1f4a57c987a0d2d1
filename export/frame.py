"""The tasks as a pandas DataFrame."""

from typing import TYPE_CHECKING, Any

from export.columns import COLUMNS, joined, lines
from phuluc.model import Document

if TYPE_CHECKING:
    import pandas as pd

DATES = frozenset({"start", "end"})


def tasks_frame(document: Document) -> "pd.DataFrame":
    """One line a task, section or group, with the columns of the CSV; `start` and `end` are datetimes or NaT.

    Text is as printed (no apostrophe before what a spreadsheet would run), "" where the source says nothing.
    """
    import numpy as np
    import pandas as pd

    rows = list(lines(document))
    columns: dict[str, Any] = {}
    for column in COLUMNS:
        values = [column.get(row) for row in rows]
        if column.name in DATES:
            # Seconds, for nanoseconds end in the year 2262.
            columns[column.name] = pd.Series(np.array(values, dtype="datetime64[s]"))
        else:
            columns[column.name] = pd.Series([joined(value) for value in values], dtype="str")
    return pd.DataFrame(columns)
