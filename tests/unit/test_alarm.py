"""What the operator is told, and when not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from make import NOON

from digest.health.alarm import DELIVERY, STOPPED, WELL, changed, of_delivery, of_sources
from digest.health.judge import Health, State


def a_health(state: State, *, hours: float = 0, failures: int = 1) -> Health:
    since = None if state is State.OK else NOON - timedelta(hours=hours)
    return Health(
        source="arxiv", house="arXiv", state=state, since=since, text="cannot be read: 503", failures=failures
    )


def told(health: Health, **known: str) -> list[str]:
    conditions = of_sources([health], now=NOON)
    return [one.state for one in changed(conditions, known={"source:arxiv": WELL} | known)]


@pytest.mark.parametrize("state", [State.OK, State.QUIET])
def test_a_source_that_is_well_is_no_news(state: State) -> None:
    """Neither as usual nor on a weekend."""
    assert told(a_health(state)) == []


@pytest.mark.parametrize("state", [State.STALE, State.SHORT])
def test_a_list_that_does_not_come_is_told_at_once(state: State) -> None:
    """It is judged only when it is overdue."""
    assert told(a_health(state)) == [state]


def test_a_hiccup_is_not_told() -> None:
    """One failure, which the next asking may mend."""
    assert told(a_health(State.FAILING)) == []
    assert told(a_health(State.FAILING, failures=2)) == ["failing"]
    assert told(a_health(State.FAILING, hours=6)) == ["failing"]


def test_what_lasts_is_told_once_and_its_end_is_told() -> None:
    """Not one mail a day; and the good news is one, too."""
    assert told(a_health(State.FAILING, failures=50), **{"source:arxiv": "failing"}) == []
    assert told(a_health(State.QUIET), **{"source:arxiv": "failing"}) == [WELL]


def test_a_hiccup_of_a_source_in_trouble_takes_nothing_back() -> None:
    """It was stale and now cannot be read, once: nothing is said before that is sure."""
    assert told(a_health(State.FAILING), **{"source:arxiv": "stale"}) == []


def test_delivery_that_stops_is_told_and_one_that_had_nothing_to_do_says_nothing() -> None:
    """Only a mail that was taken shows that it works."""
    (stopped,) = of_delivery("mail.example.org: 535 no", sent=0, now=NOON)
    assert (stopped.subject, stopped.state) == (DELIVERY, STOPPED)
    assert "535 no" in stopped.text
    assert of_delivery("", sent=0, now=NOON) == ()
    assert [one.state for one in of_delivery("", sent=3, now=NOON)] == [WELL]
