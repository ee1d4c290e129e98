"""What is wrong with a template or the subscribers' file, with its place and the lines around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from digest.config import ConfigProblems
from digest.errors import DigestError, TemplateError

AROUND = 4  # lines shown before and after the one that is meant
SIZE_LIMIT = 1_000_000  # bytes of a file that is shown
LINE_LIMIT = 300  # characters of a line that is shown

_PLACED = re.compile(r"(?P<file>\S[^\n]*?):(?P<line>[0-9]{1,9}): (?P<message>.+)", re.DOTALL)
_NAMED = re.compile(r"(?P<file>[\w./-]+\.(?:html|txt|css|jinja|po)): (?P<message>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A line of a file."""

    line: int  # from 1
    text: str
    here: bool  # the one that is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An error as the page shows it."""

    message: str
    file: str = ""  # as people know it; empty: no file is at fault
    line: int = 0  # from 1; 0: the file as a whole
    source: tuple[SourceLine, ...] = ()


def located(error: DigestError) -> Trouble:
    """Return what an error says, and the file and line that it names; pure."""
    if isinstance(error, ConfigProblems):
        return _of_config(error)
    if not isinstance(error, TemplateError):
        return Trouble(message=str(error))
    if found := _PLACED.fullmatch(str(error)):
        return Trouble(message=found["message"], file=found["file"], line=int(found["line"]))
    if found := _NAMED.fullmatch(str(error)):
        return Trouble(message=found["message"], file=found["file"])
    return Trouble(message=str(error))


def around(text: str, line: int) -> tuple[SourceLine, ...]:
    """Return the lines of a text around one of them; none where there is no such line; pure."""
    lines = text.splitlines()
    if not 1 <= line <= len(lines):
        return ()
    first = max(line - AROUND, 1)
    return tuple(
        SourceLine(line=number, text=words[:LINE_LIMIT], here=number == line)
        for number, words in enumerate(lines[first - 1 : line + AROUND], first)
    )


def explained(error: DigestError, *, folders: Sequence[Path], config: Path | None = None) -> Trouble:
    """Return an error with the source around it, read from a template folder or the subscribers' file.

    No other file is read, whatever the error names. A template is named from the folder that holds it,
    as in "templates/themes/default/card.html".
    """
    found = located(error)
    if isinstance(error, ConfigProblems):
        whole = bool(config) and found.file == str(config)
        return replace(found, source=_lines(config, found.line) if config and whole else ())
    for folder in folders:
        path = (folder / found.file).resolve()  # an absolute name stays what it is
        if found.file and path.is_file() and path.is_relative_to(folder.resolve()):
            name = f"{folder.name}/{path.relative_to(folder.resolve()).as_posix()}"
            return replace(found, file=name, source=_lines(path, found.line))
    return found


def _of_config(error: ConfigProblems) -> Trouble:
    """Return the first problem of a file, and how many more there are; all of those that are in no file."""
    first, *others = (f"{one.path}: {one.message}" if one.path else one.message for one in error.problems)
    at = error.problems[0]
    if not at.file:
        return Trouble(message="\n".join((first, *others)))
    more = f" (and {len(others)} more: `digest check` lists them)" if others else ""
    return Trouble(message=f"{first}{more}", file=at.file, line=at.line)


def _lines(path: Path, line: int) -> tuple[SourceLine, ...]:
    try:
        with path.open("rb") as stream:
            text = stream.read(SIZE_LIMIT).decode("utf-8", "replace")
    except OSError:
        return ()  # gone since: the message and its place are told all the same
    return around(text, line)
