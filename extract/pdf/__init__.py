"""PDF: two independent readers that give the same Page of glyph and rule columns."""
