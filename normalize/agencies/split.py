"""A cell of agencies taken apart: where one ends and the next begins.

The cell is cut at everything that might part two agencies (";", line breaks, list marks, ",", "và", "/"), and the
pieces are joined again wherever the mark turns out to stand inside a name. Nothing is added; what separates items goes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from normalize.agencies.begins import begins, is_named_place, is_open, is_place, only_places, tail_is_places
from normalize.agencies.key import key, tokens
from normalize.agencies.notes import outside_notes
from normalize.agencies.register import exact, known_prefix, register, runs_over
from normalize.agencies.unlisted import group, head_length, is_person, may_begin, post_length, starts, starts_sentence
from normalize.data import load
from normalize.text import plain, squeeze

_LONGEST_CELL = 4_000  # characters; a longer one is no list of agencies and is cut at ";" and line breaks alone

_MARK = r"(?:[-‐-―−+•●▪◦‣·*\ue000-\uf8ff]|o(?=\s\p{Lu})|\(?\d{1,2}[.)](?!\d)|\(?[a-zđ]\))"
_HYPHEN = "-‐‑‒–—―−"
_CUT = regex.compile(
    rf"""(?P<mark>(?:^|\n|;\s*\n?)\s*(?P<sign>{_MARK})\s*(?=[\p{{L}}(]))   # a list mark at a line's start or after ";"
    |(?P<hard>\s*;\s*)
    |(?P<comma>\s*,\s*(?:[Vv]à\s)?\s*)
    |(?P<and>\s+(?:[Vv]à|&)\s+)
    |(?P<slash>\s*/\s*(?=\p{{Lu}}))
    |(?P<plus>(?<=\w)\s+\+\s+(?=\p{{L}}))
    |(?P<line>\n)
    |(?P<inline>\s+[-–—+•]\s+(?=\p{{L}}))""",
    regex.VERBOSE,
)
_REACH = 200  # characters that are looked at to tell what begins; the longest name with its place has 120
_LONGEST_ITEM = 600  # characters; what runs on for longer is prose, and parts only at ";" and list marks
_CLOSING = regex.compile(r"(?:\s*(?:[;,/:]|(?<!\.|v\.v)\.(?!\.))|\s[-‐-―+])+$")
_LEADING = regex.compile(rf"^(?:\s*(?:{_MARK}\s+|[;,.]\s*|[Vv]à\s+))+")
_MAY_CUT = regex.compile(r"[;,/&\n]|[Vv]à\s|\s[-–—+•]\s")  # some mark of _CUT inside a text, and no more than some
_NAME_CUT = regex.compile(r"\s*[,;]\s*(?:và\s+)?|\s+và\s+")


def cut_names(text: str) -> list[tuple[str, str]]:
    """Names in a row with the separator before each; the first has ""; notes stay whole.

    >>> cut_names("Y tế, Nội vụ và Tài chính")
    [('', 'Y tế'), (', ', 'Nội vụ'), (' và ', 'Tài chính')]
    """
    at, before, names = 0, "", []
    if not _MAY_CUT.search(text):
        return [("", text)]
    for found in outside_notes(_NAME_CUT, text):
        names.append((before, text[at : found.start()]))
        at, before = found.end(), found[0]
    return [*names, (before, text[at:])]


_LISTED = regex.compile(rf"\s*{_MARK}\s*\p{{L}}")
_SAYS = regex.compile(r"[\p{L}\p{N}]")  # an item of marks alone is as good as none
# Kinds of bodies of which none is a part of another.
_PEERS = frozenset(
    {"ministry", "ministry-level", "department", "police", "peoples-committee", "front", "mass-organisation"}
    | {"government-agency", "court", "procuracy"}
)
_IN_NAMES = frozenset({"line", "comma", "and"})  # cuts that may stand inside a name
_PLACE_NAME = regex.compile(r"\p{Lu}[\p{Ll}\p{M}]+(?:\s\p{Lu}[\p{Ll}\p{M}]+){1,3}")
_LETTERS = regex.compile(r"\p{Lu}{3,6}")  # two are a field more often than a body: "XD, GT"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the cell up to the next possible cut, and the cut before it: its kind and how it was printed."""

    text: str
    cut: str
    printed: str
    hyphen: bool = False


def clean(text: str) -> str:
    """An item without its list mark and without the marks that close it; a closing "..." stays.

    >>> clean("- Các bộ, ngành liên quan;"), clean("Các hội, đoàn thể,...")
    ('Các bộ, ngành liên quan', 'Các hội, đoàn thể,...')
    """
    text = " ".join(text.split())
    if text[:2].isalpha() and text[-1].isalpha() and text[:2] not in ("và", "Và"):  # nothing to take off, as mostly
        return text
    return _CLOSING.sub("", _LEADING.sub("", text))


def is_one_piece(text: str) -> bool:
    """Whether nothing in a cell might part two agencies, nor is a list mark before the first."""
    return text[:2].isalpha() and not _MAY_CUT.search(text)


def _pieces(text: str) -> Iterator[Piece]:
    if is_one_piece(text):
        yield Piece(text, "mark", "")
        return
    at, cut, printed, hyphen = 0, "mark", "", False
    for found in outside_notes(_CUT, text):
        yield Piece(text[at : found.start()], cut, printed, hyphen)
        sign = found["sign"] or ""
        at, cut, printed = found.end(), str(found.lastgroup if found.lastgroup != "sign" else "mark"), found[0]
        hyphen = sign in _HYPHEN and bool(sign)
    yield Piece(text[at:], cut, printed, hyphen)


# --- names that run over a cut ---------------------------------------------------------------------------------------


def one_name(left: tuple[str, ...], right: tuple[str, ...], marked: bool = False) -> bool:
    """Whether a name of the register runs over the cut between them; `marked` = where it has a comma or "và" itself."""
    post = starts(left, "posts", "words")
    if post and any(one_name(left[at:], right, marked) for at in {1, post} if at < len(left)):
        return True  # "Chánh Văn phòng HĐND và UBND"
    whole = (*left, *right)
    return runs_over(whole, len(left)) if marked else known_prefix(whole) > len(left)


@cache
def _hyphen_pairs() -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """What stands left and right of a hyphen inside a name, by the last word of the left."""
    found: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {}
    for left, right in load("agency_words.toml")["hyphens"]["pairs"]:
        before = key(tokens(left))
        found[before[-1]] = (*found.get(before[-1], ()), (before, key(tokens(right))))
    return found


def hyphen_name(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether the hyphen between them stands inside a name."""
    before, after = key(left), key(right)
    pairs = _hyphen_pairs().get(before[-1], ()) if before else ()
    return any(before[-len(a) :] == a and after[: len(b)] == b for a, b in pairs)


# --- the decision at each cut ----------------------------------------------------------------------------------------


def _known_name(whole: str, ahead: str) -> str:
    """The register's name that a text begins with, where it is longer than what is looked at; else that."""
    words = tokens(whole)
    if len(whole) <= len(ahead) or not words or not may_begin(words[0]):
        return ahead
    known = known_prefix(words)
    return " ".join(words[:known]) if known > len(tokens(ahead)) else ahead


def _parts(left: str, piece: Piece, ahead: str, listed: bool) -> bool:
    """Whether a cut parts two agencies.

    Args:
        left: the item so far.
        piece: what the cut stands before.
        ahead: the piece and the lines after it, up to the next mark: a name may be wrapped.
        listed: the items bear list marks, and none but those part them.
    """
    if len(left) > _LONGEST_ITEM:
        return piece.cut in ("hard", "mark")
    before, after = tokens(left), tokens(ahead)
    if not before or piece.cut == "hard":
        return True
    if piece.cut == "mark":
        wrapped = piece.hyphen and "\n" in piece.printed and ";" not in piece.printed
        return not wrapped or _marked(before, ahead, listed)
    if not after or one_name(before, after, marked=piece.cut in ("comma", "and", "slash")):
        return False
    match piece.cut:
        case "comma" | "and":
            in_name = piece.cut == "and" and _is_field(before, after)
            apart = not in_name and (_listed_apart(before, left, ahead) or _letters_in_a_row(before, piece.text))
        case "inline":
            told = listed or _side_by_side(before, after)
            apart = told and not hyphen_name(before, after) and _starts_anew(before, ahead)
        case "plus":
            apart = _starts_anew(before, ahead)
        case "slash":
            apart = begins(left) == "body" and begins(ahead) == "body" and not is_open(before)
        case _:
            people = is_person(tokens(piece.text))  # whatever the next line holds
            apart = _on_own_line(before, left, piece.text if people else ahead)
    return apart


def _starts_anew(before: tuple[str, ...], right: str) -> bool:
    return begins(right) in ("body", "group", "post") and not is_open(before)


def _side_by_side(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Whether two bodies stand around a hyphen neither of which is a part of the other: "Sở Y tế - Công an tỉnh"."""
    matches = exact(before), exact(after)
    return all(match is not None and match.kind in _PEERS for match in matches)


def _marked(before: tuple[str, ...], ahead: str, listed: bool) -> bool:
    """A hyphen at a line's start is a list mark unless it stands inside a name that wrapped there."""
    after = tokens(ahead)
    if hyphen_name(before, after) or one_name(before, after):
        return False
    return listed or begins(ahead) is not None


def _listed_apart(before: tuple[str, ...], left: str, right: str) -> bool:
    how = begins(right)
    if how in ("place", "person"):
        return _place_or_person(before, how, right)
    if how is None:
        return _is_kind(before, tokens(right))
    if is_open(before) or (how in ("group", "noun") and _goes_with(before, tokens(right))):
        return False
    if how == "noun":
        # Not so "Trường THCS và THPT Bắc Hà", "Trường Mầm non, Tiểu học và THCS trên địa bàn".
        named = starts(before, "group", "unit") < len(before) and group(left) is None
        return named and not _enumerates(before) and begins(left) in ("body", "post")
    # "Các bệnh viện, trung tâm y tế": small letters and no place make a kind of body, not one of its own.
    if how == "body" and right[0].islower() and starts(before, "determiners", "words"):
        words = tokens(right)
        return known_prefix(words) < len(words)
    return True


def _is_kind(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Whether a kind of bodies in more than one word stands alone after a known body: "UBND cấp xã, chủ rừng"."""
    kind = 1 < len(after) == starts(after, "group", "unit")
    return kind and exact(before) is not None and exact(after) is None


def _goes_with(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Whether places go on with the places before them, or zones with those that a board manages.

    "UBND các huyện, thị xã"; "Ban Quản lý Khu kinh tế A và các khu công nghiệp".
    """
    zones = starts(after[starts(after, "determiners", "words") :], "group", "zones") > 0
    manages = starts(before, "group", "boards") > 0
    return (zones and manages) or (only_places(after) and tail_is_places(before))


def _is_field(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Whether what follows "và" is a field in a unit's name: "Cục Tiền lương và Bảo hiểm xã hội".

    Nouns of groups are fields as well where they begin with a capital: "Cục A và Tổ chức thi hành pháp luật".
    """
    if head_length(before) == 0 or exact(before) is not None:
        return False
    kind = starts(before, "group", "unit") > 1  # "Trường THPT A và THPT B"
    noun = after[0][0].isupper() and not kind and begins(" ".join(after)) == "noun"
    return noun or starts(after, "fields", "words") == len(after)


def _letters_in_a_row(before: tuple[str, ...], right: str) -> bool:
    """Whether first letters stand after first letters, each by themselves a body's name: "VNPT, FPT"."""
    alone = len(before) == 1 and (_LETTERS.fullmatch(before[0]) is not None or exact(before) is not None)
    right = right.strip()
    return alone and (_LETTERS.fullmatch(right) is not None or (right.isupper() and exact(tokens(right)) is not None))


def _place_or_person(before: tuple[str, ...], how: str, right: str) -> bool:
    """Whether a province or people ("cha mẹ học sinh") after a body are an item of their own."""
    if how == "place":
        return _by_itself(before)
    if is_person(before):
        return True
    if is_person(before[starts(before, "determiners", "words") :]):  # "Toàn thể cán bộ, giáo viên"
        return False
    after = tokens(right)
    in_name = hyphen_name(before, after)  # "Phòng Công tác học sinh, sinh viên"
    return is_person(after, fields=False) and not in_name and not is_open(before)


def _by_itself(words: tuple[str, ...]) -> bool:
    """Whether no place can follow these words: "Bộ Xây dựng", "tỉnh Gia Lai", "các bộ"; not so "UBND các huyện"."""
    match = exact(words)
    if match is not None:
        entry = register().get(match.id)
        return entry is not None and entry.central and not entry.local
    return is_named_place(words) or (starts(words, "determiners", "words") > 0 and not tail_is_places(words))


def _enumerates(words: tuple[str, ...]) -> bool:
    """Whether the words end in a list of nouns that goes on: "Các sở", "Thủ trưởng các cơ quan", "Sở, ban"."""
    lower = [word.lower() for word in words]
    last = len(lower) - 1 - lower[::-1].index("các") if "các" in lower else None
    if last is None:
        return starts(words, "group", "unit") > 0 and begins(" ".join(words)) != "body"
    return starts(words[last + 1 :], "group", "unit") > 0


def _on_own_line(before: tuple[str, ...], left: str, right: str) -> bool:
    how = begins(right)
    if how in ("place", "person"):
        return right[0].isupper() and _place_or_person(before, how, right)
    goes_on = is_open(before) or left.rstrip().endswith((",", ":")) or starts_sentence([w.lower() for w in before])
    if how is None or goes_on or _belongs(before, right, how):
        return False
    if tail_is_places(before) and exact(tokens(right)) is None and _PLACE_NAME.fullmatch(right):  # "UBND phường | A"
        return False
    # "Cục Đường | bộ Việt Nam", "Hội đồng nghĩa vụ | quân sự"
    words = tokens(right)
    if how == "body" and right[0].islower() and (not known_prefix(words) or starts(words, "fields", "words")):
        return False
    if how == "noun":
        named = starts(before, "group", "unit") < len(before)  # not so "Trường PTDTNT | THCS Na Ngoi"
        return named and right[0].isupper() and begins(left) in ("body", "post", "group")
    return begins(left) is not None


def _belongs(before: tuple[str, ...], right: str, how: str) -> bool:
    """Whether a line says whose or where the body on the line before is: "Tỉnh ủy", "Sở Y tế", "các huyện"."""
    after = tokens(right)
    if how == "group":
        told = after[starts(after, "determiners", "words") :]
        goes_on = right[0].islower() and begins(" ".join(before)) == "body"
        if only_places(after) or starts(told, "places", "below") or (goes_on and is_place(told, 0)):
            return _ends_in_local(before) or (goes_on and not _by_itself(before) and not tail_is_places(before))
        return plain(right) == "các cấp" or (goes_on and not _heads_a_group(told))
    if starts(after, "committees", "words") and starts(before[post_length(before) :], "committees", "organs"):
        return True
    if starts(after, "group", "owners") and starts(before, "committees", "organs") == len(before):  # "các Ban | HĐND"
        return True
    if starts(after, "police", "owners") and starts(before, "police", "parts"):
        return True
    return _is_part(before, after)


def _is_part(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Whether a bare "Thanh tra" or "Văn phòng" stands before its body, or a bare "Đảng ủy" before a provincial force.

    Where there is a provincial police, the Party's own committee is the "Tỉnh ủy".
    """
    body = exact(after)
    if starts(before, "owned", "parts") == len(before):
        return starts(after, "owned", "owners") > 0 or (body is not None and body.kind == "corporation")
    forces = body is not None and body.kind in ("police", "military") and body.id.endswith("-tinh")
    return forces and starts(before, "committees", "words") == len(before)


def _heads_a_group(words: tuple[str, ...]) -> bool:
    """Whether these words begin with bodies or places, unlike "công trình giao thông" of a project board's name."""
    return any(starts(words, "group", noun) for noun in ("unit", "place")) or begins(" ".join(words)) is not None


def _ends_in_local(words: tuple[str, ...]) -> bool:
    """Whether a body's name stands at the end, so that a place may follow: "Sở Tài chính và UBND"."""
    return any(known_prefix(words[at:]) == len(words) - at for at in range(len(words)))


def _joined(left: str, piece: Piece) -> str:
    printed = piece.printed
    if piece.cut == "line" and left.endswith(tuple(_HYPHEN)) and not left.endswith((" -", " –", " —")):
        return left + piece.text
    return left + (" " if printed.isspace() else printed.replace("\n", " ")) + piece.text


def split_items(text: str) -> list[tuple[str, str]]:
    """The items of a cell as printed, each with the kind of the cut before it."""
    text = squeeze(text)
    if len(text) > _LONGEST_CELL:
        return [(line, "line") for line in map(clean, regex.split(r"[;\n]", text)) if line]
    pieces = list(_pieces(text))
    marks = sum(piece.cut == "mark" and piece.printed != "" for piece in pieces)
    listed = _LISTED.match(text) is not None
    unbroken = listed and marks == 1 and ";" not in text
    items: list[tuple[str, str]] = []
    left, cut = "", "mark"
    for piece, ahead in zip(pieces, _ahead(pieces), strict=True):
        if not left.strip() or _parts(left, piece, ahead, unbroken if piece.cut == "inline" else listed):
            items.append((left, cut))
            left, cut = piece.text, piece.cut
        else:
            left = _joined(left, piece)
    items.append((left, cut))
    return [(item, cut) for raw, cut in items if (item := clean(raw)) and _SAYS.search(item)]


def _ahead(pieces: list[Piece]) -> list[str]:
    """Each piece with the lines after it that no mark parts from it, as far as a name can reach.

    Where a name of the register reaches further, it is that name: "Báo | và Phát thanh, | truyền hình".
    """
    texts: list[str] = []
    after = whole = ""
    joins = goes_on = False
    for piece in reversed(pieces):
        after = f"{piece.text} {after}"[:_REACH].strip() if joins else piece.text
        whole = f"{piece.text} {whole}"[:_REACH].strip() if goes_on else piece.text
        joins, goes_on = piece.cut == "line", piece.cut in _IN_NAMES
        texts.append(_known_name(whole, after) if piece.cut in ("comma", "and") else after)
    return texts[::-1]
