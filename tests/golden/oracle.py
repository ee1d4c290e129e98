"""A mail as the standard library makes it: slow, and trusted."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from digest.model import Digest
from digest.render import Rendered
from digest.render.text import tidy


def an_oracle(digest: Digest, shown: Rendered) -> EmailMessage:
    """Return a digest's mail as EmailMessage makes it of the preview's parts and the digest's pictures."""
    made = EmailMessage(policy=SMTP)
    made["Subject"], made["Date"], made["Message-ID"] = shown.subject, digest.date, digest.message_id
    made["To"] = Address(tidy(digest.name), addr_spec=digest.email)
    made.set_content(shown.text, cte="quoted-printable")
    made.add_alternative(shown.html, subtype="html", cte="quoted-printable")
    html = made.get_payload()[1]
    for cid in dict.fromkeys(re.findall(r'src="cid:([^"]+)"', shown.html)):
        ((name, data),) = (
            (name, data) for name, data in digest.pictures.items() if cid.startswith(name[:32])
        )
        html.add_related(
            *(data, "image", "jpeg"), cid=f"<{cid}>", disposition="inline", filename=f"{name[:12]}.jpg"
        )
    return made


def described(message: EmailMessage) -> list[tuple[str, str, str, object]]:
    """Return of each part, from the outside in: its type, its Content-ID, its disposition, its content."""
    return [
        (
            part.get_content_type(),
            part.get("Content-ID", ""),
            part.get("Content-Disposition", ""),
            len(part.get_payload()) if part.is_multipart() else _content(part),
        )
        for part in message.walk()
    ]


def _content(part: EmailMessage) -> object:
    found = part.get_content()
    return found.replace("\r\n", "\n") if isinstance(found, str) else found
