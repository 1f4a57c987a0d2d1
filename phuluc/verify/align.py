"""Which rows of two readings belong together: a sequence alignment, in order, by what the rows say."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rapidfuzz import fuzz

SAME_ROW = 50.0  # least likeness, of 100, of two rows that are taken for one read twice
KEY_LETTERS = 300  # of a row, that likeness looks at: more tell nothing more and cost time
MOST_PAIRS = 400_000  # of unlike rows that are weighed against each other: more is another document, not a reading

Pair = tuple[int | None, int | None]


def align(first: Sequence[str], second: Sequence[str]) -> list[Pair]:
    """Pairs of places in both sequences, ascending in each; None where a text has no other half.

    Equal texts are anchors (Ratcliff and Obershelp's matching, as difflib has it); between two anchors the pairing
    with the greatest sum of likenesses is taken (Needleman and Wunsch, without a price for gaps).

    >>> align(["a. Rà soát", "b. Tổ chức", "c. Báo cáo"], ["a. Rà soát", "c. Báo cao"])
    [(0, 0), (1, None), (2, 1)]
    """
    pairs: list[Pair] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += zip(range(i, i_end), range(j, j_end), strict=True)
        else:
            found = _between(first[i:i_end], second[j:j_end])
            pairs += [(None if a is None else i + a, None if b is None else j + b) for a, b in found]
    return pairs


def _between(first: Sequence[str], second: Sequence[str]) -> Iterator[Pair]:
    """The pairs among texts none of which are equal at their places."""
    if len(first) * len(second) > MOST_PAIRS:
        yield from ((i, None) for i in range(len(first)))
        yield from ((None, j) for j in range(len(second)))
        return
    like = [[_likeness(one, other) for other in second] for one in first]
    best = _best_sums(like, len(second))
    i = j = 0
    while i < len(first) or j < len(second):
        both = i < len(first) and j < len(second)
        if both and like[i][j] > 0 and best[i][j] == like[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif j == len(second) or (both and best[i][j] == best[i + 1][j]):
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1


def _best_sums(like: Sequence[Sequence[float]], width: int) -> list[list[float]]:
    """The greatest sum of likenesses that pairs from (i, j) on can have."""
    best = [[0.0] * (width + 1) for _ in range(len(like) + 1)]
    for i in range(len(like) - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], like[i][j] + best[i + 1][j + 1])
    return best


def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(one[:KEY_LETTERS], other[:KEY_LETTERS], score_cutoff=SAME_ROW)
