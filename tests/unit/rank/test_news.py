"""What is new since the edition before is worth a little more, for everybody alike."""

from __future__ import annotations

from datetime import timedelta

import pytest
from make import TODAY, a_cadence, a_paper, a_subscriber, interests

from digest.model import Recurrence
from digest.rank import SHIPPED, Ranker
from digest.rank.weights import between_editions

WEEKDAYS = a_cadence(recurrence=Recurrence.WEEKDAYS, days=(0, 1, 2, 3, 4))
WEEKLY = a_cadence(recurrence=Recurrence.WEEKLY, days=(2,))
TWICE = a_cadence(recurrence=Recurrence.WEEKLY, days=(1, 4))
MONTHLY = a_cadence(recurrence=Recurrence.MONTHLY)
PAPERS = [
    a_paper(age + 1, f"{word}s", listed_on=TODAY - timedelta(days=age))
    for age, word in enumerate(
        ["apple", "river", "hill", "castle", "engine", "violin", "desert", "harbour", "tower", "garden"]
    )
]
OLD = a_paper(99, "Attics", listed_on=TODAY - timedelta(days=30))


def news(send, *, papers=PAPERS, today=TODAY):
    """Return what each paper gets for being new, by key."""
    ranker = Ranker.build(papers, history=papers, likes={}, today=today)
    ada = a_subscriber(send=send)
    return {paper.key: ranker.explain(ada, paper.key).parts["news"] for paper in papers}


@pytest.mark.parametrize(
    ("cadence", "days"),
    [
        (a_cadence(), 1),
        (WEEKDAYS, 1),
        (TWICE, 3),
        (WEEKLY, 7),
        (MONTHLY, 31),
        (a_cadence(recurrence=Recurrence.WEEKLY, days=(1, 3, 5)), 2),
        (a_cadence(recurrence=Recurrence.WEEKLY, days=()), 7),
    ],
)
def test_the_days_between_two_editions(cadence, days):
    """At least one; a month counts as 31."""
    assert between_editions(cadence) == timedelta(days=days)


@pytest.mark.parametrize(("cadence", "days"), [(a_cadence(), 1), (TWICE, 3), (WEEKLY, 7), (MONTHLY, 31)])
def test_what_was_listed_since_the_edition_before_is_news(cadence, days):
    """One of yesterday's was in a daily reader's time; a weekly reader has the whole week before them."""
    found = news(cadence, papers=[*PAPERS, OLD])
    assert {key for key, bonus in found.items() if bonus} == {
        paper.key for paper in [*PAPERS, OLD] if (TODAY - paper.listed_on).days < days
    }
    assert set(found.values()) <= {0.0, SHIPPED.news}


def test_the_latest_papers_are_news_when_the_list_is_late():
    """The latest listing day counts from, not the calendar: on Sunday, Friday's papers are the news."""
    assert news(a_cadence(), today=TODAY + timedelta(days=2)) == news(a_cadence())


def test_news_decides_between_equals():
    """Without anything else the newest come first."""
    ranker = Ranker.build(PAPERS[::-1], history=PAPERS, likes={}, today=TODAY)
    assert ranker.rank(a_subscriber()).picks[0].paper.key == 1


def test_news_is_no_interests_and_never_a_reason():
    """It is in the explanation, beside the shares of the interests."""
    ranker = Ranker.build(PAPERS, history=PAPERS, likes={}, today=TODAY)
    ada = a_subscriber(interests=interests(topic="rivers"))
    told = ranker.explain(ada, 1)
    (term,) = [term for term in told.terms if term.reason.kind == "news"]
    assert (term.interest, term.value, term.share) == (None, 1.0, SHIPPED.news)
    assert told.parts["news"] == SHIPPED.news
    assert "news" not in {reason.kind for pick in ranker.rank(ada).picks for reason in pick.reasons}
    assert [term.share for term in ranker.explain(ada, 5).terms if term.reason.kind == "news"] == [0.0]
