"""arXiv's OAI-PMH interface: replies, recorded and made up, and the days they belong to."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from announcing import a_deleted_record, a_feed, a_page, a_protocol_error, a_record, an_item
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SourceError
from digest.health.calendars import announced
from digest.sources.arxiv.catchup import DAYS_A_REQUEST, Gap, gaps, missed, placed
from digest.sources.arxiv.feed import read_feed
from digest.sources.arxiv.oai import BadTokenError, Page, first_address, next_address, read_page, set_of
from digest.sources.arxiv.works import listing

TODAY = date(2026, 3, 31)  # a Tuesday
MON, TUE = date(2026, 3, 30), TODAY
THU, FRI = date(2026, 3, 26), date(2026, 3, 27)
MON_MORNING = "Mon, 30 Mar 2026 10:00:00 GMT"  # for Monday evening's announcement: Tuesday's list
THU_MORNING = "Thu, 26 Mar 2026 10:00:00 GMT"  # for Friday's
LONG_AGO = "Mon, 05 Jan 2015 10:00:00 GMT"


def read(page: str) -> Page:
    return read_page(page.encode(), where="page")


def day_of(record: str, gap: Gap) -> tuple[date, bool] | None:
    """Return the day a record belongs to, and whether it is a replacement."""
    found = list(placed(read(a_page(record)).records, gap))
    return (found[0].day, found[0].replaced) if found else None


WEEK = Gap(days=(THU, FRI, MON), after=date(2026, 3, 25), first=THU, last=TUE)  # Tuesday's feed is there


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("arxivraw_listrecords_page1_2026-09-15.xml", 2),
        ("arxiv_listrecords_plasm-ph_2026-01-05.xml", 3),
        ("invenio-oaiharvester/sample_arxiv_response_listrecords_cs.xml", 46),
        ("invenio-oaiharvester/sample_arxiv_response_listrecords_physics.xml", 150),
        ("invenio-oaiharvester/sample_arxiv_response_no_namespace.xml", 1),
        ("hepcrawl/sample_arxiv_record.xml", 12),
        ("hepcrawl/arxiv-physics-hep-ex.xml", 3),
    ],
)
def test_every_recorded_record_is_read(recorded: Path, name: str, count: int) -> None:
    """Ids, days and versions are as counted in the bytes, without a parser."""
    body = (recorded / "arxiv-oai" / name).read_bytes()
    page = read_page(body, where=name)
    ids = re.findall(rb"<identifier>\s*oai:arXiv\.org:([^<\s]*)\s*<", body)
    stamps = re.findall(rb"<datestamp>\s*([^<\s]*)\s*<", body)
    assert len(page.records) == len(ids) == count
    assert [one.work.identifier for one in page.records] == [one.decode() for one in ids]
    assert Counter(one.stamp.isoformat() for one in page.records) == Counter(one.decode() for one in stamps)
    assert sum(len(one.versions) for one in page.records) == body.count(b"<version ")
    assert page.problems == ()
    problems: list[object] = []
    listings = [listing(one.work, listed_on=None, replaced=False, problems=problems) for one in page.records]  # type: ignore[arg-type]
    assert all(one and one.facts.authors and one.facts.categories and one.facts.abstract for one in listings)
    assert problems == []


def test_the_recorded_token_is_found(recorded: Path) -> None:
    """It says that there is more."""
    body = (recorded / "arxiv-oai" / "arxivraw_listrecords_page1_2026-09-15.xml").read_bytes()
    page = read_page(body, where="x")
    assert page.token == "TOKEN-PAGE-2"
    many = page.records[1]
    assert (many.work.identifier, len(many.versions), many.work.version) == ("1912.08786", 6, 6)
    assert many.work.authors == ("Thomas Bartz-Beielstein", "Eva Bartz")
    assert many.work.published_on == date(2019, 12, 18)


@pytest.mark.parametrize(
    "name", ["invenio-oaiharvester/sample_empty_response.xml", "generic-sickle/noRecordsMatch.xml"]
)
def test_a_recorded_quiet_day_is_an_empty_page(recorded: Path, name: str) -> None:
    """That nothing changed comes as an error of the protocol, and is none."""
    assert read_page((recorded / "arxiv-oai" / name).read_bytes(), where="x") == Page()


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("badArgument", "x: answered badArgument"),
        ("cannotDisseminateFormat", "x: answered cannotDisseminateFormat"),
        ("idDoesNotExist", "x: answered idDoesNotExist: oai:lcoa1"),
        ("noSetHierarchy", "x: answered noSetHierarchy: This repository"),
        ("undefinedError", "x: answered undefinedError"),
        ("ListRecordsBroken", "x: found the text 'broken xml', wanted XML"),
        ("Identify", "x: found no ListRecords, wanted the records that changed"),
    ],
)
def test_recorded_errors_are_told(recorded: Path, name: str, error: str) -> None:
    """With the server's own words."""
    with pytest.raises(SourceError) as caught:
        read_page((recorded / "arxiv-oai" / "generic-sickle" / f"{name}.xml").read_bytes(), where="x")
    assert str(caught.value).startswith(error)


def test_a_token_that_is_no_more_is_an_error_of_its_own(recorded: Path) -> None:
    """It is the one after which beginning anew helps."""
    with pytest.raises(BadTokenError, match="This resumptionToken is invalid"):
        read_page((recorded / "arxiv-oai/generic-sickle/badResumptionToken.xml").read_bytes(), where="x")


def test_replies_of_other_servers_never_crash(recorded: Path) -> None:
    """Ill-formed ones, other formats, records that are gone: each is read, or refused in words.

    What arXiv's own formats hold is all read: as many records as the bytes have, counted without a parser.
    """
    outcomes: Counter[str] = Counter()
    written = 0
    for path in sorted((recorded / "arxiv-oai").rglob("*.xml")):
        body = path.read_bytes()
        written += len(re.findall(rb"<(?:arXiv|arXivRaw)[ >]", body))
        try:
            page = read_page(body, where=path.name)
        except SourceError:
            outcomes["refused"] += 1
        else:
            outcomes["read"] += 1
            outcomes["records"] += len(page.records)
            outcomes["deleted"] += len(page.deleted)
    assert outcomes == {"read": 25, "refused": 31, "records": written, "deleted": 1}
    assert written == 234


def test_a_record_that_is_gone_is_no_paper() -> None:
    """And no problem."""
    page = read(
        a_page(a_deleted_record(7, stamp="2026-03-30"), a_record(stamp="2026-03-30", versions=[MON_MORNING]))
    )
    assert page.deleted == ("oai:arXiv.org:2603.00007",)
    assert len(page.records) == 1


def test_a_record_without_a_day_is_told() -> None:
    """The others are kept."""
    page = read(
        a_page(
            a_record(1, stamp="soon", versions=[LONG_AGO]),
            a_record(2, stamp="2026-03-30", versions=[LONG_AGO]),
        )
    )
    assert [one.work.identifier for one in page.records] == ["2603.00002"]
    assert [str(one) for one in page.problems] == [
        "page[0].datestamp: found the text 'soon', wanted a day like 2026-03-31"
    ]


@pytest.mark.parametrize(
    ("category", "name"),
    [
        ("cs.CL", "cs:cs:CL"),
        ("cs", "cs"),
        ("math.AG", "math:math:AG"),
        ("stat.ML", "stat:stat:ML"),
        ("q-bio.BM", "q-bio:q-bio:BM"),
        ("hep-th", "physics:hep-th"),
        ("quant-ph", "physics:quant-ph"),
        ("cond-mat.str-el", "physics:cond-mat:str-el"),
        ("nlin.CD", "physics:nlin:CD"),
        ("physics.plasm-ph", "physics:physics:plasm-ph"),
    ],
)
def test_a_category_has_its_set(category: str, name: str) -> None:
    """The physics archives stand under one roof."""
    assert set_of(category) == name


def test_recorded_sets_are_the_ones_we_ask_for(recorded: Path) -> None:
    """Each record names its sets in the order of its categories."""
    name = "arxiv_listrecords_plasm-ph_2026-01-05.xml"
    body = (recorded / "arxiv-oai" / name).read_text()
    for record, part in zip(read(body).records, body.split("<record>")[1:], strict=True):
        assert sorted(map(set_of, record.work.categories)) == sorted(re.findall(r"<setSpec>([^<]*)<", part))


def test_addresses_say_all_that_is_needed() -> None:
    """The next page is asked for with its token alone."""
    assert first_address("cs.CL", first=THU, last=FRI) == (
        "https://oaipmh.arxiv.org/oai?verb=ListRecords&metadataPrefix=arXivRaw&set=cs%3Acs%3ACL"
        "&from=2026-03-26&until=2026-03-27"
    )
    assert next_address("a|b&c").endswith("?verb=ListRecords&resumptionToken=a%7Cb%26c")


@pytest.mark.parametrize(
    ("stamp", "versions", "day"),
    [
        ("2026-03-27", [THU_MORNING], (FRI, False)),
        ("2026-03-28", [THU_MORNING], (MON, False)),  # changed on a Saturday: it counts with the next list
        ("2026-03-27", ["Mon, 09 Mar 2026 10:00:00 GMT"], (FRI, False)),  # held by moderation
        ("2026-03-27", [LONG_AGO], (FRI, True)),  # its journal became known
        ("2026-03-30", [THU_MORNING, "Fri, 27 Mar 2026 10:00:00 GMT"], (FRI, False)),  # announced, replaced
        ("2026-03-31", [THU_MORNING, MON_MORNING], (FRI, False)),  # and replaced in today's feed
        ("2026-03-31", [THU_MORNING], (FRI, False)),  # and cross-listed today
        ("2026-03-31", [MON_MORNING], None),  # new today: the feed has it
        ("2026-03-31", [LONG_AGO, MON_MORNING], None),
        ("2026-03-30", [LONG_AGO, THU_MORNING], (MON, True)),
        ("2026-03-27", ["once upon a time"], (FRI, False)),  # judged by the month in its id
    ],
)
def test_a_record_belongs_to_the_day_of_its_announcement(
    stamp: str, versions: list[str], day: tuple[date, bool] | None
) -> None:
    """As it would have been in that day's feed, whatever happened to it since."""
    assert day_of(a_record(stamp=stamp, versions=versions), WEEK) == day


def test_the_three_interfaces_agree_on_the_day() -> None:
    """What was submitted on Monday morning is on Tuesday's list: in RSS, and stamped so in OAI-PMH."""
    gap = Gap(days=(TUE,), after=MON, first=TUE, last=TUE)
    assert day_of(a_record(stamp="2026-03-31", versions=[MON_MORNING]), gap) == (TUE, False)
    assert read_feed(a_feed(TUE, an_item()).encode(), where="x", today=TUE).day == TUE


def announcement(day: date, *items: str):
    return read_feed(a_feed(day, *items).encode(), where="x", today=TODAY)


@pytest.mark.parametrize(
    ("day", "items", "since", "known", "days"),
    [
        (TUE, 1, None, False, []),  # a first run takes the feed
        (date(2026, 3, 29), 0, None, False, [MON]),  # ... and on an empty one the latest announcement
        (TUE, 1, MON, True, []),  # every day
        (TUE, 1, TUE, True, []),  # the second time on a day
        (TUE, 1, FRI, True, [FRI, MON]),  # Monday was missed
        (TUE, 1, THU, True, [THU, FRI, MON]),
        (TUE, 1, date(2026, 3, 28), True, [MON]),  # from a Saturday on
        (TUE, 1, MON, False, [MON]),  # somebody asks from a day on that was never read
        (TUE, 0, MON, True, []),  # not built yet
        (TUE, 0, FRI, True, [FRI, MON]),
        (MON, 1, TUE, True, []),  # yesterday's batch again
        (TUE, 1, date(2026, 4, 3), True, []),  # a watermark of tomorrow
    ],
)
def test_what_was_missed_is_known_from_the_calendar(
    day: date,
    items: int,
    since: date | None,
    known: bool,  # noqa: FBT001 - a table's column
    days: list[date],
) -> None:
    """Days on which nothing is announced are nobody's miss."""
    current = announcement(day, *[an_item()] * items)
    assert missed(current, since, today=TODAY, known=known) == days


def test_a_feed_that_cannot_be_read_leaves_the_days_before_today() -> None:
    """Today's may still be in the making."""
    assert missed(None, FRI, today=TODAY, known=True) == [FRI, MON]
    assert missed(None, MON, today=TODAY, known=True) == []


def test_a_feed_that_is_cut_is_completed() -> None:
    """There may be more papers than it has room for."""
    current = announcement(TUE, *(an_item(number) for number in range(1, 2_001)))
    assert missed(current, MON, today=TODAY, known=True) == [TUE]


def test_changes_are_asked_for_without_a_hole() -> None:
    """From the day after one list to the day of the next, weekends among them, and up to today."""
    (gap,) = gaps([THU, FRI, MON], today=TODAY)
    assert gap == WEEK
    days = missed(None, date(2025, 12, 1), today=TODAY, known=True)
    parts = list(gaps(days, today=TODAY))
    assert len(parts) == 4
    assert all(len(part.days) <= DAYS_A_REQUEST for part in parts)
    assert [day for part in parts for day in part.days] == days
    assert [part.first for part in parts[1:]] == [part.last + timedelta(days=1) for part in parts[:-1]]
    assert {part.after for part in parts} == {date(2025, 11, 27)}  # the last list before the first of them
    assert parts[-1].last == TODAY


@given(st.dates(date(2024, 1, 1), TODAY), st.booleans())
def test_no_listing_day_is_ever_left_out(since: date, known: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever the watermark: each day after it is read, by feed or by OAI-PMH, once and in order."""
    days = [*missed(announcement(TUE, an_item()), since, today=TODAY, known=known), TUE]
    assert days == sorted(set(days))
    after = [since + timedelta(days=ahead) for ahead in range(1, (TODAY - since).days + 1)]
    assert set(filter(announced, after)) <= set(days)


def test_an_error_of_the_protocol_is_told() -> None:
    """In one line."""
    with pytest.raises(SourceError, match=r"^page: answered badArgument: no such set$"):
        read(a_protocol_error("badArgument", "no\n   such set"))
