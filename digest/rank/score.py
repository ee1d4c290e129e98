"""The score: what a paper is worth to one subscriber, as a sum of terms that can each be named.

    score = text + people + matches + news + popularity

text is a soft-max over the topics, liked papers and libraries, standardised against the papers of the
last 30 days; people is what the authors of liked papers say; matches are the authors, keywords,
organizations and categories that were asked for; news is the same for all that is new since the edition
before. Every term can be computed without one interest, everything learnt held fixed: the difference is
that interest's share, and the reason shown is made of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digest.model import InterestKind, Subscriber
from digest.rank.likeness import COMPARED, Likenesses, Pull
from digest.rank.people import People, people_of
from digest.rank.shelf import Shelf
from digest.rank.sparse import Floats, Ints, Mask
from digest.rank.weights import FLOOR, MATCH, MOST_POPULARITY, Weights, between_editions, strength, usable

NEWS = "news"  # these name the parts of a score that are no interest's
POPULAR = "popular"
FARTHEST_OFF = -0.9  # of a mean pull; ten times something unlike in meaning is below -1, which has no log


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is learnt of a subscriber's interests in words from the papers of the last 30 days."""

    count: float  # of the interests: what each one's pull is a part of
    middle: float  # mean of the pooled likeness
    scale: float  # points for one unit of it


@dataclass(frozen=True, slots=True)
class Text:
    """The interests that are compared by their words and their meaning: n of them."""

    position: tuple[int, ...]  # of each in the subscriber's interests
    pulls: tuple[Pull, ...]
    weight: Floats  # of each; below 0: a vote against
    matrix: Floats  # n × places
    learnt: Learnt
    weights: Weights
    points: Floats  # per place

    def shares(self, places: Sequence[int]) -> Floats:
        """Return for each interest and place what the score of the place loses without the interest."""
        pulled = self.weight[:, None] * self.matrix[:, places]
        against = (self.weight < 0)[:, None]
        toward, away = np.where(against, 0.0, pulled), np.where(against, -pulled, 0.0)
        all_toward, all_away = toward.sum(axis=0), away.sum(axis=0)
        count = self.learnt.count
        whole = _pooled(all_toward, all_away, count, self.weights)
        without = _pooled(all_toward - toward, all_away - away, count, self.weights)
        return np.asarray(self.learnt.scale * (whole - without))


def _pooled(toward: Floats, away: Floats | float, count: float, weights: Weights) -> Floats:
    """Return a log-mean-exp of likeness to what is wanted, less one of likeness to what was voted against."""
    pushed = np.log1p(np.maximum(away, 0.0) / count)
    pulled = np.log1p(np.maximum(toward / count, FARTHEST_OFF))
    return np.asarray(weights.softness * (pulled - weights.away * pushed))


def _summed(weight: Floats, matrix: Floats) -> tuple[Floats, Floats | float]:
    """Return the pulls toward and away, summed over the interests, per place."""
    against = weight < 0
    if not against.any():
        return weight @ matrix, 0.0
    return np.where(against, 0.0, weight) @ matrix, np.where(against, -weight, 0.0) @ matrix


@dataclass(frozen=True, slots=True)
class Match:
    """An interest that a paper has or has not."""

    position: int
    places: Ints
    points: Floats  # of each of them

    def at(self, places: Sequence[int]) -> Floats:
        """Return the points of some places."""
        if not len(self.places):
            return np.zeros(len(places))
        found = np.minimum(self.places.searchsorted(places), len(self.places) - 1)
        return np.where(self.places[found] == places, self.points[found], 0.0)


@dataclass(frozen=True, slots=True)
class Profile:
    """One subscriber against one shelf: each term of the score for every place."""

    subscriber: Subscriber
    pending: tuple[str, ...]  # liked papers that the store has not seen yet
    text: Text | None
    people: People | None
    matches: tuple[Match, ...]
    wanted: Floats  # text + people + matches: what the interests say
    news: Floats
    popularity: Floats
    total: Floats

    @property
    def interested(self) -> bool:
        """Whether anything is wanted that papers are compared with; votes against alone want nothing."""
        toward = self.text is not None and bool((self.text.weight > 0).any())
        return toward or bool(self.matches)

    def strange(self, reference: Mask) -> Mask:
        """Return where no interest speaks for a paper, nor anything the reader voted against is near.

        It has nothing that was asked for and nobody liked among its authors, and its words are no nearer
        than those of the ordinary paper of `reference`.
        """
        strange = self.wanted <= _ordinary(self.wanted, reference)
        for match in self.matches:
            strange[match.places] = False
        if self.people is not None:
            strange &= self.people.points <= 0
        if self.text is not None:
            away = np.maximum(-self.text.weight, 0.0) @ self.text.matrix
            strange &= away <= _ordinary(away, reference)
        return strange

    def parts(self, place: int) -> dict[str, float]:
        """Return the terms of one paper's score by their kind; they sum to its total."""
        points: defaultdict[str, float] = defaultdict(float)
        if self.text is not None:
            points["text"] = float(self.text.points[place])
        if self.people is not None:
            points["people"] = float(self.people.points[place])
        for match in self.matches:
            kind = self.subscriber.interests[match.position].kind.value
            points[kind] += float(match.at([place])[0])
        points[NEWS] = float(self.news[place])
        points[POPULAR] = float(self.popularity[place])
        return dict(points)


def _ordinary(worth: Floats, reference: Mask) -> float:
    return float(np.median(worth[reference])) if reference.any() else 0.0


def profile(
    shelf: Shelf, subscriber: Subscriber, *, near: Likenesses, learnt: Profile | None = None
) -> Profile:
    """Return what every paper of a shelf is worth to a subscriber, and why.

    With `learnt`, another profile of the subscriber, what was learnt for it is used and not learnt anew.
    """
    text = _text(shelf, subscriber, near, learnt.text.learnt if learnt and learnt.text else None)
    people = people_of(shelf, subscriber, learnt=learnt.people.learnt if learnt and learnt.people else None)
    matches = tuple(_matches(shelf, subscriber))
    wanted = np.zeros(len(shelf.papers))
    if text is not None:
        wanted += text.points
    if people is not None:
        wanted += people.points
    for match in matches:
        wanted[match.places] += match.points
    fresh = shelf.age < between_editions(subscriber.send).days
    news = shelf.weights.news * fresh.astype(np.float64)
    asked = subscriber.popularity if np.isfinite(subscriber.popularity) else 1.0
    popularity = min(max(asked, 0.0), MOST_POPULARITY) * shelf.weights.popularity * shelf.popularity
    pending = dict.fromkeys(
        one.value
        for one in subscriber.interests
        if one.kind is InterestKind.LIKE and one.value not in shelf.liked
    )
    total = wanted + news + popularity
    return Profile(subscriber, tuple(pending), text, people, matches, wanted, news, popularity, total)


def _text(shelf: Shelf, subscriber: Subscriber, near: Likenesses, learnt: Learnt | None) -> Text | None:
    compared = [(at, one) for at, one in enumerate(subscriber.interests) if one.kind in COMPARED]
    near.prepare(one for _, one in compared)
    found = [(at, one, pull) for at, one in compared if (pull := near.of(one)) is not None]
    if not found:
        return None
    weight = np.array([strength(one, today=shelf.today) for _, one, _ in found])
    matrix = np.stack([pull.pull for _, _, pull in found])
    written = np.array([one.voted_on is None for _, one, _ in found])
    count = float(np.where(written, 1.0, np.abs(weight)).sum()) or 1.0  # faded votes dilute others less
    pooled = _pooled(*_summed(weight, matrix), learnt.count if learnt else count, shelf.weights)
    learnt = learnt or _learn(pooled[shelf.reference], count)
    points = learnt.scale * (pooled - learnt.middle)
    positions, pulls = tuple(at for at, _, _ in found), tuple(pull for _, _, pull in found)
    return Text(positions, pulls, weight, matrix, learnt, shelf.weights, points)


def _learn(pooled: Floats, count: float) -> Learnt:
    if not pooled.size:
        return Learnt(count, 0.0, 1.0)
    return Learnt(count, float(pooled.mean()), 1.0 / (float(pooled.std()) + FLOOR))


def _matches(shelf: Shelf, subscriber: Subscriber) -> Sequence[Match]:
    found = []
    for at, interest in enumerate(subscriber.interests):
        if interest.kind in MATCH:
            hits = shelf.matches(interest)
            found.append(Match(at, hits.places, MATCH[interest.kind] * usable(interest.weight) * hits.sure))
    return found
