"""A second opinion: a source read twice, by readers that share no code up to the glyphs, and held row against row.

`reading.py` says which two readings a kind of document has, `align.py` which rows belong together, `compare.py` what
differs, `mark.py` puts the flag `engines-disagree` on the rows that do, `report.py` says it all to people and scripts.
"""
