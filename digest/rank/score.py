"""The score: what a paper is worth to one subscriber, as a sum of terms that can each be named.

    score = text + people + matches + popularity

text is a soft-max over the interests in words and the liked papers, standardised against the papers
of the last 30 days; people is what the authors of liked papers say; matches are the authors, keywords,
organizations and categories that were asked for. Every term can be computed without one interest,
everything learnt held fixed: the difference is that interest's share, and the reason shown is made of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digest.model import InterestKind, Subscriber
from digest.rank.people import People, people_of
from digest.rank.shelf import Shelf
from digest.rank.sparse import Floats, Ints, Rows, product
from digest.rank.weights import FLOOR, MATCH, POPULARITY, SOFTNESS, SPREAD, TEXT, usable

FARTHEST = 50.0  # likeness over softness is cut here, so that its exponential stays a number


@dataclass(frozen=True, slots=True)
class Text:
    """The interests that are compared by their words: n of them."""

    position: Ints  # of each in the subscriber's interests
    rows: Rows  # their words, a row each
    pull: Floats  # n × places: weight / n · (exp(likeness / SOFTNESS) − 1), never negative
    learnt: Learnt

    def points(self, pulled: Floats | float) -> Floats:
        """Return the term of the score for a sum of pulls: the log-mean-exp of likeness, standardised."""
        pooled = SOFTNESS * np.log1p(pulled)
        return np.asarray(self.learnt.scale * (pooled - self.learnt.middle))


@dataclass(frozen=True, slots=True)
class Match:
    """An interest that a paper has or has not."""

    position: int
    points: Floats  # per place


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is learnt of a subscriber from the papers of the last 30 days."""

    middle: float  # mean of the pooled likeness
    scale: float  # points for one unit of it


@dataclass(frozen=True, slots=True)
class Profile:
    """One subscriber against one shelf: each term of the score for every place."""

    subscriber: Subscriber
    pending: tuple[str, ...]  # liked papers that the store has not seen yet
    text: Text | None
    people: People | None
    matches: tuple[Match, ...]
    popularity: Floats
    total: Floats

    def parts(self, place: int) -> dict[str, float]:
        """Return the terms of one paper's score by their kind; they sum to its total."""
        points: defaultdict[str, float] = defaultdict(float)
        if self.text is not None:
            points["text"] = float(self.text.points(self.text.pull[:, place].sum()))
        if self.people is not None:
            points["people"] = float(self.people.points[place])
        for match in self.matches:
            kind = self.subscriber.interests[match.position].kind.value
            points[kind] += float(match.points[place])
        points["popular"] = float(self.popularity[place])
        return dict(points)


def profile(shelf: Shelf, subscriber: Subscriber, *, learnt: Profile | None = None) -> Profile:
    """Return what every paper of a shelf is worth to a subscriber, and why.

    With `learnt`, another profile of the subscriber, what was learnt for it is used and not learnt anew.
    """
    text = _text(shelf, subscriber, learnt.text.learnt if learnt and learnt.text else None)
    people = people_of(shelf, subscriber, likes=learnt.people.likes if learnt and learnt.people else None)
    matches = tuple(_matches(shelf, subscriber))
    popularity = POPULARITY * shelf.popularity
    total = popularity.copy()
    if text is not None:
        total += text.points(text.pull.sum(axis=0))
    if people is not None:
        total += people.points
    for match in matches:
        total += match.points
    pending = dict.fromkeys(
        one.value
        for one in subscriber.interests
        if one.kind is InterestKind.LIKE and one.value not in shelf.liked
    )
    return Profile(subscriber, tuple(pending), text, people, matches, popularity, total)


def text_shares(text: Text, place: int) -> Floats:
    """Return for each interest compared by words what the score of a paper loses without it."""
    pulls = text.pull[:, place]
    whole = float(pulls.sum())
    return np.asarray(text.points(whole) - text.points(np.maximum(whole - pulls, 0.0)))


def _text(shelf: Shelf, subscriber: Subscriber, learnt: Learnt | None) -> Text | None:
    rows, positions = _text_rows(shelf, subscriber)
    if not positions:
        return None
    cosines = product(rows, shelf.by_term)
    compared = cosines[:, shelf.reference]
    spread = compared.std(axis=1, keepdims=True) if compared.size else np.zeros((len(rows), 1))
    likeness = np.minimum(cosines / (spread + SPREAD) / SOFTNESS, FARTHEST)
    weight = np.array([usable(subscriber.interests[at].weight) for at in positions])
    pull = weight[:, None] / len(positions) * np.expm1(likeness)
    return Text(np.array(positions, dtype=np.int64), rows, pull, learnt or _learn(shelf, pull))


def _learn(shelf: Shelf, pull: Floats) -> Learnt:
    pooled = SOFTNESS * np.log1p(pull[:, shelf.reference].sum(axis=0))
    if not pooled.size:
        return Learnt(0.0, TEXT)
    return Learnt(float(pooled.mean()), TEXT / (float(pooled.std()) + FLOOR))


def _text_rows(shelf: Shelf, subscriber: Subscriber) -> tuple[Rows, list[int]]:
    topics: list[int] = []
    likes: list[int] = []
    for at, interest in enumerate(subscriber.interests):
        if interest.kind is InterestKind.TOPIC:
            topics.append(at)
        elif interest.kind is InterestKind.LIKE and interest.value in shelf.liked:
            likes.append(at)
    written = shelf.topic_rows([subscriber.interests[at].value for at in topics])
    liked = shelf.liked_text.take([shelf.liked[subscriber.interests[at].value] for at in likes])
    return written.above(liked), [*topics, *likes]


def _matches(shelf: Shelf, subscriber: Subscriber) -> Sequence[Match]:
    return [
        Match(at, MATCH[interest.kind] * usable(interest.weight) * shelf.matches(interest))
        for at, interest in enumerate(subscriber.interests)
        if interest.kind in MATCH
    ]
