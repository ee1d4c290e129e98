"""Who holds a lease: this process by name, and whether another one is still at work."""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import suppress

_TOKEN = secrets.token_hex(4)


def holder() -> str:
    """Name this process in the ledger's leases."""
    return f"{socket.gethostname()}/{os.getpid()}/{_TOKEN}"


def alive(name: str) -> bool:
    """Tell whether the holder of a lease may still be at work.

    Only a process of this machine can be known to be dead. A wrong answer costs nothing: a lease's
    epoch guards its row whatever is believed of its holder.
    """
    host, _, rest = name.partition("/")
    pid, _, token = rest.partition("/")
    if host != socket.gethostname() or not pid.isdigit():
        return True
    if int(pid) == os.getpid():
        return token == _TOKEN
    with suppress(PermissionError):
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return False
    return True
