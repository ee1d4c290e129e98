"""Feeds over HTTP: what is read of them, what is refused, and how long any of them may take."""

from __future__ import annotations

import asyncio
import tarfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from httpserver import LOOPBACK, Server, answer, serving

import digest.sources.feed
from digest.errors import SourceError
from digest.model import Listing, Validator
from digest.sources import Batch
from digest.sources.client import Client, Patience
from digest.sources.entry import read_entry
from digest.sources.feed import Feed
from digest.sources.feedreader import extract, text_of
from digest.sources.fields import Fields

TODAY = date(2026, 3, 31)
ABSTRACT = "We made this abstract up, and no experiment was needed to find that it says what it has to say."
HASTY = Patience(read_s=5, whole_s=5, attempts=1)


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


class Kept:
    """Remembers one validator."""

    def __init__(self, validator: Validator | None = None) -> None:
        self.validator = validator

    def of(self, url: str) -> Validator | None:
        return self.validator if self.validator and self.validator.url == url else None


def fetch(server: Server, kept: Kept | None = None) -> Batch:
    async def once() -> Batch:
        async with Client(patience=HASTY, private_hosts=LOOPBACK) as client:
            feed = Feed(client, f"{server.url}/lab/feed.xml", validators=kept)
            (batch,) = [batch async for batch in feed.fetch(None, today=TODAY)]
            return batch

    return asyncio.run(once())


def read(body: str | bytes, **headers: str) -> Batch:
    with serving(lambda _: answer(body, **headers)) as server:
        return fetch(server)


def rss(*items: str, head: str = "") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"><channel><title>Lab</title>'
        f"{inner}</channel></rss>"
    )


def one(item: str) -> Listing:
    (listing,) = read(rss(item)).listings
    return listing


def test_an_entry_becomes_a_listing() -> None:
    """Every field finds its place; texts lose their markup."""
    listing = one(
        "<title>H&lt;sub&gt;2&lt;/sub&gt;O &amp;amp; $\\alpha$</title>"
        f"<description>&lt;p&gt;{ABSTRACT}&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description>"
        "<link>/papers/1</link><pubDate>Mon, 30 Mar 2026 23:30:00 -0200</pubDate>"
        "<dc:creator>Ada Lovelace, Grace Hopper and Alan Turing</dc:creator>"
        "<prism:doi>10.1000/182</prism:doi>"
        "<category>cs.CL</category><category>News</category>"
    )
    facts = listing.facts
    assert (facts.title, facts.abstract) == ("H₂O & α", ABSTRACT)
    assert facts.authors == ("Ada Lovelace", "Grace Hopper", "Alan Turing")
    assert facts.url.startswith("http://127.0.0.1:")
    assert facts.url.endswith("/papers/1")
    assert listing.listed_on == facts.published_on == date(2026, 3, 31)
    assert (listing.ids, facts.categories) == (("doi:10.1000/182",), ("cs.CL",))
    assert listing.source.startswith("feed:http://127.0.0.1:")


@pytest.mark.parametrize(
    ("item", "ids"),
    [
        ("<link>https://arxiv.org/abs/2603.00001v2</link>", ("arxiv:2603.00001",)),
        ("<guid>oai:arXiv.org:2603.00001v1</guid>", ("arxiv:2603.00001",)),
        ("<dc:identifier>doi:10.1000/182</dc:identifier>", ("doi:10.1000/182",)),
        ("<link>https://www.biorxiv.org/content/10.1101/2026.03.01.123456v2?rss=1</link>",
         ("doi:10.1101/2026.03.01.123456",)),
        ("<link>https://dl.acm.org/doi/abs/10.1145/3442188.3445922</link>", ("doi:10.1145/3442188.3445922",)),
        ("<link>https://link.springer.com/article/10.1007/s1126-1</link>", ("doi:10.1007/s1126-1",)),
        ("<link>https://blog.example.org/10.1145/3442188</link>", ()),
        ("<link>https://example.org/</link><description>arxiv.org/abs/2603.00001</description>", ()),
        ("<link>https://arxiv.org/abs/2603.00001</link><prism:doi>10.1000/182</prism:doi>",
         ("arxiv:2603.00001", "doi:10.1000/182")),
    ],
)  # fmt: skip
def test_ids_come_from_links_and_fields_that_name_the_work(item: str, ids: tuple[str, ...]) -> None:
    """What a text merely mentions is not what it is about."""
    assert one(f"<title>T</title>{item}").ids == ids


@pytest.mark.parametrize(
    ("item", "day"),
    [
        ("<pubDate>Mon, 30 Mar 2026 10:00:00 GMT</pubDate>", date(2026, 3, 30)),
        ("<dc:date>2026-03-30T23:59:59-05:00</dc:date>", date(2026, 3, 31)),
        ("<pubDate>Mon, 30 Mar 2099 10:00:00 GMT</pubDate>", None),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None),
        ("<pubDate>soon</pubDate>", None),
        ("", None),
    ],
)
def test_the_day_is_that_of_publication_in_utc(item: str, day: date | None) -> None:
    """One that has not come, or cannot be, is none: the entry is listed once, on the day it is read."""
    assert one(f"<title>T</title>{item}").listed_on == day


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("Ada Lovelace; Grace Hopper", ("Ada Lovelace", "Grace Hopper")),
        ("Lovelace, Ada", ("Lovelace, Ada",)),
        ("Ada Lovelace and Grace Hopper", ("Ada Lovelace", "Grace Hopper")),
        ("Ada Lovelace, Grace Hopper, and Alan Turing", ("Ada Lovelace", "Grace Hopper", "Alan Turing")),
        ("ada@example.org", ()),
        ("Sandy and Sons", ("Sandy and Sons",)),
    ],
)
def test_several_names_in_one_text_are_told_apart(given: str, names: tuple[str, ...]) -> None:
    """A comma may also stand inside a name; an address is nobody's name."""
    assert one(f"<title>T</title><dc:creator>{given}</dc:creator>").facts.authors == names


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "https://ada:pw@example.org/"])
def test_a_link_that_is_no_web_address_is_left_out(link: str) -> None:
    """It would be put into mails."""
    assert one(f"<title>T</title><link>{link}</link>").facts.url == ""


def test_an_entry_without_a_title_is_reported() -> None:
    """With its place; the others are kept."""
    batch = read(rss("<title>A</title>", "<description>x</description>", "<title>B</title>"))
    assert [listing.facts.title for listing in batch.listings] == ["A", "B"]
    (problem,) = batch.problems
    assert str(problem).endswith("feed.xml: entry[1].title: found nothing to read, wanted a title")


def test_an_unchanged_feed_is_not_sent_again() -> None:
    """What the server calls it goes with the batch, and comes back as the question."""

    def reply(_: str) -> bytes:
        if "If-None-Match" in server.heads[-1]:
            return answer(status="304 Not Modified")
        return answer(rss("<title>A</title>"), ETag='"1"')

    with serving(reply) as server:
        first = fetch(server)
        (validator,) = first.validators
        again = fetch(server, Kept(validator))
    assert validator.etag == '"1"'
    assert again == Batch(validators=(validator,))


def test_a_feed_that_is_broken_off_is_asked_for_whole_again() -> None:
    """What could be read is kept, the reason is told, and no validator is: the rest may be missing."""
    batch = read(rss("<title>A</title>", "<title>B</title>").partition("</channel>")[0], ETag='"1"')
    assert [listing.facts.title for listing in batch.listings] == ["A", "B"]
    assert "broken XML" in str(batch.problems[0])
    assert batch.validators == ()


def test_an_empty_feed_is_a_quiet_day() -> None:
    """It is a feed all the same."""
    batch = read(rss(), ETag='"1"')
    assert (batch.listings, batch.problems, len(batch.validators)) == ((), (), 1)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("<!DOCTYPE html><html><body><p>Sign in</p></body></html>", "found a web page, wanted RSS or Atom"),
        ("", "found nothing, wanted an RSS or Atom feed"),
        ('{"items": []}', "found no feed, wanted RSS or Atom"),
        ("/etc/passwd", "found no feed, wanted RSS or Atom"),
        ("http://127.0.0.1/", "found no feed, wanted RSS or Atom"),
        (rss("<guid>1</guid>"), "none of 1 entries could be read"),
        (rss(head='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), "found declarations of entities"),
        (
            rss(head='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
            "found declarations of entities",
        ),
        (
            rss(head='<!DOCTYPE x [<!ENTITY a "b">]>').encode("utf-16"),
            "found declarations of entities",
        ),
    ],
)
def test_what_is_no_feed_is_an_error_that_says_what_came(body: str | bytes, error: str) -> None:
    """A body is never taken for a file or an address to open."""
    with pytest.raises(SourceError, match=error):
        read(body)


def test_a_feed_that_takes_too_long_to_read_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process is ended: an author of two million letters would take hours."""
    monkeypatch.setattr(digest.sources.feed, "LONGEST_S", 3.0)
    began = time.monotonic()
    with pytest.raises(SourceError, match="could not be read within 3 s"):
        read(rss(f"<title>T</title><author>{'a' * 2_000_000}</author>"))
    assert time.monotonic() - began < 10


def test_the_reader_is_given_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs what strangers send through a large library: it has nothing to tell."""
    monkeypatch.setenv("DIGEST_SMTP_PASSWORD", "secret")
    assert "DIGEST_SMTP_PASSWORD" not in digest.sources.feed.environment()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_feed_may_be_in_any_unicode(encoding: str) -> None:
    """Its mark says which, whatever else does or does not."""
    batch = read(rss("<title>Größe</title>").encode(encoding))
    assert [listing.facts.title for listing in batch.listings] == ["Größe"]


def test_html_of_any_depth_becomes_text() -> None:
    """Without recursion, scripts or glued words."""
    assert text_of("<div>" * 20_000 + "x") == "x"
    assert text_of("<p>a</p>b<br>c<style>d</style><ul><li>e<li>f</ul>") == "a b c e f"
    assert text_of("a < b & c") == "a < b & c"


def test_feedparsers_own_feeds_are_all_read(recorded: Path) -> None:
    """2,242 feeds, well-formed and not: 2,240 are read and two declare entities; none takes a second."""
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    with tarfile.open(recorded / "generic-feeds" / "feedparser-6.0.14-tests.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".xml") else None
            if file is None:
                continue
            began = time.process_time()
            found = extract(file.read(), address="https://example.org/feed.xml", content_type="")
            for number, entry in enumerate(found.get("entries", ())):
                listing = read_entry(Fields(f"{number}", entry, []), source="feed:x", today=TODAY)
                assert listing is None or "javascript:" not in listing.facts.url
            slowest = max(slowest, time.process_time() - began)
            outcomes["refused" if "refused" in found else "read"] += 1
    assert outcomes == {"read": 2_240, "refused": 2}
    assert slowest < 1


def test_the_feeds_of_laboratories_are_read_whole(recorded: Path) -> None:
    """Twelve of them: every item has a title, a web address and a day."""
    files = {path.name: path.read_bytes() for path in (recorded / "generic-feeds" / "turing").glob("*.xml")}
    counts = {}
    for name, body in files.items():
        found = extract(body, address=f"https://example.org/{name}", content_type="application/rss+xml")
        entries = [Fields(name, entry, []) for entry in found["entries"]]
        listings = [read_entry(entry, source="feed:x", today=date(2026, 12, 31)) for entry in entries]
        assert all(listing and listing.facts.title and listing.facts.url for listing in listings)
        counts[name] = (
            body.count(b"<item>"),
            len(listings),
            sum(one.listed_on is None for one in listings if one),
        )
    assert all(items == read_ for items, read_, _ in counts.values())
    assert sum(undated for *_, undated in counts.values()) == 0
    assert sum(items for items, *_ in counts.values()) == 723
