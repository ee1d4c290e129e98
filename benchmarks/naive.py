"""A mail as one would build it without a second thought: everything anew for every reader.

The same templates, words and styles: Jinja renders the whole HTML and the whole text, css_inline goes over
the whole document, EmailMessage encodes. The environment, its compiled templates and the inliner are made
once, which is more than many newsletters do.
"""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import css_inline
from markupsafe import Markup

from digest.language import Language
from digest.model import Digest, Entry, Images, Section
from digest.render.engine import Engine, Templates
from digest.render.headers import sender_domain
from digest.render.layout import Place, layout
from digest.render.text import isolated, shortened, tidy, wrapped
from digest.render.view import (
    LABEL_LIMIT,
    NAME_LIMIT,
    RAW_LIMIT,
    READER_SLOTS,
    SUBJECT_LIMIT,
    card_view,
    edition_kind,
    edition_view,
    instalment,
    newsletter_view,
    reader_values,
    title_of,
)

INDENT = 4  # columns of what stands under a title in the text part
TERMS = 3
LEAST_OF_A_TITLE = 24  # characters that a subject shows at least
SAID = {Section.OUTSIDE: "outside", Section.TRENDING: "popular"}  # by a mark or a heading, and not again


class Naive:
    """Builds whole messages, one at a time; for mails that fit their size."""

    def __init__(self) -> None:
        self._templates = Templates()
        self._tools: dict[tuple[str, str], tuple[Engine, Language, css_inline.CSSInliner]] = {}

    def message(self, digest: Digest) -> bytes:
        """Return the bytes of a digest's mail."""
        engine, language, inliner = self._of(digest)
        context = _context(digest, language)
        reasons = [_reason(entry, engine, language) for entry in digest.entries]
        cards = [_card(digest, at, language) for at in range(len(digest.entries))]
        html_cards, text_cards = [], []
        for entry, (heading, card), reason in zip(digest.entries, cards, reasons, strict=True):
            if heading:
                html_cards.append(engine.render("section.html", **heading))
                text_cards.append(engine.render("section.txt", **heading))
            html_cards.append(engine.render("card.html", **card, number=str(entry.number), reason=reason))
            number = f"{entry.number:>2}. ".ljust(INDENT)
            said = wrapped(reason, indent=INDENT) if reason else ""
            text_cards.append(engine.render("card.txt", **card, number=number, reason=said))
        html = engine.render("body.html", **context, cards=Markup("".join(html_cards)))  # noqa: S704 - rendered
        text = engine.render("body.txt", **context, cards="".join(text_cards))
        return _built(digest, _subject(engine, context), inliner.inline(html), text).as_bytes()

    def _of(self, digest: Digest) -> tuple[Engine, Language, css_inline.CSSInliner]:
        head = digest.masthead
        key = (head.theme, head.language)
        if key not in self._tools:
            language = self._templates.languages.get(head.language)
            engine = self._templates.engine(head.theme, language)
            css = engine.render("style.css", language=language.tag)
            self._tools[key] = (
                engine,
                language,
                css_inline.CSSInliner(load_remote_stylesheets=False, extra_css=css),
            )
        return self._tools[key]


def _context(digest: Digest, language: Language) -> dict[str, object]:
    """Return what body and subject are given, but for the cards."""
    titles = [title_of(entry.card) for entry in digest.entries]
    values = reader_values(digest, titles, left_out=0, language=language)
    reader: dict[str, object] = dict.fromkeys(READER_SLOTS, "") | values
    reader["notices"] = [value for name, value in values.items() if name.startswith("notice_")]
    return {
        "newsletter": newsletter_view(digest.masthead, language),
        "edition": edition_view(instalment(digest), language),
        "reader": reader,
    }


def _card(digest: Digest, at: int, language: Language) -> tuple[dict[str, object], dict[str, object]]:
    """Return what the heading before an entry, if any, and its card are given."""
    entry = digest.entries[at]
    kind = edition_kind(digest)
    place: Place = layout(tuple(one.section for one in digest.entries), kind=kind)[at]
    head = digest.masthead
    heading: dict[str, object] = {}
    if place.heading:
        heading = {"section": place.heading.value, "kind": kind, "language": language.tag}
    lost = entry.card.picture is not None and entry.card.picture.hash not in digest.pictures
    images = Images.NONE if lost else head.images
    view = card_view(entry.card, place.shape, images=images, domain=sender_domain(head), language=language)
    card = {
        "card": view,
        "shape": place.shape.value,
        "language": language.tag,
        "level": place.level,
        "outside": entry.section is Section.OUTSIDE,
    }
    return heading, card


def _reason(entry: Entry, engine: Engine, language: Language) -> str:
    """Return why a paper is here, on one line."""
    lines, rtl = [], language.direction == "rtl"
    for one in entry.reasons:
        if one.kind == SAID.get(entry.section):
            continue
        people = one.kind in {"like", "library", "vote"} and set(one.terms) <= set(entry.card.authors)
        terms = [shortened(tidy(term), NAME_LIMIT) for term in one.terms[:TERMS]]
        few = language.joined([isolated(term, rtl=rtl) for term in terms])
        label = shortened(tidy(one.label[:RAW_LIMIT]).strip('"'), LABEL_LIMIT)
        reason = {
            "kind": one.kind,
            "label": isolated(label, rtl=rtl),
            "terms": "" if people else few,
            "authors": few if people else "",
        }
        lines.append(re.sub(r"[ \n]+", " ", engine.render("reason.txt", reason=reason)).strip())
    return " · ".join(line for line in lines if line)


def _subject(engine: Engine, context: dict[str, object]) -> str:
    """Return the subject, its first title shortened to what the rest of the line leaves of it."""
    subject = " ".join(engine.render("subject.txt", **context).split())
    reader = context["reader"]
    assert isinstance(reader, dict)
    first = str(reader["first"])
    if len(subject) <= SUBJECT_LIMIT or not first:
        return subject
    room = SUBJECT_LIMIT - (len(subject) - len(first))
    shorter = reader | {"first": shortened(first, max(LEAST_OF_A_TITLE, room))}
    return " ".join(engine.render("subject.txt", **(context | {"reader": shorter})).split())


def _built(digest: Digest, subject: str, html: str, text: str) -> EmailMessage:
    """Return the message of finished parts, with the pictures that the HTML shows."""
    built = EmailMessage(policy=SMTP)
    built["From"] = digest.masthead.sender
    built["To"] = Address(tidy(digest.name), addr_spec=digest.email)
    built["Subject"] = subject
    built["Date"] = digest.date
    built["Message-ID"] = digest.message_id
    built["List-Unsubscribe"] = f"<{digest.unsubscribe}>"
    built["Auto-Submitted"] = "auto-generated"
    built.set_content(text, cte="quoted-printable")
    built.add_alternative(html, subtype="html", cte="quoted-printable")
    related = built.get_payload()[1]
    assert isinstance(related, EmailMessage)
    for cid in dict.fromkeys(re.findall(r'src="cid:([^"]+)"', html)):
        name = next(name for name in digest.pictures if cid.startswith(name[:32]))
        related.add_related(
            digest.pictures[name],
            "image",
            "jpeg",
            cid=f"<{cid}>",
            disposition="inline",
            filename=f"{name[:12]}.jpg",
        )
    return built
