"""The second verb: who is due → the papers they have not had → rank → compose → one ledger row each."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from digest import cadence
from digest.cadence import Due, NotDue
from digest.compose import Occasion, compose
from digest.embedded import Memory
from digest.margin import Margin, margin
from digest.model import Digest, Interest, InterestKind, Masthead, Paper, Subscriber
from digest.rank import Explanation, Ranker, text_of, texts_of
from digest.rank.weights import HALF_LIFE
from digest.store import Store
from digest.store.appearances import Appearance, appearances
from digest.store.ledger import Past, Plan, Standing, pasts, plan, standings, suppressed
from digest.store.papers import Shelf, SourceState, by_alias, history, shelf, source_states
from digest.store.votes import Vote, votes

log = logging.getLogger(__name__)

BLOCK = 500  # subscribers per transaction
OLDEST = timedelta(days=14)  # a sighting may always be this old
FADED = 8 * HALF_LIFE  # after which a vote counts for nothing
HISTORY = 20_000  # papers that teach the ranker how rare words are
ORDINARY = timedelta(days=30)  # how far back papers say what an ordinary meaning is


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """What every digest of this newsletter has in common."""

    masthead: Masthead
    domain: str  # of the sender's address
    unsubscribe: str  # a mailto: URI
    sources: frozenset[str]  # the names of those that are configured now
    trending: int = 0  # papers that most readers voted for, on top of everybody's own
    memory: Memory | None = None  # what texts mean; None: they are compared by words alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A subscriber for whom nothing is planned now, and why."""

    address: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a pass planned."""

    planned: tuple[Digest, ...] = ()
    quiet: tuple[Digest, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An edition of a subscriber that is to be filled."""

    subscriber: Subscriber
    due: Due
    standing: Standing | None  # None: a newcomer

    @property
    def oldest(self) -> date:
        """Return the oldest listing day that this edition may hold."""
        window = cadence.window(self.subscriber.send)
        if self.standing is not None and self.standing.served is not None:
            window = max(window, self.due.edition.date - self.standing.served.date)
        return self.due.edition.date - max(window, OLDEST)

    @property
    def seen_after(self) -> datetime | None:
        """Return the cut-off of the edition before; None: there was none."""
        return None if self.standing is None else self.standing.cutoff_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which papers a pass looks at."""

    now: datetime
    until: date | None = None  # as if nothing had been listed later
    also: Paper | None = None  # a paper to be scored beside those on the shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What the digests of one pass are made from: one state of the store."""

    shelf: Shelf
    ranker: Ranker
    now: datetime


def publish(
    store: Store, newsroom: Newsroom, subscribers: Sequence[Subscriber], *, now: datetime, dry: bool = False
) -> Published:
    """Plan one digest for everybody who is due; a second call plans nothing.

    An edition without papers is recorded as quiet, unless a source could not be read: then it stays
    due, because nobody can say that there is nothing to say. With `dry`, nothing is written.
    """
    drafts, skipped = _due(store, subscribers, now=now)
    drafts = _steered(store, drafts, now=now)
    planned: list[Digest] = []
    quiet: list[Digest] = []
    if drafts:
        stock = _stock(store, drafts, scope=Scope(now=now), memory=newsroom.memory)
        unread = _unread(_configured(store, newsroom))
        for start in range(0, len(drafts), BLOCK):
            plans = _fill(store, newsroom, stock, drafts[start : start + BLOCK])
            if unread:
                empty = [one.digest.address for one in plans if not one.digest.entries]
                skipped += [Skipped(address=address, reason=unread) for address in empty]
                plans = [one for one in plans if one.digest.entries]
            made = [one.digest for one in plans] if dry else plan(store, plans, now=now)
            planned += [digest for digest in made if digest.entries]
            quiet += [digest for digest in made if not digest.entries]
    if drafts:
        log.info(
            "publish planned=%d quiet=%d waiting=%d",
            len(planned),
            len(quiet),
            len(drafts) - len(planned) - len(quiet),
        )
    return Published(planned=tuple(planned), quiet=tuple(quiet), skipped=tuple(skipped))


def preview(
    store: Store, newsroom: Newsroom, subscriber: Subscriber, *, now: datetime, on: date | None = None
) -> Digest:
    """Compose the digest a subscriber would be sent now, by the very same path, without the ledger.

    With `on`, the latest edition by the end of that local day, as if nothing had been listed later.
    """
    moment = now if on is None else cadence.end_of_day(on, zone=subscriber.send.zone)
    (draft,) = _steered(store, [_latest(store, subscriber, now=moment)], now=moment)
    scope = Scope(now=now if on is None else draft.due.slot_at, until=on)
    stock = _stock(store, [draft], scope=scope, memory=newsroom.memory)
    return _fill(store, newsroom, stock, [draft], again=True)[0].digest


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
    store: Store, subscriber: Subscriber, paper: Paper, *, now: datetime, memory: Memory | None = None
) -> Explained:
    """Return the sum of a paper's score in the numbers that rank the subscriber's latest edition."""
    (draft,) = _steered(store, [_latest(store, subscriber, now=now)], now=now)
    stock = _stock(store, [draft], scope=Scope(now=now, also=paper), memory=memory)
    subscriber = draft.subscriber
    edition, address = draft.due.edition, subscriber.address
    past = pasts(store, [address], listed_since=draft.oldest, before=edition).get(address, Past())
    chosen = eligible(stock.shelf, draft, past=past)
    order = stock.ranker.order(subscriber, eligible=chosen)
    found = stock.ranker.explain(subscriber, paper.key)
    place = order.index(paper.key) + 1 if paper.key in order else None
    return Explained(
        edition=str(edition),
        explanation=found,
        place=place,
        considered=len(order),
        why_not="" if place is not None else _why_not(paper, draft, past=past, found=found),
        margin=_margin(stock.ranker, subscriber, found, eligible=chosen, order=order),
        sent=appearances(store, address, paper=paper.key),
    )


def _margin(
    ranker: Ranker,
    subscriber: Subscriber,
    found: Explanation,
    *,
    eligible: frozenset[int],
    order: Sequence[int],
) -> Margin:
    """Return what a paper lacks beside the picks of an edition, or by how much it is ahead."""
    picks = ranker.rank(subscriber, eligible=eligible).picks
    inside = {pick.paper.key for pick in picks}

    def outside() -> tuple[Paper, float] | None:
        best = next((key for key in order if key not in inside), None)
        if best is None:
            return None
        explained = ranker.explain(subscriber, best)
        return explained.paper, explained.total

    return margin(found.paper.key, found.total, picks=picks, size=subscriber.papers, outside=outside)


def _why_not(paper: Paper, draft: Draft, *, past: Past, found: Explanation) -> str:
    """Say which rule keeps a paper out of an edition."""
    if found.never:
        return "never: " + ", ".join(interest.value for interest in found.never)
    if paper.key in past.had:
        return "had in an earlier edition"
    if paper.listed_on < draft.oldest:
        return f"listed on {paper.listed_on}, this edition reaches back to {draft.oldest}"
    same = [interest for interest in draft.subscriber.interests if interest.value in paper.ids]
    if any(interest.voted_on for interest in same):
        return "voted on: papers like it are looked for, not the paper itself"
    if same:
        return "it is one of the liked papers itself"
    return "in the store before the edition before was planned, and not listed anew since"


def _latest(store: Store, subscriber: Subscriber, *, now: datetime) -> Draft:
    """Return the latest edition of a subscriber as a draft, planned already or not."""
    edition, slot_at = cadence.latest(subscriber.send, now=now)
    expires_at = cadence.following(subscriber.send, now=now)[1]
    address = subscriber.address
    return Draft(
        subscriber=subscriber,
        due=Due(edition=edition, slot_at=slot_at, expires_at=expires_at),
        standing=standings(store, [address], now=now, before=edition).get(address),
    )


def _due(
    store: Store, subscribers: Sequence[Subscriber], *, now: datetime
) -> tuple[list[Draft], list[Skipped]]:
    """Ask the ledger, not a clock's memory, who is due."""
    known = standings(store, [one.address for one in subscribers], now=now)
    barred = suppressed(store)
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    for one in subscribers:
        standing = known.get(one.address)
        last = None if standing is None else standing.last
        due = cadence.due(one.send, now=now, last=last, pause_until=one.pause_until)
        if one.address in barred:
            skipped.append(Skipped(address=one.address, reason="suppressed: `digest suppressions` says why"))
        elif isinstance(due, NotDue):
            coming = f"{due.reason}, next is {due.next_edition} at {due.next_at:%Y-%m-%d %H:%M} UTC"
            skipped.append(Skipped(address=one.address, reason=coming))
        else:
            drafts.append(Draft(subscriber=one, due=due, standing=standing))
    return drafts, skipped


def _steered(store: Store, drafts: Sequence[Draft], *, now: datetime) -> list[Draft]:
    """Return drafts whose subscribers have the votes they gave until `now` among their interests."""
    addresses = {draft.subscriber.address for draft in drafts}
    given = votes(store, addresses, since=now - FADED, until=now)
    return [
        replace(draft, subscriber=_voter(draft.subscriber, given.get(draft.subscriber.address, ())))
        for draft in drafts
    ]


def _voter(subscriber: Subscriber, given: Sequence[Vote]) -> Subscriber:
    """Return a subscriber to whom each vote is a liked paper that fades, or one that repels."""
    zone = subscriber.send.zone
    learnt = (
        Interest(
            kind=InterestKind.LIKE,
            value=one.id,
            weight=1.0 if one.up else -1.0,
            voted_on=cadence.at_home(one.voted_at, zone=zone).date(),
        )
        for one in given
    )
    return replace(subscriber, interests=(*subscriber.interests, *learnt)) if given else subscriber


def _stock(store: Store, drafts: Sequence[Draft], *, scope: Scope, memory: Memory | None) -> Stock:
    """Read what the drafts may be filled with, and prepare the ranker once for all of them."""
    stock = shelf(store, since=min(draft.oldest for draft in drafts), until=scope.until)
    also = () if scope.also is None or scope.also in stock.papers else (scope.also,)
    candidates = (*stock.papers, *also)
    today = scope.now.date()
    past = history(store, before=today, limit=HISTORY)
    likes = by_alias(store, _liked(drafts))
    vectors = None
    if memory is not None:
        ordinary = (paper for paper in past if paper.listed_on >= today - ORDINARY)
        vectors = memory.recall(
            (text_of(paper.facts) for paper in (*candidates, *ordinary)),
            make=_theirs(drafts, likes=likes.values()),
        )
    ranker = Ranker.build(candidates, history=past, likes=likes, today=today, vectors=vectors)
    return Stock(shelf=stock, ranker=ranker, now=scope.now)


def _theirs(drafts: Sequence[Draft], *, likes: Iterable[Paper]) -> list[str]:
    """Return the texts that stand for what subscribers want: topics and libraries, then liked papers."""
    named = [text for draft in drafts for text in texts_of(draft.subscriber)]
    return [*named, *(text_of(paper.facts) for paper in likes)]


def _fill(
    store: Store, newsroom: Newsroom, stock: Stock, drafts: Sequence[Draft], *, again: bool = False
) -> list[Plan]:
    """Rank and compose a block of drafts; `again` fills an edition as if it had not been planned yet."""
    theirs = pasts(
        store,
        [draft.subscriber.address for draft in drafts],
        listed_since=min(draft.oldest for draft in drafts),
        before=drafts[0].due.edition if again else None,
    )
    plans = []
    notices = _notices(_configured(store, newsroom))
    rankings = stock.ranker.rank_many(
        [draft.subscriber for draft in drafts],
        eligible=[
            eligible(stock.shelf, draft, past=theirs.get(draft.subscriber.address, Past()))
            for draft in drafts
        ],
        trending=newsroom.trending,
    )
    for draft, ranking in zip(drafts, rankings, strict=True):
        occasion = Occasion(
            masthead=newsroom.masthead,
            domain=newsroom.domain,
            unsubscribe=newsroom.unsubscribe,
            edition=draft.due.edition,
            date=cadence.at_home(stock.now, zone=draft.subscriber.send.zone),
            notices=notices,
        )
        digest = compose(
            draft.subscriber,
            ranking.picks,
            occasion=occasion,
            considered=ranking.considered,
            verdict=ranking.verdict,
        )
        plans.append(Plan(digest=digest, cutoff_at=stock.shelf.cutoff_at, expires_at=draft.due.expires_at))
    return plans


def eligible(stock: Shelf, draft: Draft, *, past: Past) -> frozenset[int]:
    """Return the papers an edition may hold.

    A paper is eligible if the subscriber has not had it, and some sighting of it was seen after the
    cut-off of the edition before and lists it on a day that is not too old. One that was planned and
    never arrived is in play again, whatever was sent since.
    """
    oldest, seen_after = draft.oldest, draft.seen_after
    return frozenset(
        one.paper
        for one in stock.sightings
        if one.listed_on >= oldest
        and (seen_after is None or one.seen_at > seen_after or one.paper in past.freed)
        and one.paper not in past.had
    )


def _liked(drafts: Sequence[Draft]) -> frozenset[str]:
    """Return the ids of every paper that somebody names, and of every work in somebody's library."""
    named = [one for draft in drafts for one in (*draft.subscriber.interests, *draft.subscriber.never)]
    liked = {one.value for one in named if one.kind is InterestKind.LIKE}
    return frozenset(liked.union(*(entry.ids for one in named for entry in one.entries)))


def _configured(store: Store, newsroom: Newsroom) -> list[SourceState]:
    """Return how the sources of today are doing; one that was taken out of the file is history."""
    return [state for state in source_states(store) if state.name in newsroom.sources]


def _unread(states: Sequence[SourceState]) -> str:
    """Say why an empty digest may not mean a quiet day; empty: it does."""
    if not states:
        return "no paper has been ingested yet: run `digest ingest`"
    failing = [state.name for state in states if state.failed_at is not None]
    return f"waiting for papers: {', '.join(failing)} could not be read" if failing else ""


def _notices(states: Sequence[SourceState]) -> tuple[str, ...]:
    return tuple(
        f"{state.name} could not be read since {state.failed_at:%A %d %B %Y}: papers may be missing."
        for state in states
        if state.failed_at is not None and state.read_at is not None  # never read: the operator's matter
    )
