"""What a document says of itself: kind, number, date, issuer, title and horizon."""

from collections.abc import Sequence

from phuluc.model import Meta


def parse_meta(lines: Sequence[str]) -> Meta:
    """What the lines outside tables say of the document; all None where they say nothing."""
    return Meta()


def annex_title(lines: Sequence[str]) -> str | None:
    """The title of the table that follows these lines; None where they hold none."""
    return None
