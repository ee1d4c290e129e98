"""What the studio asks of whatever holds the mails: those that would be sent, or those that were."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from digest.errors import DigestError
from digest.preview.mails import Mail
from digest.preview.trouble import Trouble


class NoSuchMailError(DigestError):
    """A mail was asked for that there is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which mail the page wants to see; what is empty is left to the desk."""

    reader: str = ""  # a subscriber's address
    day: date | None = None  # None: now
    theme: str = ""  # empty: the reader's
    language: str = ""  # empty: the reader's
    mail: str = ""  # of a delivered one: its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something to choose, and what people call it."""

    tag: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A subscriber to choose."""

    email: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A delivered mail to choose."""

    id: str
    to: str
    subject: str
    date: str  # as the mail says


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """All that the page lets choose, and whether a test mail can be sent."""

    mode: Literal["preview", "inbox"]
    note: str = ""
    subscribers: tuple[Person, ...] = ()
    dates: tuple[date, ...] = ()  # days with papers, newest first
    themes: tuple[str, ...] = ()
    languages: tuple[Named, ...] = ()
    mails: tuple[Delivered, ...] = ()  # newest first
    can_send: bool = False
    why_not_send: str = ""
    smtp: str = ""  # as the subscribers' file says it, without a password
    send_to: str = ""  # whom a test mail is offered to


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A mail, and what is known of it besides."""

    mail: Mail
    edition: str = ""
    language: str = ""
    theme: str = ""
    papers: int = 0
    notices: tuple[str, ...] = ()  # whole sentences: what is special about it


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What a desk shows depends on: single files, there or not, and folders with all that is in them."""

    files: frozenset[Path] = field(default_factory=frozenset)  # absolute
    folders: frozenset[Path] = field(default_factory=frozenset)  # absolute


def target(path: Path) -> Path:
    """Return what a path leads to by symbolic links; one that leads to itself stays as it is."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


class Desk(Protocol):
    """Where the mails are. It is asked from several threads at once; `touched` only from the loop's."""

    @property
    def mode(self) -> Literal["preview", "inbox"]:
        """Return which of the two pages it is for."""

    def begin(self) -> None:
        """Look at the store anew: a page was opened."""

    def choices(self, asked: Asked) -> Choices:
        """Return what there is to choose, for what is chosen already."""

    def mail(self, asked: Asked) -> Shown:
        """Return a mail; raises DigestError where it cannot be made, NoSuchMailError where there is none."""

    def why(self, asked: Asked, wishes: Mapping[str, object] | None) -> Mapping[str, object]:
        """Return how the papers of an edition rank, with other wishes if given; raises DigestError."""

    def save(self, asked: Asked, wishes: Mapping[str, object]) -> Mapping[str, object]:
        """Write wishes into the subscribers' file; raises DigestError."""

    async def send(self, asked: Asked, to: str) -> Mapping[str, object]:
        """Send a mail to an address as a test; raises DigestError."""

    def trouble(self, error: DigestError) -> Trouble:
        """Return an error with its place and the source around it."""

    def places(self) -> Places:
        """Return what to watch."""

    def touched(self, paths: Collection[Path]) -> tuple[str, ...]:
        """Take note that files changed; return what people call them."""
