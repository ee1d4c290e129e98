"""How readable titles and abstracts become: `python -m benchmarks.latex [--strings FILE…] [--json]`.

Over the recorded saved pages, corpus and strings, or over any JSON list of strings: which texts still hold
TeX or markup, by kind; which words are lost; how fast it is, on one core. See `benchmarks.readability` for
what counts as a word and as left.
"""

from __future__ import annotations

import argparse
import html
import json
import lzma
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.readability import has_marks, left_in, lost
from benchmarks.recorded import BadRecordingError
from benchmarks.table import ran_on
from digest.latex import readable

AROUND = 40  # characters of an example on each side

_DATA = Path(os.environ.get("PAPER_ROUND_DATA", Path(__file__).parents[2] / "shared" / "data"))
_PROPS = re.compile(r'data-target="DailyPapers"[^>]*data-props="([^"]*)"')


@dataclass(slots=True)
class Report:
    """The figures of one set of texts."""

    texts: int = 0
    marked: int = 0  # texts that hold anything to be converted
    changed: int = 0  # texts that are shown otherwise than received, spaces aside
    seconds: float = 0.0  # of processor time, for converting alone
    words: int = 0  # outside of formulas
    lost: int = 0  # of these, not shown
    lost_in_formulas: int = 0
    unstable: int = 0  # texts that a second conversion changes
    left: Counter[str] = field(default_factory=Counter)  # texts by kind of what is left in them
    tex_left: int = 0  # texts that hold a command, a script or a dollar that begins no price
    examples: dict[str, list[str]] = field(default_factory=dict)

    @property
    def per_second(self) -> int:
        """Texts per second of one core."""
        return round(self.texts / self.seconds) if self.seconds else 0

    def row(self) -> dict[str, object]:
        """Return the figures as JSON has them."""
        names = [
            "texts",
            "marked",
            "changed",
            "per_second",
            "words",
            "lost",
            "lost_in_formulas",
            "unstable",
            "tex_left",
        ]
        return {name: getattr(self, name) for name in names} | {
            "left": dict(self.left.most_common()),
            "examples": self.examples,
        }


def measured(texts: Sequence[str], *, examples: int) -> Report:
    """Return the figures of one set of texts."""
    report = Report(texts=len(texts))
    started = process_time()
    shown = [readable(text) for text in texts]
    report.seconds = process_time() - started
    for text, reads in zip(texts, shown, strict=True):
        _count(report, text, reads, examples)
    return report


def _count(report: Report, text: str, shown: str, examples: int) -> None:
    report.marked += has_marks(text)
    report.changed += shown != " ".join(text.split())
    gone = lost(text, shown)
    report.words += gone.words
    report.lost += len(gone.outside)
    report.lost_in_formulas += len(gone.inside)
    failures = [("word lost", f"{word!r} of {text[:160]!r}") for word in gone.outside]
    failures += [("word lost in a formula", f"{word!r} of {text[:160]!r}") for word in gone.inside]
    if readable(shown) != shown:
        report.unstable += 1
        failures.append(("unstable", repr(text[:160])))
    kinds = set()
    for kind, found in left_in(shown):
        kinds.add(kind)
        report.left[kind] += 1
        failures.append((kind, shown[max(0, found.start() - AROUND) : found.end() + AROUND]))
    report.tex_left += bool(kinds & {"command", "script", "dollar that begins no price"})
    for kind, example in failures:
        if len(kept := report.examples.setdefault(kind, [])) < examples:
            kept.append(example)


def sets_of(data: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the recorded sets of texts, each by its name."""
    papers = list(_lines(data / "arxiv-corpus" / "arxiv_2025-03-18_2026-07-01.jsonl.xz"))
    yield "corpus: abstracts", [paper["summary"] for paper in papers]
    yield "corpus: titles", [paper["title"] for paper in papers]
    yield "corpus: names", sorted({name for paper in papers for name in paper["authors"]})
    pages = sorted((data / "saved-pages").glob("*"))
    yield (
        "saved pages",
        [
            text
            for page in pages
            if page.suffix in {".txt", ".html"}
            for text in _page(page.read_text(encoding="utf-8"))
        ],
    )
    yield "strings", list(_flat(line["text"] for line in _lines(data / "strings" / "strings.jsonl")))
    yield "naughty strings", _strings(data / "strings" / "blns.json")


def _lines(file: Path) -> Iterator[Any]:
    raw = file.read_bytes()
    for line in (lzma.decompress(raw) if file.suffix == ".xz" else raw).splitlines():
        yield json.loads(line)


def _page(text: str) -> Iterator[str]:
    """Yield the texts of a saved page: its lines, or what its list of papers holds."""
    props = _PROPS.search(text)
    if props is None:
        yield from (line for line in text.splitlines() if line.strip())
        return
    for entry in json.loads(html.unescape(props[1]))["dailyPapers"]:
        yield from (entry["paper"]["title"], entry["paper"]["summary"])


def _flat(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from [value] if isinstance(value, str) else value


def _strings(file: Path) -> list[str]:
    """Return a JSON list of strings; BadRecordingError says what else was found."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadRecordingError(f"{file}: {error} (wanted: a JSON list of strings)") from error
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise BadRecordingError(f"{file}: wanted a JSON list of strings")
    return found


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.latex", description=__doc__)
    parser.add_argument("--data", type=Path, default=_DATA, metavar="FOLDER", help="recorded data")
    parser.add_argument(
        "--strings",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="JSON lists of strings, instead of recorded data",
    )
    parser.add_argument(
        "--examples", type=int, default=3, metavar="N", help="examples of each kind of failure"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(given)


def lines_of(reports: dict[str, Report]) -> Iterator[str]:
    """Yield the reports as a table, then what is left by kind, with examples."""
    columns = ["texts", "marked", "changed", "TeX left", "words", "lost", "in math", "unstable", "texts/s"]
    yield f"{'set':<20}" + "".join(f"{column:>11}" for column in columns)
    for name, one in reports.items():
        figures = [one.texts, one.marked, one.changed, one.tex_left, one.words, one.lost]
        figures += [one.lost_in_formulas, one.unstable, one.per_second]
        yield f"{name[:20]:<20}" + "".join(f"{figure:>11,}" for figure in figures)
    for name, one in reports.items():
        for kind, examples in one.examples.items():
            yield f"\n{name}: {kind} ({one.left[kind] or len(examples)})"
            yield from (f"  | {example}" for example in examples)


def main(given: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    asked = _arguments(given)
    try:
        if asked.strings:
            sets = [(file.name, _strings(file)) for file in asked.strings]
            files = list(asked.strings)
        else:
            sets = list(sets_of(asked.data))
            files = sorted((asked.data / "strings").glob("*.json*")) + sorted(
                asked.data.glob("arxiv-corpus/*.jsonl.xz")
            )
    except (BadRecordingError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    reports = {name: measured(texts, examples=asked.examples) for name, texts in sets}
    machine = ran_on(files)
    if asked.json:
        print(json.dumps({"sets": {name: one.row() for name, one in reports.items()}, "ran_on": machine}))
        return 0
    print("\n".join(lines_of(reports)), end="\n\n")
    print("  ".join(f"{name}: {value}" for name, value in machine.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
