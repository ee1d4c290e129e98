"""What templates are given: finished, bounded strings; no template needs to compute or look up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from digest.cadence import CadenceError, parse
from digest.errors import TemplateError
from digest.language import Language
from digest.model import CardFacts, Digest, Images, Masthead, Recurrence, Section, Verdict
from digest.render.layout import Shape
from digest.render.prose import LIMIT, link_target, sanitised
from digest.render.text import isolated, shortened, tidy, tidy_lines, web_url

TITLE_LIMIT = 300  # characters
BLURB_LIMITS = {Shape.LEAD: 700, Shape.COMPACT: 280}
STANDFIRST_LIMIT = 280
NAME_LIMIT = 80
LABEL_LIMIT = 90
NOTICE_LIMIT = 300
NOTICES = 5
AUTHORS_NAMED = 4  # from one more on, the first three are named and all are counted
PREHEADER = (30, 200)  # characters, the least and the most
SUBJECT_LIMIT = 90
TEST = "test"  # the kind of edition that takes no place
RAW_LIMIT = 8_000  # characters of an outside text that are looked at at all
SHOWN_WIDTH = {Shape.LEAD: 520, Shape.COMPACT: 120}  # CSS pixels of a picture

# A picture of a kind that all mail programs show, or of which its address says nothing.
_SHOWN = re.compile(r"https://(?!.*\.(svgz?|webp|avif|heic|jxl|tiff?|mp4|webm|mov)([?#]|$))", re.IGNORECASE)


class Link(NamedTuple):
    """One link of a card, in the words of the newsletter's language."""

    label: str
    url: str


class Image(NamedTuple):
    """The picture of a card."""

    src: str  # cid: or https:
    picture: str  # the hash of what goes along with the mail; empty: nothing does
    width: int  # CSS pixels
    height: int | None  # None: not known before it is loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """One paper as card.html and card.txt see it; every text but the title may be empty."""

    title: str
    url: str  # safe for an href, or empty
    standfirst: str  # of a lead story: its one-sentence summary, where the abstract is shown, too
    blurb: str  # the abstract or the one-sentence summary, shortened
    by: str  # "A, B, C · 17 authors · Lab"
    facts: str  # "73 upvotes · 1 comment · submitted by Ada"
    links: tuple[Link, ...]  # paper, PDF, discussion, code, project, BibTeX; those there are
    image: Image | None


def bounded(card: CardFacts) -> CardFacts:
    """Return the card without what no mail shows of a text of megabytes, so that caches stay small."""
    if max(len(card.title), len(card.abstract), len(card.summary)) <= RAW_LIMIT:
        return card
    texts = {name: getattr(card, name)[:RAW_LIMIT] for name in ("title", "abstract", "summary")}
    return replace(card, **texts)


def card_view(card: CardFacts, shape: Shape, *, images: Images, domain: str, language: Language) -> CardView:
    """Return what a card of a shape shows of a paper; `domain` is the sender's, for Content-IDs."""
    summary, abstract = tidy(card.summary), tidy(card.abstract)
    lead = shape is Shape.LEAD
    standfirst = shortened(summary, STANDFIRST_LIMIT) if lead and abstract and summary != abstract else ""
    blurb = abstract if standfirst else summary or abstract
    if (limit := BLURB_LIMITS.get(shape)) is None:
        blurb = ""
    return CardView(
        title=title_of(card),
        url=web_url(card.url),
        standfirst=standfirst,
        blurb=shortened(blurb, limit or 0) if blurb else "",
        by=" · ".join(_by(card, language)),
        facts=" · ".join(_facts(card, language)),
        links=tuple(_links(card, language)),
        image=_image(card, shape, images=images, domain=domain),
    )


def title_of(card: CardFacts) -> str:
    """Return a paper's title as mails show it."""
    return _title(card.title[:RAW_LIMIT])


@lru_cache(maxsize=4_096)
def _title(title: str) -> str:
    return shortened(tidy(title), TITLE_LIMIT) or "Untitled"


def _by(card: CardFacts, language: Language) -> Iterable[str]:
    names = card.authors
    few = names if len(names) <= AUTHORS_NAMED else names[: AUTHORS_NAMED - 1]
    rtl = language.direction == "rtl"
    tidied = [isolated(shortened(tidy(name), NAME_LIMIT), rtl=rtl) for name in few]
    if named := language.joined([name for name in tidied if name]):
        yield named
    if len(few) < len(names):
        yield language.counted(len(names), "author")
    if organization := shortened(tidy(card.organization), NAME_LIMIT):
        yield isolated(organization, rtl=rtl)


def _facts(card: CardFacts, language: Language) -> Iterable[str]:
    for number, noun in ((card.upvotes, "upvote"), (card.comments, "comment")):
        if number and number > 0:
            yield language.counted(number, noun)
    if submitter := shortened(tidy(card.submitter), NAME_LIMIT):
        name = isolated(submitter, rtl=language.direction == "rtl")
        yield language.gettext("submitted by %(name)s") % {"name": name}


def _links(card: CardFacts, language: Language) -> Iterable[Link]:
    _ = language.gettext
    code = _("Code")
    if card.stars and card.stars > 0:
        code = f"{code} ({language.counted(card.stars, 'star')})"
    named = (
        (_("Paper"), card.url),
        (_("PDF"), card.pdf_url),
        (_("Discussion"), card.discussion_url),
        (code, card.code_url),
        (_("Project"), card.project_url),
        (_("BibTeX"), _bibtex_url(card.identifier)),
    )
    seen: set[str] = set()
    for label, raw in named:
        url = web_url(raw)
        if url and url not in seen:
            seen.add(url)
            yield Link(label, url)


def _bibtex_url(identifier: str) -> str:
    """Return where a paper's BibTeX entry is given out: by arXiv, or by Crossref for a DOI."""
    scheme, _, name = identifier.partition(":")
    if scheme == "arXiv":
        return f"https://arxiv.org/bibtex/{name}"
    doi = quote(name, safe="/")
    return f"https://api.crossref.org/works/{doi}/transform/application/x-bibtex" if scheme == "doi" else ""


def _image(card: CardFacts, shape: Shape, *, images: Images, domain: str) -> Image | None:
    width = SHOWN_WIDTH.get(shape)
    if width is None or images is Images.NONE:
        return None
    if images is Images.REMOTE:
        url = web_url(card.image_url)
        return Image(url, "", width, None) if _SHOWN.match(url) else None
    if card.picture is None:
        return None
    shown = min(width, card.picture.width)
    height = max(1, round(card.picture.height * shown / card.picture.width))
    picture = card.picture.hash
    return Image(f"cid:{content_id(picture, domain)}", picture, shown, height)


def content_id(picture: str, domain: str) -> str:
    """Return the Content-ID of a picture by its hash, without angle brackets (RFC 2392)."""
    return f"{picture[:32]}@{domain}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterView:
    """The newsletter as body.html, body.txt and subject.txt see it: the same for all its readers."""

    title: str
    postal_address: str
    intro_html: Markup  # sanitised, whoever froze it
    intro_text: str
    language: str  # a BCP 47 tag
    direction: str  # "ltr" or "rtl"


def newsletter_view(masthead: Masthead, language: Language) -> NewsletterView:
    """Return what a mail says of the newsletter; raises TemplateError where its intro is too long."""
    if (size := len(masthead.intro_html.encode("utf-8", "replace"))) > LIMIT:
        raise TemplateError(f"the intro is {size:,} bytes of HTML; at most {LIMIT:,} fit a mail")
    return NewsletterView(
        title=shortened(tidy(masthead.title), NAME_LIMIT) or "Newsletter",
        postal_address=shortened(tidy(masthead.postal_address), NOTICE_LIMIT),
        intro_html=Markup(sanitised(masthead.intro_html)),  # noqa: S704 - an allow-list went over it
        intro_text=tidy_lines(masthead.intro_text),
        language=language.tag,
        direction=language.direction,
    )


class Instalment(NamedTuple):
    """What a shell owes to the edition it is of."""

    on: date  # the day it is called after
    kind: str  # "daily", "weekly" or "monthly"
    test: bool  # a mail that takes no edition's place
    verdict: str  # "ordinary", "nothing" or "rich"


def instalment(digest: Digest) -> Instalment:
    """Return what the shell of a digest owes to its edition.

    One that looks back on weeks is called after the day it was made: the first of somebody who came in
    the middle of a month holds what is new on that day, though it stands in the place of an earlier one.
    A verdict is only said of papers that are the reader's own.
    """
    edition, kind = digest.edition, edition_kind(digest)
    on = edition.date if kind == "daily" else max(edition.date, digest.date.date())
    verdict = digest.verdict
    if verdict is not Verdict.ORDINARY and all(one.section is not Section.FOR_YOU for one in digest.entries):
        verdict = Verdict.ORDINARY
    return Instalment(on, kind, edition.kind == TEST, verdict.value)


def edition_kind(digest: Digest) -> str:
    """Return the kind of an edition as templates compare it; of a test mail, the reader's usual one."""
    return _kind(digest.edition.kind, digest.cadence)


@lru_cache(maxsize=1_024)
def _kind(kind: str, cadence: str) -> str:
    """Return a kind by its name; what comes on several days of a week looks back on a few, as a daily."""
    if kind not in {Recurrence.WEEKLY, Recurrence.MONTHLY, TEST}:
        return "daily"
    try:
        known = parse(cadence, default_zone="UTC")
    except CadenceError:
        return "daily" if kind == TEST else kind
    if kind == TEST:
        kind = known.recurrence.value
    several = kind == Recurrence.WEEKLY and len(known.days) > 1
    return kind if kind in {Recurrence.WEEKLY, Recurrence.MONTHLY} and not several else "daily"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """The edition as body.html, body.txt and subject.txt see it: the same for all its readers."""

    kind: str  # "daily", "weekly" or "monthly"
    test: bool  # a test mail
    title: str  # "Tuesday 31 March", "25–31 March", "March 2026"
    short: str  # "Tue 31 March": for the subject
    verdict: str  # "ordinary", "nothing" or "rich"


def edition_view(of: Instalment, language: Language) -> EditionView:
    """Return how an edition is called; a monthly one after the month that its eve is in."""
    title, short = language.day(of.on), language.short_day(of.on)
    if of.kind == "weekly":
        title = short = language.span(of.on - timedelta(days=6), of.on)
    elif of.kind == "monthly":
        title = short = language.month(of.on - timedelta(days=1))
    return EditionView(kind=of.kind, test=of.test, title=title, short=short, verdict=of.verdict)


READER_SLOTS = (
    "name",
    "email",
    "cadence",
    "unsubscribe",
    "first",
    "others",
    "count",
    "trending",
    "considered",
    "more",
    "preheader",
)


def reader_values(
    digest: Digest, titles: Sequence[str], *, left_out: int, language: Language
) -> dict[str, str]:
    """Return every reader's own value by the name of its slot, those there are."""
    entries = len(digest.entries)
    trending = sum(entry.section is Section.TRENDING for entry in digest.entries)
    own = entries - trending
    counted = language.counted
    values = {
        "name": _line(digest.name, NAME_LIMIT),
        "email": _line(digest.email, 254),
        "cadence": _line(language.cadence(digest.cadence), 120),
        "unsubscribe": _target(digest.unsubscribe),
        "first": titles[0] if entries else "",
        "count": counted(own, "paper") if own else counted(trending, "trending paper") if trending else "",
        "trending": language.number(trending) if own and trending else "",
        "considered": language.number(digest.considered) if digest.considered > entries else "",
        "others": language.number(entries - 1) if entries > 1 else "",
        "more": counted(left_out, "more paper") if left_out else "",
        "preheader": preheader(digest, titles, language),
    }
    for place, notice in enumerate(digest.notices[:NOTICES], 1):
        values[f"notice_{place}"] = _line(notice, NOTICE_LIMIT)
    return {name: value for name, value in values.items() if value}


def _line(text: str, limit: int) -> str:
    return shortened(tidy(text), limit)


_target = lru_cache(maxsize=1_024)(link_target)


def preheader(digest: Digest, titles: Sequence[str], language: Language) -> str:
    """Return 30 to 200 characters that mailboxes show after the subject: the titles it leaves out."""
    least, most = PREHEADER
    text = titles[1] if len(titles) > 1 else ""
    for title in titles[2:]:
        if len(text) + len(title) + 3 > most:
            break
        text = f"{text} · {title}"
    if len(titles) == 1:
        first = digest.entries[0].card
        text = tidy((first.summary or first.abstract)[:RAW_LIMIT])
    if len(text) < least:
        whole = language.gettext("%(papers)s, chosen from %(new)s.") % {
            "papers": language.counted(len(titles), "paper"),
            "new": language.counted(digest.considered, "new paper"),
        }
        text = f"{text} · {whole}" if text else f"{tidy(digest.masthead.title)[:80]}: {whole}"
    return shortened(text, most)
