"""A good mail, and the means to spoil it in one place."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from email import message_from_bytes, policy
from quopri import encodestring

from make import a_digest, an_entry

from digest.model import Digest, Masthead, Picture, Reason
from digest.render import Renderer, intro

PIXELS = b"\xff\xd8\xff\xe0 not really a picture \xff\xd9"
HASH = "ab" * 32

Spoil = Callable[[bytes], bytes]


def a_good_digest() -> Digest:
    """Return a digest with all that a mail may hold, and an embedded picture."""
    html, text = intro("The group meets on **Thursday**; see [the list](https://example.org/list).")
    cards = [
        an_entry(
            number,
            title,
            abstract="What it does, in one sentence.",
            pdf_url=f"https://arxiv.org/pdf/2603.{number:05d}",
            authors=("Ada King", "Charles Babbage", "Mary Somerville", "Michael Faraday", "Jane Marcet"),
            organization="Analytical Society",
            upvotes=73,
            comments=1,
            code_url=f"https://example.org/code/{number}",
            stars=1204,
            picture=Picture(hash=HASH, width=1040, height=585) if number == 1 else None,
            reasons=(Reason(kind="topic", label="engines", terms=("wheel",)),),
        )
        for number, title in enumerate(("An ordinary title", "Another one", "A third"), 1)
    ]
    masthead = Masthead(
        title="Paper Round",
        sender="Paper Round <digest@example.org>",
        reply_to="editor@example.org",
        postal_address="1 Example Street",
        intro_html=html,
        intro_text=text,
    )
    return a_digest(
        *cards,
        masthead=masthead,
        unsubscribe="https://digest.example.org/unsubscribe/abc",
        notices=("arXiv could not be reached.",),
        pictures={HASH: PIXELS},
    )


def a_good_mail() -> bytes:
    """Return the message of the good digest."""
    return Renderer().message(a_good_digest()).data


def taken_apart(raw: bytes) -> tuple[str, str, str]:
    """Return the headers, the text and the HTML of a mail, decoded, with LF line ends."""
    message = message_from_bytes(raw, policy=policy.SMTP)
    head = raw.split(b"\r\nContent-Type:", 1)[0].decode()
    parts = {part.get_content_type(): part for part in message.walk()}
    text, html = (parts[kind].get_content().replace("\r\n", "\n") for kind in ("text/plain", "text/html"))
    return head.replace("\r\n", "\n"), text, html


def put_together(
    head: str, text: str, html: str, *, picture: str = f"{HASH[:32]}@example.org", kind: str = "image/jpeg"
) -> bytes:
    """Return the mail of these parts."""
    body = f"""\
Content-Type: multipart/alternative; boundary="=_a"

--=_a
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

{_quoted(text)}
--=_a
Content-Type: multipart/related; boundary="=_b"

--=_b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

{_quoted(html)}
--=_b
Content-Type: {kind}
Content-Transfer-Encoding: base64
Content-ID: <{picture}>
Content-Disposition: inline

{b64encode(PIXELS).decode()}
--=_b--

--=_a--
"""
    return f"{head}\n{body}".replace("\n", "\r\n").encode()


def _quoted(text: str) -> str:
    return encodestring(text.encode()).decode()


def in_head(old: str, new: str) -> Spoil:
    """Replace a pattern in the headers."""

    def spoil(raw: bytes) -> bytes:
        head, text, html = taken_apart(raw)
        return put_together(_replaced(old, new, head), text, html)

    return spoil


def in_html(old: str, new: str, *, text: str = "") -> Spoil:
    """Replace the first match of a pattern in the HTML; `text` goes below the text part."""

    def spoil(raw: bytes) -> bytes:
        head, plain, html = taken_apart(raw)
        return put_together(head, f"{plain}\n\n{text}\n" if text else plain, _replaced(old, new, html))

    return spoil


def after_h1(markup: str, *, text: str = "") -> Spoil:
    """Put markup below the heading of the mail; `text` goes below the text part."""
    return in_html("</h1>", f"</h1>{markup}", text=text)


def words(said: str, style: str = "") -> Spoil:
    """Put a sentence below the heading of the mail, and the same into its text."""
    return after_h1(f'<p style="{style}">{said}</p>')


def styled(style: str, css: str) -> Spoil:
    """Put a sentence of class "x" below the heading of the mail, and rules for it into the style block."""
    sentence, rules = after_h1(f'<p class="x" style="{style}">Words</p>'), in_style(css)
    return lambda raw: rules(sentence(raw))


def link(url: str, said: str, *, text: str = "") -> Spoil:
    """Put a link that looks like the others below the heading; `text` goes below the text part."""

    def spoil(raw: bytes) -> bytes:
        found = re.search(r"<a class=[^>]*>", taken_apart(raw)[2])
        assert found
        like = re.sub(r'href="[^"]*"', f'href="{url}"', found[0])
        return after_h1(f"<p>{like}{said}</a></p>", text=text)(raw)

    return spoil


def in_style(css: str) -> Spoil:
    """Put rules at the end of the style block."""
    return in_html("</style>", f"{css}</style>")


def in_text(old: str, new: str) -> Spoil:
    """Replace the first match of a pattern in the text part."""

    def spoil(raw: bytes) -> bytes:
        head, text, html = taken_apart(raw)
        return put_together(head, _replaced(old, new, text), html)

    return spoil


def in_bytes(old: bytes, new: bytes) -> Spoil:
    """Replace the first occurrence in the message as it is sent."""

    def spoil(raw: bytes) -> bytes:
        assert old in raw, old
        return raw.replace(old, new, 1)

    return spoil


def _replaced(old: str, new: str, whole: str) -> str:
    assert re.search(old, whole), f"nothing to spoil: {old!r}"
    return re.sub(old, lambda match: match.expand(new) if "\\1" in new else new, whole, count=1)
