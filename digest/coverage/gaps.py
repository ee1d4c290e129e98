"""Interests against what the store knows: which of them match nothing, and what may be meant. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from digest.config.problems import printable
from digest.config.settings import Written
from digest.coverage.known import Known
from digest.model import Interest, InterestKind, LibraryEntry
from digest.rank.names import SURE, organization_key, parse_name
from digest.rank.phrase import phrase_pattern
from digest.rank.words import runs, stems

MOST_NEAR = 3  # people, organizations or categories that are named as near
MOST_WORDS = 5  # unknown words of one interest that are named
_PHRASES = frozenset({InterestKind.KEYWORD, InterestKind.TOPIC})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """An interest that matches nothing in the store, or not with all of its words."""

    written: Written
    message: str  # what is not there, and the nearest that is
    pending: bool = False  # it needs no mending: it waits for a source to list the paper


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryUse:
    """What becomes of the entries of one library; the last three sum to the first."""

    library: str  # as the file names it
    entries: int
    in_store: int  # count as the papers they are
    by_text: int  # count by their title, abstract and authors
    of_no_use: int  # neither they nor any of their words or authors are in the store, or they have no title


def phrases(interests: Iterable[Interest]) -> set[str]:
    """Return the phrases that `gap_of` will look for among papers."""
    return {one.value for one in interests if one.kind in _PHRASES}


def gap_of(one: Written, known: Known, *, ids: Collection[str]) -> Gap | None:
    """Return how an interest matches nothing, or None when it matches; a library is never asked.

    `ids` are those of its papers that are in the store.
    """
    interest = one.interest
    message = ""
    match interest.kind:
        case InterestKind.TOPIC if not one.never:
            message = _topic(interest.value, known)
        case InterestKind.TOPIC | InterestKind.KEYWORD:
            message = _phrase(interest, known)
        case InterestKind.AUTHOR:
            message = _author(interest.value, known, never=one.never)
        case InterestKind.ORGANIZATION:
            message = _organization(interest.value, known)
        case InterestKind.CATEGORY:
            message = _category(interest.value, known)
        case InterestKind.LIKE if interest.value not in ids:
            then = "it is kept out" if one.never else "it counts"
            named = printable(interest.value)
            message = f"{named} is not in the store, pending: {then} once a source lists it"
    pending = interest.kind is InterestKind.LIKE
    return Gap(written=one, message=message, pending=pending) if message else None


def use_of(library: Interest, known: Known, *, ids: Collection[str]) -> LibraryUse:
    """Return what becomes of a library's entries; `ids` are those that are in the store."""
    in_store = [any(name in ids for name in entry.ids) for entry in library.entries]
    by_text = sum(
        not there and _readable(entry, known) for there, entry in zip(in_store, library.entries, strict=True)
    )
    count = len(library.entries)
    return LibraryUse(
        library=library.value,
        entries=count,
        in_store=sum(in_store),
        by_text=by_text,
        of_no_use=count - sum(in_store) - by_text,
    )


def useless(use: LibraryUse, *, never: bool) -> str:
    """Return why a library matches nothing; empty: it does, or its file is empty, which is said elsewhere."""
    if not use.entries or use.in_store or (use.by_text and not never):
        return ""
    count = f"{use.entries:,} entries"
    if never:
        return f"none of its {count} is in the store by an arXiv id or DOI: it keeps nothing out so far"
    return f"none of its {count} is in the store, or shares a word or an author with a paper there"


def _readable(entry: LibraryEntry, known: Known) -> bool:
    if not entry.title:
        return False
    texts = (entry.title, entry.abstract)
    return any(stem in known.compared for text in texts for stem in stems(text)) or any(
        known.has_person(parse_name(author)) for author in entry.authors
    )


def _topic(value: str, known: Known) -> str:
    unknown, left = _words(value, known.compared)
    if not unknown and not left:
        return f"{_quoted(value)} has no word that says what it is about"
    if not unknown:
        return ""
    near = _nearest(unknown, known)
    if not left:
        return f"no paper in the store has any word of {_quoted(value)}{near}"
    return f"no paper in the store has {_listed(unknown)}{near}; the rest of the topic counts"


def _phrase(interest: Interest, known: Known) -> str:
    value = interest.value
    inflected = interest.stemmed or interest.kind is InterestKind.TOPIC
    if not (stems(value) if inflected else phrase_pattern(value)):
        return f"{_quoted(value)} has no word to look for"
    if known.has_inflected(value) if inflected else known.has_phrase(value):
        return ""
    unknown, _ = _words(value, known.shown)
    near = _nearest(unknown, known) if unknown else _other_forms(interest, known)
    return f"no paper in the store has {_quoted(value)}{near}"


def _other_forms(interest: Interest, known: Known) -> str:
    """Say why a phrase is not found although each of its words is."""
    if not interest.stemmed and interest.kind is InterestKind.KEYWORD and known.has_inflected(interest.value):
        return " as it is written, though inflected: `stemmed: true` finds that"
    return ", only its words apart" if len(runs(interest.value)) > 1 else ""


def _author(value: str, known: Known, *, never: bool) -> str:
    wanted = parse_name(value)
    if not wanted.family:
        return f"{_quoted(value)} is no name"
    people = known.people(wanted)
    if never and people and max(people.values()) < SURE:
        return f"an initial keeps no paper out, wanted the whole name, as in {_quoted(next(iter(people)))}"
    if people:
        return ""
    return f"no paper in the store is by {_quoted(value)}{_near(known.near_people(wanted, most=MOST_NEAR))}"


def _organization(value: str, known: Known) -> str:
    if organization_key(value) in known.organizations:
        return ""
    if not known.organizations:
        return "no paper in the store names its organization"
    near = known.near_organizations(value, most=MOST_NEAR)
    return f"no paper in the store is from {_quoted(value)}{_near(near)}"


def _category(value: str, known: Known) -> str:
    if value.strip().casefold() in known.categories:
        return ""
    if not known.categories:
        return "no paper in the store has a category"
    near = known.near_categories(value, most=MOST_NEAR)
    return f"no paper in the store is in {_quoted(value)}{_near(near)}"


def _words(text: str, known: Collection[str]) -> tuple[list[str], int]:
    """Return the words of a text that are not known, and how many others tell something.

    Writing without spaces is one word, known when any two neighbouring characters are.
    """
    unknown: list[str] = []
    left = 0
    for run in dict.fromkeys(runs(text)):
        pieces = stems(run)
        if any(piece in known for piece in pieces):
            left += 1
        elif pieces:
            unknown.append(run)
    return unknown, left


def _nearest(unknown: Sequence[str], known: Known) -> str:
    near = {word: known.nearest(word) for word in unknown[:MOST_WORDS]}
    return _near(dict.fromkeys(one for word, one in near.items() if one not in {"", word}))


def _near(found: Iterable[str]) -> str:
    words = ", ".join(printable(one) for one in found)
    return f"; nearest: {words}" if words else ""


def _listed(words: Sequence[str]) -> str:
    more = f" and {len(words) - MOST_WORDS:,} more" if len(words) > MOST_WORDS else ""
    return ", ".join(map(_quoted, words[:MOST_WORDS])) + more


def _quoted(text: str) -> str:
    return f"“{printable(text)}”"
