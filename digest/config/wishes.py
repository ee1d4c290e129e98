"""What a reader wishes for, from a page instead of the file: read by the file's own rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from digest.config import values
from digest.config.document import Document, Steps
from digest.config.findings import Finding, findings
from digest.config.interests import KINDS
from digest.config.keys import SubscriberDefaults
from digest.config.problems import ConfigProblems, Problem, either, shown
from digest.model import Interest, InterestKind, Subscriber

LISTS = ("interests", "never")
LIBRARY = InterestKind.LIBRARY.value

_NOWHERE = Document({}, {}, {}, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a subscriber wants more of, and none of; votes are not among it."""

    interests: tuple[Interest, ...]
    never: tuple[Interest, ...]


def wishes_of(subscriber: Subscriber) -> Wishes:
    """Return what the file says that a subscriber wishes for."""
    written = tuple(one for one in subscriber.interests if one.voted_on is None)
    return Wishes(interests=written, never=subscriber.never)


def read_wishes(found: object, *, subscriber: Subscriber) -> Wishes:
    """Return wishes from `{"interests": [{"kind", "value", "weight"}], "never": [{"kind", "value"}]}`.

    A value is what the file takes under the key `kind`; without a weight it is 1. What the subscriber has
    already stays what it is in all that a page does not show: how a keyword is matched, and the works of a
    library, which can be kept, weighed and left out, but not added. Other keys are not looked at. Raises
    ConfigProblems with all that is wrong: the file's sentences, without a place in it.
    """
    held = wishes_of(subscriber)
    problems: list[Problem] = []
    lists = {key: _list(found, key=key, held=getattr(held, key), problems=problems) for key in LISTS}
    if problems:
        raise ConfigProblems(problems)
    return Wishes(interests=lists["interests"], never=lists["never"])


def read_item(item: object, *, steps: Steps, file: str = "", found: Document = _NOWHERE) -> Interest:
    """Return the interest that an item of a list in the file says; of a library its path alone.

    `steps` is the way to the item, as in ("subscribers", 2, "never", 0). Raises ConfigProblems.
    """
    key = str(steps[-2])
    try:
        if isinstance(item, dict) and LIBRARY in item:
            return _library(item, key=key)
        return _parsed(item, key=key)
    except ValidationError as err:
        told = [Finding((*steps, *one.steps[2:]), one.message) for one in findings(err, _NOWHERE)]
    except ValueError as err:
        told = [Finding((*steps, LIBRARY), str(err))]
    raise ConfigProblems(_problem(one, file=file, found=found) for one in told)


def _problem(one: Finding, *, file: str, found: Document) -> Problem:
    if found is _NOWHERE:
        return Problem(file=file, path=one.path, message=one.message)
    place = found.place(one.steps)
    return Problem(file=file, line=place.line, column=place.column, path=one.path, message=one.message)


def _parsed(item: object, *, key: str) -> Interest:
    keys = SubscriberDefaults.model_validate({key: [item]})  # no interest but a library asks for its Context
    found: Interest = keys.given()[key][0]
    return found


def _library(item: Any, *, key: str) -> Interest:
    """Return a library by its path, without looking for the file."""
    beside = {name: value for name, value in item.items() if name != LIBRARY}
    if not beside.keys().isdisjoint(KINDS):
        return _parsed({**beside, LIBRARY: item[LIBRARY]}, key=key)  # which refuses two kinds in one item
    path = values.line(item[LIBRARY], wanted="the path of a library of references")
    return replace(_parsed({"topic": path, **beside}, key=key), kind=InterestKind.LIBRARY)


def _list(
    found: object, *, key: str, held: Sequence[Interest], problems: list[Problem]
) -> tuple[Interest, ...]:
    listed = found.get(key) if isinstance(found, dict) else None
    if not isinstance(listed, list):
        problems.append(Problem(file="", path=key, message=f"found {shown(listed)}, wanted a list"))
        return ()
    known = _by_meaning(held)
    wishes = []
    for place, one in enumerate(listed):
        try:
            wishes.append(_wish(one, steps=(key, place), known=known))
        except ConfigProblems as err:
            problems += err.problems
    return tuple(wishes)


def _by_meaning(held: Iterable[Interest]) -> Mapping[tuple[InterestKind, str], list[Interest]]:
    known: defaultdict[tuple[InterestKind, str], list[Interest]] = defaultdict(list)
    for one in held:
        known[one.kind, one.value].append(one)
    return known


def _wish(one: object, *, steps: Steps, known: Mapping[tuple[InterestKind, str], list[Interest]]) -> Interest:
    kind = one.get("kind") if isinstance(one, dict) else None
    if not isinstance(one, dict) or not isinstance(kind, str):
        wanted = either(KINDS)
        found = f"the kind {shown(kind)}" if isinstance(one, dict) else shown(one)
        path = Finding(steps, "").path
        raise ConfigProblems([Problem(file="", path=path, message=f"found {found}, wanted {wanted}")])
    item = {kind: one.get("value")}
    weight = one.get("weight")
    if weight is not None and not (steps[0] == "never" and weight == 1):
        item["weight"] = weight
    wish = read_item(item, steps=steps)
    same = known.get((wish.kind, wish.value))
    if same:
        before = same.pop(0) if len(same) > 1 else same[0]
        return replace(wish, stemmed=before.stemmed, entries=before.entries)
    if wish.kind is InterestKind.LIBRARY:
        message = f"found {shown(wish.value)}, wanted a library that is in the file: add it there"
        raise ConfigProblems([Problem(file="", path=Finding((*steps, LIBRARY), "").path, message=message)])
    return wish
