"""A digest becomes a message: a join of pieces that were rendered and encoded once."""

from __future__ import annotations

from binascii import a2b_qp
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from markupsafe import escape

from digest.errors import TemplateError
from digest.model import Digest, Entry, Section
from digest.render.engine import Engine
from digest.render.frame import Frame, quoted
from digest.render.headers import boundary, header_block
from digest.render.pieces import Card, Heading, Look, Pieces, Shape, Shell, number
from digest.render.report import Bulletin, bulletin
from digest.render.text import shortened, tidy
from digest.render.trial import trial_bulletin, trial_digests
from digest.render.view import SUBJECT_LIMIT, edition_kind, headings, reader_values, reasons_of, verdict

HTML_LIMIT = 90_000  # octets of the decoded HTML part; Gmail clips at about 102,000
LEAST_OF_A_TITLE = 24  # characters of the first title that a subject shows at least
LONGEST_SUBJECT = 200  # characters, whatever the template says


@dataclass(frozen=True, slots=True)
class Message:
    """The bytes that go over SMTP after DATA, with CRLF line ends and not dot-stuffed."""

    data: bytes
    smtputf8: bool  # a header holds an address with a UTF-8 local part (RFC 6531)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The decoded parts of a message, with LF line ends."""

    subject: str
    html: str
    text: str


class _Placed(NamedTuple):
    """A card, what its slots hold for this reader, and the heading of the section it begins."""

    card: Card
    html: Mapping[str, bytes]
    text: Mapping[str, bytes]
    heading: Heading | None
    size: int  # octets of the HTML, decoded, with the heading's


class _Opened(NamedTuple):
    """A shell and what its slots hold for this reader, escaped for each part and not encoded."""

    shell: Shell
    html: Mapping[str, str]
    text: Mapping[str, str]

    def room(self) -> int:
        """Return how many octets of cards the HTML part has room for."""
        values = sum(len(self.html[name].encode()) for name in self.shell.html.slots)
        return HTML_LIMIT - self.shell.html.size - values


class _Assembled(NamedTuple):
    headers: bytes
    smtputf8: bool
    subject: str
    html: bytes
    text: bytes


class Renderer:
    """Renders digests with one set of templates, read when first used; its caches are bounded.

    A message is a pure function of the digest and the templates: the same bytes each time. Every
    method raises TemplateError, which names the template's file and line, or the value that cannot
    stand in a mail. Single templates in the folder `overrides` win over the shipped ones.
    """

    def __init__(self, *, overrides: Path | None = None) -> None:
        self._engine = Engine(overrides=overrides)
        self._pieces = Pieces(self._engine)

    def message(self, digest: Digest) -> Message:
        """Return the whole message of a digest."""
        made = self._assembled(digest)
        mark = boundary(digest.message_id).encode()
        part = (
            b"\r\n--" + mark + b"\r\nContent-Type: text/%b; charset=utf-8"
            b"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        )
        data = (
            made.headers,
            b'Content-Type: multipart/alternative; boundary="' + mark + b'"\r\n',
            part % b"plain",
            made.text,
            part % b"html",
            made.html,
            b"\r\n--" + mark + b"--\r\n",
        )
        return Message(b"".join(data), made.smtputf8)

    def preview(self, digest: Digest) -> Rendered:
        """Return what a reader's mail program decodes from `message(digest)`."""
        made = self._assembled(digest)
        return Rendered(made.subject, _decoded(made.html), _decoded(made.text))

    def bulletin(self, one: Bulletin) -> Message:
        """Return the whole message of a mail to the operator."""
        return Message(*bulletin(self._engine, one))

    def page(self, name: str, /, **context: object) -> str:
        """Return a web page: the template `templates/web/NAME` with this context."""
        return self._engine.render(f"web/{name}", **context)

    def check(self) -> None:
        """Compile every template and render made-up digests of every kind with them."""
        self._engine.compile_all()
        for digest in trial_digests():
            self.message(digest)
        self.bulletin(trial_bulletin())

    def _assembled(self, digest: Digest) -> _Assembled:
        opened = self._opened(digest, left_out=0)
        placed = self._placed(digest, Shape.FULL)
        if sum(one.size for one in placed) > opened.room():
            placed = self._fitted(digest, placed)
            opened = self._opened(digest, left_out=len(digest.entries) - len(placed))
        subject = _subject(opened)
        headers, smtputf8 = header_block(digest, subject=subject)
        html = _joined(opened.shell.html, opened.html, _html_of(placed))
        text = _joined(opened.shell.text, opened.text, _text_of(placed))
        return _Assembled(headers, smtputf8, subject, html, text)

    def _opened(self, digest: Digest, *, left_out: int) -> _Opened:
        """Return the shell with places for the values this reader has, and the values."""
        text = {name: value for name, value in reader_values(digest, left_out=left_out).items() if value}
        html = {name: str(escape(value)) for name, value in text.items()}
        if digest.entries:
            text["cards"] = html["cards"] = ""
        kind = edition_kind(digest.edition)
        shell = self._pieces.shell(digest.masthead, kind, verdict(digest), tuple(text))
        return _Opened(shell, html, text)

    def _placed(self, digest: Digest, shape: Shape) -> list[_Placed]:
        """Return every card of a digest in a shape, each with the heading that goes before it."""
        language, begins = digest.masthead.language, headings(digest.entries)
        level = 3 if any(begins) else 2
        look = Look(shape, language, level, outside=False, reasoned=True)
        begun = [self._pieces.heading(section, language) if section else None for section in begins]
        return [
            self._card(entry, look, heading) for entry, heading in zip(digest.entries, begun, strict=True)
        ]

    def _card(self, entry: Entry, look: Look, heading: Heading | None) -> _Placed:
        wording = self._pieces.wording(reasons_of(entry))
        outside = entry.section is Section.OUTSIDE
        if outside or not wording.size:
            look = look._replace(outside=outside, reasoned=bool(wording.size))
        card = self._pieces.card(entry.card, look)
        place = number(entry.number)
        html = {"number": place.html, "reason": wording.html}
        text = {"number": place.text, "reason": wording.text}
        slots = card.html.slots
        size = card.html.size + slots.count("number") * place.size + slots.count("reason") * wording.size
        return _Placed(card, html, text, heading, size + (heading.size if heading else 0))

    def _fitted(self, digest: Digest, full: list[_Placed]) -> list[_Placed]:
        """Return as many full cards as fit, then titles, then nothing: first come, first shown."""
        room = self._opened(digest, left_out=len(full)).room()  # no phrase of "N more" is longer
        titles = self._placed(digest, Shape.TITLE)
        taken = sum(one.size for one in titles)
        kept = 0
        while kept < len(full) and taken + full[kept].size - titles[kept].size <= room:
            taken += full[kept].size - titles[kept].size
            kept += 1
        placed = full[:kept] + titles[kept:]
        while placed and taken > room:
            taken -= placed.pop().size
        if not placed:
            raise TemplateError(
                f"digest/body.html: {HTML_LIMIT - room:,} bytes without a single paper, of {HTML_LIMIT:,} "
                "that a mail may hold"
            )
        return placed


def _subject(opened: _Opened) -> str:
    """Return the subject, its first title shortened to what SUBJECT_LIMIT leaves of the rest."""
    line = opened.shell.subject
    values = dict(opened.text)
    if "first" in values:
        others = len(line.fill(values | {"first": ""}))
        values["first"] = shortened(values["first"], max(LEAST_OF_A_TITLE, SUBJECT_LIMIT - others))
    return shortened(tidy(line.fill(values)), LONGEST_SUBJECT)


def _html_of(placed: list[_Placed]) -> list[bytes]:
    """Return the cards of the HTML part, with their headings."""
    out: list[bytes] = []
    for one in placed:
        if one.heading:
            out.append(one.heading.html)
        one.card.html.fill(one.html, into=out)
    return out


def _text_of(placed: list[_Placed]) -> list[bytes]:
    """Return the cards of the text part, with their headings."""
    out: list[bytes] = []
    for one in placed:
        if one.heading:
            out.append(one.heading.text)
        one.card.text.fill(one.text, into=out)
    return out


def _joined(shell: Frame, values: Mapping[str, str], cards: list[bytes]) -> bytes:
    """Return a part's bytes: the shell with its values, and the cards in their place."""
    out = [shell.stretches[0]]
    for name, stretch in zip(shell.slots, shell.stretches[1:], strict=True):
        if name == "cards":
            out += cards
        else:
            out.append(quoted(values[name]))
        out.append(stretch)
    return b"".join(out)


def _decoded(part: bytes) -> str:
    """Return the text of a quoted-printable part."""
    return a2b_qp(part).decode().replace("\r\n", "\n")
