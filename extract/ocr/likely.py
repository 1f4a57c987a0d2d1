"""How likely a syllable is beside its neighbours: what decides between marks that the picture leaves open.

extract/data/wording.npz, made by tests/corpus/wording.py, holds counts alone: how common a syllable is, and how often
two stood side by side in real documents. What was not seen together is as likely as the syllable is anywhere.
"""

import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise, starmap
from math import log

import numpy as np

from extract.ocr.engine import Words
from extract.syllable import WORD

EDGE = ""  # stands for what is no syllable: the edges of a cell, figures, punctuation
OF_EDGE = 0.1  # its share of text
UNKNOWN = 1e-8  # the share of a syllable that was never seen
UNSEEN, UNSEEN_EACH = 50.0, 2.0  # pairs of a syllable that count as not seen: so many, and more for each kind seen


@cache
def _table() -> tuple[dict[str, float], dict[tuple[str, str], int], dict[str, tuple[int, int]]]:
    """The share of each syllable, the counts of pairs, and of each first of them how many pairs and kinds there are."""
    with (files("extract") / "data" / "wording.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
        syllables = bytes(data["syllables"]).decode().split("\n")
        shares = dict(zip(syllables, np.exp(-data["rarity"].astype(np.float64)).tolist(), strict=True))
        firsts, seconds = ([syllables[n] for n in data[name].tolist()] for name in ("first", "second"))
        pairs = dict(zip(zip(firsts, seconds, strict=True), data["count"].tolist(), strict=True))
    follow: dict[str, tuple[int, int]] = {}
    for (first, _), count in pairs.items():
        pairs_seen, kinds = follow.get(first, (0, 0))
        follow[first] = pairs_seen + count, kinds + 1
    return shares, pairs, follow


@lru_cache(maxsize=65536)
def after(first: str, second: str) -> float:
    """The logarithm of how likely a syllable follows another; both in lower case, NFC.

    >>> after("công", "vụ") > after("công", "vu"), after("của", "vụ") > after("của", "vu")
    (True, True)
    """
    shares, pairs, follow = _table()
    seen, kinds = follow.get(first, (0, 0))
    unseen = UNSEEN + UNSEEN_EACH * kinds
    return log((pairs.get((first, second), 0) + unseen * shares.get(second, UNKNOWN)) / (seen + unseen))


@lru_cache(maxsize=65536)
def syllables(text: str) -> tuple[str, ...]:
    """The words of letters of a text in lower case, and EDGE where more than a blank is before, between or after them.

    >>> syllables("Tổ chức, 02 lớp")
    ('tổ', 'chức', '', 'lớp')
    """
    out: list[str] = []
    last = 0
    text = unicodedata.normalize("NFC", text).lower()
    for found in WORD.finditer(text):
        if text[last : found.start()].strip():
            out.append(EDGE)
        out.append(found[0])
        last = found.end()
    return (*out, EDGE) if text[last:].strip() else tuple(out)


def gain(words: Words, n: int, new: str) -> float:
    """How much likelier, as a logarithm, another text is in a word's place beside its neighbours."""
    before = (n and syllables(words.text[n - 1])[-1:]) or (EDGE,)
    behind = (n + 1 < len(words.text) and syllables(words.text[n + 1])[:1]) or (EDGE,)
    rows = ((*before, *syllables(text), *behind) for text in (words.text[n], new))
    old, other = (sum(starmap(after, pairwise(row))) for row in rows)
    return other - old
