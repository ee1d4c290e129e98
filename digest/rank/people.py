"""People: what the authors of liked papers say of the other papers they write."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from digest.model import InterestKind, Paper, Subscriber
from digest.rank.shelf import Shelf, author_keys
from digest.rank.sparse import Floats
from digest.rank.weights import LIKED_AUTHORS, usable


@dataclass(frozen=True, slots=True)
class People:
    """How often each author was liked, and what that is worth for every place."""

    count: dict[str, float]  # author → weights of the likes they wrote, summed
    by: dict[str, list[tuple[int, float]]]  # author → the likes they wrote: position, weight
    points: Floats  # per place

    def shares(self, paper: Paper) -> dict[int, float]:
        """Return by position of a like what a paper loses without it."""
        authors = author_keys(paper)
        whole = worth(authors, self.count)
        without: defaultdict[int, dict[str, float]] = defaultdict(dict)
        for author in authors:
            for position, weight in self.by.get(author, ()):
                without[position][author] = max(self.count[author] - weight, 0.0)
        return {at: whole - worth(authors, self.count | less) for at, less in without.items()}


def worth(authors: list[str], count: dict[str, float]) -> float:
    """Return the points of a paper by these authors: log(1 + times liked), summed over them."""
    return LIKED_AUTHORS * float(np.log1p([count.get(author, 0.0) for author in authors]).sum())


def people_of(shelf: Shelf, subscriber: Subscriber) -> People | None:
    """Return what the authors of a subscriber's likes are worth, or None without likes."""
    by: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, interest in enumerate(subscriber.interests):
        if interest.kind is InterestKind.LIKE and interest.value in shelf.liked:
            for author in author_keys(shelf.liked_papers[shelf.liked[interest.value]]):
                by[author].append((at, usable(interest.weight)))
    if not by:
        return None
    count = {author: sum(weight for _, weight in likes) for author, likes in by.items()}
    points = np.zeros(len(shelf.papers))
    known = {int(place) for author in count for place in shelf.authors.get(author, ())}
    for place in known:
        points[place] = worth(author_keys(shelf.papers[place]), count)
    return People(count, dict(by), points)
