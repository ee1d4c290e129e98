"""How fast papers are stored and found: `python -m benchmarks.ingest [--papers FILE] [--json]`.

FILE holds one JSON object a line (plain or .xz): id, title, summary, authors, categories, first_seen; unless
told, the recorded corpus. The papers are read into a new store, then again; then each is listed anew without
its id, in four ways, to see which paper it is taken for; then the store is searched. "stored" is the time in
the store alone, "whole" with parsing and readable text; by the clock, and by the processor, on one core.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.corpus import peak_mb, read
from benchmarks.recorded import BadRecordingError
from benchmarks.table import ran_on
from digest.errors import DigestError
from digest.identify import identified
from digest.model import Listing
from digest.rank.search import parse_query
from digest.store import Store, open_store
from digest.store.known import Shelf
from digest.store.papers import search, upsert

NOW = datetime(2026, 7, 2, tzinfo=UTC)
CUT_AT = 150  # characters of an abstract that a list cuts short
TIMES = 5  # of each search
QUERIES = (
    "model",
    "diffusion models",
    "parameter-efficient fine-tuning of large language models",
    '"chain of thought" reasoning',
    "author:Wang category:cs.CL",
    "retrieval augmented generation benchmark evaluation",
)
WAYS: dict[str, Callable[[Listing], Listing]] = {  # how a list without ids may give a paper
    "whole": lambda one: one,
    "without authors": lambda one: replace(one, facts=replace(one.facts, authors=())),
    "abstract cut short": lambda one: replace(
        one, facts=replace(one.facts, abstract=one.facts.abstract[:CUT_AT])
    ),
    "without abstract": lambda one: replace(one, facts=replace(one.facts, abstract="")),
}
_DATA = Path(os.environ.get("PAPER_ROUND_DATA", Path(__file__).parents[2] / "shared" / "data"))
CORPUS = _DATA / "arxiv-corpus" / "arxiv_2025-03-18_2026-07-01.jsonl.xz"


@dataclass(slots=True)
class Round:
    """What one reading of all papers did, and how long it took."""

    papers: int = 0
    new: int = 0
    listed: int = 0
    merged: int = 0
    stored_s: float = 0.0
    stored_cpu_s: float = 0.0
    whole_s: float = 0.0

    def row(self) -> dict[str, int | float]:
        """Return the figures, with papers per second."""
        seconds = {"stored": self.stored_s, "stored_cpu": self.stored_cpu_s, "whole": self.whole_s}
        speeds = {f"{name}_per_s": round(self.papers / (took or 1)) for name, took in seconds.items()}
        return {name: round(value, 2) for name, value in asdict(self).items()} | speeds


def ingest(store: Store, file: Path, *, now: datetime) -> Round:
    """Read a file of papers into a store, as a source would: a thousand at a time."""
    done = Round()
    began = perf_counter()
    for listings in read(file):
        wall, cpu = perf_counter(), process_time()
        items = [identified(listing, day=now.date()) for listing in listings]
        stored = upsert(store, items, source="corpus", now=now, watermark=None)
        done.stored_s += perf_counter() - wall
        done.stored_cpu_s += process_time() - cpu
        done.papers += len(listings)
        done.new += stored.new
        done.listed += stored.listed
        done.merged += stored.merged
    done.whole_s = perf_counter() - began
    return done


def matched(store: Store, file: Path) -> dict[str, dict[str, int]]:
    """Return for each way to list papers without ids how many are taken for themselves, new or another."""
    found = {way: Counter({"itself": 0, "new": 0, "another": 0}) for way in WAYS}
    with store.read() as connection:
        shelf = Shelf(connection)
        for listings in read(file):
            for way, changed in WAYS.items():
                items = [identified(replace(changed(one), ids=()), day=NOW.date()) for one in listings]
                shelf.load(items)
                for listing, item in zip(listings, items, strict=True):
                    owners = shelf.owners(item)
                    names = {name for owner in owners for name in owner.names}
                    own = len(owners) == 1 and listing.ids[0] in names
                    found[way]["itself" if own else "another" if owners else "new"] += 1
    return {way: dict(counts) for way, counts in found.items()}


def searched(store: Store) -> list[dict[str, object]]:
    """Return how long searches take in a process that has searched before."""
    rows: list[dict[str, object]] = []
    search(store, parse_query("warm"), limit=1)
    for text in QUERIES:
        for since in (None, NOW.date() - timedelta(days=90)):
            took = [_took(store, text, since) for _ in range(TIMES)]
            rows.append({"query": text, "since": since and since.isoformat(), "ms": round(min(took), 1)})
    return rows


def _took(store: Store, text: str, since: date | None) -> float:
    began = perf_counter()
    search(store, parse_query(text), since=since, limit=20)
    return 1000 * (perf_counter() - began)


def measure(file: Path, *, store_url: str) -> dict[str, Any]:
    """Return all figures of one file, in a new store."""
    titles: set[str] = set()
    for listings in read(file):
        titles.update(one.facts.title.casefold() for one in listings)
    store = open_store(store_url)
    try:
        first, again = ingest(store, file, now=NOW), ingest(store, file, now=NOW + timedelta(days=1))
        peak = peak_mb()
        found: dict[str, Any] = {
            "first": first.row(),
            "again": again.row(),
            "faster_again": round(first.stored_s / (again.stored_s or 1), 1),
            "faster_again_cpu": round(first.stored_cpu_s / (again.stored_cpu_s or 1), 1),
            "peak_mb": peak,
            "distinct_titles": len(titles),
            "without_ids": matched(store, file),
            "search": searched(store),
        }
    finally:
        store.close()
    return found


def _lines(found: dict[str, Any]) -> Iterator[str]:
    for name in ("first", "again"):
        row = found[name]
        yield (
            f"{name:<6} {row['papers']:>7,} papers: {row['new']:,} new, {row['listed']:,} listed, "
            f"{row['merged']:,} merged; stored {row['stored_per_s']:,}/s ({row['stored_cpu_per_s']:,}/s of "
            f"processor time), whole {row['whole_per_s']:,}/s"
        )
    yield f"again is {found['faster_again']} times as fast ({found['faster_again_cpu']} of processor time)"
    yield f"peak memory {found['peak_mb']:,} MB; {found['distinct_titles']:,} distinct titles\n"
    for way, counts in found["without_ids"].items():
        told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        yield f"listed without ids, {way}: {told}"
    yield ""
    for row in found["search"]:
        yield f"{row['ms']:>7.1f} ms  {row['query']}" + (f"  since {row['since']}" if row["since"] else "")


def main(given: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks.ingest", description=__doc__)
    parser.add_argument("--papers", type=Path, default=CORPUS, metavar="FILE", help="papers, JSON lines")
    parser.add_argument(
        "--store", default="", metavar="URL", help="an empty store (default: a new SQLite file)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args(given)
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(asked.papers, store_url=asked.store or str(Path(folder) / "papers.db"))
    except (BadRecordingError, DigestError) as error:
        print(error, file=sys.stderr)
        return 2
    machine = ran_on([asked.papers])
    if asked.json:
        print(json.dumps({**found, "ran_on": machine}))
        return 0
    print("\n".join(_lines(found)), end="\n\n")
    print("  ".join(f"{name}: {value}" for name, value in machine.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
