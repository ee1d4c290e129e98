"""Digests that touch every branch of the templates: what `check` renders before a reader's does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from digest.model import (
    CardFacts,
    Digest,
    Edition,
    Entry,
    Images,
    InterestKind,
    Masthead,
    Picture,
    Reason,
    Section,
    Verdict,
)
from digest.render.report import MOST, Bulletin, Change

KINDS = ("daily", "weekdays", "weekly", "monthly", "test")

_DAY = date(2026, 3, 31)
_REASONS = tuple(
    Reason(kind=kind, label="a label", terms=terms)
    for terms in (("one", "two"), ("One", "Two"))  # words, and authors of the card below
    for kind in (*map(str, InterestKind), "vote", "popular", "outside")
)
_ALL = CardFacts(
    title="A title",
    url="https://example.org/paper",
    pdf_url="https://example.org/paper.pdf",
    discussion_url="https://example.org/discussion",
    abstract="An abstract.",
    authors=("One", "Two", "Three", "Four", "Five"),
    organization="An organisation",
    submitter="A submitter",
    upvotes=1,
    comments=2,
    code_url="https://example.org/code",
    stars=1234,
    project_url="https://example.org/project",
    image_url="https://example.org/picture.png",
    picture=Picture(hash="0" * 64, width=1040, height=585),
    identifier="arXiv:2603.00001",
)
_LEAST = CardFacts(title="A title", url="")
_LONG = CardFacts(
    title="A long title " * 20, url="https://example.org/" + "long" * 200, abstract="Long. " * 200
)


def trial_digests(*, theme: str, language: str) -> tuple[Digest, ...]:
    """Return digests of each kind of edition, section, verdict and images; bare, quiet and too long ones."""
    rich = Masthead(
        title="A newsletter",
        sender="digest@example.org",
        reply_to="reply@example.org",
        postal_address="1 Example Street",
        intro_html="<p>An intro</p>",
        intro_text="An intro",
        theme=theme,
        language=language,
    )
    plain = Masthead(title="A newsletter", sender="digest@example.org", theme=theme, language=language)
    entries = tuple(
        Entry(number=place, paper=place, card=_ALL, score=1.0, reasons=(reason,))
        for place, reason in enumerate(_REASONS, 1)
    )
    sectioned = tuple(
        Entry(number=place, paper=place, card=_ALL, score=1.0, section=section)
        for place, section in enumerate(Section, 1)
    )
    bare = (Entry(number=1, paper=1, card=_LEAST, score=1.0),)
    many = tuple(Entry(number=place, paper=place, card=_LONG, score=1.0) for place in range(1, 301))
    sections = (_digest(plain, sectioned, kind=kind) for kind in KINDS)
    return (
        *(_digest(rich, entries, kind=kind, name="Ada", notices=("A notice",)) for kind in KINDS),
        *(replace(digest, verdict=verdict) for digest in sections for verdict in Verdict),
        *(_digest(replace(plain, images=images), sectioned) for images in Images),
        _digest(plain, bare),
        _digest(plain, ()),
        _digest(rich, many),
    )


def trial_bulletin() -> Bulletin:
    """Return a mail to the operator that leaves something out."""
    date = datetime(2026, 3, 31, 7, 30, tzinfo=UTC)
    changes = [Change(since=date, text="A source cannot be read.")] * (MOST + 1)
    return Bulletin(
        title="A newsletter",
        sender="digest@example.org",
        operator="operator@example.org",
        date=date,
        number=1,
        changes=changes,
    )


def _digest(
    masthead: Masthead,
    entries: tuple[Entry, ...],
    *,
    kind: str = "daily",
    name: str = "",
    notices: tuple[str, ...] = (),
) -> Digest:
    return Digest(
        masthead=masthead,
        address="ada@example.org",
        email="ada@example.org",
        name=name,
        edition=Edition(date=_DAY, kind=kind),
        date=datetime(2026, 3, 31, 7, 30, tzinfo=UTC),
        message_id="<trial@example.org>",
        unsubscribe="mailto:digest@example.org?subject=unsubscribe",
        cadence="daily at 07:30 UTC",
        entries=entries,
        considered=1000,
        notices=notices,
        pictures={"0" * 64: b"a picture"},
    )
