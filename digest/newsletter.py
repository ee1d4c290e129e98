"""What the newsletter's part of subscribers.yaml means for its digests and for its mail server."""

from __future__ import annotations

import socket
from email.utils import parseaddr
from urllib.parse import quote

from digest.config import Newsletter
from digest.errors import ConfigError
from digest.mail import Relay
from digest.model import Masthead
from digest.publish.drafting import Newsroom
from digest.render import intro


def newsroom(newsletter: Newsletter, *, sources: frozenset[str]) -> Newsroom:
    """Return what the digests of a newsletter share."""
    address = parseaddr(newsletter.sender)[1]
    html, text = intro(newsletter.intro) if newsletter.intro else ("", "")
    masthead = Masthead(
        title=newsletter.title,
        sender=newsletter.sender,
        reply_to=newsletter.reply_to,
        postal_address=newsletter.postal_address,
        intro_html=html,
        intro_text=text,
        images=newsletter.images,
        language=newsletter.language,
        theme=newsletter.theme,
    )
    takes_mail = parseaddr(newsletter.reply_to)[1] or address
    unsubscribe = f"mailto:{quote(takes_mail, safe='@')}?subject=unsubscribe"
    return Newsroom(
        masthead=masthead,
        domain=address.rpartition("@")[2],
        unsubscribe=unsubscribe,
        sources=sources,
        trending=newsletter.trending,
        languages=newsletter.languages,
    )


def relay(newsletter: Newsletter) -> Relay:
    """Return the mail server of a newsletter; none configured is a ConfigError."""
    spec = newsletter.smtp
    if spec is None:
        raise ConfigError(
            "newsletter.smtp is not set: name your mail server, as in smtp+starttls://user@mail.example.org, "
            "or try without one: `digest inbox` and smtp://localhost:8025"
        )
    return Relay(
        host=spec.host,
        port=spec.port,
        security=spec.security,
        user=spec.user,
        password=spec.password,
        local_hostname=socket.gethostname() or "localhost",
    )
