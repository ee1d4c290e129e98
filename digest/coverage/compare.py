"""The file's interests and the store's papers, read once and held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from digest.config import Config
from digest.config.settings import GIVE_CATEGORIES, Written
from digest.coverage.gaps import Gap, LibraryUse, gap_of, phrases, use_of, useless
from digest.coverage.known import Known, learn
from digest.model import Interest, InterestKind
from digest.store import Store
from digest.store.papers import by_alias, history

NEWEST = 20_000  # papers that interests are compared with: as many as teach the ranker


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a file's interests meet in a store."""

    papers: int = 0  # that they were compared with; 0: there are none, and nothing is said
    gaps: tuple[Gap, ...] = ()  # in the file's order
    libraries: tuple[LibraryUse, ...] = ()  # each that is wanted once, whoever names it


def compare(store: Store, config: Config) -> Coverage:
    """Return which interests of a file, and what of `never`, match nothing in a store.

    Each distinct interest is looked for once, however many subscribers have it.
    """
    papers = history(store, before=date.max, limit=NEWEST)
    if not papers:
        return Coverage()
    interests = [one.interest for one in config.written]
    known = learn(papers, phrases=phrases(interests))
    ids = by_alias(store, _ids(interests)).keys()
    named = {one.value: one for one in interests if one.kind is InterestKind.LIBRARY}
    uses = {name: use_of(one, known, ids=ids) for name, one in named.items()}
    silent = not any(source.kind in GIVE_CATEGORIES for source in config.newsletter.sources)
    asked = [one for one in config.written if not (silent and one.interest.kind is InterestKind.CATEGORY)]
    gaps = _gaps(asked, known, ids=frozenset(ids), uses=uses)
    liked = {one.interest.value for one in config.written if not one.never}
    libraries = tuple(use for name, use in uses.items() if name in liked)
    return Coverage(papers=len(papers), gaps=tuple(gaps), libraries=libraries)


def _gaps(
    written: Sequence[Written],
    known: Known,
    *,
    ids: frozenset[str],
    uses: Mapping[str, LibraryUse],
) -> Iterator[Gap]:
    found: dict[tuple[InterestKind, str, bool, bool], Gap | None] = {}
    for one in written:
        interest = one.interest
        asked = (interest.kind, interest.value, interest.stemmed, one.never)
        if asked not in found and interest.kind is InterestKind.LIBRARY:
            message = useless(uses[interest.value], never=one.never)
            found[asked] = Gap(written=one, message=message) if message else None
        elif asked not in found:
            found[asked] = gap_of(one, known, ids=ids)
        gap = found[asked]
        if gap is not None:
            yield replace(gap, written=one)


def _ids(interests: Sequence[Interest]) -> frozenset[str]:
    """Return every id that somebody likes, or that stands in somebody's library."""
    likes = {one.value for one in interests if one.kind is InterestKind.LIKE}
    return frozenset(likes.union(*(entry.ids for one in interests for entry in one.entries)))
