"""HTML and odd characters in text from feeds and forms."""

from __future__ import annotations

import html
import re

from digest.latex.symbols import script


def _unwanted() -> dict[int, str | None]:
    """Map what must not be shown: controls, direction overrides, zero-width and tag characters, halves."""
    table: dict[int, str | None] = dict.fromkeys([*range(32), 0x7F])
    for code in range(0x80, 0xA0):  # C1 controls are Windows-1252 in disguise, as HTML reads them
        table[code] = bytes([code]).decode("cp1252", "ignore") or None
    table |= dict.fromkeys([*b"\t\n\v\f\r\x1c\x1d\x1e\x1f", 0x85, 0x2028, 0x2029], " ")
    table |= dict.fromkeys([0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF])
    for first, last in ((0x202A, 0x202E), (0x2060, 0x206F), (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF)):
        table |= dict.fromkeys(range(first, last + 1))
    return table | dict.fromkeys([*range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0), *range(0xE0000, 0xE0080)])


_UNWANTED = _unwanted()


# Letters that PDF's fonts join: nobody searches for them
_LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))


def cleaned(text: str) -> str:
    """Return a text on one line, without control, bidi and other invisible characters.

    The joiners of emoji and of Indic and Persian letters stay.
    """
    if not text.isprintable() or "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(text.split())
        if not text.isprintable():  # line breaks and odd spaces were it not
            text = " ".join(text.translate(_UNWANTED).split())
    if not text.isascii() and any(ligature in text for ligature in _LIGATURES):
        for ligature, letters in _LIGATURES.items():
            text = text.replace(ligature, letters)
    return text


_AMPERSANDS = re.compile(r"&(?:(?:amp|#0{0,5}38|#x0{0,5}26);)+", re.IGNORECASE)
# Only with its semicolon: "R&D", "AT&T" and "x&parameter" are text
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)


def unescaped(text: str) -> str:
    """Return a text with its character references resolved, however often the ampersands were escaped."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda match: html.unescape(match[0]), _AMPERSANDS.sub("&", text))


# Each with its value: "a<b and c>d" are two comparisons
_ATTRIBUTES = r"""(?:\s+[a-z][\w:-]{0,40}\s?=\s?(?:"[^"<>]*"|'[^'<>]*'|[^\s<>"'=]+)){0,20}"""
_TAG = re.compile(
    rf"<(/?)(?:jats:)?(p|br|div|li|ul|ol|h[1-6]|a|i|b|em|strong|italic|bold|sub|sup|span){_ATTRIBUTES}\s*/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"p|br|div|li|ul|ol|h[1-6]")
_SCRIPT = re.compile(r"<(?:jats:)?(su[bp])>([^<>]{1,40})</(?:jats:)?\1>", re.IGNORECASE)


def untagged(text: str) -> str:
    """Return a text without HTML's tags; one that is never closed, or that HTML does not know, is text."""
    if "<" not in text:
        return text
    text = _SCRIPT.sub(lambda match: script(match[2], mark="^" if match[1].lower() == "sup" else "_"), text)
    opened = {match[2].lower() for match in _TAG.finditer(text) if not match[1]}
    closed = {match[2].lower() for match in _TAG.finditer(text) if match[1]}
    pairs = opened & closed

    def replaced(match: re.Match[str]) -> str:
        name = match[2].lower()
        if _BREAK.fullmatch(name):
            return " "
        return "" if name in pairs else match[0]

    return _TAG.sub(replaced, text)
