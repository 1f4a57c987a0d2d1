"""A Document in, files out. Knows nothing of where the Document came from."""
