"""What the studio answers, by HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest
from visitor import ADA, Visitor, app_of


def test_the_page_brings_its_token_and_asks_nobody_else(studio: Visitor) -> None:
    """The policy allows our own files only, and no inline script or style."""
    page = studio.get("/")
    policy = page.headers["content-security-policy"]
    assert page.status == 200
    assert "default-src 'none'" in policy
    assert "script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert len(studio.token) >= 32


@pytest.mark.parametrize(
    "target",
    ["/", "/api/choices", ADA, "/mail.html", "/mail.eml", "/static/studio.js", "/static/x", "/nothing"],
)
def test_every_answer_carries_the_safe_headers(studio: Visitor, target: str) -> None:
    """Errors and files, too."""
    headers = studio.get(target).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_only_the_pages_own_files_are_static(studio: Visitor) -> None:
    """Scripts and styles of the studio, by their names."""
    script = studio.get("/static/studio.js")
    assert (script.status, script.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    for name in ("studio.html", "page.css", "studio-none.js", "..%2Fweb%2Fstudio.js", "%2e%2e/studio.js"):
        assert studio.get(f"/static/{name}").status == 404


def test_the_choices_are_what_the_file_and_the_store_offer(studio: Visitor) -> None:
    """Subscribers in the file's order; days with papers, newest first."""
    found = studio.get("/api/choices").json
    assert found["mode"] == "preview"
    assert found["note"] == "A note."
    assert [one["email"] for one in found["subscribers"]] == [
        "ada@example.org",
        "grace@example.org",
        "alan@example.org",
    ]
    assert found["dates"][:2] == ["2026-03-31", "2026-03-30"]
    assert {"default", "plain"} <= set(found["themes"])
    assert {"tag": "en", "name": "English"} in found["languages"]
    assert found["mails"] == []
    assert found["send_to"] == "ada@example.org"


def test_a_mail_is_what_would_be_sent(studio: Visitor, folder: Path) -> None:
    """Its tabs and its download are one and the same message, made by the very path of a real one."""
    app = app_of(folder)
    digest = app.preview(app.config.subscribers[0])
    expected = app.renderer.message(digest).data
    shown = app.renderer.preview(digest)
    app.close()
    told, raw = studio.get(ADA).json, studio.get("/mail.eml?for=ada@example.org")
    assert raw.body == expected
    assert raw.headers["content-type"] == "message/rfc822"
    assert raw.headers["content-disposition"].startswith('attachment; filename="')
    assert told["edition"] == "daily:2026-03-31"
    assert told["subject"] == shown.subject
    assert told["html_source"] == shown.html
    assert told["source"] == expected.decode("ascii").replace("\r\n", "\n")
    assert told["message_bytes"] == len(expected)
    assert told["bytes"] == len(shown.html.encode()) <= told["limit"] == 90_000
    assert told["papers"] == len(digest.entries)
    assert ["List-Unsubscribe", "<mailto:digest@example.org?subject=unsubscribe>"] in told["headers"]
    assert told["findings"] == []


def test_a_day_a_theme_and_a_language_make_another_mail(studio: Visitor) -> None:
    """What is not asked for is the reader's own."""
    plain = studio.get(f"{ADA}&theme=plain").json
    assert (plain["theme"], plain["language"]) == ("plain", "en")
    arabic = studio.get(f"{ADA}&language=ar").json
    assert arabic["language"] == "ar"
    assert 'dir="rtl"' in arabic["html_source"]
    earlier = studio.get(f"{ADA}&date=2026-03-27").json
    assert earlier["edition"] == "daily:2026-03-27"
    assert len({one["html_source"] for one in (plain, arabic, earlier, studio.get(ADA).json)}) == 4


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("for=nobody@example.org", "no subscriber 'nobody@example.org'"),
        ("date=yesterday", "'yesterday' is not a date"),
        ("date=9999-12-31", "'9999-12-31' is not a date"),
        ("date=0001-01-01", "'0001-01-01' is not a date"),
        ("theme=../../secret", "no theme '../../secret'"),
        ("language=tlh", "no language 'tlh'"),
    ],
)
def test_what_cannot_be_chosen_is_said(studio: Visitor, query: str, said: str) -> None:
    """No selection is guessed at."""
    answer = studio.get(f"/api/mail?{query}")
    assert answer.status == 422
    assert said in answer.json["error"]["message"]


def test_the_frame_can_do_nothing_but_be_looked_at(studio: Visitor) -> None:
    """No script, no request, an origin of its own; shown by our own page only."""
    frame = studio.get("/mail.html?for=ada@example.org")
    policy = frame.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "img-src data:" in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "frame-ancestors 'self'" in policy
    assert frame.text.startswith("<!DOCTYPE html>")


def test_the_looks_of_a_mail(studio: Visitor) -> None:
    """Dark by the mail's rules, dark by force, and without pictures."""
    target = "/mail.html?for=ada@example.org"
    light, media = studio.get(target).text, studio.get(f"{target}&dark=media").text
    forced, bare = studio.get(f"{target}&dark=inverted").text, studio.get(f"{target}&images=off")
    assert "prefers-color-scheme" not in light + media + forced
    assert "color-scheme:only light" in light
    assert "color-scheme:dark" in media
    assert len({light, media, forced}) == 3
    assert "img-src 'none'" in bare.headers["content-security-policy"]
    assert "<img" not in bare.text
    assert studio.get(f"{target}&dark=pitch").status == 422


def test_nothing_to_say_is_said(studio: Visitor) -> None:
    """A day before all papers has a mail that would not be sent."""
    told = studio.get(f"{ADA}&date=2026-03-01").json
    assert told["papers"] == 0
    assert any("nothing to say, no mail would be sent" in one for one in told["notices"])


def test_why_ranks_and_ranks_again_without_storing(studio: Visitor, folder: Path) -> None:
    """Other wishes are another order; the file is as it was."""
    before = (folder / "subscribers.yaml").read_bytes()
    first = studio.get("/api/why?for=ada@example.org").json
    assert first["papers"][0]["place"] == 1
    assert first["edition"] == studio.get(ADA).json["edition"]
    wishes = {"interests": [{"kind": "topic", "value": "video generation", "weight": 5}], "never": []}
    second = studio.post("/api/why?for=ada@example.org", wishes).json
    assert [one["paper"] for one in first["papers"]] != [one["paper"] for one in second["papers"]]
    assert (folder / "subscribers.yaml").read_bytes() == before


def test_a_wish_that_cannot_be_read_is_said(studio: Visitor) -> None:
    """With what is wrong with it; there is no file to show."""
    answer = studio.post("/api/why?for=ada@example.org", {"interests": [{"kind": "mood", "value": "x"}]})
    assert answer.status == 422
    assert "interests[0]" in answer.json["error"]["message"]
    assert answer.json["error"]["source"] == []


def test_saving_is_seen_at_once(studio: Visitor, folder: Path) -> None:
    """The file has the new interest, its comments, and the next answer is by it."""
    before = studio.get("/api/why?for=grace@example.org").json
    wishes = {name: before[name] for name in ("interests", "never")}
    wishes["interests"].append({"kind": "topic", "value": "video generation", "weight": 2})
    answer = studio.post("/api/save?for=grace@example.org", wishes)
    assert answer.status == 200
    assert answer.json["saved"] is True
    assert "video generation" in (folder / "subscribers.yaml").read_text()
    after = studio.get("/api/why?for=grace@example.org").json
    assert "video generation" in [one["value"] for one in after["interests"]]


def test_saving_over_a_change_that_was_not_seen_is_refused(studio: Visitor, folder: Path) -> None:
    """What somebody else wrote into the file stays."""
    before = studio.get("/api/why?for=ada@example.org").json
    wishes = {"interests": [{"kind": "topic", "value": "robots", "weight": 1}], "never": [], "base": "other"}
    answer = studio.post("/api/save?for=ada@example.org", wishes)
    assert answer.status == 409
    assert studio.get("/api/why?for=ada@example.org").json["interests"] == before["interests"]
