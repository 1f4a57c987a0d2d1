"""Periods as officials write them: `parse.py` is the way in, `frames.py` the patterns, `units.py` the words."""
