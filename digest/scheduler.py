"""The daemon: APScheduler wakes a pass every minute; what is due is decided by the store."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Mapping
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from digest.app import Clock, Pass, load_config, open_app, system_clock
from digest.errors import DigestError

log = logging.getLogger(__name__)

EVERY_S = 60


def stop_on_signals() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set: what is in hand ends, nothing new begins.

    The first signal drains; a second one is not caught, and ends the process at once.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def drain(name: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(name)

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, drain, name)
    return stop


class Daemon:
    """Runs passes until it is told to stop, with the subscribers' file as it is now."""

    def __init__(self, path: Path, *, environ: Mapping[str, str], clock: Clock = system_clock) -> None:
        self._path = path
        self._environ = environ
        self._clock = clock
        self._stop = asyncio.Event()
        stamp = _stamp(path)
        config = load_config(path, environ)
        self._stamp = self._settling = (*stamp, *_stamp(*config.libraries))
        self._app = open_app(config, clock=clock)
        self._tell_problems()

    async def run(self, *, every_s: float = EVERY_S) -> None:
        """Wake a pass now and at every interval; on SIGTERM or SIGINT finish what is in hand, then return."""
        self._stop = stop_on_signals()
        scheduler = AsyncIOScheduler(timezone="UTC")
        running = asyncio.Lock()

        async def wake() -> None:
            async with running:
                await self.tick()

        scheduler.add_job(
            wake,
            "interval",
            seconds=every_s,
            next_run_time=self._clock(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        scheduler.start()
        log.info("daemon started config=%s subscribers=%d", self._path, len(self._app.config.subscribers))
        try:
            await self._stop.wait()
            scheduler.pause()
            log.info("daemon stopping: what is in hand is finished first")
            async with running:  # a pass in hand drains: it has seen the stop
                log.info("daemon stopped")
        finally:
            scheduler.shutdown(wait=False)
            self._app.close()

    async def tick(self) -> Pass | None:
        """Run one pass; an error that stops it is logged, and the next tick tries again."""
        if self._stop.is_set():
            return None
        self._reload()
        try:
            done = await self._app.run_pass(stop=self._stop)
        except DigestError as error:
            log.error("pass failed error=%s", error)  # noqa: TRY400 - the message says it; no traceback
            return None
        if done.delivered.trouble:
            log.error("delivery stopped reason=%s", done.delivered.trouble)
        return done

    def _reload(self) -> None:
        """Read the subscribers' file again when it or a library changed; of a broken one the last is kept."""
        stamp = _stamp(self._path, *self._app.config.libraries)
        if stamp == self._stamp:
            return
        if stamp != self._settling:  # it may be half written: what is the same at two looks is whole
            self._settling = stamp
            return
        self._stamp = stamp
        try:
            config = load_config(self._path, self._environ)
            app = open_app(config, clock=self._clock)
        except DigestError as error:
            log.error("config kept as it was error=%s", error)  # noqa: TRY400 - the message says where
            return
        self._app.close()
        self._app = app
        self._stamp = self._settling = (stamp[0], *_stamp(*config.libraries))
        log.info("config read again subscribers=%d", len(config.subscribers))
        self._tell_problems()

    def _tell_problems(self) -> None:
        for problem in self._app.config.problems:
            log.warning("config problem=%s", problem)


def _stamp(*paths: Path) -> tuple[tuple[int, int], ...]:
    """Return what changes when one of the files does."""
    stamps = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            stamps.append((0, 0))
        else:
            stamps.append((status.st_mtime_ns, status.st_size))
    return tuple(stamps)
