"""The composition root: the one place where configuration, store, sources, mail and the verbs are wired."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from pathlib import Path

import tzlocal

from digest.checkup import checkup
from digest.compose import CARRIED
from digest.config import Config, load
from digest.config.values import Address
from digest.deliver import Delivered, Dispatch, deliver
from digest.embed import HOW_TO_ADD, choose
from digest.embedded import Embedded, Memory, standing, wanted
from digest.errors import ConfigError, DigestError
from digest.examples import look_up
from digest.health.alarm import Condition, of_delivery, of_sources
from digest.health.judge import Health
from digest.holder import alive, holder
from digest.identify import canonical
from digest.illustrate import Illustrated, illustrate
from digest.ingest import Ingested, Progress, Request, ingest, unless_stopped
from digest.model import Digest, Paper, Subscriber
from digest.newsletter import newsroom, relay
from digest.outbox import State
from digest.publish.backlog import Backlog
from digest.publish.drafting import Newsroom
from digest.publish.explain import Explained, explain
from digest.publish.planning import Published, preview, publish
from digest.publish.testing import Tested, conclude, plan_test
from digest.render import Renderer
from digest.report import Post, report
from digest.sources import Source, build
from digest.sources.client import Client, Patience
from digest.sources.pictures import HURRIED, Pictures
from digest.store import Store, open_store
from digest.store.outbox import cancel_others, reap
from digest.store.papers import by_alias
from digest.store.readings import last_readings
from digest.store.reports import note as changes
from digest.store.turns import Turns
from digest.store.validators import Kept
from digest.store.votes import unvote, vote

log = logging.getLogger(__name__)

INGEST_EVERY = timedelta(minutes=30)
PATIENCE = timedelta(minutes=20)  # of a pass with one source: digests wait for it
Clock = Callable[[], datetime]
OnEmbedded = Callable[[Embedded], None]


def system_clock() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who is told, while it lasts, how far the reading of sources and the embedding have come."""

    batch: Progress | None = None
    embedded: OnEmbedded | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one pass of ingest, publish and deliver did."""

    ingested: tuple[Ingested, ...] = ()
    embedded: Embedded | None = None  # None: nothing was to be embedded
    healed: Mapping[State, int]
    cancelled: int = 0
    published: Published
    delivered: Delivered
    reported: State | None = None  # what became of the mail to the operator; None: there was none


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Everything a command needs, opened once."""

    config: Config
    store: Store
    renderer: Renderer
    backlog: Backlog
    memory: Memory | None = None  # of the model that compares meanings; None: there is none
    clock: Clock = system_clock
    connections: int = 4  # to the mail server at the same time

    @property
    def newsroom(self) -> Newsroom:
        """Return what all digests of this newsletter share."""
        newsletter = self.config.newsletter
        sources = self._sources(self._client())
        names = frozenset(source.name for source in sources)
        parts = {
            source.name: spec.categories
            for source, spec in zip(sources, newsletter.sources, strict=True)
            if spec.kind == "arxiv"
        }
        shared = newsroom(newsletter, sources=names)
        return replace(shared, parts=parts, memory=self.memory, backlog=self.backlog)

    def health(self) -> tuple[Health, ...]:
        """Say how the configured sources are doing."""
        room = self.newsroom
        return checkup(self.store, now=self.clock(), only=room.sources, parts=room.parts)

    def subscribers(self, only: str = "") -> tuple[Subscriber, ...]:
        """Return the subscribers, or the one of an address; an unknown one is a ConfigError."""
        if not only:
            return self.config.subscribers
        found = tuple(
            one for one in self.config.subscribers if only.casefold() in {one.address, one.email.casefold()}
        )
        if not found:
            raise ConfigError(
                f"{self.config.path}: no subscriber {only!r}; `digest subscribers list` names them"
            )
        return found

    async def ingest(
        self, *, since: date | None = None, day: date | None = None, progress: Progress | None = None
    ) -> tuple[Ingested, ...]:
        """Ask every configured source for what is new."""
        request = Request(now=self.clock(), since=since, day=day)
        async with self._client() as client:
            sources = self._sources(client)
            done = await ingest(self.store, sources, request=request, progress=progress)
            self._note(of_sources(self.health(), now=self.clock()))
            return (*done, *await self._look_up(client))

    async def ingest_when_due(self, *, progress: Progress | None = None) -> tuple[Ingested, ...]:
        """Ask the sources that nobody asked for a while, whichever process did."""
        asked, now = last_readings(self.store), self.clock()
        request = Request(now=now, patience=PATIENCE)
        async with self._client() as client:
            due = [
                source
                for source in self._sources(client)
                # A clock that was set back must not silence a source until it has caught up.
                if source.name not in asked or not timedelta(0) <= now - asked[source.name] < INGEST_EVERY
            ]
            done = await ingest(self.store, due, request=request, progress=progress)
            return (*done, *(await self._look_up(client) if due else ()))

    async def embed(
        self, *, progress: OnEmbedded | None = None, stop: asyncio.Event | None = None
    ) -> Embedded | None:
        """Embed what rankings compare and has no vector yet; None where no model is configured.

        It ends after the batch in hand when `stop` is set; what is left waits for the next time.
        """
        if self.memory is None:
            self._tell_unused()
            return None
        people, today = self.config.subscribers, self.clock().date()
        texts = await asyncio.to_thread(wanted, self.store, people, today=today)
        steps = self.memory.catch_up(texts)
        done = None
        while (step := await asyncio.to_thread(next, steps, None)) is not None:
            done = step
            if progress is not None:
                progress(step)
            if stop is not None and stop.is_set():
                break
        return done

    async def illustrate(self) -> Illustrated | None:
        """Fetch the pictures that mails carry and the store does not have; None where they carry none."""
        if self.config.newsletter.images not in CARRIED:
            return None
        async with self._client(patience=HURRIED) as client:
            named = zip(self._sources(client), self.config.newsletter.sources, strict=True)
            pictures = Pictures(client, [(source.name, spec.path) for source, spec in named])
            return await illustrate(self.store, pictures, now=self.clock())

    def publish(self, *, only: str = "", dry: bool = False) -> Published:
        """Plan a digest for whoever is due."""
        return publish(self.store, self.newsroom, self.subscribers(only), now=self.clock(), dry=dry)

    def preview(self, subscriber: Subscriber, *, on: date | None = None) -> Digest:
        """Compose what a subscriber would be sent, without the ledger."""
        return preview(self.store, self.newsroom, subscriber, now=self.clock(), on=on)

    def explain(self, subscriber: Subscriber, name: str) -> Explained:
        """Say why a paper, by arXiv id, DOI or link, is in a subscriber's latest edition or not."""
        paper = self.paper(name)
        return explain(self.store, self.newsroom, subscriber, paper, now=self.clock())

    def paper(self, name: str) -> Paper:
        """Return a paper by arXiv id, DOI or link; one the store does not have is a DigestError."""
        wanted = canonical(name) or name
        found = by_alias(self.store, [wanted]).get(wanted)
        if found is None:
            raise DigestError(f"no paper {name!r} in the store; `digest papers` lists what there is")
        return found

    def vote(self, subscriber: Subscriber, paper: Paper, *, up: bool | None) -> bool:
        """Record a reader's vote on a paper in place of any earlier one; None takes it back.

        False when there is nothing to do it to: no such paper any more, or no vote to take back.
        """
        address = subscriber.address
        if up is None:
            return unvote(self.store, address=address, paper=paper.key)
        return vote(self.store, address=address, paper=paper.key, up=up, now=self.clock())

    async def deliver(self, *, only: str = "", stop: asyncio.Event | None = None) -> Delivered:
        """Send what the ledger says is due."""
        address = self.subscribers(only)[0].address if only else ""
        return await deliver(self.store, replace(self._dispatch(), only=address), stop=stop)

    async def send_test(self, digest: Digest, *, to: Address, mark: str) -> Tested:
        """Send a digest to an address as a test, through the ledger, under a mark of its own."""
        dispatch = self._dispatch()  # a missing server is said before anything is planned
        now = self.clock()
        key = await asyncio.to_thread(plan_test, self.store, digest, to=to, mark=mark, now=now)
        done = await deliver(self.store, replace(dispatch, delivery=key, connections=1))
        return await asyncio.to_thread(conclude, self.store, key, said=done.said, now=self.clock())

    def _dispatch(self) -> Dispatch:
        return Dispatch(
            relay=relay(self.config.newsletter),
            renderer=self.renderer,
            sender=parseaddr(self.config.newsletter.sender)[1],
            holder=holder(),
            clock=self.clock,
            chance=random.random,
            connections=self.connections,
        )

    async def run_pass(
        self, *, only: str = "", stop: asyncio.Event | None = None, progress: Watch | None = None
    ) -> Pass:
        """Do whatever is due, from ingest to deliver. Safe to run twice, and beside another."""
        relay(self.config.newsletter)  # a missing server is said before anything is planned
        watch = progress or Watch()
        ingested = await unless_stopped(self.ingest_when_due(progress=watch.batch), stop) or ()
        embedded = None
        if ingested or (self.memory is not None and not self.memory.tried):
            embedded = await self.embed(progress=watch.embedded, stop=stop)
        if ingested:
            await unless_stopped(self.illustrate(), stop)
        healed = reap(self.store, now=self.clock(), alive=alive)
        cancelled = self._cancel_others()
        stopped = stop is not None and stop.is_set()  # no digest is made of sources that are half read
        published = Published() if stopped else await asyncio.to_thread(self.publish, only=only)
        delivered = await self.deliver(only=only, stop=stop)
        reported = await self.report(delivered, asked=bool(ingested))
        return Pass(
            ingested=ingested,
            embedded=embedded,
            healed=healed,
            cancelled=cancelled,
            published=published,
            delivered=delivered,
            reported=reported,
        )

    async def report(self, delivered: Delivered, *, asked: bool) -> State | None:
        """Write down what changed for the operator, and mail it if the relay works; None: nothing to mail.

        `asked` says whether sources were asked since the last time: only then can any have changed.
        """
        newsletter, now = self.config.newsletter, self.clock()
        found = of_delivery(delivered.trouble, sent=len(delivered.sent), now=now)
        if asked:
            found += of_sources(self.health(), now=now)
        self._note(found)
        if delivered.trouble or not newsletter.operator:
            return None
        post = Post(
            relay=relay(newsletter),
            renderer=self.renderer,
            title=newsletter.title,
            sender=newsletter.sender,
            operator=newsletter.operator,
            clock=self.clock,
        )
        return await report(self.store, post)

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def _cancel_others(self) -> int:
        """Cancel what waits for people who left the file; a file with errors cannot tell who did."""
        if any(problem.severity == "error" for problem in self.config.problems):
            return 0
        addresses = [one.address for one in self.config.subscribers]
        return cancel_others(self.store, addresses=addresses, now=self.clock())

    def _note(self, found: Sequence[Condition]) -> None:
        """Write down what changed; the next pass mails it to the operator, if there is one."""
        for one in changes(self.store, found, now=self.clock(), mail=bool(self.config.newsletter.operator)):
            log.warning("changed subject=%s state=%s: %s", one.subject, one.state, one.text)

    def _tell_unused(self) -> None:
        """Log that vectors are kept and their model is gone, unless none is wanted."""
        kept = standing(self.store, None)
        if kept and self.config.newsletter.embeddings.kind != "none":
            log.warning("embed unused=%s: their model is not installed; %s", dict(kept), HOW_TO_ADD)

    async def _look_up(self, client: Client) -> tuple[Ingested, ...]:
        """Look up the examples that no source brought; an installation without a live list asks nobody."""
        live = {source.kind for source in self.config.newsletter.sources if source.path is None}
        if not live & {"arxiv", "huggingface"}:
            return ()
        found = await look_up(self.store, client, self.config.subscribers, now=self.clock())
        if found is None:
            return ()
        for problem in found.problems:
            log.warning("examples problem=%s", problem)
        named = Ingested(source="examples", read=found.read, new=found.new)
        return (replace(named, problems=found.problems, error=found.error),)

    def _client(self, *, patience: Patience | None = None) -> Client:
        """Return the client of all sources; its turns are by the world's clock, whatever ours is set to."""
        limiter = Turns(self.store, clock=system_clock)
        private = self.config.newsletter.private_hosts
        return Client(patience=patience, limiter=limiter, private_hosts=private)

    def _sources(self, client: Client) -> Sequence[Source]:
        specs, kept = self.config.newsletter.sources, Kept(self.store)
        return [build(spec, client=client, validators=kept) for spec in specs]


def load_config(path: Path, environ: Mapping[str, str]) -> Config:
    """Read subscribers.yaml with this machine's time zone as the default."""
    return load(path, local_zone=tzlocal.get_localzone_name(), environ=environ)


def open_app(config: Config, *, clock: Clock = system_clock) -> App:
    """Open the store and the templates that a configuration names, and choose its model.

    The model is loaded when it is first used. One that is asked for and not installed is a ConfigError.
    """
    renderer = Renderer(overrides=config.newsletter.templates)
    embedder = choose(config.newsletter.embeddings)
    store = open_store(config.newsletter.store)
    memory = None if embedder is None else Memory(store, embedder)
    backlog = Backlog(store)
    return App(config=config, store=store, renderer=renderer, backlog=backlog, memory=memory, clock=clock)
