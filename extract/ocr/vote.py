"""Two or three readings of the same strip voted word by word; no word comes out that no reading gave.

Tone marks are what one reading gets wrong and another right (OCR.md). Readings are aligned by their words; where they
differ, agreement of two wins, then the shape of a Vietnamese syllable, then the engine's confidence.
"""

import re
from difflib import SequenceMatcher

from extract.ocr.engine import Words
from extract.syllable import WORD, is_syllable

AGAIN = 0.006  # that less sure than of a line read once: two readings see the same picture and err alike
DOUBTED = 0.75  # a word that the readings disputed never counts as sure
_ODD = re.compile(r"[^\w\s.,;:/()%+\-–\"'“”‘’…&*•<>=°²³]")


def shape(text: str, before: str = "", after: str = "") -> float:
    """How little a word looks like print, as a penalty from 0 (fine) up: shapes only, no dictionary."""
    penalty = 0.0
    if _ODD.search(text):
        penalty += 0.3
    if any(map(_mixed, text, text[1:])):
        penalty += 0.15
    for part in WORD.findall(text):
        if len(part) > 1 and part.isupper() and before.islower() and after.islower():
            penalty += 0.3  # a lone upper-case syllable inside lower-case text
        if not part.isupper() and len(part) < 8 and not is_syllable(part):
            penalty += 0.25
    return penalty


def _mixed(one: str, other: str) -> bool:
    """Whether two letters side by side are of kinds that print does not mix: a figure and a letter, "aB"."""
    if one.isdigit() or other.isdigit():
        return one.isalpha() or other.isalpha()
    return one.islower() and other.isupper()


def vote(readings: list[Words]) -> Words:
    """The first reading with every disputed word settled; boxes stay the first reading's.

    Confidence: agreed words keep nearly their best, disputed ones are held under DOUBTED.
    """
    out = readings[0]
    for number, other in enumerate(readings[1:], 1):
        out = _merge(out, other, readings[number + 1 :])
    return out


def _merge(first: Words, second: Words, rest: list[Words]) -> Words:
    text, confidence = list(first.text), list(first.confidence)
    gone: set[int] = set()
    pieces: dict[int, tuple[list[str], list[float]]] = {}
    supports = [set(other.text) for other in rest]
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, first.text, second.text, autojunk=False).get_opcodes():
        if kind == "equal":
            for a, b in zip(range(a0, a1), range(b0, b1), strict=True):
                best = max(first.confidence[a], second.confidence[b])
                confidence[a] = max(0.0, best - AGAIN)
            continue
        if kind == "insert":
            continue  # a word with no place in the first reading: noise more often than a loss
        mine, theirs = first.text[a0:a1], second.text[b0:b1]
        before = text[a0 - 1] if a0 else ""
        after = first.text[a1] if a1 < len(first.text) else ""
        backing = sum(set(theirs) <= s for s in supports) - sum(set(mine) <= s for s in supports)
        mine_score = _score(mine, first.confidence[a0:a1], before, after)
        their_score = _score(theirs, second.confidence[b0:b1], before, after) + 0.4 * backing
        if theirs and their_score > mine_score:
            if len(theirs) == len(mine):
                text[a0:a1] = theirs
                confidence[a0:a1] = [min(c, DOUBTED) for c in second.confidence[b0:b1]]
            else:
                pieces[a0] = (theirs, second.confidence[b0:b1])
                gone.update(range(a0, a1))
        else:
            confidence[a0:a1] = [min(c, DOUBTED) for c in confidence[a0:a1]]
    return _rebuild(first, text, confidence, gone, pieces)


def _score(words: list[str], confidences: list[float], before: str, after: str) -> float:
    if not words:
        return 0.0
    penalty = 0.0
    for n, word in enumerate(words):
        penalty += shape(word, words[n - 1] if n else before, words[n + 1] if n + 1 < len(words) else after)
    return min(confidences) - penalty


def _rebuild(
    first: Words,
    text: list[str],
    confidence: list[float],
    gone: set[int],
    pieces: dict[int, tuple[list[str], list[float]]],
) -> Words:
    """Put runs of another length into the room of the words that they replace."""
    out = Words([], [], [], [], [], [], [])
    for n, word in enumerate(text):
        if n in pieces:
            words, confidences = pieces[n]
            last = n
            while last + 1 in gone and last + 1 not in pieces and first.line[last + 1] == first.line[n]:
                last += 1
            x0, room = first.x0[n], first.x1[last] - first.x0[n]
            total = sum(len(w) + 1 for w in words) - 1
            at = 0
            for w, c in zip(words, confidences, strict=True):
                out.text.append(w)
                out.x0.append(x0 + room * at // total)
                out.x1.append(x0 + room * (at + len(w)) // total)
                out.top.append(first.top[n])
                out.bottom.append(first.bottom[n])
                out.confidence.append(min(c, DOUBTED))
                out.line.append(first.line[n])
                at += len(w) + 1
        if n in gone:
            continue
        out.text.append(word)
        for column, source in (
            (out.x0, first.x0),
            (out.x1, first.x1),
            (out.top, first.top),
            (out.bottom, first.bottom),
        ):
            column.append(source[n])
        out.confidence.append(confidence[n])
        out.line.append(first.line[n])
    return out
