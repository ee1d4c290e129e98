"""Static sites of mails: complete, and inert whatever a mail holds."""

from __future__ import annotations

import os
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import a_digest, an_entry

from digest.model import Edition, Picture
from digest.preview import write_inbox, write_preview
from digest.preview.mails import guarded, pictured, read_mail
from digest.render import Renderer


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_inbox_lists_each_mail_with_a_page_and_the_mail_itself(tmp_path, renderer: Renderer) -> None:
    """The index links to pages; a page shows headers and text, frames the HTML, and offers the bytes."""
    raw = renderer.message(a_digest(an_entry(1, "First & last"))).data
    index = write_inbox([raw], folder=tmp_path / "inbox", renderer=renderer)
    name = "001-paper-round-tue-31-march-first-last"
    assert written(index.parent) == [f"{name}.eml", f"{name}.html", f"{name}.mail.html", "index.html"]
    assert f'href="{name}.html"' in index.read_text()
    assert "First &amp; last" in index.read_text()
    assert "To Ada &lt;ada@example.org&gt; · Tue, 31 Mar 2026 07:30:00 +0000" in index.read_text()
    page = (index.parent / f"{name}.html").read_text()
    assert f'<iframe src="{name}.mail.html"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "List-Unsubscribe" in page
    assert " 1. First &amp; last" in page
    assert (index.parent / f"{name}.eml").read_bytes() == raw


def test_an_empty_inbox_says_so(tmp_path, renderer: Renderer) -> None:
    """A page without mails is a page."""
    assert "No mail has arrived yet" in write_inbox([], folder=tmp_path, renderer=renderer).read_text()


def test_a_preview_is_each_digest_as_html_text_and_mail(tmp_path, renderer: Renderer) -> None:
    """The files are exactly what would be sent; two readers of one name get two."""
    ada = a_digest()
    other = replace(ada, address="ada@example.com", email="ada@example.com")
    week = replace(ada, edition=Edition(date=ada.edition.date, kind="weekly", slot=2))
    index = write_preview([ada, other, week], folder=tmp_path, renderer=renderer)
    names = ("ada-daily-2026-03-31", "ada-daily-2026-03-31-2", "ada-weekly-2026-03-31-2")
    assert written(tmp_path) == sorted(
        ["index.html", *(f"{name}.{kind}" for name in names for kind in ("eml", "html", "txt"))]
    )
    shown = renderer.preview(ada)
    assert (tmp_path / f"{names[0]}.html").read_text() == shown.html
    assert (tmp_path / f"{names[0]}.txt").read_text() == shown.text
    assert (tmp_path / f"{names[1]}.eml").read_bytes() == renderer.message(other).data
    assert all(f'href="{name}.html"' in index.read_text() for name in names)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?utf-8?b?////?=\r\n\r\nx",
        b"Subject: =?no-such-charset?q?x?=\r\n\r\nx",
        b'Subject: ../../etc/passwd\x00<script>alert(1)</script>\r\nTo: "><img src=x>\r\n\r\nx',
        b"Content-Type: text/html; charset=no-such\r\n\r\n<p>\xe9",
        b"Content-Type: text/html; charset*=utf-8''%00\r\n\r\n<p>\xe9",
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2000)
        ),
        b"Content-Type: text/html; charset=punycode\r\n\r\nxn--x",
        b"Subject: =?utf-8?b?a?=\r\n\r\nx",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx",
        b"To: <\r\nDate: not a date\r\nMessage-ID: <[>\r\n\r\n",
        b"".join(b"X-%d: y\r\n" % n for n in range(500)),
    ],
)
def test_no_mail_can_break_the_inbox(tmp_path, renderer: Renderer, raw: bytes) -> None:
    """Every mail gets a row, a page and its bytes; names are made of letters, digits and hyphens."""
    index = write_inbox([raw], folder=tmp_path, renderer=renderer)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") for name in written(tmp_path))
    assert all(os.sep not in name for name in written(tmp_path))
    pages = "".join(path.read_text() for path in tmp_path.glob("*.html") if ".mail." not in path.name)
    assert "<script" not in pages
    assert "<img" not in pages
    assert index.is_file()


@given(st.binary(max_size=400))
def test_reading_a_mail_never_fails(raw: bytes) -> None:
    """Bytes from anybody become text that can be shown."""
    mail = read_mail(b"Content-Type: multipart/mixed; boundary=x\r\n" + raw)
    assert mail.raw.endswith(raw)
    (mail.subject + mail.to + mail.date).encode()


def test_a_framed_mail_can_neither_ask_for_anything_nor_lead_away() -> None:
    """A policy goes before everything, and a refresh has lost its name."""
    page = guarded('<html><head><meta HTTP-EQUIV="refresh" content="0;url=https://example.org/">')
    assert page.startswith('<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"')
    assert page.count("http-equiv") == 2
    assert "data-http-equiv=" in page
    assert "default-src 'none'" in page


def test_the_pictures_of_a_preview_are_in_its_html(tmp_path, renderer: Renderer) -> None:
    """A file has no other parts: what the mail names by cid: stands in it. The mail itself is as sent."""
    jpeg = b"\xff\xd8\xff\xe0 not much of a picture"
    name = sha256(jpeg).hexdigest()
    picture = Picture(hash=name, width=600, height=300)
    shown = replace(a_digest(an_entry(1, picture=picture)), pictures={name: jpeg})
    write_preview([shown], folder=tmp_path, renderer=renderer)
    html = (tmp_path / "ada-daily-2026-03-31.html").read_text()
    assert f'src="data:image/jpeg;base64,{b64encode(jpeg).decode()}"' in html
    assert "cid:" not in html
    assert b"cid:" in (tmp_path / "ada-daily-2026-03-31.eml").read_bytes()
    assert "daily:2026-03-31 · 1 paper · " in (tmp_path / "index.html").read_text()


def test_a_picture_that_does_not_come_along_is_not_put_in() -> None:
    """Nothing else is touched."""
    html = '<img src="cid:one@x"><img src="cid:two@x">'
    assert pictured(html, {"one@x": "data:,1"}) == '<img src="data:,1"><img src="cid:two@x">'


def test_the_links_of_a_framed_mails_head_are_gone() -> None:
    """A browser would look up the name of a host that one of them names."""
    page = guarded('<LINK rel="dns-prefetch" href="//example.org"><linked>')
    assert "<link" not in page.lower().replace("<linked>", "")
    assert "<linked>" in page
