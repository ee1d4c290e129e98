"""How fast many readers are ranked: `python -m benchmarks.rank [--subscribers N] [--papers N] [--json]`.

Papers and readers are made up: words by Zipf's law with subjects of their own, five interests a reader
(topics, liked papers, an author, a keyword, a category), ten picks with their reasons. One thread.

matmul_share  part of the time that is the product of interests and papers
sgemm_ratio   time of numpy's dense single-precision product of the same shape ÷ time of ours
svm_ratio     time of scikit-learn's TF-IDF + LinearSVC, both for each reader, ÷ time of ours
svm_shared_ratio  the same with one TF-IDF for all readers, as arxiv-sanity-lite keeps it
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: one core is what is asked
os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import json
import platform
import random
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import accumulate
from time import perf_counter

import numpy as np

from digest.model import (
    Cadence,
    Counts,
    Facts,
    Interest,
    InterestKind,
    Paper,
    Recurrence,
    Subscriber,
)
from digest.rank import Ranker
from digest.rank import likeness as likeness_of
from digest.rank.sparse import Floats, Rows

TODAY = date(2026, 3, 31)
SEND = Cadence(recurrence=Recurrence.DAILY, days=tuple(range(7)), times=(time(7, 30),), zone="UTC")
WORDS = 28_000
SUBJECTS = 200
HISTORY = 3_000
AT_A_TIME = 2_048  # readers that exist at one time
SVM_READERS = 20


class World:
    """Made-up papers and readers, the same every time."""

    def __init__(self, papers: int) -> None:
        self._chance = random.Random(7)  # noqa: S311 - made-up papers are no secret
        self._words = [f"{a}{b}{c}" for a in _ONE for b in _TWO for c in _ONE][:WORDS]
        self._zipf = list(accumulate(1 / (rank + 10) for rank in range(WORDS)))
        self._subjects = [self._chance.sample(range(WORDS), 60) for _ in range(SUBJECTS)]
        self.names = [f"{a}a {b}{c}o" for a in _ONE for b in _TWO for c in _ONE][:8_000]
        self.history = [
            self._paper(key, TODAY - timedelta(days=1 + key % 90)) for key in range(1, HISTORY + 1)
        ]
        self.candidates = [self._paper(HISTORY + key, TODAY) for key in range(1, papers + 1)]

    def readers(self, count: int) -> Iterator[list[Subscriber]]:
        """Yield the readers, some at a time."""
        for start in range(0, count, AT_A_TIME):
            yield [self._reader(at) for at in range(start, min(start + AT_A_TIME, count))]

    def _paper(self, key: int, listed_on: date) -> Paper:
        subject = self._subjects[key % SUBJECTS]
        chosen = self._chance.choices(range(WORDS), cum_weights=self._zipf, k=90)
        chosen += self._chance.choices(subject, k=40)
        self._chance.shuffle(chosen)
        words = [self._words[at] for at in chosen]
        facts = Facts(
            title=" ".join(words[:9]),
            abstract=" ".join(words[9:]),
            authors=tuple(self._chance.sample(self.names, 6)),
            categories=(f"cs.{_ONE[key % 20].upper()}",),
        )
        counts = Counts(upvotes=self._chance.randrange(100))
        return Paper(key=key, ids=(f"arxiv:{key}",), facts=facts, counts=counts, listed_on=listed_on)

    def _reader(self, at: int) -> Subscriber:
        subject = [self._words[word] for word in self._subjects[self._chance.randrange(SUBJECTS)]]
        liked = self._chance.choice(self.history)
        interests = (
            Interest(kind=InterestKind.TOPIC, value=" ".join(self._chance.sample(subject, 4))),
            Interest(kind=InterestKind.TOPIC, value=" ".join(self._chance.sample(subject, 3)), weight=2.0),
            Interest(kind=InterestKind.LIKE, value=liked.ids[0]),
            Interest(kind=InterestKind.AUTHOR, value=self._chance.choice(self.names)),
            Interest(kind=InterestKind.KEYWORD, value=self._chance.choice(subject))
            if at % 2
            else Interest(kind=InterestKind.CATEGORY, value=f"cs.{_ONE[at % 20].upper()}"),
        )
        address = f"reader-{at}@example.org"
        return Subscriber(address=address, email=address, send=SEND, papers=10, interests=interests)


_ONE = [f"{a}{b}" for a in "bcdfghjklmnprstvz" for b in "aeiou"]
_TWO = ["l", "r", "n", "st"]


@dataclass(slots=True)
class Stopwatch:
    """Times the one product while it is used, and remembers its shape."""

    seconds: float = 0.0
    rows: int = 0

    def product(self, left: Rows, by_column: Rows) -> Floats:
        """Return the product, timed."""
        started = perf_counter()
        found = _product(left, by_column)
        self.seconds += perf_counter() - started
        self.rows += len(left)
        return found


_product = likeness_of.product


def measure(subscribers: int, papers: int) -> dict[str, float | int | str]:
    """Return the figures of one run."""
    world = World(papers)
    watch = Stopwatch()
    built_at = perf_counter()
    ranker = Ranker.build(
        world.candidates,
        history=world.history,
        likes={paper.ids[0]: paper for paper in world.history},
        today=TODAY,
    )
    built = perf_counter() - built_at
    seconds, picks = 0.0, 0
    likeness_of.product = watch.product
    try:
        for block in world.readers(subscribers):
            started = perf_counter()
            for ranking in ranker.rank_many(block):
                picks += len(ranking.picks)
            seconds += perf_counter() - started
    finally:
        likeness_of.product = _product
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sgemm = _sgemm_s(watch.rows, len(ranker.shelf.lexicon.idf), len(ranker.shelf.papers))
    tfidf, svm = _svm_s(world)
    return {
        "subscribers": subscribers,
        "papers": papers,
        "seconds": round(seconds, 3),
        "peak_mb": round(peak, 1),
        "matmul_share": round(watch.seconds / seconds, 4),
        "sgemm_ratio": round(sgemm / watch.seconds, 2),
        "svm_ratio": round((tfidf + svm) / (seconds / subscribers), 1),
        "svm_shared_ratio": round(svm / (seconds / subscribers), 1),
        "us_per_subscriber": round(1e6 * seconds / subscribers, 1),
        "build_seconds": round(built, 3),
        "picks": picks,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, one used",
    }


def _sgemm_s(rows: int, terms: int, places: int) -> float:
    """Return the seconds of a dense product of that shape: measured on a part of the rows."""
    part = min(rows, 64)
    chance = np.random.default_rng(7)
    left, right = chance.random((part, terms), np.float32), chance.random((terms, places), np.float32)
    started = perf_counter()
    left @ right
    return (perf_counter() - started) * rows / part


def _svm_s(world: World) -> tuple[float, float]:
    """Return the seconds of TF-IDF over the papers, and of a reader's classifier as in arxiv-sanity-lite."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - for this figure alone
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - as above

    liked = 5
    papers = [*world.candidates, *world.history[: SVM_READERS * liked]]
    started = perf_counter()
    found = TfidfVectorizer(max_features=20_000, sublinear_tf=True, ngram_range=(1, 2)).fit_transform(
        f"{paper.facts.title} {paper.facts.abstract}" for paper in papers
    )
    counted = perf_counter()
    for at in range(SVM_READERS):
        first = len(world.candidates) + at * liked
        wanted = np.zeros(len(papers))
        wanted[first : first + liked] = 1.0
        model = LinearSVC(class_weight="balanced", C=0.01, tol=1e-6, max_iter=10_000)
        np.argsort(-model.fit(found, wanted).decision_function(found))[:10]
    return counted - started, (perf_counter() - counted) / SVM_READERS


def main(given: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.rank", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--subscribers", type=int, default=10_000, metavar="N")
    parser.add_argument("--papers", type=int, default=1_000, metavar="N")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args(given)
    found = measure(asked.subscribers, asked.papers)
    if asked.json:
        print(json.dumps(found))
        return 0
    for name, value in found.items():
        print(f"{name:<20}{value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
