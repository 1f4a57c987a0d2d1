"""The values of a task and of a document as text that a person reads and types: what corrections are made of.

A path names a value: a field of Task, "extra.LABEL", or "document.FIELD". Lists are one item a line.
"""

from export import labels
from export.columns import BY_NAME, output_text
from phuluc.model import Correction, Document, Task

EXTRA = "extra."
DOCUMENT = "document."
TASK_PATHS = ("number", "task", "lead", "partners", "period", "outputs")
META_PATHS = tuple(DOCUMENT + name for name in ("kind", "number", "date", "issuer", "title"))


def of_task(task: Task) -> dict[str, str]:
    """Each path of a task and its value now, corrected or not."""
    texts = {
        "number": task.number,
        "task": task.task,
        "lead": "\n".join(_one_line(agency.text) for agency in task.lead),
        "partners": "\n".join(_one_line(agency.text) for agency in task.partners),
        "period": task.period.text,
        "outputs": "\n".join(_one_line(output_text(output)) for output in task.outputs),
    }
    return texts | {EXTRA + label: text for label, text in task.extra}


def of_document(document: Document) -> dict[str, str]:
    """Each path of the document's own values and its value now; a date in ISO 8601, "" where there is none."""
    meta = document.meta
    date = meta.date.isoformat() if meta.date else ""
    return dict(
        zip(META_PATHS, (meta.kind or "", meta.number or "", date, meta.issuer or "", meta.title or ""), strict=True)
    )


def printed(texts: dict[str, str], corrections: tuple[Correction, ...]) -> dict[str, str]:
    """The same values as they were before these corrections: what a correction's `old` is held against."""
    return texts | {correction.path: correction.old for correction in corrections}


def label(path: str) -> str:
    """What a value is called in Vietnamese.

    >>> label("lead"), label("extra.Kinh phí"), label("document.number")
    ('Cơ quan chủ trì', 'Kinh phí', 'Số, ký hiệu')
    """
    if path.startswith(EXTRA):
        return path.removeprefix(EXTRA)
    return labels.word("meta", path.removeprefix(DOCUMENT)) if path.startswith(DOCUMENT) else BY_NAME[path].label


def _one_line(text: str) -> str:
    return " ".join(text.split())
