"""The rules of a mail: how bad it is to break each, and what to do then; docs/checks.md says why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]

FOUND_LIMIT = 160  # characters of a finding's `found`
MOST_OF_A_RULE = 10  # findings of one rule in one mail; the last one says how many more there were


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place of a mail that breaks a rule."""

    rule: str  # a key of RULES
    severity: Severity
    place: str  # "HTML: card of paper 3, <img> 1", "headers: Subject", "text part, line 12"
    found: str  # printable, at most FOUND_LIMIT characters
    remedy: str  # what the operator or the designer does about it: a sentence

    def __str__(self) -> str:
        return f"{self.place}: {self.found}; {self.remedy}"


class Rule(NamedTuple):
    """What breaking a rule means, and what mends it."""

    severity: Severity
    remedy: str


def _error(remedy: str) -> Rule:
    return Rule("error", remedy)


def _warning(remedy: str) -> Rule:
    return Rule("warning", remedy)


RULES = {
    # The bytes and the MIME structure.
    "line-ends": _error("end every line with CR LF, and put neither anywhere else."),
    "line-length": _error("fold headers and encode parts so that no line has more than 998 octets."),
    "seven-bit": _error("encode parts as quoted-printable or base64, so that every octet is ASCII."),
    "structure": _error(
        "send multipart/alternative of text/plain and then text/html, alone or in multipart/related "
        "with its pictures."
    ),
    "transfer-encoding": _error("encode the part as quoted-printable or base64, without damage."),
    "charset": _error("say charset=utf-8 for each text part, and make its octets UTF-8."),
    "inline-type": _error("make pictures JPEG, PNG or GIF: mail programs do not show the others."),
    "inline-missing": _error("attach the picture under this Content-ID, or take the image out."),
    "inline-unused": _error("show the picture by its cid:, or do not attach it."),
    # The headers.
    "header-syntax": _error("write `Name: value` on each header line, and start a folded one with a space."),
    "header-once": _error("write this header exactly once."),
    "address": _error("write one mailbox with its domain as A-labels, as in Name <name@example.org>."),
    "subject": _error("write a subject of 1 to 200 characters."),
    "encoded-words": _error(
        "encode whole characters in words of at most 75, and only in subjects and display names."
    ),
    "date": _error("write one date with its zone, as RFC 5322 section 3.3 says."),
    "message-id": _error("write one identifier, as in <left@right>."),
    "list-unsubscribe": _error("give one https or mailto address in angle brackets, not encoded."),
    "one-click": _error(
        "send `List-Unsubscribe-Post: List-Unsubscribe=One-Click` with an https address, and only then."
    ),
    "list-id": _error("write an identifier of the list with a dot, as in Name <list.example.org>."),
    "auto-submitted": _error("write `Auto-Submitted: auto-generated`."),
    "feedback-id": _error("write one to four fields between colons, without spaces."),
    "mime-version": _error("write `MIME-Version: 1.0`."),
    # The HTML's frame.
    "html-size": _error("show fewer or shorter cards: Gmail cuts a mail's HTML off past about 102,000."),
    "text-size": _error("shorten the text part: no mail program shows that much with pleasure."),
    "language": _error(
        'put lang and dir on <html> and on an element around all of the body, as in lang="ar" dir="rtl".'
    ),
    "one-h1": _error("give the mail exactly one <h1> with words in it."),
    "heading-order": _error("go down one heading level at a time: screen readers jump by them."),
    "layout-table": _error('put role="presentation" on the table: screen readers read out its cells else.'),
    "table-width": _error("make it at most 600 px wide."),
    "preheader": _error(
        "begin the body with a hidden line of 30 to 200 characters: mailboxes show it after the subject."
    ),
    "hidden-text": _error("show the words or take them out: filters take hidden words for spam."),
    "inline-style": _error(
        "give the text, or an element around it, colour, font-family and font-size in a style attribute, "
        "and each link a colour of its own: some mail programs drop the style block."
    ),
    # Pictures.
    "image-alt": _error('say in alt what the image shows, or alt="" if it only decorates.'),
    "image-width": _error("put the width on the image in whole px, at most 600, as an attribute."),
    "image-source": _error("take the image from https: or from the mail itself by cid:."),
    "image-format": _error("use JPEG, PNG or GIF: mail programs do not show SVG and WebP."),
    "tracking-pixel": _error("take the image out: readers are not tracked."),
    # Colours.
    "contrast-light": _error("choose colours with a contrast of at least 4.5 (WCAG 2.2, 1.4.3)."),
    "contrast-dark": _error("choose dark colours with a contrast of at least 4.5, in the style block."),
    "contrast-inverted": _error(
        "choose colours that keep a contrast of 4.5 when lightness is turned round, as Gmail does on phones "
        "in the dark: pale backgrounds, dark inks."
    ),
    "colour": _warning("write the colour as #rrggbb: it could not be read, so contrast is not known."),
    # What a mail may not contain.
    "forbidden-element": _error("take the element out: mail programs drop it, or the whole mail with it."),
    "event-handler": _error("take the attribute out: nothing runs in a mail."),
    "css-external": _error("take it out of the style: a mail loads nothing but pictures."),
    "link-scheme": _error("link to an https, http or mailto address in full."),
    "tracking-parameter": _error("take the parameter out of the link: readers are not tracked."),
    "link-text": _error("say in the link's words, or its image's alt, where it leads."),
    # Words.
    "template-mark": _error("mend the template: its own notation has been left in the mail."),
    "control-character": _error(
        "print a reader's own value as it is, without a filter; nothing else puts such a character there."
    ),
    "leftover-value": _error("test in the template whether there is a value before printing it."),
    "double-escape": _error("escape once: take `escape` or `e` out of the template, or mend the source."),
    "raw-tex": _warning("report the title or abstract: the formula was not turned into readable text."),
    "breakable-unit": _error("put a no-break space (U+00A0) between the number and its noun."),
    "plural": _error("let the noun agree with its number: 1 comment, 2 comments."),
    "bidi": _error("take the character out: it turns the text around it round; use dir instead."),
    # Both parts.
    "same-links": _error("put the link into both parts: readers of either get the same."),
    "same-titles": _error("put the heading into the text part: readers of either get the same papers."),
    "unsubscribe": _error("show the address of List-Unsubscribe as a link and in the text part."),
}


class Found(NamedTuple):
    """A rule broken somewhere in a part, before it is known which part of which mail that is."""

    rule: str
    spot: str  # "<img> 1"
    found: str

    def at(self, place: str) -> Finding:
        """Return the finding at a place; its own spot comes after it."""
        return finding(self.rule, f"{place}{self.spot}", self.found)


def finding(rule: str, place: str, found: str) -> Finding:
    """Return a finding with the rule's own severity and remedy."""
    severity, remedy = RULES[rule]
    return Finding(rule=rule, severity=severity, place=shown(place), found=shown(found), remedy=remedy)


def shown(text: str) -> str:
    """Return text from outside as it may be printed: on one line, bounded, without controls."""
    if len(text) > FOUND_LIMIT:
        text = text[: FOUND_LIMIT - 1] + "…"
    if text.isprintable():
        return text
    return "".join(_printable(character) for character in text)[:FOUND_LIMIT]


def _printable(character: str) -> str:
    if character in "\n\t\xa0\r":
        return " "
    return character if character.isprintable() else f"<U+{ord(character):04X}>"


def bounded(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the first findings of each rule; the last of a rule with more says how many are left out."""
    by_rule: dict[str, list[Finding]] = {}
    for one in dict.fromkeys(findings):
        by_rule.setdefault(one.rule, []).append(one)
    return tuple(one for alike in by_rule.values() for one in _first(alike))


def _first(alike: list[Finding]) -> Iterator[Finding]:
    yield from alike[: MOST_OF_A_RULE - 1]
    if len(alike) >= MOST_OF_A_RULE:
        last, left = alike[MOST_OF_A_RULE - 1], len(alike) - MOST_OF_A_RULE
        said = f" (and {left:,} more)" if left else ""
        yield replace(last, found=f"{last.found[: FOUND_LIMIT - len(said)]}{said}")
