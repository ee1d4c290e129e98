"""What subscribers.yaml says, as frozen nouns: the newsletter, its sources, its mail server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from digest.config.document import Place, Steps
from digest.config.problems import Problem
from digest.language import Languages
from digest.model import Images, Interest, Subscriber

PLUGINS = "paper_round.sources"  # the entry point group of sources that other packages bring
# The kinds of source whose papers may carry categories.
GIVE_CATEGORIES: frozenset[str] = frozenset(["arxiv", "biorxiv", "medrxiv", "feed", "jsonl", "plugin"])


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """A place papers come from: live without a path, else recorded or saved files."""

    kind: str  # the key that names it in the file
    path: Path | None = None  # absolute, and there when the file was read
    url: str = ""  # of a feed
    form: str = ""  # of Hugging Face's list: "trending", "week" or "month"; empty is daily
    categories: tuple[str, ...] = ()  # the only ones wanted; empty is all of them
    plugin: str = ""  # the name it was installed under
    options: Mapping[str, object] = field(default_factory=dict, hash=False)  # a plugin's own

    def __str__(self) -> str:
        named = (self.kind, self.plugin, self.form, self.path or "", self.url, ", ".join(self.categories))
        return " ".join(str(one) for one in named if one)


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
    operator: str = ""  # an address; empty: nobody is mailed of what goes wrong
    zone: str  # IANA name; of every cadence that names none
    intro: str = ""  # Markdown, not yet sanitised
    language: str = "en"  # the tag of one there is
    theme: str = "default"  # the name of one there is
    trending: int = 0  # papers that most readers voted for, on top of everybody's own
    images: Images = Images.LEAD  # which pictures of papers go along
    sources: tuple[SourceSpec, ...] = (SourceSpec(kind="huggingface"),)
    private_hosts: tuple[str, ...] = ()  # as URLs name them: where sources may be though it is not public
    embeddings: EmbeddingSpec = EmbeddingSpec()
    smtp: SmtpSpec | None = None
    public_url: str = ""  # without a slash at the end
    store: str = field(repr=False)  # an absolute path or a postgresql:// URL, which may hold a password
    templates: Path | None = None  # a folder whose templates replace ours by name
    languages: Languages = field(default_factory=lambda: Languages(()), repr=False, compare=False)


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
