"""The second verb: who is due → the papers they have not had → rank → compose → one ledger row each."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from digest import cadence
from digest.cadence import NotDue
from digest.checkup import why_unread
from digest.model import Digest, Subscriber
from digest.publish.drafting import Draft, Newsroom, Scope, Stock, filled, steered, stocked
from digest.publish.rehearse import rehearse
from digest.store import Store
from digest.store.ledger import plan, standings, suppressed

log = logging.getLogger(__name__)

BLOCK = 500  # subscribers per transaction, and in memory at once with all that they like
MERGED = "papers became one while they were ranked, twice in a row: the next pass tries again"


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
class Block:
    """What became of some drafts."""

    made: tuple[Digest, ...] = ()
    waiting: tuple[Skipped, ...] = ()
    outdated: tuple[Draft, ...] = ()  # to be filled anew: papers changed in the store meanwhile


def publish(
    store: Store, newsroom: Newsroom, subscribers: Sequence[Subscriber], *, now: datetime, dry: bool = False
) -> Published:
    """Plan one digest for everybody who is due; a second call plans nothing.

    An edition without papers is recorded as quiet, unless a source could not be read: then it stays
    due, because nobody can say that there is nothing to say. With `dry`, nothing is written.
    """
    drafts, skipped = _due(store, subscribers, now=now)
    if not drafts:
        return Published(skipped=tuple(skipped))
    made, waiting = list[Digest](), list[Skipped]()
    stock = stocked(store, newsroom, drafts, scope=Scope(now=now))
    for start in range(0, len(drafts), BLOCK):
        part = steered(store, drafts[start : start + BLOCK], now=now)
        block = _plan(store, stock, part, dry=dry)
        blocks = [block]
        if block.outdated:  # these once more, and all others from here on, with the papers as they are now
            stock = stocked(store, newsroom, drafts, scope=Scope(now=now))
            blocks.append(_plan(store, stock, block.outdated, dry=dry))
        made += [digest for one in blocks for digest in one.made]
        waiting += [skip for one in blocks for skip in one.waiting]
        waiting += [_merged(draft) for draft in blocks[-1].outdated]
    planned = tuple(digest for digest in made if digest.entries)
    quiet = tuple(digest for digest in made if not digest.entries)
    log.info("publish planned=%d quiet=%d waiting=%d", len(planned), len(quiet), len(waiting))
    return Published(planned=planned, quiet=quiet, skipped=(*skipped, *waiting))


def preview(
    store: Store, newsroom: Newsroom, subscriber: Subscriber, *, now: datetime, on: date | None = None
) -> Digest:
    """Compose the digest a subscriber would be sent now, by the very same path, without the ledger.

    With `on`, the latest edition by the end of that local day, as if nothing had been listed later.
    """
    return rehearse(store, newsroom, subscriber, now=now, on=on).digest()


def _plan(store: Store, stock: Stock, drafts: Sequence[Draft], *, dry: bool) -> Block:
    """Fill drafts and freeze the digests; those without a paper wait where a source could not be read."""
    plans = filled(store, stock, drafts)
    unread = why_unread(stock.health)
    waiting = [one.digest.address for one in plans if unread and not one.digest.entries]
    if unread:
        plans = [one for one in plans if one.digest.entries]
    skipped = tuple(Skipped(address=address, reason=unread) for address in waiting)
    if dry:
        return Block(made=tuple(one.digest for one in plans), waiting=skipped)
    done = plan(store, plans, now=stock.now)
    late = {digest.address for digest in done.outdated}
    outdated = tuple(draft for draft in drafts if draft.subscriber.address in late)
    return Block(made=done.new, waiting=skipped, outdated=outdated)


def _merged(draft: Draft) -> Skipped:
    return Skipped(address=draft.subscriber.address, reason=MERGED)


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
