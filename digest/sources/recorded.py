"""Recorded replies of the Daily Papers API: a file, or a directory of them.

A `.json` file holds one reply: its list of entries, or an object {"date", "entries"}. A `.jsonl` file holds
one such object a line. Either may be compressed (`.gz`, `.xz`). The day of a reply is its own "date", else
the one its file's name begins with.
"""

from __future__ import annotations

import gzip
import lzma
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import IO

from digest.errors import SourceError
from digest.sources.batch import Batch, SourceProblem, shown
from digest.sources.dailypapers import read_entries
from digest.sources.fields import as_day, decoded

NAME = "huggingface"  # the same sightings as the live list's
MOST_REPLY = 20 * 2**20  # bytes of one reply, uncompressed
MOST_FILE = 2**30  # bytes of one file, uncompressed
_FILE = re.compile(r"(?:(\d{4}-\d\d-\d\d).*)?.*\.(jsonl?)(?:\.(?:gz|xz))?", re.IGNORECASE)


class Recorded:
    """Reads recorded replies in order of days; `since` skips the days before it."""

    name = NAME

    def __init__(self, path: Path) -> None:
        self._path = path

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:  # noqa: ARG002
        """Yield one batch a reply. `today` does not limit: what is recorded is past."""
        reached: date | None = None
        for batch in self._batches(since):
            day = batch.watermark
            late = day is not None and reached is not None and day < reached
            reached = reached if late else day or reached
            yield _out_of_order(batch, reached) if late else batch

    def _batches(self, since: date | None) -> Iterator[Batch]:
        if not self._path.is_dir():
            yield from _file(self._path, since)
            return
        for path in _files(self._path):
            try:
                yield from _file(path, since)
            except SourceError as error:  # one broken file does not hide the others
                yield Batch(problems=(_unreadable(path, error),))


def _out_of_order(batch: Batch, reached: date | None) -> Batch:
    problem = SourceProblem(
        where=f"the reply of {batch.watermark}",
        found=f"it after that of {reached}",
        wanted="replies in order of days",
    )
    return Batch(listings=batch.listings, problems=(*batch.problems, problem))


def _unreadable(path: Path, error: SourceError) -> SourceProblem:
    return SourceProblem(where=path.name, found=f"what cannot be read ({error})", wanted="a recorded reply")


def _files(folder: Path) -> list[Path]:
    """Return a directory's replies by the day in their names, those without one last."""
    try:
        paths = [path for path in folder.iterdir() if _FILE.fullmatch(path.name) and path.is_file()]
    except OSError as error:
        raise SourceError(f"{folder}: cannot be read: {error.strerror}") from error
    if not paths:
        raise SourceError(f"{folder}: found no recorded reply, wanted files like 2026-03-31.json")
    return sorted(paths, key=lambda path: (_day_in_name(path) or date.max, path.name))


def _day_in_name(path: Path) -> date | None:
    match = _FILE.fullmatch(path.name)
    return as_day(match[1]) if match and match[1] else None


def _file(path: Path, since: date | None) -> Iterator[Batch]:
    named = _day_in_name(path)
    match = _FILE.fullmatch(path.name)
    lines = match is not None and match[2].lower() == "jsonl"
    if not lines and named and since and named < since:
        return
    try:
        with _opened(path) as file:
            for place, body in _replies(file, name=path.name, lines=lines):
                yield from _reply(body, where=place, named=named, since=since)
    except (OSError, EOFError, lzma.LZMAError, gzip.zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"{path}: cannot be read: {reason}") from error


def _opened(path: Path) -> IO[bytes]:
    match path.suffix.lower():
        case ".gz":
            return gzip.open(path)
        case ".xz":
            return lzma.open(path)
        case _:
            return path.open("rb")


def _replies(file: IO[bytes], *, name: str, lines: bool) -> Iterator[tuple[str, bytes]]:
    """Return every reply with its place, reading no more of a file than a reply may have."""
    number, total = 0, 0
    while line := file.readline(MOST_REPLY + 1) if lines else file.read(MOST_REPLY + 1):
        number, total = number + 1, total + len(line)
        place = f"{name}:{number}" if lines else name
        if len(line) > MOST_REPLY or total > MOST_FILE:
            raise SourceError(f"{place}: found more than {MOST_REPLY >> 20} MB, wanted one day's reply")
        if line.strip() or not lines:
            yield place, line
    if not number and not lines:
        yield name, b""


def _reply(body: bytes, *, where: str, named: date | None, since: date | None) -> Iterator[Batch]:
    try:
        reply = decoded(body.removeprefix(b"\xef\xbb\xbf"), where=where)
    except SourceError as error:
        if ":" not in where:  # the whole file is this reply
            raise
        yield Batch(problems=(SourceProblem(where=where, found=f"a line that is no JSON ({error})", wanted=_FORM),))
        return
    day, entries = named, reply
    problems: tuple[SourceProblem, ...] = ()
    if isinstance(reply, dict):
        entries = reply.get("entries")
        own = as_day(reply.get("date"))
        if own is None and reply.get("date") is not None:
            problems = (
                SourceProblem(where=f"{where}.date", found=shown(reply["date"]), wanted="a day like 2026-03-31"),
            )
        day = own or named
    if not isinstance(entries, list):
        problem = SourceProblem(where=where, found=shown(reply), wanted=_FORM)
        if ":" not in where:
            raise SourceError(str(problem))
        yield Batch(problems=(*problems, problem))
        return
    if day and since and day < since:
        return
    batch = read_entries(entries, source=NAME, where=where, listed_on=day)
    yield Batch(listings=batch.listings, problems=(*problems, *batch.problems), watermark=batch.watermark)


_FORM = 'a list of entries, or {"date": …, "entries": […]}'
