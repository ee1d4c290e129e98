"""Where papers come from: one polite client, one module per source, one protocol for all.

Adding a source is one module with a class that has `name` and `fetch`, and a line in `build`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from digest.errors import ConfigError
from digest.sources.batch import Batch, Source, SourceProblem
from digest.sources.client import Client
from digest.sources.huggingface import HuggingFace
from digest.sources.page import Page
from digest.sources.recorded import Recorded

__all__ = ["Batch", "Source", "SourceProblem", "Spec", "build"]


class Spec(Protocol):
    """What the configuration says of a source."""

    @property
    def kind(self) -> str:
        """Return "huggingface" or "page"."""

    @property
    def path(self) -> Path | None:
        """Return the file or directory to read; None is live."""


def build(spec: Spec, *, client: Client) -> Source:
    """Return the source that a configuration asks for; raises ConfigError when there is none such."""
    match spec.kind, spec.path:
        case "huggingface", None:
            return HuggingFace(client)
        case "huggingface", Path() as path:
            return Recorded(path)
        case "page", Path() as path:
            return Page(path)
        case kind, path:
            raise ConfigError(
                f"found source {kind!r} with path {path}, wanted huggingface or page with a file"
            )
