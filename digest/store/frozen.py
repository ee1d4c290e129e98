"""The part of a digest that is its own: what the ledger keeps beside the masthead and the picks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """The personal fields of a Digest, under the same names."""

    email: str
    name: str
    date: datetime
    message_id: str
    unsubscribe: str
    cadence: str
    considered: int = 0
    verdict: Verdict = Verdict.ORDINARY
    notices: tuple[str, ...] = ()
