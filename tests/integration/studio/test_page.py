"""What every control of the studio's page does, in a browser before its real server."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from studios import FRAME, TABS, a_studio, choose, ground, press

from digest import shipped


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


def test_a_server_that_stops_is_said(opened, sample, tmp_path) -> None:
    """What was shown stays, with a word that nobody answers."""
    with a_studio(tmp_path, sample=sample) as url:
        page = opened(url)
    expect(page.get_by_role("alert").filter(has_text="does not answer")).to_be_visible()
    expect(page.locator(FRAME)).to_be_visible()


def test_the_page_is_small() -> None:
    """All its files together are under 100 kB."""
    files = list((shipped.templates() / "web").glob("studio*"))
    assert len(files) > 2
    assert sum(file.stat().st_size for file in files) <= 100_000
