"""Documents in, RawTables out. Knows nothing of what the cells mean."""
