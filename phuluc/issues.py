"""The catalogue of data problems: what a document can have wrong, said as values that travel with the output.

A kind is added here first; `message()` is what `warnings` in the JSON and the summary show.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from phuluc.source import Source

Severity = Literal["info", "warning", "error"]


class IssueKind(Enum):
    """code, severity, and the template of the message (`{note}` is what this one case adds)."""

    LOST_TEXT = ("lost-text", "error", "text inside a table ended in no row: {note}")
    DOUBLED_TEXT = ("doubled-text", "error", "text inside a table ended in two places: {note}")
    PAGE_UNREADABLE = ("page-unreadable", "error", "the page could not be read: {note}")
    NO_TEXT_LAYER = ("no-text-layer", "warning", "the page is a picture without text: {note}")
    JUNK_TEXT_LAYER = ("junk-text-layer", "warning", "the page's text layer is not what is printed: {note}")
    DOUBTFUL_TEXT_LAYER = (
        "doubtful-text-layer",
        "warning",
        "some words of the page's text layer are no Vietnamese, and perhaps not what is printed: {note}",
    )
    LETTERS_FROM_FONT = (
        "letters-from-font",
        "info",
        "letters that the file does not name were taken from its fonts' own tables: {note}",
    )
    PAGES_IGNORED = ("pages-ignored", "warning", "a document without pages is read whole: {note}")
    TABLE_UNCERTAIN = ("table-uncertain", "warning", "a table's shape is in doubt: {note}")
    SLANTED_TEXT = ("slanted-text", "info", "text that runs slanted over the page was left out: {note}")
    ANNOTATIONS_LEFT_OUT = (
        "annotations-left-out",
        "warning",
        "annotations and form fields on the page were not read: {note}",
    )
    ROLES_UNKNOWN = ("roles-unknown", "info", "the table's columns were not recognised: {note}")
    NO_STT_TABLE = ("no-stt-table", "warning", "no table with a column of numbers (STT) was found{note}")
    NUMBER_GAP = ("number-gap", "warning", "the numbering jumps or repeats: {note}")
    STITCH_UNCERTAIN = ("stitch-uncertain", "warning", "a join over a page break is in doubt: {note}")
    CUT_SHORT = ("cut-short", "warning", "the text ends in mid-sentence in the source: {note}")
    PERIOD_UNPARSED = ("period-unparsed", "warning", "a period was not understood: {note}")
    ENGINES_DISAGREE = ("engines-disagree", "warning", "two readers saw different text: {note}")
    NOT_VERIFIED = ("not-verified", "warning", "no second reading could be had: {note}")
    LEGACY_ENCODING = ("legacy-encoding", "info", "text in an old 8-bit font was decoded: {note}")
    OCR_USED = ("ocr", "info", "the page was read by OCR: {note}")
    HIDDEN = ("hidden-left-out", "warning", "hidden parts were left out: {note}")
    CORRECTION_UNFIT = ("correction-unfit", "warning", "a correction does not fit the source and was left out: {note}")
    CORRECTIONS_ELSEWHERE = ("corrections-elsewhere", "info", "corrections of another document were left out: {note}")
    OUTPUT_CUT = ("output-cut", "warning", "a text was too long for the format: {note}")

    def __init__(self, code: str, severity: Severity, template: str) -> None:
        """Unpack the row of the catalogue."""
        self.code = code
        self.severity = severity
        self.template = template


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem of the data, where it is, and what this case adds to the kind's message."""

    kind: IssueKind
    source: Source | None = None
    note: str = ""

    def message(self) -> str:
        """The sentence that a person reads."""
        return self.kind.template.format(note=self.note)
