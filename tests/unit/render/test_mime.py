"""The body of a message: which parts it has, and what stands between them."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256

import pytest
from golden.oracle import an_oracle, described
from hypothesis import given
from hypothesis import strategies as st
from mailed import a_masthead, parsed
from make import a_digest, an_entry

from digest.model import Digest, Images, Picture
from digest.render import Renderer
from digest.render.mime import body
from digest.render.view import content_id

FILES = [bytes([255, 216, place]) * 100 for place in range(3)]  # nobody here looks into them
PICTURES = {sha256(data).hexdigest(): data for data in FILES}
NAMES = list(PICTURES)
BOUNDARY = re.compile(rb'boundary="([^"]+)"')


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def pictured(*names: str) -> Digest:
    """Return a digest of as many papers, each with the picture of this hash, all of which go along."""
    entries = [
        an_entry(n, f"Paper {n}", picture=Picture(hash=name, width=640, height=360))
        for n, name in enumerate(names, 1)
    ]
    return a_digest(*entries, masthead=a_masthead(images=Images.EMBEDDED), pictures=PICTURES)


def a_body(pictures: dict[str, bytes], message_id: str = "<a@b>") -> bytes:
    return b"".join(body(b"text\r\n", b"html\r\n", pictures, message_id=message_id, domain="example.org"))


def read(data: bytes) -> EmailMessage:
    return message_from_bytes(b"MIME-Version: 1.0\r\n" + data, policy=policy.default)


def test_without_pictures_there_are_two_alternatives() -> None:
    """Text first, HTML last: the last that a mail program can show is the one it shows (RFC 2046 §5.1.4)."""
    message = read(a_body({}))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    assert [part.get_content() for part in message.iter_parts()] == ["text\r\n", "html\r\n"]


def test_pictures_are_related_to_the_html_that_shows_them() -> None:
    """Inside the alternative, so that the text has no attachments; the HTML is their root (RFC 2387)."""
    message = read(a_body(PICTURES))
    assert [part.get_content_type() for part in message.walk()] == [
        *("multipart/alternative", "text/plain", "multipart/related", "text/html"),
        *["image/jpeg"] * 3,
    ]
    related = list(message.iter_parts())[1]
    assert related.get_param("type") == "text/html"
    html, *images = related.iter_parts()
    assert html.get_content() == "html\r\n"
    assert [one.get_content() for one in images] == FILES
    assert [one["Content-ID"] for one in images] == [f"<{name[:32]}@example.org>" for name in NAMES]
    assert {one.get_content_disposition() for one in images} == {"inline"}
    assert not [part.defects for part in message.walk() if part.defects]


@pytest.mark.parametrize("names", [[], NAMES[:1], NAMES, [NAMES[0]] * 3, [*NAMES, NAMES[0]]])
def test_a_message_with_pictures_equals_one_that_the_standard_library_makes(
    renderer: Renderer, names: list[str]
) -> None:
    """The same parts in the same nesting, with the same Content-IDs, dispositions, names and octets."""
    digest = pictured(*names) if names else a_digest()
    made = message_from_bytes(an_oracle(digest, renderer.preview(digest)).as_bytes(), policy=policy.default)
    assert described(parsed(renderer, digest)) == described(made)


def test_a_picture_that_several_cards_show_goes_along_once(renderer: Renderer) -> None:
    """In the order of the cards; every cid: of the HTML has its part, and no part is there for nothing."""
    digest = pictured(NAMES[2], NAMES[0], NAMES[2])
    parts = [part for part in parsed(renderer, digest).walk() if part.get_content_maintype() == "image"]
    attached = [part["Content-ID"].strip("<>") for part in parts]
    shown = re.findall(r'src="cid:([^"]+)"', renderer.preview(digest).html)
    assert attached == [content_id(NAMES[2], "example.org"), content_id(NAMES[0], "example.org")]
    assert shown == [attached[0], attached[1], attached[0]]


def test_content_ids_are_of_the_senders_domain(renderer: Renderer) -> None:
    """As A-labels: a Content-ID is ASCII, and unique in the world (RFC 2045 §7)."""
    digest = pictured(NAMES[0])
    masthead = a_masthead(sender="digest@straße.example.org", images=Images.EMBEDDED)
    digest = a_digest(*digest.entries, masthead=masthead, pictures=PICTURES)
    (image,) = [part for part in parsed(renderer, digest).walk() if part.get_content_maintype() == "image"]
    assert image["Content-ID"] == f"<{NAMES[0][:32]}@xn--strae-oqa.example.org>"


def test_nothing_after_the_headers_is_longer_than_a_line_of_base64(renderer: Renderer) -> None:
    """76 octets of quoted-printable or base64, and CRLF at every end; delimiters are no longer."""
    data = renderer.message(pictured(*NAMES)).data
    assert data.isascii()
    assert not re.search(rb"\x00|\r(?!\n)|(?<!\r)\n", data)
    inside = data.partition(b"MIME-Version")[2]
    assert max(len(line) for line in inside.split(b"\r\n") if not line.startswith(b"Content-")) <= 76
    assert max(map(len, data.split(b"\r\n"))) <= 998


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_a_boundary_cannot_occur_in_what_it_bounds(message_id: str) -> None:
    """An equals sign and an underscore are neither quoted-printable nor base64 (RFC 2045 §6.7)."""
    outer, inner = BOUNDARY.findall(a_body(PICTURES, message_id))
    assert outer.startswith(b"=_")
    assert inner.startswith(b"=_")
    assert max(len(outer), len(inner)) <= 70


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_no_boundary_begins_with_the_one_around_it(message_id: str) -> None:
    """Or the end of an inner part would be taken for that of the outer (RFC 2046 §5.1.2)."""
    outer, inner = BOUNDARY.findall(a_body(PICTURES, message_id))
    assert not inner.startswith(outer)
    assert not outer.startswith(inner)
    parts = list(read(a_body(PICTURES, message_id)).walk())
    assert len(parts) == 4 + len(FILES)


def test_boundaries_follow_from_the_message_id_alone() -> None:
    """The same mail is the same bytes; two mails have two."""
    assert a_body(PICTURES) == a_body(PICTURES)
    found = {BOUNDARY.search(a_body(PICTURES, name))[1] for name in ("<a@b>", "<c@d>")}
    assert len(found) == 2
