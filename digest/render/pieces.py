"""What digests of one theme and language share, rendered once: cards, headings, shells."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import css_inline

from digest.errors import TemplateError
from digest.language import Language
from digest.model import CardFacts, Images, Masthead
from digest.render.engine import Engine
from digest.render.frame import Frame, Pattern, cut, frame, quoted, slot
from digest.render.layout import Heading, Shape
from digest.render.reasons import INDENT, Reasons
from digest.render.view import (
    READER_SLOTS,
    Instalment,
    bounded,
    card_view,
    edition_view,
    newsletter_view,
    title_of,
)

CARDS_KEPT = 4_096  # about 6 KB each
SHELLS_KEPT = 256
LOOKS_KEPT = 32

CARD_SLOTS = ("number", "reason")
REQUIRED = {"cards": "cards", "unsubscribe": "reader.unsubscribe"}


class Look(NamedTuple):
    """What a card owes to the digest it is in, and not to its paper."""

    shape: Shape
    level: int  # of its heading: 2, or 3 where sections have headings
    outside: bool  # marked as from outside what the reader usually reads
    reasoned: bool  # has a place for reasons
    images: Images
    domain: str  # of the sender, for Content-IDs


class SectionTitle(NamedTuple):
    """What stands above a section's first card, quoted-printable."""

    html: bytes
    text: bytes
    size: int  # octets of the HTML, decoded


class Number(NamedTuple):
    """A card's number, quoted-printable."""

    html: bytes
    text: bytes  # with the space up to the title
    size: int  # octets of the HTML, decoded


class Card(NamedTuple):
    """One paper in both parts; open are its number and the reason it is here."""

    html: Frame
    text: Frame
    title: str
    picture: str  # the hash of the picture it shows; empty: none goes along
    usual: tuple[bytes, ...] | None  # the stretches of HTML and text, where the places of both are CARD_SLOTS


class Shell(NamedTuple):
    """All of a mail but its cards; open is what only this reader is told."""

    html: Frame
    text: Frame
    subject: Pattern


@lru_cache(maxsize=1_024)
def number(place: int) -> Number:
    """Return the number of a card in both parts."""
    return Number(quoted(str(place)), quoted(f"{place:>2}. ".ljust(INDENT)), len(str(place)))


class Pieces:
    """Renders and keeps the pieces; the caches are bounded, and errors are not kept."""

    def __init__(self, engine: Engine, language: Language) -> None:
        self._engine = engine
        self.language = language
        self.reasons = Reasons(engine, language)
        self._near = lru_cache(maxsize=LOOKS_KEPT)(_Near)
        self._cards = lru_cache(maxsize=CARDS_KEPT)(self._render_card)
        self._styles = lru_cache(maxsize=1)(self._render_styles)
        self.section_title = lru_cache(maxsize=SHELLS_KEPT)(self._render_section_title)
        self.shell = lru_cache(maxsize=SHELLS_KEPT)(self._render_shell)

    def cards(self, look: Look) -> Callable[[CardFacts], Card]:
        """Return what gives the card of a paper in a look.

        The same facts are mostly the same object: that is looked up before their value, which takes
        as long as all the rest of a card.
        """
        return self._near(look, self._cards)

    def _render_card(self, facts: CardFacts, look: Look) -> Card:
        view = card_view(facts, look.shape, images=look.images, domain=look.domain, language=self.language)
        context = {
            "card": view,
            "shape": look.shape.value,
            "language": self.language.tag,
            "level": look.level,
            "outside": look.outside,
            "number": slot("number"),
            "reason": slot("reason") if look.reasoned else "",
        }
        html = self._inlined(self._engine.render("card.html", **context))
        text = self._engine.render("card.txt", **context)
        of_html = frame(html, known=CARD_SLOTS, template="card.html")
        of_text = frame(text, known=CARD_SLOTS, template="card.txt")
        picture = view.image.picture if view.image and view.image.src in html else ""
        return Card(
            of_html,
            of_text,
            title_of(facts),
            picture,
            of_html.stretches + of_text.stretches if of_html.slots == of_text.slots == CARD_SLOTS else None,
        )

    def _inlined(self, html: str) -> str:
        """Return a rendered fragment with the rules of style.css on its elements."""
        try:
            return self._styles()[1].inline_fragment(html, self._styles()[0])
        except css_inline.InlineError as err:
            raise TemplateError(f"style.css: {err}") from err

    def _render_styles(self) -> tuple[str, css_inline.CSSInliner, css_inline.CSSInliner]:
        """Return the rules, an inliner for fragments and one for whole documents."""
        css = self._engine.render("style.css", language=self.language.tag)
        of_fragments = css_inline.CSSInliner(load_remote_stylesheets=False)
        of_documents = css_inline.CSSInliner(load_remote_stylesheets=False, extra_css=css)
        return css, of_fragments, of_documents

    def _render_section_title(self, heading: Heading, kind: str) -> SectionTitle:
        context = {"section": heading.value, "kind": kind, "language": self.language.tag}
        html = self._inlined(self._engine.render("section.html", **context))
        text = self._engine.render("section.txt", **context)
        of_html = frame(html, known=(), template="section.html")
        of_text = frame(text, known=(), template="section.txt")
        return SectionTitle(of_html.stretches[0], of_text.stretches[0], of_html.size)

    def _render_shell(self, masthead: Masthead, of: Instalment, open_slots: tuple[str, ...]) -> Shell:
        """Return the shell of an edition with places for the values there are, and no others."""
        context = {
            "newsletter": newsletter_view(masthead, self.language),
            "edition": edition_view(of, self.language),
            **_places(open_slots),
        }
        html = self._engine.render("body.html", **context)
        try:
            html = self._styles()[2].inline(html)
        except css_inline.InlineError as err:
            raise TemplateError(f"body.html, style.css: {err}") from err
        text = self._engine.render("body.txt", **context)
        subject = self._engine.render("subject.txt", **context)
        return Shell(
            _whole(frame(html, known=open_slots, template="body.html"), open_slots, template="body.html"),
            _whole(frame(text, known=open_slots, template="body.txt"), open_slots, template="body.txt"),
            cut(" ".join(subject.split()), known=open_slots, template="subject.txt"),
        )


def _whole(part: Frame, open_slots: tuple[str, ...], *, template: str) -> Frame:
    """Return a part that shows what no mail may be without; raises TemplateError for one that does not."""
    for name, printed in REQUIRED.items():
        if name in open_slots and name not in part.slots:
            raise TemplateError(f"{template}: does not print {{{{ {printed} }}}}")
    return part


class _Near:
    """Cards in one look by the object that their facts are, then by value."""

    def __init__(self, look: Look, cards: Callable[[CardFacts, Look], Card]) -> None:
        self._look, self._cards = look, cards
        self._kept: dict[int, tuple[CardFacts, Card]] = {}  # by id: the facts stay, so it stays theirs

    def __call__(self, facts: CardFacts) -> Card:
        near = self._kept.get(id(facts))
        if near is not None:
            return near[1]
        card = self._cards(bounded(facts), self._look)
        if len(self._kept) >= CARDS_KEPT:
            self._kept.clear()
        self._kept[id(facts)] = (facts, card)
        return card


def _places(open_slots: tuple[str, ...]) -> dict[str, object]:
    """Return `reader` and `cards` as templates see them: marks where there is a value, else nothing."""
    reader: dict[str, object] = dict.fromkeys(READER_SLOTS, "")
    reader |= {name: slot(name) for name in open_slots if name in reader}
    reader["notices"] = [slot(name) for name in open_slots if name.startswith("notice_")]
    return {"reader": reader, "cards": slot("cards") if "cards" in open_slots else ""}
