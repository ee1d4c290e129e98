"""The studio over an inbox: what was delivered, whoever sent it."""

from __future__ import annotations

import smtplib
from pathlib import Path

from make import a_digest
from visitor import opened

from digest.mail import Inbox
from digest.preview.delivered import DeliveredMails
from digest.render import Renderer


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


def test_a_mail_that_was_thrown_away_is_not_listed(tmp_path: Path) -> None:
    """The folder is the user's; the others are shown."""
    raw = Renderer().message(a_digest()).data
    with Inbox(tmp_path / "mails") as inbox:
        deliver(inbox, raw)
        deliver(inbox, raw)
        (inbox.folder / "0002-ada@example.org.eml").unlink()
        with opened(DeliveredMails(inbox)) as visitor:
            (mail,) = visitor.get("/api/choices").json["mails"]
            assert mail["id"] == "0001-ada@example.org"
            assert visitor.get("/mail.eml").body == raw
            assert visitor.get("/api/mail?mail=0002-ada@example.org").status == 404


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
