"""What digests share, rendered once: cards, shells and the wordings of reasons."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import css_inline
from markupsafe import escape

from digest.errors import TemplateError
from digest.model import CardFacts, Masthead, Section
from digest.render.engine import Engine
from digest.render.frame import Frame, Stretches, cut, frame, quoted, slot
from digest.render.text import tidy, wrapped
from digest.render.view import READER_SLOTS, ReasonView, bounded, card_view, newsletter_view, reason_view

CARDS_KEPT = 2_048  # about 6 KB each
SHELLS_KEPT = 256
WORDINGS_KEPT = 16_384
TEXT_INDENT = 4  # columns: what stands under a title in the text part

CARD_SLOTS = ("number", "reason")


class Shape(StrEnum):
    """How much of a paper a card shows."""

    FULL = "full"
    TITLE = "title"


class Look(NamedTuple):
    """What a card owes to the digest it is in, and not to its paper."""

    shape: Shape
    language: str
    level: int  # of its heading: 2, or 3 where sections have headings
    outside: bool  # marked as from outside what the reader usually reads
    reasoned: bool  # has a place for reasons


class Heading(NamedTuple):
    """The heading of a section, quoted-printable."""

    html: bytes
    text: bytes
    size: int  # octets of the HTML, decoded


class Card(NamedTuple):
    """One paper in both parts; open are its number and the reason it is here."""

    html: Frame
    text: Frame


class Shell(NamedTuple):
    """All of a mail but its cards; open is what only this reader is told."""

    html: Frame
    text: Frame
    subject: Stretches


class Wording(NamedTuple):
    """The reasons for one pick in words, quoted-printable."""

    html: bytes
    text: bytes  # wrapped and indented
    size: int  # octets of the HTML, decoded


class Number(NamedTuple):
    """A card's number, quoted-printable."""

    html: bytes
    text: bytes  # with the space up to the title
    size: int  # octets of the HTML, decoded


@lru_cache(maxsize=1_024)
def number(place: int) -> Number:
    """Return the number of a card in both parts."""
    return Number(quoted(str(place)), quoted(f"{place:>2}. ".ljust(TEXT_INDENT)), len(str(place)))


class Pieces:
    """Renders and keeps the pieces; the caches are bounded, and errors are not kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cards = lru_cache(maxsize=CARDS_KEPT)(self._render_card)
        self._wordings = lru_cache(maxsize=WORDINGS_KEPT)(self._render_wording)
        self._newsletters = lru_cache(maxsize=SHELLS_KEPT)(newsletter_view)
        self._styles = lru_cache(maxsize=1)(self._render_styles)
        self.heading = lru_cache(maxsize=SHELLS_KEPT)(self._render_heading)
        self.shell = lru_cache(maxsize=SHELLS_KEPT)(self._render_shell)

    def card(self, facts: CardFacts, look: Look) -> Card:
        """Return the card of a paper; open are its number, and its reasons if it has a place for them."""
        return self._cards(bounded(facts), look)

    def wording(self, reasons: tuple[ReasonView, ...]) -> Wording:
        """Return reasons in words: those of `digest/reason.txt`, the same in both parts."""
        return self._wordings(reasons)

    def _render_card(self, facts: CardFacts, look: Look) -> Card:
        context = {
            "card": card_view(facts),
            "shape": look.shape.value,
            "language": look.language,
            "level": look.level,
            "outside": look.outside,
            "number": slot("number"),
            "reason": slot("reason") if look.reasoned else "",
        }
        html = self._inlined(self._engine.render("digest/card.html", **context))
        text = self._engine.render("digest/card.txt", **context)
        return Card(
            frame(html, known=CARD_SLOTS, template="digest/card.html"),
            frame(text, known=CARD_SLOTS, template="digest/card.txt"),
        )

    def _inlined(self, html: str) -> str:
        """Return a rendered fragment with the rules of style.css on its elements."""
        try:
            return self._styles()[1].inline_fragment(html, self._styles()[0])
        except css_inline.InlineError as err:
            raise TemplateError(f"digest/style.css: {err}") from err

    def _render_styles(self) -> tuple[str, css_inline.CSSInliner, css_inline.CSSInliner]:
        """Return the rules, an inliner for fragments and one for whole documents."""
        css = self._engine.render("digest/style.css")
        of_fragments = css_inline.CSSInliner(load_remote_stylesheets=False, resolve_css_variables=True)
        of_documents = css_inline.CSSInliner(
            load_remote_stylesheets=False, resolve_css_variables=True, extra_css=css
        )
        return css, of_fragments, of_documents

    def _render_heading(self, section: Section, language: str) -> Heading:
        context = {"section": section.value, "language": language}
        html = self._inlined(self._engine.render("digest/section.html", **context))
        text = self._engine.render("digest/section.txt", **context)
        of_html = frame(html, known=(), template="digest/section.html")
        of_text = frame(text, known=(), template="digest/section.txt")
        return Heading(of_html.stretches[0], of_text.stretches[0], of_html.size)

    def _render_shell(
        self, masthead: Masthead, kind: str, verdict: str, open_slots: tuple[str, ...]
    ) -> Shell:
        """Return the shell for an edition's kind with places for the values there are, and no others."""
        newsletter = self._newsletters(masthead)
        context = {"newsletter": newsletter, "kind": kind, "verdict": verdict, **_places(open_slots)}
        html = self._engine.render("digest/body.html", **context)
        try:
            html = self._styles()[2].inline(html)
        except css_inline.InlineError as err:
            raise TemplateError(f"digest/body.html, digest/style.css: {err}") from err
        text = self._engine.render("digest/body.txt", **context)
        subject = self._engine.render("digest/subject.txt", **context)
        return Shell(
            frame(html, known=open_slots, template="digest/body.html"),
            frame(text, known=open_slots, template="digest/body.txt"),
            cut(" ".join(subject.split()), known=open_slots, template="digest/subject.txt"),
        )

    def _render_wording(self, reasons: tuple[ReasonView, ...]) -> Wording:
        views = [reason_view(reason) for reason in reasons]
        lines = [tidy(self._engine.render("digest/reason.txt", reason=view)) for view in views]
        said = " · ".join(line for line in lines if line)
        html = str(escape(said))
        return Wording(quoted(html), quoted(wrapped(said, indent=TEXT_INDENT)), len(html.encode()))


def _places(open_slots: tuple[str, ...]) -> dict[str, object]:
    """Return `reader` and `cards` as templates see them: marks where there is a value, else nothing."""
    reader: dict[str, object] = dict.fromkeys(READER_SLOTS, "")
    reader |= {name: slot(name) for name in open_slots if name in reader}
    reader["notices"] = [slot(name) for name in open_slots if name.startswith("notice_")]
    return {"reader": reader, "cards": slot("cards") if "cards" in open_slots else ""}
