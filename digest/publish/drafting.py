"""How drafts become digests: what their readers may be sent, ranked and composed; in a pass and a preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from digest import cadence
from digest.cadence import Due
from digest.checkup import Parts, checkup
from digest.compose import CARRIED, Occasion, Sizes, compose
from digest.embedded import Memory
from digest.health.judge import Health
from digest.health.notices import notices
from digest.language import Languages
from digest.model import CardFacts, Interest, InterestKind, Masthead, Paper, Picture, Subscriber
from digest.publish.backlog import Backlog
from digest.rank import Ranker, text_of, texts_of
from digest.rank.weights import HALF_LIFE
from digest.store import Store
from digest.store.ledger import Past, Plan, Standing, pasts, standings
from digest.store.papers import Shelf, by_alias, shelf
from digest.store.pictures import illustrated
from digest.store.votes import Vote, votes

OLDEST = timedelta(days=14)  # a sighting may always be this old
FADED = 8 * HALF_LIFE  # after which a vote counts for nothing
ORDINARY = timedelta(days=30)  # how far back papers say what an ordinary meaning is


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """What every digest of this newsletter has in common."""

    masthead: Masthead
    domain: str  # of the sender's address
    unsubscribe: str  # a mailto: URI
    sources: frozenset[str]  # the names of those that are configured now
    parts: Parts = field(default_factory=dict)  # what is read of those whose name does not say
    trending: int = 0  # papers that most readers voted for, on top of everybody's own
    languages: Languages = field(default_factory=lambda: Languages(()))
    memory: Memory | None = None  # what texts mean; None: they are compared by words alone
    backlog: Backlog | None = None  # kept from pass to pass; None: every pass reads all papers anew


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

    newsroom: Newsroom
    shelf: Shelf
    ids: Mapping[int, tuple[str, ...]]  # all aliases of the papers on the shelf, by key
    ranker: Ranker
    health: tuple[Health, ...]  # of the sources of today; one taken out of the file is history
    now: datetime
    pictures: Mapping[str, Sizes] = field(default_factory=dict)  # that may go along, by address
    # Those shown so far, by paper and picture.
    cards: dict[tuple[int, Picture | None], CardFacts] = field(default_factory=dict)
    _in_play: dict[tuple[date, datetime | None], _InPlay] = field(default_factory=dict)
    _mastheads: dict[tuple[str, str], Masthead] = field(default_factory=dict)  # by language and theme
    _notices: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by language

    def in_play(self, draft: Draft) -> _InPlay:
        """Return what an edition may hold by its papers' days: the same for nearly all readers of a pass."""
        oldest, after = draft.oldest, draft.seen_after
        if (oldest, after) not in self._in_play:
            listed = [one for one in self.shelf.sightings if one.listed_on >= oldest]
            fresh = frozenset(one.paper for one in listed if after is None or one.seen_at > after)
            self._in_play[oldest, after] = _InPlay(frozenset(one.paper for one in listed), fresh)
        return self._in_play[oldest, after]

    def masthead(self, subscriber: Subscriber) -> Masthead:
        """Return the masthead in a subscriber's language and theme, or else the newsletter's."""
        shared = self.newsroom.masthead
        language, theme = subscriber.language or shared.language, subscriber.theme or shared.theme
        if (language, theme) not in self._mastheads:
            self._mastheads[language, theme] = replace(shared, language=language, theme=theme)
        return self._mastheads[language, theme]

    def notices(self, language: str) -> tuple[str, ...]:
        """Return what readers must know of the sources, in a language."""
        if language not in self._notices:
            say = self.newsroom.languages.get(language)
            self._notices[language] = notices(self.health, now=self.now, say=say)
        return self._notices[language]


class _InPlay(NamedTuple):
    """Papers by what their sightings say, by key."""

    listed: frozenset[int]  # on a day that is not too old
    fresh: frozenset[int]  # … and by a sighting that was seen after the cut-off of the edition before


def latest(store: Store, subscriber: Subscriber, *, now: datetime) -> Draft:
    """Return the latest edition of a subscriber as a draft, planned already or not."""
    edition, slot_at = cadence.latest(subscriber.send, now=now)
    expires_at = cadence.following(subscriber.send, now=now)[1]
    address = subscriber.address
    draft = Draft(
        subscriber=subscriber,
        due=Due(edition=edition, slot_at=slot_at, expires_at=expires_at),
        standing=standings(store, [address], now=now, before=edition).get(address),
    )
    return steered(store, [draft], now=now)[0]


def steered(store: Store, drafts: Sequence[Draft], *, now: datetime) -> list[Draft]:
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


def stocked(store: Store, newsroom: Newsroom, drafts: Sequence[Draft], *, scope: Scope) -> Stock:
    """Read what drafts may be filled with, and prepare the ranker once for all of them."""
    found = shelf(store, since=min(draft.oldest for draft in drafts), until=scope.until)
    also = () if scope.also is None or scope.also in found.papers else (scope.also,)
    candidates = (*found.papers, *also)
    today = scope.now.date()
    backlog = newsroom.backlog or Backlog(store)
    past = backlog.before(today)
    vectors = None
    if newsroom.memory is not None:
        newsroom.memory.begin_pass()
        ordinary = (paper for paper in past if paper.listed_on >= today - ORDINARY)
        vectors = newsroom.memory.recall(text_of(paper.facts) for paper in (*candidates, *ordinary))
    reader = backlog.begin_pass()
    ranker = Ranker.build(candidates, history=past, likes={}, today=today, reader=reader, vectors=vectors)
    return Stock(
        newsroom=newsroom,
        shelf=found,
        ids={paper.key: paper.ids for paper in found.papers},
        ranker=ranker,
        health=checkup(store, now=scope.now, only=newsroom.sources, parts=newsroom.parts),
        now=scope.now,
        pictures=_pictures(store, newsroom, candidates),
    )


def _pictures(store: Store, newsroom: Newsroom, papers: Sequence[Paper]) -> Mapping[str, Sizes]:
    """Return the pictures there are of papers, by address; none where no mail carries any."""
    if newsroom.masthead.images not in CARRIED:
        return {}
    found = illustrated(store, {paper.facts.image_url for paper in papers if paper.facts.image_url})
    return {url: Sizes(wide=one.wide, small=one.small) for url, one in found.items() if not one.error}


def serving(store: Store, stock: Stock, drafts: Sequence[Draft]) -> Ranker:
    """Return the ranker for a block of drafts: it knows what their readers like, and their texts' vectors."""
    likes = by_alias(store, _liked(drafts))
    memory, vectors = stock.newsroom.memory, None
    if memory is not None:
        named = [text for draft in drafts for text in texts_of(draft.subscriber)]
        theirs = [*named, *(text_of(paper.facts) for paper in likes.values())]
        vectors = memory.recall((), make=theirs)
    return stock.ranker.serving(likes=likes, vectors=vectors)


def filled(store: Store, stock: Stock, drafts: Sequence[Draft], *, again: bool = False) -> list[Plan]:
    """Rank and compose a block of drafts; `again` fills an edition as if it had not been planned yet."""
    theirs = pasts(
        store,
        [draft.subscriber.address for draft in drafts],
        listed_since=min(draft.oldest for draft in drafts),
        before=drafts[0].due.edition if again else None,
    )
    chosen = [eligible(stock, draft, past=theirs.get(draft.subscriber.address, Past())) for draft in drafts]
    rankings = serving(store, stock, drafts).rank_many(
        [draft.subscriber for draft in drafts], eligible=chosen, trending=stock.newsroom.trending
    )
    plans = []
    for draft, ranking in zip(drafts, rankings, strict=True):
        digest = compose(
            draft.subscriber,
            ranking.picks,
            occasion=_occasion(stock, draft),
            considered=ranking.considered,
            verdict=ranking.verdict,
        )
        cutoff_at, expires_at = stock.shelf.cutoff_at, draft.due.expires_at
        plans.append(Plan(digest=digest, cutoff_at=cutoff_at, expires_at=expires_at, ids=stock.ids))
    return plans


def _occasion(stock: Stock, draft: Draft) -> Occasion:
    masthead = stock.masthead(draft.subscriber)
    return Occasion(
        masthead=masthead,
        domain=stock.newsroom.domain,
        unsubscribe=stock.newsroom.unsubscribe,
        edition=draft.due.edition,
        date=cadence.at_home(stock.now, zone=draft.subscriber.send.zone),
        notices=stock.notices(masthead.language),
        pictures=stock.pictures,
        cards=stock.cards,
    )


def eligible(stock: Stock, draft: Draft, *, past: Past) -> frozenset[int]:
    """Return the papers an edition may hold.

    A paper is eligible if the subscriber has not had it, and some sighting of it was seen after the
    cut-off of the edition before and lists it on a day that is not too old. One that was planned and
    never arrived is in play again, whatever was sent since.
    """
    in_play = stock.in_play(draft)
    return (in_play.fresh | (in_play.listed & past.freed)) - past.had


def _liked(drafts: Sequence[Draft]) -> frozenset[str]:
    """Return the ids of every paper that somebody likes, and of every work in somebody's library."""
    named = [one for draft in drafts for one in draft.subscriber.interests]
    liked = {one.value for one in named if one.kind is InterestKind.LIKE}
    return frozenset(liked.union(*(entry.ids for one in named for entry in one.entries)))
