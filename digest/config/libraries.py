"""Readers' libraries of references: the files that `{library: FILE}` names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from digest import library
from digest.config import addresses
from digest.config.problems import Problem, printable
from digest.config.shape import Context
from digest.config.values import line
from digest.library import Flaw, Library
from digest.model import Interest, InterestKind

MOST_TOLD = 20  # problems of one library
_MESSAGE_LIMIT = 200  # characters


def interest(found: object, *, context: Context) -> Interest:
    """Return the library at a path as an interest; each file is read once, whoever names it.

    Raises ValueError when there is no such file, or it holds no library. What is wrong with single entries
    is kept for `problems`.
    """
    written = line(found, wanted="the path of a library of references")
    path = addresses.placed(written, folder=context.folder)
    known = context.libraries.setdefault(path)
    if known is None:
        known = library.read(_bytes(addresses.existing(written, folder=context.folder, only_file=True)))
        context.libraries[path] = known
    return Interest(kind=InterestKind.LIBRARY, value=written, entries=known.entries)


def problems(libraries: Mapping[Path, Library | None], *, folder: Path) -> Iterator[Problem]:
    """Return what could not be read in libraries, as warnings; a file beside ours is named as we are."""
    for path, found in libraries.items():
        if found is None:
            continue  # an error where it is named
        beside = path.is_relative_to(folder.absolute())
        file = str(folder / path.relative_to(folder.absolute()) if beside else path)
        flaws = found.problems
        if not found.entries and not flaws:
            flaws = (Flaw(message="holds no entries, so it matches nothing"),)
        for flaw in flaws[:MOST_TOLD]:
            yield _problem(flaw, file=file)
        if len(flaws) > MOST_TOLD:
            more, count = len(flaws) - MOST_TOLD, len(found.entries)
            message = f"and {more:,} more; the entries that can be read count: {count:,}"
            yield _problem(Flaw(message=message), file=file)


def _problem(flaw: Flaw, *, file: str) -> Problem:
    return Problem(
        file=file,
        line=flaw.line,
        column=1 if flaw.line else 0,
        path=printable(flaw.name),
        message=printable(flaw.message, longest=_MESSAGE_LIMIT),
        severity="warning",
    )


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(library.SIZE_LIMIT + 1)
    except OSError as err:
        raise ValueError(f"{path} cannot be read: {err.strerror}") from err
