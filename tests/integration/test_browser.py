"""What a browser makes of the mails: readable in light and dark, at every width, and inert."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from chromium import COLOURS
from make import a_digest, an_entry
from playwright.sync_api import Browser, Page

from digest.model import Digest, Masthead, Reason, Section, Verdict
from digest.preview import write_inbox, write_preview
from digest.render import Renderer, intro

# For each piece of visible text: the contrast of its colour with the nearest background (WCAG 2.2,
# 1.4.3), as shown and with every lightness turned round, as Gmail does on phones in the dark.
CONTRASTS = (
    f"() => {{{COLOURS}"
    """
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.getClientRects().length) continue;
    const pair = [channels(getComputedStyle(element).color), background(element)];
    found.push([texts.currentNode.data.trim(), ratio(...pair), ratio(...pair.map(inverted))]);
  }
  return found;
}"""
)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def a_rich_digest() -> Digest:
    html, text = intro("The group meets on **Thursday**; see [the list](https://example.org/list).")
    cards = [
        an_entry(
            number,
            title,
            summary="What it does, in one sentence.",
            authors=("Ada King", "Charles Babbage", "Mary Somerville", "Michael Faraday", "Jane Marcet"),
            organization="Analytical Society",
            upvotes=73,
            comments=1,
            code_url="https://example.org/code",
            stars=1204,
            reasons=(Reason(kind="topic", label="engines", terms=("wheel",)),),
        )
        for number, title in enumerate(("An ordinary title", "W" * 120, "大規模言語モデル", "نموذج جديد"), 1)
    ]
    masthead = Masthead(
        title="Paper Round",
        sender="digest@example.org",
        postal_address="1 Example Street",
        intro_html=html,
        intro_text=text,
    )
    return a_digest(*cards, masthead=masthead, notices=("arXiv could not be reached.",))


def a_sectioned_digest() -> Digest:
    """Return the rich digest of a day on which nothing stands out, with a paper in each section."""
    sections = (Section.FOR_YOU, Section.OUTSIDE, Section.TRENDING, Section.TRENDING)
    whole = a_rich_digest()
    entries = [replace(entry, section=one) for entry, one in zip(whole.entries, sections, strict=True)]
    return replace(whole, entries=tuple(entries), verdict=Verdict.NOTHING)


def a_hostile_digest() -> Digest:
    inject = (
        "</title></style></td></table><script>document.title='owned'</script><img src=x onerror=alert(1)>"
    )
    entry = an_entry(
        1,
        f"{inject}\u202egnp.exe",
        url="javascript:document.title='owned'",
        abstract=inject + "x" * 1_000_000,
        authors=(inject,),
        organization=inject,
        submitter=inject,
        code_url='https://example.org/"onmouseover="alert(1)',
        reasons=(Reason(kind="topic", label=inject, terms=(inject,)),),
    )
    return a_digest(entry, name=inject, notices=(inject,), cadence=inject)


def opened(browser: Browser, path: Path, *, width: int, scheme: str = "light") -> Page:
    page = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type] # a literal, from the parameters below
    ).new_page()
    page.set_default_timeout(20_000)
    page.goto(path.as_uri())
    return page


def shown(folder: Path, renderer: Renderer, digest: Digest) -> Path:
    """Write a digest's HTML part and return its path."""
    write_preview([digest], folder=folder, renderer=renderer)
    return next(path for path in folder.glob("*.html") if path.name != "index.html")


@pytest.mark.parametrize("made", [a_rich_digest, a_sectioned_digest])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 700])
def test_a_digest_is_readable(
    browser, renderer, tmp_path, *, width: int, scheme: str, made: Callable[[], Digest]
) -> None:
    """Nothing is wider than the screen, and every text has a contrast of 4.5, inverted by Gmail too."""
    page = opened(browser, shown(tmp_path, renderer, made()), width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    texts = page.evaluate(CONTRASTS)
    assert len(texts) > 30
    assert not [text for text, ratio, _ in texts if ratio < 4.5]
    if scheme == "light":  # what Gmail inverts: it does not know the dark look
        assert not [text for text, _, inverted in texts if inverted < 4.5]


@pytest.mark.parametrize("made", [a_rich_digest, a_sectioned_digest])
def test_a_digest_is_readable_without_its_style_block(
    browser, renderer, tmp_path, made: Callable[[], Digest]
) -> None:
    """Some mail programs strip it: widths and colours still hold."""
    page = opened(browser, shown(tmp_path, renderer, made()), width=375, scheme="dark")
    page.evaluate("document.querySelectorAll('style').forEach((style) => style.remove())")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert not [text for text, ratio, _ in page.evaluate(CONTRASTS) if ratio < 4.5]


def test_right_to_left_titles_start_at_the_right(browser, renderer, tmp_path) -> None:
    """Direction follows each title; the page's stays."""
    page = opened(browser, shown(tmp_path, renderer, a_rich_digest()), width=700)
    directions = page.evaluate(
        "[...document.querySelectorAll('h2.title')].map((h) => getComputedStyle(h).direction)"
    )
    assert directions == ["ltr", "ltr", "ltr", "rtl"]


def test_a_hostile_paper_stays_inert(browser, renderer, tmp_path) -> None:
    """Markup in any field is text: no element, no script, no request comes of it."""
    page = browser.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    path = shown(tmp_path, renderer, a_hostile_digest())
    page.goto(path.as_uri())
    assert requests == [path.as_uri()]
    assert page.evaluate("document.title") != "owned"
    assert page.locator("script, img, [onerror], [onmouseover], a[href^='javascript']").count() == 0
    assert page.locator("h2").count() == 1
    assert page.locator("table").count() == 4
    page.close()


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """Serve an address that notes whatever is asked of it."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Say nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Noting) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_the_inbox_shows_a_mail_in_a_frame_that_can_do_nothing(browser, renderer, tmp_path) -> None:
    """A delivered mail with scripts, pictures and a refresh shows its words and asks nobody for anything."""
    page = browser.new_page()
    with listening() as (elsewhere, asked):
        evil = (
            "Subject: Evil\r\nContent-Type: text/html\r\n\r\n<html><head>"
            f'<meta http-equiv="refresh" content="0;url={elsewhere}/refreshed"></head><body><h1>Words</h1>'
            f"<script>top.document.title='owned'</script><img src='{elsewhere}/pixel.gif'>"
            f"<link rel=stylesheet href='{elsewhere}/x.css'><iframe src='{elsewhere}/frame'></iframe>"
            f"<style>@import '{elsewhere}/y.css'; h1 {{ background: url({elsewhere}/z.png) }}</style>"
        )
        page.goto(write_inbox([evil.encode()], folder=tmp_path, renderer=renderer).as_uri())
        page.get_by_role("link", name="Evil").click()
        frame = page.frame_locator("iframe")
        assert frame.locator("h1").inner_text() == "Words"
        assert page.title() != "owned"
        page.goto((tmp_path / "001-evil.mail.html").as_uri(), wait_until="load")  # alone, without the sandbox
        assert page.locator("h1").inner_text() == "Words"
        assert page.title() != "owned"
        assert asked == []
    page.close()


def test_the_inbox_shows_a_digest_with_its_headers(browser, renderer, tmp_path) -> None:
    """From the list to the mail, by link and by key."""
    page = browser.new_page()
    index = write_inbox([renderer.message(a_rich_digest()).data], folder=tmp_path, renderer=renderer)
    page.goto(index.as_uri())
    page.get_by_role("link", name="Paper Round").click()
    assert page.frame_locator("iframe").locator("h1").inner_text().split() == ["Tuesday", "31", "March"]
    page.locator("summary", has_text="Headers").press("Enter")
    assert page.locator("th", has_text="List-Unsubscribe").is_visible()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_around_mails_are_readable(browser, renderer, tmp_path, scheme: str) -> None:
    """The inbox keeps to the same contrast and widths as the mails."""
    index = write_inbox([renderer.message(a_rich_digest()).data], folder=tmp_path, renderer=renderer)
    page = opened(browser, index, width=375, scheme=scheme)
    assert not [text for text, ratio, _ in page.evaluate(CONTRASTS) if ratio < 4.5]
    page.get_by_role("link").first.click()
    page.locator("summary", has_text="Headers").press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert not [text for text, ratio, _ in page.evaluate(CONTRASTS) if ratio < 4.5]
