"""YAML text as plain data, with the place of every key and value. The one home of the YAML library."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tokens import BlockEntryToken

from digest.config.problems import WrittenFloat, WrittenInt, printable

Steps = tuple[str | int, ...]  # the way to a value: ("subscribers", 2, "send")
PartKind = Literal["text", "list", "mapping"]

SIZE_LIMIT = 10_000_000  # bytes of a file; hundreds of thousands of subscribers fit
_DEPTH_LIMIT = 20  # levels; our deepest value is at the sixth
_ALIAS_LIMIT = 200_000  # values reached a second time; what `*name` may multiply a file to
_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = {
    f"{_TAG}{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge")
}
_ADVICE = ' (is it text with ": " in it? put it in quotes)'
_READER_POSITION = re.compile(r"position (\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written: line and column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that YAML allows and we do not, or the reverse."""

    steps: Steps
    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file's data and where it stands."""

    data: object  # dicts with text keys, lists, text, numbers, booleans, dates, None
    places: Mapping[Steps, Place]  # where each value begins
    keys: Mapping[Steps, Place]  # where each key is written
    faults: tuple[Fault, ...]  # of what was left out of the data
    _text: str = field(default="", repr=False, compare=False)
    _root: Node | None = field(default=None, repr=False, compare=False)

    def place(self, steps: Steps) -> Place:
        """Return where a value begins, or else the nearest value around it."""
        while steps and steps not in self.places:
            steps = steps[:-1]
        return self.places.get(steps, Place(1, 1))

    def part(self, steps: Steps) -> Part | None:
        """Return how the value at the end of a way is written; None where there is none."""
        node = self._root
        for step in steps:
            node = _child(node, step)
        return None if node is None else _part(node, text=self._text, repeated=_repeated(self._root))


@dataclass(frozen=True, slots=True)
class Part:
    """How a value is written, in offsets of the text; what it holds is in the text's order."""

    start: int  # tag and anchor included; of a list, its first dash or bracket
    end: int  # after its last letter, bracket or quotation mark
    beyond: int  # of a value that ends with its lines: where what follows it begins
    column: int  # of its start, from 0
    kind: PartKind  # numbers, dates and nothing are text, too
    flow: bool  # [a, b] or {a: b}, rather than lines
    shared: bool  # has a name (&name), or stands elsewhere and is only named here (*name)
    items: tuple[Part, ...] = ()  # of a list
    fields: tuple[tuple[str, Part, Part], ...] = ()  # of a mapping: name, how that is written, value

    def field(self, name: str) -> tuple[Part, Part] | None:
        """Return how a key and its value are written; None without that key."""
        return next(((key, value) for known, key, value in self.fields if known == name), None)

    def whole(self) -> Iterator[Part]:
        """Yield this part and all parts within it."""
        yield self
        for one in (*self.items, *(part for _, *pair in self.fields for part in pair)):
            yield from one.whole()


@dataclass(frozen=True, slots=True)
class Rows:
    """How a list with one item a line-block is laid out, in offsets of its text."""

    column: int  # of the dashes, from 0
    dashes: tuple[int, ...]  # offset of each item's dash
    end: int  # offset of what follows the list


class NotYamlError(ValueError):
    """The text is not YAML, or not YAML that is safe to read; `place` is where."""

    def __init__(self, message: str, *, place: Place) -> None:
        self.place = place
        super().__init__(message)


def read(text: str) -> Document:
    """Return the data of YAML text; raises NotYamlError."""
    yaml = _yaml()
    return _Reading(yaml=yaml).document(_compose(yaml, text), text)


def rows(text: str, *, key: str) -> Rows | None:
    """Return how the list under a top-level key is laid out, or None when it is not a list of dashes.

    Raises NotYamlError for text that `read` would not take.
    """
    yaml = _yaml()
    root = _compose(yaml, text)
    pairs = root.value if isinstance(root, MappingNode) else []
    place = next((at for at, (name, _) in enumerate(pairs) if name.value == key), None)
    if place is None or not isinstance(pairs[place][1], SequenceNode) or pairs[place][1].flow_style:
        return None
    start, after = pairs[place][0].start_mark.index, [name.start_mark.index for name, _ in pairs[place + 1 :]]
    end = after[0] if after else len(text)
    found = [
        token.start_mark
        for token in _yaml().scan(text)
        if isinstance(token, BlockEntryToken) and start < token.start_mark.index < end
    ]
    column = min(mark.column for mark in found)
    return Rows(column, tuple(mark.index for mark in found if mark.column == column), end)


def value_span(text: str, *, key: str) -> tuple[int, int] | None:
    """Return the offsets at which the value of a top-level key begins and ends, or None without the key."""
    root = _compose(_yaml(), text)
    for name, value in root.value if isinstance(root, MappingNode) else []:
        if name.value == key:
            return value.start_mark.index, value.end_mark.index
    return None


def _yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = _DEPTH_LIMIT
    yaml.composer.warn_double_anchors = False  # naming two things alike is YAML's own rule
    return yaml


def _compose(yaml: YAML, text: str) -> Node | None:
    try:
        root: Node | None = yaml.compose(text)
    except MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        said = " ".join(" ".join(part for part in (err.context, err.problem) if part).split())
        advice = _ADVICE if "mapping values are not allowed" in said else ""
        raise NotYamlError(f"not YAML: {printable(said, longest=200)}{advice}", place=place) from err
    except YAMLError as err:
        position = _READER_POSITION.search(str(err))
        before = text[: int(position[1])] if position else ""
        place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise NotYamlError("not YAML: a character that is not allowed", place=place) from err
    except (RecursionError, ValueError, TypeError, AttributeError, IndexError) as err:
        raise NotYamlError(f"not YAML: {printable(str(err))}", place=Place(1, 1)) from err
    return root


@dataclass(slots=True)
class _Reading:
    """One walk over the nodes."""

    yaml: YAML
    places: dict[Steps, Place] = field(default_factory=dict)
    keys: dict[Steps, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    repeated: int = 0

    def document(self, root: Node | None, text: str) -> Document:
        data = None if root is None else self.value(root, ())
        return Document(data, self.places, self.keys, tuple(self.faults), text, root)

    def value(self, node: Node, steps: Steps) -> object:
        place = _place(node)
        self.places[steps] = place
        self.repeated += id(node) in self.seen
        self.seen.add(id(node))
        if self.repeated > _ALIAS_LIMIT or len(steps) > _DEPTH_LIMIT:
            raise NotYamlError("aliases (*name) make it too large", place=place)
        tag = node.tag or ""
        if tag not in _PLAIN_TAGS:
            message = f'found the tag "{printable(tag)}", wanted a plain value'
            self.faults.append(Fault(steps, place, message))
            return None
        if isinstance(node, MappingNode):
            return self.mapping(node, steps)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*steps, place)) for place, item in enumerate(node.value)]
        return self.scalar(node, tag.removeprefix(_TAG))

    def mapping(self, node: MappingNode, steps: Steps) -> dict[str, object]:
        data: dict[str, object] = {}
        for key, value in node.value:
            place = _place(key)
            if not isinstance(key, ScalarNode):
                self.faults.append(Fault(steps, place, "found a list or mapping as a key, wanted text"))
            elif key.value in data:
                first = self.keys[(*steps, key.value)].line
                message = f"given twice; the first is on line {first}"
                self.faults.append(Fault((*steps, key.value), place, message))
            else:
                self.keys[(*steps, key.value)] = place
                data[key.value] = self.value(value, (*steps, key.value))
        return data

    def scalar(self, node: Node, kind: str) -> object:
        constructor: Any = self.yaml.constructor
        try:
            match kind:
                case "int":
                    whole = WrittenInt(constructor.construct_yaml_int(node))
                    whole.written = node.value
                    return whole
                case "float":
                    number = WrittenFloat(constructor.construct_yaml_float(node))
                    number.written = node.value
                    return number
                case "bool":
                    return bool(constructor.construct_yaml_bool(node))
                case "timestamp":
                    return constructor.construct_yaml_timestamp(node)
                case "null":
                    return None
        except (YAMLError, ValueError, OverflowError, KeyError, TypeError, AttributeError):
            pass  # it only looks like a number or a date (2026-02-30): it is text, and refused as such
        return str(node.value)


def _place(node: Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _child(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: Node = node.value[step]
        return found
    return None


def _repeated(root: Node | None) -> frozenset[int]:
    """Return the identities of all nodes that are reached on more than one way."""
    once: set[int] = set()
    again: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in once:
            again.add(id(node))
            continue
        once.add(id(node))
        if isinstance(node, MappingNode):
            waiting += [one for pair in node.value for one in pair]
        elif isinstance(node, SequenceNode):
            waiting += node.value
    return frozenset(again)


def _part(node: Node, *, text: str, repeated: frozenset[int]) -> Part:
    items: tuple[Part, ...] = ()
    fields: tuple[tuple[str, Part, Part], ...] = ()
    kind: PartKind = "text"
    if isinstance(node, SequenceNode):
        kind, items = "list", tuple(_part(one, text=text, repeated=repeated) for one in node.value)
    elif isinstance(node, MappingNode):
        kind, fields = "mapping", tuple(_field(*pair, text=text, repeated=repeated) for pair in node.value)
    start, beyond = node.start_mark.index, node.end_mark.index
    flow = bool(getattr(node, "flow_style", False))
    inner = [one.end for one in items] + [one.end for _, *pair in fields for one in pair]
    return Part(
        start=start,
        end=start + len(text[start:beyond].rstrip()) if flow or not inner else max(inner),
        beyond=beyond,
        column=node.start_mark.column,
        kind=kind,
        flow=flow,
        shared=node.anchor is not None or id(node) in repeated,
        items=items,
        fields=fields,
    )


def _field(key: Node, value: Node, *, text: str, repeated: frozenset[int]) -> tuple[str, Part, Part]:
    name, held = (_part(one, text=text, repeated=repeated) for one in (key, value))
    if held.start == held.end:  # nothing: the parser says that it is where the next thing begins
        after = text.find(":", name.end) + 1 or name.end
        held = replace(held, start=after, end=after, beyond=after)
    return str(key.value), name, held
