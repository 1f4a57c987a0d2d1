"""Names of agencies as keys: abbreviations spelled out, marks of tone set apart, the words of a name alone.

Keys are for finding, never for output. Two prints of one name (wrapped, "oà" or "òa", dashes, "LĐ-TB&XH") have one key.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import regex

from normalize.data import load

_NOTE = regex.compile(r"\s*\([^()]*\)")
_STOCK = regex.compile(r"\s+[-–—]\s+(?:CTCP|[Cc]ông ty [Cc]ổ phần)\s*$")  # what kind of company, behind its name
_AND_SO_ON = regex.compile(r"[,;]?\s*\bv\.\s?v[.…]*\s*$")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NO_TONES = dict.fromkeys(map(ord, _TONES))
_NO_MARKS = {**_NO_TONES, **dict.fromkeys((0x302, 0x306, 0x31B)), ord("đ"): "d", ord("y"): "i"}
# A run of capital pieces: "LĐ-TB&XH", "TT&TT", "NN và PTNT", "TP."; never inside a longer word.
_PIECE = r"(?<![\p{L}\p{M}])(?:[A-ZĐƯ]+(?:g|MC)?|[Tt][px](?=[.\s]|$))(?![\p{L}\p{M}])"
_CAPITALS = regex.compile(rf"{_PIECE}(?:(?:\s*(?:[&.,\-‐-―]\s*|và\s+)|\s){_PIECE})*\.?")
_PLACES = frozenset({"Tp", "tp", "Tx", "tx"})  # abbreviations that are written as words are
_SINGLE = regex.compile(_PIECE)
_SYLLABLE = regex.compile(r"[AEIOƯ]$")
_NOT_LETTER = regex.compile(r"và|[^\p{L}]+")


@cache
def _abbreviations() -> dict[str, str]:
    return {short: long for group in load("abbreviations.toml")["group"] for short, long in group["forms"]}


@cache
def _unlike_words() -> dict[str, str]:
    """Abbreviations that are no word when all is in capitals: not TƯ (TƯ PHÁP) nor CA."""
    return {short: long for short, long in _abbreviations().items() if len(short) > 2 or not _SYLLABLE.search(short)}


def _spell_out(found: "regex.Match[str]", table: dict[str, str]) -> str:
    whole = table.get(_NOT_LETTER.sub("", found[0]))
    if whole is not None:
        return whole
    return _SINGLE.sub(lambda piece: table.get(piece[0], piece[0]), found[0])


def without_notes(text: str) -> str:
    """A name in NFC without what stands in parentheses, without "v.v." and "- CTCP" at its end."""
    text = unicodedata.normalize("NFC", text)
    bare = _NOTE.sub(" ", text) if "(" in text else text
    bare = _AND_SO_ON.sub("", bare) if "v." in bare else bare
    return _STOCK.sub("", bare) if " CTCP" in bare or "phần" in bare else bare


@lru_cache(maxsize=16384)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a name as printed, abbreviations spelled out, notes in parentheses and punctuation left out.

    >>> tokens("UBND tỉnh (để báo cáo);")
    ('Ủy', 'ban', 'nhân', 'dân', 'tỉnh')
    """
    bare = without_notes(text)
    words = tuple(_WORD.findall(bare))
    if all(word[1:].islower() and word not in _PLACES for word in words):  # no abbreviation, as mostly
        return words
    table = _unlike_words() if bare.isupper() else _abbreviations()
    return tuple(_WORD.findall(_CAPITALS.sub(lambda found: _spell_out(found, table), bare)))


@lru_cache(maxsize=16384)
def word_key(word: str) -> str:
    """A word in lower case with its tone written after it, so that "hoà" and "hòa" are one.

    >>> word_key("Hoà") == word_key("hòa"), word_key("hóa") == word_key("hòa")
    (True, False)
    """
    letters = unicodedata.normalize("NFD", word.lower())
    bare = letters.translate(_NO_TONES)
    tone = "".join(c for c in letters if c in _TONES) if len(bare) < len(letters) else ""
    return unicodedata.normalize("NFC", bare) + tone


@lru_cache(maxsize=16384)
def word_fold(word: str) -> str:
    """A word without any marks, đ as d, y as i: what is left of it after a careless scan."""
    bare = unicodedata.normalize("NFD", word.lower()).translate(_NO_MARKS)
    return bare if bare.isascii() else "".join(c for c in bare if not unicodedata.combining(c))


AND = word_key("và")


@lru_cache(maxsize=16384)
def key(words: tuple[str, ...]) -> tuple[str, ...]:
    """The key of a name: its words without "và", which prints leave out now and then.

    >>> key(tokens("Sở Thông tin Truyền thông")) == key(tokens("SỞ TT&TT"))
    True
    """
    return tuple(k for k in map(word_key, words) if k != AND)


def fold_key(words: Sequence[str]) -> str:
    """The key of a name whose marks or blanks were lost.

    >>> fold_key(tokens("Bo Tu phap")) == fold_key(tokens("Bộ Tưpháp"))
    True
    """
    return "".join(word_fold(word) for word in words if word_key(word) != AND)


def slug(text: str) -> str:
    """The words of a name as an id.

    >>> slug("Sở Nông nghiệp và Môi trường")
    'so-nong-nghiep-va-moi-truong'
    """
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "-".join(_WORD.findall("".join(c for c in bare if not unicodedata.combining(c))))
