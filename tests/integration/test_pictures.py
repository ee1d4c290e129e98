"""Pictures on their way: from a server or a folder into the store, and from there into digests."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from drawn import a_file, noise, read
from httpserver import HANG, LOOPBACK, answer, serving
from make import NOON, TODAY, a_listing, a_subscriber, interests
from ready import a_newsroom

from digest.app import App, load_config, open_app
from digest.demo import SAMPLE
from digest.errors import SourceError, StoreError
from digest.identify import identified
from digest.illustrate import HOPELESS, RETRIES, Illustrated, illustrate
from digest.model import Digest, Images, Listing
from digest.publish.planning import preview, publish
from digest.sources.client import Client, Patience
from digest.sources.pictures import MOST_BYTES, Pictures, Wanted
from digest.store import Store, open_store
from digest.store.outbox import Claim, frozen, lease
from digest.store.papers import upsert
from digest.store.pictures import illustrated

HASTY = Patience(read_s=5, whole_s=5, attempts=1, most_bytes=MOST_BYTES)
ADA = a_subscriber(interests=interests(topic="papers"))
DAY = timedelta(days=1)
GOOD = answer(a_file())


def good(_target: str) -> bytes:
    return GOOD


def listed(number: int, url: str = "", **changes: object) -> Listing:
    return a_listing(f"Paper {number}", ids=(f"arxiv:2603.{number:05d}",), image_url=url, **changes)


def stock(store: Store, *listings: Listing, now=NOON, source: str = "huggingface") -> None:
    items = [identified(replace(one, source=source), day=TODAY) for one in listings]
    upsert(store, items, source=source, now=now, watermark=TODAY)


def run(store: Store, *, now=NOON, **more) -> Illustrated:
    """Illustrate over HTTP, as a pass does."""

    async def once() -> Illustrated:
        async with Client(patience=HASTY, private_hosts=LOOPBACK) as client:
            return await illustrate(store, Pictures(client, [("huggingface", None)]), now=now, **more)

    return asyncio.run(once())


def state(store: Store, url: str) -> tuple[int, str]:
    found = illustrated(store, [url])
    return (found[url].tries, found[url].error) if found else (0, "")


def previewed(store: Store, images: Images, *, papers: int = 10) -> Digest:
    room = a_newsroom()
    room = replace(room, masthead=replace(room.masthead, images=images))
    return preview(store, room, replace(ADA, papers=papers), now=NOON)


def test_each_address_is_fetched_once_whoever_lists_it_and_however_often_a_pass_comes(store: Store) -> None:
    """What is kept is not asked for again."""
    with serving(good) as server:
        stock(store, listed(1, f"{server.url}/a.png"), listed(2, f"{server.url}/a.png"), listed(3))
        assert run(store) == Illustrated(made=1)
        assert run(store, now=NOON + DAY) == Illustrated()
    assert server.targets == ["/a.png"]
    assert "image/png" in server.heads[0]


def test_the_newest_and_most_upvoted_come_first_and_a_pass_takes_so_many(store: Store) -> None:
    """The rest waits for the next pass."""
    with serving(good) as server:
        old, few, many = (
            listed(1, f"{server.url}/old", listed_on=TODAY - DAY, upvotes=90),
            listed(2, f"{server.url}/few", upvotes=1),
            listed(3, f"{server.url}/many", upvotes=9),
        )
        stock(store, old, few, many)
        assert run(store, most=2) == Illustrated(made=2, left=1)
        assert run(store) == Illustrated(made=1)
    assert server.targets == ["/many", "/few", "/old"]


def test_papers_of_long_ago_get_no_picture(store: Store) -> None:
    """No digest shows them any more; a first back-fill does not fetch a year of pictures."""
    with serving(good) as server:
        stock(store, listed(1, f"{server.url}/old", listed_on=TODAY - 15 * DAY))
        assert run(store) == Illustrated()
    assert server.targets == []


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (answer(status="404 Not Found"), "answered 404"),
        (answer("<html></html>", Content_Type="image/png"), "found none in 13 bytes, wanted a JPEG"),
        (answer(a_file(noise(400, 300))[:3000]), "cannot be decoded"),
        (answer(b"\x89PNG" + bytes(MOST_BYTES)), "found more than 8,388,608 bytes"),
        (answer(status="302 Found", Location="http://192.168.0.1/x.png"), "wanted a public one"),
        (answer(status="302 Found", Location="file:///etc/passwd"), "wanted a web address"),
    ],
    ids=["gone", "page", "broken off", "endless", "to a neighbour", "to a file"],
)
def test_a_picture_that_cannot_be_had_is_noted_and_stops_nothing(
    store: Store, bad: bytes, reason: str
) -> None:
    """The next picture is fetched, and the digest is made without this one."""

    def reply(target: str) -> bytes:
        return bad if target == "/bad" else GOOD

    with serving(reply) as server:
        stock(store, listed(1, f"{server.url}/bad", upvotes=9), listed(2, f"{server.url}/good"))
        assert run(store) == Illustrated(made=1, failed=1)
        tries, error = state(store, f"{server.url}/bad")
    assert tries == 1
    assert reason in error
    assert len(previewed(store, Images.LEAD).entries) == 2


def test_a_failure_is_tried_again_on_later_days_and_then_never(store: Store) -> None:
    """A server that was down yesterday may be up; one that never has it is left alone."""
    with serving(lambda _: answer(status="404 Not Found")) as server:
        url = f"{server.url}/x.png"
        stock(store, *(listed(1, url, listed_on=TODAY + n * DAY) for n in range(8)))
        for n in range(8):
            run(store, now=NOON + n * DAY)
            run(store, now=NOON + n * DAY + timedelta(hours=1))
    assert len(server.targets) == 1 + RETRIES
    assert state(store, url)[0] == 1 + RETRIES


def test_a_host_that_fails_again_and_again_is_left_alone_for_this_pass(store: Store) -> None:
    """Digests do not wait for sixty refusals."""
    with serving(lambda _: answer(status="403 Forbidden")) as server:
        stock(store, *(listed(n, f"{server.url}/{n}", upvotes=90 - n) for n in range(1, 9)))
        assert run(store) == Illustrated(failed=HOPELESS, left=8 - HOPELESS)
    assert len(server.targets) == HOPELESS


def test_a_pass_waits_only_so_long(store: Store) -> None:
    """What was cut short counts for nothing, and is fetched the next time."""
    with serving(lambda _: b"HTTP/1.1 200 OK\r\n" + HANG) as server:
        stock(store, listed(1, f"{server.url}/slow"))
        assert run(store, patience=timedelta(seconds=0.2)) == Illustrated(left=1)
        assert state(store, f"{server.url}/slow") == (0, "")


def test_a_picture_that_takes_too_long_is_a_failure_and_the_next_is_fetched(store: Store) -> None:
    """Else it would be first in line at every pass, and no other would ever be fetched."""
    with serving(lambda target: GOOD if target == "/b" else b"HTTP/1.1 200 OK\r\n" + HANG) as server:
        stock(store, listed(1, f"{server.url}/a", upvotes=9), listed(2, f"{server.url}/b"))
        assert run(store, each=timedelta(seconds=0.5)) == Illustrated(made=1, failed=1)
        assert state(store, f"{server.url}/a") == (1, f"{server.url}/a: no picture within 0.5 s")


def test_a_store_that_cannot_be_written_stops_no_pass(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told."""

    class Broken:
        def has(self, wanted: Wanted) -> bool:
            raise StoreError(f"no room for {wanted.url}")

        async def get(self, wanted: Wanted) -> bytes:
            raise SourceError(wanted.url)

    store = open_store(str(tmp_path / "x.db"))
    stock(store, listed(1, "https://example.org/a.png"))
    done = asyncio.run(illustrate(store, Broken(), now=NOON))
    store.close()
    assert done.error == "no room for https://example.org/a.png"
    assert any("no room" in record.message for record in caplog.records if record.levelno == logging.ERROR)


def test_no_other_site_is_asked_for_what_only_files_list(store: Store, tmp_path: Path) -> None:
    """Recorded papers stay offline, whatever address stands in them; their pictures lie beside them."""
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "2603.00002.png").write_bytes(a_file())

    async def once() -> Illustrated:
        async with Client(patience=HASTY, private_hosts=LOOPBACK) as client:
            fetch = Pictures(client, [("huggingface", tmp_path), ("arxiv", None)])
            return await illustrate(store, fetch, now=NOON)

    with serving(good) as server:
        stock(store, *(listed(n, f"{server.url}/{n}") for n in (1, 2, 3)))
        stock(store, listed(3, f"{server.url}/3"), source="arxiv")
        assert asyncio.run(once()) == Illustrated(made=2)
        assert state(store, f"{server.url}/1") == (0, "")
    assert server.targets == ["/3"]


@pytest.mark.parametrize(
    ("images", "wide", "small"),
    [(Images.NONE, 0, 0), (Images.REMOTE, 0, 0), (Images.LEAD, 1, 0), (Images.EMBEDDED, 1, 2)],
)
def test_a_digest_carries_the_pictures_that_its_newsletter_wants(
    store: Store, images: Images, wide: int, small: int
) -> None:
    """The lead story's is wide, the others' are small, and their bytes go along: those and no others."""
    with serving(good) as server:
        stock(store, *(listed(n, f"{server.url}/a.png") for n in (1, 2, 3)), listed(4))
        run(store)
    digest = previewed(store, images)
    pictures = [entry.card.picture for entry in digest.entries]
    assert [one.width for one in pictures if one is not None] == [800] * wide + [240] * small
    assert set(digest.pictures) == {one.hash for one in pictures if one is not None}
    assert all(read(data).format == "JPEG" for data in digest.pictures.values())
    assert (pictures[0] is not None) == bool(wide)


def test_a_planned_digest_is_leased_with_the_pictures_of_its_preview(store: Store) -> None:
    """Frozen once: the same row, the same picture, at every try."""
    with serving(good) as server:
        stock(store, listed(1, f"{server.url}/a.png"))
        run(store)
    (planned,) = publish(store, a_newsroom(), [ADA], now=NOON).planned
    (held,) = lease(store, Claim(holder="a", now=NOON, until=NOON + DAY), after=0, limit=1)
    assert held.digest == planned
    assert held.digest.pictures == previewed(store, Images.LEAD).pictures
    assert len(held.digest.pictures) == 1
    again = frozen(store, held.delivery)
    assert again is not None
    assert again.pictures == held.digest.pictures


def an_app(folder: Path, images: str, *, source: str) -> App:
    (folder / "subscribers.yaml").write_text(
        f"newsletter:\n  from: digest@example.org\n  timezone: UTC\n  images: {images}\n"
        f"  sources: [{source}]\n  private_hosts: [127.0.0.1]\n"
        "subscribers:\n  - {email: ada@example.org, interests: [sparse attention for long contexts]}\n"
    )
    return open_app(load_config(folder / "subscribers.yaml", {}), clock=lambda: NOON)


@pytest.mark.parametrize(("images", "asked"), [("none", 0), ("remote", 0), ("lead", 1), ("embedded", 1)])
def test_nothing_is_fetched_for_mails_that_carry_no_pictures(tmp_path: Path, images: str, asked: int) -> None:
    """Whoever wants none has no traffic for it."""
    with serving(good) as server:
        app = an_app(tmp_path, images, source="huggingface")
        stock(app.store, listed(1, f"{server.url}/a.png"))
        done = asyncio.run(app.illustrate())
        app.close()
    assert len(server.targets) == asked
    assert (done is None) == (not asked)


def test_the_sample_brings_its_own_pictures(tmp_path: Path) -> None:
    """Offline: what leads the demonstration's digests is illustrated, every drawing can be used."""
    app = an_app(tmp_path, "lead", source=f"{{huggingface: {SAMPLE}}}")
    asyncio.run(app.ingest())
    done = asyncio.run(app.illustrate())
    digest = app.preview(app.config.subscribers[0])
    app.close()
    drawings = list((SAMPLE / "pictures").glob("*.png"))
    assert done == Illustrated(made=len(drawings))
    assert max(file.stat().st_size for file in drawings) <= 40_000
    assert {read(file.read_bytes()).size for file in drawings} == {(1040, 585)}
    lead = digest.entries[0].card.picture
    assert lead is not None
    assert (lead.width, list(digest.pictures)) == (1040, [lead.hash])


KILLED = """
import asyncio, os, signal, sys
from make import NOON
from digest import illustrate as module
from digest.sources.client import Client
from digest.sources.pictures import Pictures
from digest.store import open_store

left, keep = int(sys.argv[2]), module.keep

def stepped(*given, **named):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    keep(*given, **named)
    left -= 1

module.keep = stepped

async def main():
    async with Client(private_hosts=["127.0.0.1"]) as client:
        await module.illustrate(open_store(sys.argv[1]), Pictures(client, [("huggingface", None)]), now=NOON)

asyncio.run(main())
"""


def test_a_kill_costs_the_picture_in_hand_and_no_other(tmp_path: Path) -> None:
    """Each is kept as soon as it is there."""
    place = str(tmp_path / "x.db")
    store = open_store(place)
    with serving(good) as server:
        stock(store, *(listed(n, f"{server.url}/{n}", upvotes=9 - n) for n in (1, 2, 3)))
        program = [sys.executable, "-c", KILLED, place, "1"]
        ended = subprocess.run(program, env={"PYTHONPATH": "tests:."}, check=False)  # noqa: S603
        assert ended.returncode == -9
        assert run(store) == Illustrated(made=2)
    store.close()
    assert server.targets == ["/1", "/2", "/2", "/3"]
