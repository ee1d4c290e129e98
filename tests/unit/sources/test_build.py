"""From what the configuration says to a source."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from digest.config import SourceSpec
from digest.errors import ConfigError
from digest.sources import Source, build
from digest.sources.client import Client
from digest.sources.huggingface import HuggingFace
from digest.sources.page import Page
from digest.sources.recorded import Recorded


def built(spec: SourceSpec) -> Source:
    async def once() -> Source:
        async with Client() as client:
            return build(spec, client=client)

    return asyncio.run(once())


def test_live_and_recorded_lists_are_one_source_to_the_store() -> None:
    """The same sightings, under one name."""
    live, recorded, page = (
        built(SourceSpec(kind="huggingface")),
        built(SourceSpec(kind="huggingface", path=Path("x"))),
        built(SourceSpec(kind="page", path=Path("x.html"))),
    )
    assert (type(live), type(recorded), type(page)) == (HuggingFace, Recorded, Page)
    assert (live.name, recorded.name, page.name) == ("huggingface", "huggingface", "page:x")


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        (SourceSpec(kind="huggingface", form="trending"), "huggingface:trending"),
        (SourceSpec(kind="huggingface", form="week"), "huggingface:week"),
        (SourceSpec(kind="huggingface", form="month"), "huggingface:month"),
        (SourceSpec(kind="arxiv", categories=("cs.CL", "hep-th")), "arxiv"),
        (SourceSpec(kind="feed", url="https://example.org/rss"), "feed:https://example.org/rss"),
        (SourceSpec(kind="jsonl", path=Path("x.jsonl")), "jsonl:x"),
        (SourceSpec(kind="biorxiv"), "biorxiv"),
        (SourceSpec(kind="medrxiv", categories=("oncology", "nursing")), "medrxiv:nursing,oncology"),
        (SourceSpec(kind="plugin", plugin="gone"), "plugin:gone"),
    ],
)
def test_every_kind_keeps_its_sightings_under_a_name_of_its_own(spec: SourceSpec, name: str) -> None:
    """It is stable: a watermark is found by it."""
    assert built(spec).name == name


@pytest.mark.parametrize(
    "spec",
    [
        SourceSpec(kind="page"),
        SourceSpec(kind="jsonl"),
        SourceSpec(kind="feed"),
        SourceSpec(kind="gopher"),
        SourceSpec(kind="gopher", path=Path("x")),
    ],
)
def test_an_unknown_kind_is_an_error_of_the_configuration(spec: SourceSpec) -> None:
    """So that whoever wrote it mends it."""
    with pytest.raises(ConfigError, match=spec.kind):
        built(spec)


def test_an_unknown_form_of_a_list_is_an_error_of_the_configuration() -> None:
    """So that whoever wrote it mends it."""
    with pytest.raises(ConfigError, match="yearly"):
        built(SourceSpec(kind="huggingface", form="yearly"))
