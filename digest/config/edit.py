"""Changes to subscribers.yaml that leave every other byte as it was.

A round trip through a YAML writer keeps comments but not all of the layout, so a change is made to the
text: the parser only says where. What comes out is read again and compared before it is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from digest.config import document
from digest.config.loading import interpret, read_text
from digest.config.problems import ConfigProblems
from digest.config.writing import (
    KEY,
    data_of,
    end_of_item,
    inserted,
    is_of,
    newline_of,
    refusal,
    scalar,
    write,
)

_BLANK_FIRST = re.compile(r"[ \t]*\r?\n")
_BLANK_LAST = re.compile(r"(\n)[ \t]*\r?\n\Z")  # the blank line that parted an item from the one before


def starter() -> str:
    """Return the commented text of a new file: it loads without an error, and is to be changed."""
    return resources.files("digest.config").joinpath("starter.yaml").read_text(encoding="utf-8")


def add(path: Path, *, email: str, name: str = "", topics: Sequence[str] = (), send: str = "") -> None:
    """Append a subscriber to the file.

    Raises ConfigProblems, and writes nothing, when the file with the new subscriber has an error in its
    newsletter's part or in the subscriber.
    """
    text = read_text(path)
    data = data_of(text, path)
    before = data.get(KEY) or []
    fields: dict[str, Any] = {"email": email.strip(), "name": name, "send": send, "interests": list(topics)}
    item = {key: value for key, value in fields.items() if value}
    edited = _with_item(text, item, path=path)
    _insist(data_of(edited, path), {**data, KEY: [*before, item]}, path)
    config = interpret(edited, path=path, local_zone="UTC", environ={})
    wrong = [one for one in config.problems if one.subscriber == len(before) and one.severity == "error"]
    if wrong:
        raise ConfigProblems(wrong)
    write(path, edited, was=text)


def remove(path: Path, *, email: str) -> bool:
    """Take every subscriber with this address out of the file; tell whether there was one.

    Comments above a subscriber stay (they may be about those below, too); those inside go with it.
    Raises ConfigProblems when the file is not readable as YAML; other errors in it do not matter.
    """
    text = read_text(path)
    data = data_of(text, path)
    subscribers = data.get(KEY)
    listed = list(enumerate(subscribers if isinstance(subscribers, list) else []))
    places = [place for place, one in listed if is_of(one, email)]
    if not places:
        return False
    edited = text
    for place in reversed(places):
        edited = _without_item(edited, place, path=path)
    kept = [one for place, one in listed if place not in places]
    _insist(data_of(edited, path), {**data, KEY: kept}, path)
    write(path, edited, was=text)
    return True


def _with_item(text: str, item: Mapping[str, Any], *, path: Path) -> str:
    rows = _rows(text, path)
    newline = newline_of(text)
    if rows:
        at = end_of_item(text, rows, len(rows.dashes) - 1)
        return inserted(text, at, _lines(item, indent=rows.column), newline=newline)
    span = document.value_span(text, key=KEY)
    if span is None:
        raise refusal(path, f"no {KEY}: in the file, wanted a line that says so")
    start, end = span
    if text[start:end].strip() not in {"", "[]"}:
        raise refusal(path, f'{KEY} is written as [one, two], wanted lines that start with "- "')
    bare = text[:start].rstrip(" ") + text[end:] if start < end else text
    at = bare.find("\n", len(text[:start].rstrip())) + 1 or len(bare)
    return inserted(bare, at, _lines(item, indent=2), newline=newline)


def _without_item(text: str, place: int, *, path: Path) -> str:
    rows = _rows(text, path)
    if rows is None:
        raise refusal(path, f'{KEY} is written as [one, two], wanted lines that start with "- "')
    start = text.rfind("\n", 0, rows.dashes[place]) + 1
    end = end_of_item(text, rows, place)
    before, after = text[:start], text[end:]
    if not text[:end].endswith("\n"):  # the last line of a file that ends without a line break
        before = before.removesuffix("\n").removesuffix("\r")
    if not after.strip(" \t\r\n") or _BLANK_FIRST.match(after):
        before = _BLANK_LAST.sub(r"\1", before)
    if len(rows.dashes) > 1:
        return before + after
    key_end = re.compile(rf"^(['\"]?){KEY}\1[ \t]*:", re.MULTILINE).search(before)
    if key_end is None:
        raise refusal(path, f"cannot tell where {KEY}: ends")
    return f"{before[: key_end.end()]} []{before[key_end.end() :]}{after}"


def _lines(item: Mapping[str, Any], *, indent: int) -> list[str]:
    lines = []
    for key, value in item.items():
        if isinstance(value, list):
            lines += [f"{key}:", *(f"  - {scalar(one)}" for one in value)]
        else:
            lines.append(f"{key}: {scalar(value)}")
    dashes = ["- ", *["  "] * (len(lines) - 1)]
    return [f"{' ' * indent}{dash}{one}" for dash, one in zip(dashes, lines, strict=True)]


def _rows(text: str, path: Path) -> document.Rows | None:
    try:
        return document.rows(text, key=KEY)
    except document.NotYamlError as err:
        raise refusal(path, f"cannot be changed safely here: edit the file ({err})") from err


def _insist(found: dict[str, Any], wanted: dict[str, Any], path: Path) -> None:
    if found != wanted:
        raise refusal(path, f"{KEY} is laid out in a way that cannot be changed safely here: edit the file")
