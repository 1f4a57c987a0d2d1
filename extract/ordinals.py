"""Numbers of lists in figures, letters and Roman numerals, under the names that Word gives these formats."""

_MAX_VALUE = 100_000  # a Roman numeral of a hostile start would be megabytes long
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def spelled(count: int, kind: str, pad: int = 1) -> str:
    """A counter in one of Word's number formats; those of other languages come as plain figures.

    >>> spelled(4, "upperRoman"), spelled(28, "lowerLetter"), spelled(7, "decimalZero"), spelled(3, "none")
    ('IV', 'bb', '07', '')
    """
    if kind == "none" or count < 0:
        return ""
    count = min(count, _MAX_VALUE)
    if kind in ("upperRoman", "lowerRoman"):
        roman = _roman(count)
        return roman if kind == "upperRoman" else roman.lower()
    if kind in ("upperLetter", "lowerLetter") and count > 0:
        # Word goes on after Z with AA, BB, CC.
        letters = chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if kind == "upperLetter" else letters.lower()
    return str(count).zfill(2 if kind == "decimalZero" else pad)


def _roman(count: int) -> str:
    letters = []
    for worth, letter in _ROMAN:
        letters.append(letter * (count // worth))
        count %= worth
    return "".join(letters)
