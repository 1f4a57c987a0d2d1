"""What an issue adds to its kind's label, as sheets and pages say it: notes.toml, read once."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from phuluc.issues import Issue

_LONGEST = 1_000  # characters: a longer note is mostly the document's own text, and is not searched for sentences
_OWN = frozenset({"how", "one", "role", "two", "what", "where", "why"})  # places of the program's own words
PLACE = re.compile(r"\{(\w+)\}")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")


def note(issue: Issue) -> str:
    """An issue's note in Vietnamese; the document's own words in it, and what the table does not know, stay.

    >>> from phuluc.issues import IssueKind
    >>> note(Issue(IssueKind.NUMBER_GAP, note="after 3 comes 5"))
    'sau 3 là 5'
    """
    return _told(issue.kind.code, issue.note)


def _told(code: str, text: str) -> str:
    if len(text) > _LONGEST:
        return text
    for pattern, said in _sentences(code):
        if found := pattern.fullmatch(text):
            return said.format(**{name: _part(code, name, part) for name, part in found.groupdict().items()})
    return text


def _part(code: str, name: str, text: str) -> str:
    if name == "count" and _THOUSANDS.fullmatch(text):
        return text.replace(",", ".")
    return _told(code, text) if name in _OWN else text


@cache
def table() -> dict[str, list[dict[str, str]]]:
    """The rows of notes.toml by the issue's code: a sentence as the code says it (`en`) and as pages do (`vi`)."""
    return tomllib.loads(files("export").joinpath("notes.toml").read_text(encoding="utf-8"))


@cache
def _sentences(code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences of one code: a document has issues of a few, and all of them take 20 ms to compile."""
    return tuple((_pattern(row["en"]), row["vi"]) for row in table().get(code, ()))


def _pattern(sentence: str) -> re.Pattern[str]:
    """What finds a sentence, each of its places a group of that name."""
    parts = PLACE.split(sentence)  # text and names take turns
    groups = (f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return re.compile("".join(groups), re.DOTALL)
