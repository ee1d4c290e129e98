"""The third verb: lease rows → assemble bytes → SMTP → settle.

What makes it exactly-once is an order: the intent to send is on disk before the first byte of the
body leaves, and nothing that has an intent is ever sent again without an answer or the operator.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from digest.errors import StoreError, TemplateError
from digest.mail import ConnectFailed, Connection, Phase, Relay, Reply
from digest.outbox import Answer, State, Verdict, defer, judge
from digest.render import Message, Renderer
from digest.store import Store
from digest.store.outbox import Claim, Intent, Lease, Outcome, lease, record, release

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)  # for a row that waits for its connection
SENDING = timedelta(minutes=15)  # the final answer may take 10 (RFC 5321 §4.5.3.2.6)
BLOCK = 200  # rows leased at a time
RECORD_TRIES = 5  # each waits as long as the store does for its turn
SERVICE_CLOSING = 421  # RFC 5321 §3.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """How a pass delivers: its server, its sender, and the clock and chance it lives by."""

    relay: Relay
    renderer: Renderer
    sender: str  # MAIL FROM
    holder: str  # names this process in the ledger
    clock: Callable[[], datetime]
    chance: Callable[[], float]  # 0..1, spreads retries
    connections: int = 4
    only: str = ""  # one subscriber's address; empty: everybody
    delivery: int | None = None  # one row's key; None: whatever is due


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one digest in this pass."""

    address: str
    edition: str
    state: State
    text: str = ""
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What a pass did."""

    sent: tuple[Sent, ...] = ()
    trouble: str = ""  # why the pass ended early: the server, not the subscribers

    @property
    def sums(self) -> Mapping[State, int]:
        """Return how many digests came into which state."""
        return Counter(one.state for one in self.sent)

    @property
    def said(self) -> str:
        """Return what the server said, or why it was not asked."""
        return "; ".join(one.text for one in self.sent)


T = TypeVar("T")


class Ledger:
    """The one writer: gathers what the connections want written, and commits it together."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: deque[tuple[Intent | Outcome, asyncio.Future[bool]]] = deque()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._running: asyncio.Task[None] | None = None

    async def write(self, one: Intent | Outcome) -> bool:
        """Return, once it is durable, whether the row was still ours."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, future))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._commit())
        return await asyncio.shield(future)

    async def call(self, function: Callable[[], T]) -> T:
        """Run another of the store's transactions on the writer's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    async def close(self) -> None:
        """Wait for what is being written."""
        if self._running is not None:
            await self._running
        self._thread.shutdown()

    async def _commit(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
            wanted = [one for one, _ in batch]
            try:
                held = await loop.run_in_executor(self._thread, self._record, wanted)
            except Exception as error:  # noqa: BLE001 - whoever waits raises it
                for _, future in batch:
                    future.set_exception(error)
            else:
                for (_, future), answer in zip(batch, held, strict=True):
                    future.set_result(answer)

    def _record(self, wanted: Sequence[Intent | Outcome]) -> Sequence[bool]:
        """Commit a batch; with an answer of the server in it, try hard: it cannot be asked for again."""
        answers = any(isinstance(one, Outcome) for one in wanted)
        for _ in range(RECORD_TRIES - 1 if answers else 0):
            try:
                return record(self._store, wanted)
            except StoreError as error:
                log.error("ledger not written, trying again error=%s", error)  # noqa: TRY400 - it says all
        return record(self._store, wanted)


@dataclass(slots=True)
class _Pass:
    """One pass over the ledger, in order of the rows' keys."""

    store: Store
    ledger: Ledger
    dispatch: Dispatch
    stop: asyncio.Event
    after: int = 0
    leased: deque[Lease] = field(default_factory=deque)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    sent: list[Sent] = field(default_factory=list)
    trouble: str = ""

    async def next(self) -> Lease | None:
        """Return the next row to send; None when the pass is over."""
        async with self.lock:
            if self.stop.is_set() or self.trouble:
                return None
            if not self.leased:
                self.leased.extend(await self.ledger.call(self._lease))
            if not self.leased:
                return None
            self.after = self.leased[0].delivery
            return self.leased.popleft()

    async def settle(self, held: Lease, verdict: Verdict, answer: Answer) -> None:
        """Write an outcome and remember it."""
        now = self.dispatch.clock()
        outcome = Outcome(
            lease=held,
            at=now,
            state=verdict.state,
            retry_at=verdict.retry_at,
            charged=verdict.charged,
            suppress=verdict.suppress,
            phase=answer.phase,
            code=answer.code,
            text=answer.text,
        )
        if verdict.stop and not self.trouble:
            self.trouble = answer.text
        if not await self.ledger.write(outcome):
            log.warning(
                "outcome lost delivery=%d state=%s: another process took the row",
                held.delivery,
                verdict.state,
            )
            return
        code = "" if answer.code is None else f"{answer.code} "
        log.info(
            "settle delivery=%d state=%s phase=%s code=%s",
            held.delivery,
            verdict.state,
            answer.phase,
            answer.code,
        )
        self.sent.append(
            Sent(
                address=held.digest.address,
                edition=str(held.digest.edition),
                state=verdict.state,
                text=f"{code}{answer.text}",
                retry_at=verdict.retry_at,
            )
        )

    async def release(self) -> None:
        """Give back what was leased and not tried: of a relay that is down, one try is told, not hundreds."""
        left = tuple(self.leased)
        await self.ledger.call(lambda: release(self.store, left))
        text = self.trouble or "the program was stopped"
        for held in left:
            edition, now = str(held.digest.edition), self.dispatch.clock()
            sent = Sent(
                address=held.digest.address, edition=edition, state=State.PLANNED, text=text, retry_at=now
            )
            self.sent.append(sent)

    def _lease(self) -> Sequence[Lease]:
        now, dispatch = self.dispatch.clock(), self.dispatch
        claim = Claim(
            holder=dispatch.holder,
            now=now,
            until=now + LEASE,
            only=dispatch.only,
            delivery=dispatch.delivery,
        )
        return lease(self.store, claim, after=self.after, limit=BLOCK)


async def deliver(store: Store, dispatch: Dispatch, *, stop: asyncio.Event | None = None) -> Delivered:
    """Send what the ledger says is due, each row once, over a few reused connections.

    `stop` drains: what is being transmitted ends, the rest stays planned.
    """
    ledger = Ledger(store)
    run = _Pass(store, ledger, dispatch, stop or asyncio.Event())
    try:
        await _together(run)
        await run.release()
    finally:
        await ledger.close()
    return Delivered(sent=tuple(run.sent), trouble=run.trouble)


async def _together(run: _Pass) -> None:
    """Run the connections side by side; the first error is raised once each has ended its message.

    An error on one must not cut the others off between a body and its answer: that would be a doubt.
    """
    works = [_work(run) for _ in range(run.dispatch.connections)]
    ends = await asyncio.gather(*works, return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException):
            raise end


async def _work(run: _Pass) -> None:
    """Send one row after another over one connection, opened when there is something to send."""
    connection: Connection | None = None
    try:
        while (held := await run.next()) is not None:
            try:
                message = run.dispatch.renderer.message(held.digest)
            except TemplateError as error:
                await _unrendered(run, held, error)
                continue
            if connection is not None and connection.usable:
                reply = await _send(run, held, connection, message)
                if not _closed_between(reply):
                    await _judge(run, held, reply)
                    continue
            connection = await _open(run, held)
            if connection is not None:
                await _judge(run, held, await _send(run, held, connection, message))
    except Exception as error:
        run.trouble = run.trouble or str(error)  # the others end what is in hand, and begin nothing
        raise
    finally:
        if connection is not None:
            await connection.close()


async def _open(run: _Pass, held: Lease) -> Connection | None:
    try:
        return await Connection.open(run.dispatch.relay)
    except ConnectFailed as error:
        answer = replace(_answer(error.reply), text=str(error))
        await run.settle(held, _back(run.dispatch.clock(), stop=True), answer)
        return None


async def _send(run: _Pass, held: Lease, connection: Connection, message: Message) -> Reply | None:
    """Carry one message through its phases; None when the row turned out to be another process's."""
    refused = await connection.begin(
        sender=run.dispatch.sender,
        recipient=held.digest.email,
        smtputf8=message.smtputf8,
        size=len(message.data),
    )
    if refused is not None:
        return refused
    if not await run.ledger.write(Intent(lease=held, until=run.dispatch.clock() + SENDING)):
        await connection.abort()
        log.warning("lease lost delivery=%d: not sent by this process", held.delivery)
        return None
    return await connection.finish(message.data)


def _closed_between(reply: Reply | None) -> bool:
    """Tell whether the server ended a connection that had served before: a fresh one is tried at once."""
    return reply is not None and reply.phase is Phase.MAIL and reply.code in {None, SERVICE_CLOSING}


async def _judge(run: _Pass, held: Lease, reply: Reply | None) -> None:
    """Settle a row by how far its try had come."""
    if reply is None:
        return
    answer, now = _answer(reply), run.dispatch.clock()
    jitter = run.dispatch.chance()
    verdict = judge(answer, tries=held.tries, now=now, expires_at=held.expires_at, jitter=jitter)
    await run.settle(held, verdict, answer)


async def _unrendered(run: _Pass, held: Lease, error: TemplateError) -> None:
    """Keep a digest that a template cannot render, by name; the others go out."""
    log.error("render failed delivery=%d error=%s", held.delivery, error)
    now = run.dispatch.clock()
    verdict = defer(tries=held.tries, now=now, expires_at=held.expires_at, jitter=run.dispatch.chance())
    await run.settle(held, verdict, Answer(phase="render", code=None, text=str(error)))


def _back(now: datetime, *, stop: bool = False) -> Verdict:
    return Verdict(state=State.PLANNED, retry_at=now, stop=stop, charged=False)


def _answer(reply: Reply) -> Answer:
    return Answer(phase=reply.phase.name.lower(), code=reply.code, enhanced=reply.enhanced, text=reply.text)
