"""A studio before its real server, and a browser that notes what goes wrong and what leaves this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
)
from studios import Opener, a_sample, a_studio

from digest.preview.guard import LOOPBACK


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """Return a way to open a page; afterwards nothing may have failed in it, nor have left this machine."""
    contexts: list[BrowserContext] = []
    requests: list[str] = []
    faults: list[str] = []

    def open_page(url: str, *, width: int = 1280, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type] # "light" or "dark"
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.on("requestfinished", lambda request: requests.append(request.url))
        context.on("requestfailed", lambda request: blocked(request) or requests.append(request.url))
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda said: ours(said) and faults.append(said.text))
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(url)
        expect(page.locator("#subject")).not_to_have_text("…")
        return page

    yield open_page
    for context in contexts:
        context.close()
    outside = [url for url in requests if urlsplit(url).hostname not in {LOOPBACK, None}]
    assert not outside
    assert not faults


def blocked(request: Request) -> bool:
    """Say whether a policy stopped a request before it was made."""
    return request.failure == "csp"


def ours(said: ConsoleMessage) -> bool:
    """Say whether the page broke its own policy, which allows 'self'; a mail's frame allows nothing of it."""
    return "violates" in said.text and "'self'" in said.text


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with the bundled sample in it."""
    return a_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def studio(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a studio that no test changes."""
    with a_studio(tmp_path_factory.mktemp("studio"), sample=sample) as url:
        yield url


@pytest.fixture
def workshop(sample: Path, tmp_path: Path) -> Iterator[str]:
    """Return the address of a studio whose files, in `tmp_path`, may be changed."""
    with a_studio(tmp_path, sample=sample) as url:
        yield url
