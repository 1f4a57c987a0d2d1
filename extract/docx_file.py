"""DOCX: the text and tables that Word would print, through python-docx."""

from hashlib import sha256
from typing import TYPE_CHECKING

from extract.flow import document
from phuluc.model import RawDocument, SourceFile
from phuluc.settings import Settings

if TYPE_CHECKING:
    from extract.readers import Input

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_docx(source: "Input", settings: Settings) -> RawDocument:
    """Read a DOCX into one RawPage without a number, its paragraphs and tables in order.

    Raises:
        DamagedSource: no Word document, or a broken one.
        LockedSource: a part of it is encrypted.
        LimitExceeded: over `limits.unpacked_bytes` here, over `limits.cells` while the page is walked.
    """
    from extract.word.package import open_package
    from extract.word.story import Story

    parts = open_package(source.data, settings.limits)
    story = Story(parts)
    return document(
        SourceFile(source.name, sha256(source.data).hexdigest(), MEDIA_TYPE, None, parts.producer),
        story.blocks(),
        settings.limits.cells,
        story.issues(),
    )
