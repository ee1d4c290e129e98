"""A sender that dies: publishes and delivers, and kills itself at the step it is told.

Run as a program by the test of kills, with: the store, the server's port, the step (from 0), and who
subscribes. A step is a point between two things that last: before and after each transaction of the
ledger, and before and after each half of an SMTP conversation. It exits 0 when it got to the end.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from make import NOON, a_subscriber, interests
from ready import a_dispatch, a_newsroom

from digest import deliver as delivering
from digest.deliver import deliver
from digest.mail import Connection
from digest.publish import planning as publishing
from digest.publish.planning import publish
from digest.store import open_store

STEPS_LEFT = int(sys.argv[3]) if len(sys.argv) > 3 else -1


def step() -> None:
    """Die here if this is the step."""
    global STEPS_LEFT  # noqa: PLW0603 - the one counter of a program that is about to die
    if STEPS_LEFT == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    STEPS_LEFT -= 1


def stepped(function: Callable[..., Any]) -> Callable[..., Any]:
    def around(*given: Any, **named: Any) -> Any:
        step()
        result = function(*given, **named)
        step()
        return result

    return around


def stepped_async(function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def around(*given: Any, **named: Any) -> Any:
        step()
        result = await function(*given, **named)
        step()
        return result

    return around


def main() -> None:
    """Do one pass, with a chance to die at every step."""
    publishing.plan = stepped(publishing.plan)
    delivering.lease = stepped(delivering.lease)
    delivering.record = stepped(delivering.record)
    Connection.begin = stepped_async(Connection.begin)  # type: ignore[method-assign]
    Connection.finish = stepped_async(Connection.finish)  # type: ignore[method-assign]
    store = open_store(sys.argv[1])
    readers = [a_subscriber(address, interests=interests(topic="papers")) for address in sys.argv[4:]]
    publish(store, a_newsroom(), readers, now=NOON)
    asyncio.run(deliver(store, a_dispatch(int(sys.argv[2]), connections=1, holder="killed")))
    store.close()


if __name__ == "__main__":
    main()
