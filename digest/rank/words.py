"""Words: how text becomes what is compared, for every script.

Text is folded (compatibility forms, case, accents, vowel points), cut into runs of letters and digits,
and each run is stemmed (Snowball, English: other alphabets pass nearly unchanged). Scripts written
without spaces give overlapping pairs of characters instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import Stemmer

LONGEST_WORD = 64  # characters; what is longer is no word, and is cut
UNSPACED = (  # a character of Thai, Lao, Burmese, Khmer, kana or Han
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_INDIC = "\u0900-\u0963\u0966-\u0dff"  # their vowel signs are marks, not letters, but belong to the word
SPACED = rf"(?:(?!{UNSPACED})(?:[^\W_]|[{_INDIC}]))"  # a character of a word between spaces
_WORD = re.compile(rf"{UNSPACED}+|{SPACED}+")
UNSPACED_RUN = re.compile(UNSPACED)
_ACCENT = 200  # Unicode combining classes from here on are marks above and below letters
_POINTS = range(10, 36)  # … and these are the vowel points of Hebrew and Arabic

# Words that say nothing about a subject, whatever the store holds: a small store cannot learn them.
STOPWORDS = frozenset(
    """
    about above achieve achieves achieving after again against all also although am among an and any
    approach approaches are as at based be because been before being below between both but by can
    cannot could demonstrate demonstrates did do does doing down during each either et etc existing
    experimental experiments extensive few for from further had has have having he her here hers him
    his how however if in into introduce introduces is it its itself just many may me method methods
    might more most much must my new nor not novel of off on once one only or other our ours out
    over own paper papers per present presents propose proposed proposes recent recently result
    results same she should show shown shows significantly since so some such than that the their
    theirs them then there therefore these they this those though through thus to too under until up
    upon us use used uses using very via was we were what when where whether which while who whom
    whose why will with within without work would yet you your yours
    """.split()  # noqa: SIM905 - a text is easier to read than two hundred literals
)


def fold(text: str) -> str:
    """Return text without case, accents, vowel points and compatibility forms."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    marks = [character for character in set(apart) if _is_mark(character)]
    kept = apart.translate(dict.fromkeys(map(ord, marks))) if marks else apart
    return unicodedata.normalize("NFC", kept.casefold())  # "𝓐" is a capital only once it is "A"


def _is_mark(character: str) -> bool:
    place = unicodedata.combining(character)
    return place >= _ACCENT or place in _POINTS


def runs(text: str) -> list[str]:
    """Return the folded runs of letters and digits of a text, in order; nothing is dropped."""
    return _WORD.findall(fold(text))


def surfaces(text: str) -> list[str]:
    """Return the words of a text as they are read, folded, without those that say nothing of a subject."""
    return [piece for run in runs(text) for piece in _pieces(run) if piece not in STOPWORDS]


def stems(text: str) -> list[str]:
    """Return the words of a text as they are compared: `surfaces`, each stemmed."""
    return _stemmed(surfaces(text))


def spelled(text: str) -> dict[str, str]:
    """Return for every unigram and bigram of a text how its reader first saw it."""
    read = surfaces(text)
    found: dict[str, str] = {}
    for gram, spelling in zip(grams(_stemmed(read)), grams(read), strict=True):
        found.setdefault(gram, spelling)
    return found


def grams(sequence: Sequence[str]) -> list[str]:
    """Return the words of a sequence, then its pairs of neighbours joined by a space."""
    return [*sequence, *(f"{one} {two}" for one, two in pairwise(sequence))]


def _pieces(run: str) -> Sequence[str]:
    if UNSPACED_RUN.match(run):
        return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    if len(run) == 1 and run.isascii() and run.isalpha():
        return ()  # a letter on its own is a formula's, or an article
    return (run[:LONGEST_WORD],)


def _stemmed(read: list[str]) -> list[str]:
    return list(_STEMMER.stemWords(read))


_STEMMER = Stemmer.Stemmer("english")
