"""What can stand in an STT column, and how its numbers go on: figures, Roman numerals, and letters with a closing mark.

Everything here chooses between what readings gave; nothing makes a number that none gave a form of.
"""

import re
from collections import Counter

from extract.grid.numbers import LETTERS

_ROMANS = {
    numeral: n
    for n, numeral in enumerate("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split(), 1)
}
_LETTER = f"[{LETTERS}{LETTERS.upper()}]"
# "4a" is what is put in between 4 and 5 when a list is amended; "I.1" and "A.1" count within their section.
_BARE = rf"(?:\d{{1,3}}[abcdđe]?|{'|'.join(_ROMANS)}|{_LETTER})(?:\.\d{{1,2}}){{0,3}}"
_NUMBER = re.compile(rf"{_BARE}[.)/]?|\({_BARE}\)")
CLOSING = ".)/"
A_KIND = 3  # numbers of a kind tell how they end
MARKS = ("-", "+", "*")  # stand before rows that have no number of their own
_ALIKE = str.maketrans({"l": "1", "|": "1", "!": "1", "O": "0", "o": "0", "S": "5", "B": "8", "Z": "2"})
_ROMAN_ALIKE = str.maketrans({"l": "I", "L": "I", "1": "I", "|": "I", "H": "II", "T": "I", "Ï": "I", "Ì": "I"})
_FIGURE_ALIKE = str.maketrans({"I": "1"})
_LETTER_ALIKE = str.maketrans({"€": "c", "¢": "c"})
_RUN_IN = re.compile(r"(?<=[I1lH|])L(?=\d)|^L(?=\d)")  # "L2", "IL3": a Roman I whose point ran into it
_NO_POINT = re.compile(r"^([IVX]+)(\d{1,2})$")  # "II3" is II.3
_TWO_FIGURES = re.compile(r"(\d)(\d)([.)]?)")
_STROKES = frozenset("lLiIoOsSzZHT")  # alone or before a stop they are no letters but figures and Roman numerals
_ONE_SHAPE = "cosuvxpk"  # letters whose capitals look the same but for their size

# Of a step that turns what was read into what only a stroke tells from it. Libertinus' I is read as a 1 everywhere, a 1
# as an I, or with its point as an L, seldom.
TO_ROMAN, TO_FIGURE = 0.1, 0.3
RANK = 0.5  # of each other form that was likelier
INK = 0.25  # of each step, as a logarithm, that the ink makes another form likelier: a jump is worth eight of them
INK_MOST = 14.0  # such steps: no form is farther off
OVER = 0.1  # of a number that counts on from the section before
MARK, AGAIN = 0.3, 1.0  # of a "-" among numbers, of a number that stands there twice
SWITCH = 1.0  # "I.1" in one section and "2.1" in the next

# The last capital's place, Roman numeral, figure, small letter's place, 0 for none; how sections' rows are numbered.
# The figure is negative where a section has begun since.
State = tuple[int, int, int, int, str]


def is_number(text: str) -> bool:
    """Whether a text has the form of an STT number: 12, 4a, 1.1, IV, I.1, B, a, with or without a closing mark, (1)."""
    return _NUMBER.fullmatch(text) is not None


def is_label(text: str) -> bool:
    """Whether a text can stand in the column of numbers: a number, or a mark in its place."""
    return text in MARKS or is_number(text)


def is_deep(number: str) -> bool:
    """Whether a number counts within another: 1.1, I.1; not "1."."""
    return number.rstrip(".)").count(".") > 0


def spellings(text: str) -> list[str]:
    """The numbers that a reading may stand for, itself first: look-alikes of figures, Roman numerals and letters."""
    bare = text.replace(" ", "").strip("'\"‘’“”,;:-").replace(",", ".")
    bare = _RUN_IN.sub("I.", bare)
    head, point, rest = bare.partition(".")
    roman = head.upper().translate(_ROMAN_ALIKE) + point + rest.translate(_ALIKE)
    out = [bare, bare.translate(_ALIKE), roman, bare.translate(_LETTER_ALIKE), _NO_POINT.sub(r"\1.\2", roman)]
    if bare[:1] in _STROKES and not bare[1:].isalnum():
        out = [*(other for other in out if other != bare), bare]
    return [t for n, t in enumerate(out) if t and is_number(t) and t not in out[:n]]


def alike(given: list[str]) -> list[str]:
    """What print makes hard to tell from the numbers given: a stroke more or less, I and 1, C) and c), 11 and 1.1."""
    out = [number + "I" for number in given if number.endswith("I")]
    out += [number[:-1] for number in given if number.endswith("II")]
    for number in given:
        head, point, rest = number.partition(".")
        if set(head.rstrip(")")) <= {"1"}:
            out.append(head.replace("1", "I") + point + rest)
        if set(head.rstrip(")")) <= {"I"}:
            out.append(head.translate(_FIGURE_ALIKE) + point + rest)
        if number[:1].lower() in _ONE_SHAPE:
            out.append(number.swapcase())
        if "0" not in number and _TWO_FIGURES.fullmatch(number):
            out.append(_TWO_FIGURES.sub(r"\1.\2\3", number))
    return [number for n, number in enumerate(out) if is_number(number) and number not in (*given, *out[:n])]


def sequence(choices: list[list[str]], inked: list[dict[str, float]] | None = None) -> list[str | None]:
    """For each row the choice that best goes on from the rows above; None where there is no choice.

    A path of least cost over the rows: going on by one costs nothing, a restart at 1 or a new level little, a jump
    much; a later choice of a row costs a little more than its first. `inked`: for each row the logarithm of how likely
    its ink makes each form, none where it says nothing; clear ink costs more than any jump.
    """
    live = [n for n, choice in enumerate(choices) if choice]
    out: list[str | None] = [None] * len(choices)
    if not live:
        return out
    paths: list[tuple[float, list[str], State]] = [(0.0, [], (0, 0, 0, 0, ""))]
    for n in live:
        new: dict[tuple[str | None, str, State], tuple[float, list[str], State]] = {}
        costs = _costs(choices[n], inked[n] if inked else {})
        for cost, path, before in paths:
            last = _last_number(path)
            for choice, own in costs.items():
                step, state = _step(choice, last, before)
                total = cost + step + own
                key = (last if choice in MARKS else choice, choice, state)
                if key not in new or total < new[key][0]:
                    new[key] = (total, [*path, choice], state)
        paths = sorted(new.values(), key=lambda p: p[0])[:40]
    for n, chosen in zip(live, paths[0][1], strict=True):
        out[n] = chosen
    return out


def _last_number(path: list[str]) -> str | None:
    return next((number for number in reversed(path) if number not in MARKS), None)


def steps(numbers: list[str]) -> list[float]:
    """What each number costs after those before it: from 1 on it does not go on from them."""
    out: list[float] = []
    state: State = (0, 0, 0, 0, "")
    for n, number in enumerate(numbers):
        cost, state = _step(number, _last_number(numbers[:n]), state)
        out.append(cost)
    return out


def odd(numbers: list[str]) -> list[bool]:
    """For each number whether it ends otherwise than most of its kind: "1" among "2.", "3." and "4."."""
    ends = [(kind_of(number), number[-1] if number[-1] in CLOSING else "") for number in numbers]
    counts = Counter(ends)
    kinds = Counter(kind for kind, _ in ends)
    return [kinds[kind] >= A_KIND and counts[kind, end] < 0.5 * kinds[kind] for kind, end in ends]


def kind_of(number: str) -> str:
    """What a number is made of, its closing mark left out: "1.12." has the kind of "2.1"."""
    return re.sub(r"\d+", "1", re.sub(r"[IVX]+", "I", number.strip("()/."))) if number not in MARKS else number


def _costs(choices: list[str], ink: dict[str, float]) -> dict[str, float]:
    """What each choice costs by its rank; forms that only a stroke tells apart, "I.1" and "1.1", share a rank."""
    ranks: dict[str, tuple[int, str]] = {}
    out: dict[str, float] = {}
    for choice in choices:
        rank, first = ranks.setdefault(choice.translate(_FIGURE_ALIKE), (len(ranks), choice))
        turned = TO_ROMAN if "I" not in first else TO_FIGURE
        out[choice] = RANK * rank + (turned if choice != first else 0.0)
    if ink:
        for choice in choices:
            out[choice] = min(out[choice], RANK) + INK * worse(ink, choice)
    return out


def worse(ink: dict[str, float], number: str) -> float:
    """By how much less likely than the likeliest form the ink makes a number, as a logarithm."""
    best = max(ink.values(), default=0.0)
    return min(INK_MOST, best - ink.get(number, best - INK_MOST)) if ink else 0.0


def _value(number: str) -> tuple[str, tuple[int, ...]]:
    """The kind of a number's first part, and what each part counts."""
    head, *rest = re.sub(r"(?<=\d)[abcdđe]", "", number.strip(".()/")).split(".")
    below = tuple(int(part) for part in rest)
    if head in _ROMANS:
        return "roman", (_ROMANS[head], *below)
    if head.lower() in LETTERS:
        return ("letter" if head.islower() else "capital"), (LETTERS.index(head.lower()) + 1, *below)
    return "figure", (int(head), *below)


def _step(choice: str, last: str | None, state: State) -> tuple[float, State]:
    """The cost of `choice` after the rows above, and the counters after it."""
    capital, roman, figure, letter, style = state
    if choice in MARKS:
        return MARK, state
    kind, value = _value(choice)
    if len(value) > 1:
        return _deeper(kind, value, last, state)
    if kind == "roman" and capital and LETTERS.find(choice[0].lower()) == capital and len(choice.rstrip(".)")) == 1:
        kind, value = "capital", (capital + 1,)  # H, I, K
    if kind == "capital":
        # "b)" and then "C)": the same list, its letter's size misread.
        misread = last is not None and last[0].islower() and last[-1] == choice[-1]
        return _begun(value[0], capital, last) + misread, (value[0], 0, -abs(figure), 0, style)
    if kind == "roman":
        return _begun(value[0], roman, last), (capital, value[0], -abs(figure), 0, style)
    if kind == "letter":
        cost = 0.0 if value[0] == letter + 1 else 0.2 if last is None else 0.6 if value[0] == 1 else 2.0
        return cost, (capital, roman, figure, value[0], style)
    if value[0] in (figure + 1, 1 if figure <= 0 else 0) or (value[0] == figure and choice.rstrip(".)")[-1] in LETTERS):
        cost = 0.0
    elif figure < 0 and value[0] == 1 - figure:
        cost = OVER
    elif value[0] == figure:
        cost = AGAIN
    elif figure == 0 and (last is None or not (capital or roman)):
        cost = 0.2  # the page goes on with a number of the page before
    else:
        cost = 0.6 if value[0] == 1 else 2.0
    return cost, (capital, roman, value[0], 0, style)


def _begun(value: int, before: int, last: str | None) -> float:
    """The cost of a section's number after the section before, 0 for none on this page."""
    if value == before + 1 and before:
        return 0.0
    return (0.2 if value == 1 or last is None else 0.6) if before == 0 else 2.0


def _deeper(kind: str, value: tuple[int, ...], last: str | None, state: State) -> tuple[float, State]:
    """The cost of 1.1, I.1 or A.1.2, and the counters after it."""
    capital, roman, figure, _, style = state
    above, before = _value(last) if last else ("", ())
    level = len(value)
    goes_on = above == kind and before[: level - 1] == value[:-1] and before[level - 1 : level] == (value[-1] - 1,)
    heads = {"capital": (capital,), "roman": (roman,), "figure": (figure, roman, capital)}.get(kind, ())
    begun = value[-1] == 1 and (value[0] in heads if len(value) == 2 else before == value[:-1])
    cost = 0.0 if goes_on or begun else 0.2 if last is None else 1.0
    if kind == "figure" and figure == value[0]:
        return cost, (capital, roman, figure, 0, style)
    cost += SWITCH * (style not in ("", kind) and roman > 0)
    return cost, (capital, roman, value[0] if kind == "figure" else figure, 0, kind if roman else style)
