"""The studio by HTTP: what it answers, whom it refuses, and how it follows files."""

from __future__ import annotations

import os
import shutil
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from make import TODAY, a_digest
from smtpserver import BadServer
from visitor import PATIENCE_S, Visitor, opened

from digest.app import App, load_config, open_app
from digest.config import Config
from digest.demo import example, sample_app, sample_clock, with_sample
from digest.mail import Inbox
from digest.outbox import State
from digest.preview.delivered import DeliveredMails
from digest.preview.upcoming import Setting, Upcoming
from digest.render import Renderer
from digest.store.ledger import standings
from digest.store.outbox import rows, sums

ROOT = Path(__file__).parents[2]
ADA = "/api/mail?for=ada@example.org"


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a store of the sample's papers, read once."""
    folder = tmp_path_factory.mktemp("sampled")
    app = sample_app(load_config(example(), {}), folder=folder)
    app.close()
    return folder


@pytest.fixture
def folder(sampled: Path, tmp_path: Path) -> Path:
    """Return a folder as a user has it: subscribers.yaml, a library, and a store with papers."""
    for name in ("subscribers.yaml", "ada.bib"):
        shutil.copy(example().parent / name, tmp_path / name)
    for file in sampled.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path


def configured(folder: Path) -> Config:
    """Read the file of a folder, over its own store; what it says of the mail server holds."""
    config = load_config(folder / "subscribers.yaml", {})
    smtp = config.newsletter.smtp
    return with_sample(config, store=folder / "sample.db", smtp=smtp)


def desk_of(folder: Path, *, why_not_send: str = "") -> Upcoming:
    app = open_app(configured(folder), clock=sample_clock)
    return Upcoming(app, Setting(read=lambda: configured(folder), note="A note.", why_not_send=why_not_send))


@pytest.fixture
def desk(folder: Path) -> Iterator[Upcoming]:
    made = desk_of(folder)
    yield made
    made.close()


@pytest.fixture
def studio(desk: Upcoming) -> Iterator[Visitor]:
    """Return the studio over the folder, asked as a browser asks."""
    with opened(desk) as visitor:
        yield visitor


def app_of(folder: Path) -> App:
    return open_app(configured(folder), clock=sample_clock)


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


# What it answers.


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


# Whom it refuses.


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "example.org:{port}",
        "127.0.0.1:1",
        "localhost:1",
        "127.0.0.1.example.org",
        "[::1]:{port}",
    ],
)
def test_a_foreign_host_is_refused(studio: Visitor, host: str) -> None:
    """A name of somebody else's that leads here, or another port."""
    answer = studio.get(ADA, host=host.format(port=studio.port))
    assert answer.status == 400
    assert b"Paper Round" not in answer.body
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "localhost", "127.0.0.1"]
)
def test_this_machine_is_let_in(studio: Visitor, host: str) -> None:
    """By either of its names."""
    assert studio.get("/api/choices", host=host.format(port=studio.port)).status == 200


@pytest.mark.parametrize("target", ["/api/why", "/api/save", "/api/send"])
def test_without_the_token_nothing_is_changed(studio: Visitor, folder: Path, target: str) -> None:
    """Another site's form or script does not know it."""
    before = (folder / "subscribers.yaml").read_bytes()
    for token in (None, "", "guessed"):
        assert studio.post(target, {"interests": [], "never": []}, X_Studio_Token=token).status == 403
    assert (folder / "subscribers.yaml").read_bytes() == before


def test_only_json_is_taken(studio: Visitor) -> None:
    """A form can be sent by any site, JSON only by our page; and no more than a page has to say."""
    assert studio.post("/api/why", {}, Content_Type="text/plain").status == 415
    assert studio.post("/api/why", {}, Content_Type=None).status == 415
    assert studio.post("/api/why", b" " * 300_000).status == 413
    assert studio.post("/api/why", b"[" * 100_000).status == 422
    assert studio.post("/api/why", b"[]").status == 422
    assert studio.get("/api/save").status == 405
    assert studio.get(ADA, method="DELETE").status == 403


# How it follows files.


def test_a_changed_template_is_told_and_shown(studio: Visitor, folder: Path) -> None:
    """The page hears of it, and what it asks then is rendered with it."""
    own = folder / "templates" / "themes" / "default"
    own.mkdir(parents=True)
    with opened_again(folder) as visitor, visitor.events() as events:
        (own / "subject.txt").write_text("One\n")
        events.until("templates/themes/default/subject.txt")
        assert visitor.get(ADA).json["subject"] == "One"
        (own / "subject.txt").write_text("Two\n")
        events.until("templates/themes/default/subject.txt")
        assert visitor.get(ADA).json["subject"] == "Two"


def opened_again(folder: Path):
    return opened(desk_of(folder))


def test_a_folder_of_templates_that_comes_later_is_followed(studio: Visitor, folder: Path) -> None:
    """The first template of one's own needs no restart."""
    with studio.events() as events:
        shutil.copytree(a_theme(folder.parent / f"{folder.name}-made"), folder / "templates")
        events.until("templates")
        events.until("subscribers.yaml")  # everything is looked at once more when the folder is followed
        (folder / "templates" / "themes" / "default" / "subject.txt").write_text("Three\n")
        events.until("templates/themes/default/subject.txt")
        assert studio.get(ADA).json["subject"] == "Three"


def a_theme(folder: Path) -> Path:
    own = folder / "themes" / "default"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("Zero\n")
    return folder


def test_a_changed_file_of_subscribers_is_told_and_shown(studio: Visitor, folder: Path) -> None:
    """Names, interests, the intro: whatever the file says."""
    with studio.events() as events:
        edited(folder / "subscribers.yaml", "name: Ada", "name: Countess")
        assert "subscribers.yaml" in events.next()
        assert studio.get(ADA).json["to"].startswith("Countess ")
        assert studio.get("/api/choices").json["subscribers"][0]["name"] == "Countess"


def test_a_changed_library_is_told(studio: Visitor, folder: Path) -> None:
    """A file of references that the file names."""
    with studio.events() as events:
        (folder / "ada.bib").write_text("@article{one, title={Video generation}, author={A B}}")
        assert events.next() == ["ada.bib"]
        assert studio.get(ADA).status == 200


def test_other_files_beside_it_are_nobodys_business(studio: Visitor, folder: Path) -> None:
    """The store is written to all the time."""
    with studio.events() as events:
        (folder / "notes.txt").write_text("x")
        (folder / "subscribers.yaml").touch()
        assert events.next() == ["subscribers.yaml"]


def test_a_template_error_comes_with_its_source_and_goes(folder: Path) -> None:
    """File, line and the lines around it; the page recovers when it is mended."""
    own = a_theme(folder / "templates") / "themes" / "default" / "subject.txt"
    with opened_again(folder) as visitor, visitor.events() as events:
        assert visitor.get(ADA).json["subject"] == "Zero"
        own.write_text("{# a remark #}\n{{ newsletter.titel }}\n{# another #}\n")
        events.until("templates/themes/default/subject.txt")
        for target in (ADA, "/mail.html?for=ada@example.org", "/mail.eml?for=ada@example.org"):
            answer = visitor.get(target)
            assert answer.status == 422
            error = answer.json["error"]
            assert (error["file"], error["line"]) == ("templates/themes/default/subject.txt", 2)
            assert "titel" in error["message"]
            assert error["source"] == [
                {"line": 1, "text": "{# a remark #}", "here": False},
                {"line": 2, "text": "{{ newsletter.titel }}", "here": True},
                {"line": 3, "text": "{# another #}", "here": False},
            ]
        assert visitor.get("/api/choices").status == 200
        own.write_text("Mended\n")
        events.until("templates/themes/default/subject.txt")
        assert visitor.get(ADA).json["subject"] == "Mended"


def test_an_error_in_the_file_comes_with_its_line_and_goes(studio: Visitor, folder: Path) -> None:
    """While it cannot be used, the choices are those of before."""
    file = folder / "subscribers.yaml"
    right = file.read_text()
    with studio.events() as events:
        file.write_text("newsletter: [\n" + right)
        events.next()
        answer = studio.get(ADA)
        assert answer.status == 422
        error = answer.json["error"]
        assert error["file"] == "subscribers.yaml"
        assert [one["text"] for one in error["source"] if one["here"]] == [
            right.splitlines()[error["line"] - 2]
        ]
        assert len(studio.get("/api/choices").json["subscribers"]) == 3
        file.write_text(right)
        events.next()
        assert studio.get(ADA).status == 200


def test_a_subscriber_with_an_error_is_said_beside_the_others(studio: Visitor, folder: Path) -> None:
    """They are left out; everybody else is shown."""
    with studio.events() as events:
        edited(folder / "subscribers.yaml", "email: grace@example.org", "email: nonsense")
        events.next()
        told = studio.get(ADA).json
        assert any("left out: " in one and "nonsense" in one for one in told["notices"])


def test_the_streams_end_when_the_server_stops(folder: Path) -> None:
    """A listening page holds nobody up."""
    with opened_again(folder) as visitor:
        listening = visitor.events()
        events = listening.__enter__()
    assert events.ended()
    listening.__exit__(None, None, None)


# A test mail.


def sending(folder: Path, port: int) -> None:
    """Let the folder's file name a mail server on this machine."""
    file = folder / "subscribers.yaml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith("  smtp:")]
    at = lines.index("newsletter:") + 1
    file.write_text("\n".join([*lines[:at], f"  smtp: smtp://localhost:{port}", *lines[at:], ""]))


def test_a_test_mail_goes_through_the_ledger_and_takes_no_place(folder: Path) -> None:
    """One mail to whoever is named, marked as a test; the real edition is due and whole as before."""
    with BadServer() as server:
        sending(folder, server.port)
        with opened_again(folder) as visitor:
            assert visitor.get("/api/choices").json["can_send"] is True
            shown = visitor.get(ADA).json
            answer = visitor.post("/api/send?for=ada@example.org", {"to": "ops@example.org"})
            assert visitor.get(ADA).json["headers"] == shown["headers"]
    assert answer.status == 200
    assert answer.json["state"] == "accepted"
    assert answer.json["text"].startswith("250 ")
    (letter,) = server.accepted
    sent = message_from_bytes(letter.body, policy=policy.default)
    assert sent["To"].addresses[0].addr_spec == "ops@example.org"
    assert "test" in sent["Subject"].lower()
    app = app_of(folder)
    assert sums(app.store) == {State.ACCEPTED: 1}
    assert rows(app.store)[0].edition.kind == "test"
    assert standings(app.store, ["ada@example.org", "ops@example.org"], now=sample_clock()) == {}
    ada = app.config.subscribers[0]
    assert [entry.card.title for entry in app.publish(only=ada.email).planned[0].entries] == [
        entry.card.title for entry in app.preview(ada).entries
    ]
    app.close()


def test_what_the_server_says_is_told(folder: Path) -> None:
    """A refusal, a delay and a server that is not there; nothing waits to be sent later."""
    with BadServer(RCPT=["550 5.1.1 nobody here", "451 4.7.1 come back later"]) as server:
        sending(folder, server.port)
        with opened_again(folder) as visitor:
            refused = visitor.post("/api/send", {"to": "nobody@example.org"}).json
            deferred = visitor.post("/api/send", {"to": "ops@example.org"}).json
            again = visitor.post("/api/send", {"to": "nobody@example.org"})
    assert refused["state"] == "refused"
    assert "nobody here" in refused["text"]
    assert deferred["state"] == "cancelled"
    assert "come back later" in deferred["text"]
    assert again.status == 422
    assert "must not be mailed" in again.json["error"]["message"]
    with opened_again(folder) as visitor:
        gone = visitor.post("/api/send", {"to": "ops@example.org"}).json
    assert gone["state"] == "cancelled"
    app = app_of(folder)
    assert sums(app.store) == {State.REFUSED: 1, State.CANCELLED: 2}
    app.close()


@pytest.mark.parametrize(
    "to", ["", "nonsense", "a@example.org, b@example.org", "a@example.org\r\nBcc: b@x.org"]
)
def test_a_test_mail_goes_to_one_address(folder: Path, to: str) -> None:
    """Anything else is refused before anything is written."""
    with BadServer() as server:
        sending(folder, server.port)
        with opened_again(folder) as visitor:
            assert visitor.post("/api/send", {"to": to}).status == 422
    assert server.accepted == []


def test_the_sample_is_not_sent(folder: Path) -> None:
    """It is not the user's papers: the page says why."""
    desk = desk_of(folder, why_not_send="this is the sample")
    with opened(desk) as visitor:
        found = visitor.get("/api/choices").json
        assert (found["can_send"], found["why_not_send"]) == (False, "this is the sample")
        answer = visitor.post("/api/send", {"to": "ops@example.org"})
        assert (answer.status, answer.json["error"]["message"]) == (422, "this is the sample")


def test_an_edition_with_nothing_to_say_is_not_sent_as_a_test(folder: Path) -> None:
    """There is no mail."""
    with BadServer() as server:
        sending(folder, server.port)
        with opened_again(folder) as visitor:
            assert visitor.post("/api/send?date=2026-03-01", {"to": "ops@example.org"}).status == 422
    assert server.accepted == []


# An inbox.


def test_an_inbox_shows_what_was_delivered_and_hears_of_the_next(tmp_path: Path) -> None:
    """A mail is announced when it is there whole; the newest is shown first."""
    raw = Renderer().message(a_digest()).data
    with Inbox(tmp_path / "mails") as inbox, opened(DeliveredMails(inbox)) as visitor:
        assert visitor.get("/api/choices").json["mails"] == []
        assert visitor.get("/api/mail").status == 404
        assert visitor.get("/mail.html").status == 404
        with visitor.events() as events:
            deliver(inbox, raw)
            assert events.next() == ["index.jsonl"]
            deliver(inbox, raw.replace(b"Subject: ", b"Subject: Second "))
            events.next()
        mails = visitor.get("/api/choices").json["mails"]
        assert [one["id"] for one in mails] == ["0002-ada@example.org", "0001-ada@example.org"]
        assert mails[0]["subject"].startswith("Second ")
        assert mails[0]["to"] == "Ada <ada@example.org>"
        assert visitor.get("/api/mail").json["subject"] == mails[0]["subject"]
        first = visitor.get("/mail.eml?mail=0001-ada@example.org")
        assert first.body == raw
        assert visitor.get("/api/mail?mail=../../etc/passwd").status == 404


def deliver(inbox: Inbox, raw: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", inbox.port) as session:
        session.sendmail("digest@example.org", ["ada@example.org"], raw)


def test_an_inbox_neither_ranks_nor_saves_nor_sends(tmp_path: Path) -> None:
    """A delivered mail is what it is."""
    with Inbox(tmp_path / "mails") as inbox, opened(DeliveredMails(inbox)) as visitor:
        assert visitor.get("/api/choices").json["can_send"] is False
        for target in ("/api/why", "/api/save", "/api/send"):
            assert visitor.post(target, {"to": "a@example.org"}).status == 422


def test_whatever_was_delivered_is_shown_inert(tmp_path: Path) -> None:
    """Scripts, refreshes and looked-up names do nothing, and the policy holds for any HTML."""
    evil = (
        b"Subject: Evil\r\nContent-Type: text/html\r\n\r\n<html><head>"
        b'<meta http-equiv="refresh" content="0;url=https://example.org/">'
        b"<link rel=dns-prefetch href=//x.example.org>"
        b"</head><body><script>alert(1)</script><img src=https://example.org/pixel.gif>"
        + b"<div>\r\n"
        * 20_000
    )
    with Inbox(tmp_path / "mails") as inbox, opened(DeliveredMails(inbox)) as visitor:
        deliver(inbox, evil)
        for query in ("", "?dark=inverted", "?dark=media&images=off"):
            frame = visitor.get(f"/mail.html{query}")
            assert frame.status == 200
            assert "sandbox allow-popups" in frame.headers["content-security-policy"]
            assert "script-src" not in frame.headers["content-security-policy"]  # default-src 'none' it is
            assert "<link" not in frame.text
            assert (
                frame.text.count("http-equiv=") - frame.text.count("data-http-equiv=") == 1
            )  # our own policy
        assert visitor.get("/api/mail").json["findings"] != []


def test_pictures_that_come_with_a_mail_are_shown_from_it(tmp_path: Path) -> None:
    """A cid: is the mail's own part, and no request."""
    raw = (
        b"Subject: P\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n"
        b"<img alt=one src='cid:one@x'><img alt=two src='cid:two@x'>\r\n"
        b"--b\r\nContent-Type: image/png\r\nContent-ID: <one@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"iVBORw0KGgo=\r\n"
        b"--b\r\nContent-Type: image/svg+xml\r\nContent-ID: <two@x>\r\n\r\n<svg/>\r\n--b--\r\n"
    )
    with Inbox(tmp_path / "mails") as inbox, opened(DeliveredMails(inbox)) as visitor:
        deliver(inbox, raw)
        html = visitor.get("/mail.html").text
        assert 'src="data:image/png;base64,iVBORw0KGgo="' in html
        assert "svg" not in html
        assert "cid:" not in html


@contextmanager
def commanded(folder: Path, *words: str) -> Iterator[tuple[str, str]]:
    """Run a command that serves a page; yield its address and where that leads, then end it by Ctrl-C."""
    run = [sys.executable, "-m", "digest", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SSH_CONNECTION": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own command
        run, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if line.startswith("open "))
            yield tuple(line.split()[1].partition("?")[::2])  # type: ignore[misc]  # two of three parts
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE_S) in {0, 130}
        finally:
            process.kill()


def test_preview_opens_the_studio_and_without_papers_shows_the_sample(folder: Path) -> None:
    """The reader and the day that were asked for stand in the address; nothing of it can be sent."""
    words = ("preview", "--for", "Grace@example.org", "--date", "2026-03-30")
    with commanded(folder, *words) as (address, query):
        visitor = Visitor(urlsplit(address).port or 0)
        assert query == "for=grace%40example.org&date=2026-03-30"
        assert visitor.get(f"/api/mail?{query}").json["edition"] == "weekdays:2026-03-30"
        found = visitor.get("/api/choices").json
        assert "bundled sample of 2026-03-31" in found["note"]
        assert found["can_send"] is False
        assert "bundled sample" in found["why_not_send"]


def test_inbox_takes_mails_and_shows_them(tmp_path: Path) -> None:
    """The page is that of an inbox."""
    with commanded(tmp_path, "inbox", "--smtp-port", "0", "--dir", "kept") as (address, _):
        visitor = Visitor(urlsplit(address).port or 0)
        assert 'data-mode="inbox"' in visitor.get("/").text
        assert visitor.get("/api/choices").json["mails"] == []


def test_the_day_of_the_sample_is_the_day_of_these_tests() -> None:
    """What `make` calls today is the sample's last day."""
    assert sample_clock().date() == TODAY
    assert replace(a_digest(), address="x").edition.date == TODAY
