"""The recorded data that relevance is measured on: the papers of a daily list, and readers' days.

Papers are recorded replies (JSON lines {date, entries}, plain or .xz), days are JSON lines {subscriber, day,
liked, candidates, relevant} of arXiv ids. A paper is relevant when the subscriber listed it that day. Who
listed a paper stands in the replies, too, and is never read: it is the label.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from digest.errors import DigestError
from digest.model import Counts, Facts, Paper


class BadRecordingError(DigestError):
    """A recorded file is not what it should be; the message says where, what was found, what was wanted."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A reader's click under a paper."""

    paper: str  # arXiv id
    weight: float  # +1 for more, -1 for less
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One subscriber on one day: what is asked of a ranker, and the answer it is measured by."""

    subscriber: str
    day: date
    liked: tuple[str, ...]
    candidates: tuple[str, ...]
    relevant: frozenset[str]
    topics: tuple[str, ...] = ()
    votes: tuple[Vote, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The ids of all papers that tell what the reader wants: likes, then votes."""
        return (*self.liked, *(vote.paper for vote in self.votes))


@dataclass(frozen=True, slots=True)
class Papers:
    """Recorded papers by arXiv id, oldest first, and the keywords some replies have of them."""

    papers: dict[str, Paper]  # keys number them in this order
    keywords: dict[str, tuple[str, ...]]  # never part of a paper that is scored


@dataclass(frozen=True, slots=True)
class Days:
    """Recorded days, and what of them could not be used."""

    days: tuple[Day, ...]
    left_out: tuple[str, ...]  # a sentence each


def read_papers(files: Sequence[Path]) -> Papers:
    """Return the papers of recorded replies as first listed; BadRecordingError names file and line."""
    replies = [reply for file in files for reply in _replies(file)]
    replies.sort(key=lambda reply: reply[0])
    papers: dict[str, Paper] = {}
    keywords: dict[str, tuple[str, ...]] = {}
    for listed_on, entries in replies:
        for entry in entries:
            name = entry["id"]
            if name not in papers:
                papers[name] = _paper(entry, key=len(papers) + 1, listed_on=listed_on)
                keywords[name] = tuple(" ".join(one.split()) for one in entry.get("ai_keywords") or ())
    return Papers(papers, keywords)


def read_days(file: Path, papers: Mapping[str, Paper]) -> Days:
    """Return the days of a file in its order, without ids that no reply has; BadRecordingError as above."""
    days: list[Day] = []
    left_out: list[str] = []
    for where, row in _rows(file):
        try:
            day = _day(row)
        except (KeyError, TypeError, ValueError) as error:
            raise BadRecordingError(
                f"{where}: {error!r} (wanted: subscriber, day, liked, candidates, relevant)"
            ) from error
        unknown = {*day.liked, *day.candidates, *day.relevant} - papers.keys()
        if unknown:
            left_out.append(f"{where}: {len(unknown)} ids are in no reply, as {min(unknown)}")
            day = _without(day, unknown)
        if day.relevant & set(day.candidates):
            days.append(day)
        else:
            left_out.append(f"{where}: no relevant paper among the candidates")
    if not days:
        raise BadRecordingError(f"{file}: no day can be used (wanted: days of these papers)")
    return Days(tuple(days), tuple(left_out))


def nameless(paper: Paper) -> Paper:
    """Return a paper without the people and the organization behind it."""
    return replace(paper, facts=replace(paper.facts, authors=(), organization="", organization_name=""))


def no_known_author(day: Day, papers: Mapping[str, Paper]) -> bool:
    """Return whether no relevant paper of the day shares an author's name with a like."""
    known = {name.casefold() for liked in day.liked for name in papers[liked].facts.authors}
    return not any(name.casefold() in known for one in day.relevant for name in papers[one].facts.authors)


def fold_of(subscriber: str) -> int:
    """Return the fold (0 or 1) that a subscriber is in whenever something is tuned."""
    return int(hashlib.sha256(subscriber.encode()).hexdigest(), 16) % 2


def chance(*words: object) -> bytes:
    """Return bytes that are as good as random, and the same for the same words every time."""
    return hashlib.sha256(" ".join(map(str, words)).encode()).digest()


def _replies(file: Path) -> Iterator[tuple[date, list[dict[str, Any]]]]:
    for where, reply in _rows(file):
        try:
            entries = [entry["paper"] for entry in reply["entries"]]
            for paper in entries:
                _ = paper["id"], paper["title"], [author["name"] for author in paper["authors"]]
            yield date.fromisoformat(reply["date"]), entries
        except (KeyError, TypeError, ValueError) as error:
            raise BadRecordingError(
                f"{where}: {error!r} (wanted: date, entries, each with a paper's id, title, authors)"
            ) from error


def _rows(file: Path) -> Iterator[tuple[str, Any]]:
    try:
        raw = file.read_bytes()
        text = (lzma.decompress(raw) if file.suffix == ".xz" else raw).decode()
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise BadRecordingError(f"{file}: {error} (wanted: JSON lines, plain or .xz)") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield f"{file}:{number}", json.loads(line)
            except ValueError as error:
                raise BadRecordingError(f"{file}:{number}: {error} (wanted: a JSON object)") from error


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


def _day(row: dict[str, Any]) -> Day:
    return Day(
        subscriber=row["subscriber"],
        day=date.fromisoformat(row["day"]),
        liked=tuple(row["liked"]),
        candidates=tuple(row["candidates"]),
        relevant=frozenset(row["relevant"]),
    )


def _without(day: Day, unknown: set[str]) -> Day:
    return replace(
        day,
        liked=tuple(name for name in day.liked if name not in unknown),
        candidates=tuple(name for name in day.candidates if name not in unknown),
        relevant=day.relevant - unknown,
    )
