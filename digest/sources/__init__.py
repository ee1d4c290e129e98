"""Where papers come from: one polite client, one module per source, one protocol for all.

Adding a source is one module with a class that has `name` and `fetch`, and a line in `build`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from digest.errors import ConfigError
from digest.sources.arxiv import Arxiv
from digest.sources.batch import Batch, Source, SourceProblem, Unknown, Validators
from digest.sources.biorxiv import Biorxiv
from digest.sources.client import Client
from digest.sources.feed import Feed
from digest.sources.huggingface import live
from digest.sources.jsonl import Jsonl
from digest.sources.page import Page
from digest.sources.papers import read_papers
from digest.sources.plugins import Broken, plugged
from digest.sources.recorded import Recorded

__all__ = ["Batch", "Client", "Source", "SourceProblem", "Spec", "broken_plugins", "build", "read_papers"]


class Spec(Protocol):
    """What the configuration says of a source."""

    @property
    def kind(self) -> str:
        """Return the key that names it in the configuration."""

    @property
    def path(self) -> Path | None:
        """Return the file or directory to read; None is live."""

    @property
    def url(self) -> str:
        """Return the address of a feed."""

    @property
    def form(self) -> str:
        """Return the form of Hugging Face's list; empty is the daily one."""

    @property
    def categories(self) -> tuple[str, ...]:
        """Return the only categories that are wanted; empty is all of them."""

    @property
    def plugin(self) -> str:
        """Return the name of a plugin."""

    @property
    def options(self) -> Mapping[str, object]:
        """Return a plugin's own options."""


_UNKNOWN = Unknown()


def build(spec: Spec, *, client: Client, validators: Validators = _UNKNOWN) -> Source:
    """Return the source that a configuration asks for; raises ConfigError when there is none such.

    `validators` remembers what servers called the replies whose papers are stored.
    """
    source = _of_files(spec, validators) if spec.path else _of_web(spec, client, validators)
    if source is None:
        raise ConfigError(f"found source {spec.kind!r} with path {spec.path}, wanted a kind that is known")
    return source


def broken_plugins(specs: Iterable[Spec]) -> list[str]:
    """Return why plugins cannot be used, one text that names it for each that cannot; nothing is fetched."""
    client = Client()
    made = [build(spec, client=client) for spec in specs if spec.kind == "plugin"]
    return [source.reason for source in made if isinstance(source, Broken)]


def _of_files(spec: Spec, validators: Validators) -> Source | None:
    match spec.kind, spec.path:
        case "huggingface", Path() as path:
            return Recorded(path)
        case "page", Path() as path:
            return Page(path)
        case "jsonl", Path() as path:
            return Jsonl(path, validators=validators)
    return None


def _of_web(spec: Spec, client: Client, validators: Validators) -> Source | None:
    match spec.kind:
        case "huggingface":
            return live(client, form=spec.form)
        case "arxiv" if spec.categories:
            return Arxiv(client, spec.categories, validators=validators)
        case "feed" if spec.url:
            return Feed(client, spec.url, validators=validators)
        case "biorxiv" | "medrxiv" as server:
            return Biorxiv(client, server, subjects=spec.categories)
        case "plugin":
            return plugged(spec.plugin, spec.options, client=client)
    return None
