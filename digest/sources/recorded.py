"""Recorded replies of the Daily Papers API: a file, or a directory of them.

A `.json` file holds one reply: its list of entries, or an object {"date", "entries"}. A `.jsonl` file holds
one such object a line. Either may be compressed (`.gz`, `.xz`). The day of a reply is its own "date", else
the one its file's name begins with.
"""

from __future__ import annotations

import gzip
import lzma
import re
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
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
                yield Batch(problems=(_unreadable(path.name, error),))


def _out_of_order(batch: Batch, reached: date | None) -> Batch:
    problem = SourceProblem(
        where=f"the reply of {batch.watermark}",
        found=f"it after that of {reached}",
        wanted="replies in order of days",
    )
    return replace(batch, problems=(*batch.problems, problem), watermark=None)


def _unreadable(where: str, error: SourceError) -> SourceProblem:
    return SourceProblem(where=where, found=f"what cannot be read ({error})", wanted="a recorded reply")


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
    """Yield the batches of one file. In a file of lines, one that cannot be read is reported and passed."""
    named = _day_in_name(path)
    lines = ".jsonl" in "".join(path.suffixes).lower()
    if not lines and named and since and named < since:
        return
    try:
        with _opened(path) as file:
            for where, body in _replies(file, name=path.name, lines=lines):
                try:
                    batch = _reply(body, where=where, named=named, since=since)
                except SourceError as error:
                    if not lines:
                        raise
                    batch = Batch(problems=(_unreadable(where, error),))
                if batch is not None:
                    yield batch
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"{path}: cannot be read: {reason}") from error


def _opened(path: Path) -> IO[bytes] | gzip.GzipFile:
    match path.suffix.lower():
        case ".gz":
            return gzip.open(path)
        case ".xz":
            return lzma.open(path)
        case _:
            return path.open("rb")


def _replies(file: IO[bytes] | gzip.GzipFile, *, name: str, lines: bool) -> Iterator[tuple[str, bytes]]:
    """Yield every reply with its place, holding no more of a file than one reply may have."""
    if not lines:
        yield name, _within(file.read(MOST_REPLY + 1), where=name)
        return
    number, total = 0, 0
    while line := file.readline(MOST_REPLY + 1):
        number, total = number + 1, total + len(line)
        where = f"{name}:{number}"
        if total > MOST_FILE:
            raise SourceError(f"{where}: found more than {MOST_FILE >> 20} MB, wanted a smaller file")
        if line.strip():
            yield where, _within(line, where=where)


def _within(body: bytes, *, where: str) -> bytes:
    if len(body) > MOST_REPLY:
        raise SourceError(f"{where}: found more than {MOST_REPLY >> 20} MB, wanted one day's reply")
    return body


def _reply(body: bytes, *, where: str, named: date | None, since: date | None) -> Batch | None:
    """Return the batch of one reply, None when its day is before `since`."""
    reply = decoded(body.removeprefix(b"\xef\xbb\xbf"), where=where)
    day, entries = named, reply
    problems: tuple[SourceProblem, ...] = ()
    if isinstance(reply, dict):
        entries, own = reply.get("entries"), reply.get("date")
        day = as_day(own) or named
        if own is not None and as_day(own) is None:
            wrong = SourceProblem(where=f"{where}.date", found=shown(own), wanted="a day like 2026-03-31")
            problems = (wrong,)
    if not isinstance(entries, list):
        raise SourceError(
            f'{where}: found {shown(reply)}, wanted a list of entries, or {{"date", "entries"}}'
        )
    if day and since and day < since:
        return None
    batch = read_entries(entries, source=NAME, where=where, listed_on=day)
    return replace(batch, problems=(*problems, *batch.problems))
