"""Reasons: the terms of a score, in words a reader understands.

A reason's share is the score minus the score without that interest. A liked paper counts by its words and
by its authors; it is told by whichever of the two is the larger part: the matching words, or the names
of the authors both papers have. A library is told by the one of its works that is nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from digest.model import Interest, InterestKind, Paper, Reason
from digest.rank.find import author_keys_of, parse
from digest.rank.likeness import Pull
from digest.rank.names import same_name
from digest.rank.score import NEWS, POPULAR, Profile
from digest.rank.shelf import Shelf, Work
from digest.rank.sparse import Floats, Ints
from digest.rank.weights import LEAST_REASON, strength

MOST_REASONS = 2
MOST_TERMS = 3
MOST_LOOKED_AT = 12  # of the strongest words, for three that do not repeat one another
VOTE = "vote"  # the kind of reason that an interest has which was voted for
_OF_WORKS = frozenset({InterestKind.LIKE.value, InterestKind.LIBRARY.value, VOTE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What one interest gives to the score of one paper; without interest: popularity, or news."""

    interest: Interest | None
    value: float  # as matched: a cosine for words, 0 to 1 for exact matches, deviations of log upvotes
    weight: float  # the interest's own, faded if it is a vote
    share: float  # the score minus the score without it
    reason: Reason  # the same, as a reader is told it


@dataclass(frozen=True, slots=True)
class _Shares:
    """What each interest gives to one paper: by words and meaning, by people, and all in all."""

    words: list[float]
    people: list[float]
    whole: list[float]


def terms_of(shelf: Shelf, found: Profile, place: int) -> list[Term]:
    """Return every term of the score of the paper at a place, largest share first."""
    (shares,) = _shares(shelf, found, [place])
    terms = [_term(shelf, found, place, at=at, shares=shares) for at in range(len(shares.whole))]
    terms.append(_no_interest(POPULAR, float(shelf.popularity[place]), float(found.popularity[place])))
    terms.append(_no_interest(NEWS, float(found.news[place] > 0), float(found.news[place])))
    return sorted(terms, key=lambda term: -term.share)


def reasons_of(shelf: Shelf, found: Profile, places: Sequence[int]) -> list[tuple[Reason, ...]]:
    """Return for each place at most two reasons, strongest first; popularity only where no interest is one.

    A vote against is none, even where the paper is so unlike that one that it gains by it.
    """
    return [
        _reasons(shelf, found, place, shares=shares)
        for place, shares in zip(places, _shares(shelf, found, places), strict=True)
    ]


def _reasons(shelf: Shelf, found: Profile, place: int, *, shares: _Shares) -> tuple[Reason, ...]:
    wanted = zip(shares.whole, found.subscriber.interests, strict=True)
    large = [at for at, (share, one) in enumerate(wanted) if share >= LEAST_REASON and one.weight >= 0]
    if large:
        named = sorted(large, key=lambda at: -shares.whole[at])
        return _told_once(_reason(shelf, found, place, at=at, shares=shares) for at in named)
    share = float(found.popularity[place])
    return (Reason(kind=POPULAR, label="", share=share),) if share > 0 else ()


def _told_once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return the first reasons; a work that is liked, voted for and in a library is named once."""
    chosen: dict[tuple[str, str], Reason] = {}
    for reason in reasons:
        kind = "work" if reason.kind in _OF_WORKS else reason.kind
        chosen.setdefault((kind, reason.label), reason)
        if len(chosen) == MOST_REASONS:
            break
    return tuple(chosen.values())


def _shares(shelf: Shelf, found: Profile, places: Sequence[int]) -> list[_Shares]:
    words, people, match = np.zeros((3, len(places), len(found.subscriber.interests)))
    if found.text is not None:
        words[:, list(found.text.position)] = found.text.shares(places).T
    if found.people is not None:
        for row, place in enumerate(places):
            for position, share in found.people.shares(shelf.finder.authors_at(place)).items():
                people[row, position] = share
    for one in found.matches:
        match[:, one.position] = one.at(places)
    whole = words + people + match
    return [_Shares(*row) for row in zip(words.tolist(), people.tolist(), whole.tolist(), strict=True)]


def _term(shelf: Shelf, found: Profile, place: int, *, at: int, shares: _Shares) -> Term:
    interest = found.subscriber.interests[at]
    pull = _pull(found, at)
    value = shelf.matches(interest).at(place) if pull is None else _cosine(shelf, pull, place)
    reason = _reason(shelf, found, place, at=at, shares=shares)
    weight = strength(interest, today=shelf.today)
    return Term(interest=interest, value=value, weight=weight, share=reason.share, reason=reason)


def _no_interest(kind: str, value: float, share: float) -> Term:
    reason = Reason(kind=kind, label="", share=share)
    return Term(interest=None, value=value, weight=1.0, share=share, reason=reason)


def _reason(shelf: Shelf, found: Profile, place: int, *, at: int, shares: _Shares) -> Reason:
    interest = found.subscriber.interests[at]
    paper = shelf.papers[place]
    pull = _pull(found, at)
    by_people = abs(shares.people[at]) > abs(shares.words[at])
    work = _work(shelf, interest, pull, place, by_people=by_people)
    terms: tuple[str, ...] = ()
    if by_people and work is not None:
        terms = _authors_in_common(work, paper)
    elif pull is not None:
        terms = _words_in_common(shelf, pull, place)
    return Reason(
        kind=VOTE if interest.voted_on is not None else interest.kind.value,
        label=_label(shelf, interest, paper) if work is None else work.title,
        terms=terms,
        share=shares.whole[at],
    )


def _pull(found: Profile, at: int) -> Pull | None:
    if found.text is None or at not in found.text.position:
        return None
    return found.text.pulls[found.text.position.index(at)]


def _work(shelf: Shelf, interest: Interest, pull: Pull | None, place: int, *, by_people: bool) -> Work | None:
    """Return the work that an interest is told by: the liked paper, or the nearest of a library."""
    if interest.kind is InterestKind.LIKE:
        return shelf.work(interest.value)
    if pull is None or not pull.works:
        return None
    if by_people:
        theirs = set(shelf.finder.authors_at(place))
        return max(pull.works, key=lambda work: len(theirs & set(work.authors)))
    return pull.works[pull.row(place)]


def _label(shelf: Shelf, interest: Interest, paper: Paper) -> str:
    facts = paper.facts
    if interest.kind is InterestKind.AUTHOR:
        wanted = parse(interest.value)
        sure, name = max(
            ((same_name(wanted, parse(name)), name) for name in facts.authors), default=(0.0, "")
        )
        return name if sure else interest.value
    if interest.kind is InterestKind.ORGANIZATION:
        place = shelf.place(paper.key)
        here = place is not None and shelf.matches(interest).at(place) > 0
        return (facts.organization_name or facts.organization) if here else interest.value
    return interest.value


def _authors_in_common(work: Work, paper: Paper) -> tuple[str, ...]:
    liked = set(work.authors)
    common = (name for name in paper.facts.authors if set(author_keys_of([name])) & liked)
    return tuple(dict.fromkeys(common))[:MOST_TERMS]


def _weights_in_common(shelf: Shelf, pull: Pull, place: int) -> tuple[Ints, Floats]:
    """Return the terms that an interest and a paper have in common, and what each gives to the cosine."""
    columns, values = pull.words.row(pull.row(place))
    theirs, weights = shelf.text.row(place)
    if not len(theirs):
        return theirs, weights
    at = np.minimum(theirs.searchsorted(columns), len(theirs) - 1)
    same = (theirs[at] == columns).nonzero()[0]
    return columns[same], values[same] * weights[at[same]]


def _cosine(shelf: Shelf, pull: Pull, place: int) -> float:
    return float(_weights_in_common(shelf, pull, place)[1].sum())


def _words_in_common(shelf: Shelf, pull: Pull, place: int) -> tuple[str, ...]:
    """Return the strongest common words as the paper spells them; none is repeated within a pair."""
    columns, weights = _weights_in_common(shelf, pull, place)
    terms, spelling = shelf.lexicon.terms, shelf.spelling(place)
    chosen: list[str] = []
    seen: set[str] = set()
    strongest = (-weights).argsort(kind="stable")[:MOST_LOOKED_AT]  # columns ascend: ties go by them
    for column in columns[strongest].tolist():
        written = spelling.get(terms[column], "")
        parts = written.split(" ")
        if written and seen.isdisjoint(parts):
            chosen.append(written)
            seen.update(parts)
        if len(chosen) == MOST_TERMS:
            break
    return tuple(chosen)
