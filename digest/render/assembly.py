"""One digest's parts: pieces that were rendered once, with this reader's values in their places.

Quoted-printable is line-local, so a part is a join of stretches that were encoded with their piece, and of
the values that are encoded now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import escape

from digest.errors import TemplateError
from digest.model import Digest, Images, Section
from digest.render.frame import Frame, Pattern, quoted_each
from digest.render.layout import Place, Shape, layout
from digest.render.pieces import Card, Look, Number, Pieces, SectionTitle, Shell, number
from digest.render.reasons import Wording
from digest.render.text import shortened, tidy
from digest.render.view import SUBJECT_LIMIT, edition_kind, instalment, reader_values

HTML_LIMIT = 90_000  # octets of the decoded HTML part; Gmail clips at about 102,000
LEAST_OF_A_TITLE = 24  # characters of the first title that a subject shows at least
LONGEST_SUBJECT = 200  # characters, whatever the template says


class Cards(NamedTuple):
    """The cards of both parts, quoted-printable, in pieces."""

    html: list[bytes]
    text: list[bytes]


class Parts(NamedTuple):
    """The two parts of a message, quoted-printable."""

    html: bytes
    text: bytes


# One entry as its digest shows it; last, the title of the section that begins with it.
Shown = tuple[Card, Number, Wording, SectionTitle | None]


class Opened(NamedTuple):
    """A shell and what goes into its places, not encoded."""

    shell: Shell
    values: Mapping[str, str]

    def room(self) -> int:
        """Return how many octets of cards the HTML part has room for."""
        slots = self.shell.html.slots
        own = sum(slots.count(name) * len(escape(value).encode()) for name, value in self.values.items())
        return HTML_LIMIT - self.shell.html.size - own

    def around(self, cards: Cards) -> Parts:
        """Return both parts with these cards in their place."""
        html, text = self.shell.html, self.shell.text
        return Parts(
            _around(cards.html, html, quoted_each(self._in_order(html), escaped=True)),
            _around(cards.text, text, quoted_each(self._in_order(text))),
        )

    def _in_order(self, part: Frame) -> list[str]:
        """Return what goes into the places of a part; that of the cards is left empty."""
        values = self.values
        return [values.get(name, "") for name in part.slots]


class Assembled(NamedTuple):
    """A digest's shell and cards with this reader's values, and the parts that they make."""

    opened: Opened
    shown: Sequence[Shown]
    parts: Parts

    def subject(self) -> str:
        """Return the subject on one line, not encoded."""
        line = self.opened.shell.subject
        return _subject(line, tuple([self.opened.values[name] for name in line.slots]))

    def cards(self) -> Iterator[Cards]:
        """Yield each card by itself, with its section's title if that stands before it."""
        return (_cards([one]) for one in self.shown)

    def pictures(self) -> list[str]:
        """Return the hashes of the pictures that the HTML shows, in the order of their cards."""
        return list(dict.fromkeys([card.picture for card, _, _, _ in self.shown if card.picture]))


def assemble(digest: Digest, pieces: Pieces, *, domain: str) -> Assembled:
    """Return the parts of a digest; raises TemplateError where not even one title fits."""
    places = layout(tuple([entry.section for entry in digest.entries]), kind=edition_kind(digest))
    shown = _shown(digest, places, pieces, domain=domain)
    titles = [card.title for card, _, _, _ in shown]
    opened = _opened(digest, titles, pieces, left_out=0)
    parts = opened.around(_cards(shown))
    if len(parts.html) > HTML_LIMIT:  # encoded, a part is never shorter than decoded
        briefest = [place._replace(shape=Shape.LINE) for place in places]
        as_titles = _shown(digest, briefest, pieces, domain=domain)
        room = _opened(digest, titles, pieces, left_out=len(shown)).room()  # no "N more" is longer
        shown = _fitted(shown, as_titles, room=room)
        opened = _opened(digest, titles, pieces, left_out=len(digest.entries) - len(shown))
        parts = opened.around(_cards(shown))
    return Assembled(opened, shown, parts)


def _opened(digest: Digest, titles: Sequence[str], pieces: Pieces, *, left_out: int) -> Opened:
    """Return the shell with places for the values this reader has, and the values."""
    values = reader_values(digest, titles, left_out=left_out, language=pieces.language)
    slots = (*values, "cards") if digest.entries else tuple(values)
    return Opened(pieces.shell(digest.masthead, instalment(digest), slots), values)


def _shown(digest: Digest, places: Sequence[Place], pieces: Pieces, *, domain: str) -> list[Shown]:
    """Return how each entry is shown; neighbours mostly have the look in common."""
    images, kind, there = digest.masthead.images, edition_kind(digest), digest.pictures
    wording_of, cards_of = pieces.reasons.of, pieces.cards
    out: list[Shown] = []
    last = usual = begun = None
    for entry, place in zip(digest.entries, places, strict=True):
        facts, wording = entry.card, wording_of(entry)
        if usual is None or place is not last:
            shape, level, heading = last = place
            usual = cards_of(Look(shape, level, outside=False, reasoned=True, images=images, domain=domain))
            begun = pieces.section_title(heading, kind) if heading else None
        outside = entry.section is Section.OUTSIDE
        card = usual(facts)
        gone = bool(card.picture) and card.picture not in there
        if outside or gone or not wording.size:
            shown = Images.NONE if gone else images
            card = cards_of(Look(shape, level, outside, wording.size > 0, shown, domain))(facts)
        out.append((card, number(entry.number), wording, begun))
    return out


def _size(shown: Shown) -> int:
    """Return the octets of an entry's HTML, decoded, with its section's title if that stands before it."""
    card, place, wording, begun = shown
    slots = card.html.slots
    own = slots.count("number") * place.size + slots.count("reason") * wording.size
    return card.html.size + own + (begun.size if begun else 0)


def _fitted(whole: Sequence[Shown], brief: Sequence[Shown], *, room: int) -> list[Shown]:
    """Return as many whole cards as fit, then the brief ones, then nothing: first come, first shown."""
    sizes, briefly = [_size(one) for one in whole], [_size(one) for one in brief]
    taken, kept = sum(briefly), 0
    while kept < len(whole) and taken + sizes[kept] - briefly[kept] <= room:
        taken += sizes[kept] - briefly[kept]
        kept += 1
    sizes[kept:] = briefly[kept:]
    shown = [*whole[:kept], *brief[kept:]]
    while shown and taken > room:
        shown.pop()
        taken -= sizes.pop()
    if not shown:
        raise TemplateError(
            f"body.html: {HTML_LIMIT - room:,} bytes without a single paper, of {HTML_LIMIT:,} "
            "that a mail may hold"
        )
    return shown


@lru_cache(maxsize=4_096)
def _subject(line: Pattern, values: tuple[str, ...]) -> str:
    """Return the subject, its first title shortened to what SUBJECT_LIMIT leaves of the rest."""
    known = dict(zip(line.slots, values, strict=True))
    if "first" in known:
        others = len(line.fill(known | {"first": ""}))
        known["first"] = shortened(known["first"], max(LEAST_OF_A_TITLE, SUBJECT_LIMIT - others))
    return shortened(tidy(line.fill(known)), LONGEST_SUBJECT)


def _cards(shown: Sequence[Shown]) -> Cards:
    """Return the cards of both parts, each after the title of the section it begins."""
    html: list[bytes] = []
    text: list[bytes] = []
    for card, place, wording, begun in shown:
        if begun is not None:
            html.append(begun.html)
            text.append(begun.text)
        if card.usual:
            begin, middle, end, text_begin, text_middle, text_end = card.usual
            html += (begin, place.html, middle, wording.html, end)
            text += (text_begin, place.text, text_middle, wording.text, text_end)
        else:
            html += _filled(card.html, number=place.html, reason=wording.html)
            text += _filled(card.text, number=place.text, reason=wording.text)
    return Cards(html, text)


def _filled(card: Frame, *, number: bytes, reason: bytes) -> Iterator[bytes]:
    """Yield the pieces of a card whose places are where its template put them."""
    yield card.stretches[0]
    for name, stretch in zip(card.slots, card.stretches[1:], strict=True):
        yield number if name == "number" else reason
        yield stretch


def _around(cards: list[bytes], shell: Frame, said: Sequence[bytes]) -> bytes:
    """Return a whole part: the shell with what is said in its places, and the cards in theirs."""
    out = [shell.stretches[0]]
    for name, value, stretch in zip(shell.slots, said, shell.stretches[1:], strict=True):
        if name == "cards":
            out += cards
        else:
            out.append(value)
        out.append(stretch)
    return b"".join(out)
