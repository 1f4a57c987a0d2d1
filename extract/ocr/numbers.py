"""What can stand in an STT column, and how its numbers go on: figures, Roman numerals, and letters with a closing mark.

Everything here chooses between what readings gave; nothing makes a number that none gave a form of.
"""

import re

# As points of decrees are lettered (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.5).
LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMANS = {
    numeral: n
    for n, numeral in enumerate("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split(), 1)
}
_FIGURES = re.compile(r"\d{1,3}(\.\d{1,2}){0,3}[.)]?")
_LETTER = re.compile(rf"[{LETTERS}{LETTERS.upper()}][.)]")
_ALIKE = str.maketrans({"l": "1", "|": "1", "!": "1", "O": "0", "o": "0", "S": "5", "B": "8", "Z": "2"})
_ROMAN_ALIKE = str.maketrans({"l": "I", "1": "I", "|": "I", "H": "II", "T": "I", "Ï": "I", "Ì": "I"})
_FIGURE_ALIKE = str.maketrans({"I": "1"})
_LETTER_ALIKE = str.maketrans({"€": "c", "¢": "c"})
_ONE_SHAPE = "cosuvxpk"  # letters whose capitals look the same but for their size

State = tuple[int, int, int]  # the last Roman numeral, the last figure, the last letter's place; 0 for none


def is_number(text: str) -> bool:
    """Whether a text has the form of an STT number: 12, 1.1, IV with or without a closing mark, "a)" and "B." with."""
    return bool(_FIGURES.fullmatch(text) or _LETTER.fullmatch(text)) or re.sub(r"[.)]$", "", text) in _ROMANS


def spellings(text: str) -> list[str]:
    """The numbers that a reading may stand for, itself first: look-alikes of figures, Roman numerals and letters."""
    bare = text.replace(" ", "").strip("'\"‘’“”,;:-").replace(",", ".")
    out = [bare, bare.translate(_ALIKE), bare.upper().translate(_ROMAN_ALIKE), bare.translate(_LETTER_ALIKE)]
    return [t for n, t in enumerate(out) if t and is_number(t) and t not in out[:n]]


def alike(given: list[str]) -> list[str]:
    """What print makes hard to tell from the numbers given: a stroke more or less, I and 1, "C)" and "c)"."""
    out = [number + "I" for number in given if number.endswith("I")]
    out += [number[:-1] for number in given if number.endswith("II")]
    for number in given:
        if set(number.rstrip(".)")) <= {"1"}:
            out.append(number.replace("1", "I"))
        if set(number.rstrip(".)")) <= {"I"}:
            out.append(number.translate(_FIGURE_ALIKE))
        if number[:1].lower() in _ONE_SHAPE:
            out.append(number.swapcase())
    return [number for n, number in enumerate(out) if is_number(number) and number not in (*given, *out[:n])]


def sequence(choices: list[list[str]]) -> list[str | None]:
    """For each row the choice that best goes on from the rows above; None where there is no choice.

    A path of least cost over the rows: going on by one costs nothing, a restart at 1 or a new level little, a jump
    much; a later choice of a row costs a little more than its first.
    """
    live = [n for n, choice in enumerate(choices) if choice]
    out: list[str | None] = [None] * len(choices)
    if not live:
        return out
    paths: list[tuple[float, list[str], State]] = [(0.0, [], (0, 0, 0))]
    for n in live:
        new: dict[tuple[str, State], tuple[float, list[str], State]] = {}
        for cost, path, before in paths:
            for rank, choice in enumerate(choices[n]):
                step, state = _step(choice, path[-1] if path else None, before)
                total = cost + step + 0.5 * rank
                key = (choice, state)
                if key not in new or total < new[key][0]:
                    new[key] = (total, [*path, choice], state)
        paths = sorted(new.values(), key=lambda p: p[0])[:40]
    for n, chosen in zip(live, paths[0][1], strict=True):
        out[n] = chosen
    return out


def _value(number: str) -> tuple[str, tuple[int, ...]]:
    bare = number.rstrip(".)")
    if bare in _ROMANS:
        return "roman", (_ROMANS[bare],)
    if bare.lower() in LETTERS:
        return ("letter" if bare.islower() else "capital"), (LETTERS.index(bare.lower()) + 1,)
    return "figure", tuple(int(part) for part in bare.split("."))


def _step(choice: str, last: str | None, state: State) -> tuple[float, State]:
    """The cost of `choice` after the rows above, and the counters after it."""
    roman, figure, letter = state
    kind, value = _value(choice)
    if kind in ("roman", "capital"):
        begins = 0.2 if value[0] == 1 or last is None else 0.6
        cost = 0.0 if value[0] == roman + 1 else begins if roman == 0 else 2.0
        if kind == "capital" and last and last[0].islower() and last[-1] == choice[-1]:
            cost += 1.0  # "b)" and then "C)": the same list, its letter's size misread
        return cost, (value[0], 0, 0)
    if kind == "letter":
        cost = 0.0 if value[0] == letter + 1 else 0.2 if last is None else 0.6 if value[0] == 1 else 2.0
        return cost, (roman, figure, value[0])
    if len(value) > 1:
        before = _value(last)[1] if last else ()
        goes_on = before[:-1] == value[:-1] and bool(before) and value[-1] == before[-1] + 1
        begun = value[-1] == 1 and value[0] in (figure, roman)
        return (0.0 if goes_on or begun else 1.0), (roman, value[0], 0)
    if value[0] == figure + 1:
        return 0.0, (roman, value[0], 0)
    if figure == 0 and last is None:
        return 0.2, (roman, value[0], 0)  # the page goes on with a number of the page before
    return (0.6 if value[0] == 1 else 2.0), (roman, value[0], 0)
