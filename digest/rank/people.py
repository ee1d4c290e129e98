"""People: what the authors of liked papers say of the other papers they write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from digest.model import InterestKind, Subscriber
from digest.rank.shelf import Shelf
from digest.rank.sparse import Floats
from digest.rank.weights import UNSEEN_LIKES, Weights, strength


@dataclass(frozen=True, slots=True)
class Trust:
    """What is learnt of a subscriber's likes: held fixed when one of them is thought away."""

    likes: float  # how many, each with its weight: what the counts of authors are parts of
    trust: float  # 0 to 1: how often a liked paper shares an author with another one


@dataclass(frozen=True, slots=True)
class People:
    """How often each author was liked, and what that is worth for every place."""

    count: dict[str, float]  # author → weights of the likes they wrote, summed
    by: dict[str, list[tuple[int, float]]]  # author → the likes they wrote: position, weight
    learnt: Trust
    weights: Weights
    points: Floats  # per place

    def shares(self, authors: Sequence[str]) -> dict[int, float]:
        """Return by position of an interest what a paper by these authors loses without it."""
        known = [author for author in authors if author in self.by]
        if not known:
            return {}
        whole = worth([self.count[author] for author in known], self.learnt, self.weights)
        gone: defaultdict[int, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for author in known:
            for position, weight in self.by[author]:
                gone[position][author] += weight
        return {
            at: whole
            - worth([self.count[author] - less[author] for author in known], self.learnt, self.weights)
            for at, less in gone.items()
        }


def worth(counts: Sequence[float], learnt: Trust, weights: Weights) -> float:
    """Return the points of a paper whose known authors were liked so often.

    Two things tell: what part of the likes its authors wrote, all counted (a logarithm: many hands of one
    group are not many facts), and what part its most liked author did. Two likes that nobody wrote are
    added, so that a single like does not make its authors certain; and all counts for as much as the
    subscriber's likes prove that they follow people at all.
    """
    parts = [max(count, 0.0) / (learnt.likes + UNSEEN_LIKES) for count in counts]
    summed, most = sum(parts), max(parts, default=0.0)
    return learnt.trust * (
        weights.all_authors * float(np.log1p(weights.bend * summed)) + weights.best_author * most
    )


def people_of(shelf: Shelf, subscriber: Subscriber, *, learnt: Trust | None = None) -> People | None:
    """Return what the authors of a subscriber's likes are worth, or None where no like has an author."""
    liked = list(_liked(shelf, subscriber))
    by: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, weight, authors in liked:
        for author in authors:
            by[author].append((at, weight))
    if not by:
        return None
    count = {author: sum(weight for _, weight in theirs) for author, theirs in by.items()}
    learnt = learnt or _learn(liked, count)
    return People(count, dict(by), learnt, shelf.weights, _points(shelf, count, learnt))


def _liked(shelf: Shelf, subscriber: Subscriber) -> Iterator[tuple[int, float, tuple[str, ...]]]:
    """Yield position, weight and authors of each liked paper, vote and work of a library."""
    for at, interest in enumerate(subscriber.interests):
        weight = strength(interest, today=shelf.today)
        if interest.kind is InterestKind.LIKE:
            work = shelf.work(interest.value)
            if work is not None:
                yield at, weight, work.authors
        for work in shelf.works(interest):
            yield at, weight, work.authors


def _learn(liked: Sequence[tuple[int, float, tuple[str, ...]]], count: dict[str, float]) -> Trust:
    """Learn how far a subscriber follows people: how often one like would have been foretold by the others.

    Of n likes, h share an author with another; (h + 1) / (n + 2) is that rate after one of each kind was
    seen beforehand (Laplace's rule of succession).
    """
    total = sum(weight for _, weight, _ in liked if weight > 0)
    told = sum(
        weight
        for _, weight, authors in liked
        if weight > 0 and any(count[author] - weight > _NOTHING for author in authors)
    )
    return Trust(total, (told + 1.0) / (total + 2.0))


_NOTHING = 1e-9  # what rounding leaves of a sum


def _points(shelf: Shelf, count: dict[str, float], learnt: Trust) -> Floats:
    """Return `worth` for every place at once."""
    known = [(shelf.finder.authors[author], liked) for author, liked in count.items()
             if liked > 0 and author in shelf.finder.authors]  # fmt: skip
    points = np.zeros(len(shelf.papers))
    if not known:
        return points
    places = np.concatenate([places for places, _ in known])
    parts = np.repeat([liked for _, liked in known], [len(places) for places, _ in known])
    parts = parts / (learnt.likes + UNSEEN_LIKES)
    summed = np.bincount(places, weights=parts, minlength=len(points))
    np.maximum.at(points, places, parts)
    weights = shelf.weights
    return np.asarray(
        learnt.trust * (weights.all_authors * np.log1p(weights.bend * summed) + weights.best_author * points)
    )
