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
from digest.rank.weights import MATCH, POPULARITY, SOFTNESS, SPREAD, TEXT, usable


@dataclass(frozen=True, slots=True)
class Text:
    """The interests that are compared by their words; n of them."""

    position: Ints  # of each in the subscriber's interests
    rows: Rows  # their words, a row each
    weight: Floats
    pull: Floats  # n × places: weight / n · (exp(likeness / SOFTNESS) − 1), never negative
    middle: float  # mean of the pooled likeness over the reference
    scale: float  # points for one unit of the pooled likeness

    def points(self, pulled: Floats | float) -> Floats:
        """Return the term of the score for a sum of pulls: standardised log-mean-exp of likeness."""
        return np.asarray(self.scale * (SOFTNESS * np.log1p(pulled) - self.middle))


@dataclass(frozen=True, slots=True)
class Match:
    """An interest that a paper has or has not."""

    position: int
    points: Floats  # per place


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


def profile(shelf: Shelf, subscriber: Subscriber) -> Profile:
    """Return what every paper of a shelf is worth to a subscriber, and why."""
    text = _text(shelf, subscriber)
    people = people_of(shelf, subscriber)
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
        i.value for i in subscriber.interests if i.kind is InterestKind.LIKE and i.value not in shelf.liked
    )
    return Profile(subscriber, tuple(pending), text, people, matches, popularity, total)


def text_shares(found: Profile, place: int) -> Floats:
    """Return for each interest compared by words what the score loses without it."""
    text = found.text
    if text is None:
        return np.zeros(0)
    pulls = text.pull[:, place]
    whole = float(pulls.sum())
    return np.asarray(text.points(whole) - text.points(np.maximum(whole - pulls, 0.0)))


def _text(shelf: Shelf, subscriber: Subscriber) -> Text | None:
    rows, positions = _text_rows(shelf, subscriber)
    if not positions:
        return None
    cosines = product(rows, shelf.by_term)
    weight = np.array([usable(subscriber.interests[at].weight) for at in positions])
    spread = cosines[:, shelf.reference].std(axis=1, keepdims=True) if shelf.reference.any() else SPREAD
    likeness = cosines / (spread + SPREAD)
    pull = weight[:, None] / len(positions) * np.expm1(np.minimum(likeness / SOFTNESS, 50.0))
    pooled = SOFTNESS * np.log1p(pull.sum(axis=0))[shelf.reference]
    middle, deviation = (float(pooled.mean()), float(pooled.std())) if len(pooled) else (0.0, 0.0)
    return Text(np.array(positions), rows, weight, pull, middle, TEXT / (deviation + 0.25))


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
