"""The studio in a browser, before its real server: what every control does, and what nothing can do."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from digest.app import load_config, open_app
from digest.config import Config, SmtpSpec
from digest.demo import example, sample_app, sample_clock, with_sample
from digest.mail import Inbox
from digest.preview.delivered import DeliveredMails
from digest.preview.desk import Desk
from digest.preview.serve import LOOPBACK, Server
from digest.preview.upcoming import Setting, Upcoming
from digest.render.engine import shipped_templates

TABS = ("html", "text", "source", "headers", "checks", "why")
FRAME = "#sheet iframe:not(.coming)"
OWN_CARD = "themes/default/card.html"

# Remembers when a new frame took the place of an old one, as the clock says after the next two frames.
STOPWATCH = """() => new MutationObserver((all) => {
  if (!all.some((one) => one.removedNodes.length)) return;
  requestAnimationFrame(() => requestAnimationFrame(() => { window.swapped = Date.now(); }));
}).observe(document.querySelector('#sheet'), { childList: true })"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return the system's Chromium, or skip where there is none."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("no Chromium on PATH; on Debian: apt install chromium")
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


Opener = Callable[..., Page]
Made = TypeVar("Made")


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
        context.on("request", lambda request: requests.append(request.url))
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda said: faults.append(said.text) if "violates" in said.text else None)
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


@contextmanager
def a_studio(folder: Path, *, smtp: SmtpSpec | None = None) -> Iterator[str]:
    """Serve the example's subscribers and the bundled sample, from files in a folder."""
    path = folder / "subscribers.yaml"
    shutil.copy(example(), path)
    shutil.copy(example().parent / "ada.bib", folder)
    (folder / "templates" / "themes" / "default").mkdir(parents=True)

    def read() -> Config:
        return with_sample(load_config(path, {}), store=folder / "sample.db", smtp=smtp)

    app = apart(lambda: sample_app(read(), folder=folder))
    app = replace(app, config=read())
    desk = Upcoming(app, Setting(read=read, note="This is the bundled sample."))
    with served(desk) as url:
        yield url
    desk.close()


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a studio that no test changes."""
    with a_studio(tmp_path_factory.mktemp("studio")) as url:
        yield url


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[str]:
    """Return the address of a studio whose files, in `tmp_path`, may be changed."""
    with a_studio(tmp_path) as url:
        yield url


def choose(page: Page, label: str, value: str) -> None:
    page.get_by_label(label, exact=True).select_option(value)


def press(page: Page, group: str, name: str) -> None:
    page.get_by_role("group", name=group).get_by_text(name, exact=True).click()


def ground(page: Page) -> list[int]:
    """Return the colour of the mail's ground, in the frame."""
    colour = page.frame_locator(FRAME).locator("body").evaluate("(e) => getComputedStyle(e).backgroundColor")
    return [int(number) for number in re.findall(r"\d+", colour)[:3]]


def places(page: Page) -> list[str]:
    return page.locator("#papers tr:not(.terms):not(.out) td.paper > :first-child").all_inner_texts()


def test_every_choice_changes_the_mail_and_the_address(opened, studio) -> None:
    """Reader, day, theme and language: what is shown is theirs, and reload and back keep to the address."""
    page = opened(studio)
    expect(page.locator("#facts")).to_contain_text("ada@example.org")
    choose(page, "Reader", "alan@example.org")
    expect(page.locator("#facts")).to_contain_text("alan@example.org")
    choose(page, "Reader", "ada@example.org")
    choose(page, "Day", "2026-03-27")
    expect(page.locator("#facts")).to_contain_text("daily:2026-03-27")
    choose(page, "Theme", "plain")
    expect(page.locator("#facts")).to_contain_text("theme plain")
    choose(page, "Language", "ja")
    expect(page.frame_locator(FRAME).locator("html")).to_have_attribute("lang", "ja")
    assert "for=ada%40example.org&date=2026-03-27&theme=plain&language=ja" in page.url
    page.reload()
    expect(page.locator("#facts")).to_contain_text("theme plain")
    expect(page.get_by_label("Day", exact=True)).to_have_value("2026-03-27")
    page.go_back()
    page.go_back()
    expect(page.locator("#facts")).to_contain_text("theme default")
    expect(page.get_by_label("Theme", exact=True)).to_have_value("")


def test_every_look_changes_the_frame(opened, studio) -> None:
    """Widths, both kinds of dark, and images: each is seen in the frame and stands in the address."""
    page = opened(studio, width=1400)
    frame = page.locator(FRAME)
    for width in ("375", "600", "700"):
        press(page, "Width", width)
        expect(frame).to_have_css("width", f"{width}px")
    press(page, "Width", "Full")
    expect(frame).not_to_have_css("width", "700px")
    assert "width=full" in page.url
    light = ground(page)
    for look in ("Media query", "Gmail’s inversion"):
        press(page, "Dark", look)
        expect(page.locator("#sheet iframe")).to_have_count(1)
        page.wait_for_url(re.compile("dark="))
        expect(frame).to_have_attribute("src", re.compile("media" if look == "Media query" else "inverted"))
        assert max(ground(page)) < 60 < min(light)
    press(page, "Images", "Off")
    expect(frame).to_have_attribute("src", re.compile("images=off"))
    assert page.frame_locator(FRAME).locator("img").count() == 0


def test_the_light_look_does_not_follow_the_system(opened, studio) -> None:
    """Dark: off is the light mail, in a browser that prefers the dark, too."""
    page = opened(studio, scheme="dark")
    expect(page.locator("#sheet iframe")).to_have_count(1)
    assert min(ground(page)) > 200


def test_the_frame_is_as_tall_as_the_mail(opened, studio) -> None:
    """At each width the page scrolls and the frame does not."""
    page = opened(studio)
    for width in ("375", "700"):
        press(page, "Width", width)
        expect(page.locator(FRAME)).to_have_css("width", f"{width}px")
        inside = page.frame_locator(FRAME).locator("html")
        assert 0 <= inside.evaluate("(e) => innerHeight - e.scrollHeight + 1") <= 2
        assert inside.evaluate("(e) => innerHeight") > 2_000


def test_tabs_are_reached_with_the_arrow_keys(opened, studio) -> None:
    """Right and left go round, Home and End to the ends; the panel is named by its tab."""
    page = opened(studio)
    page.get_by_role("tab", name="HTML").focus()
    for key, name in (("ArrowRight", "Text"), ("End", "Why"), ("ArrowRight", "HTML"), ("ArrowLeft", "Why")):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        expect(page.get_by_role("tabpanel", name=name)).to_be_visible()
    assert "tab=why" in page.url
    assert page.get_by_role("tabpanel").count() == 1


def test_text_source_and_headers_are_the_message(opened, studio) -> None:
    """The text part as it is, the bytes as sent, every header; the download is the same message."""
    page = opened(f"{studio}?tab=text")
    expect(page.locator("#text")).to_contain_text("Good morning!")
    page.get_by_role("tab", name="Source").click()
    expect(page.locator("#source")).to_contain_text("Content-Type: multipart/alternative")
    press(page, "Source of", "The HTML part, decoded")
    expect(page.locator("#source")).to_contain_text("<html lang=")
    page.get_by_role("tab", name="Headers").click()
    expect(page.get_by_role("row", name="List-Unsubscribe")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download .eml").click()
    assert b"List-Unsubscribe:" in download.value.path().read_bytes()


def test_the_meter_says_how_full_the_mail_is(opened, studio) -> None:
    """In bytes and in words, for eyes and for screen readers."""
    page = opened(studio)
    meter = page.get_by_role("meter", name="Size")
    said = meter.get_attribute("aria-valuetext")
    assert re.fullmatch(r"\d+\.\d kB of 90 kB, fits", said)
    assert page.locator("#size-words").inner_text() == said
    assert 10_000 < int(meter.get_attribute("aria-valuenow")) < 90_000


def test_findings_are_counted_on_the_tab_and_none_is_said_plainly(opened, studio) -> None:
    """As many as the server finds, the gravest first, each with its place and its remedy."""
    page = opened(studio)
    answer = page.request.get(f"{studio}api/mail?for=ada@example.org").json()
    count = len(answer["findings"])
    page.get_by_role("tab", name="Checks").click()
    wanted = "No findings" if not count else f"{count} finding{'s' * (count > 1)}"
    expect(page.locator("#checks-title")).to_have_text(wanted)
    assert page.locator("#checks > li").count() == count
    assert page.locator("#checks-count b").all_inner_texts() == ([str(count)] if count else [])


def test_a_planted_fault_is_found(opened, workshop, tmp_path) -> None:
    """A picture without a description, put into a card: the tab counts it and says where and what to do."""
    page = opened(f"{workshop}?tab=checks")
    source = (shipped_templates() / OWN_CARD).read_text(encoding="utf-8")
    broken = source.replace("</h", '<img src="https://example.org/x.svg"></h', 1)
    (tmp_path / "templates" / OWN_CARD).write_text(broken, encoding="utf-8")
    expect(page.locator("#checks > li.error").first).to_be_visible()
    expect(page.locator("#checks-count b")).to_have_text(re.compile(r"\d+"))
    assert page.locator("#checks .remedy").first.inner_text()


def test_a_changed_template_shows_by_itself_and_keeps_the_place(opened, workshop, tmp_path) -> None:
    """From save to new pixels in less than 300 ms (the best of five), without scrolling anywhere."""
    page = opened(workshop)
    expect(page.locator("#sheet iframe")).to_have_count(1)
    page.evaluate(STOPWATCH)
    page.evaluate("scrollTo(0, 900)")
    subject = tmp_path / "templates" / "themes" / "default" / "subject.txt"
    taken = []
    for number in range(5):
        begun = time.time()
        subject.write_text(f"A subject of our own, {number}\n", encoding="utf-8")
        expect(page.locator("#subject")).to_have_text(f"A subject of our own, {number}")
        taken.append(page.evaluate("window.shown") - begun * 1000)
        assert page.evaluate("scrollY") == 900
    assert min(taken) < 300, taken
    assert page.title().startswith("A subject of our own, 4")


def test_a_changed_subscribers_file_shows_by_itself(opened, workshop, tmp_path) -> None:
    """The intro of the mail and the people to choose from follow the file."""
    page = opened(workshop)
    path = tmp_path / "subscribers.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("Good morning!", "Good evening!").replace("name: Grace", "name: Admiral")
    path.write_text(text, encoding="utf-8")
    expect(page.frame_locator(FRAME).get_by_text("Good evening!")).to_be_visible()
    expect(page.get_by_label("Reader", exact=True).locator("option").nth(1)).to_contain_text("Admiral")


def test_a_template_error_lies_over_the_mail_until_it_is_mended(opened, workshop, tmp_path) -> None:
    """The message, the file and line, and the lines around it with that one marked; then it is gone."""
    page = opened(workshop)
    mine = tmp_path / "templates" / OWN_CARD
    source = (shipped_templates() / OWN_CARD).read_text(encoding="utf-8")
    mine.write_text("{# mine #}\n{{ card.titel }}\n" + source, encoding="utf-8")
    trouble = page.get_by_role("alert").filter(has_text="cannot be made")
    expect(trouble).to_contain_text("titel")
    expect(trouble).to_contain_text(f"{OWN_CARD}:2")
    expect(trouble.locator("mark")).to_contain_text("{{ card.titel }}")
    assert page.locator(FRAME).count() == 1  # what was shown last is still there, under it
    assert Axe().run(page).violations_count == 0
    mine.write_text("{# mine #}\n" + source, encoding="utf-8")
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator("[inert]")).to_have_count(0)


def test_moving_a_weight_ranks_anew(opened, workshop) -> None:
    """Papers change places and say by how many; the number follows the slider, and undo takes it all back."""
    page = opened(f"{workshop}?tab=why")
    expect(page.locator("#papers tr.picked")).to_have_count(10)
    before = places(page)
    expect(page.get_by_role("button", name="Save to")).to_be_disabled()
    slider = page.get_by_role("slider").nth(1)
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".moved").first).to_be_visible()
    assert page.get_by_role("spinbutton").nth(1).input_value() == "0.1"
    assert sorted(places(page)[:5]) != sorted(before[:5])
    assert re.fullmatch(r"(↑|↓)\d+ (up|down) \d+", page.locator(".moved").first.inner_text())
    expect(slider).to_be_focused()
    page.get_by_role("button", name="Undo changes").click()
    expect(page.locator(".moved")).to_have_count(0)
    assert places(page) == before
    expect(page.get_by_role("button", name="Save to")).to_be_disabled()


def test_a_row_opens_to_the_numbers_of_its_score(opened, studio) -> None:
    """The terms are readable as text, and their sum is the score."""
    page = opened(f"{studio}?tab=why")
    row = page.locator("#papers tr.terms").first
    button = page.locator("#papers button").first
    expect(button).to_have_attribute("aria-expanded", "false")
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    *terms, total = [
        float(text.replace("−", "-")) for text in row.locator("dl").first.locator("dd").all_inner_texts()
    ]
    assert sum(terms) == pytest.approx(total, abs=0.002)


def test_save_writes_the_file_and_keeps_its_comments(opened, workshop, tmp_path) -> None:
    """A weight, an interest added, one removed, one ruled out: only those lines change, and it says so."""
    page = opened(f"{workshop}?tab=why")
    page.get_by_role("spinbutton").first.fill("3")
    page.get_by_role("button", name="Remove Qwen").click()
    add = page.get_by_label("Words")
    add.fill("speculative decoding")
    page.get_by_role("button", name="Add interest").click()
    add.fill("quantum")
    page.get_by_role("button", name="Add to never").click()
    page.get_by_role("button", name="Save to").click()
    saved = page.locator("#saved")
    expect(saved).to_contain_text("Written to subscribers.yaml")
    assert saved.locator("li").count() == 4
    text = (tmp_path / "subscribers.yaml").read_text(encoding="utf-8")
    assert "speculative decoding" in text
    assert "quantum" in text
    assert "Qwen" not in text
    assert "# counts twice" in text
    assert load_config(tmp_path / "subscribers.yaml", {}).subscribers[0].interests[0].weight == 3
    expect(page.get_by_role("button", name="Save to")).to_be_disabled()


def test_an_interest_that_cannot_be_read_is_said_in_place(opened, studio) -> None:
    """A category that is none: the reason stands by the controls, and goes with the interest."""
    page = opened(f"{studio}?tab=why")
    page.get_by_label("Kind").select_option("category")
    page.get_by_label("Category, as in cs.CL").fill("no such thing")
    page.get_by_role("button", name="Add interest").click()
    expect(page.locator("#wrong")).to_contain_text("no such thing")
    page.get_by_role("button", name="Remove no such thing").click()
    expect(page.locator("#wrong")).to_be_hidden()


def test_a_file_changed_meanwhile_is_not_overwritten(opened, workshop, tmp_path) -> None:
    """Edits of what the file said before are refused, shown, and can be undone."""
    page = opened(f"{workshop}?tab=why")
    page.get_by_role("spinbutton").first.fill("3")
    path = tmp_path / "subscribers.yaml"
    changed = path.read_text(encoding="utf-8").replace("organization: Qwen", "organization: ByteDance")
    path.write_text(changed, encoding="utf-8")
    page.get_by_role("button", name="Save to").click()
    expect(page.locator("#wrong")).to_contain_text("meanwhile")
    assert path.read_text(encoding="utf-8") == changed
    page.get_by_role("button", name="Undo changes").click()
    expect(page.locator("#interests")).to_contain_text("ByteDance")


def test_send_this_to_me_asks_first_and_tells_the_outcome(opened, tmp_path) -> None:
    """Cancel sends nothing; confirming sends one mail, by SMTP, and what the server said is announced."""
    with Inbox(tmp_path / "mails") as inbox:
        smtp = SmtpSpec(security="plain", host=LOOPBACK, port=inbox.port)
        place = tmp_path / "studio"
        place.mkdir()
        with a_studio(place, smtp=smtp) as url:
            page = opened(url)
            button = page.get_by_role("button", name="Send this to me…")
            button.click()
            dialog = page.get_by_role("dialog")
            expect(dialog).to_contain_text("marked as a test")
            assert Axe().run(page).violations_count == 0
            dialog.get_by_role("button", name="Cancel").click()
            expect(button).to_be_focused()
            button.click()
            dialog.get_by_label("Address").fill("ops@example.org")
            dialog.get_by_role("button", name="Send one test mail").click()
            expect(page.locator("#status")).to_contain_text("took the test mail for ops@example.org: 250")
            expect(dialog).to_be_hidden()
        assert [letter.recipients for letter in inbox.letters()] == [("ops@example.org",)]


def test_why_a_mail_cannot_be_sent_is_said(opened, studio) -> None:
    """Without a mail server in the file there is no address to fill in, but a reason."""
    page = opened(studio)
    page.get_by_role("button", name="Send this to me…").click()
    expect(page.get_by_role("dialog")).to_contain_text("names no newsletter.smtp")
    assert page.get_by_role("button", name="Send one test mail").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_every_tab_is_accessible(opened, studio, *, width: int, scheme: str) -> None:
    """Axe finds nothing on any tab, and nothing is wider than the screen."""
    page = opened(studio, width=width, scheme=scheme)
    for tab in TABS:
        page.locator(f"#tab-{tab}").click()
        if tab == "why":
            page.locator("#papers button").first.click()
        page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished))")
        found = Axe().run(page)
        assert not [(tab, one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_skip_link_leads_to_the_mail(opened, studio) -> None:
    """It is the first thing that a keyboard meets."""
    page = opened(studio)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the mail")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#views")).to_be_focused()


INJECT = "</title></style></td></table><script>top.owned=1</script><img src=x onerror='top.owned=1'>"


def test_a_hostile_paper_stays_inert_everywhere(opened, tmp_path) -> None:
    """Markup, a javascript: link, a megabyte of abstract and bidi overrides are words on every tab."""
    paper = {
        "title": f"{INJECT}\u202egnp.exe",
        "abstract": INJECT + "} body { display: none } " + "x" * 1_000_000,
        "authors": [INJECT],
        "url": "https://example.org/\"onmouseover='top.owned=1'",
        "categories": [INJECT],
    }
    (tmp_path / "papers.jsonl").write_text(json.dumps(paper) + "\n", encoding="utf-8")
    path = tmp_path / "subscribers.yaml"
    path.write_text(
        "newsletter: {from: digest@example.org, sources: [{jsonl: papers.jsonl}], timezone: UTC}\n"
        f"subscribers:\n  - email: ada@example.org\n    interests: [{json.dumps(INJECT)}]\n",
        encoding="utf-8",
    )
    app = open_app(load_config(path, {}), clock=sample_clock)
    (done,) = apart(lambda: asyncio.run(app.ingest(day=sample_clock().date())))
    assert done.new == 1
    desk = Upcoming(app, Setting(read=lambda: load_config(path, {})))
    with served(desk) as url:
        page = opened(f"{url}?tab=why")
        expect(page.locator("#papers")).to_contain_text("<script>top.owned=1</script>")
        for tab in TABS:
            page.locator(f"#tab-{tab}").click()
            assert page.locator("main :is(script, img, style, [onerror], a[href^='javascript'])").count() == 0
        expect(page.frame_locator(FRAME).locator("body")).to_contain_text("gnp.exe")
        assert page.frame_locator(FRAME).locator("script, img, [onerror], [onmouseover]").count() == 0
        assert page.evaluate("window.owned") is None
    desk.close()


EVIL = (
    "Subject: =?utf-8?q?Evil_=3Cscript=3Etop=2Eowned=3D1=3C/script=3E?=\r\nTo: ada@example.org\r\n"
    "Content-Type: text/html; charset=utf-8\r\n\r\n<html><head>"
    '<meta http-equiv="refresh" content="0;url=http://example.org/refreshed"></head>'
    "<body onload='top.owned=1'><h1>Words</h1><script>top.owned=1</script>"
    "<img src='http://example.org/pixel.gif' onerror='top.owned=1'><form action=http://example.org/><input></form>"
    "<link rel=stylesheet href='http://example.org/x.css'><iframe src='http://example.org/frame'></iframe>"
    "<style>@import 'http://example.org/y.css'; h1 { background: url(http://example.org/z.png) }</style>"
    "<a href='javascript:top.owned=1' target=_top>Go</a><svg onload='top.owned=1'></svg></body></html>\r\n"
)


def arrived(inbox: Inbox, raw: str, *, name: str) -> None:
    """Put a mail into an inbox's folder, as its server does."""
    (inbox.folder / name).write_bytes(raw.encode())
    line = json.dumps({"file": name, "sender": "", "recipients": ["ada@example.org"]})
    with (inbox.folder / "index.jsonl").open("a", encoding="utf-8") as index:
        index.write(line + "\n")


def test_the_inbox_shows_what_arrives_and_lets_it_do_nothing(opened, tmp_path) -> None:
    """A hostile mail shows its words, runs nothing and asks nobody; the next one appears by itself."""
    folder = tmp_path / "mails"
    folder.mkdir()
    inbox = Inbox.open(folder)
    arrived(inbox, EVIL, name="0001-ada@example.org.eml")
    with served(DeliveredMails(inbox)) as url:
        page = opened(url)
        expect(page.locator("#subject")).to_have_text("Evil <script>top.owned=1</script>")
        expect(page.frame_locator(FRAME).locator("h1")).to_have_text("Words")
        page.frame_locator(FRAME).get_by_text("Go", exact=True).click()
        arrived(inbox, "Subject: Second\r\nTo: b@example.org\r\n\r\nplain\r\n", name="0002-b@example.org.eml")
        page.get_by_role("link", name="Second").click()
        expect(page.locator("#subject")).to_have_text("Second")
        expect(page.get_by_text("This mail has no HTML part.")).to_be_visible()
        assert "mail=0002" in page.url
        page.go_back()
        expect(page.locator("#subject")).to_contain_text("Evil")
        assert page.get_by_role("tab", name="Why").count() == 0
        assert page.evaluate("window.owned") is None
        assert Axe().run(page).violations_count == 0


def test_an_empty_inbox_says_so(opened, tmp_path) -> None:
    """Before the first mail there are words, and the first one shows by itself."""
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "index.jsonl").touch()
    inbox = Inbox.open(folder)
    with served(DeliveredMails(inbox)) as url:
        page = opened(url)
        expect(page.locator("#subject")).to_have_text("No mail yet")
        expect(page.get_by_text("No mail has arrived yet.")).to_be_visible()
        arrived(inbox, "Subject: First\r\n\r\nplain\r\n", name="0001-ada@example.org.eml")
        expect(page.locator("#subject")).to_have_text("First")


def test_a_server_that_stops_is_said(opened, tmp_path) -> None:
    """What was shown stays, with a word that nobody answers."""
    with a_studio(tmp_path) as url:
        page = opened(url)
    expect(page.get_by_role("alert").filter(has_text="does not answer")).to_be_visible()
    expect(page.locator(FRAME)).to_be_visible()


def test_the_page_is_small() -> None:
    """All its files together are under 100 kB."""
    files = list((shipped_templates() / "web").glob("studio*"))
    assert len(files) > 2
    assert sum(file.stat().st_size for file in files) <= 100_000
