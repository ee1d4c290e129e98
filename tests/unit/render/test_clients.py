"""What the golden mails are made of works in Gmail, Outlook and Apple Mail, as caniemail tested them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from clientfacts import Use, uses
from golden.cases import messages
from golden.facts import html_of

FACTS = json.loads((Path(__file__).parents[2] / "data" / "caniemail.json").read_text(encoding="utf-8"))
CLIENTS: list[str] = FACTS["clients"]
FEATURES = frozenset(FACTS["features"])

# What some client does not do, and why a mail may have it all the same: nothing is lost where it is missing.
ALLOWED = {
    "css-at-media": "narrow screens and the dark look are additions; Outlook on Windows has neither",
    "css-at-media-prefers-color-scheme": "the light look is complete, and made to survive being inverted",
    "css-color-scheme": "says that there is a dark look, to those who show one",
    "css-display-none": "the preheader: where it is shown, it is a line of text at the top",
    "css-max-height": "a second way to hide the preheader, besides display: none and mso-hide",
    "css-overflow": "as max-height",
    "css-word-break": "only a word wider than the screen needs it",
    "html-body": "what stands on it stands on the wrapper inside it, too",
    "html-doctype": "Outlook for Windows lays out as Word does, with or without",
    "html-meta-color-scheme": "as the property color-scheme",
    "html-role": "without it a screen reader says of a table that it is one",
    "html-style": "styles are inline; what is in the block are additions",
}


@pytest.fixture(scope="module")
def used() -> list[tuple[str, Use]]:
    """Return every use of a feature in every golden mail, with the mail's name."""
    return [(name, use) for name, raw in messages().items() for use in uses(html_of(raw))]


def works(feature: str, client: str) -> bool:
    """Say whether a client does what a feature is for, at least in part."""
    return FACTS["features"][feature][CLIENTS.index(client)] in "ya"


def missing(use: Use) -> Iterator[str]:
    """Yield the clients that come to this use of a feature and cannot do it."""
    for client in CLIENTS:
        if not works(use.feature, client) and all(works(outer, client) for outer in use.within):
            yield client


def test_every_part_of_a_mail_is_known(used: list[tuple[str, Use]]) -> None:
    """What caniemail has no facts of is in a list of what needs none, with its reason; nothing slips in."""
    assert not sorted({f"{use.feature}: {use.at}" for _, use in used if use.feature not in FEATURES})


def test_every_part_of_a_mail_works_in_every_client(used: list[tuple[str, Use]]) -> None:
    """Or is an addition that is allowed, for a reason, to be missing."""
    known = [(name, use) for name, use in used if use.feature in FEATURES]
    wrong = {
        use.feature: f"{use.at}, in {name}: not in {', '.join(clients)}"
        for name, use in known
        if use.feature not in ALLOWED and (clients := list(missing(use)))
    }
    assert not wrong


def test_nothing_is_allowed_that_need_not_be(used: list[tuple[str, Use]]) -> None:
    """An allowance goes with the last use it was made for."""
    needed = {use.feature for _, use in used if use.feature in FEATURES and any(missing(use))}
    assert set(ALLOWED) <= needed


@pytest.mark.parametrize(
    ("html", "feature"),
    [
        ('<p style="display: flex">', "css-display-flex"),
        ('<p style="margin-inline-start: 4px">', "css-margin-inline-start-end"),
        ('<p style="color: var(--ink)">', "css-variables"),
        ('<p style="width: calc(100% - 4px)">', "css-unit-calc"),
        ('<p style="font-size: 2rem">', "css-unit-rem"),
        ('<p style="position: absolute">', "css-position"),
        ("<style>p:not(.x) { color: red }</style>", "css-pseudo-class-not"),
        ("<style>p > a { color: red }</style>", "css-selector-child"),
        ("<style>@import 'x.css';</style>", "css-at-import"),
        ("<style>@font-face { font-family: X }</style>", "css-at-font-face"),
        ("<style>@media (hover) { p { color: red } }</style>", "css-at-media-hover"),
        ("<svg></svg>", "html-svg"),
        ('<img srcset="x 2x">', "html-srcset"),
        ("<section></section>", "html-semantics"),
        ('<a href="#top">x</a>', "html-anchor-links"),
    ],
)
def test_a_feature_is_found_wherever_it_hides(html: str, feature: str) -> None:
    """In elements, attributes, inline styles and the style block."""
    assert feature in {use.feature for use in uses(html)}


@pytest.mark.parametrize(
    "html",
    [
        '<p style="mask-border: 1px">',
        '<p style="color: hsl(1 2% 3%)">',
        '<p style="background-image: url(x.png)">',
        '<p style="rotate: 3deg">',
        "<style>@layer x;</style>",
        "<style>p || a { color: red }</style>",
        "<style>@media (inverted-colors) { p { color: red } }</style>",
        "<keygen>",
        "<p contenteditable>",
    ],
)
def test_what_nobody_tested_is_unknown(html: str) -> None:
    """A test fails until somebody says why a mail may have it."""
    assert [use for use in uses(html) if use.feature not in FEATURES]


def test_what_is_within_a_media_query_is_asked_of_those_who_read_it() -> None:
    """A client that skips the block cannot stumble over what is in it."""
    css = "<style>@media (prefers-color-scheme: dark) { p { display: grid } }</style>"
    (use,) = (use for use in uses(css) if use.feature == "css-display-grid")
    assert use.within == {"html-style", "css-at-media", "css-at-media-prefers-color-scheme"}
