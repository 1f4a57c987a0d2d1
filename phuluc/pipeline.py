"""The whole run as one page of calls."""

from pathlib import Path

from phuluc.model import Document
from phuluc.settings import Settings


def read(path: str | Path | bytes, settings: Settings | None = None, name: str = "-") -> Document:
    """Read a decision: its tables, joined over pages, and what their cells mean.

    Args:
        path: a file, or a document's bytes.
        settings: the choices of the run; the defaults where None.
        name: what to call a source that was given as bytes.

    Raises:
        PhulucError: the source cannot be read; its text says why and what to do.
    """
    from extract.readers import open_input, read_document
    from normalize.document import normalize

    settings = settings or Settings()
    raw = read_document(open_input(path, settings, name), settings)
    return normalize(raw, settings)
