"""A list of interests changed in the text it is written in, in the style it is written in; pure.

Whatever is not about a changed item keeps its bytes. A layout that this cannot follow is Unsafe; whoever
calls it reads the outcome again, so that one it follows wrongly is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from digest.config import document
from digest.config.document import NotYamlError, Part, Rows
from digest.config.writing import end_of_item, newline_of, scalar

Value = str | float | bool
Item = str | Mapping[str, Value]  # of a list of interests, as the file's data has it

WEIGHT = "weight"
_COMMA = re.compile(r"[ \t]*,")
_REST = re.compile(r"[ \t]*(#[^\n]*)?(\r?\n|\Z)")  # of a line with nothing more on it


class UnsafeError(ValueError):
    """The text is laid out in a way that cannot be changed here."""


class Patch(NamedTuple):
    """A stretch of a text, in offsets, and what stands there instead."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What becomes of a list's items, which are known by their place, from 0."""

    gone: frozenset[int] = frozenset()
    weighed: Mapping[int, Item] = field(default_factory=dict)  # the same interest, with another weight
    added: tuple[Item, ...] = ()  # at the end


def patched(text: str, patches: Iterable[Patch]) -> str:
    """Return a text with all patches made; none may overlap another."""
    placed = [(one.start, one.end, turn, one.text) for turn, one in enumerate(patches)]
    last = len(text)
    for start, end, _, instead in sorted(placed, reverse=True):  # of two at one place, the later one follows
        if end > last:
            raise UnsafeError("two changes meet")
        text, last = f"{text[:start]}{instead}{text[end:]}", start
    return text


def in_list(text: str, holder: Part, name: str, changes: Changes) -> Iterator[Patch]:
    """Yield the patches that change the list under a key of a mapping; raises UnsafeError."""
    found = holder.field(name)
    if found is None:
        raise UnsafeError(f"no {name}")
    key, listed = found
    if listed.kind != "list":
        raise UnsafeError(f"{name} is no list")
    for place, item in changes.weighed.items():
        yield from _weighed(text, listed.items[place], item)
    if not listed.items and "#" not in text[listed.start : listed.end]:
        yield from new_list(text, holder, name, changes.added)
    elif listed.flow:
        yield from _in_brackets(text, listed, changes)
    else:
        yield from _in_lines(text, listed, changes)
        if not changes.added and len(changes.gone) == len(listed.items):
            colon = text.index(":", key.end) + 1
            yield Patch(colon, colon, " []")


def new_list(text: str, holder: Part, name: str, items: Sequence[Item]) -> Iterator[Patch]:
    """Yield the patches that give a mapping a list under a key that it lacks, or has nothing under."""
    found, newline = holder.field(name), newline_of(text)
    brackets = f"[{', '.join(_bracketed(one) for one in items)}]"
    after = holder.end if found is None else found[1].end
    if found is not None and (holder.flow or not items):
        yield Patch(found[1].start, after, f"{' ' if found[1].start == after else ''}{brackets}")
        return
    if holder.flow:
        after = holder.fields[-1][2].end
        yield Patch(after, after, f", {name}: {brackets}")
        return
    if found is not None:  # null, or []
        yield Patch(text.index(":", found[0].end) + 1, after, "")
    others = (value.column for _, _, value in holder.fields if value.kind == "list" and not value.flow)
    indent = " " * next(others, holder.column + 2)
    lines = [f"{indent}- {_bracketed(one)}" for one in items]
    if found is None:
        lines.insert(0, f"{' ' * holder.column}{name}:{'' if items else ' []'}")
    at = _end_of_line(text, after)
    yield Patch(at, at, "".join(newline + one for one in lines))


def _weighed(text: str, part: Part, item: Item) -> Iterator[Patch]:
    """Yield what gives an item another weight; one of weight 1 needs to say none."""
    if part.kind == "text":
        yield Patch(part.start, part.end, _bracketed(item, raw=text[part.start : part.end]))
        return
    found = part.field(WEIGHT)
    weight = None if isinstance(item, str) else item.get(WEIGHT)
    if isinstance(item, str) and len(part.fields) == 2 and not _has_comment(text, part):  # noqa: PLR2004 - kind and weight
        (raw,) = [value for name, _, value in part.fields if name != WEIGHT]
        yield Patch(part.start, part.end, _spelt(item, raw=text[raw.start : raw.end]))
    elif found is not None and weight is None:
        yield _without_weight(text, part)
    elif found is not None:
        start, end = found[1].start, found[1].end
        yield Patch(start, end, f"{' ' if start == end else ''}{_spelt(weight or 1.0)}")
    elif part.flow:
        after = part.fields[-1][2].end
        yield Patch(after, after, f", {WEIGHT}: {_spelt(weight or 1.0)}")
    else:
        at = _end_of_line(text, part.end)
        yield Patch(at, at, f"{newline_of(text)}{' ' * part.column}{WEIGHT}: {_spelt(weight or 1.0)}")


def _without_weight(text: str, part: Part) -> Patch:
    """Return what takes the weight out of a mapping, or sets it to 1 where a comment stands beside it."""
    at = [name for name, _, _ in part.fields].index(WEIGHT)
    key, value = part.fields[at][1:]
    if at == 0:
        start, end = key.start, part.fields[1][1].start
        whole = "#" not in text[value.end : end]
    elif part.flow:
        start, end = part.fields[at - 1][2].end, value.end
        whole = "#" not in text[start : key.start]
    else:
        start, end = text.rfind("\n", 0, key.start), _end_of_line(text, value.end)
        start -= text[:start].endswith("\r")
        whole = not text[value.end : end].strip() and not text[start : key.start].strip()
    return Patch(start, end, "") if whole else Patch(value.start, value.end, "1")


def _in_lines(text: str, listed: Part, changes: Changes) -> Iterator[Patch]:
    rows = Rows(listed.column, tuple(_dashes(text, listed)), listed.beyond)
    ends = [end_of_item(text, rows, place) for place in range(len(rows.dashes))]
    gone = [(text.rfind("\n", 0, rows.dashes[place]) + 1, ends[place]) for place in sorted(changes.gone)]
    for start, end in _joined(gone):
        ended = text[:end].endswith("\n")  # else: the last line of a file that ends without a line break
        yield Patch(start if ended else start - len(newline_of(text)), end, "")
    if changes.added:
        written, newline = "".join(_lines(text, listed, rows, changes.added)), newline_of(text)
        at = ends[-1]
        broken = text[:at].endswith("\n")
        yield Patch(at, at, written if broken else newline + written.removesuffix(newline))


def _lines(text: str, listed: Part, rows: Rows, added: Sequence[Item]) -> Iterator[str]:
    """Yield the lines of new items, as their neighbours are written."""
    gap = text[rows.dashes[-1] + 1 : listed.items[-1].start]
    gap = gap if gap and not gap.strip(" ") else " "
    dash, newline = f"{' ' * rows.column}-{gap}", newline_of(text)
    mappings = {one.flow for one in listed.items if one.kind == "mapping"}
    for item in added:
        if mappings == {False} and not isinstance(item, str):
            inside = f"{newline}{' ' * len(dash)}"
            yield dash + inside.join(f"{name}: {_spelt(value)}" for name, value in item.items()) + newline
        else:
            yield f"{dash}{_bracketed(item)}{newline}"


def _dashes(text: str, listed: Part) -> Iterator[int]:
    after = text.rfind("\n", 0, listed.start) + 1
    dash = re.compile(rf"^ {{{listed.column}}}-(?=\s)", re.MULTILINE)
    for item in listed.items:
        found = dash.search(text, after, item.start)
        if found is None:
            raise UnsafeError("a dash is not where it was looked for")
        yield found.end() - 1
        after = item.end


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches with those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in stretches:
        touches = bool(joined) and joined[-1][1] == start
        joined.append((joined.pop()[0] if touches else start, end))
    return joined


def _runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of places that follow one another."""
    first = last = -2
    for place in sorted(places):
        if place > last + 1 and first >= 0:
            yield first, last
        first = place if place > last + 1 else first
        last = place
    if first >= 0:
        yield first, last


def _in_brackets(text: str, listed: Part, changes: Changes) -> Iterator[Patch]:
    items = listed.items
    if len(changes.gone) == len(items) and not changes.added and "#" not in text[listed.start : listed.end]:
        yield Patch(listed.start, listed.end, "[]")
        return
    inline = set(changes.gone)
    for place in sorted(changes.gone):
        if _is_alone(text, items[place]):
            inline.remove(place)
            start = text.rfind("\n", 0, items[place].start)
            yield Patch(start - text[:start].endswith("\r"), _end_of_line(text, items[place].end), "")
    for first, last in _runs(inline):
        yield from _without(text, items, first, last)
    if changes.added:
        kept = [one for place, one in enumerate(items) if place not in changes.gone]
        yield from _more(text, listed, changes.added, after=kept[-1] if kept else None)


def _without(
    text: str, items: Sequence[Part], first: int, last: int, *, alone: bool = True
) -> Iterator[Patch]:
    """Yield what takes items out of a line: with the comma after them, or else the one before.

    Not `alone`: what is before them is taken out, too, with the comma after it.
    """
    start, end = items[first].start, items[last].end
    if first < last and "#" in text[start:end]:  # a comment between them, perhaps
        yield from _without(text, items, first, first)
        yield from _without(text, items, first + 1, last, alone=False)
        return
    comma = _COMMA.match(text, end)
    before = items[first - 1].end if first else start
    if comma:
        spaces = len(text[comma.end() :]) - len(text[comma.end() :].lstrip(" \t"))
        yield Patch(start, comma.end() + spaces, "")
    elif alone and "#" not in text[before:start]:
        yield Patch(before, end, "")
    else:
        yield Patch(start, end, "")


def _more(text: str, listed: Part, added: Sequence[Item], *, after: Part | None) -> Iterator[Patch]:
    """Yield what puts new items behind the last one that is kept, on lines of their own if that is."""
    written = [_bracketed(one) for one in added]
    if after is None:
        if text[listed.start] != "[":
            raise UnsafeError("a list begins with something else than its bracket")
        yield Patch(listed.start + 1, listed.start + 1, ", ".join(written))
    elif _is_alone(text, after):
        if not _COMMA.match(text, after.end):
            yield Patch(after.end, after.end, ",")
        margin = newline_of(text) + text[text.rfind("\n", 0, after.start) + 1 : after.start]
        at = _end_of_line(text, after.end)
        yield Patch(at, at, "".join(f"{margin}{one}," for one in written))
    else:
        yield Patch(after.end, after.end, "".join(f", {one}" for one in written))


def _is_alone(text: str, part: Part) -> bool:
    """Tell whether an item in brackets has its lines to itself, but for its comma and a comment."""
    before = text[text.rfind("\n", 0, part.start) + 1 : part.start]
    comma = _COMMA.match(text, part.end)
    rest = _REST.match(text, comma.end() if comma else part.end)
    return not before.strip() and "\n" in text[: part.start] and rest is not None


def _has_comment(text: str, part: Part) -> bool:
    """Tell whether anything between the keys and values of a mapping may be a comment."""
    at = part.start
    for one in (one for _, *pair in part.fields for one in pair):
        if "#" in text[at : one.start]:
            return True
        at = one.end
    return "#" in text[at : part.end]


def _end_of_line(text: str, at: int) -> int:
    """Return the offset of the line break after an offset, or of the text's end."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end - text[:end].endswith("\r")


def _bracketed(item: Item, *, raw: str = "") -> str:
    """Return an item on one line; its first value is spelt as in `raw` if that means the same."""
    if isinstance(item, str):
        return _spelt(item, raw=raw)
    (first, value), *others = item.items()
    pairs = [f"{first}: {_spelt(value, raw=raw)}", *(f"{name}: {_spelt(one)}" for name, one in others)]
    return f"{{{', '.join(pairs)}}}"


def _spelt(value: Value, *, raw: str = "") -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | int):
        return repr(float(value)).removesuffix(".0")
    return raw if raw and "\n" not in raw and _means(f"[{{a: {raw}}}, {raw}]", value) else scalar(value)


def _means(text: str, value: str) -> bool:
    try:
        return document.read(text).data == [{"a": value}, value]
    except NotYamlError:
        return False
