"""How fast mails are made: `python -m benchmarks.render [--rounds N] [--json]`.

Papers and readers are made up: titles, abstracts, names and reasons of words by Zipf's law. One thread;
processor time, the best of several rounds.

assemble_ms     one mail of 20 papers (a lead story, 19 compact) for a reader with a name, an address and
                picks of their own, and reasons out of 200 topics that readers share, from cards that were
                prepared: all of Renderer.message
prepare_300_ms  an edition of 300 papers, each once as the lead story and once compact, in one theme and
                language, by a new renderer: cards rendered, inlined, encoded. Taken from 300 mails of two
                papers, whose assembly is in it. Templates are compiled once in a process, in the first round
first_ms        the same in the first round, with the compiling (not in --json)
naive_ms        the same mail by benchmarks/naive.py: Jinja, css_inline and EmailMessage for each reader
ratio           naive_ms ÷ assemble_ms
bytes           one such mail, on the wire
pictured_ms     the same as assemble_ms where each mail carries a lead story's picture of 40,000 bytes, a
                different one for each of 300 papers (not in --json)
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib.metadata import version
from itertools import accumulate
from time import process_time

from benchmarks.naive import Naive
from digest.model import CardFacts, Digest, Edition, Entry, Masthead, Picture, Reason
from digest.render import Renderer

MORE = {"pictured_ms", "first_ms"}  # figures for people only
DAY = date(2026, 3, 31)
PAPERS = 300  # in an edition
PICKS = 20  # in a mail
READERS = 1_000  # mails of one round of ours
NAIVE_READERS = 5  # and of the other
PICTURE_BYTES = 40_000  # an ordinary lead story's


class World:
    """Made-up papers and readers, the same every time."""

    def __init__(self, papers: int = PAPERS) -> None:
        self._chance = random.Random(7)  # noqa: S311 - made-up papers are no secret
        self._words = [f"{a}{b}{c}" for a in _ONE for b in ("l", "r", "n", "st") for c in _ONE][:8_000]
        self._zipf = list(accumulate(1 / (rank + 10) for rank in range(len(self._words))))
        self._topics = [self._said(3) for _ in range(200)]
        self._masthead = Masthead(title="Paper Round", sender="Paper Round <digest@example.org>")
        self.pictures = [b"\xff\xd8" + self._chance.randbytes(PICTURE_BYTES) for _ in range(papers)]
        self.cards = [self._card(number) for number in range(1, papers + 1)]
        self.leads = [self._pictured(*pair) for pair in zip(self.cards, self.pictures, strict=True)]

    def readers(self, first: int, count: int, *, pictured: bool = False) -> list[Digest]:
        """Return the digests of readers number `first` and on, each with picks and reasons of their own."""
        return [
            self.digest(reader, self._chance.sample(range(len(self.cards)), PICKS), pictured=pictured)
            for reader in range(first, first + count)
        ]

    def digest(self, reader: int, picks: Sequence[int], *, pictured: bool = False) -> Digest:
        """Return a reader's digest of these papers."""
        lead, data = (self.leads if pictured else self.cards)[picks[0]], self.pictures[picks[0]]
        cards = [lead, *(self.cards[at] for at in picks[1:])]
        entries = tuple(
            Entry(number=n, paper=at + 1, card=card, score=1.0, reasons=(self._reason(),))
            for n, (at, card) in enumerate(zip(picks, cards, strict=True), 1)
        )
        return Digest(
            masthead=self._masthead,
            address=f"reader-{reader}@example.org",
            email=f"reader-{reader}@example.org",
            name=self._said(2).title(),
            edition=Edition(date=DAY),
            date=datetime(2026, 3, 31, 7, 30, tzinfo=UTC),
            message_id=f"<daily.2026-03-31.{reader:016x}@example.org>",
            unsubscribe=f"mailto:digest@example.org?subject=unsubscribe%20{reader}",
            cadence="weekdays at 07:30 Europe/London",
            entries=entries,
            considered=PAPERS,
            pictures={lead.picture.hash: data} if lead.picture else {},
        )

    def _said(self, count: int) -> str:
        return " ".join(self._chance.choices(self._words, cum_weights=self._zipf, k=count))

    def _reason(self) -> Reason:
        topic = self._chance.choice(self._topics)
        return Reason(kind="topic", label=topic, terms=tuple(topic.split()[:2]))

    def _pictured(self, card: CardFacts, data: bytes) -> CardFacts:
        """Return the card as the lead story, which has a picture."""
        return replace(card, picture=Picture(hash=sha256(data).hexdigest(), width=1040, height=585))

    def _card(self, number: int) -> CardFacts:
        page = f"2603.{number:05d}"
        return CardFacts(
            title=self._said(9).capitalize(),
            url=f"https://arxiv.org/abs/{page}",
            pdf_url=f"https://arxiv.org/pdf/{page}",
            discussion_url=f"https://example.org/papers/{page}",
            abstract=". ".join(self._said(18).capitalize() for _ in range(9)) + ".",
            summary=self._said(22).capitalize() + "." if number % 2 else "",
            authors=tuple(self._said(2).title() for _ in range(6)),
            organization=self._said(2).title(),
            submitter=self._said(1).title(),
            upvotes=number,
            comments=number % 7,
            code_url=f"https://example.org/code/{page}",
            stars=number * 11,
            project_url=f"https://example.org/{page}",
            identifier=f"arXiv:{page}",
            listed_on=DAY,
        )


_ONE = [f"{a}{b}" for a in "bcdfghjklmnprstvz" for b in "aeiou"]


def measure(*, rounds: int, papers: int = PAPERS, readers: int = READERS) -> dict[str, float | int]:
    """Return the figures of one run."""
    world, renderer = World(papers), Renderer()
    edition = [world.digest(at, [at, (at + 1) % papers]) for at in range(papers)]
    pictured = [world.digest(at, [at, (at + 1) % papers], pictured=True) for at in range(papers)]
    prepare, assemble, with_picture = [], [], []
    for turn in range(rounds):
        renderer = Renderer()
        prepare.append(_seconds(renderer.message, edition))
        mails = world.readers(turn * readers, readers)  # new ones: nothing that is theirs was seen before
        assemble.append(_seconds(renderer.message, mails) / readers)
        _seconds(renderer.message, pictured)
        mails = world.readers(turn * readers, readers, pictured=True)
        with_picture.append(_seconds(renderer.message, mails) / readers)
    naive = Naive()
    few = world.readers(0, NAIVE_READERS)
    naive.message(few[0])  # compiles the templates
    slow = [_seconds(naive.message, few) / len(few) for _ in range(rounds)]
    return {
        "assemble_ms": round(1e3 * min(assemble), 4),
        "prepare_300_ms": round(1e3 * min(prepare), 1),
        "naive_ms": round(1e3 * min(slow), 2),
        "ratio": round(min(slow) / min(assemble), 1),
        "bytes": len(renderer.message(few[0]).data),
        "pictured_ms": round(1e3 * min(with_picture), 4),
        "first_ms": round(1e3 * prepare[0], 1),
    }


def _seconds(make: Callable[[Digest], object], digests: Sequence[Digest]) -> float:
    """Return the processor time of making these mails, one after the other."""
    gc.collect()
    started = process_time()
    for digest in digests:
        make(digest)
    return process_time() - started


def machine() -> str:
    """Return what this runs on."""
    names = ("jinja2", "css-inline", "markupsafe")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    cores = f"{platform.machine()}, {os.cpu_count()} cores, one used"
    return f"{cores}; Python {platform.python_version()}; {libraries}"


def main(given: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.render", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args(given)
    found = measure(rounds=asked.rounds)
    if asked.json:
        print(json.dumps({name: value for name, value in found.items() if name not in MORE}))
        return 0
    print(machine())
    for name, value in found.items():
        print(f"{name:<16}{value:>12,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
