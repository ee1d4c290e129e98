"""What is compared with what: all rankers, the readers they are put to, and the rows that come of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from benchmarks import baselines, readers, votes
from benchmarks.metrics import FIGURES, Floats, figures
from benchmarks.ours import SHIPPED, Fitted, Ours, Vectors
from benchmarks.recorded import Day, Papers, no_known_author
from benchmarks.svm import Svm
from benchmarks.table import Row, rows_of
from digest.rank import Reader

Ranker = Callable[[Sequence[Day]], list[baselines.Order]]  # days of one date → an order each

READS_NAMES = frozenset({"svm_authors", "default", "semantic"})  # the others know nobody, and are compared so
VOTING = ("default", "likes_alone")  # rankers whose readers vote


@dataclass(frozen=True, slots=True, kw_only=True)
class Rankers:
    """All that are compared, by the names they are reported under."""

    baselines: Mapping[str, Ranker]
    ours: Mapping[str, Ranker]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Readers of one kind, and the rankers they are put to."""

    days: Sequence[Day]
    rankers: Mapping[str, Ranker]


def rankers_of(
    known: Papers, days: Sequence[Day], *, vectors: Vectors | None = None, fitted: Fitted = SHIPPED
) -> Rankers:
    """Return all rankers for these days; those that compare meanings only when there are vectors."""
    words = baselines.Words(known.papers)
    ours = partial(Ours, known.papers, days, fitted=fitted, reader=Reader())
    found: dict[str, Ranker] = {"likes_alone": ours(people=False), "default": ours()}
    if vectors is not None:
        found["semantic_likes_alone"] = ours(people=False, vectors=vectors)
        found["semantic"] = ours(vectors=vectors)
    return Rankers(
        baselines={
            "random": lambda asked: baselines.at_random(asked, known.papers),
            "upvotes": lambda asked: baselines.by_upvotes(asked, known.papers),
            "newest": lambda asked: baselines.newest(asked, known.papers),
            "mean_tfidf": words.mean_tfidf,
            "bm25": words.bm25,
            "svm": Svm(known.papers, authors=False),
            "svm_authors": Svm(known.papers, authors=True),
        },
        ours=found,
    )


def measure(rounds: Sequence[Round]) -> list[dict[str, Floats]]:
    """Return the figures of each round's rankers: days × FIGURES, in the round's order of days.

    All are asked date by date, so that what a date needs is made once and kept no longer.
    """
    found = [{name: np.zeros((len(one.days), len(FIGURES))) for name in one.rankers} for one in rounds]
    places = [by_date(one.days) for one in rounds]
    for on in sorted({on for grouped in places for on in grouped}):
        for one, grouped, values in zip(rounds, places, found, strict=True):
            asked = [one.days[at] for at in grouped.get(on, ())]
            for name, ranker in one.rankers.items() if asked else ():
                for at, day, order in zip(grouped[on], asked, ranker(asked), strict=True):
                    values[name][at] = figures(order, day.relevant)
    return found


def report(known: Papers, days: Sequence[Day], rankers: Rankers) -> dict[str, list[Row]]:
    """Return all rows: every reader with all their likes, the special readers, and those who vote."""
    special = {
        "single_like": readers.single_like(days, known.papers),
        "words_only": readers.words_only(days, known),
    }
    words = {name: rankers.baselines[name] for name in ("mean_tfidf", "bm25")}
    everything = {**rankers.baselines, **rankers.ours}
    dated = readers.same_day(days, known.papers)
    scored, undated, *others = measure(
        [
            Round(days=days, rankers=everything),
            Round(days=dated, rankers=everything),
            *(Round(days=some, rankers={**words, **rankers.ours}) for some in special.values()),
        ]
    )
    unknown = np.array([no_known_author(day, known.papers) for day in days])
    subsets = {"all": np.ones_like(unknown), "no_known_author": unknown}
    rivals = {
        name: [rival for rival in rankers.baselines if name in READS_NAMES or rival not in READS_NAMES]
        for name in rankers.ours
    }
    return {
        "rows": [
            {"subset": subset, **row}
            for subset, chosen in subsets.items()
            for row in rows_of(scored, days, against=rivals, chosen=chosen)
        ],
        "readers": [
            *({"reader": "same_day", **row} for row in rows_of(undated, dated, against=rivals)),
        ]
        + [
            {"reader": reader, **row}
            for (reader, some), values in zip(special.items(), others, strict=True)
            for row in rows_of(values, some, against={name: ["bm25"] for name in rankers.ours})
        ],
        "votes": [row for name in VOTING for row in _voted(name, rankers.ours[name], known, days)],
    }


def _voted(name: str, ranker: Ranker, known: Papers, days: Sequence[Day]) -> list[Row]:
    """Return a row per habit of voting, all against no votes."""
    course = votes.simulate(ranker, days, known.papers)
    scored = {habit: np.array(values) for habit, values in course.scored.items()}
    against = {habit.name: ["no_votes"] for habit in votes.HABITS if habit.up or habit.down}
    return [{"reader": name, **row} for row in rows_of(scored, course.days, against=against)]


def by_date(days: Sequence[Day]) -> dict[date, list[int]]:
    """Return the places of days by their date."""
    found: defaultdict[date, list[int]] = defaultdict(list)
    for at, day in enumerate(days):
        found[day.day].append(at)
    return found
