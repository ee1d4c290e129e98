"""People: what the authors of liked papers say of the other papers they write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digest.model import InterestKind, Subscriber
from digest.rank.shelf import Shelf, author_keys
from digest.rank.sparse import Floats
from digest.rank.weights import LIKED_AUTHORS, usable


@dataclass(frozen=True, slots=True)
class People:
    """How often each author was liked, and what that is worth for every place."""

    count: dict[str, float]  # author → weights of the likes they wrote, summed
    by: dict[str, list[tuple[int, float]]]  # author → the likes they wrote: position, weight
    scale: float  # points for one unit of summed log(1 + times liked)
    points: Floats  # per place

    def shares(self, authors: Sequence[str]) -> dict[int, float]:
        """Return by position of a like what a paper by these authors loses without it."""
        lost: defaultdict[int, float] = defaultdict(float)
        for author in authors:
            for position, weight in self.by.get(author, ()):
                now = self.count[author]
                lost[position] += self.scale * float(np.log1p(now) - np.log1p(max(now - weight, 0.0)))
        return lost


def people_of(shelf: Shelf, subscriber: Subscriber) -> People | None:
    """Return what the authors of a subscriber's likes are worth, or None without likes."""
    by: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, interest in enumerate(subscriber.interests):
        if interest.kind is InterestKind.LIKE and interest.value in shelf.liked:
            for author in author_keys(shelf.liked_papers[shelf.liked[interest.value]]):
                by[author].append((at, usable(interest.weight)))
    count = {author: sum(weight for _, weight in likes) for author, likes in by.items()}
    if not count:
        return None
    raw = np.zeros(len(shelf.papers))
    for author, times in count.items():
        places = shelf.authors.get(author)
        if places is not None:
            raw[places] += np.log1p(times)
    deviation = float(raw[shelf.reference].std()) if shelf.reference.any() else 0.0
    scale = LIKED_AUTHORS / (deviation + 0.25)
    return People(count, dict(by), scale, scale * raw)
