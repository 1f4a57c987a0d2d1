"""Which pages of a PDF a run asks for; the same for every engine."""

from phuluc.errors import LimitExceeded
from phuluc.settings import Settings


def pages_to_read(count: int, settings: Settings) -> range:
    """The numbers, from 1, of the pages to read out of `count`.

    Raises:
        LimitExceeded: more than `settings.limits.pages`.
    """
    first, last = settings.pages or (1, count)
    numbers = range(first, min(last, count) + 1)
    if len(numbers) > settings.limits.pages:
        raise LimitExceeded(
            f"{len(numbers):,} pages, over the limit of {settings.limits.pages:,}; read a part with --pages"
        )
    return numbers
