"""From glyph and rule columns to cells with spans: pure functions, one axis written once."""
