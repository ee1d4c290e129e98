"""The body of a message: its parts, and the pictures that its HTML shows (RFC 2046, 2387, 2392)."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from digest.render.view import content_id

_PART = "Content-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
_MULTIPART = b'Content-Type: %b; boundary="%b"\r\n\r\n--%b\r\n'
_TEXT, _HTML = (_PART % "plain").encode(), (_PART % "html").encode()
PICTURES_KEPT = 256  # about 80 KB each


def body(
    text: bytes,
    html: bytes,
    pictures: Mapping[str, bytes],
    *,
    message_id: str,
    domain: str,
) -> list[bytes]:
    """Return a message after MIME-Version, in pieces: text first, HTML last, its pictures with it.

    The parts are quoted-printable; "=_" cannot occur in them (RFC 2045 §6.7), so a boundary begins with it.
    """
    mark = b"=_" + sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()[:24].encode()
    head = _MULTIPART % (b"multipart/alternative", mark, mark)
    between, end = b"\r\n--" + mark + b"\r\n", b"\r\n--" + mark + b"--\r\n"
    if not pictures:
        return [head, _TEXT, text, between, _HTML, html, end]
    inner = b"=_r" + mark[2:]
    related = _MULTIPART % (b'multipart/related; type="text/html"', inner, inner)
    pieces = [head, _TEXT, text, between, related, _HTML, html]
    for name, data in pictures.items():
        pieces += (b"\r\n--" + inner + b"\r\n", _picture(name, domain, data))
    return [*pieces, b"\r\n--" + inner + b"--\r\n", end]


@lru_cache(maxsize=PICTURES_KEPT)
def _picture(name: str, domain: str, data: bytes) -> bytes:
    """Return the part of a JPEG file, known in the HTML by its hash."""
    head = (
        "Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-ID: <{content_id(name, domain)}>\r\n"
        f'Content-Disposition: inline; filename="{name[:12]}.jpg"\r\n\r\n'
    )
    return head.encode() + encodebytes(data).replace(b"\n", b"\r\n")
