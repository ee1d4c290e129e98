"""Search: which papers have the words that are asked for, and which of them have most of them.

Text becomes words as it does for the ranker. A posting is one number that says that a paper has a word
and how much the word is of the paper; who keeps postings only stores them and hands them back. A word is
known by a 32-bit hash of its stem: of 200,000 words about ten share theirs, and find each other's papers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from digest.model import Facts
from digest.rank.lexicon import LEAST_IDF, TITLE_TIMES
from digest.rank.names import parse_name, same_name
from digest.rank.phrase import phrase_pattern
from digest.rank.words import LONGEST_WORD, UNSPACED, fold, stems, surfaces

Postings = NDArray[np.uint64]  # ascending: 32 bits of term, 16 of place, 16 of weight

PLACES = 1024  # papers to a block, so a place within it fits its bits with room
LONGEST_QUERY = 1000  # characters; the rest is not read
MOST_WORDS = 32  # of a query; what comes after them is not looked for
AUTHOR_WORTH = 0.3  # of a name among the words: as much as a word of a short title
_FULL = 65_535  # a weight of 1
_FIRST = np.uint64(1 << 32)  # below it are the postings of term 0: words that say nothing
_MOST_REMEMBERED = 150_000  # words; then all are forgotten
_ODD = re.compile(f"{UNSPACED}|[\u0900-\u0dff]")  # what is cut into words by more than its letters
_SPACES = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)) + bytes(128)
_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for: papers that have all of it."""

    words: tuple[int, ...] = ()  # terms of the text, or of authors' names
    names: tuple[tuple[int, ...], ...] = ()  # by word: the same word as a name's
    required: tuple[int, ...] = ()  # terms of authors and categories
    phrases: tuple[str, ...] = ()  # as they were written; whole words, side by side
    authors: tuple[str, ...] = ()  # as they were written

    def __bool__(self) -> bool:
        """Tell whether there is anything to look for."""
        return bool(self.words or self.required)

    @property
    def terms(self) -> tuple[int, ...]:
        """Return every term that matters, each once."""
        return tuple(dict.fromkeys([*self.words, *self.required, *(n for some in self.names for n in some)]))

    def may_agree(self, written: str) -> bool:
        """Tell whether a paper may have the phrases, by its facts as they are written down (JSON).

        It is much faster than reading them, and never wrong when it says no.
        """
        if "\\n" in written or "\\t" in written:  # a space by another spelling
            return True
        return _has(fold(written), self.phrases)

    def agrees(self, facts: Facts) -> bool:
        """Tell whether a paper that has all the terms has the phrases and the authors, too."""
        text = f"{facts.title}\n\n{facts.abstract}\n\n{facts.summary}"
        return _has(fold(text), self.phrases) and all(_has_author(facts, one) for one in self.authors)

    @property
    def exact(self) -> bool:
        """Tell whether having all the terms is enough."""
        return not self.phrases and not self.authors


def parse_query(text: str) -> Query:
    """Return what a text asks for: words, "phrases in quotes", author:"Tri Dao", category:cs.CL.

    Words that say nothing of a subject ("the", "method") are not looked for, and stand for themselves in
    a phrase. Never raises: what is not understood is words.
    """
    words: dict[int, tuple[int, ...]] = {}
    required: list[int] = []
    phrases, authors = [], []
    for found in _PART.finditer(text[:LONGEST_QUERY]):
        field, quoted, bare = found.groups()
        said = bare if quoted is None else quoted
        match (field or "").casefold():
            case "author":
                authors.append(said)
                required += _author_terms([said])
            case "category":
                required.append(_category_term(said))
            case _:
                if quoted is not None:
                    phrases.append(said)
                for stem, one in zip(stems(said), surfaces(said), strict=True):
                    words[_term(stem)] = () if quoted is not None else _author_terms([one])
    kept = list(words)[:MOST_WORDS]
    return Query(
        words=tuple(kept),
        names=tuple(tuple(words[one]) for one in kept),
        required=tuple(dict.fromkeys(required))[:MOST_WORDS],
        phrases=tuple(phrases),
        authors=tuple(authors),
    )


_PART = re.compile(r'(?:\b(author|category):)?(?:["“]([^"”]*)["”]|([^\s"“]+))', re.IGNORECASE)


def postings_of(papers: Sequence[tuple[int, Facts]]) -> Postings:
    """Return the postings of papers, each given with its place in one block, ascending."""
    numbers: list[int] = []
    lengths: list[int] = []
    for _, facts in papers:
        found = [*_numbers(facts.abstract or facts.summary), *(_numbers(facts.title) * TITLE_TIMES)]
        numbers += found
        lengths.append(len(found))
    pairs = _placed(numbers, lengths, papers)
    distinct, count = np.unique(pairs[pairs >= _FIRST], return_counts=True)
    weight = 1.0 + np.log(count)
    owner = place_of(distinct)
    norm = np.sqrt(np.bincount(owner, weights=weight * weight, minlength=1))
    text = distinct | np.round(weight / norm[owner] * _FULL).astype(np.uint64)
    return np.sort(np.concatenate([text, _labels(papers)]), kind="stable")


def _labels(papers: Sequence[tuple[int, Facts]]) -> Postings:
    """Return the postings of authors and categories, of full weight."""
    labels = [[*_author_terms(facts.authors), *_category_terms(facts.categories)] for _, facts in papers]
    numbers = [term for terms in labels for term in terms]
    return np.unique(_placed(numbers, [len(terms) for terms in labels], papers) | np.uint64(_FULL))


def _placed(numbers: Sequence[int], lengths: Sequence[int], papers: Sequence[tuple[int, Facts]]) -> Postings:
    """Return the terms of papers one after the other, so many of each, with the place of their paper."""
    places = np.array([place for place, _ in papers], dtype=np.uint64) << np.uint64(16)
    return np.array(numbers, dtype=np.uint64) << np.uint64(32) | np.repeat(places, lengths)


def place_of(postings: Postings) -> NDArray[np.int64]:
    """Return the places of postings."""
    return (postings >> np.uint64(16) & np.uint64(0xFFFF)).astype(np.int64)


def only(postings: Postings, term: int) -> Postings:
    """Return the postings of one term."""
    first, last = np.searchsorted(postings, np.array([term << 32, (term + 1) << 32], dtype=np.uint64))
    return postings[first:last]


@dataclass(frozen=True, slots=True)
class Column:
    """Which papers have a term, ascending, and how much each is of it (0 to 1]."""

    papers: NDArray[np.int64]
    weight: NDArray[np.float64]


def column(parts: Iterable[tuple[int, Postings]]) -> Column:
    """Return the papers of a term from its postings in blocks, given with their numbers in order."""
    papers, weights = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for block, postings in parts:
        papers.append(place_of(postings) + block * PLACES)
        weights.append((postings & np.uint64(0xFFFF)).astype(np.float64) / _FULL)
    return Column(np.concatenate(papers), np.concatenate(weights))


def ordered(query: Query, columns: Mapping[int, Column], *, size: int) -> NDArray[np.int64]:
    """Return the papers (below `size`) that have all that a query asks for, best first, then newest first.

    A word is worth BM25's inverse document frequency, as it is to the ranker, times how much it is of the
    paper; a name among the words counts for an author, too.
    """
    score, there = np.zeros(size), np.full(size, fill_value=True)
    for word, names in zip(query.words, query.names, strict=True):
        part = np.zeros(size)
        part[columns[word].papers] = columns[word].weight
        if names:
            has = np.bincount(np.concatenate([columns[name].papers for name in names]), minlength=size)
            part = np.maximum(part, np.where(has == len(names), AUTHOR_WORTH, 0.0))
        score += part * _idf(int(np.count_nonzero(part)), size)
        there = there & (part > 0)
    for term in query.required:
        has = np.zeros(size, dtype=np.bool_)
        has[columns[term].papers] = True
        there = there & has
    keys = np.flatnonzero(there)
    return keys[np.lexsort((-keys, -score[keys]))]


def _idf(df: int, papers: int) -> float:
    return max(float(np.log(max(papers - df, 0) + 0.5) - np.log(df + 0.5)), LEAST_IDF)


def _has(folded: str, phrases: Sequence[str]) -> bool:
    patterns = [phrase_pattern(phrase) for phrase in phrases]
    return all(pattern is None or pattern.search(folded) for pattern in patterns)


def _has_author(facts: Facts, wanted: str) -> bool:
    """Tell whether somebody of a name is among the authors; a family name alone will do."""
    name = parse_name(wanted)
    for printed in map(parse_name, facts.authors):
        if same_name(name, printed) or (not name.given and name.family in {printed.family, *printed.given}):
            return True
    return False


def _numbers(text: str) -> list[int]:
    """Return the terms of a text in order, 0 for words that say nothing: `words.stems`, but faster."""
    folded = fold(text)
    if not folded.isascii() and _ODD.search(folded):
        return [_term(stem) for stem in stems(text)]
    return [*map(_WORDS.__getitem__, _pieces(folded))]


def _pieces(folded: str) -> list[bytes]:
    """Return the runs of letters and digits of a text without unspaced scripts, each in UTF-8."""
    if folded.isascii():
        return folded.encode().translate(_SPACES).split()
    return [piece.encode("utf-8", "surrogatepass") for piece in _LETTERS.findall(folded)]


class _Terms(dict[bytes, int]):
    """The term of every word that was met lately; 0: it is none."""

    def __init__(self, term_of: Callable[[str], int]) -> None:
        super().__init__()
        self._term_of = term_of

    def __missing__(self, word: bytes) -> int:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        number = self._term_of(word.decode("utf-8", "surrogatepass"))
        if len(word) <= LONGEST_WORD:
            self[word] = number
        return number


def _of_word(word: str) -> int:
    found = stems(word)
    return _term(found[0]) if found else 0


def _of_name(part: str) -> int:
    return _term(f"@{part}") if len(part) > 1 else 0


_WORDS, _NAMES = _Terms(_of_word), _Terms(_of_name)


def _term(stem: str) -> int:
    return crc32(stem.encode("utf-8", "surrogatepass")) or 1  # 0 is no word


def _author_terms(names: Iterable[str]) -> tuple[int, ...]:
    """Return a term per distinct part of names, initials left out."""
    folded = fold(" ".join(names))
    return tuple(number for part in dict.fromkeys(_pieces(folded)) if (number := _NAMES[part]))


@lru_cache(maxsize=4096)
def _category_terms(categories: tuple[str, ...]) -> frozenset[int]:
    """Return a term per category, and per archive they belong to: "cs.CL" and "cs"."""
    written = {category.strip().casefold() for category in categories}
    return frozenset(_category_term(name) for one in written for name in (one, one.partition(".")[0]))


def _category_term(category: str) -> int:
    return _term(f"#{category.strip().casefold().removesuffix('.*')}")
