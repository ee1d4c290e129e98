"""Special readers: of one like, of words only, and those who vote."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from benchmarks.readers import same_day, single_like, words_only
from benchmarks.recorded import Day
from benchmarks.votes import DOWN_VOTES, simulate


def test_a_single_like_is_the_most_recent(days, known):
    """By the day it was listed, whatever order the likes are in."""
    turned = [replace(day, liked=tuple(reversed(day.liked))) for day in days]
    (only,) = {len(day.liked) for day in single_like(turned, known.papers)}
    assert only == 1
    for day, one in zip(days, single_like(turned, known.papers), strict=True):
        assert known.papers[one.liked[0]].listed_on == max(known.papers[x].listed_on for x in day.liked)


def test_on_the_same_day_the_date_tells_nothing(days, known):
    """All candidates were listed that day, and what is relevant is among them; nothing else changes."""
    asked = same_day(days, known.papers)
    for day, one in zip(days, asked, strict=True):
        assert {known.papers[name].listed_on for name in one.candidates} == {day.day}
        assert one.relevant <= set(one.candidates) < set(day.candidates)
        assert replace(one, candidates=day.candidates) == day


def test_topics_are_keywords_of_what_was_liked_most_often_given_first(days, known):
    """Between keywords given as often, those of the newest like come first; five at most."""
    day = days[0]
    newest, older = sorted(day.liked, reverse=True)[:2]
    keywords = {newest: ("New", "Both", "Third"), older: ("Old", "both", "Fifth", "Sixth")}
    known.keywords.clear()
    known.keywords.update(keywords)
    (asked,) = words_only([day], known)
    assert asked.topics == ("both", "new", "third", "old", "fifth")
    assert asked.liked == ()
    assert (asked.candidates, asked.relevant) == (day.candidates, day.relevant)


def test_days_with_too_few_keywords_are_no_days_of_words(days, known):
    """Two topics are too little to go by."""
    known.keywords.clear()
    known.keywords[days[0].liked[0]] = ("one", "two")
    assert words_only(days, known) == []


class Remembering:
    """A ranker that shows candidates in their order, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Day] = []

    def __call__(self, days):
        self.asked.extend(days)
        return [list(day.candidates) for day in days]


def walk(days, known):
    """Return what became of readers, and what the ranker was asked for the first of them by habit."""
    ranker = Remembering()
    course = simulate(ranker, days, known.papers)
    mine = [day for day in ranker.asked if day.subscriber == "s0"]
    return course, {name: mine[at::3] for at, name in enumerate(course.scored)}


def test_readers_start_from_their_first_like(days, known):
    """Nothing else that they like is known, then or later."""
    _, asked = walk(days, known)
    for every in asked.values():
        assert {day.liked for day in every} == {(min(days[0].liked),)}
        assert every[0].votes == ()


def test_votes_come_from_what_was_shown(days, known):
    """Up for what is relevant among the ten, down for two others; each known from the next day on."""
    top = [
        replace(
            day, candidates=(*sorted(day.relevant), *(c for c in day.candidates if c not in day.relevant))
        )
        for day in days
    ]
    _, asked = walk(top, known)
    first = next(day for day in top if day.subscriber == "s0")
    up = {vote.paper for vote in asked["up_votes"][1].votes}
    both = asked["up_and_down_votes"][1].votes
    assert asked["no_votes"][1].votes == ()
    assert up == first.relevant
    assert {vote.paper for vote in both if vote.weight > 0} == up
    down = [vote.paper for vote in both if vote.weight < 0]
    assert len(down) == DOWN_VOTES
    assert set(down) <= set(first.candidates[:10]) - first.relevant
    assert {vote.on for vote in both} == {first.day}


def test_what_is_not_shown_is_not_voted_on(days, known):
    """A relevant paper below the ten cannot be voted up."""
    last = [
        replace(
            day, candidates=(*(c for c in day.candidates if c not in day.relevant), *sorted(day.relevant))
        )
        for day in days
    ]
    _, asked = walk(last, known)
    assert all(day.votes == () for day in asked["up_votes"])


def test_what_was_shown_is_not_shown_again(days, known):
    """The ten of a digest are no candidates of the next, with and without votes."""
    near = [*(day for day in days if day.subscriber == "s0")][:1]
    again = replace(near[0], day=near[0].day + timedelta(days=1))
    _, asked = walk([*near, again], known)
    for first, second in asked.values():
        assert second.candidates == first.candidates[10:]


def test_only_later_days_are_measured(days, known):
    """The first day of a reader has no votes before it."""
    course, _ = walk(days, known)
    assert len(course.days) == len(days) - len({day.subscriber for day in days})
    assert {len(values) for values in course.scored.values()} == {len(course.days)}
