"""Whether letters can be a Vietnamese syllable, by its shape: onset, rhyme, tone. No dictionary.

The rhymes are those of the written language (Hoàng Phê, Từ điển vần, 1996). It tells a text layer that lies from one
that is good, and breaks ties between two readings of a scan; it never changes a text by itself.
"""

import re
import unicodedata
from functools import lru_cache

ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()
RHYMES = frozenset(
    """a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơng ơp ơt
    u ua uân uâng uât uây uc uê uêch uên uênh uêt uêu ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên
    uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu""".split()
)
_SPLIT = re.compile(f"({'|'.join(sorted(ONSETS, key=len, reverse=True))})?(.+)")
_TONES = {"\u0300": "grave", "\u0301": "acute", "\u0303": "tilde", "\u0309": "hook", "\u0323": "dot"}
_SHAPES = "\u0302\u0306\u031b"  # circumflex, breve, horn
_STOPPED = ("c", "ch", "p", "t")  # such rhymes take the acute and the dot only
_CLUSTER = re.compile(r"[a-z][\u0300-\u036f]*")
WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether a word of letters has the shape of one Vietnamese syllable.

    >>> [is_syllable(w) for w in ("nghiệp", "quyền", "Ủy", "BHXH", "tr", "giêng", "hoạt", "họat", "hoàt", "xâỵ")]
    [True, True, True, False, False, True, True, True, False, False]
    """
    letters = unicodedata.normalize("NFD", word.lower())
    marks = [c for c in letters if c in _TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))
    if len(marks) > 1:
        return False
    found = _SPLIT.fullmatch(bare)
    if found is None:
        return False
    if found[2] not in RHYMES or not _on_its_vowel(letters):
        return False
    return not bare.endswith(_STOPPED) or (bool(marks) and _TONES[marks[0]] in ("acute", "dot"))


def _on_its_vowel(letters: str) -> bool:
    """Whether a decomposed syllable has its tone on the last vowel with a circumflex, breve or horn, if it has any."""
    clusters = _CLUSTER.findall(letters)
    shaped = [cluster for cluster in clusters if any(mark in cluster for mark in _SHAPES)]
    toned = [cluster for cluster in clusters if any(mark in cluster for mark in _TONES)]
    slipped = len(shaped) > 1 and toned[-1:] == shaped[-2:-1]  # "đựơc", "ngừơi": typed so by many
    return not shaped or not toned or toned[-1] is shaped[-1] or slipped


_BARE_RHYMES = frozenset(
    "".join(c for c in unicodedata.normalize("NFD", rhyme) if not unicodedata.combining(c)) for rhyme in RHYMES
)


@lru_cache(maxsize=65536)
def is_bare_syllable(word: str) -> bool:
    """Whether a word is a Vietnamese syllable that lost its marks, or has none.

    >>> [is_bare_syllable(w) for w in ("nghiep", "quyen", "duoc", "contract", "the", "works")]
    [True, True, True, False, True, False]
    """
    found = _SPLIT.fullmatch(word.lower().replace("đ", "d"))
    return found is not None and found[2] in _BARE_RHYMES
