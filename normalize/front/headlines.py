"""Lines of a document's head: what each one is, told by its own words."""

from collections.abc import Iterable, Sequence
from functools import cache

import regex

from normalize.data import load
from normalize.text import fold, is_page_number, plain, squeeze

_RULE = regex.compile(r"[\s\-‐-―_=*.·•~|]*")
_UPPER = regex.compile(r"\p{Lu}")
_LOWER = regex.compile(r"\p{Ll}")
_CAPITALS = 0.7  # of the letters: "DANH MỤC HÓA CHẤT (Phần 2)" is a line in capitals, "Các Sở: NN&PTNT" is not


def flat(lines: Iterable[str]) -> list[str]:
    """Lines as printed, one line each, blanks as one space; rules, page numbers and empty lines left out."""
    parts = (part for line in lines for part in squeeze(line.replace("|", " ")).split("\n"))
    return [p for p in parts if not _RULE.fullmatch(p) and not is_page_number(p)]


def in_capitals(line: str) -> bool:
    """Whether a line is set in capitals.

    >>> in_capitals("DANH MỤC THỦ TỤC"), in_capitals("Kế hoạch năm 2025"), in_capitals("2025")
    (True, False, False)
    """
    upper, lower = len(_UPPER.findall(line)), len(_LOWER.findall(line))
    return upper >= _CAPITALS * max(1, upper + lower)


@cache
def _words(section: str, field: str) -> tuple[str, ...]:
    return tuple(map(plain, load("titles.toml")[section][field]))


def begins_with(line: str, section: str, field: str = "words") -> bool:
    """Whether a line begins with a phrase of titles.toml, whatever its case."""
    return plain(line).startswith(_words(section, field))


def names_authority(line: str) -> bool:
    """Whether a line in capitals names who decides; scans get its marks wrong and put specks before it.

    >>> names_authority("GIÁM ĐÓC SỞ CÔNG THƯƠNG"), names_authority("Giám đốc Sở Công Thương")
    (True, False)
    """
    words = tuple(map(fold, _words("authority", "words")))
    return in_capitals(line) and regex.sub(r"^[^\p{L}]+", "", fold(line)).startswith(words)


@cache
def kinds() -> dict[str, str]:
    """Kinds of documents by their word in lower case."""
    return {plain(name): name for name, _ in load("titles.toml")["kinds"]["names"]}


@cache
def _folded_kinds() -> dict[str, str]:
    """Kinds by their word without marks, which scans get wrong ("QUYÉT ĐỊNH"), and by its letters alone."""
    return {key: kind for word, kind in kinds().items() for key in (fold(word), fold(word).replace(" ", ""))}


@cache
def _kind_codes() -> dict[str, str]:
    return {code: name for name, code in reversed(load("titles.toml")["kinds"]["names"])}


def kind_of_heading(line: str) -> str | None:
    """The kind that a line in capitals is the heading of ("KẾ HOẠCH"); None for any other line.

    >>> kind_of_heading("Q U Y Ế T  Đ Ị N H"), kind_of_heading("QUYÉT ĐỊNH"), kind_of_heading("Quyết định số 5")
    ('Quyết định', 'Quyết định', None)
    """
    if not in_capitals(line):
        return None
    words = fold(line).rstrip(" :").split()
    spaced_out = len(words) > 3 and all(len(word) <= 2 for word in words)
    return _folded_kinds().get("".join(words) if spaced_out else " ".join(words))


def kind_of_title(line: str) -> str | None:
    """The kind that a title in capitals begins with: "KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026"; None for other lines."""
    words = plain(line)
    if not in_capitals(line):
        return None
    return next((kind for word, kind in kinds().items() if regex.match(rf"{regex.escape(word)}[\s,:]", words)), None)


def kind_of_number(number: str) -> str | None:
    """The kind that a number's code names: "294/QĐ-LĐTBXH" is a Quyết định."""
    first = regex.search(r"\p{L}+", number)
    return _kind_codes().get(first[0]) if first else None


def is_prose(line: str) -> bool:
    """Whether a line begins the body: "Căn cứ ...", "Điều 1. ...", "I. MỤC ĐÍCH"."""
    if line.startswith(tuple(load("titles.toml")["prose"]["words"])) and not in_capitals(line):
        return True
    return bool(regex.match(r"(?:[IVX]+|\d+|[A-Z])[.)]\s|[-–+•]\s", line))


def without_motto(line: str) -> str:
    """A line without the national motto, which often stands beside the letterhead on one line."""
    return _motto().sub(" ", line).strip(" -–—_*.|:")


def whole_motto(lines: Iterable[str]) -> list[str]:
    """The same lines, a motto that a narrow column wraps put together on the line where it begins.

    >>> whole_motto(["SỞ Y TẾ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT", "NAM", "Số: 1/QĐ-SYT"])
    ['SỞ Y TẾ', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Số: 1/QĐ-SYT']
    """
    whole: list[str] = []
    for line in lines:
        rest, before = _unfinished(whole[-1]) if whole else ((), False)
        words = line.split()
        keys = tuple(fold(word) for word in words) if rest else ()
        if rest and keys == rest[: len(keys)]:
            whole[-1] = f"{whole[-1]} {line}"
        elif rest and before and keys[-len(rest) :] == rest:  # the columns side by side: the issuer's goes on before it
            whole[-1] = " ".join([whole[-1], *words[-len(rest) :]])
            whole.append(" ".join(words[: -len(rest)]))
        else:
            whole.append(line)
    return whole


def _unfinished(line: str) -> tuple[tuple[str, ...], bool]:
    """The folded words that a motto at a line's end still lacks, and whether anything stands before it there."""
    mottos, inner = _folded_mottos()
    if fold("".join(line.split()[-1:])) not in inner:  # as nearly every line of a document
        return (), False
    words = tuple(fold(word) for word in line.split())
    for motto in mottos:
        for count in range(len(motto) - 1, 1, -1):
            if words[-count:] == motto[:count]:
                return motto[count:], len(words) > count
    return (), False


@cache
def _folded_mottos() -> tuple[tuple[tuple[str, ...], ...], frozenset[str]]:
    """The words of each motto, and those on which a line that breaks one off may end."""
    mottos = tuple(tuple(fold(phrase).split()) for phrase in load("titles.toml")["motto"]["phrases"])
    return mottos, frozenset(word for motto in mottos for word in motto[1:-1])


@cache
def _motto() -> "regex.Pattern[str]":
    phrases = sorted(load("titles.toml")["motto"]["phrases"], key=len, reverse=True)
    spaced = (regex.escape(phrase).replace(r"\ ", r"\s+").replace(r"\-", r"\s*[-–—]\s*") for phrase in phrases)
    tone = [phrase.replace("hòa", "h(?:òa|oà)") for phrase in spaced]
    return regex.compile("|".join(tone), regex.IGNORECASE)


def join_lines(lines: Sequence[str]) -> str:
    """A wrapped title as one line; a hyphen that ends a line without a blank before it joins without one."""
    text = ""
    for line in lines:
        glue = "" if not text or (text[-1] in "-–/" and text[-2:-1] != " ") else " "
        text += glue + line
    return squeeze(text)
