"""What subscribers.yaml says, as frozen nouns: the newsletter, its sources, its mail server."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from digest.config.document import Place, Steps
from digest.config.problems import Problem
from digest.model import Interest, Subscriber

GIVE_CATEGORIES: frozenset[str] = (
    frozenset()
)  # kinds of source whose papers carry arXiv's categories: none yet


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """A place papers come from: live without a path, else recorded or saved files."""

    kind: Literal["huggingface", "page"]
    path: Path | None = None  # absolute, and there when the file was read

    def __str__(self) -> str:
        return self.kind if self.path is None else f"{self.kind} {self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSpec:
    """The mail server that takes our messages; its security is never lowered."""

    security: Literal["plain", "starttls", "tls"]
    host: str  # a name in ASCII or an IP address, without brackets
    port: int
    user: str = ""  # empty: no AUTH
    password: str = field(default="", repr=False)  # from the environment, never from the file

    def __str__(self) -> str:
        scheme = {"plain": "smtp", "starttls": "smtp+starttls", "tls": "smtps"}[self.security]
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        return f"{scheme}://{user}{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


EmbeddingKind = Literal["automatic", "none", "minilm", "fastembed", "sentence-transformers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingSpec:
    """The model that compares texts by their meaning, beside their words."""

    kind: EmbeddingKind = "automatic"  # the bundled one where it is installed, else none
    model: str = ""  # what its library calls it, as in "BAAI/bge-small-en-v1.5"

    def __str__(self) -> str:
        return f"{self.kind}:{self.model}" if self.model else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter:
    """What is the same for all subscribers."""

    title: str = "Paper Round"
    sender: str  # an RFC 5322 mailbox: "Paper Round <digest@example.org>"
    reply_to: str = ""  # a mailbox, too
    postal_address: str = ""  # may have several lines
    zone: str  # IANA name; of every cadence that names none
    intro: str = ""  # Markdown, not yet sanitised
    trending: int = 0  # papers that most readers voted for, on top of everybody's own
    sources: tuple[SourceSpec, ...] = (SourceSpec(kind="huggingface"),)
    embeddings: EmbeddingSpec = EmbeddingSpec()
    smtp: SmtpSpec | None = None
    public_url: str = ""  # without a slash at the end
    store: str = field(repr=False)  # an absolute path or a postgresql:// URL, which may hold a password
    templates: Path | None = None  # a folder whose templates replace ours by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An interest where the file names it: what `defaults` give stands there once, whoever has it."""

    interest: Interest
    never: bool  # whether it is what is never wanted
    steps: Steps  # the way to it: ("subscribers", 2, "interests", 0)
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A file that can be used, and what is wrong with it all the same."""

    path: Path
    newsletter: Newsletter
    subscribers: tuple[Subscriber, ...]  # those without an error, in the file's order
    libraries: tuple[Path, ...] = ()  # absolute: the files of references it names, there or not
    problems: tuple[Problem, ...] = ()  # errors are of subscribers that were left out
    written: tuple[Written, ...] = field(default=(), repr=False, compare=False)  # in the file's order
