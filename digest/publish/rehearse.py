"""One edition of one subscriber, kept so that it can be filled and ranked again with other interests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from digest import cadence
from digest.compose import card
from digest.model import Digest, Interest, Paper, Pick, Section, Subscriber
from digest.publish.drafting import Draft, Newsroom, Scope, Stock, eligible, filled, latest, serving, stocked
from digest.publish.explain import why_not
from digest.rank import Explanation, Ranker, Term
from digest.store import Store
from digest.store.ledger import Past, pasts
from digest.store.pictures import with_pictures

MOST = 60  # eligible papers that a lineup holds, beside those that were picked
MOST_OUT = 20  # papers kept out for one and the same reason that it holds
CROWDED = "too like others in this edition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One paper of the day as a subscriber's interests rank it, in the edition or not."""

    paper: Paper
    url: str
    place: int | None  # among the eligible papers by score alone, from 1; None: it is kept out
    section: Section | None  # where the edition shows it; None: it does not
    score: float
    parts: Mapping[str, float]  # by kind, as `Ranker.explain` names them; they sum to the score
    terms: tuple[Term, ...]  # what each interest gives: the score minus the score without it; largest first
    why_not: str  # why it is kept out, or passed over for one of a lower score; else empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineup:
    """How an edition's papers stand: the best eligible ones, all that were picked, and what is kept out."""

    edition: str
    considered: int  # eligible papers that were ranked
    pending: tuple[str, ...]  # liked papers the store has not seen yet: they count for nothing so far
    papers: tuple[Placed, ...]  # those with a place, best first; then those kept out


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """An edition with all that it may be filled from: one state of the store.

    What it is asked for is computed from that state, however often. Ask from one thread at a time.
    """

    store: Store
    stock: Stock
    draft: Draft  # its subscriber is the one who is sent it, with their votes
    past: Past
    _rankers: dict[frozenset[object], Ranker] = field(default_factory=dict)  # by what it compares: the last

    def digest(self, subscriber: Subscriber | None = None) -> Digest:
        """Compose the edition, as it would be sent; for the same reader with other wishes, if given."""
        found = filled(self.store, self.stock, [self._draft(subscriber)], again=True)[0].digest
        return with_pictures(self.store, found)

    def lineup(self, subscriber: Subscriber | None = None) -> Lineup:
        """Rank the edition's papers, and say of each why it stands where it does.

        `subscriber` is the same reader with other wishes; their votes count as they do in the mail.
        """
        draft = self._draft(subscriber)
        ranker, reader = self._ranker(draft), draft.subscriber
        chosen = eligible(self.stock, draft, past=self.past)
        order = ranker.order(reader, eligible=chosen)
        ranking = ranker.rank(reader, eligible=chosen, trending=self.stock.newsroom.trending)
        picks = ranking.picks
        inside = {pick.paper.key: pick.section for pick in picks}
        place_of = {key: place for place, key in enumerate(order, start=1)}
        shown = [key for key in order if place_of[key] <= MOST or key in inside]
        out = self._kept_out(ranker, draft, chosen=chosen, order=order)
        papers = []
        for found in ranker.explain_each(reader, (*shown, *out)):
            place, section = place_of.get(found.paper.key), inside.get(found.paper.key)
            if place is None:
                reason = why_not(found.paper, draft, past=self.past, never=found.never)
            else:
                reason = CROWDED if section is None and _passed_over(found, picks, reader) else ""
            papers.append(_placed(found, place=place, section=section, reason=reason))
        return Lineup(
            edition=str(draft.due.edition),
            considered=len(order),
            pending=ranking.pending,
            papers=tuple(papers),
        )

    def interests(self, subscriber: Subscriber) -> tuple[Interest, ...]:
        """Return what the same reader is ranked with: their wishes, then their votes."""
        return self._draft(subscriber).subscriber.interests

    def _draft(self, subscriber: Subscriber | None) -> Draft:
        if subscriber is None:
            return self.draft
        votes = (one for one in self.draft.subscriber.interests if one.voted_on is not None)
        return replace(self.draft, subscriber=replace(subscriber, interests=(*subscriber.interests, *votes)))

    def _ranker(self, draft: Draft) -> Ranker:
        """Return the ranker that knows a reader's examples: the last one, while only weights change."""
        interests = draft.subscriber.interests
        named = frozenset((one.kind, one.value, id(one.entries)) for one in interests)
        if named not in self._rankers:
            self._rankers.clear()
            self._rankers[named] = serving(self.store, self.stock, [draft])
        return self._rankers[named]

    def _kept_out(
        self, ranker: Ranker, draft: Draft, *, chosen: frozenset[int], order: Sequence[int]
    ) -> Iterator[int]:
        """Yield papers of the edition's days that are not ranked: never wanted, the reader's own, had."""
        liberal = replace(draft.subscriber, never=())
        left = chosen.difference(order)
        unwanted = ranker.order(liberal, eligible=left)
        yield from unwanted[:MOST_OUT]
        yield from sorted(left.difference(unwanted))[:MOST_OUT]
        had = self.past.had & self.stock.in_play(draft).listed
        yield from ranker.order(liberal, eligible=had)[:MOST_OUT]


def rehearse(
    store: Store, newsroom: Newsroom, subscriber: Subscriber, *, now: datetime, on: date | None = None
) -> Rehearsal:
    """Prepare the edition a subscriber would be sent now, by the very path of a real one.

    With `on`, the latest edition by the end of that local day, as if nothing had been listed later. The
    ledger is read, and never written.
    """
    moment = now if on is None else cadence.end_of_day(on, zone=subscriber.send.zone)
    draft = latest(store, subscriber, now=moment)
    scope = Scope(now=now if on is None else draft.due.slot_at, until=on)
    stock = stocked(store, newsroom, [draft], scope=scope)
    address, edition = subscriber.address, draft.due.edition
    past = pasts(store, [address], listed_since=draft.oldest, before=edition).get(address, Past())
    return Rehearsal(store=store, stock=stock, draft=draft, past=past)


def _passed_over(found: Explanation, picks: Sequence[Pick], reader: Subscriber) -> bool:
    """Return whether a paper outside has a better score than one inside, or there was room for it."""
    own = [pick for pick in picks if pick.section is not Section.TRENDING]
    least = min((pick.score for pick in own if pick.section is Section.FOR_YOU), default=found.total)
    return found.total > least or len(own) < reader.papers


def _placed(found: Explanation, *, place: int | None, section: Section | None, reason: str) -> Placed:
    return Placed(
        paper=found.paper,
        url=card(found.paper).url,
        place=place,
        section=section,
        score=found.total,
        parts=found.parts,
        terms=found.terms,
        why_not=reason,
    )
