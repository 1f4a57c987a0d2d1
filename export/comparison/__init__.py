"""The reports of `phuluc diff`: a page, a workbook, JSON. What they say in words stands in words.toml."""
