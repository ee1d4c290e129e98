"""What the studio answers: a mail, the choices, an error, as JSON; and what was asked for. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from digest import cadence
from digest.config.problems import ChangedMeanwhile
from digest.errors import DigestError
from digest.lint import Finding
from digest.preview.desk import Asked, Choices, NoSuchMailError, Shown
from digest.preview.looks import Dark, Look
from digest.preview.trouble import Trouble
from digest.render.assembly import HTML_LIMIT
from digest.render.text import slug

SOURCE_LIMIT = 400_000  # bytes of a message that are shown as its source

JSON = dict[str, Any]  # what goes out as it is


def asked(query: Mapping[str, str]) -> Asked:
    """Return which mail a request is about; raises DigestError for a day that is none."""
    written = query.get("date", "")
    try:
        day = cadence.day_of(written) if written else None
    except ValueError as err:
        raise DigestError(f"{written!r} is not a date; wanted YYYY-MM-DD, as in 2026-03-31") from err
    return Asked(
        reader=query.get("for", ""),
        day=day,
        theme=query.get("theme", ""),
        language=query.get("language", ""),
        mail=query.get("mail", ""),
    )


def look(query: Mapping[str, str]) -> Look:
    """Return how a mail is to be shown; raises DigestError for a look that is none."""
    dark, images = query.get("dark") or Dark.NONE, query.get("images") or "on"
    if dark not in set(Dark) or images not in {"on", "off"}:
        raise DigestError(f"no look is dark={dark!r} images={images!r}; wanted {', '.join(Dark)}; on, off")
    return Look(dark=Dark(dark), images=images == "on")


def of_choices(choices: Choices) -> JSON:
    """Return what there is to choose."""
    return {**asdict(choices), "dates": [day.isoformat() for day in choices.dates]}


def of_mail(shown: Shown, findings: Sequence[Finding]) -> JSON:
    """Return a mail, and what breaks a rule in it: all that the tabs show but the frame."""
    mail = shown.mail
    return {
        "edition": shown.edition,
        "to": mail.to,
        "subject": mail.subject,
        "date": mail.date,
        "language": shown.language,
        "theme": shown.theme,
        "text": mail.text,
        "source": _source(mail.raw),
        "html_source": mail.html,
        "headers": [list(pair) for pair in mail.headers],
        "bytes": len(mail.html.encode()),
        "limit": HTML_LIMIT,
        "message_bytes": len(mail.raw),
        "papers": shown.papers,
        "notices": list(shown.notices),
        "findings": [asdict(one) for one in findings],
    }


def status(error: DigestError) -> int:
    """Return the status of the answer that tells an error (RFC 9110 section 15.5)."""
    if isinstance(error, NoSuchMailError):
        return 404
    return 409 if isinstance(error, ChangedMeanwhile) else 422


def of_trouble(trouble: Trouble) -> JSON:
    """Return an error for the page's overlay."""
    return {"error": asdict(trouble)}


def file_name(shown: Shown) -> str:
    """Return what a mail is called when it is downloaded: ASCII letters, digits and hyphens."""
    return f"{slug(shown.mail.subject, otherwise='mail')}.eml"


def _source(raw: bytes) -> str:
    """Return a message's bytes as text, one character each; of a long one the beginning."""
    text = raw[:SOURCE_LIMIT].decode("latin-1").replace("\r\n", "\n")
    left = len(raw) - SOURCE_LIMIT
    return f"{text}\n… and {left:,} bytes more" if left > 0 else text
