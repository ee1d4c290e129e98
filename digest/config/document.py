"""YAML text as plain data, with the place of every key and value. The one home of the YAML library."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tokens import BlockEntryToken

from digest.config.problems import WrittenFloat, WrittenInt, printable

Steps = tuple[str | int, ...]  # the way to a value: ("subscribers", 2, "send")

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

    def place(self, steps: Steps) -> Place:
        """Return where a value begins, or else the nearest value around it."""
        while steps and steps not in self.places:
            steps = steps[:-1]
        return self.places.get(steps, Place(1, 1))


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
    return _Reading(yaml=yaml).document(_compose(yaml, text))


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

    def document(self, root: Node | None) -> Document:
        data = None if root is None else self.value(root, ())
        return Document(data, self.places, self.keys, tuple(self.faults))

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
