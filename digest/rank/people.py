"""People: what the authors of liked papers say of the other papers they write."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from digest.model import InterestKind, Paper, Subscriber
from digest.rank.shelf import Shelf, author_keys
from digest.rank.sparse import Floats
from digest.rank.weights import ALL_AUTHORS, AUTHORS_BEND, BEST_AUTHOR, UNSEEN_LIKES, usable


@dataclass(frozen=True, slots=True)
class People:
    """How often each author was liked, and what that is worth for every place."""

    count: dict[str, float]  # author → weights of the likes they wrote, summed
    by: dict[str, list[tuple[int, float]]]  # author → the likes they wrote: position, weight
    likes: float  # how many, each with its weight: what the counts are parts of
    points: Floats  # per place

    def shares(self, paper: Paper) -> dict[int, float]:
        """Return by position of a like what a paper loses without it."""
        authors = author_keys(paper)
        whole = worth(authors, self.count, likes=self.likes)
        without: defaultdict[int, dict[str, float]] = defaultdict(dict)
        for author in authors:
            for position, weight in self.by.get(author, ()):
                without[position][author] = max(self.count[author] - weight, 0.0)
        return {
            at: whole - worth(authors, self.count | less, likes=self.likes) for at, less in without.items()
        }


def worth(authors: list[str], count: dict[str, float], *, likes: float) -> float:
    """Return the points of a paper by these authors.

    Two things tell: what part of the likes its authors wrote, all counted (a logarithm: many hands of one
    group are not many facts), and what part its most liked author did. Two likes that nobody wrote
    are added, so that a single like does not make its authors certain.
    """
    parts = np.array([count.get(author, 0.0) for author in authors]) / (likes + UNSEEN_LIKES)
    if not parts.size:
        return 0.0
    return ALL_AUTHORS * float(np.log1p(AUTHORS_BEND * parts.sum())) + BEST_AUTHOR * float(parts.max())


def people_of(shelf: Shelf, subscriber: Subscriber, *, likes: float | None = None) -> People | None:
    """Return what the authors of a subscriber's likes are worth, or None without likes.

    With `likes`, the counts are parts of so many instead of those there are.
    """
    by: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    total = 0.0
    for at, interest in enumerate(subscriber.interests):
        if interest.kind is InterestKind.LIKE and interest.value in shelf.liked:
            total += usable(interest.weight)
            for author in author_keys(shelf.liked_papers[shelf.liked[interest.value]]):
                by[author].append((at, usable(interest.weight)))
    if not by:
        return None
    likes = total if likes is None else likes
    count = {author: sum(weight for _, weight in likes) for author, likes in by.items()}
    points = np.zeros(len(shelf.papers))
    known = {int(place) for author in count for place in shelf.authors.get(author, ())}
    for place in known:
        points[place] = worth(author_keys(shelf.papers[place]), count, likes=likes)
    return People(count, dict(by), likes, points)
