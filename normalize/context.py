"""The years that a period without one may be of."""

from normalize.periods.parse import Context
from normalize.text import years_in
from phuluc.model import Meta


def context(header_year: int | None, title: str | None, meta: Meta) -> Context:
    """The years of a table: its header's, else its annex title's; and the document's own.

    A document that plans one year is of that year whenever it was signed; one that plans several is of none.
    """
    horizon = meta.horizon
    document = meta.date.year if meta.date is not None else None
    if horizon is not None and horizon.start and horizon.end:
        document = horizon.start.year if horizon.start.year == horizon.end.year else None
    return Context(header_year=header_year or _one_year(title), document_year=document)


def _one_year(title: str | None) -> int | None:
    years = set(years_in(title or ""))
    return years.pop() if len(years) == 1 else None
