"""RawTables in, a Document out. Knows nothing of file formats, neither those read nor those written."""
