"""Text hygiene: what came from outside becomes text that may stand in a mail; pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit

URL_LIMIT = 1000  # characters; a longer link is no link for people
SENTENCE_SHARE = 0.5  # a cut at a sentence's end may give up at most this share of the room

_SPACES = re.compile("[\t\n\x0b\x0c\r\x1c-\x1f \x85\u2028\u2029]+")
# Controls, surrogates, noncharacters, and what reorders or hides the text around it (UAX #9, UTS #55).
_JUNK = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef"
    "\ufeff\ufff0-\uffff\U000e0000-\U000e007f"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
# Parameters in a row that tell a site who came from where, with the mark before them.
_TRACKING = re.compile(r"([?&])(?:(?:utm_[^=&#]*|fbclid|gclid|mc_[ce]id)=[^&#]*(?:&|(?=#)|$))+")
_WEB_URL = re.compile(r"https?://[^\s<>\"'`\\^{|}]+", re.IGNORECASE)


def tidy(text: str) -> str:
    """Return the text as one line without controls, surrogates, bidi overrides and doubled spaces."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _SPACES.sub(" ", _JUNK.sub("", text)).strip(" ")


def isolated(text: str, *, rtl: bool) -> str:
    """Return the text so that its direction and that of the text around it leave each other alone (UAX #9).

    `rtl` says whether the text around it runs from right to left. Most text needs nothing.
    """
    return f"\u2068{text}\u2069" if text and (rtl or _RIGHT_TO_LEFT.search(text)) else text


def tidy_lines(text: str) -> str:
    """Return the text with its lines kept and each of them rid of controls; its spaces stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_JUNK.sub("", line).replace("\t", "    ") for line in lines).strip("\n")


def shortened(text: str, limit: int) -> str:
    """Return at most `limit` characters of the text, cut after a sentence or a word, with an ellipsis."""
    if len(text) <= limit:
        return text
    # Sentences that end so that " …" still has room, the space after a full stop is where that begins.
    ends = [text.rfind(mark, 0, limit - 1) + 1 for mark in (". ", "! ", "? ")]
    ends += [text.rfind(mark, 0, limit - 2) + 1 for mark in "。！？"]
    if max(ends) >= limit * SENTENCE_SHARE:
        return text[: max(ends)] + " …"
    word = text[: limit - 1].rfind(" ")
    cut = word if word >= limit * SENTENCE_SHARE else limit - 1
    while cut > 1 and _belongs_to_the_left(text[cut]):
        cut -= 1
    return text[:cut].rstrip(" ,;:.·-–—\u200d") + "…"


def _belongs_to_the_left(character: str) -> bool:
    """Say whether a cut before this character would tear it from what it modifies."""
    return unicodedata.category(character)[0] == "M" or character == "\u200d"


def wrapped(text: str, *, indent: int = 0, first: int | None = None, width: int = 72) -> str:
    """Return the text in lines of at most `width` characters, indented by spaces (`first`: its first line).

    Only ordinary spaces break: what a non-breaking space holds together stays on one line. A word that
    is longer than a line is cut.
    """
    begin = " " * (indent if first is None else first)
    lines: list[str] = []
    while len(text) > (room := width - len(begin)):
        cut = text.rfind(" ", 0, room + 1)
        line, text = (text[:cut], text[cut + 1 :]) if cut > 0 else (text[:room], text[room:])
        lines.append(begin + line)
        begin = " " * indent
    return "\n".join([*lines, begin + text] if text else lines)


@lru_cache(maxsize=8_192)
def web_url(url: str) -> str:
    """Return an http or https address that is safe in an href and on a line of text, or nothing.

    Refused: other schemes, spaces, quotes, controls, user names before an @ (they make one site look
    like another), and more than URL_LIMIT characters. Anything but ASCII after the host is percent-encoded;
    parameters that only track are left out.
    """
    url = url.strip(" ")
    if len(url) > URL_LIMIT or not _WEB_URL.fullmatch(url) or tidy(url) != url:
        return ""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if not parts.hostname or "@" in parts.netloc or port == 0:
        return ""
    url = _TRACKING.sub(_without, url) if "?" in url else url
    if url.isascii():
        return url
    rest = url[len(parts.scheme) + 3 + len(parts.netloc) :]
    return f"{parts.scheme}://{parts.netloc}{quote(rest, safe='/?#[]@!$&()*+,;=:%~-._')}"


def _without(tracking: re.Match[str]) -> str:
    """Return the mark before parameters that are left out, if others follow them."""
    return tracking[1] if tracking[0].endswith("&") else ""


def slug(text: str, *, otherwise: str) -> str:
    """Return ASCII letters, digits and single hyphens, at most 40, for a file or a host; never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-") or otherwise
