"""From what the configuration says to a source."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from digest.errors import ConfigError
from digest.sources import Source, build
from digest.sources.client import Client
from digest.sources.huggingface import HuggingFace
from digest.sources.page import Page
from digest.sources.recorded import Recorded


@dataclass(frozen=True)
class Spec:
    kind: str
    path: Path | None = None


def built(spec: Spec) -> Source:
    async def once() -> Source:
        async with Client() as client:
            return build(spec, client=client)

    return asyncio.run(once())


def test_each_kind_has_its_source() -> None:
    """Live and recorded lists are one source to the store: the same sightings."""
    live, recorded, page = (
        built(Spec("huggingface")),
        built(Spec("huggingface", Path("x"))),
        built(Spec("page", Path("x.html"))),
    )
    assert (type(live), type(recorded), type(page)) == (HuggingFace, Recorded, Page)
    assert (live.name, recorded.name, page.name) == ("huggingface", "huggingface", "page:x")


@pytest.mark.parametrize("spec", [Spec("page"), Spec("gopher"), Spec("gopher", Path("x"))])
def test_an_unknown_kind_is_an_error_of_the_configuration(spec: Spec) -> None:
    """So that whoever wrote it mends it."""
    with pytest.raises(ConfigError, match=spec.kind):
        built(spec)
