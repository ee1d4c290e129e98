"""What the operator is told: sources and delivery that change from well to ill, or back. Pure.

A change is told once. What lasts is not told again, and a hiccup that the next asking mends is not told at
all: only what was told is taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.health.judge import TROUBLE, Health, State

WELL = "ok"
STOPPED = "stopped"
DELIVERY = "delivery"
AT_ONCE = 2  # failures in a row after which a source is said to fail
LASTING = timedelta(hours=6)  # after which it is said whatever the count


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How something the operator answers for is doing."""

    subject: str  # "delivery", or "source:" and its name
    state: str  # WELL, STOPPED, or a State of trouble
    since: datetime
    text: str  # a sentence


def of_sources(found: Sequence[Health], *, now: datetime) -> tuple[Condition, ...]:
    """Return the conditions of sources; of one that failed only just now, nothing yet."""
    return tuple(_of(one, now=now) for one in found if not _hiccup(one, now=now))


def of_delivery(trouble: str, *, sent: int, now: datetime) -> tuple[Condition, ...]:
    """Return the condition of delivery after a pass; of one that had nothing to send, nothing is known."""
    if trouble:
        text = f"Delivery stopped: {trouble}. What was planned stays planned, and is tried again."
        return (Condition(subject=DELIVERY, state=STOPPED, since=now, text=text),)
    if not sent:
        return ()
    return (Condition(subject=DELIVERY, state=WELL, since=now, text="Delivery works again."),)


def changed(conditions: Sequence[Condition], *, known: Mapping[str, str]) -> tuple[Condition, ...]:
    """Return the conditions whose state is not the one last told; of what was never told, it is WELL."""
    return tuple(one for one in conditions if one.state != known.get(one.subject, WELL))


def _of(one: Health, *, now: datetime) -> Condition:
    subject, name = f"source:{one.source}", one.printed
    if one.state not in TROUBLE:
        return Condition(subject=subject, state=WELL, since=now, text=f"{name} is all right again.")
    return Condition(subject=subject, state=one.state, since=one.since or now, text=f"{name} {one.text}")


def _hiccup(one: Health, *, now: datetime) -> bool:
    lasting = one.since is not None and now - one.since >= LASTING
    return one.state is State.FAILING and one.failures < AT_ONCE and not lasting
