"""What each signal is worth: the shipped parameters of the score, in one place.

The unit is one standard deviation of the text term over the papers of the last 30 days.
"""

from __future__ import annotations

import math

from digest.model import InterestKind

TEXT = 1.0  # for one standard deviation of likeness in words
SOFTNESS = 8.0  # of the soft-max over interests, in standard deviations of a single interest's likeness
FLOOR = 0.25  # added to the deviation that text is standardised by: few papers tell little about the ordinary
SPREAD = 0.02  # cosine, added to each interest's deviation: rare words tell much, but not without end
MATCH = {  # for an exact match, times the interest's own weight
    InterestKind.KEYWORD: 3.0,
    InterestKind.AUTHOR: 4.0,
    InterestKind.ORGANIZATION: 2.0,
    InterestKind.CATEGORY: 0.5,
}
ALL_AUTHORS = 3.5  # for log(1 + AUTHORS_BEND · the part of the likes that a paper's authors wrote, summed)
AUTHORS_BEND = 3.0
BEST_AUTHOR = 5.0  # for the part of the likes that the most liked of a paper's authors wrote
UNSEEN_LIKES = 2.0  # added to the number of likes: few likes tell little of who is followed
POPULARITY = 0.02  # for one standard deviation of log upvotes; at most three of them count
LEAST_REASON = 0.2  # a share below this is true, but too small to be given as a reason
MOST_WEIGHT = 100.0  # of an interest; beyond that nothing changes but the arithmetic


def usable(weight: float) -> float:
    """Return an interest's weight as the score uses it: 0 to `MOST_WEIGHT`, and 1 for what is no number."""
    return min(max(weight, 0.0), MOST_WEIGHT) if math.isfinite(weight) else 1.0
