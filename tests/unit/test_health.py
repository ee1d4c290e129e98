"""Telling a quiet source from a broken one, with made-up clocks and calendars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.health.calendars import Announcements
from digest.health.judge import Health, Record, State, Weekdays, judge, known_as, usual
from digest.health.notices import notices

DAY = timedelta(days=1)
TUESDAY = date(2026, 3, 31)
NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """A reading, as a test writes it."""

    at: datetime
    fingerprint: str = ""
    newest: date | None = None
    error: str = ""


def weeks(count: int, *, until: date = TUESDAY, papers: int = 30) -> dict[date, int]:
    """Return weeks of working days with as many papers each, up to a day."""
    days = (until - back * DAY for back in range(7 * count))
    return {day: papers for day in days if day.weekday() < 5}


def hugging_face(
    listed: Mapping[date, int], *asked: Asked, now: datetime = NOON, **changes: object
) -> Health:
    values = {"source": "huggingface", "listed": listed, "readings": asked, "read_at": now, **changes}
    return judge(Record(**values), now=now, calendar=Weekdays())  # type: ignore[arg-type]


def test_a_source_that_lists_as_usual_is_ok() -> None:
    """With its newest day, that day's papers, and what is usual for a day of that name."""
    found = hugging_face(weeks(9))
    assert (found.state, found.since, found.newest, found.count, found.usual) == ("ok", None, TUESDAY, 30, 30)
    assert notices([found], now=NOON) == ()


@pytest.mark.parametrize(
    ("day", "text"), [(4, "lists no papers at weekends"), (5, "lists no papers at weekends")]
)
def test_a_weekend_is_quiet_and_no_reader_is_told(day: int, text: str) -> None:
    """It began on Saturday, and nothing is missing."""
    now = NOON + day * DAY
    found = hugging_face(weeks(9, until=now.date()), now=now)
    assert (found.state, found.text) == (State.QUIET, text)
    assert found.since == datetime(2026, 4, 4, tzinfo=UTC)
    assert notices([found], now=now) == ()


def test_a_holiday_of_arxiv_is_quiet() -> None:
    """The announcement of Thanksgiving evening falls out, so Friday has no list."""
    now = datetime(2026, 11, 27, 18, tzinfo=UTC)
    assert not Announcements().lists(now.date())
    listed = weeks(4, until=date(2026, 11, 26))
    record = Record(source="arxiv", listed=listed, read_at=now)
    found = judge(record, now=now, calendar=Announcements())
    assert (found.state, found.text) == (State.QUIET, "lists no papers today, a holiday")


def test_a_working_day_without_a_list_is_stale() -> None:
    """Since the moment the list was due; readers are told what the newest is."""
    now = NOON + DAY
    found = hugging_face(weeks(9), now=now)
    assert (found.state, found.since, found.newest) == (State.STALE, now, TUESDAY)
    assert found.text == "has listed nothing since Tuesday 31 March"
    assert notices([found], now=now) == (
        "Hugging Face has listed nothing new since Tuesday: papers may be missing.",
    )


def test_a_list_that_is_not_due_yet_is_not_missed() -> None:
    """In the morning yesterday's list is the newest, and that is well."""
    assert hugging_face(weeks(9), now=NOON + DAY - timedelta(minutes=1)).state is State.OK


def test_a_weekend_does_not_hide_that_fridays_list_never_came() -> None:
    """What is missing is still missing on Saturday."""
    saturday = datetime(2026, 4, 4, 12, tzinfo=UTC)
    found = hugging_face(weeks(9, until=date(2026, 4, 2)), now=saturday)
    assert (found.state, found.since) == (State.STALE, datetime(2026, 4, 3, 12, tzinfo=UTC))


def test_a_source_that_nobody_asked_since_is_not_blamed() -> None:
    """After days of downtime it is the machine that is late."""
    assert hugging_face(weeks(9), now=NOON + 3 * DAY, read_at=NOON).state is State.OK


def test_the_same_batch_under_a_new_date_is_stale() -> None:
    """Yesterday's papers with today's date are not today's papers."""
    monday = TUESDAY - DAY
    asked = (
        Asked(NOON - 2 * DAY, "old", monday - 3 * DAY),
        Asked(NOON - DAY, "same", monday),
        Asked(NOON - timedelta(hours=6), "same", TUESDAY),
        Asked(NOON, "same", TUESDAY),
    )
    found = hugging_face(weeks(9), *asked)
    assert (found.state, found.since) == (State.STALE, NOON - timedelta(hours=6))
    assert found.text == "lists under Tuesday 31 March the same papers as on Monday 30 March"


def test_the_same_batch_asked_for_twice_on_its_day_is_no_repeat() -> None:
    """A list that does not grow any more is read again and again."""
    asked = [Asked(NOON - timedelta(hours=hours), "same", TUESDAY) for hours in (3, 2, 1)]
    assert hugging_face(weeks(9), *asked).state is State.OK


def test_a_first_reading_on_a_weekend_says_nothing_of_friday() -> None:
    """An announcement feed is empty on Saturday: who subscribes then has missed nothing."""
    saturday = datetime(2026, 4, 4, 12, tzinfo=UTC)
    assert hugging_face({}, Asked(saturday), now=saturday).state is State.QUIET


def test_a_source_that_never_listed_anything_is_stale_once_a_list_was_due() -> None:
    """It was asked before and after, and both times there was nothing."""
    found = hugging_face({}, Asked(NOON - DAY), Asked(NOON))
    assert (found.state, found.text) == (State.STALE, "has listed nothing yet")
    assert notices([found], now=NOON) == ()  # readers miss nothing they had


def test_far_fewer_papers_than_on_other_tuesdays_are_short() -> None:
    """It is said with both numbers to who runs it, and briefly to readers."""
    found = hugging_face({**weeks(9), TUESDAY: 3})
    assert found.state is State.SHORT
    assert found.text == "listed 3 papers on Tuesday 31 March, where about 30 are usual"
    assert notices([found], now=NOON) == (
        "Hugging Face listed only 3 papers on Tuesday: some may be missing.",
    )


@pytest.mark.parametrize(
    ("listed", "why"),
    [
        ({**weeks(4), TUESDAY: 1}, "three other Tuesdays are little history"),
        ({**weeks(9, papers=5), TUESDAY: 1}, "of five papers a day nobody can say that some are missing"),
        ({**weeks(9), TUESDAY: 10}, "a third is few, not far fewer"),
        ({day: 2 if day.day % 2 else 60 for day in weeks(9)}, "other Tuesdays had as few"),
    ],
)
def test_nothing_is_said_of_a_small_list_where(listed: dict[date, int], why: str) -> None:
    """Silence where a number proves nothing."""
    assert hugging_face(listed).state is State.OK, why


def test_one_odd_week_does_not_change_what_is_usual() -> None:
    """Robust: a conference week, or a day with a single paper, moves no median."""
    listed = weeks(9)
    odd = {**listed, TUESDAY - 7 * DAY: 400, TUESDAY - 14 * DAY: 1}
    assert usual(odd, on=TUESDAY) == usual(listed, on=TUESDAY) == 30


def test_a_source_that_cannot_be_read_fails_since_then_with_its_error() -> None:
    """Failing goes before all else, and is counted."""
    since = NOON - DAY
    asked = [
        Asked(NOON - 2 * DAY),
        *(Asked(since + hours * timedelta(hours=8), error="503") for hours in range(4)),
    ]
    read_at = NOON - 2 * DAY
    found = hugging_face(weeks(9), *asked, read_at=read_at, failed_at=since, error="answered 503")
    assert (found.state, found.since, found.failures, found.error) == ("failing", since, 4, "answered 503")
    assert found.text == "cannot be read since Monday 30 March, 12:00 UTC, 4 times in a row: answered 503"
    assert notices([found], now=NOON) == (
        "Hugging Face could not be reached since Monday: papers may be missing.",
    )


def test_a_source_that_breaks_off_half_way_fails_since_the_first_time() -> None:
    """Its first day is read each time, and its second never: that is one failure, not many."""
    asked = [Asked(NOON - hours * timedelta(hours=1), error="cut off") for hours in (5, 3, 0)]
    found = hugging_face(weeks(9), *asked, failed_at=NOON, error="cut off")
    assert (found.since, found.failures) == (NOON - timedelta(hours=5), 3)


def test_a_source_that_was_never_read_is_the_operators_matter() -> None:
    """Readers miss nothing they had."""
    found = hugging_face({}, Asked(NOON, error="404"), read_at=None, failed_at=NOON, error="404")
    assert found.state is State.FAILING
    assert notices([found], now=NOON) == ()


def test_what_befell_a_whole_house_is_said_once() -> None:
    """With all parts of it that are read."""
    record = Record(source="arxiv", parts=("cs.CL", "cs.LG"), read_at=NOON - DAY, failed_at=NOON, error="503")
    arxiv = judge(record, now=NOON, calendar=Announcements())
    servers = [
        judge(Record(source=f"biorxiv:{part}", read_at=NOON, failed_at=NOON, error="503"), now=NOON)
        for part in ("genetics", "cell-biology")
    ]
    assert notices([arxiv, *servers], now=NOON) == (
        "arXiv could not be reached since Tuesday: papers from cs.CL and cs.LG may be missing.",
        "bioRxiv could not be reached since Tuesday: papers from genetics and cell-biology may be missing.",
    )
    assert arxiv.printed == "arXiv (cs.CL, cs.LG)"


def test_many_troubles_are_counted() -> None:
    """A mail's foot is no list of forty feeds; none is left out of the count."""
    feeds = [
        judge(
            Record(source=f"feed:https://example.org/{n}", read_at=NOON, failed_at=NOON, error="x"), now=NOON
        )
        for n in range(40)
    ]
    said = notices(feeds, now=NOON)
    assert len(said) == 4
    assert said[0] == "example.org/0 could not be reached since Tuesday: papers may be missing."
    assert said[-1] == "There is trouble with 37 more sources: papers may be missing."


@pytest.mark.parametrize(
    ("source", "house", "parts"),
    [
        ("huggingface", "Hugging Face", ()),
        ("huggingface:trending", "Hugging Face (trending)", ()),
        ("arxiv", "arXiv", ()),
        ("medrxiv", "medRxiv", ()),
        ("biorxiv:genetics,zoology", "bioRxiv", ("genetics", "zoology")),
        ("feed:https://www.example.org/lab/rss.xml", "example.org/lab/rss.xml", ()),
        ("feed:", "feed:", ()),
        ("page:saved", "the saved page saved", ()),
        ("jsonl:mine", "the file mine", ()),
        ("plugin:ours", "the plugin ours", ()),
        ("something new", "something new", ()),
    ],
)
def test_sources_are_called_what_people_call_them(source: str, house: str, parts: tuple[str, ...]) -> None:
    """Nobody is told that "huggingface" is away."""
    assert known_as(source) == (house, parts)


def test_a_source_without_a_calendar_is_never_late() -> None:
    """A lab's feed lists when the lab has something."""
    record = Record(source="feed:https://example.org/rss", listed={TUESDAY - 200 * DAY: 3}, read_at=NOON)
    assert judge(record, now=NOON).state is State.OK


moments = st.integers(0, 365 * 24).map(
    lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
)
lists = st.dictionaries(st.dates(date(2025, 10, 1), date(2027, 1, 15)), st.integers(1, 500), max_size=60)


@given(
    lists,
    moments,
    st.none() | moments,
    st.none() | moments,
    st.sampled_from([None, Weekdays(), Announcements()]),
)
def test_every_source_is_in_one_state_whatever_the_log_holds(
    listed, now, read_at, failed_at, calendar
) -> None:  # type: ignore[no-untyped-def]
    """A clock that was set back, days of the future, a log without a success: there is always an answer."""
    record = Record(source="arxiv", listed=listed, read_at=read_at, failed_at=failed_at, error="x")
    found = judge(record, now=now, calendar=calendar)
    assert (found.state is State.FAILING) == (failed_at is not None)
    assert (found.since is None) == (found.state is State.OK)
    assert found.text
    assert found.newest is None or found.newest in listed
    assert len(notices([found], now=now)) == (found.told is not None)


@given(st.lists(st.integers(1, 500), min_size=4, max_size=8), st.integers(1, 500))
def test_a_list_is_only_short_beside_days_that_were_larger_by_far(past: list[int], count: int) -> None:
    """Half the other days at least were larger by far: what happens often is usual."""
    listed = {TUESDAY - 7 * (back + 1) * DAY: one for back, one in enumerate(past)}
    found = hugging_face({**listed, TUESDAY: count})
    if found.state is State.SHORT:
        assert sum(one > 3 * count for one in past) >= len(past) / 2
