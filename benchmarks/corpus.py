"""Recorded papers as a source would list them, and what this process takes of memory."""

from __future__ import annotations

import json
import lzma
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, Any

from benchmarks.recorded import BadRecordingError
from digest.identify import canonical
from digest.model import Facts, Listing
from digest.sources.fields import both

AT_ONCE = 1000
MB = 1024 * 1024


def read(file: Path) -> Iterator[list[Listing]]:
    """Yield the papers of a file, a thousand at a time; BadRecordingError names file and line."""
    with _lines(file) as lines:
        numbered = enumerate(lines, start=1)
        while part := list(islice(numbered, AT_ONCE)):
            yield [_listing(line, where=f"{file}:{number}") for number, line in part]


@contextmanager
def _lines(file: Path) -> Iterator[IO[str]]:
    try:
        with file.open("rb") as raw, lzma.open(raw) if file.suffix == ".xz" else raw as unpacked:
            yield TextIOWrapper(unpacked, encoding="utf-8")
    except (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise BadRecordingError(f"{file}: {error} (wanted: JSON lines, plain or .xz)") from error


def _listing(line: str, *, where: str) -> Listing:
    try:
        row: dict[str, Any] = json.loads(line)
        title, raw_title = both(row["title"])
        abstract, raw_abstract = both(row["summary"])
        return Listing(
            source="corpus",
            listed_on=date.fromisoformat(row["first_seen"]),
            ids=(_id(row["id"]),),
            facts=Facts(
                title=title,
                abstract=abstract,
                authors=tuple(row["authors"]),
                categories=tuple(row["categories"]),
                raw_title=raw_title,
                raw_abstract=raw_abstract,
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadRecordingError(
            f"{where}: {error!r} (wanted: id, title, summary, authors, categories, first_seen)"
        ) from error


def _id(text: str) -> str:
    name = canonical(text)
    if name is None:
        raise ValueError(f"no arXiv id: {text!r}")
    return name


def peak_mb() -> int:
    """Return the most memory this process had so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (MB if sys.platform == "darwin" else MB / 1024))
