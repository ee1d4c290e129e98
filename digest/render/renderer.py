"""A digest becomes a message: a join of pieces that were rendered and encoded once."""

from __future__ import annotations

from binascii import a2b_qp
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from digest.model import Digest, Masthead
from digest.render.assembly import Assembled, Cards, assemble
from digest.render.engine import Templates
from digest.render.headers import header_block, sender_domain
from digest.render.mime import body
from digest.render.pieces import Pieces
from digest.render.report import Bulletin, bulletin
from digest.render.trial import trial_bulletin, trial_digests


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


class Part(NamedTuple):
    """One card in both parts, decoded, as one reader gets it."""

    paper: int
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A message in pieces: what is around the cards, and each card."""

    headers: str
    subject: str
    shell_html: str
    shell_text: str
    cards: tuple[Part, ...]


class Renderer:
    """Renders digests with one set of templates, read when first used; its caches are bounded.

    A message is a pure function of the digest and the templates: the same bytes each time. Every
    method raises TemplateError, which names the template's file and line, or the value that cannot
    stand in a mail. Single files in the folder `overrides` win over the shipped ones.
    """

    def __init__(self, *, overrides: Path | None = None) -> None:
        self._templates = Templates(overrides=overrides)
        self._pieces: dict[tuple[str, str], Pieces] = {}

    def themes(self) -> tuple[str, ...]:
        """Return the names of the themes there are."""
        return self._templates.themes()

    def languages(self) -> tuple[str, ...]:
        """Return the tags of the languages that mails can be written in."""
        return self._templates.languages.tags()

    def message(self, digest: Digest) -> Message:
        """Return the whole message of a digest."""
        made = self._assembled(digest)
        headers, smtputf8 = header_block(digest, subject=made.subject())
        pictures = {name: digest.pictures[name] for name in made.pictures()}
        domain = sender_domain(digest.masthead)
        pieces = body(made.parts.text, made.parts.html, pictures, message_id=digest.message_id, domain=domain)
        return Message(b"".join([headers, *pieces]), smtputf8)

    def preview(self, digest: Digest) -> Rendered:
        """Return what a reader's mail program decodes from `message(digest)`."""
        made = self._assembled(digest)
        return Rendered(made.subject(), _decoded(made.parts.html), _decoded(made.parts.text))

    def parts(self, digest: Digest) -> Parts:
        """Return the parts of a digest by themselves: for what looks at each piece once."""
        made = self._assembled(digest)
        subject = made.subject()
        cards = [
            Part(entry.paper, _decoded(b"".join(parts.html)), _decoded(b"".join(parts.text)))
            for entry, parts in zip(digest.entries, made.cards(), strict=False)
        ]
        shell = made.opened.around(Cards([], []))
        return Parts(
            headers=header_block(digest, subject=subject)[0].decode(),
            subject=subject,
            shell_html=_decoded(shell.html),
            shell_text=_decoded(shell.text),
            cards=tuple(cards),
        )

    def bulletin(self, one: Bulletin) -> Message:
        """Return the whole message of a mail to the operator."""
        return Message(*bulletin(self._templates.others, one))

    def page(self, name: str, /, **context: object) -> str:
        """Return a web page: the template `templates/web/NAME` with this context."""
        return self._templates.others.render(f"web/{name}", **context)

    def check(self) -> None:
        """Compile every template and render made-up digests of every kind, in each theme and language.

        A file in `overrides` that nothing reads is an error, too: its name may be misspelt.
        """
        self._templates.others.compile_all()
        for theme in self.themes():
            for language in self.languages():
                for digest in trial_digests(theme=theme, language=language):
                    self.message(digest)
        self.bulletin(trial_bulletin())
        self._templates.expect_no_strays()

    def _assembled(self, digest: Digest) -> Assembled:
        domain = sender_domain(digest.masthead)
        return assemble(digest, self._of(digest.masthead), domain=domain)

    def _of(self, masthead: Masthead) -> Pieces:
        """Return the pieces of a theme and language, made when they are first asked for."""
        key = (masthead.theme, masthead.language)
        if key not in self._pieces:
            language = self._templates.languages.get(masthead.language)
            self._pieces[key] = Pieces(self._templates.engine(masthead.theme, language), language)
        return self._pieces[key]


def _decoded(part: bytes) -> str:
    """Return the text of a quoted-printable part."""
    return a2b_qp(part).decode().replace("\r\n", "\n")
