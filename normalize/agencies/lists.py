"""Items that still hold several agencies: one head word for many names, or a head word again without any mark."""

from collections.abc import Iterator, Sequence

import regex

from normalize.agencies.begins import begins, is_open
from normalize.agencies.key import key, tokens, word_key
from normalize.agencies.register import exact
from normalize.agencies.rows import name_row
from normalize.agencies.split import clean, cut_names, one_name
from normalize.agencies.unlisted import group, head_length, may_begin, starts

_LONGEST_ITEM = 600  # characters; a longer item is prose
_MOST_CUTS = 4  # pieces of one name: "Văn hóa", "Thể thao", "Du lịch" are three
_COLON = regex.compile(r"\s*:\s*")
_CAPITAL_WORD = regex.compile(r"(?<=\s)(?=[\p{Lu}])")
_PEERS = (
    frozenset({"ministry", "ministry-level"}),
    frozenset({"department", "police", "military", "front", "mass-organisation"}),
)

_OWNING = frozenset({"police", "military", "mass-organisation"})  # kinds whose bodies have bodies of that kind


# --- one head word for many names ------------------------------------------------------------------------------------


def _carrier(lead: str) -> tuple[str, bool] | None:
    """The head word that names after it share, and whether they all do ("Các Bộ"; not so "Các bộ, ngành").

    A post before it goes along: "Giám đốc các Sở" carries "Giám đốc Sở".
    """
    words = tokens(lead)
    post = words[: starts(words, "posts", "words")]
    words = words[len(post) :]
    words = words[starts(words, "determiners", "words") :]
    count = head_length(words)
    if not count or starts(words, "sharing", "words") == count:
        return None
    head = " ".join(words[:count])
    shared = len(words) == count
    if not shared and (post or group(lead) is None):
        return None
    head = head[0].upper() + head[1:]
    return " ".join((*post, head)), shared


def _is_name(head: str, name: str) -> bool:
    words = tokens(f"{head} {name}")
    return exact(words[starts(words, "posts", "words") :]) is not None


def _names(head: str, text: str, strict: bool) -> Iterator[tuple[str, bool]]:
    """The names in a row, each with whether it is known under the head; the longest known name goes first.

    With `strict`, "và" parts what stands around it only where both are known.
    """
    cuts = cut_names(text)
    at = 0
    while at < len(cuts):
        for end in range(min(len(cuts), at + _MOST_CUTS), at, -1):
            name = cuts[at][1] + "".join(sep + part for sep, part in cuts[at + 1 : end])
            if _is_name(head, name):
                yield name, True
                break
        else:
            end = at + 1
            while not strict and end < len(cuts) and cuts[end][0].strip() == "và" and not _is_name(head, cuts[end][1]):
                end += 1
            yield cuts[at][1] + "".join(sep + part for sep, part in cuts[at + 1 : end]), False
        at = end


def _under(head: str, shared: bool, text: str) -> list[str]:
    """Names after "Các Bộ:": known ones with the head; agencies of their own, and what is not known, as printed."""
    return [
        f"{head} {clean(name)}" if known or (shared and begins(name) in (None, "noun")) else clean(name)
        for name, known in _names(head, text, strict=False)
    ]


def _after_colon(item: str) -> tuple[list[str], str | None] | None:
    lead, colon, rest = (*_COLON.split(item, maxsplit=1), "", "")[:3] if ":" in item else (item, "", "")
    if not rest and not colon:
        return None
    rest = rest or colon
    if _is_beside(lead, rest):
        return [lead, rest], None
    carried = _carrier(lead)
    if carried:
        return _under(*carried, rest), carried[0]
    labelled = starts(tokens(lead), "parts", "lead") or starts(tokens(lead), "parts", "partners")
    if begins(rest) and (labelled or begins(lead) in ("group", "noun")):
        return [rest], None
    return None


def _is_beside(lead: str, rest: str) -> bool:
    """Whether a colon stands between two bodies known by name, of two kinds: the first heads no list of the other's."""
    one, other = exact(tokens(lead)), exact(tokens(rest))
    return one is not None and other is not None and "group" not in (one.kind, other.kind) and one.kind != other.kind


def _in_a_row(item: str) -> tuple[list[str], str | None] | None:
    """One head word before several names ("Các Sở Tài chính, Nội vụ"), only where every name is known under it."""
    words = tokens(item)
    post = starts(words, "posts", "words")
    if post and starts(words[post:], "determiners", "words"):
        office, rest = item.split()[:post], " ".join(item.split()[post:])
        row = _in_a_row(rest)
        return row and ([" ".join((*office, name)) for name in row[0]], " ".join((*office, row[1] or "")))
    determiner = starts(words, "determiners", "words")
    count = head_length(words[determiner:])
    if not count or starts(words[determiner:], "carriers", "words") != count or exact(words):
        return None
    printed = item.split(maxsplit=determiner)[-1] if determiner else item
    parts = printed.split(maxsplit=count)
    if len(parts) <= count or key(tokens(" ".join(parts[:count]))) != key(words[determiner : determiner + count]):
        return None
    head = " ".join(parts[:count])
    head = head[0].upper() + head[1:]
    found = list(_names(head, parts[count], strict=True))
    if not all(known for _, known in found) or (len(found) < 2):
        return None
    return [f"{head} {clean(name)}" for name, _ in found], head


def share_heads(items: Sequence[tuple[str, str]]) -> list[str]:
    """Items with their shared head words written out; `items` come with the kind of the cut before each.

    >>> share_heads([("Các Bộ: Y tế, Nội vụ", "mark")])
    ['Bộ Y tế', 'Bộ Nội vụ']
    """
    out: list[str] = []
    head: str | None = None
    colon = False
    places = ""
    for item, cut in items:
        if len(item) > _LONGEST_ITEM:
            out.append(item)
            head = None
            continue
        row = name_row(item) or (name_row(f"{places}: {item}") if places and _may_be_place(item, cut) else None)
        if row:
            out.extend(row)
            head = None
            places = item.partition(":")[0] if ":" in item else places
            continue
        places = ""
        school = _same_kind(out[-1], item) if out and cut in ("comma", "and") else None
        under = [school] if school else _carried(head, colon, item, cut) if head else None
        if under:
            out.extend(under)
            continue
        shared = _after_colon(item) if ":" in item else _in_a_row(item)
        names, own = shared or ([item], _single_head(item))
        out.extend(names)
        # After "Các Bộ: Y tế; UBND tỉnh; Nội vụ" the head holds on over a body of its own.
        if shared or not colon or cut == "mark":
            head, colon = own, bool(shared) and ":" in item
    return out


def _may_be_place(item: str, cut: str) -> bool:
    """Whether an item after "UBND các phường: A" may be a place, though "Trường Vinh" begins as a school does."""
    return begins(item) is None or (cut in ("comma", "and") and exact(tokens(item)) is None)


def _carried(head: str, colon: bool, item: str, cut: str) -> list[str] | None:
    """An item that goes on with the names under the head of the items before it; None where it does not."""
    if colon and cut == "hard" and (parted := _name_and_body(head, item)):
        return parted
    if ":" in item or not (cut in ("comma", "and") or (cut == "hard" and colon)):
        return None
    if begins(item) not in (None, "noun") and not _is_name(head, item):
        names = [name for name, known in _names(head, item, strict=False) if not known]
        if names or colon:
            return None
    under = _under(head, colon, item)
    if under == [item] or not (colon or all(name.startswith(f"{head} ") for name in under)):
        return None
    return under


def _name_and_body(head: str, item: str) -> list[str] | None:
    """A name under the head with the next line's body behind it: "Công Thương | UBND các xã, phường"."""
    for found in _CAPITAL_WORD.finditer(item):
        left, right = item[: found.start()].strip(), item[found.start() :]
        if may_begin(right.split(maxsplit=1)[0]) and exact(tokens(right)) and _is_name(head, left):
            return [f"{head} {left}", right]
    return None


def _same_kind(before: str, item: str) -> str | None:
    """An item with the first word of the kind of body before it: "THPT B" after "Trường THPT A"; else None."""
    words, kind = tokens(item), tokens(before)
    count = starts(words, "group", "unit")
    named = 0 < count < len(words) and words[count][0].isupper()
    if not named or not 1 < starts(kind, "group", "unit") < len(kind):
        return None
    if begins(item) == "body":  # "Học viện A, Viện B"
        return None
    whole = f"{before.split(maxsplit=1)[0]} {item}"
    return whole if starts(tokens(whole), "group", "unit") == count + 1 else None


def _single_head(item: str) -> str | None:
    words = tokens(item)
    count = starts(words, "carriers", "words")
    return " ".join(words[:count]) if count and exact(words) else None


# --- a head word again without any mark ------------------------------------------------------------------------------


def _again(left: str, right: str) -> bool:
    """Whether a new agency begins between two words with nothing between them."""
    before, after = tokens(left), tokens(right)
    if not before or not after or begins(right) not in ("body", "post") or is_open(before) or one_name(before, after):
        return False
    same = word_key(before[0]) == word_key(after[0])
    if same and before[0][0].isupper():
        return begins(left) in ("body", "post")
    whole, next_ = exact(before), exact(after)
    if whole is None or next_ is None:
        return False
    if next_.kind == "peoples-committee" and "-cap-" in next_.id:  # "UBND các huyện" owns no single body
        return True
    if whole.kind == next_.kind and whole.kind in _OWNING:
        return False
    return any(whole.kind in peers and next_.kind in peers for peers in _PEERS)


def part_repeats(item: str) -> list[str]:
    """An item cut where its head word comes again.

    >>> part_repeats("BHXH các tỉnh, thành phố BHXH quận, huyện, thị xã")
    ['BHXH các tỉnh, thành phố', 'BHXH quận, huyện, thị xã']
    """
    if len(item) > _LONGEST_ITEM or exact(tokens(item)):
        return [item]
    at, parts = 0, []
    for found in _CAPITAL_WORD.finditer(item):
        left, right = item[at : found.start()], item[found.start() :]
        if not may_begin(right.split(maxsplit=1)[0]):
            continue
        if left.count("(") == left.count(")") and _again(left, right):
            parts.append(clean(left))
            at = found.start()
    return [*parts, clean(item[at:])]
