"""Data of the readers: encodings of old fonts."""
