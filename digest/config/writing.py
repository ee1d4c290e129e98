"""What every change of the file is made of: spelling a text, where an item ends, replacing the file."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from digest.config import document
from digest.config.loading import parsed, read_text
from digest.config.problems import ChangedMeanwhile, ConfigProblems, Problem
from digest.config.values import address_key

KEY = "subscribers"
_BARE = re.compile(r"[A-Za-z](?:[\w@.+/-]|:(?=\d))*(?: (?:[\w@.+/-]|:(?=\d))+)*", re.ASCII)
_RESERVED = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def data_of(text: str, path: Path) -> dict[str, Any]:
    """Return the data of a file's text; raises ConfigProblems when it is not a YAML mapping."""
    data = parsed(text, path=path).data
    return data if isinstance(data, dict) else {}


def is_of(subscriber: object, email: str) -> bool:
    """Tell whether a subscriber of the file, as it is written there, has this address."""
    written = subscriber.get("email") if isinstance(subscriber, dict) else None
    if not isinstance(written, str):
        return False
    return _key(written) == _key(email)


def _key(email: str) -> str:
    return address_key(email) or email.strip().casefold()


def newline_of(text: str) -> str:
    """Return how a text ends its lines."""
    return "\r\n" if "\r\n" in text else "\n"


def inserted(text: str, at: int, lines: Sequence[str], *, newline: str) -> str:
    """Return a text with whole lines put in at an offset where a line begins, or where the text ends."""
    block = newline.join(lines)
    if text[:at].endswith("\n") or not at:
        return f"{text[:at]}{block}{newline}{text[at:]}"
    return f"{text[:at]}{newline}{block}{text[at:]}"


def end_of_item(text: str, rows: document.Rows, place: int) -> int:
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


def scalar(text: str) -> str:
    """Return a text as YAML spells it on one line, wherever it stands; in quotes unless plain words."""
    if _BARE.fullmatch(text) and text.casefold() not in _RESERVED:
        return text
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    escaped = re.sub(r'["\\]', r"\\\g<0>", text)
    return '"{}"'.format("".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in escaped))


def refusal(path: Path, message: str, *, at: str = KEY) -> ConfigProblems:
    """Return the error of a change that is not made; `at` is the way to what it is about."""
    return ConfigProblems([Problem(file=str(path), path=at, message=message)])


def write(path: Path, text: str, *, was: str) -> None:
    """Replace the file in one step; its mode stays, and a link to it stays a link.

    Raises ChangedMeanwhile when it is no longer as it was read, ConfigProblems when it cannot be written.
    """
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
            message = "the file was changed meanwhile: run it again"
            raise ChangedMeanwhile([Problem(file=str(path), path=KEY, message=message)])
        temporary.replace(target)
    except OSError as err:
        raise refusal(path, f"the file cannot be written: {err.strerror}") from err
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)
