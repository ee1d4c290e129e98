"""From the subscribers' file to the bytes on the wire: how an installation asks its sources."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpserver import answer, serving
from make import NOON

from digest.app import load_config, open_app, system_clock
from digest.ingest import Ingested
from digest.store import open_store
from digest.store.turns import Turns

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Lab</title>
<item><title>One</title><link>https://example.org/1</link></item></channel></rss>"""
LAB = answer(FEED, ETag='"1"', Content_Type="application/rss+xml")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return tmp_path


def ingested(folder: Path, *newsletter: str) -> Ingested:
    """Return what came of one ingest, by an application that is opened and closed for it."""
    lines = ["newsletter:", "  from: digest@example.org", *(f"  {line}" for line in newsletter)]
    path = folder / "subscribers.yaml"
    path.write_text("\n".join([*lines, "subscribers:", "  - {email: ada@example.org}", ""]))
    app = open_app(load_config(path, {}), clock=lambda: NOON)
    try:
        (result,) = asyncio.run(app.ingest())
    finally:
        app.close()
    return result


def test_a_feed_is_asked_for_again_only_when_it_changed(folder: Path) -> None:
    """What the server called it is remembered by the store, from one process to the next."""
    replies = [LAB, answer(status="304 Not Modified")]
    with serving(lambda _: replies.pop(0)) as server:
        lines = ("private_hosts: [127.0.0.1]", f'sources: [{{feed: "{server.url}/rss.xml"}}]')
        first, second = ingested(folder, *lines), ingested(folder, *lines)
    assert (first.new, first.error) == (1, "")
    assert (second.read, second.error) == (0, "")
    assert 'if-none-match: "1"' in server.heads[1].lower()


def test_a_feed_inside_the_network_is_refused_unless_it_is_named(folder: Path) -> None:
    """The refusal names the key that allows it."""
    with serving(lambda _: LAB) as server:
        result = ingested(folder, f'sources: [{{feed: "{server.url}/rss.xml"}}]')
    assert server.heads == []
    assert "newsletter.private_hosts" in result.error


def test_a_public_host_is_asked_in_turn(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The turn that was given back is in the store, where every process finds its pause."""
    with serving(lambda _: LAB) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        result = ingested(folder, 'sources: [{feed: "http://papers.example.org/rss.xml"}]')
    assert result.error == ""
    store = open_store(str(folder / "paper-round.db"))
    before = system_clock() - timedelta(minutes=5)  # nobody may ask then: the pause ends later
    wait = Turns(store, clock=lambda: before).take("papers.example.org", holder="x", most=timedelta(1))
    store.close()
    assert timedelta(minutes=4) < wait < timedelta(minutes=6)
