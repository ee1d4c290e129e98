"""Ranking: built once for a pass, asked for each subscriber, in blocks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from digest.errors import DigestError
from digest.model import Interest, InterestKind, Paper, Pick, Reason, Section, Subscriber, Verdict
from digest.rank.diversity import POOL, distinct, diverse
from digest.rank.lexicon import Reader
from digest.rank.likeness import Likenesses
from digest.rank.meaning import Vectors
from digest.rank.reasons import Term, reasons_of, terms_of
from digest.rank.score import POPULAR, Profile, profile
from digest.rank.shelf import Shelf, build_shelf
from digest.rank.sparse import Ints, Mask
from digest.rank.verdict import verdict
from digest.rank.weights import SHIPPED, Weights

BLOCK = 256  # subscribers whose interests are compared with the papers together
OUTSIDE = "outside"  # the kind of reason of a paper from outside the usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What one subscriber is offered of the eligible papers."""

    picks: tuple[Pick, ...]  # best first, at most as many as asked for; the trending ones on top of these
    considered: int  # eligible papers that were scored: not those below, nor the liked papers themselves
    excluded: int  # eligible papers kept out by `never`
    pending: tuple[str, ...]  # liked papers the store has not seen yet: they count for nothing so far
    verdict: Verdict = Verdict.ORDINARY


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The whole sum of one paper's score for one subscriber, picked or not."""

    paper: Paper
    total: float
    parts: Mapping[str, float]  # "text", "people", an InterestKind, "news", "popular"; they sum to the total
    terms: tuple[Term, ...]  # one per interest, and popularity, and news; largest share first
    never: tuple[Interest, ...]  # those of the subscriber's `never` that keep it out


@dataclass(frozen=True, slots=True)
class Ranker:
    """The papers of one pass, ready to be ranked for any number of subscribers."""

    shelf: Shelf
    near: Likenesses

    @classmethod
    def build(  # noqa: PLR0913 - what a pass ranks with, each named
        cls,
        candidates: Sequence[Paper],
        *,
        history: Sequence[Paper],
        likes: Mapping[str, Paper],
        today: date,
        reader: Reader | None = None,
        vectors: Vectors | None = None,
        weights: Weights = SHIPPED,
    ) -> Ranker:
        """Return a ranker of `candidates`, the papers that somebody may be offered.

        `history` holds the papers listed so far: they teach what words are worth, and those of the last 30
        days what an ordinary score is. `likes` holds by canonical id ("arxiv:2106.09685") the papers that
        are liked, voted on, or in a library. `vectors` holds by text what a model of meaning makes of papers
        (see `text_of`) and of subscribers' own texts (`texts_of`); what has none is compared by its words
        alone. A `reader` kept from pass to pass spares reading the history again.
        """
        shelf = build_shelf(
            candidates,
            history=history,
            likes=likes,
            today=today,
            reader=reader or Reader(),
            vectors=vectors or {},
            weights=weights,
        )
        return cls(shelf, Likenesses(shelf))

    def serving(self, *, likes: Mapping[str, Paper], vectors: Vectors | None = None) -> Ranker:
        """Return this ranker for some of its readers: what they like, and the vectors of their texts.

        Papers, and interests that were compared with them before, are shared: so a pass works through many
        readers in little memory. See `build` for `likes` and `vectors`.
        """
        meaning = self.shelf.meaning and replace(self.shelf.meaning, vectors=vectors or {})
        shelf = replace(self.shelf, liked=likes, meaning=meaning, _works={}, _libraries={})
        return Ranker(shelf, replace(self.near, shelf=shelf))

    def rank(
        self, subscriber: Subscriber, *, eligible: Collection[int] | None = None, trending: int = 0
    ) -> Ranking:
        """Return the best papers for a subscriber among those with `eligible` keys (None: all candidates).

        Equal scores are ordered by key; near-duplicates collapse to the better one. One of them is from
        outside the usual if the subscriber asks for that; at most `trending` others come on top.
        """
        found = profile(self.shelf, subscriber, near=self.near)
        allowed = self._allowed(eligible)
        banned = self._banned(subscriber) & allowed
        left = allowed & ~banned
        left[self._known(subscriber)] = False
        return Ranking(
            picks=tuple(self._picks(found, left, trending=trending)),
            considered=int(left.sum()),
            excluded=int(banned.sum()),
            pending=found.pending,
            verdict=verdict(self.shelf, found, left=left),
        )

    def rank_many(
        self,
        subscribers: Sequence[Subscriber],
        *,
        eligible: Sequence[Collection[int] | None] | None = None,
        trending: int = 0,
    ) -> Iterator[Ranking]:
        """Yield `rank` of each subscriber, in order, with `eligible` by subscriber.

        Interests are compared with the papers a block of subscribers at a time, each one once.
        """
        for start in range(0, len(subscribers), BLOCK):
            block = subscribers[start : start + BLOCK]
            self.near.foresee(interest for one in block for interest in one.interests)
            theirs = [None] * len(block) if eligible is None else eligible[start : start + BLOCK]
            for one, keys in zip(block, theirs, strict=True):
                yield self.rank(one, eligible=keys, trending=trending)

    def order(self, subscriber: Subscriber, *, eligible: Collection[int] | None = None) -> list[int]:
        """Return the keys of all eligible papers that are not excluded by score alone, best first."""
        left = self._allowed(eligible) & ~self._banned(subscriber)
        left[self._known(subscriber)] = False
        places = self._best_first(profile(self.shelf, subscriber, near=self.near), left)
        return [self.shelf.papers[place].key for place in places]

    def explain(self, subscriber: Subscriber, paper_key: int) -> Explanation:
        """Return the whole sum of one paper's score; a DigestError says when the paper is not at hand."""
        (found,) = self.explain_each(subscriber, [paper_key])
        return found

    def explain_each(self, subscriber: Subscriber, paper_keys: Iterable[int]) -> Iterator[Explanation]:
        """Yield `explain` of each paper, in order; what they have in common is computed once."""
        found = profile(self.shelf, subscriber, near=self.near)
        for key in paper_keys:
            place = self.shelf.place(key)
            if place is None:
                raise DigestError(
                    f"paper {key} is neither a candidate nor among the papers of the last 30 days: "
                    "give it as a candidate to have it explained"
                )
            hits = tuple(one for one in subscriber.never if place in self.shelf.matches(one).certain())
            yield Explanation(
                paper=self.shelf.papers[place],
                total=float(found.total[place]),
                parts=found.parts(place),
                terms=tuple(terms_of(self.shelf, found, place)),
                never=hits,
            )

    def _picks(self, found: Profile, left: Mask, *, trending: int) -> Iterator[Pick]:
        """Yield the best, then the one from outside, then what most readers voted for."""
        size = found.subscriber.papers
        ranked = self._best_first(found, left, most=max(POOL, size))
        chosen = diverse(self.shelf, ranked, found.total, size=size)
        outside = self._outside(found, left, chosen[: size - 1])
        if outside is not None:
            chosen = chosen[: size - 1]
        for place, reasons in zip(chosen, reasons_of(self.shelf, found, chosen), strict=True):
            yield self._pick(found, place, reasons=reasons)
        if outside is not None:
            chosen = [*chosen, outside]
            strange = (Reason(kind=OUTSIDE, label=""),)
            yield self._pick(found, outside, reasons=strange, section=Section.OUTSIDE)
        for place in self._trending(left, chosen, size=trending):
            popular = (Reason(kind=POPULAR, label="", share=float(found.popularity[place])),)
            yield self._pick(found, place, reasons=popular, section=Section.TRENDING)

    def _best_first(self, found: Profile, left: Mask, *, most: int | None = None) -> list[int]:
        """Return places by score, best first, equals by key; with `most`, so many of the best."""
        places = np.flatnonzero(left)  # ascending by key: a stable sort breaks ties by it
        worth = found.total[places]
        if most is not None and most < len(places):
            least = np.partition(worth, len(worth) - most)[len(worth) - most]
            places, worth = places[worth >= least], worth[worth >= least]
        ordered: list[int] = places[(-worth).argsort(kind="stable")].tolist()
        return ordered[:most]

    def _outside(self, found: Profile, left: Mask, chosen: Sequence[int]) -> int | None:
        """Return the most upvoted paper that no interest speaks for, and no near-duplicate of one chosen.

        None for a reader who wants none, who is sent a single paper, or without interests to be outside of.
        """
        if not found.subscriber.outside or not found.interested or found.subscriber.papers < 2:  # noqa: PLR2004 - one and one
            return None
        strange = left & found.strange(self.shelf.reference)
        return next(iter(self._most_upvoted(strange, chosen)), None)

    def _trending(self, left: Mask, chosen: Sequence[int], *, size: int) -> list[int]:
        """Return the most upvoted of the papers that were not chosen, nor are the same as one that was."""
        if size <= 0:
            return []
        voted = np.array([(paper.counts.upvotes or 0) > 0 for paper in self.shelf.papers], dtype=np.bool_)
        return self._most_upvoted(left & voted, chosen, more=size)[:size]

    def _most_upvoted(self, left: Mask, chosen: Sequence[int], *, more: int = 1) -> list[int]:
        """Return what is left beside the chosen, most upvoted first, without near-duplicates."""
        others = left.copy()
        others[list(chosen)] = False
        places = np.flatnonzero(others)  # ascending by key: a stable sort breaks ties by it
        ranked = places[np.argsort(-self.shelf.popularity[places], kind="stable")].tolist()
        return distinct(self.shelf, ranked[: POOL + more], than=chosen)

    def _pick(
        self,
        found: Profile,
        place: int,
        *,
        reasons: tuple[Reason, ...],
        section: Section = Section.FOR_YOU,
    ) -> Pick:
        paper = self.shelf.papers[place]
        return Pick(paper=paper, score=float(found.total[place]), reasons=reasons, section=section)

    def _allowed(self, eligible: Collection[int] | None) -> Mask:
        if eligible is None:
            return self.shelf.candidate.copy()
        keys: Ints = np.fromiter(eligible, dtype=np.int64, count=len(eligible))
        allowed = np.zeros(len(self.shelf.papers), dtype=np.bool_)
        if len(allowed):
            at = np.minimum(self.shelf.keys.searchsorted(keys), len(allowed) - 1)
            allowed[at[self.shelf.keys[at] == keys]] = True
        return allowed & self.shelf.candidate

    def _banned(self, subscriber: Subscriber) -> Mask:
        """Return where something unwanted is surely found: an initial alone keeps no paper out."""
        banned = np.zeros(len(self.shelf.papers), dtype=np.bool_)
        for one in subscriber.never:
            banned[self.shelf.matches(one).certain()] = True
        return banned

    def _known(self, subscriber: Subscriber) -> list[int]:
        """Return where the papers are that a reader likes, voted on, or has in a library."""
        names = [one.value for one in subscriber.interests if one.kind is InterestKind.LIKE]
        names += [name for one in subscriber.interests for entry in one.entries for name in entry.ids]
        liked = (self.shelf.liked[name].key for name in names if name in self.shelf.liked)
        return [place for key in liked if (place := self.shelf.place(key)) is not None]


def explain(ranker: Ranker, subscriber: Subscriber, paper_key: int) -> Explanation:
    """Return the whole sum of one paper's score for a subscriber: see `Ranker.explain`."""
    return ranker.explain(subscriber, paper_key)
