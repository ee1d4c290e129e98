"""What people signals are worth beside words: learnt from one half of the readers, scored on the other.

The model is a conditional logit: on each day, a softmax over the papers that were listed on that day alone,
as a daily reader is offered them. Older candidates are left out, because in these data all relevant papers
are of the day itself: whatever tells new from old would be learnt, and that is not what is asked here.
What is learnt is the ratio of the people signals to the text term, whose own weight is 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.compared import by_date
from benchmarks.metrics import Floats
from benchmarks.ours import Fitted, Ours, Vectors, reader_of
from benchmarks.recorded import Day, fold_of
from digest.model import Paper
from digest.rank import SHIPPED, Ranker, Weights
from digest.rank.people import people_of
from digest.rank.score import profile

RIDGE = 1.0  # keeps the coefficients finite; small beside some two hundred days
STEPS = 100
STILL = 1e-6
LARGEST_STEP = 2.0

_LOG = replace(SHIPPED, all_authors=1.0, best_author=0.0)
_BEST = replace(SHIPPED, all_authors=0.0, best_author=1.0)


def crossfit(papers: Mapping[str, Paper], days: Sequence[Day], *, vectors: Vectors | None = None) -> Fitted:
    """Return for each fold of readers the weights that the other fold taught."""
    features, relevant = features_of(papers, days, vectors=vectors)
    fitted: dict[int, Mapping[str, Weights]] = {}
    for fold in (0, 1):
        taught_by = [at for at, day in enumerate(days) if fold_of(day.subscriber) != fold]
        text, log, best = fit([features[at] for at in taught_by], [relevant[at] for at in taught_by])
        weights = replace(SHIPPED, all_authors=log / text, best_author=best / text)
        fitted[fold] = {"weights": weights}
    return fitted


def features_of(
    papers: Mapping[str, Paper], days: Sequence[Day], *, vectors: Vectors | None
) -> tuple[list[Floats], list[Floats]]:
    """Return per day a row (text, log of all authors, best author) and the relevance of each paper of it."""
    ours = Ours(papers, days, vectors=vectors)
    features = [np.zeros((0, 3))] * len(days)
    relevant = [np.zeros(0)] * len(days)
    for places in by_date(days).values():
        asked = [days[at] for at in places]
        for at, day, ranker in zip(places, asked, ours.rankers(asked), strict=True):
            fresh = [name for name in day.candidates if papers[name].listed_on == day.day]
            features[at] = _features(ranker, day, [papers[name].key for name in fresh])
            relevant[at] = np.array([float(name in day.relevant) for name in fresh])
    return features, relevant


def _features(ranker: Ranker, day: Day, keys: Sequence[int]) -> Floats:
    shelf, reader = ranker.shelf, reader_of(day)
    found = profile(shelf, reader, near=ranker.near)
    columns = [found.wanted.copy()]
    if found.people is not None:
        columns[0] -= found.people.points
    for weights in (_LOG, _BEST):
        people = people_of(replace(shelf, weights=weights), reader)
        columns.append(np.zeros(len(shelf.papers)) if people is None else people.points)
    return np.stack(columns, axis=1)[np.searchsorted(shelf.keys, keys)]


def fit(features: Sequence[Floats], relevant: Sequence[Floats]) -> Floats:
    """Return the coefficients of a conditional logit with a ridge, by Newton's method.

    `features` has a matrix of papers × features per day, `relevant` a vector of 0 and 1 per day. The
    likelihood of each relevant paper is its softmax among all papers of its day; the problem is convex.
    """
    weight = np.zeros(features[0].shape[1])
    for _ in range(STEPS):
        slope = -RIDGE * weight
        curve = RIDGE * np.eye(len(weight))
        for rows, wanted in zip(features, relevant, strict=True):
            score = rows @ weight
            chance = np.exp(score - score.max())
            chance /= chance.sum()
            middle = chance @ rows
            slope += wanted @ rows - wanted.sum() * middle
            apart = rows - middle
            curve += wanted.sum() * (apart * chance[:, None]).T @ apart
        step = np.linalg.solve(curve, slope)
        size = float(np.abs(step).max())
        weight += step * min(1.0, LARGEST_STEP / max(size, STILL))
        if size < STILL:
            break
    return np.asarray(weight)
