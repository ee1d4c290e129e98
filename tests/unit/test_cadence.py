"""When a subscriber is written to: words, editions, clock changes, due or not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from make import a_cadence

from digest.cadence import (
    CadenceError,
    Due,
    NotDue,
    at_home,
    describe,
    due,
    end_of_day,
    following,
    latest,
    parse,
    window,
)
from digest.model import Cadence, Edition, Recurrence

ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",  # its clocks change by half an hour
    "America/Santiago",  # its clocks change at midnight
    "Africa/Cairo",
    "America/Havana",
    "America/St_Johns",  # 00:01 until 2011
    "Pacific/Apia",  # had no 2011-12-30
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Etc/GMT+12",
)
MINUTES = st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def cadences(draw: st.DrawFn) -> Cadence:
    recurrence = draw(st.sampled_from(Recurrence))
    days = {Recurrence.WEEKDAYS: tuple(range(5))}.get(recurrence, tuple(range(7)))
    if recurrence is Recurrence.WEEKLY:
        days = tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1))))
    near_changes = st.sampled_from([time(0), time(0, 1), time(2), time(2, 15), time(2, 30), time(3)])
    times = tuple(sorted(draw(st.sets(MINUTES | near_changes, min_size=1, max_size=3))))
    return Cadence(recurrence=recurrence, days=days, times=times, zone=draw(st.sampled_from(ZONES)))


# Most clock changes of the zones above lie close to these moments.
_changes = st.sampled_from(
    [
        datetime(2011, 12, 30, 10, tzinfo=UTC),
        datetime(2006, 10, 29, 2, 31, tzinfo=UTC),
        datetime(2024, 4, 25, 22, tzinfo=UTC),
        datetime(2024, 4, 7, 3, tzinfo=UTC),
        datetime(2024, 9, 8, 4, tzinfo=UTC),
        datetime(2024, 10, 5, 15, 30, tzinfo=UTC),
        datetime(2024, 10, 31, 21, tzinfo=UTC),
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
    ]
)
MOMENTS = st.one_of(
    st.builds(lambda at, minutes: at + timedelta(minutes=minutes), _changes, st.integers(-3000, 3000)),
    st.integers(0, 2**31).map(lambda seconds: datetime.fromtimestamp(seconds, tz=UTC)),  # 1970 to 2038
)


def test_the_time_is_half_past_seven_in_the_default_zone_unless_given() -> None:
    assert parse("daily", default_zone="Asia/Tokyo") == a_cadence("07:30", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("every day", "daily at 07:30 UTC"),
        ("Every Weekday at 9:05", "weekdays at 09:05 UTC"),
        ("weekly", "mondays at 07:30 UTC"),
        ("every week", "mondays at 07:30 UTC"),
        ("every month at 00:00", "monthly at 00:00 UTC"),
        ("weekends", "saturdays and sundays at 07:30 UTC"),
        ("mondays and thursdays", "mondays and thursdays at 07:30 UTC"),
        ("thu, mon", "mondays and thursdays at 07:30 UTC"),
        ("Sun, tuesdays", "tuesdays and sundays at 07:30 UTC"),
        ("monday, wed, and friday", "mondays, wednesdays and fridays at 07:30 UTC"),
        ("daily at 18:00 and 07:00", "daily at 07:00 and 18:00 UTC"),
        ("daily at 07:00, 12:30 and 18:00", "daily at 07:00, 12:30 and 18:00 UTC"),
        ("weekdays europe/LONDON", "weekdays at 07:30 Europe/London"),
        ("  daily   at  07:30\tutc ", "daily at 07:30 UTC"),
    ],
)
def test_a_cadence_is_read_in_plain_words(words: str, meaning: str) -> None:
    assert describe(parse(words, default_zone="UTC")) == meaning


def test_named_days_recur_weekly() -> None:
    cadence = parse("tuesdays and fridays", default_zone="UTC")
    assert (cadence.recurrence, cadence.days) == (Recurrence.WEEKLY, (1, 4))


@given(cadences())
def test_what_describe_says_parse_reads_back(cadence: Cadence) -> None:
    assert parse(describe(cadence), default_zone="Asia/Tokyo") == cadence


@pytest.mark.parametrize(
    ("words", "part", "nearest"),
    [
        ("daily at 07:30 Europe/Londn", "Europe/Londn", "Europe/London"),
        ("daily at 07:30 New York", "New York", "America/New_York"),
        ("daily at 07:30 Tokyo", "Tokyo", "Asia/Tokyo"),
        ("daily at 07:30 +02:00", "+02:00", None),
        ("wekdays", "wekdays", "weekdays"),
        ("tuesdys at 07:30", "tuesdys", "tuesdays"),
        ("hourly", "hourly", None),
        ("every fortnight", "fortnight", None),
        ("daily at 7", "7", "07:00"),
        ("daily at 7:30am", "7:30am", "07:30"),
        ("daily at 7 pm", "7pm", "19:00"),
        ("daily at 12am", "12am", "00:00"),
        ("daily at 24:00", "24:00", None),
        ("daily at 07:60", "07:60", None),
        ("daily at", "at", None),
        ("daily at 07:30 and", "and", None),
        ("daily 07:30", "07:30", None),
        ("monday and", "and", None),
        ("every", "every", None),
        ("07:30", "07:30", "daily at 07:30"),
        ("", "", None),
        (" \n", " ?", None),
    ],
)
def test_an_unreadable_cadence_says_which_word_and_what_was_wanted(
    words: str, part: str, nearest: str | None
) -> None:
    with pytest.raises(CadenceError) as caught:
        parse(words, default_zone="UTC")
    assert (caught.value.part, caught.value.nearest) == (part, nearest)
    assert caught.value.wanted
    assert part in str(caught.value)
    assert (nearest or caught.value.wanted) in str(caught.value)


def test_an_unknown_zone_is_put_as_the_house_puts_problems() -> None:
    with pytest.raises(CadenceError) as caught:
        parse("daily at 07:30 Europe/Londn", default_zone="UTC")
    assert str(caught.value) == 'unknown time zone "Europe/Londn" (did you mean Europe/London?)'


@given(st.text(max_size=400))
@example("daily at \x1b[31m")
@example("mondays, " * 50)
@example("monday at 1²:00")
def test_any_text_is_read_or_refused_on_one_printable_line(text: str) -> None:
    try:
        said = describe(parse(text, default_zone="UTC"))
    except CadenceError as error:
        said = str(error)
    assert said.isprintable()
    assert len(said) < 250


@pytest.mark.parametrize(
    ("words", "days"),
    [("daily", 1), ("weekdays", 3), ("mondays", 7), ("mondays and tuesdays", 7), ("monthly", 31)],
)
def test_a_window_is_the_longest_an_edition_covers(words: str, days: int) -> None:
    assert window(parse(words, default_zone="UTC")) == timedelta(days=days)


@given(cadences(), MOMENTS)
def test_the_latest_edition_is_never_to_come_and_the_following_always_is(
    cadence: Cadence, now: datetime
) -> None:
    assert latest(cadence, now=now)[1] <= now < following(cadence, now=now)[1]


@given(cadences(), MOMENTS)
def test_the_latest_edition_stays_until_the_following_one_takes_its_place(
    cadence: Cadence, now: datetime
) -> None:
    """No edition is skipped and none comes twice, whatever the clocks do."""
    current, slot_at = latest(cadence, now=now)
    coming, next_at = following(cadence, now=now)
    assert latest(cadence, now=slot_at) == (current, slot_at)
    assert latest(cadence, now=next_at - timedelta(seconds=1)) == (current, slot_at)
    assert latest(cadence, now=next_at) == (coming, next_at)
    assert following(cadence, now=slot_at) == (coming, next_at)
    assert (current.date, current.slot) < (coming.date, coming.slot)
    assert next_at - slot_at <= window(cadence) + timedelta(days=1)


@given(cadences(), MOMENTS, st.integers(0, 10**7))
def test_editions_never_go_back(cadence: Cadence, now: datetime, seconds: int) -> None:
    earlier = latest(cadence, now=now)
    later = latest(cadence, now=now + timedelta(seconds=seconds))
    assert (earlier[0].date, earlier[0].slot, earlier[1]) <= (later[0].date, later[0].slot, later[1])


@pytest.mark.parametrize(
    ("at", "zone", "day", "moment"),
    [
        (
            "02:30",
            "America/New_York",
            date(2026, 3, 8),
            datetime(2026, 3, 8, 7, tzinfo=UTC),
        ),  # no 02:30: at 03:00
        (
            "01:30",
            "America/New_York",
            date(2026, 11, 1),
            datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        ),  # the first
        (
            "02:10",
            "Australia/Lord_Howe",
            date(2024, 10, 6),
            datetime(2024, 10, 5, 15, 30, tzinfo=UTC),
        ),  # at 02:30
        (
            "00:15",
            "America/Santiago",
            date(2024, 9, 8),
            datetime(2024, 9, 8, 4, tzinfo=UTC),
        ),  # no midnight: 01:00
        ("00:00", "Africa/Cairo", date(2024, 4, 26), datetime(2024, 4, 25, 22, tzinfo=UTC)),
        (
            "23:30",
            "Africa/Cairo",
            date(2024, 10, 31),
            datetime(2024, 10, 31, 20, 30, tzinfo=UTC),
        ),  # comes twice
        ("07:30", "Pacific/Apia", date(2011, 12, 30), datetime(2011, 12, 30, 10, tzinfo=UTC)),  # no such day
    ],
)
def test_clock_changes_move_an_edition_to_where_the_gap_ends_or_to_the_first_of_two(
    at: str, zone: str, day: date, moment: datetime
) -> None:
    assert latest(a_cadence(at, zone), now=moment) == (Edition(date=day), moment)
    assert latest(a_cadence(at, zone), now=moment - timedelta(seconds=1))[0] == Edition(
        date=day - timedelta(days=1)
    )


def test_slots_that_fall_together_in_a_gap_are_one_edition() -> None:
    cadence = parse("daily at 02:00, 02:30 and 09:00 America/New_York", default_zone="UTC")
    together = datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert latest(cadence, now=together)[0] == Edition(date=date(2026, 3, 8), slot=2)
    assert following(cadence, now=together)[0] == Edition(date=date(2026, 3, 8), slot=3)


@pytest.mark.parametrize(
    ("words", "now", "edition"),
    [
        ("daily", datetime(2026, 3, 31, 7, 29, tzinfo=UTC), "daily:2026-03-30"),
        ("daily", datetime(2026, 3, 31, 7, 30, tzinfo=UTC), "daily:2026-03-31"),
        ("daily at 07:00 and 18:00", datetime(2026, 3, 31, 20, tzinfo=UTC), "daily:2026-03-31#2"),
        ("weekdays", datetime(2026, 3, 30, 7, tzinfo=UTC), "weekdays:2026-03-27"),
        ("weekends", datetime(2026, 3, 31, 7, tzinfo=UTC), "weekly:2026-03-29"),
        ("monthly", datetime(2026, 3, 31, 7, tzinfo=UTC), "monthly:2026-03-01"),
        ("monthly", datetime(2026, 3, 1, 7, tzinfo=UTC), "monthly:2026-02-01"),
        ("daily at 07:30 Pacific/Auckland", datetime(2026, 3, 30, 19, tzinfo=UTC), "daily:2026-03-31"),
    ],
)
def test_an_edition_is_dated_where_the_subscriber_lives(words: str, now: datetime, edition: str) -> None:
    assert str(latest(parse(words, default_zone="UTC"), now=now)[0]) == edition


NOW = datetime(2026, 3, 31, 9, tzinfo=UTC)  # a Tuesday
TODAY = Edition(date=date(2026, 3, 31))
TOMORROW_AT = datetime(2026, 4, 1, 7, 30, tzinfo=UTC)


def test_a_new_subscriber_is_due_the_latest_edition_and_it_expires_with_the_next() -> None:
    assert due(a_cadence(), now=NOW, last=None, pause_until=None) == Due(
        edition=TODAY, slot_at=datetime(2026, 3, 31, 7, 30, tzinfo=UTC), expires_at=TOMORROW_AT
    )


def test_missed_editions_are_caught_up_as_one() -> None:
    last = Edition(date=date(2026, 3, 20))
    decision = due(a_cadence(), now=NOW, last=last, pause_until=None)
    assert isinstance(decision, Due)
    assert decision.edition == TODAY


@pytest.mark.parametrize(
    "last", [TODAY, Edition(date=TODAY.date, kind="weekly"), Edition(date=TODAY.date, slot=2)]
)
def test_an_edition_that_was_had_is_not_due_again_whatever_its_cadence_was(last: Edition) -> None:
    assert due(a_cadence(), now=NOW, last=last, pause_until=None) == NotDue(
        reason=f"{last} is planned already", next_edition=Edition(date=date(2026, 4, 1)), next_at=TOMORROW_AT
    )


def test_a_move_west_waits_until_the_day_is_new_again() -> None:
    cadence = a_cadence("07:30", "America/Los_Angeles")
    last = Edition(date=date(2026, 4, 1))
    decision = due(cadence, now=NOW, last=last, pause_until=None)
    assert isinstance(decision, NotDue)
    assert decision.next_edition == Edition(date=date(2026, 4, 2))


def test_a_second_slot_is_due_after_the_first_was_had() -> None:
    cadence = parse("daily at 07:30 and 08:30", default_zone="UTC")
    decision = due(cadence, now=NOW, last=TODAY, pause_until=None)
    assert isinstance(decision, Due)
    assert decision.edition == Edition(date=TODAY.date, slot=2)


def test_a_paused_subscriber_waits_for_the_first_day_after_the_pause() -> None:
    back = date(2026, 4, 10)
    assert due(a_cadence(), now=NOW, last=None, pause_until=back) == NotDue(
        reason="paused until 2026-04-10",
        next_edition=Edition(date=back),
        next_at=datetime(2026, 4, 10, 7, 30, tzinfo=UTC),
    )


def test_the_first_day_after_a_pause_has_an_edition() -> None:
    assert isinstance(due(a_cadence(), now=NOW, last=None, pause_until=TODAY.date), Due)


@given(cadences(), MOMENTS, st.integers(-50, 50), st.integers(-50, 50))
def test_what_is_next_is_due_when_its_moment_comes_and_not_before(
    cadence: Cadence, now: datetime, since_last: int, pause: int
) -> None:
    last = Edition(date=now.date() - timedelta(days=since_last), slot=2)
    pause_until = now.date() + timedelta(days=pause)
    decision = due(cadence, now=now, last=last, pause_until=pause_until)
    if isinstance(decision, Due):
        assert decision.edition.date >= pause_until
        assert isinstance(due(cadence, now=now, last=decision.edition, pause_until=pause_until), NotDue)
        return
    at = decision.next_at
    assert isinstance(due(cadence, now=at - timedelta(seconds=1), last=last, pause_until=pause_until), NotDue)
    then = due(cadence, now=at, last=last, pause_until=pause_until)
    assert isinstance(then, Due)
    assert then.edition == decision.next_edition


@given(st.sampled_from(ZONES), st.dates(date(2000, 1, 1), date(2037, 1, 1)))
def test_a_day_ends_just_before_the_next_one_begins(zone: str, day: date) -> None:
    end = end_of_day(day, zone=zone)
    if (zone, day) != ("Pacific/Apia", date(2011, 12, 30)):
        assert at_home(end, zone=zone).date() == day
    assert at_home(end + timedelta(microseconds=1), zone=zone).date() > day
