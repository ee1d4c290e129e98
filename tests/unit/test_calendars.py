"""When arXiv announces."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.health.calendars import (
    Announcements,
    announced,
    due,
    eastern_day,
    first_listing,
    latest,
    listing_days,
)

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is its own argument


def test_a_week_has_five_listing_days() -> None:
    """Sunday evening's announcement is Monday's list; Friday and Saturday evening have none."""
    week = [announced(date(2026, 3, 23) + timedelta(days=day)) for day in range(7)]
    assert week == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    ("closed", "without"),
    [
        ("2026-01-01", "2026-01-02"),
        ("2026-01-19", "2026-01-20"),
        ("2026-06-19", "2026-06-22"),  # a Friday: Sunday evening's falls out
        ("2026-07-03", "2026-07-06"),
        ("2026-09-07", "2026-09-08"),
        ("2026-11-26", "2026-11-27"),
        ("2026-12-25", "2026-12-28"),
        ("2026-12-29", "2026-12-30"),
        ("2026-12-31", "2027-01-01"),
        ("2025-06-19", "2025-06-20"),  # known only as a holiday that is kept every year
        ("2025-07-04", "2025-07-07"),
        ("2025-12-25", "2025-12-26"),
        ("2028-07-04", "2028-07-05"),
        ("2027-06-18", "2027-06-21"),  # the 19th is a Saturday
    ],
)
def test_a_holiday_leaves_one_list_out(closed: str, without: str) -> None:
    """The announcement of that evening falls out, or the next evening's when it has none."""
    assert not announced(date.fromisoformat(without))
    assert announced(date.fromisoformat(closed))  # what was announced the evening before


def test_the_latest_listing_day_may_be_days_ago() -> None:
    """Over a weekend with a holiday before it, too."""
    assert latest(date(2026, 3, 29)) == date(2026, 3, 27)
    assert latest(date(2026, 7, 6)) == date(2026, 7, 3)
    assert latest(date(2026, 3, 31)) == date(2026, 3, 31)


def test_the_last_announcement_is_known_from_midnight_eastern() -> None:
    """That is when the feed is built: 04:00 UTC in summer, 05:00 in winter."""
    assert latest(eastern_day(datetime(2026, 3, 31, 3, 59, tzinfo=UTC))) == date(2026, 3, 30)
    assert latest(eastern_day(datetime(2026, 3, 31, 4, 0, tzinfo=UTC))) == date(2026, 3, 31)
    assert latest(eastern_day(datetime(2026, 2, 3, 4, 59, tzinfo=UTC))) == date(2026, 2, 2)
    assert latest(eastern_day(datetime(2026, 2, 3, 5, 0, tzinfo=UTC))) == date(2026, 2, 3)


def test_a_list_is_due_six_hours_after_that() -> None:
    """Whoever judges whether it is late takes the calendar as an object."""
    calendar = Announcements()
    assert calendar.due(date(2026, 3, 31)) == due(date(2026, 3, 31)) == datetime(2026, 3, 31, 10, tzinfo=UTC)
    assert calendar.lists(date(2026, 3, 31))
    assert not calendar.lists(date(2026, 3, 29))


@pytest.mark.parametrize(
    ("submitted", "listed"),
    [
        ("2026-03-30T17:59+00:00", "2026-03-31"),  # Monday 13:59 Eastern: Monday evening
        ("2026-03-30T18:01+00:00", "2026-04-01"),
        ("2026-03-27T17:00+00:00", "2026-03-30"),  # Friday 13:00: Sunday evening
        ("2026-03-27T19:00+00:00", "2026-03-31"),  # Friday 15:00: Monday evening
        ("2026-03-29T12:00+00:00", "2026-03-31"),
        ("2015-01-15T20:00+00:00", "2015-01-19"),  # Thursday 15:00 by today's closing time
        ("2015-01-15T18:00+00:00", "2015-01-16"),
        ("2025-12-31T15:00+00:00", "2026-01-01"),
        ("2026-01-01T15:00+00:00", "2026-01-05"),
    ],
)
def test_submissions_close_at_two_in_the_afternoon(submitted: str, listed: str) -> None:
    """Eastern time; on Friday for Sunday evening."""
    assert first_listing(datetime.fromisoformat(submitted)) == date.fromisoformat(listed)


@given(MOMENTS)
def test_a_submission_is_listed_on_a_listing_day_soon_after(submitted: datetime) -> None:
    """Never on the day itself, and never more than a week later."""
    day = first_listing(submitted)
    assert announced(day)
    assert timedelta(0) < day - eastern_day(submitted) <= timedelta(days=8)


@given(MOMENTS)
def test_listing_days_and_the_latest_agree(moment: datetime) -> None:
    """They are two ways to say one thing."""
    day = moment.date()
    days = list(listing_days(day - timedelta(days=20), day))
    assert days[-1] == latest(day)
    assert all(map(announced, days))
