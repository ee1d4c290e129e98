"""Ranking: built once for a pass, asked once for each subscriber."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from digest.errors import DigestError
from digest.model import Interest, InterestKind, Paper, Pick, Subscriber
from digest.rank.diversity import diverse
from digest.rank.lexicon import Reader
from digest.rank.names import SURE
from digest.rank.reasons import Term, reasons_of, terms_of
from digest.rank.score import Profile, profile
from digest.rank.shelf import Shelf, build_shelf
from digest.rank.sparse import Ints, Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What one subscriber is offered of the eligible papers."""

    picks: tuple[Pick, ...]  # best first, at most as many as the subscriber asks for
    considered: int  # eligible papers that were scored: not those below, nor the liked papers themselves
    excluded: int  # eligible papers kept out by `never`
    pending: tuple[str, ...]  # liked papers the store has not seen yet: they count for nothing so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The whole sum of one paper's score for one subscriber, picked or not."""

    paper: Paper
    total: float
    parts: Mapping[str, float]  # "text", "people", an InterestKind, "popular" → points; they sum to the total
    terms: tuple[Term, ...]  # one per interest, and popularity; largest share first
    never: tuple[Interest, ...]  # those of the subscriber's `never` that keep it out


@dataclass(frozen=True, slots=True)
class Ranker:
    """The papers of one pass, ready to be ranked for any number of subscribers."""

    shelf: Shelf

    @classmethod
    def build(
        cls,
        candidates: Sequence[Paper],
        *,
        history: Sequence[Paper],
        likes: Mapping[str, Paper],
        today: date,
        reader: Reader | None = None,
    ) -> Ranker:
        """Return a ranker of `candidates`, the papers that somebody may be offered.

        `history` holds the papers listed so far: they teach what words are worth, and those of the last 30
        days what an ordinary score is. `likes` holds the liked papers by canonical id ("arxiv:2106.09685").
        A `reader` kept from pass to pass spares reading the history again.
        """
        shelf = build_shelf(candidates, history=history, likes=likes, today=today, reader=reader or Reader())
        return cls(shelf)

    def rank(self, subscriber: Subscriber, *, eligible: Collection[int] | None = None) -> Ranking:
        """Return the best papers for a subscriber among those with `eligible` keys (None: all candidates).

        Equal scores are ordered by key; near-duplicates collapse to the better one.
        """
        found = profile(self.shelf, subscriber)
        allowed = self._allowed(eligible)
        banned = self._banned(subscriber) & allowed
        left = allowed & ~banned & ~self._own_likes(subscriber)
        places = self._best_first(found, left)
        chosen = diverse(places, found.total, text=self.shelf.text, size=subscriber.papers)
        return Ranking(
            picks=tuple(self._pick(found, place) for place in chosen),
            considered=int(left.sum()),
            excluded=int(banned.sum()),
            pending=found.pending,
        )

    def order(self, subscriber: Subscriber, *, eligible: Collection[int] | None = None) -> list[int]:
        """Return the keys of all eligible papers that are not excluded by score alone, best first."""
        allowed = self._allowed(eligible) & ~self._banned(subscriber) & ~self._own_likes(subscriber)
        places = self._best_first(profile(self.shelf, subscriber), allowed)
        return [self.shelf.papers[place].key for place in places]

    def explain(self, subscriber: Subscriber, paper_key: int) -> Explanation:
        """Return the whole sum of one paper's score; a DigestError says when the paper is not at hand."""
        place = self.shelf.place(paper_key)
        if place is None:
            raise DigestError(
                f"paper {paper_key} is neither a candidate nor among the papers of the last 30 days: "
                "give it as a candidate to have it explained"
            )
        found = profile(self.shelf, subscriber)
        hits = tuple(one for one in subscriber.never if self._keeps_out(one)[place])
        return Explanation(
            paper=self.shelf.papers[place],
            total=float(found.total[place]),
            parts=found.parts(place),
            terms=tuple(terms_of(self.shelf, found, place)),
            never=hits,
        )

    def _best_first(self, found: Profile, left: Mask) -> list[int]:
        places = np.flatnonzero(left)  # ascending by key: a stable sort breaks ties by it
        ordered: list[int] = places[np.argsort(-found.total[places], kind="stable")].tolist()
        return ordered

    def _pick(self, found: Profile, place: int) -> Pick:
        paper = self.shelf.papers[place]
        return Pick(
            paper=paper, score=float(found.total[place]), reasons=reasons_of(self.shelf, found, place)
        )

    def _allowed(self, eligible: Collection[int] | None) -> Mask:
        if eligible is None:
            return self.shelf.candidate
        keys: Ints = np.fromiter(eligible, dtype=np.int64, count=len(eligible))
        return self.shelf.candidate & np.isin(self.shelf.keys, keys)

    def _banned(self, subscriber: Subscriber) -> Mask:
        banned = np.zeros(len(self.shelf.papers), dtype=np.bool_)
        for one in subscriber.never:
            banned |= self._keeps_out(one)
        return banned

    def _keeps_out(self, unwanted: Interest) -> Mask:
        """Return where something unwanted is surely found: an initial alone keeps no paper out."""
        return self.shelf.matches(unwanted) >= SURE

    def _own_likes(self, subscriber: Subscriber) -> Mask:
        """Return where the liked papers themselves are: their reader knows them."""
        keys = [
            self.shelf.liked_papers[self.shelf.liked[one.value]].key
            for one in subscriber.interests
            if one.kind is InterestKind.LIKE and one.value in self.shelf.liked
        ]
        return np.isin(self.shelf.keys, np.array(keys, dtype=np.int64))


def explain(ranker: Ranker, subscriber: Subscriber, paper_key: int) -> Explanation:
    """Return the whole sum of one paper's score for a subscriber: see `Ranker.explain`."""
    return ranker.explain(subscriber, paper_key)
