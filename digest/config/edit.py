"""Changes to subscribers.yaml that leave every other byte as it was.

A round trip through a YAML writer keeps comments but not all of the layout, so a change is made to the
text: the parser only says where. What comes out is read again and compared before it is written.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from digest.config import document
from digest.config.loading import interpret, parsed, read_text
from digest.config.problems import ConfigProblems, Problem
from digest.config.values import address_key

_KEY = "subscribers"
_BARE = re.compile(r"[A-Za-z](?:[\w@.+/-]|:(?=\d))*(?: (?:[\w@.+/-]|:(?=\d))+)*", re.ASCII)
_BLANK_FIRST = re.compile(r"[ \t]*\r?\n")
_BLANK_LAST = re.compile(r"(\n)[ \t]*\r?\n\Z")  # the blank line that parted an item from the one before
_RESERVED = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def starter() -> str:
    """Return the commented text of a new file: it loads without an error, and is to be changed."""
    return resources.files("digest.config").joinpath("starter.yaml").read_text(encoding="utf-8")


def add(path: Path, *, email: str, name: str = "", topics: Sequence[str] = (), send: str = "") -> None:
    """Append a subscriber to the file.

    Raises ConfigProblems, and writes nothing, when the file with the new subscriber has an error in its
    newsletter's part or in the subscriber.
    """
    text = read_text(path)
    data = _data(text, path)
    before = data.get(_KEY) or []
    fields: dict[str, Any] = {"email": email.strip(), "name": name, "send": send, "interests": list(topics)}
    item = {key: value for key, value in fields.items() if value}
    edited = _with_item(text, item, path=path)
    _insist(_data(edited, path), {**data, _KEY: [*before, item]}, path)
    config = interpret(edited, path=path, local_zone="UTC", environ={})
    wrong = [one for one in config.problems if one.subscriber == len(before) and one.severity == "error"]
    if wrong:
        raise ConfigProblems(wrong)
    _write(path, edited, was=text)


def remove(path: Path, *, email: str) -> bool:
    """Take every subscriber with this address out of the file; tell whether there was one.

    Comments above a subscriber stay (they may be about those below, too); those inside go with it.
    Raises ConfigProblems when the file is not readable as YAML; other errors in it do not matter.
    """
    text = read_text(path)
    data = _data(text, path)
    subscribers = data.get(_KEY)
    listed = list(enumerate(subscribers if isinstance(subscribers, list) else []))
    places = [place for place, one in listed if _is_of(one, email)]
    if not places:
        return False
    edited = text
    for place in reversed(places):
        edited = _without_item(edited, place, path=path)
    kept = [one for place, one in listed if place not in places]
    _insist(_data(edited, path), {**data, _KEY: kept}, path)
    _write(path, edited, was=text)
    return True


def _data(text: str, path: Path) -> dict[str, Any]:
    data = parsed(text, path=path).data
    return data if isinstance(data, dict) else {}


def _is_of(subscriber: object, email: str) -> bool:
    written = subscriber.get("email") if isinstance(subscriber, dict) else None
    if not isinstance(written, str):
        return False
    return _key(written) == _key(email)


def _key(email: str) -> str:
    return address_key(email) or email.strip().casefold()


def _with_item(text: str, item: Mapping[str, Any], *, path: Path) -> str:
    rows = _rows(text, path)
    newline = "\r\n" if "\r\n" in text else "\n"
    if rows:
        at = _end_of_item(text, rows, len(rows.dashes) - 1)
        return _inserted(text, at, _lines(item, indent=rows.column), newline=newline)
    span = document.value_span(text, key=_KEY)
    if span is None:
        raise _refusal(path, f"no {_KEY}: in the file, wanted a line that says so")
    start, end = span
    if text[start:end].strip() not in {"", "[]"}:
        raise _refusal(path, f'{_KEY} is written as [one, two], wanted lines that start with "- "')
    bare = text[:start].rstrip(" ") + text[end:] if start < end else text
    at = bare.find("\n", len(text[:start].rstrip())) + 1 or len(bare)
    return _inserted(bare, at, _lines(item, indent=2), newline=newline)


def _inserted(text: str, at: int, lines: Sequence[str], *, newline: str) -> str:
    block = newline.join(lines)
    if text[:at].endswith("\n") or not at:
        return f"{text[:at]}{block}{newline}{text[at:]}"
    return f"{text[:at]}{newline}{block}{text[at:]}"


def _without_item(text: str, place: int, *, path: Path) -> str:
    rows = _rows(text, path)
    if rows is None:
        raise _refusal(path, f'{_KEY} is written as [one, two], wanted lines that start with "- "')
    start = text.rfind("\n", 0, rows.dashes[place]) + 1
    end = _end_of_item(text, rows, place)
    before, after = text[:start], text[end:]
    if not text[:end].endswith("\n"):  # the last line of a file that ends without a line break
        before = before.removesuffix("\n").removesuffix("\r")
    if not after.strip(" \t\r\n") or _BLANK_FIRST.match(after):
        before = _BLANK_LAST.sub(r"\1", before)
    if len(rows.dashes) > 1:
        return before + after
    key_end = re.compile(rf"^(['\"]?){_KEY}\1[ \t]*:", re.MULTILINE).search(before)
    if key_end is None:
        raise _refusal(path, f"cannot tell where {_KEY}: ends")
    return f"{before[: key_end.end()]} []{before[key_end.end() :]}{after}"


def _end_of_item(text: str, rows: document.Rows, place: int) -> int:
    """Return the offset after an item's last line: comments that are further in than its dash are its own."""
    last = place == len(rows.dashes) - 1
    end = rows.end if last else text.rfind("\n", 0, rows.dashes[place + 1]) + 1
    lines = text[rows.dashes[place] : end].splitlines(keepends=True)
    kinds = ["own", *(_kind_of(line, dash=rows.column) for line in lines[1:])]
    after = max(at for at, kind in enumerate(kinds) if kind == "own") + 1
    while after < len(kinds) and kinds[after] in {"blank", "inside"}:
        after += 1
    while kinds[after - 1] == "blank":
        after -= 1
    return rows.dashes[place] + sum(map(len, lines[:after]))


def _kind_of(line: str, *, dash: int) -> str:
    """Tell a blank line, a comment inside or outside an item, and what can only be its own, apart."""
    stripped = line.strip()
    if not stripped:
        return "blank"
    if stripped in {"...", "---"}:
        return "outside"
    if not stripped.startswith("#"):
        return "own"
    return "inside" if len(line) - len(line.lstrip(" ")) > dash else "outside"


def _lines(item: Mapping[str, Any], *, indent: int) -> list[str]:
    lines = []
    for key, value in item.items():
        if isinstance(value, list):
            lines += [f"{key}:", *(f"  - {_scalar(one)}" for one in value)]
        else:
            lines.append(f"{key}: {_scalar(value)}")
    dashes = ["- ", *["  "] * (len(lines) - 1)]
    return [f"{' ' * indent}{dash}{one}" for dash, one in zip(dashes, lines, strict=True)]


def _scalar(text: str) -> str:
    if _BARE.fullmatch(text) and text.casefold() not in _RESERVED:
        return text
    escaped = re.sub(r'["\\]', r"\\\g<0>", text)
    return '"{}"'.format("".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in escaped))


def _rows(text: str, path: Path) -> document.Rows | None:
    try:
        return document.rows(text, key=_KEY)
    except document.NotYamlError as err:
        raise _refusal(path, f"cannot be changed safely here: edit the file ({err})") from err


def _insist(found: dict[str, Any], wanted: dict[str, Any], path: Path) -> None:
    if found != wanted:
        raise _refusal(path, f"{_KEY} is laid out in a way that cannot be changed safely here: edit the file")


def _refusal(path: Path, message: str) -> ConfigProblems:
    return ConfigProblems([Problem(file=str(path), path=_KEY, message=message)])


def _write(path: Path, text: str, *, was: str) -> None:
    """Replace the file in one step; its mode stays, and a link to it stays a link."""
    target = path.resolve()
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        if read_text(path) != was:
            raise _refusal(path, "the file was changed meanwhile: run it again")
        temporary.replace(target)
    except OSError as err:
        raise _refusal(path, f"the file cannot be written: {err.strerror}") from err
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)
