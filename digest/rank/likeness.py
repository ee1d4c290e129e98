"""Likeness: how near every paper is to each topic, liked paper and library; made once for all readers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from digest.model import Interest, InterestKind
from digest.rank.shelf import Shelf, Work
from digest.rank.sparse import Floats, Ints, Rows, product, stacked

AT_ONCE = 512  # interests that are compared together
MOST_KEPT = 16_000_000  # numbers kept (128 MB); then all are forgotten
FARTHEST = 50.0  # likeness over softness is cut here, so that its exponential stays a number

Key = tuple[InterestKind, str | int]


@dataclass(frozen=True, slots=True)
class Pull:
    """What one interest does to every place: exp(likeness / softness) − 1, 0 where nothing is alike.

    A library pulls with the work that is nearest to the place.
    """

    pull: Floats  # per place
    works: tuple[Work, ...] = ()  # a library's
    words: Rows = field(default=Rows.none())  # a row of them is the interest's, or each is of one work
    own: int = 0  # which row it is
    nearest: Ints | None = None  # a library's: the row of the nearest work, per place
    library: Interest | None = None  # held, so that its identity, by which it is known, stays its own

    def row(self, place: int) -> int:
        """Return which row of the words is compared with a place."""
        return self.own if self.nearest is None else int(self.nearest[place])


@dataclass(slots=True)
class Likenesses:
    """The pulls of interests on one shelf, remembered while there is room."""

    shelf: Shelf
    _kept: dict[Key, Pull] = field(default_factory=dict)

    def prepare(self, interests: Iterable[Interest]) -> None:
        """Compute what is not yet known of these interests, together; afterwards all of them are known."""
        wanted = {_key(one): one for one in interests if one.kind in COMPARED}
        missing = {key: one for key, one in wanted.items() if key not in self._kept}
        if self._room(len(self._kept) + len(missing)) < 0:
            self._kept.clear()
            missing = wanted
        libraries = [one for one in missing.values() if one.kind is InterestKind.LIBRARY]
        singles = [one for one in missing.values() if one.kind is not InterestKind.LIBRARY]
        for start in range(0, len(singles), AT_ONCE):
            self._add_singles(singles[start : start + AT_ONCE])
        for one in libraries:
            self._add_library(one)

    def foresee(self, interests: Iterable[Interest]) -> None:
        """Compute what many readers will ask for, together, if there is room for it."""
        ahead = [one for one in interests if one.kind in COMPARED]
        if self._room(len({_key(one) for one in ahead})) >= 0:
            self.prepare(ahead)

    def _room(self, pulls: int) -> int:
        """Return how many more numbers may be kept beside those of so many pulls."""
        return MOST_KEPT - pulls * len(self.shelf.papers)

    def of(self, interest: Interest) -> Pull | None:
        """Return the pull of an interest that was prepared; None where it is not compared by words."""
        return self._kept.get(_key(interest))

    def _add_singles(self, interests: Sequence[Interest]) -> None:
        shelf = self.shelf
        topics = [one for one in interests if one.kind is InterestKind.TOPIC]
        likes = [one for one in interests if one.kind is InterestKind.LIKE]
        works = [(one, work) for one in likes if (work := shelf.work(one.value)) is not None]
        written = shelf.lexicon.topics(shelf.reader.text(one.value) for one in topics)
        words = stacked([written, *(work.words for _, work in works)], columns=written.columns)
        texts = [*(one.value for one in topics), *(work.text for _, work in works)]
        pulls = self._pulls(words, texts)
        for at, one in enumerate([*topics, *(one for one, _ in works)]):
            self._kept[_key(one)] = Pull(pulls[at], words=words, own=at)

    def _add_library(self, library: Interest) -> None:
        works = self.shelf.works(library)
        if not works:
            return
        best = np.full(len(self.shelf.papers), -np.inf)
        nearest = np.zeros(len(self.shelf.papers), dtype=np.int64)
        words = stacked([work.words for work in works], columns=self.shelf.text.columns)
        for start in range(0, len(works), AT_ONCE):
            rows = range(start, min(start + AT_ONCE, len(works)))
            pulls = self._pulls(words.take(rows), [works[at].text for at in rows])
            here = pulls.argmax(axis=0)
            top = pulls[here, np.arange(pulls.shape[1])]
            nearest = np.where(top > best, here + start, nearest)
            best = np.maximum(best, top)
        self._kept[_key(library)] = Pull(best, works, words, nearest=nearest, library=library)

    def _pulls(self, words: Rows, texts: Sequence[str]) -> Floats:
        shelf, weights = self.shelf, self.shelf.weights
        near = product(words, shelf.by_term)
        compared = np.ascontiguousarray(near[:, shelf.reference])  # or rows in company sum up otherwise
        deviation = compared.std(axis=1, keepdims=True) if compared.size else np.zeros((len(near), 1))
        near /= deviation + weights.spread
        if shelf.meaning is not None:
            meant = shelf.meaning.likeness(texts)
            both = (1.0 - weights.meaning) * near + weights.meaning * meant
            near = np.where(np.isnan(meant), near, both)  # without a vector, words alone tell
        near /= weights.softness
        np.minimum(near, FARTHEST, out=near)
        return np.expm1(near, out=near)


COMPARED = frozenset({InterestKind.TOPIC, InterestKind.LIKE, InterestKind.LIBRARY})


def _key(interest: Interest) -> Key:
    if interest.kind is InterestKind.LIBRARY:
        return (interest.kind, id(interest.entries))
    return (interest.kind, interest.value)
