"""How well papers are ranked for real people: `python -m benchmarks.relevance --papers FILE… --days FILE`.

Readers are simulated from recorded replies of a daily papers list: what somebody listed before a day is what
they like, what they listed that day is what their digest should put on top (see `benchmarks.recorded`). Every
ranker knows on a day only what was listed before it, and never who listed a paper. Figures are means over
subscriber-days, pooled; intervals are of 95 %, by resampling subscribers.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.compared import rankers_of, report
from benchmarks.ours import SHIPPED, Fitted, Vectors
from benchmarks.readers import words_only
from benchmarks.recorded import Day, Papers, read_days, read_papers
from benchmarks.table import lines_of, ran_on
from digest.errors import DigestError
from digest.rank.meaning import text_of


def _vectors(known: Papers, days: Sequence[Day], cache: Path | None) -> Vectors:
    """Return the vectors of all papers and topics, by the bundled model."""
    from benchmarks.vectors import cache_file, vectors_of  # noqa: PLC0415 - needs what `semantic` installs
    from digest.embed.minilm import MiniLM  # noqa: PLC0415 - as above

    model = MiniLM()
    topics = [topic for day in words_only(days, known) for topic in day.topics]
    texts = [text_of(paper.facts) for paper in known.papers.values()]
    return vectors_of([*texts, *topics], model=model, file=cache or cache_file(model.name))


def _fitted(known: Papers, days: Sequence[Day], vectors: Vectors | None) -> Fitted:
    """Return by fold the parameters that the other fold's readers taught."""
    from benchmarks.fit import crossfit  # noqa: PLC0415 - only who fits waits for it

    fitted: Fitted = crossfit(known.papers, days, vectors=vectors)
    return fitted


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.relevance", description=__doc__)
    parser.add_argument(
        "--papers", nargs="+", type=Path, required=True, metavar="FILE", help="recorded replies"
    )
    parser.add_argument("--days", type=Path, required=True, metavar="FILE", help="subscriber-days")
    parser.add_argument("--semantic", action="store_true", help="also compare meanings, by the bundled model")
    parser.add_argument(
        "--cache", type=Path, metavar="FILE", help="where vectors are kept (default: your cache)"
    )
    parser.add_argument(
        "--fit",
        choices=["none", "crossfit"],
        default="crossfit",
        help="the parameters that the other half of the readers teaches, or the shipped ones (none)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    asked = _arguments(given)
    started = perf_counter()
    try:
        known = read_papers(asked.papers)
        recorded = read_days(asked.days, known.papers)
        vectors = _vectors(known, recorded.days, asked.cache) if asked.semantic else None
    except DigestError as error:
        print(error, file=sys.stderr)
        return 2
    for note in recorded.left_out:
        print(note, file=sys.stderr)
    fitted = _fitted(known, recorded.days, vectors) if asked.fit == "crossfit" else SHIPPED
    found = report(known, recorded.days, rankers_of(known, recorded.days, vectors=vectors, fitted=fitted))
    machine = ran_on([*asked.papers, asked.days])
    machine |= {
        "fit": asked.fit,
        "left_out": len(recorded.left_out),
        "seconds": round(perf_counter() - started, 1),
    }
    if asked.json:
        print(json.dumps({**found, "ran_on": machine}))
        return 0
    print("\n".join(lines_of(found["rows"], named="subset")), end="\n\n")
    print("\n".join(lines_of(found["readers"], named="reader")), end="\n\n")
    print("\n".join(lines_of(found["votes"], named="reader")), end="\n\n")
    print("  ".join(f"{name}: {value}" for name, value in machine.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
