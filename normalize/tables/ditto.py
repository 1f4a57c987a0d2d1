"""Marks that say "as above" in place of a text: "nt", "-nt-", "Như trên", a lone quotation mark."""

import re
from collections.abc import Iterable, Iterator, Sequence

from normalize.text import fold

# "nt" is short for "như trên"; hand-kept tables have the mark below the text in question, or two commas.
_AS_ABOVE = re.compile(r"""[-–—.\s]*(?:n\.?\s?t|nhu tren|nhu muc tren|nhu dong tren)[-–—.\s]*|["“”'’,]{1,2}|″|〃""")


def is_ditto(text: str) -> bool:
    """Whether a cell's whole text says that it is as the one above.

    >>> is_ditto("-nt-"), is_ditto("Như trên"), is_ditto('"'), is_ditto("-"), is_ditto("Như Sở Y tế")
    (True, True, True, False, False)
    """
    return bool(text.strip()) and _AS_ABOVE.fullmatch(fold(text).strip()) is not None


def spelled_out(rows: Iterable[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The rows with what each such mark stands for: the next text above it in its column, itself where none is.

    >>> list(spelled_out([("Sở Y tế", "2026"), ("nt", "-nt-"), ("nt", "2027")]))
    [('Sở Y tế', '2026'), ('Sở Y tế', '2026'), ('Sở Y tế', '2027')]
    """
    above: tuple[str, ...] = ()
    for cells in rows:
        before = above or cells
        meant = tuple((held or text) if is_ditto(text) else text for text, held in zip(cells, before, strict=True))
        above = tuple(text or held for text, held in zip(meant, before, strict=True))
        yield meant
