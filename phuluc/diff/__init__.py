"""Two versions of a plan held against each other: `match.py` pairs their rows, `compare.py` tells what differs."""
