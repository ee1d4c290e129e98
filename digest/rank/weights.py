"""What each signal is worth: the shipped parameters of the score, in one place.

The unit is one standard deviation of the text term over the papers of the last 30 days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from digest.model import Cadence, Interest, InterestKind, Recurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The parameters that can be learnt from readers; the defaults are what is shipped."""

    softness: float = 8.0  # of the soft-max over interests, in deviations of a single interest's likeness
    spread: float = 0.05  # cosine, added to each interest's deviation: rare words tell much, not without end
    meaning: float = 0.2  # part of likeness in meaning; the rest is likeness in words
    away: float = 0.5  # what a vote against counts beside one in favour
    all_authors: float = 2.4  # for log(1 + bend · the part of the likes that a paper's authors wrote, summed)
    bend: float = 3.0
    best_author: float = 3.2  # for the part of the likes that the most liked of a paper's authors wrote
    news: float = 1.0  # for a paper that is new since the edition before would have gone out
    popularity: float = 0.02  # for one standard deviation of log upvotes; at most three of them count


SHIPPED = Weights()
FLOOR = 0.25  # added to the deviation that text is standardised by: few papers tell little about the ordinary
MATCH = {  # for an exact match, times the interest's own weight
    InterestKind.KEYWORD: 3.0,
    InterestKind.AUTHOR: 4.0,
    InterestKind.ORGANIZATION: 2.0,
    InterestKind.CATEGORY: 0.5,
}
UNSEEN_LIKES = 2.0  # added to the number of likes: few likes tell little of who is followed
HALF_LIFE = timedelta(days=180)  # after which a vote counts half
LEAST_REASON = 0.2  # a share below this is true, but too small to be given as a reason
MOST_WEIGHT = 100.0  # of an interest; beyond that nothing changes but the arithmetic
MOST_POPULARITY = 10.0  # of a subscriber


def usable(weight: float) -> float:
    """Return an interest's weight as the score uses it: 0 to `MOST_WEIGHT`, and 1 for what is no number."""
    return min(max(weight, 0.0), MOST_WEIGHT) if math.isfinite(weight) else 1.0


def strength(interest: Interest, *, today: date) -> float:
    """Return what an interest counts today: its weight, or what is left of a vote; below 0: a vote against.

    A vote halves every `HALF_LIFE`; one of tomorrow (a reader's day may be ahead) is as good as new.
    """
    if interest.voted_on is None:
        return usable(interest.weight)
    age = max((today - interest.voted_on) / HALF_LIFE, 0.0)
    faded = usable(abs(interest.weight)) * math.pow(0.5, age)
    return -faded if interest.weight < 0 else faded


def between_editions(cadence: Cadence) -> timedelta:
    """Return how long the papers of one edition are news: the days that usually lie between two."""
    if cadence.recurrence is Recurrence.MONTHLY:
        return timedelta(days=31)
    return timedelta(days=max(7 // max(len(cadence.days), 1), 1))
