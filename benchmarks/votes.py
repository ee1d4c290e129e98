"""Whether votes help: readers who start from one like, and vote under each digest they get."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from benchmarks.baselines import Order
from benchmarks.metrics import figures
from benchmarks.ours import SIZE
from benchmarks.recorded import Day, Vote, chance
from digest.model import Paper

DOWN_VOTES = 2  # under each digest


@dataclass(frozen=True, slots=True)
class Habit:
    """How a reader votes."""

    name: str
    up: bool = False
    down: bool = False


HABITS = (Habit("no_votes"), Habit("up_votes", up=True), Habit("up_and_down_votes", up=True, down=True))


@dataclass(frozen=True, slots=True)
class Course:
    """What became of the readers: every day but each one's first, and the figures by habit, in that order."""

    days: tuple[Day, ...]
    scored: Mapping[str, list[tuple[float, ...]]]


def simulate(
    ours: Callable[[Sequence[Day]], list[Order]], days: Sequence[Day], papers: Mapping[str, Paper]
) -> Course:
    """Walk all readers through their days, once per habit, and measure what they are shown.

    They start with the first of their likes and nothing else. A paper of the ten that is relevant is voted
    up, two of the others, chosen by chance, are voted down. What was shown is not shown again.
    """
    walked = sorted(days, key=lambda day: (day.day, day.subscriber))
    first = _first_likes(walked, papers)
    votes: defaultdict[tuple[str, str], list[Vote]] = defaultdict(list)
    had: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    begun: set[str] = set()
    later: list[Day] = []
    scored: dict[str, list[tuple[float, ...]]] = {habit.name: [] for habit in HABITS}
    for _, group in groupby((day for day in walked if day.subscriber in first), key=lambda day: day.day):
        todays = list(group)
        asked = [(day, habit, (day.subscriber, habit.name)) for day in todays for habit in HABITS]
        orders = ours([_as_known(day, first[who[0]], votes[who], had[who]) for day, _, who in asked])
        for (day, habit, who), order in zip(asked, orders, strict=True):
            had[who].update(order[:SIZE])
            votes[who].extend(_votes(day, order[:SIZE], habit))
            if day.subscriber in begun:
                scored[habit.name].append(figures(order, day.relevant))
        later.extend(day for day in todays if day.subscriber in begun)
        begun.update(day.subscriber for day in todays)
    return Course(tuple(later), scored)


def _first_likes(days: Sequence[Day], papers: Mapping[str, Paper]) -> dict[str, str]:
    first: dict[str, str] = {}
    for day in days:
        if day.liked and day.subscriber not in first:
            first[day.subscriber] = min(day.liked, key=lambda name: (papers[name].listed_on, name))
    return first


def _as_known(day: Day, like: str, votes: Sequence[Vote], had: set[str]) -> Day:
    offered = tuple(name for name in day.candidates if name not in had)
    return replace(day, liked=(like,), votes=tuple(votes), candidates=offered)


def _votes(day: Day, shown: Sequence[str], habit: Habit) -> list[Vote]:
    wanted = [name for name in shown if name in day.relevant] if habit.up else []
    others = [name for name in shown if name not in day.relevant] if habit.down else []
    others.sort(key=lambda name: chance(day.subscriber, day.day, name))
    return [
        *(Vote(name, 1.0, day.day) for name in wanted),
        *(Vote(name, -1.0, day.day) for name in others[:DOWN_VOTES]),
    ]
