"""How well papers are ranked for real people: `python -m benchmarks.relevance --papers FILE… --days FILE`.

The papers are recorded replies of a daily papers list (JSON lines {date, entries}, .xz or plain), the days
are JSON lines {subscriber, day, liked, candidates, relevant} of arXiv ids. A paper is relevant when the
subscriber listed it that day. Who listed a paper stands in the replies, too, and is never read: it is the
label. Words are learnt from papers listed before the day. Figures are means over subscriber-days, pooled.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from digest.model import Cadence, Counts, Facts, Interest, InterestKind, Paper, Recurrence, Subscriber
from digest.rank import Ranker, Reader
from digest.rank.sparse import product

NEVER = Cadence(recurrence=Recurrence.DAILY, days=tuple(range(7)), times=(time(7, 30),), zone="UTC")


@dataclass(frozen=True, slots=True)
class Day:
    """One subscriber on one day."""

    subscriber: str
    day: date
    liked: tuple[str, ...]
    candidates: tuple[str, ...]
    relevant: frozenset[str]


Order = list[str]  # ids of all candidates, best first
Rankers = dict[str, Callable[[Day], Order]]


def read_papers(files: Sequence[Path]) -> dict[str, Paper]:
    """Return the papers of recorded replies by id, as first listed."""
    found: dict[str, Paper] = {}
    for line in (line for file in files for line in _lines(file)):
        reply = json.loads(line)
        for entry in reply["entries"]:
            paper = entry["paper"]
            if paper["id"] not in found:
                found[paper["id"]] = _paper(
                    paper, key=len(found) + 1, listed_on=date.fromisoformat(reply["date"])
                )
    return found


def _lines(file: Path) -> list[str]:
    raw = file.read_bytes()
    text = (lzma.decompress(raw) if file.suffix == ".xz" else raw).decode()
    return [line for line in text.split("\n") if line.strip()]


def _paper(paper: dict[str, Any], *, key: int, listed_on: date) -> Paper:
    organization = paper.get("organization") or {}
    return Paper(
        key=key,
        ids=(f"arxiv:{paper['id']}",),
        facts=Facts(
            title=" ".join(paper["title"].split()),
            abstract=" ".join((paper.get("summary") or "").split()),
            authors=tuple(author["name"] for author in paper["authors"]),
            organization=organization.get("name") or "",
            organization_name=organization.get("fullname") or "",
        ),
        counts=Counts(upvotes=paper.get("upvotes")),
        listed_on=listed_on,
    )


def read_days(file: Path) -> list[Day]:
    """Return the subscriber-days of a file, in its order."""
    rows = [json.loads(line) for line in _lines(file)]
    return [
        Day(
            row["subscriber"],
            date.fromisoformat(row["day"]),
            tuple(row["liked"]),
            tuple(row["candidates"]),
            frozenset(row["relevant"]),
        )
        for row in rows
    ]


class Benchmark:
    """The papers, and rankers that know on each day only what was listed before it."""

    def __init__(self, papers: dict[str, Paper]) -> None:
        self.papers = papers
        self.nameless = {name: nameless(paper) for name, paper in papers.items()}
        self.ids = {paper.key: name for name, paper in papers.items()}
        self.reader = Reader()
        self._built: tuple[Day, Ranker, Ranker] | None = None

    def rankers(self) -> Rankers:
        """Return the rankers by the names they are reported under."""
        return {
            "random": self.random,
            "upvotes": self.upvotes,
            "mean_tfidf": self.mean_tfidf,
            "likes_alone": self.likes_alone,
            "default": self.default,
        }

    def random(self, day: Day) -> Order:
        """Return an order that is chance, but the same every time."""
        seed = f"{day.subscriber} {day.day}"
        return sorted(day.candidates, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())

    def upvotes(self, day: Day) -> Order:
        """Return the most upvoted first."""
        return sorted(day.candidates, key=lambda name: (-(self.papers[name].counts.upvotes or 0), name))

    def mean_tfidf(self, day: Day) -> Order:
        """Return the nearest to the mean of the likes first (our words and weights)."""
        shelf = self._ranker(day, people=False).shelf
        likeness = product(shelf.liked_text, shelf.by_term).mean(axis=0)
        near = {paper.key: float(one) for paper, one in zip(shelf.papers, likeness, strict=True)}
        return sorted(day.candidates, key=lambda name: (-near[self.papers[name].key], name))

    def likes_alone(self, day: Day) -> Order:
        """Return our order where nobody is known by name."""
        return self._order(day, people=False)

    def default(self, day: Day) -> Order:
        """Return our order."""
        return self._order(day, people=True)

    def _order(self, day: Day, *, people: bool) -> Order:
        ranker = self._ranker(day, people=people)
        likes = tuple(Interest(kind=InterestKind.LIKE, value=f"arxiv:{name}") for name in day.liked)
        address = "reader@example.org"
        reader = Subscriber(address=address, email=address, send=NEVER, papers=10, interests=likes)
        best = [pick.paper.key for pick in ranker.rank(reader).picks]
        rest = [key for key in ranker.order(reader) if key not in set(best)]
        return [self.ids[key] for key in (*best, *rest)]

    def _ranker(self, day: Day, *, people: bool) -> Ranker:
        if self._built is None or self._built[0] is not day:
            self._built = (day, self._build(day, self.nameless), self._build(day, self.papers))
        return self._built[2] if people else self._built[1]

    def _build(self, day: Day, papers: Mapping[str, Paper]) -> Ranker:
        return Ranker.build(
            [papers[name] for name in day.candidates],
            history=[paper for paper in papers.values() if paper.listed_on < day.day],
            likes={f"arxiv:{name}": papers[name] for name in day.liked},
            today=day.day - timedelta(days=1),
            reader=self.reader,
        )


def nameless(paper: Paper) -> Paper:
    """Return a paper without the people and the organization behind it."""
    return replace(paper, facts=replace(paper.facts, authors=(), organization="", organization_name=""))


def no_known_author(day: Day, papers: dict[str, Paper]) -> bool:
    """Return whether no relevant paper of the day shares an author's name with a like."""
    known = {name.casefold() for liked in day.liked for name in papers[liked].facts.authors}
    return not any(name.casefold() in known for one in day.relevant for name in papers[one].facts.authors)


def figures(day: Day, order: Order) -> tuple[float, float, float, float]:
    """Return reciprocal rank, hit@5, hit@10 and nDCG@10 of an order."""
    gains = [name in day.relevant for name in order]
    first = gains.index(True) + 1
    dcg = sum(1 / math.log2(at + 2) for at, gain in enumerate(gains[:10]) if gain)
    ideal = sum(1 / math.log2(at + 2) for at in range(min(10, len(day.relevant))))
    return 1 / first, float(first <= 5), float(first <= 10), dcg / ideal


def measure(papers: dict[str, Paper], days: Sequence[Day]) -> list[dict[str, str | int | float]]:
    """Return a row of figures per ranker and subset of days."""
    bench = Benchmark(papers)
    rankers = bench.rankers()
    unknown = np.array([no_known_author(day, papers) for day in days])
    scored: dict[str, list[tuple[float, ...]]] = {name: [] for name in rankers}
    for day in days:
        for name, ranker in rankers.items():
            scored[name].append(figures(day, ranker(day)))
    rows: list[dict[str, str | int | float]] = []
    for name, values in scored.items():
        for subset, chosen in (("all", np.ones(len(days), dtype=bool)), ("no_known_author", unknown)):
            if chosen.any():
                means = np.array(values)[chosen].mean(axis=0).round(4).tolist()
                named = dict(zip(("mrr", "hit5", "hit10", "ndcg10"), means, strict=True))
                rows.append({"ranker": name, "subset": subset, "days": int(chosen.sum()), **named})
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks.relevance", description=__doc__)
    parser.add_argument("--papers", nargs="+", type=Path, required=True, metavar="FILE")
    parser.add_argument("--days", type=Path, required=True, metavar="FILE")
    parser.add_argument("--fit", choices=["none"], default="none", help="score with the shipped parameters")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    rows = measure(read_papers(asked.papers), read_days(asked.days))
    if asked.json:
        print(json.dumps({"rows": rows}))
        return 0
    print(f"{'ranker':<14}{'subset':<18}{'days':>5}{'MRR':>8}{'hit@5':>8}{'hit@10':>8}{'nDCG@10':>9}")
    for row in rows:
        print("{ranker:<14}{subset:<18}{days:>5}{mrr:>8}{hit5:>8}{hit10:>8}{ndcg10:>9}".format_map(row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
