"""arXiv's announcement feeds, recorded and made up."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from announcing import a_feed, an_item
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SourceError
from digest.sources.arxiv.feed import MOST_ITEMS, Announcement, address, read_feed

TODAY = date(2026, 3, 31)
RSS = "arxiv_rss_cs.LG+cs.AI+cs.CL+stat.ML_2026-09-24.xml"
ATOM = "arxiv_atom_cs.AI_2025-08-20.xml"


def read(feed: str, *, today: date = TODAY) -> Announcement:
    return read_feed(feed.encode(), where="feed", today=today)


@pytest.mark.parametrize(("name", "day"), [(RSS, date(2026, 9, 24)), (ATOM, date(2025, 8, 20))])
def test_every_recorded_item_is_read(recorded: Path, name: str, day: date) -> None:
    """Ids, versions and announce types are as counted in the bytes, without a parser."""
    body = (recorded / "arxiv-feeds" / name).read_bytes()
    ids = re.findall(rb"<(?:guid[^>]*|id)>oai:arXiv\.org:([^<]*?)v(\d+)<", body)
    kinds = re.findall(rb"<arxiv:announce_type>([^<]*)<", body)
    found = read_feed(body, where=name, today=date(2026, 10, 1))
    assert [(one.ids[0], one.facts.version) for one in found.listings] == [
        (f"arxiv:{name.decode()}", int(version)) for name, version in ids
    ]
    assert [one.replaced for one in found.listings] == [kind.startswith(b"replace") for kind in kinds]
    assert {one.listed_on for one in found.listings} == {found.day} == {day}
    assert found.problems == ()
    assert found.items == len(kinds)


def test_the_recorded_facts_are_whole(recorded: Path) -> None:
    """Authors apart, the primary category first, the abstract without what stands before it."""
    body = (recorded / "arxiv-feeds" / RSS).read_bytes()
    new, _, cross, replaced = read_feed(body, where=RSS, today=date(2026, 10, 1)).listings
    assert cross.facts.authors == ("Pritam Dey", "Zhengwu Zhang", "David B. Dunson")
    assert cross.facts.categories == ("stat.ME", "stat.AP", "stat.ML")
    assert cross.ids == ("arxiv:2205.06398", "doi:10.1093/bioinformatics/btac431")
    assert not cross.replaced
    assert replaced.replaced
    assert all("Announce Type" not in one.facts.abstract for one in (new, cross, replaced))
    assert new.facts.abstract.startswith("Local learning trains")


def test_feeds_of_others_about_arxiv_are_read_as_far_as_they_go(recorded: Path) -> None:
    """They have ids, and neither days, nor kinds, nor versions: nothing is lost, all of that is told."""
    name = "cn-chat-arxiv_cs.LG_116KB_cjk.rss.xml"
    body = (recorded / "arxiv-feeds" / name).read_bytes()
    found = read_feed(body, where=name, today=TODAY)
    assert len(found.listings) == body.count(b"<item>") == 25
    assert found.day is None
    assert len(found.problems) == 26
    empty = (recorded / "arxiv-feeds" / "cn-chat-arxiv_cs.CL_empty.rss.xml").read_bytes()
    assert read_feed(empty, where="x", today=TODAY) == Announcement(
        day=None, listings=(), problems=(), items=0
    )


@pytest.mark.parametrize(
    ("kind", "replaced"),
    [("new", False), ("cross", False), ("replace", True), ("replace-cross", True), ("absonly", True)],
)
def test_announce_types_are_told_apart(kind: str, replaced: bool) -> None:  # noqa: FBT001 - a table's column
    """A replacement is not a new paper; a cross-list is one to who reads the other category."""
    (found,) = read(a_feed(TODAY, an_item(kind=kind))).listings
    assert found.replaced == replaced


def test_a_type_that_stands_only_in_the_summary_is_found() -> None:
    """As readers of feeds without arXiv's own fields see it."""
    feed = a_feed(TODAY, an_item(kind="replace-cross")).replace("arxiv:announce_type", "arxiv:other")
    assert read(feed).listings[0].replaced
    assert read(feed).problems == ()


def test_an_unknown_type_is_told_and_its_paper_offered() -> None:
    """A paper too many is better than one too few."""
    found = read(a_feed(TODAY, an_item(kind="resurrected")))
    assert not found.listings[0].replaced
    assert [str(one) for one in found.problems] == [
        "feed[0].announce_type: found the text 'resurrected', wanted new, cross, replace or replace-cross"
    ]


def test_a_paper_that_stands_twice_is_listed_once_and_new_if_it_is() -> None:
    """One item per category that was asked for is how feeds of several could be."""
    found = read(
        a_feed(TODAY, an_item(1, kind="replace"), an_item(1), an_item(1, kind="replace"), an_item(2))
    )
    assert [(one.ids, one.replaced) for one in found.listings] == [
        (("arxiv:2603.00001",), False),
        (("arxiv:2603.00002",), False),
    ]


@pytest.mark.parametrize(
    ("day", "offset"), [(date(2026, 3, 30), "-0400"), (date(2026, 2, 3), "-0500"), (date(2026, 2, 3), "EST")]
)
def test_the_day_is_the_one_of_the_east_coast(day: date, offset: str) -> None:
    """Midnight there, summer and winter; it is the day already everywhere east of it."""
    assert read(a_feed(day, an_item(), offset=offset)).day == day


def test_an_atom_feed_is_of_the_same_day() -> None:
    """Its entries carry the day; the feed itself the moment it was built, in UTC."""
    feed = '<feed xmlns="http://www.w3.org/2005/Atom"><updated>2026-02-03T05:00:19.866337+00:00</updated>{}</feed>'
    entry = (
        "<entry><id>oai:arXiv.org:2602.00001v1</id><title>T</title><summary>A</summary>"
        "<published>2026-02-03T00:00:00-05:00</published></entry>"
    )
    assert read(feed.format(entry)).day == read(feed.format("")).day == date(2026, 2, 3)


@pytest.mark.parametrize("at", ["Thu, 01 Jan 2037 00:00:00 -0500", "yesterday", "Tue, 31 Mar 2026 99:99"])
def test_a_day_that_cannot_be_is_none(at: str) -> None:
    """A watermark in the future would silence the source until then."""
    feed = re.sub(r"<pubDate>[^<]*</pubDate>", f"<pubDate>{at}</pubDate>", a_feed(TODAY, an_item()))
    found = read(feed)
    assert found.day is None
    assert found.listings[0].listed_on is None
    assert f"found the text {at!r}, wanted the moment of an announcement, up to 2026-03-31" in str(
        found.problems[0]
    )


def test_an_empty_weekend_feed_is_no_error() -> None:
    """It still has its day."""
    found = read(a_feed(date(2026, 3, 29)))
    assert (found.day, found.listings, found.problems) == (date(2026, 3, 29), (), ())


def test_old_ids_and_old_archives_are_read() -> None:
    """Replacements of old papers are announced like any other."""
    (found,) = read(a_feed(TODAY, an_item(identifier="hep-th/9901001v3", kind="replace"))).listings
    assert found.ids == ("arxiv:hep-th/9901001",)
    assert found.facts.version == 3


def test_text_is_readable_and_the_raw_form_kept() -> None:
    """LaTeX and entities, as from every source."""
    feed = a_feed(TODAY, an_item()).replace(
        "Made-up paper 1", "On $\\alpha$-stable &amp;lt;b&amp;gt; \\'etale maps"
    )
    facts = read(feed).listings[0].facts
    assert facts.title.startswith("On α-stable")
    assert "étale" in facts.title
    assert "\\alpha" in facts.raw_title


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "feed: found nothing, wanted XML"),
        (b"<!DOCTYPE html><html><body><br>sorry", "feed: found a web page, wanted XML"),
        (b"<svg></svg>", "feed: found <svg>, wanted an RSS or Atom feed"),
        (b'{"error": 1}', "feed: found the text '{\"error\": 1}', wanted XML"),
        (b"<rss><channel>", "feed: not XML: no element found: line 1, column 14"),
        (b'<?xml version="1.0" encoding="x-no"?><rss/>', "feed: not XML: unknown encoding: x-no"),
        (
            b'<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss>&c;</rss>',
            "feed: found XML that declares entities, wanted plain XML",
        ),
        (
            b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>',
            "feed: found XML that declares entities, wanted plain XML",
        ),
        (
            b"<rss><channel><item><title>T</title><guid>x</guid></item></channel></rss>",
            "feed: none of 1 papers could be read: feed.pubDate: found nothing",
        ),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, error: str) -> None:
    """And where, what was found, what was wanted."""
    with pytest.raises(SourceError) as caught:
        read_feed(body, where="feed", today=TODAY)
    assert str(caught.value).startswith(error)


def test_one_bad_item_does_not_stop_the_others() -> None:
    """It is told with its place."""
    found = read(a_feed(TODAY, an_item(1), "<item><title>No id</title></item>", an_item(3)))
    assert [one.ids[0] for one in found.listings] == ["arxiv:2603.00001", "arxiv:2603.00003"]
    assert "feed[1].id: found the text '', wanted an arXiv id like 2106.09685v1" in map(str, found.problems)


def test_control_characters_do_not_cost_a_whole_feed() -> None:
    """XML has none, and one stray byte in one title would."""
    assert (
        len(read(a_feed(TODAY, an_item(1), an_item(2)).replace("paper 1", "paper\x0b\x00 1")).listings) == 2
    )


def test_a_full_feed_is_known_to_be_cut() -> None:
    """Whatever was announced, it ends at 2,000 items."""
    found = read(a_feed(TODAY, *(an_item(number) for number in range(1, MOST_ITEMS + 1))))
    assert found.is_cut
    assert len(found.listings) == MOST_ITEMS == 2_000
    assert not read(a_feed(TODAY, an_item())).is_cut


def test_one_address_is_asked_for_all_categories() -> None:
    """One request a day, whatever somebody reads."""
    assert address(["cs.CL", "hep-th"]) == "https://rss.arxiv.org/rss/cs.CL+hep-th"


@given(
    st.binary(max_size=300) | st.text(alphabet="<>/ =\"'rssfeditmnchal&;![]", max_size=200).map(str.encode)
)
def test_bytes_of_any_kind_are_read_or_refused(body: bytes) -> None:
    """Nothing else comes out of them."""
    with suppress(SourceError):
        assert read_feed(body, where="feed", today=TODAY).listings == ()
