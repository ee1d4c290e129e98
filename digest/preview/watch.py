"""Telling the open pages that a file changed, as soon as it has."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterator
from pathlib import Path
from typing import Any

from watchfiles import BaseFilter, Change, DefaultFilter, awatch

from digest.preview.desk import Desk, Places, target

STEP_MS = 20  # this long without another change ends what is told at once
GATHERED_MS = 80  # … and at the latest this long after the first
ALIVE_S = 15.0  # how often a page that is told nothing hears that we are there
AGAIN_MS = 500  # after which a page that lost us asks again

_BEGINNING = f"retry: {AGAIN_MS}\n: listening\n\n"
_ALIVE = ": still here\n\n"

Follower = Coroutine[Any, Any, None]


class Announcer:
    """What changed, told to every page that listens; of one event loop."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[str | None]] = set()

    def tell(self, what: Collection[str]) -> None:
        """Tell all pages that these files changed."""
        self._put(f"event: changed\ndata: {json.dumps({'what': list(what)})}\n\n")

    def end(self) -> None:
        """Let every page go: the server stops."""
        self._put(None)

    def listen(self) -> AsyncIterator[str]:
        """Return the events of one page, which misses nothing from this call on."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(queue)
        return self._events(queue)

    async def _events(self, queue: asyncio.Queue[str | None]) -> AsyncIterator[str]:
        try:
            yield _BEGINNING
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), ALIVE_S)
                except TimeoutError:
                    event = _ALIVE
                if event is None:
                    return
                yield event
        finally:
            self._listeners.discard(queue)

    def _put(self, event: str | None) -> None:
        for queue in self._listeners:
            queue.put_nowait(event)


async def watch(desk: Desk, announcer: Announcer, *, ready: Callable[[], None]) -> None:
    """Follow what a desk depends on until cancelled; `ready` is called when nothing is missed any more.

    What it depends on may change with what it reads: then that is followed, and the pages look again.
    """
    followed, anew = await asyncio.to_thread(desk.places), False
    while True:
        changes: asyncio.Queue[frozenset[Path]] = asyncio.Queue()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in _followers(followed, changes)]
            await asyncio.sleep(0)  # each is set up when it first waits
            ready()
            if anew:  # what changed while nobody looked
                announcer.tell(desk.touched(followed.files))
            followed, anew = await _until_moved(desk, announcer, changes, followed=followed), True
            for task in tasks:
                task.cancel()


async def _until_moved(
    desk: Desk, announcer: Announcer, changes: asyncio.Queue[frozenset[Path]], *, followed: Places
) -> Places:
    """Tell what changes, until something else is to be followed, or a folder anew; return that."""
    while True:
        changed = await changes.get()
        announcer.tell(desk.touched(changed))
        wanted = await asyncio.to_thread(desk.places)  # told first: a page waits, this may take its time
        if wanted != followed or changed & wanted.folders:  # another folder may have its name now
            return wanted


def _followers(places: Places, changes: asyncio.Queue[frozenset[Path]]) -> Iterator[Follower]:
    """Yield what follows single files, by the folders they are in, and what follows whole folders."""
    files = places.files | {target(file) for file in places.files}
    around = {file.parent for file in files if file.parent.is_dir()}
    if around:
        yield _follow(around, changes, only=_Only(files), recursive=False)
    whole = {folder for folder in places.folders if folder.is_dir()}
    if whole:
        yield _follow(whole, changes, only=DefaultFilter(), recursive=True)


async def _follow(
    roots: Collection[Path], changes: asyncio.Queue[frozenset[Path]], *, only: BaseFilter, recursive: bool
) -> None:
    async for found in awatch(
        *roots,
        watch_filter=only,
        debounce=GATHERED_MS,
        step=STEP_MS,
        recursive=recursive,
        ignore_permission_denied=True,
    ):
        changes.put_nowait(frozenset(Path(path) for _, path in found))


class _Only(BaseFilter):
    """Lets changes of some files through; what else is in their folders is nobody's business."""

    def __init__(self, files: Collection[Path]) -> None:
        super().__init__()
        self._files = frozenset(map(str, files))

    def __call__(self, change: Change, path: str) -> bool:
        """Tell whether a changed file is one of ours."""
        return super().__call__(change, path) and path in self._files
