"""Checking mails: any message by its bytes, and whole passes of digests that share their cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol
from unicodedata import east_asian_width

from digest.lint.alike import Kept, alike, kept
from digest.lint.both import Judged, judge
from digest.lint.headers import addresses, header_faults
from digest.lint.mime import Entity, decoded, entity
from digest.lint.outline import outline
from digest.lint.rules import Finding, bounded, finding
from digest.lint.survey import Surroundings, Survey, headings_in, surroundings, survey
from digest.lint.wire import cid_faults, octet_faults, pictures, structure_faults

HTML_LIMIT = 90_000  # octets of the decoded HTML part; Gmail clips at about 102,000
TEXT_LIMIT = 200_000  # characters of the text part; more is not read
PREHEADER = (30, 200)  # the least columns, the most characters
CARDS_KEPT = 4_096  # papers
KEPT_OF_A_PAPER = 4  # shapes: the lead story, a card, a brief one, a title
BUILDS_KEPT = 1_024


class Part(Protocol):
    """One card as a reader gets it, decoded."""

    @property
    def paper(self) -> int:
        """Return the paper's key."""

    @property
    def html(self) -> str:
        """Return the card in the HTML part."""

    @property
    def text(self) -> str:
        """Return the card in the text part."""


class Parts(Protocol):
    """The pieces that a mail was joined from, decoded, with LF line ends."""

    @property
    def shell_html(self) -> str:
        """Return the HTML part without its cards."""

    @property
    def shell_text(self) -> str:
        """Return the text part without its cards."""

    @property
    def cards(self) -> Sequence[Part]:
        """Return the cards in order."""


def check_mail(raw: bytes) -> tuple[Finding, ...]:
    """Return what breaks a rule in any message; nothing in it can make this fail, or take long."""
    message = entity(raw)
    found = [*octet_faults(raw), *header_faults(message), *structure_faults(message)]
    text, text_found = _read(message, "text/plain", "text part")
    html, html_found = _read(message, "text/html", "HTML")
    found += text_found + html_found
    if len(text) > TEXT_LIMIT:
        found.append(finding("text-size", "text part", f"{len(text):,} characters, of {TEXT_LIMIT:,}"))
    whole = judge(survey(html), text[:TEXT_LIMIT], place="")
    found += whole.findings
    found += _size_faults(len(html.encode()))
    found += _message_faults(message, [whole], whole.levels)
    return bounded(found)


class Checker:
    """Checks the mails of a pass: a card, and a build of cards or shells, is looked at once.

    It remembers a bounded number of them. The findings are those of check_mail, but for their places,
    which name papers, and for what the joining of parts alone could do: transfer encodings and charsets.
    """

    def __init__(self) -> None:
        self._surveys = lru_cache(maxsize=BUILDS_KEPT)(_survey)
        self._cards: dict[tuple[int, _Opening], tuple[Kept, ...]] = {}
        self._openings: dict[str, _Opening] = {}

    def check(self, parts: Parts, raw: bytes) -> tuple[Finding, ...]:
        """Return what breaks a rule in a mail; raises ValueError where the parts are of another mail."""
        message = entity(raw)
        shell_outline = outline(parts.shell_html)
        shell = judge(
            self._surveys(shell_outline.html, None),
            parts.shell_text,
            place="",
            fill=shell_outline.filler(),
        )
        opening = self._opening(shell_outline.html, parts, message)
        cards = [self._card(card, opening) for card in parts.cards]
        found = [*octet_faults(raw), *header_faults(message), *structure_faults(message), *shell.findings]
        for card in cards:
            found += card.findings
        levels = [
            *shell.levels[: opening.headings],
            *(level for card in cards for level in card.levels),
            *shell.levels[opening.headings :],
        ]
        size = len(parts.shell_html.encode()) + sum([len(card.html.encode()) for card in parts.cards])
        found += _size_faults(size)
        found += _message_faults(message, [shell, *cards], levels)
        return bounded(found)

    def _card(self, card: Part, opening: _Opening) -> Judged:
        """Return the judgement of a card: of one that is like it, if there was one."""
        html, text = card.html, card.text
        known = self._cards.get((card.paper, opening), ())
        for old in known:
            if alike(old, html, text):
                return old.judged
        found = outline(html)
        one = self._surveys(found.html, opening.around)
        judged = judge(one, text, place=f"card of paper {card.paper}, ", fill=found.filler())
        if len(self._cards) >= CARDS_KEPT:
            self._cards.clear()
        self._cards[card.paper, opening] = (kept(judged, html, text), *known[: KEPT_OF_A_PAPER - 1])
        return judged

    def _opening(self, build: str, parts: Parts, message: Entity) -> _Opening:
        """Return what stands around the cards in a build of shells, found in the first mail of it."""
        if not parts.cards:
            return _Opening(Surroundings("", ""), 0)
        there = self._openings.get(build)
        if there is None:
            if len(self._openings) >= BUILDS_KEPT:
                self._openings.clear()
            html, _ = _read(message, "text/html", "HTML")
            before, first, _ = html.partition(parts.cards[0].html.strip())
            if not first:
                raise ValueError("the parts are not those of this mail: its first card is not in it")
            there = self._openings[build] = _Opening(surroundings(before), headings_in(before))
        return there


class _Opening(NamedTuple):
    """What comes before the cards."""

    around: Surroundings
    headings: int


def _survey(html: str, around: Surroundings | None) -> Survey:
    return survey(html, around=around)


def _read(message: Entity, kind: str, place: str) -> tuple[str, list[Finding]]:
    """Return the text of the first part of a kind, and what is wrong with reading it."""
    part = next((one for one in message.leaves() if one.kind == kind), None)
    if part is None:
        return "", []
    text, faults = decoded(part)
    return text, [finding(rule, place, what) for rule, what in faults]


def _message_faults(
    message: Entity, pieces: Sequence[Judged], levels: Iterable[tuple[int, str, str]]
) -> Iterator[Finding]:
    """Look at what only the whole message shows."""
    yield from _preheader_faults(pieces[0].preheader)
    yield from _heading_faults(list(levels))
    ids, found = pictures(message)
    yield from found
    yield from cid_faults(ids, (used for piece in pieces for used in piece.cids))
    yield from _unsubscribe_faults(message, pieces)


def _size_faults(size: int) -> Iterator[Finding]:
    if size > HTML_LIMIT:
        yield finding("html-size", "HTML", f"{size:,} bytes, of {HTML_LIMIT:,}")


def _preheader_faults(preheader: str) -> Iterator[Finding]:
    least, most = PREHEADER
    columns = len(preheader) + sum(east_asian_width(one) in "WF" for one in preheader[:most])
    if columns < least or len(preheader) > most:
        yield finding("preheader", "HTML: the hidden line", f"{len(preheader)} characters")


def _heading_faults(levels: list[tuple[int, str, str]]) -> Iterator[Finding]:
    tops = [words for level, words, _ in levels if level == 1]
    if len(tops) != 1 or not tops[0]:
        yield finding("one-h1", "HTML", f"{len(tops)} <h1>" if len(tops) != 1 else "an empty <h1>")
    before = 0
    for level, words, place in levels:
        if level > before + 1 and (before or tops):
            yield finding("heading-order", place, f"<h{level}> “{words}” after {_named(before)}")
        before = level


def _named(level: int) -> str:
    return f"<h{level}>" if level else "no heading"


def _unsubscribe_faults(message: Entity, pieces: Sequence[Judged]) -> Iterator[Finding]:
    """Look for an address of List-Unsubscribe in both parts."""
    wanted = addresses(message.value("list-unsubscribe"))
    if not wanted:
        return  # which is a finding of its own
    for place, shown in (("HTML", "links"), ("text part", "addresses")):
        if not any(one in getattr(piece, shown) for piece in pieces for one in wanted):
            yield finding("unsubscribe", place, f"{wanted[0]} is not there")
