"""What templates are given: finished, bounded strings; no template needs to compute or look up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from digest.errors import TemplateError
from digest.model import CardFacts, Digest, Edition, Entry, Masthead, Reason, Section, Verdict
from digest.render.prose import LIMIT, link_target, sanitised
from digest.render.text import shortened, tidy, tidy_lines, web_url
from digest.render.words import counted, day, direction, short_day

TITLE_LIMIT = 300  # characters
BLURB_LIMIT = 700
NAME_LIMIT = 80
LABEL_LIMIT = 90
NOTICE_LIMIT = 300
NOTICES = 5
AUTHORS_NAMED = 4  # from one more on, the first three are named and all are counted
PREHEADER = (30, 200)  # characters, the least and the most
SUBJECT_LIMIT = 90
RAW_LIMIT = 8_000  # characters of an outside text that are looked at at all

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")  # the tags of RFC 5646 that have a use here


class Link(NamedTuple):
    """One link of a card, in the words of the newsletter's language."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """One paper as card.html and card.txt see it; every text but the title may be empty."""

    title: str
    url: str  # safe for an href, or empty
    blurb: str  # the one-sentence summary, or the abstract shortened
    authors: str  # "A, B, C · 17 authors"
    organization: str
    facts: tuple[str, ...]  # "73 upvotes", "1 comment", "62 stars", "submitted by Ada"
    links: tuple[Link, ...]  # paper, PDF, discussion, code, project; those there are


def bounded(card: CardFacts) -> CardFacts:
    """Return the card without what no mail shows of a text of megabytes, so that caches stay small."""
    if max(len(card.title), len(card.abstract), len(card.summary)) <= RAW_LIMIT:
        return card
    texts = {name: getattr(card, name)[:RAW_LIMIT] for name in ("title", "abstract", "summary")}
    return replace(card, **texts)


def card_view(card: CardFacts) -> CardView:
    """Return what a card shows of a paper."""
    return CardView(
        title=title_of(card),
        url=web_url(card.url),
        blurb=shortened(tidy(card.summary) or tidy(card.abstract), BLURB_LIMIT),
        authors=_authors(card.authors),
        organization=shortened(tidy(card.organization), NAME_LIMIT),
        facts=tuple(_facts(card)),
        links=tuple(_links(card)),
    )


def title_of(card: CardFacts) -> str:
    """Return a paper's title as mails show it."""
    return _title(card.title[:RAW_LIMIT])


@lru_cache(maxsize=4_096)
def _title(title: str) -> str:
    return shortened(tidy(title), TITLE_LIMIT) or "Untitled"


def _authors(names: tuple[str, ...]) -> str:
    if len(names) <= AUTHORS_NAMED:
        return ", ".join(shortened(tidy(name), NAME_LIMIT) for name in names if tidy(name))
    first = ", ".join(shortened(tidy(name), NAME_LIMIT) for name in names[: AUTHORS_NAMED - 1])
    return f"{first} · {counted(len(names), 'author')}"


def _facts(card: CardFacts) -> Iterable[str]:
    for number, noun in ((card.upvotes, "upvote"), (card.comments, "comment"), (card.stars, "star")):
        if number and number > 0:
            yield counted(number, noun)
    if submitter := shortened(tidy(card.submitter), NAME_LIMIT):
        yield f"submitted by {submitter}"


def _links(card: CardFacts) -> Iterable[Link]:
    named = (
        ("Paper", card.url),
        ("PDF", card.pdf_url),
        ("Discussion", card.discussion_url),
        ("Code", card.code_url),
        ("Project", card.project_url),
    )
    seen: set[str] = set()
    for label, raw in named:
        url = web_url(raw)
        if url and url not in seen:
            seen.add(url)
            yield Link(label, url)


class ReasonView(NamedTuple):
    """One reason as reason.txt sees it; without its share, so that readers share its wording."""

    kind: str
    label: str
    terms: tuple[str, ...]  # the words that matched; none where authors did
    authors: tuple[str, ...]  # those of this paper who wrote the paper of the label, too


_BY_PAPER = frozenset({"like", "library", "vote"})  # kinds whose label is a paper's title
_SAID = {Section.OUTSIDE: "outside", Section.TRENDING: "popular"}  # the kind of reason said there anyway


def reasons_of(entry: Entry) -> tuple[ReasonView, ...]:
    """Return an entry's reasons, but for the one that its mark or its section's heading says."""
    said = _SAID.get(entry.section, "")
    return tuple([_reason(one, entry.card) for one in entry.reasons if one.kind != said])


def _reason(reason: Reason, card: CardFacts) -> ReasonView:
    """Return a reason; the terms of one that names a paper are words, or authors of both papers."""
    kind, label, terms = reason.kind, reason.label, reason.terms
    if terms and kind in _BY_PAPER and terms[0] in card.authors and set(terms) <= set(card.authors):
        return ReasonView(kind, label, (), terms)
    return ReasonView(kind, label, terms, ())


def reason_view(reason: ReasonView) -> ReasonView:
    """Return a reason as it may be shown: tidied, bounded."""
    label = shortened(tidy(reason.label[:RAW_LIMIT]).strip('"'), LABEL_LIMIT)  # words put their own quotes
    return ReasonView(reason.kind, label, _few(reason.terms), _few(reason.authors))


def _few(terms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(shortened(tidy(term), NAME_LIMIT) for term in terms[:3] if tidy(term))


def headings(entries: Sequence[Entry]) -> list[Section | None]:
    """Return for each entry the section that begins with it, if any.

    Where all papers are the reader's own there is one section, which needs no heading.
    """
    trending = [entry.section is Section.TRENDING for entry in entries]
    if not any(trending):
        return [None] * len(entries)
    begins = [place == 0 or trending[place - 1] != here for place, here in enumerate(trending)]
    sections = [Section.TRENDING if here else Section.FOR_YOU for here in trending]
    return [section if first else None for section, first in zip(sections, begins, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterView:
    """The newsletter as body.html, body.txt and subject.txt see it: the same for all its readers."""

    title: str
    postal_address: str
    intro_html: Markup  # sanitised, whoever froze it
    intro_text: str
    language: str  # a BCP 47 tag
    direction: str  # "ltr" or "rtl"


def newsletter_view(masthead: Masthead) -> NewsletterView:
    """Return what a mail says of the newsletter; raises TemplateError where its intro is too long."""
    if (size := len(masthead.intro_html.encode("utf-8", "replace"))) > LIMIT:
        raise TemplateError(f"the intro is {size:,} bytes of HTML; at most {LIMIT:,} fit a mail")
    language = masthead.language if _LANGUAGE.fullmatch(masthead.language) else "en"
    return NewsletterView(
        title=shortened(tidy(masthead.title), NAME_LIMIT) or "Newsletter",
        postal_address=shortened(tidy(masthead.postal_address), NOTICE_LIMIT),
        intro_html=Markup(sanitised(masthead.intro_html)),  # noqa: S704 - an allow-list went over it
        intro_text=tidy_lines(masthead.intro_text),
        language=language,
        direction=direction(language),
    )


READER_SLOTS = (
    "name",
    "email",
    "cadence",
    "unsubscribe",
    "day",
    "short_day",
    "first",
    "others",
    "count",
    "trending",
    "considered",
    "more",
    "preheader",
)


def reader_values(digest: Digest, *, left_out: int) -> dict[str, str]:
    """Return every reader's own value by the name of its slot; empty where there is none."""
    entries = len(digest.entries)
    trending = sum(entry.section is Section.TRENDING for entry in digest.entries)
    own = entries - trending
    notices = [shortened(tidy(notice), NOTICE_LIMIT) for notice in digest.notices[:NOTICES]]
    values = {
        "name": shortened(tidy(digest.name), NAME_LIMIT),
        "email": shortened(tidy(digest.email), 254),
        "cadence": shortened(tidy(digest.cadence), 120),
        "unsubscribe": link_target(digest.unsubscribe),
        "day": day(digest.edition.date),
        "short_day": short_day(digest.edition.date),
        "first": title_of(digest.entries[0].card) if entries else "",
        "count": counted(own, "paper") if own else counted(trending, "trending paper") if trending else "",
        "trending": f"{trending:,}" if own and trending else "",
        "considered": f"{digest.considered:,}" if digest.considered > entries else "",
        "others": f"{entries - 1:,}" if entries > 1 else "",
        "more": counted(left_out, "more paper") if left_out else "",
        "preheader": preheader(digest),
    }
    return values | {f"notice_{place}": notice for place, notice in enumerate(notices, 1)}


def preheader(digest: Digest) -> str:
    """Return 30 to 200 characters that mailboxes show after the subject: the titles it leaves out."""
    least, most = PREHEADER
    titles = [title_of(entry.card) for entry in digest.entries]
    first = digest.entries[0].card if digest.entries else None
    blurb = tidy((first.summary or first.abstract)[:RAW_LIMIT]) if first else ""
    whole = f"{counted(len(titles), 'paper')}, chosen from {counted(digest.considered, 'new paper')}."
    parts = [*titles[1:8], blurb] if len(titles) == 1 else titles[1:8]
    text = " · ".join(part for part in parts if part)
    if len(text) < least:
        text = f"{text} · {whole}" if text else f"{tidy(digest.masthead.title)[:80]}: {whole}"
    return shortened(text, most)


def verdict(digest: Digest) -> str:
    """Return the kind of day as templates compare it; it is only said of papers that are the reader's own."""
    own = any(entry.section is Section.FOR_YOU for entry in digest.entries)
    return (digest.verdict if own else Verdict.ORDINARY).value


def edition_kind(edition: Edition) -> str:
    """Return the kind of an edition as templates compare it: a recurrence or "test"."""
    return edition.kind if edition.kind in {"weekly", "monthly", "test"} else "daily"
