"""The mail to the operator: what changed is written down once, and mailed once, when the relay takes it.

The same order as for digests makes it at most once: the intent is on disk before the first byte of the
body leaves, and what has an intent is never sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from digest.errors import TemplateError
from digest.mail import ConnectFailed, Connection, Relay, Reply
from digest.outbox import Answer, State, judge
from digest.render import Bulletin, Change, Message, Renderer
from digest.store import Store
from digest.store.reports import Ending, Report, claim, due, settle

log = logging.getLogger(__name__)

PATIENCE = timedelta(days=3650)  # a report that the relay puts off waits: it is told late, not never
PAUSE = timedelta(minutes=5)  # before a relay that failed is tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """How, from whom and to whom reports are mailed."""

    relay: Relay
    renderer: Renderer
    title: str  # the newsletter's
    sender: str  # an RFC 5322 mailbox
    operator: str  # an address
    clock: Callable[[], datetime]


async def report(store: Store, post: Post) -> State | None:
    """Mail what the operator was not told yet, in one message; return what became of it.

    None when there was nothing to mail, or another process mails it. Whatever fails before the body leaves
    is tried again later. What has no answer after it is in doubt, and told by `digest status` alone.
    """
    waiting = due(store, now=post.clock())
    if not waiting:
        return None
    keys = [one.key for one in waiting]
    connection: Connection | None = None
    try:
        message = post.renderer.bulletin(_bulletin(waiting, post))
        connection = await Connection.open(post.relay)
        return await _send(store, keys, connection, message=message, post=post)
    except (TemplateError, ConnectFailed) as error:
        log.error("report waits error=%s", error)  # noqa: TRY400 - the message says where and why
        later = Ending(state=State.PLANNED, answer=str(error), retry_at=post.clock() + PAUSE)
        settle(store, keys, later, claimed=False)
        return State.PLANNED
    finally:
        if connection is not None:
            await connection.close()


async def _send(
    store: Store, keys: Sequence[int], connection: Connection, *, message: Message, post: Post
) -> State | None:
    """Carry the message through its phases."""
    reply = await connection.begin(
        sender=parseaddr(post.sender)[1],
        recipient=post.operator,
        smtputf8=message.smtputf8,
        size=len(message.data),
    )
    claimed = reply is None
    if reply is None:
        if not claim(store, keys, now=post.clock()):
            await connection.abort()
            return None
        reply = await connection.finish(message.data)
    end = _ending(reply, now=post.clock())
    settle(store, keys, end, claimed=claimed)
    level = logging.INFO if end.state is State.ACCEPTED else logging.ERROR
    log.log(level, "report changes=%d state=%s answer=%r", len(keys), end.state, end.answer)
    return end.state


def _ending(reply: Reply, *, now: datetime) -> Ending:
    """Judge a reply by how far the mail had come, as a digest's (outbox.judge)."""
    phase = reply.phase.name.lower()
    answer = Answer(phase=phase, code=reply.code, enhanced=reply.enhanced, text=reply.text)
    verdict = judge(answer, tries=0, now=now, expires_at=now + PATIENCE, jitter=1.0)
    text = f"{'' if reply.code is None else f'{reply.code} '}{reply.text}"
    if verdict.state in {State.PLANNED, State.DEFERRED}:
        return Ending(state=State.PLANNED, answer=text, retry_at=now + PAUSE)
    return Ending(state=verdict.state, answer=text)


def _bulletin(waiting: Sequence[Report], post: Post) -> Bulletin:
    return Bulletin(
        title=post.title,
        sender=post.sender,
        operator=post.operator,
        date=post.clock().replace(microsecond=0),
        number=waiting[0].key,
        changes=tuple(Change(since=one.since, text=one.text) for one in waiting),
    )
