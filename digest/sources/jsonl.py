"""A file of papers in our own format, one JSON object a line: so that anyone can feed in anything."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from digest.errors import SourceError
from digest.model import Listing, Validator
from digest.sources.batch import Batch, SourceProblem, Unknown, Validators, capped, shown
from digest.sources.fields import Fields, decoded
from digest.sources.papers import read_paper

MOST_LINE = 2**20  # bytes; an abstract has some two thousand
MOST_FILE = 2**32  # bytes; it is read line by line
PAPERS_A_BATCH = 1_000
_BOM = b"\xef\xbb\xbf"


class Jsonl:
    """One file; it is read whole whenever it changed, a thousand papers at a time."""

    def __init__(self, path: Path, *, validators: Validators | None = None) -> None:
        self._path = path
        self._validators = validators or Unknown()

    @property
    def name(self) -> str:
        """Return "jsonl:" and the file's name without its suffix."""
        return f"jsonl:{self._path.stem}"

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:  # noqa: ARG002
        """Yield the file in batches, an empty one when it is what it was; `since` does not matter.

        What the file is called (its size and when it was written) goes with the last batch, so that one
        that was not read to its end is read again.
        """
        try:
            with self._path.open("rb") as file:
                validator = self._validator(file)
                if validator == self._validators.of(validator.url):
                    yield Batch(validators=(validator,))
                    return
                for batch in _batches(file, name=self._path.name, source=self.name, today=today):
                    yield batch
                yield Batch(validators=(validator,))
        except OSError as error:
            raise SourceError(f"{self._path}: cannot be read: {error.strerror}") from error

    def _validator(self, file: BinaryIO) -> Validator:
        stat = os.fstat(file.fileno())
        return Validator(url=self._path.absolute().as_uri(), etag=f"{stat.st_size}-{stat.st_mtime_ns}")


def _batches(file: BinaryIO, *, name: str, source: str, today: date) -> Iterator[Batch]:
    """Yield the papers of a file, holding no more of it than one batch."""
    listings: list[Listing] = []
    problems: list[SourceProblem] = []
    for where, line in _lines(file, name=name):
        paper = _object(line, where=where, problems=problems)
        listing = read_paper(paper, source=source, today=today) if paper else None
        if listing is not None:
            listings.append(listing)
        if len(listings) + len(problems) >= PAPERS_A_BATCH:
            yield Batch(listings=tuple(listings), problems=capped(problems, where=name))
            listings, problems = [], []
    if listings or problems:
        yield Batch(listings=tuple(listings), problems=capped(problems, where=name))


def _lines(file: BinaryIO, *, name: str) -> Iterator[tuple[str, bytes | None]]:
    """Yield every line that holds something with its place; None for one that is too long."""
    number = total = 0
    while line := file.readline(MOST_LINE + 1):
        number, total = number + 1, total + len(line)
        where = f"{name}:{number}"
        if total > MOST_FILE:
            raise SourceError(f"{where}: found more than {MOST_FILE >> 30} GB, wanted a smaller file")
        long = len(line) > MOST_LINE
        while long and line and not line.endswith(b"\n"):  # passed over, to the next one
            line = file.readline(MOST_LINE)
            total += len(line)
        content = line.removeprefix(_BOM) if number == 1 else line
        if long:
            yield where, None
        elif content.strip():
            yield where, content


def _object(line: bytes | None, *, where: str, problems: list[SourceProblem]) -> Fields | None:
    """Return the object on a line; anything else is reported."""
    wanted = 'one JSON object, as in {"title": "…"}'
    if line is None:
        found = f"a line of more than {MOST_LINE:,} bytes"
        problems.append(SourceProblem(where=where, found=found, wanted=wanted))
        return None
    try:
        value = decoded(line.strip(), where=where)
    except SourceError as error:
        reason = str(error).removeprefix(f"{where}: ").removeprefix("found ").removesuffix(", wanted JSON")
        reason = reason.replace("at line 1, column", "at column")
        problems.append(SourceProblem(where=where, found=reason, wanted=wanted))
        return None
    if not isinstance(value, dict):
        problems.append(SourceProblem(where=where, found=shown(value), wanted=wanted))
        return None
    return Fields(where, value, problems)
