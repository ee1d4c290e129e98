"""Other interests for one subscriber of subscribers.yaml, every other byte left as it was.

As in edit.py, the text is changed and not written anew, and what comes out is read again before it
replaces the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from digest.config.document import Document, Part, Steps
from digest.config.loading import parsed, read_text
from digest.config.patch import (
    WEIGHT,
    Changes,
    Item,
    Patch,
    UnsafeError,
    Value,
    in_list,
    new_list,
    patched,
)
from digest.config.problems import ChangedMeanwhile, ConfigProblems, Problem, printable, shown
from digest.config.wishes import LISTS, Wishes, read_item
from digest.config.writing import is_of, refusal, write
from digest.identify import canonical
from digest.model import Interest, InterestKind

_BARE_KIND = {"interests": InterestKind.TOPIC, "never": InterestKind.KEYWORD}  # what a text alone is
_MERGE = "<<"
_NAMED = "shares parts with others by name (&name, *name or <<), so it cannot be changed safely here"
_LAYOUT = "laid out in a way that cannot be changed safely here"


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """One list of a subscriber: as it is, and what becomes of it."""

    name: str
    own: bool  # in the subscriber's own part of the file, and not from `defaults`, or nowhere
    held: tuple[Interest, ...]
    wanted: tuple[Interest, ...]  # those that are kept in their old order, then the new ones
    gone: frozenset[int]  # places in `held`
    weighed: Mapping[int, Interest]  # by place in `held`
    added: tuple[Interest, ...]

    @property
    def changed(self) -> bool:
        return bool(self.gone or self.weighed or self.added)


def revise(
    path: Path,
    email: str,
    *,
    interests: Sequence[Interest],
    never: Sequence[Interest],
    was: Wishes | None = None,
) -> tuple[str, ...]:
    """Give a subscriber these interests in the file; return in words what changed, nothing if nothing did.

    An interest that is in the file already keeps its place, its spelling and its comment, whatever the order
    asked for; one that is taken out takes its comment along; new ones stand at the end. What `defaults`
    give stays theirs: a subscriber who had nothing of their own gets a whole list, which is in place of it
    from then on. `was` is what the change was made of.

    Raises ChangedMeanwhile when the file says something else than `was`, or is changed while this works;
    ConfigProblems when there is no such subscriber, when the lists have an error (one elsewhere in the file
    does not matter), or when the text cannot be changed without touching something else. Then nothing is
    written.
    """
    text = read_text(path)
    found = parsed(text, path=path)
    place = _place(found, email, path=path)
    held = {name: _held(found, place, name, path=path) for name in LISTS}
    if was is not None and any(_plain(held[name]) != _plain(getattr(was, name)) for name in LISTS):
        message = f"what {email} wishes for was changed in the file meanwhile: look at it again"
        raise ChangedMeanwhile([_about(found, place, message, path=path)])
    asked = {"interests": interests, "never": never}
    lists = [_list(name, held[name], asked[name], own=_own(found, place, name)) for name in LISTS]
    if not any(one.changed for one in lists):
        return ()
    write(path, _edited(text, found, place, lists, path=path), was=text)
    return tuple(line for one in lists for line in _in_words(one, defaults=_defaults(found, one.name)))


def _place(found: Document, email: str, *, path: Path) -> int:
    """Return where a subscriber stands in the list."""
    data: Any = found.data
    subscribers = data.get("subscribers") if isinstance(data, dict) else None
    listed = enumerate(subscribers if isinstance(subscribers, list) else [])
    places = [place for place, one in listed if is_of(one, email)]
    if not places:
        raise refusal(path, f"found nobody with the address {shown(email)}")
    if len(places) > 1:
        raise ConfigProblems([_about(found, places[1], "the same address twice, wanted once", path=path)])
    faults = [one for one in found.faults if one.steps[:2] == ("subscribers", places[0])]
    if faults:
        raise ConfigProblems(_about(found, places[0], one.message, path=path) for one in faults)
    return places[0]


def _about(found: Document, place: int, message: str, *, path: Path, name: str = "") -> Problem:
    steps = ("subscribers", place, name) if name else ("subscribers", place)
    at = found.keys.get(steps) or found.place(steps)
    way = f"subscribers[{place}]{f'.{name}' if name else ''}"
    return Problem(
        file=str(path), line=at.line, column=at.column, path=way, message=message, subscriber=place
    )


def _holder(found: Document, place: int | None) -> Mapping[str, Any]:
    """Return a subscriber as the file's data has it; None: the defaults."""
    data: Any = found.data
    holder = data.get("defaults") if place is None else data["subscribers"][place]
    return holder if isinstance(holder, dict) else {}


def _own(found: Document, place: int, name: str) -> bool:
    return _holder(found, place).get(name) is not None


def _defaults(found: Document, name: str) -> bool:
    return bool(_holder(found, None).get(name))


def _held(found: Document, place: int, name: str, *, path: Path) -> tuple[Interest, ...]:
    """Return what the file gives a subscriber: their own list, or else that of `defaults`."""
    steps: Steps = ("subscribers", place) if _own(found, place, name) else ("defaults",)
    listed = _holder(found, place if len(steps) > 1 else None).get(name)
    if listed is None:
        return ()
    if not isinstance(listed, list):
        raise ConfigProblems([_about(found, place, f"found {shown(listed)}, wanted a list", path=path)])
    return tuple(
        read_item(one, steps=(*steps, name, at), file=str(path), found=found) for at, one in enumerate(listed)
    )


def _plain(listed: Sequence[Interest]) -> list[tuple[InterestKind, str, float, bool]]:
    """Return what the file says of interests: what is in a library stands elsewhere."""
    return [(one.kind, one.value, one.weight, one.stemmed) for one in listed]


def _list(name: str, held: Sequence[Interest], asked: Sequence[Interest], *, own: bool) -> _List:
    left = [replace(one, entries=()) for one in asked]
    wanted, gone, weighed = list[Interest](), set[int](), dict[int, Interest]()
    for place, one in enumerate(held):
        same = [other for other in left if _plain([replace(other, weight=one.weight)]) == _plain([one])]
        if not same:
            gone.add(place)
            continue
        kept = next((other for other in same if other.weight == one.weight), same[0])
        left.remove(kept)
        wanted.append(kept)
        if kept.weight != one.weight:
            weighed[place] = kept
    return _List(
        name=name,
        own=own,
        held=tuple(held),
        wanted=(*wanted, *left),
        gone=frozenset(gone),
        weighed=weighed,
        added=tuple(left),
    )


def _edited(text: str, found: Document, place: int, lists: Sequence[_List], *, path: Path) -> str:
    """Return the text with the lists changed, and nothing else: what comes out says what was wanted."""
    subscriber = found.part(("subscribers", place))
    if subscriber is None or subscriber.shared or subscriber.field(_MERGE):
        raise _unsafe(found, place, _NAMED, path=path)
    changed = [one for one in lists if one.changed]
    for one in changed:
        listed = subscriber.field(one.name)
        if listed is not None and any(part.shared for part in listed[1].whole()):
            raise _unsafe(found, place, _NAMED, path=path, name=one.name)
    try:
        edited = patched(text, (patch for one in changed for patch in _patches(text, subscriber, one)))
        again = parsed(edited, path=path)
        if _says(again, place, lists, path=path) and _others(again, place) == _others(found, place):
            return edited
    except (UnsafeError, ConfigProblems) as err:
        raise _unsafe(found, place, _LAYOUT, path=path) from err
    raise _unsafe(found, place, _LAYOUT, path=path)


def _patches(text: str, subscriber: Part, one: _List) -> Iterator[Patch]:
    if not one.own:
        yield from new_list(text, subscriber, one.name, [_item(wish, one.name) for wish in one.wanted])
        return
    changes = Changes(
        gone=one.gone,
        weighed={place: _item(wish, one.name) for place, wish in one.weighed.items()},
        added=tuple(_item(wish, one.name) for wish in one.added),
    )
    yield from in_list(text, subscriber, one.name, changes)


def _item(wish: Interest, name: str) -> Item:
    """Return an interest as an item of the list `name`, as short as the file takes it."""
    value = wish.value
    if wish.kind is InterestKind.LIKE:
        bare = value.partition(":")[2]
        value = bare if canonical(bare) == value else value
    item: dict[str, Value] = {wish.kind.value: value}
    if wish.stemmed:
        item["stemmed"] = True
    if wish.weight != 1.0:
        item[WEIGHT] = wish.weight
    return value if len(item) == 1 and wish.kind is _BARE_KIND[name] else item


def _says(found: Document, place: int, lists: Sequence[_List], *, path: Path) -> bool:
    return all(_plain(_held(found, place, one.name, path=path)) == _plain(one.wanted) for one in lists)


def _others(found: Document, place: int) -> tuple[object, Sequence[object]]:
    """Return all that a file says beside a subscriber's lists, and its faults without their places."""
    data: Any = found.data
    subscribers = list(data["subscribers"])
    subscribers[place] = {key: value for key, value in subscribers[place].items() if key not in LISTS}
    return {**data, "subscribers": subscribers}, [one.steps for one in found.faults]


def _in_words(one: _List, *, defaults: bool) -> Iterator[str]:
    if one.changed and not one.own and defaults:
        yield f"{one.name}: a list of their own from now on, in place of the one under defaults"
    for place, wish in one.weighed.items():
        before = one.held[place].weight
        yield f"{one.name}: {_named(wish)} has weight {wish.weight:g}, was {before:g}"
    for place in sorted(one.gone):
        yield f"{one.name}: removed {_named(one.held[place])}"
    for wish in one.added:
        weight = "" if wish.weight == 1.0 else f" of weight {wish.weight:g}"
        yield f"{one.name}: added {_named(wish)}{weight}"


def _named(wish: Interest) -> str:
    return f"{wish.kind} “{printable(wish.value)}”"


def _unsafe(found: Document, place: int, why: str, *, path: Path, name: str = "") -> ConfigProblems:
    return ConfigProblems([_about(found, place, f"{why}: edit the file", path=path, name=name)])
