"""Periods as officials write them: `parse.py` is the way in; `masks.py`, `units.py` and `frames.py` are the grammar."""
