"""What papers and mails of strangers cannot do in the studio."""

from __future__ import annotations

import asyncio
import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from studios import FRAME, TABS, apart, arrived, served

from digest.app import load_config, open_app
from digest.demo import sample_clock
from digest.mail import Inbox
from digest.preview.delivered import DeliveredMails
from digest.preview.upcoming import Setting, Upcoming

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
