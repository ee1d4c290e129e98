"""A mail's HTML as various mail programs show it: in the dark, inverted, without pictures; pure.

What keeps a hostile mail inert is not here: the frame's sandbox and its policy do, whatever the HTML is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from digest.lint.colour import BLACK, WHITE, Colour, inverted
from digest.preview.colours import inverted_css, inverted_value

NESTED_LIMIT = 5_000  # elements within one another; the parser's time grows with its square


class Dark(StrEnum):
    """How a mail is shown in the dark."""

    NONE = "none"  # it is not: the light look, whatever the system prefers
    MEDIA = "media"  # by the mail's own rules, as Apple Mail does
    INVERTED = "inverted"  # its rules are ignored and its colours turned round, as Gmail does


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a mail is to be shown."""

    dark: Dark = Dark.NONE
    images: bool = True


_SCHEME = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.IGNORECASE)
_ALWAYS, _NEVER = "(min-width: 0)", "(max-width: 0)"
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,15})", re.IGNORECASE)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"]
)
_COLOUR_ATTRIBUTES = ("bgcolor", "color", "text", "link", "vlink", "alink")
_LINK = Colour(0, 0, 238)  # what browsers give a link that has no colour


def dressed(html: str, look: Look, *, pictures: Mapping[str, str] | None = None) -> str:
    """Return a mail's HTML in a look, with its cid: pictures put in.

    `pictures` are data: addresses by Content-ID. HTML that is nested beyond reason is returned as it is.
    """
    if not html or _nested(html) > NESTED_LIMIT:
        return html
    tree = LexborHTMLParser(html)
    for node in tree.css("[media]"):
        node.attrs["media"] = _decided(node.attributes["media"] or "", dark=look.dark)
    for node in tree.css("style"):
        _replace(node, f"<style{_media(node)}>{_styled(node.text(), dark=look.dark)}</style>")
    if look.dark is Dark.INVERTED:
        _invert(tree)
    _put_in(tree, pictures or {})
    if not look.images:
        for node in tree.css("img"):
            _replace(node, _box(node))
    for node in tree.css("meta[name=color-scheme], meta[name=supported-color-schemes]"):
        node.decompose()
    return _finished(tree, look.dark)


def _nested(html: str) -> int:
    """Return about how deep elements stand within one another, and never less."""
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _VOID:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _decided(media: str, *, dark: Dark) -> str:
    """Return a media query in which the reader's preference is decided."""
    chosen = "dark" if dark is Dark.MEDIA else "light"
    return _SCHEME.sub(lambda found: _ALWAYS if found[1].lower() == chosen else _NEVER, media)


def _styled(css: str, *, dark: Dark) -> str:
    decided = _decided(css, dark=dark)
    return inverted_css(decided) if dark is Dark.INVERTED else decided


def _invert(tree: LexborHTMLParser) -> None:
    """Turn the colours round that stand in attributes."""
    for node in tree.css("[style]"):
        node.attrs["style"] = inverted_css(node.attributes["style"] or "")
    for name in _COLOUR_ATTRIBUTES:
        for node in tree.css(f"[{name}]"):
            node.attrs[name] = inverted_value(node.attributes[name] or "")


def _put_in(tree: LexborHTMLParser, pictures: Mapping[str, str]) -> None:
    """Give each cid: picture its data; one that the mail does not bring shows its alternative text."""
    for node in tree.css("img[src]"):
        source = (node.attributes["src"] or "").strip()
        if source[:4].lower() == "cid:":
            node.attrs["src"] = pictures.get(unquote(source[4:]), "")


def _box(node: LexborNode) -> str:
    """Return what stands in a picture's place: its alternative text in a box of its width."""
    width = re.match(r"\s*(\d{1,4})\s*(?:px)?\s*$", node.attributes.get("width") or "")
    size = f"width:{width[1]}px;" if width else ""
    style = f"display:inline-block;box-sizing:border-box;max-width:100%;{size}border:1px solid;padding:4px"
    words = escape(node.attributes.get("alt") or "")
    return f'<span class="no-image" style="{style}">{words}</span>'


def _replace(node: LexborNode, markup: str) -> None:
    made = LexborHTMLParser(f"<body>{markup}").body
    if made is not None and made.child is not None:
        node.replace_with(made.child)


def _media(node: LexborNode) -> str:
    media = node.attributes.get("media")
    return f' media="{escape(media)}"' if media else ""


def _finished(tree: LexborHTMLParser, dark: Dark) -> str:
    """Return the document with the scheme that it is shown in said last."""
    scheme = "dark" if dark is Dark.MEDIA else "only light"
    rules = f":root{{color-scheme:{scheme} !important}}"
    first = ""
    if dark is Dark.INVERTED:  # what a mail leaves to the program is turned round, too
        ground, ink, link = map(inverted, (WHITE, BLACK, _LINK))
        first = f"<style>html{{background:{ground};color:{ink}}}:where(a:link){{color:{link}}}</style>"
    document = tree.html or ""
    head = re.search(r"<head(?:\s[^>]*)?>", document)
    at = head.end() if head else 0
    close = document.find("</head>", at)
    last = close if close >= 0 else at
    return f"{document[:at]}{first}{document[at:last]}<style>{rules}</style>{document[last:]}"
