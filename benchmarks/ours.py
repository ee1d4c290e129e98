"""Our ranker, asked as the product asks it: built once for a date, then once for each reader."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.baselines import Order
from benchmarks.recorded import Day, fold_of, nameless
from digest.model import Cadence, Interest, InterestKind, Paper, Recurrence, Subscriber
from digest.rank import Ranker, Reader

NEVER = Cadence(recurrence=Recurrence.DAILY, days=tuple(range(7)), times=(time(7, 30),), zone="UTC")
ADDRESS = "reader@example.org"
SIZE = 10

Vectors = Mapping[str, NDArray[np.float32]]  # text → vector of unit length
Fitted = Mapping[int, Mapping[str, Any]]  # fold → keyword arguments of Ranker.build for the readers in it
SHIPPED: Fitted = {0: {}, 1: {}}

_Key = tuple[date, int, frozenset[str], frozenset[str]]


@dataclass(slots=True)
class Ours:
    """The ranker with what it may know: names of people or not, vectors or not, parameters.

    `days` are those that are going to be asked about. What a date's readers may be offered and what they
    like is put into one ranker, as in a pass of the product, and each of them is offered their own part.
    """

    papers: Mapping[str, Paper]  # by arXiv id, oldest first
    days: Sequence[Day]
    people: bool = True
    vectors: Vectors | None = None
    fitted: Fitted = field(default_factory=lambda: SHIPPED)
    reader: Reader = field(default_factory=Reader)
    _ids: dict[int, str] = field(init=False)
    _listed: list[date] = field(init=False)
    _on: dict[date, tuple[frozenset[str], frozenset[str]]] = field(init=False)
    _built: dict[int, tuple[_Key, Ranker]] = field(default_factory=dict)  # fold → the latest

    def __post_init__(self) -> None:
        if not self.people:
            self.papers = {name: nameless(paper) for name, paper in self.papers.items()}
        self._ids = {paper.key: name for name, paper in self.papers.items()}
        self._listed = [paper.listed_on for paper in self.papers.values()]
        grouped: defaultdict[date, list[Day]] = defaultdict(list)
        for day in self.days:
            grouped[day.day].append(day)
        self._on = {on: _offered(days) for on, days in grouped.items()}

    def __call__(self, days: Sequence[Day]) -> list[Order]:
        """Return for days of one date all candidates, best first: ten picks, then the rest by score."""
        return [self._order(day, ranker) for day, ranker in zip(days, self.rankers(days), strict=True)]

    def rankers(self, days: Sequence[Day]) -> list[Ranker]:
        """Return the ranker that each day of one date is asked of."""
        candidates, likes = _offered(days)
        known = self._on.get(days[0].day, (candidates, likes))
        if not (candidates <= known[0] and likes <= known[1]):
            known = candidates | known[0], likes | known[1]
        return [self._ranker(days[0].day, fold_of(day.subscriber), *known) for day in days]

    def _order(self, day: Day, ranker: Ranker) -> Order:
        eligible = {self.papers[name].key for name in day.candidates}
        reader = reader_of(day)
        best = [pick.paper.key for pick in ranker.rank(reader, eligible=eligible).picks]
        rest = [key for key in ranker.order(reader, eligible=eligible) if key not in set(best)]
        return [self._ids[key] for key in (*best, *rest)]

    def _ranker(self, day: date, fold: int, candidates: frozenset[str], likes: frozenset[str]) -> Ranker:
        given = self.fitted[fold]
        fold = fold if given else 0  # readers of both folds share one ranker with the shipped parameters
        key = (day, fold, candidates, likes)
        if fold not in self._built or self._built[fold][0] != key:
            self._built[fold] = (key, self._build(day, candidates, likes, given))
        return self._built[fold][1]

    def _build(
        self, day: date, candidates: frozenset[str], likes: frozenset[str], given: Mapping[str, Any]
    ) -> Ranker:
        history = list(self.papers.values())[: bisect_left(self._listed, day)]
        if self.vectors is not None:
            given = {**given, "vectors": self.vectors}
        return Ranker.build(
            [self.papers[name] for name in sorted(candidates)],
            history=history,
            likes={f"arxiv:{name}": self.papers[name] for name in sorted(likes)},
            today=day - timedelta(days=1),
            reader=self.reader,
            **given,
        )


def _offered(days: Sequence[Day]) -> tuple[frozenset[str], frozenset[str]]:
    """Return all candidates, and all that is liked or voted on."""
    candidates = frozenset(name for day in days for name in day.candidates)
    return candidates, frozenset(name for day in days for name in day.shown)


def reader_of(day: Day) -> Subscriber:
    """Return the reader of a day as a subscriber."""
    return Subscriber(address=ADDRESS, email=ADDRESS, send=NEVER, papers=SIZE, interests=_interests(day))


def _interests(day: Day) -> tuple[Interest, ...]:
    return (
        *(Interest(kind=InterestKind.TOPIC, value=topic) for topic in day.topics),
        *(Interest(kind=InterestKind.LIKE, value=f"arxiv:{name}") for name in day.liked),
        *(
            Interest(kind=InterestKind.LIKE, value=f"arxiv:{one.paper}", weight=one.weight, voted_on=one.on)
            for one in day.votes
        ),
    )
