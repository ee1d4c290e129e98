"""Where the picture of a paper is had from: the web for what a live source lists, else a folder.

What comes from recorded or saved files goes nowhere online: its pictures are in the folder `pictures`
beside the files, each named by its paper's arXiv id: `pictures/2106.09685.png`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from digest.errors import SourceError
from digest.sources.client import Client, Patience

FOLDER = "pictures"
SUFFIXES = (".png", ".jpg")
ACCEPT = "image/png, image/jpeg, image/webp, image/gif"
MOST_BYTES = 8 * 2**20
HURRIED = Patience(  # digests wait for pictures, and do without them
    connect_s=5.0, read_s=10.0, whole_s=30.0, attempts=2, longest_wait_s=5.0, most_bytes=MOST_BYTES
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A picture that a paper is listed with."""

    url: str
    ids: tuple[str, ...]  # the paper's, canonical
    sources: tuple[str, ...]  # the names of those that list the paper


class Pictures:
    """Gets pictures from where their papers' sources allow."""

    def __init__(self, client: Client, places: Iterable[tuple[str, Path | None]]) -> None:
        """Take the configured sources: the name of each, and its file or folder; None is live."""
        self._client = client
        self._live: set[str] = set()
        self._folders: list[tuple[str, Path]] = []
        for name, path in places:
            if path is None:
                self._live.add(name)
            else:
                self._folders.append((name, _folder(path)))

    def has(self, wanted: Wanted) -> bool:
        """Tell whether a picture may be asked for: its paper is on a live list, or the file is there."""
        return self._is_live(wanted) or self._file(wanted) is not None

    async def get(self, wanted: Wanted) -> bytes:
        """Return the bytes of a picture, whatever they are; raises SourceError."""
        if self._is_live(wanted):
            return (await self._client.get(wanted.url, accept=ACCEPT)).body
        path = self._file(wanted)
        if path is None:
            raise SourceError(f"{wanted.url}: found no file for it, wanted one in the folder {FOLDER}")
        return await asyncio.to_thread(_read, path)

    def _is_live(self, wanted: Wanted) -> bool:
        return not self._live.isdisjoint(wanted.sources)

    def _file(self, wanted: Wanted) -> Path | None:
        folders = [folder for name, folder in self._folders if name in wanted.sources]
        names = [
            one.removeprefix("arxiv:").replace("/", "_") for one in wanted.ids if one.startswith("arxiv:")
        ]
        files = (folder / f"{name}{suffix}" for folder in folders for name in names for suffix in SUFFIXES)
        return next((file for file in files if file.is_file()), None)


def _folder(path: Path) -> Path:
    return (path if path.is_dir() else path.parent) / FOLDER


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            found = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}") from error
    if len(found) > MOST_BYTES:
        raise SourceError(f"{path}: found more than {MOST_BYTES:,} bytes, wanted a smaller picture")
    return found
