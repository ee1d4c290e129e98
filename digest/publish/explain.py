"""Why a paper is in a subscriber's latest edition or is not, in the numbers that rank it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.model import Interest, Paper, Pick, Section, Subscriber
from digest.publish.drafting import Draft, Newsroom, Scope, eligible, latest, serving, stocked
from digest.publish.margin import Margin, margin
from digest.rank import Explanation, Ranker
from digest.store import Store
from digest.store.appearances import Appearance, appearances
from digest.store.ledger import Past, pasts


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why a paper is in a subscriber's latest edition, or why it is not."""

    edition: str
    explanation: Explanation
    place: int | None  # among the eligible papers by score alone, from 1; None: not eligible
    considered: int  # eligible papers
    why_not: str  # why it is not eligible; empty: it is
    margin: Margin  # what it lacks, or is ahead; of one that is not eligible, what it would lack
    sent: tuple[Appearance, ...]  # the editions that hold it, newest first, whatever became of them


def explain(
    store: Store, newsroom: Newsroom, subscriber: Subscriber, paper: Paper, *, now: datetime
) -> Explained:
    """Return the sum of a paper's score in the numbers that rank the subscriber's latest edition."""
    draft = latest(store, subscriber, now=now)
    stock = stocked(store, newsroom, [draft], scope=Scope(now=now, also=paper))
    ranker, subscriber = serving(store, stock, [draft]), draft.subscriber
    edition, address = draft.due.edition, subscriber.address
    past = pasts(store, [address], listed_since=draft.oldest, before=edition).get(address, Past())
    chosen = eligible(stock, draft, past=past)
    order = ranker.order(subscriber, eligible=chosen)
    found = ranker.explain(subscriber, paper.key)
    place = order.index(paper.key) + 1 if paper.key in order else None
    picks = ranker.rank(subscriber, eligible=chosen, trending=newsroom.trending).picks
    return Explained(
        edition=str(edition),
        explanation=found,
        place=place,
        considered=len(order),
        why_not="" if place is not None else why_not(paper, draft, past=past, never=found.never),
        margin=_margin(ranker, subscriber, found, picks=picks, order=order),
        sent=appearances(store, address, paper=paper.key),
    )


def _margin(
    ranker: Ranker,
    subscriber: Subscriber,
    found: Explanation,
    *,
    picks: Sequence[Pick],
    order: Sequence[int],
) -> Margin:
    """Return what a paper lacks beside the picks of an edition, or by how much it is ahead."""
    inside = {pick.paper.key for pick in picks if pick.section is not Section.TRENDING}

    def outside() -> tuple[Paper, float] | None:
        best = next((key for key in order if key not in inside), None)
        if best is None:
            return None
        explained = ranker.explain(subscriber, best)
        return explained.paper, explained.total

    return margin(found.paper.key, found.total, picks=picks, size=subscriber.papers, outside=outside)


def why_not(paper: Paper, draft: Draft, *, past: Past, never: Sequence[Interest]) -> str:
    """Say which rule keeps a paper out of an edition; `never` are the unwanted things it has."""
    if never:
        return "never: " + ", ".join(interest.value for interest in never)
    if paper.key in past.had:
        return "had in an earlier edition"
    if paper.listed_on < draft.oldest:
        return f"listed on {paper.listed_on}, this edition reaches back to {draft.oldest}"
    own = _why_own(paper, draft.subscriber)
    return own or "in the store before the edition before was planned, and not listed anew since"


def _why_own(paper: Paper, subscriber: Subscriber) -> str:
    """Say how a paper is the reader's own already; empty: it is not."""
    likes = [one for one in subscriber.interests if one.value in paper.ids]
    if any(one.voted_on for one in likes):
        return "voted on: papers like it are looked for, not the paper itself"
    if likes:
        return "it is one of the liked papers itself"
    for one in subscriber.interests:
        if any(name in paper.ids for entry in one.entries for name in entry.ids):
            return f"it is in the library {one.value}"
    return ""
