"""What both PDF engines say at the door: which pages a run asks for, and why a file does not open."""

from phuluc.errors import DamagedSource, UsageError
from phuluc.settings import Settings, over_limit


def pages_to_read(count: int, settings: Settings) -> range:
    """The numbers, from 1, of the pages to read out of `count`.

    Raises:
        DamagedSource: there are none.
        UsageError: all that were asked for are past the end.
        LimitExceeded: more than `settings.limits.pages`.
    """
    if count < 1:
        raise damaged()
    first, last = settings.pages or (1, count)
    if first > count:
        raise UsageError(f"page {first} is past the end; name pages from 1 to {count:,}")
    numbers = range(first, min(last, count) + 1)
    limit = settings.limits.pages
    if len(numbers) > limit:
        raise over_limit(
            "pages", f"{len(numbers):,} pages, over the limit of {limit:,}", "read a part with --pages or "
        )
    return numbers


def damaged() -> DamagedSource:
    """The error of a file that claims to be a PDF and cannot be opened as one."""
    return DamagedSource("the PDF is damaged and cannot be opened; get a whole copy of it")
