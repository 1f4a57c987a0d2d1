"""Many documents into a dataset: found, read in guarded processes on one machine or many, and written as Parquet.

The journal is a folder of the dataset. A worker puts what it read into it as one whole file for some tens of documents
(segment.py), so nothing is written twice and a run that was killed goes on behind the last whole one. From time to time
the segments are merged into the tables (merge.py), in one step that a later run finishes if it was cut short
(commit.py).
"""
