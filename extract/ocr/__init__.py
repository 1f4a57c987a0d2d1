"""Scans: a picture in, the same Page of glyph and rule columns out. Imported only when a page needs it."""
