"""Special readers: of a single like, of words only, and those who are offered one day's papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from benchmarks.recorded import Day, Papers
from digest.model import Paper

FEWEST_TOPICS = 3
MOST_TOPICS = 5


def single_like(days: Sequence[Day], papers: Mapping[str, Paper]) -> list[Day]:
    """Return the days of readers of whom only the most recent like is known."""
    return [
        replace(day, liked=(max(day.liked, key=lambda name: (papers[name].listed_on, name)),))
        for day in days
        if day.liked
    ]


def same_day(days: Sequence[Day], papers: Mapping[str, Paper]) -> list[Day]:
    """Return the days with only those candidates that were listed on the day itself.

    All that is relevant was: among older candidates, to prefer what is new is to know a part of the answer.
    Here the date tells nothing. Days with nothing to choose from are left out.
    """
    asked = [
        replace(day, candidates=tuple(one for one in day.candidates if papers[one].listed_on == day.day))
        for day in days
    ]
    return [day for day in asked if set(day.candidates) - day.relevant and day.relevant & set(day.candidates)]


def words_only(days: Sequence[Day], known: Papers) -> list[Day]:
    """Return the days of readers who name three to five topics, and like nothing.

    The topics are the keywords that the list itself gave to what they liked (a field that no ranker
    scores): those given most often first, then those of the newest like. Days with fewer are left out.
    """
    asked = []
    for day in days:
        topics = _topics(day, known)
        if len(topics) >= FEWEST_TOPICS:
            asked.append(replace(day, liked=(), topics=topics))
    return asked


def _topics(day: Day, known: Papers) -> tuple[str, ...]:
    newest = sorted(day.liked, key=lambda name: (known.papers[name].listed_on, name), reverse=True)
    often: Counter[str] = Counter()  # equal ones stay in the order they were first met
    for name in newest:
        often.update(list(dict.fromkeys(keyword.casefold() for keyword in known.keywords.get(name, ()))))
    return tuple(topic for topic, _ in often.most_common(MOST_TOPICS))
