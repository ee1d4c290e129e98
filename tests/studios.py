"""The studio for browser tests: its real server over the bundled sample, and hands to use its page with."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Page

from digest.app import load_config, open_app
from digest.config import Config, EmbeddingSpec, SmtpSpec
from digest.demo import example, sample_clock, with_sample
from digest.mail import Inbox
from digest.preview.desk import Desk
from digest.preview.guard import LOOPBACK
from digest.preview.serve import Server
from digest.preview.upcoming import Setting, Upcoming

TABS = ("html", "text", "source", "headers", "checks", "why")
FRAME = "#sheet iframe:not(.coming)"

Opener = Callable[..., Page]
Made = TypeVar("Made")


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """Serve a desk on a free port; yield its address."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        server = Server(desk)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}/"
        server.should_exit = True
        thread.join()


def apart(run: Callable[[], Made]) -> Made:
    """Return what a function returns that runs a loop of its own: the browser's runs in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


def sampled(path: Path, *, store: Path, smtp: SmtpSpec | None = None) -> Config:
    """Return what a file says, over the sample, ranked by words whatever models are installed."""
    config = with_sample(load_config(path, {}), store=store, smtp=smtp)
    return replace(config, newsletter=replace(config.newsletter, embeddings=EmbeddingSpec(kind="none")))


def a_sample(folder: Path) -> Path:
    """Read the bundled sample into a store of its own, with its pictures; return the store."""
    store = folder / "sample.db"
    app = open_app(sampled(example(), store=store), clock=sample_clock)
    apart(lambda: asyncio.run(app.ingest()))
    apart(lambda: asyncio.run(app.illustrate()))
    app.close()
    return store


@contextmanager
def a_studio(folder: Path, *, sample: Path, smtp: SmtpSpec | None = None) -> Iterator[str]:
    """Serve the example's subscribers over a copy of the sample, from files in a folder."""
    path, store = folder / "subscribers.yaml", folder / "sample.db"
    shutil.copy(sample, store)
    shutil.copy(example(), path)
    shutil.copy(example().parent / "ada.bib", folder)
    (folder / "templates" / "themes" / "default").mkdir(parents=True)

    def read() -> Config:
        return sampled(path, store=store, smtp=smtp)

    app = open_app(read(), clock=sample_clock)
    desk = Upcoming(app, Setting(read=read, note="This is the bundled sample."))
    with served(desk) as url:
        yield url
    desk.close()


def arrived(inbox: Inbox, raw: str, *, name: str) -> None:
    """Put a mail into an inbox's folder, as its server does."""
    (inbox.folder / name).write_bytes(raw.encode())
    line = json.dumps({"file": name, "sender": "", "recipients": ["ada@example.org"]})
    with (inbox.folder / "index.jsonl").open("a", encoding="utf-8") as index:
        index.write(line + "\n")


def choose(page: Page, label: str, value: str) -> None:
    page.get_by_label(label, exact=True).select_option(value)


def press(page: Page, group: str, name: str) -> None:
    page.get_by_role("group", name=group, exact=True).get_by_role("radio", name=name, exact=True).check()


def ground(page: Page) -> list[int]:
    """Return the colour of the mail's ground, in the frame."""
    colour = page.frame_locator(FRAME).locator("body").evaluate("(e) => getComputedStyle(e).backgroundColor")
    return [int(number) for number in re.findall(r"\d+", colour)[:3]]


def places(page: Page) -> list[str]:
    return page.locator("#papers tr:not(.terms):not(.out) td.paper > :first-child").all_inner_texts()
