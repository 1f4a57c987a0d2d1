"""Files of corrections: read with suspicion, written one correction a line, merged."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from export.values import EXTRA, META_PATHS, TASK_PATHS
from phuluc.errors import UsageError
from phuluc.model import Correction, Corrections, SourceFile

SCHEMA = "phuluc-corrections/1"
MOST_BYTES = 32 * 1024 * 1024  # every value of a plan of 5,000 pages, old and new, is about 20 million
MOST_CORRECTIONS = 100_000
MOST_TEXT = 100_000  # characters of a value: three times what Excel's cell takes
MOST_NAME = 4_096  # characters of an id, a path, a file's name
_SUM = re.compile(r"[0-9a-f]{64}")


def load(path: Path) -> Corrections:
    """The corrections in a file.

    Raises:
        UsageError: it cannot be read, or is no file of corrections; one line that says what is wrong with it.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check its name and rights") from None
    try:
        return parse(data)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None


def parse(data: bytes) -> Corrections:
    """The corrections that the bytes of a file hold.

    Raises:
        UsageError: they are none, or are more than a file of corrections may have.
    """
    if len(data) > MOST_BYTES:
        raise UsageError(f"over {MOST_BYTES:,} bytes: no file of corrections")
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):  # the latter: nested without end
        raise UsageError("no JSON, so no file of corrections") from None
    top = _object(told, "the file")
    if top.get("schema") != SCHEMA:
        raise UsageError(f'no file of corrections: its "schema" is not "{SCHEMA}"')
    source = _object(top.get("source"), '"source"')
    name, known_by = _text(source, "file", '"source"', MOST_NAME), source.get("sha256")
    if known_by is not None and not (isinstance(known_by, str) and _SUM.fullmatch(known_by)):
        raise UsageError('"source": its "sha256" is no SHA-256 in lower-case hex')
    listed = top.get("corrections")
    if not isinstance(listed, list) or len(listed) > MOST_CORRECTIONS:
        raise UsageError(f'"corrections" is no list of at most {MOST_CORRECTIONS:,}')
    found = tuple(_correction(each, place) for place, each in enumerate(listed, start=1))
    _refuse_repeats(found)
    return Corrections(name, known_by, found)


def merged(earlier: Corrections, later: Iterable[Correction]) -> Corrections:
    """The corrections of both: of one value the later, in the earlier one's place; none that changes nothing.

    >>> one, two = Correction("0/1", "task", "a", "b"), Correction("0/1", "task", "a", "c")
    >>> merged(Corrections("x.pdf", None, (one,)), [two]).corrections[0].new
    'c'
    """
    kept = {(each.task, each.path): each for each in earlier.corrections}
    kept |= {(each.task, each.path): each for each in later}
    corrections = tuple(each for each in kept.values() if each.old != each.new)
    return Corrections(earlier.file, earlier.sha256, corrections)


def of_source(source: SourceFile, files: Iterable[Corrections]) -> list[Corrections]:
    """The files that are a source's: by its SHA-256, else by its file's name."""
    by_name = [each for each in files if Path(each.file).name == Path(source.file).name]
    return [each for each in files if each.sha256 == source.sha256] or by_name


def text(corrections: Corrections) -> str:
    """The file, one correction a line."""
    head = json.dumps(
        {"schema": SCHEMA, "source": {"file": corrections.file, "sha256": corrections.sha256}}, ensure_ascii=False
    )
    lines = ",\n".join(json.dumps(as_object(each), ensure_ascii=False) for each in corrections.corrections)
    listed = f"[\n{lines}\n]" if lines else "[]"
    return f'{head[:-1]},\n"corrections": {listed}}}\n'


def as_object(correction: Correction) -> dict[str, str | None]:
    """A correction with its keys in the format's order."""
    return {name: getattr(correction, name) for name in ("task", "path", "old", "new", "note")}


def _correction(told: Any, place: int) -> Correction:
    where = f"correction {place}"
    given = _object(told, where)
    task = None if given.get("task", "") is None else _text(given, "task", where, MOST_NAME)
    path = _text(given, "path", where, MOST_NAME)
    known = path in META_PATHS if task is None else path in TASK_PATHS or path.startswith(EXTRA)
    if not known:
        of = "the document" if task is None else "a task"
        raise UsageError(f'{where}: {of} has no value "{path[:40]}"')
    note = _text({"note": ""} | dict(given), "note", where, MOST_TEXT)
    return Correction(task, path, _text(given, "old", where, MOST_TEXT), _text(given, "new", where, MOST_TEXT), note)


def _refuse_repeats(corrections: Iterable[Correction]) -> None:
    seen: set[tuple[str | None, str]] = set()
    for place, each in enumerate(corrections, start=1):
        if (each.task, each.path) in seen:
            raise UsageError(f'correction {place}: "{each.path[:40]}" of {each.task or "the document"} comes twice')
        seen.add((each.task, each.path))


def _object(told: Any, where: str) -> Mapping[str, Any]:
    if isinstance(told, dict):
        return told
    raise UsageError(f"{where} is no JSON object")


def _text(given: Mapping[str, Any], name: str, where: str, most: int) -> str:
    value = given.get(name)
    if isinstance(value, str) and len(value) <= most:
        return value
    raise UsageError(f'{where}: its "{name}" is no text of at most {most:,} characters')
