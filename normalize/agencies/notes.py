"""Notes in parentheses, inside which nothing parts two agencies."""

from collections.abc import Iterator

import regex

_BRACKET = regex.compile(r"[()]")


def _notes(text: str) -> list[tuple[int, int]]:
    """The outermost stretches in balanced parentheses; a "(" that is never closed opens none."""
    opened: list[int] = []
    notes: list[tuple[int, int]] = []
    for found in _BRACKET.finditer(text):
        if found[0] == "(":
            opened.append(found.start())
        elif opened:
            start = opened.pop()
            while notes and notes[-1][0] > start:
                notes.pop()
            notes.append((start, found.end()))
    return notes


def outside_notes(pattern: "regex.Pattern[str]", text: str) -> Iterator["regex.Match[str]"]:
    """What a pattern finds in a text outside its notes, in the order of print."""
    if "(" not in text:
        yield from pattern.finditer(text)
        return
    notes = iter(_notes(text))
    note = next(notes, None)
    for found in pattern.finditer(text):
        while note and note[1] <= found.start():
            note = next(notes, None)
        if not note or found.start() < note[0]:
            yield found
