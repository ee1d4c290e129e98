"""What steers a digest in the file steers the mail: its sections, from the config's keys to the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from make import NOON, TODAY, a_listing
from ready import a_newsroom

from digest.config.loading import interpret
from digest.identify import identified
from digest.model import Digest, Section, Subscriber
from digest.publish.drafting import Newsroom
from digest.publish.planning import Published, preview, publish
from digest.render import Renderer
from digest.store import Store, open_store
from digest.store.outbox import frozen, rows
from digest.store.papers import upsert

OWN, OUTSIDE, TRENDING = Section.FOR_YOU, Section.OUTSIDE, Section.TRENDING

# As a reader of diffusion sees them: three that fit, and three that others voted for.
UPVOTES = {
    "Diffusion for proteins": 1,
    "Diffusion for weather": 2,
    "Diffusion for music": 3,
    "Sorting networks": 90,
    "Garbage collection": 80,
    "Compiler fuzzing": 70,
}


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[Store]:
    """Return a store with those papers."""
    store = open_store(str(tmp_path / "paper-round.db"))
    listings = [
        a_listing(title, ids=(f"doi:10.1000/{place}",), abstract=title, upvotes=upvotes)
        for place, (title, upvotes) in enumerate(UPVOTES.items())
    ]
    batch = [identified(one, day=TODAY) for one in listings]
    upsert(store, batch, source="huggingface", now=NOON, watermark=TODAY)
    yield store
    store.close()


def steered(**keys: str) -> tuple[Newsroom, Subscriber]:
    """Return the newsroom and the one subscriber of a file with these keys of a subscriber, and trending."""
    lines = "".join(f"    {key}: {value}\n" for key, value in keys.items() if key != "trending")
    text = (
        f"newsletter:\n  from: digest@example.org\n  trending: {keys.get('trending', 0)}\n"
        f"subscribers:\n  - email: ada@example.org\n    interests: [diffusion]\n{lines}"
    )
    config = interpret(text, path=Path("subscribers.yaml"), local_zone="UTC", environ={})
    assert config.problems == ()
    return replace(a_newsroom(), trending=config.newsletter.trending), config.subscribers[0]


def outline(digest: Digest) -> list[tuple[int, Section, str]]:
    return [(entry.number, entry.section, entry.card.title) for entry in digest.entries]


def planned(published: Published) -> Digest:
    (digest,) = published.planned
    return digest


def test_trending_papers_come_on_top_and_the_one_from_outside_is_one_of_the_readers(stocked: Store) -> None:
    """Three papers asked for are two that fit and one that does not; what trends repeats none of them."""
    newsroom, ada = steered(papers="3", outside="true", trending="2")
    digest = planned(publish(stocked, newsroom, [ada], now=NOON))
    sections = [section for _, section, _ in outline(digest)]
    assert sections == [OWN, OWN, OUTSIDE, TRENDING, TRENDING]
    titles = [title for _, _, title in outline(digest)]
    assert all(title.startswith("Diffusion") for title in titles[:2])
    assert titles[2:] == ["Sorting networks", "Garbage collection", "Compiler fuzzing"]
    assert [entry.number for entry in digest.entries] == [1, 2, 3, 4, 5]


def test_the_ledger_keeps_sections_and_the_kind_of_day(stocked: Store) -> None:
    """What is sent tomorrow is the mail that was planned, to the byte."""
    newsroom, ada = steered(papers="2", outside="true", trending="1")
    shown = preview(stocked, newsroom, ada, now=NOON)
    digest = planned(publish(stocked, newsroom, [ada], now=NOON))
    kept = frozen(stocked, rows(stocked)[0].delivery)
    assert kept == digest == shown
    renderer = Renderer()
    assert renderer.message(kept) == renderer.message(shown)


def test_a_trending_paper_was_had(stocked: Store) -> None:
    """No paper comes twice, in whichever section it came."""
    newsroom, ada = steered(papers="3", trending="3")
    first = planned(publish(stocked, newsroom, [ada], now=NOON))
    assert len(first.entries) == 6
    later = publish(stocked, newsroom, [ada], now=NOON + timedelta(days=1))
    assert later.planned == ()


def test_without_the_keys_a_digest_has_one_section(stocked: Store) -> None:
    """Both are off unless asked for."""
    newsroom, ada = steered()
    digest = planned(publish(stocked, newsroom, [ada], now=NOON))
    assert {entry.section for entry in digest.entries} == {OWN}
