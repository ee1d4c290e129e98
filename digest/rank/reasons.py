"""Reasons: the terms of a score, in words a reader understands.

A reason's share is the score minus the score without that interest. A liked paper counts by its words and
by its authors; it is told by whichever of the two is the larger part: the matching words, or the names
of the authors both papers have.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digest.model import Interest, InterestKind, Paper, Reason
from digest.rank.names import same_name
from digest.rank.score import Profile, text_shares
from digest.rank.shelf import Shelf, author_keys, parse
from digest.rank.sparse import Floats
from digest.rank.weights import LEAST_REASON

MOST_REASONS = 2
MOST_TERMS = 3
POPULAR = "popular"  # the kind of reason that is no interest


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What one interest, or popularity (then `interest` is None), gives to the score of one paper."""

    interest: Interest | None
    value: float  # as matched: a cosine for words, 0 to 1 for exact matches, deviations of log upvotes
    weight: float  # the interest's own
    share: float  # the score minus the score without it
    reason: Reason  # the same, as a reader is told it


def terms_of(shelf: Shelf, found: Profile, place: int) -> list[Term]:
    """Return every term of the score of the paper at a place, largest share first."""
    shares = _shares(shelf, found, place)
    order = np.argsort(-shares.sum(axis=0), kind="stable")
    terms = [_term(shelf, found, place, at=int(at), shares=shares) for at in order]
    terms.append(_popular(shelf, found, place))
    return sorted(terms, key=lambda term: -term.share)


def reasons_of(shelf: Shelf, found: Profile, place: int) -> tuple[Reason, ...]:
    """Return at most two reasons, strongest first; popularity only where no interest is one."""
    shares = _shares(shelf, found, place)
    whole = shares.sum(axis=0)
    order = np.argsort(-whole, kind="stable")[:MOST_REASONS]
    named = [int(at) for at in order if whole[at] >= LEAST_REASON]
    if named:
        return tuple(_term(shelf, found, place, at=at, shares=shares).reason for at in named)
    popular = _popular(shelf, found, place).reason
    return (popular,) if popular.share > 0 else ()


def _shares(shelf: Shelf, found: Profile, place: int) -> Floats:
    """Return what each interest gives to a paper: a row by words, by people, by exact match."""
    shares = np.zeros((3, len(found.subscriber.interests)))
    if found.text is not None:
        shares[0, found.text.position] = text_shares(found.text, place)
    if found.people is not None:
        for position, share in found.people.shares(shelf.papers[place]).items():
            shares[1, position] = share
    for match in found.matches:
        shares[2, match.position] = match.points[place]
    return shares


def _term(shelf: Shelf, found: Profile, place: int, *, at: int, shares: Floats) -> Term:
    interest = found.subscriber.interests[at]
    paper = shelf.papers[place]
    by_words, by_people, by_match = shares[:, at]
    row = _row(found, at)
    terms: tuple[str, ...] = ()
    if by_people > by_words:
        terms = _authors_in_common(shelf, interest, paper)
    elif row is not None:
        terms = _words_in_common(shelf, found, place, row=row)
    share = float(by_words + by_people + by_match)
    reason = Reason(kind=interest.kind.value, label=_label(shelf, interest, paper), terms=terms, share=share)
    value = float(shelf.matches(interest)[place]) if row is None else _cosine(shelf, found, place, row=row)
    return Term(interest=interest, value=value, weight=interest.weight, share=share, reason=reason)


def _popular(shelf: Shelf, found: Profile, place: int) -> Term:
    share = float(found.popularity[place])
    reason = Reason(kind=POPULAR, label="", share=share)
    return Term(interest=None, value=float(shelf.popularity[place]), weight=1.0, share=share, reason=reason)


def _row(found: Profile, at: int) -> int | None:
    if found.text is None:
        return None
    rows = np.flatnonzero(found.text.position == at)
    return int(rows[0]) if len(rows) else None


def _label(shelf: Shelf, interest: Interest, paper: Paper) -> str:
    facts = paper.facts
    if interest.kind is InterestKind.LIKE and interest.value in shelf.liked:
        return shelf.liked_papers[shelf.liked[interest.value]].facts.title
    if interest.kind is InterestKind.AUTHOR:
        wanted = parse(interest.value)
        sure, name = max(
            ((same_name(wanted, parse(name)), name) for name in facts.authors), default=(0.0, "")
        )
        return name if sure else interest.value
    if interest.kind is InterestKind.ORGANIZATION:
        return (
            (facts.organization_name or facts.organization) if shelf.has(interest, paper) else interest.value
        )
    return interest.value


def _authors_in_common(shelf: Shelf, interest: Interest, paper: Paper) -> tuple[str, ...]:
    liked = set(author_keys(shelf.liked_papers[shelf.liked[interest.value]]))
    return tuple(dict.fromkeys(name for name in paper.facts.authors if parse(name).key in liked))[:MOST_TERMS]


def _weights_in_common(shelf: Shelf, found: Profile, place: int, *, row: int) -> dict[int, float]:
    assert found.text is not None  # noqa: S101 - a row is a row of it
    columns, values = found.text.rows.row(row)
    theirs = dict(zip(*(part.tolist() for part in shelf.text.row(place)), strict=True))
    pairs = zip(columns.tolist(), values.tolist(), strict=True)
    return {column: value * theirs[column] for column, value in pairs if column in theirs}


def _cosine(shelf: Shelf, found: Profile, place: int, *, row: int) -> float:
    return float(sum(_weights_in_common(shelf, found, place, row=row).values()))


def _words_in_common(shelf: Shelf, found: Profile, place: int, *, row: int) -> tuple[str, ...]:
    """Return the strongest common words as the paper spells them; none is repeated within a pair."""
    weights = _weights_in_common(shelf, found, place, row=row)
    spelling = shelf.spelling(place)
    chosen: list[str] = []
    for column in sorted(weights, key=lambda column: (-weights[column], column)):
        written = spelling.get(shelf.lexicon.terms[column], "")
        parts = set(written.split(" "))
        if written and not any(parts & set(other.split(" ")) for other in chosen):
            chosen.append(written)
        if len(chosen) == MOST_TERMS:
            break
    return tuple(chosen)
