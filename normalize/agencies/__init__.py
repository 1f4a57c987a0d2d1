"""Agency cells: `parse.py` is the way in; split into names, each looked up in the register."""
