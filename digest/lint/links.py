"""What addresses and words of links and images may be; pure."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

SCHEMES = frozenset(("https", "http", "mailto"))
_TRACKING = re.compile(
    r"[?&;](utm_[a-z]+|fbclid|gclid|dclid|msclkid|mc_[ce]id|_hsenc|_hsmi|mkt_tok|igshid|vero_id|yclid|oly_\w+_id)=",
    re.IGNORECASE,
)
_SAYS_NOTHING = frozenset(
    ("click here", "click", "here", "read more", "more", "link", "this link", "this", "learn more", "go")
)
_FORMATS = re.compile(r"\.(svgz?|webp|avif)$", re.IGNORECASE)
_HOSTED = re.compile(r"https?://[^/?#\s@]+(?:[/?#]|$)", re.IGNORECASE)  # no user name: it feigns a host

Faults = tuple[tuple[str, str], ...]


@lru_cache(maxsize=8_192)
def address_faults(url: str) -> Faults:
    """Return (rule, what was found) for the address of a link."""
    scheme = url.partition(":")[0].lower()
    hosted = scheme == "mailto" or _HOSTED.match(url)
    found = []
    if (scheme not in SCHEMES or not hosted or re.search(r"[\s<>\"]", url)) and not url.startswith("#"):
        found.append(("link-scheme", url or "no address"))
    if match := _TRACKING.search(url):
        found.append(("tracking-parameter", f"{match[1]} in {url}"))
    return tuple(found)


@lru_cache(maxsize=8_192)
def word_faults(words: str) -> Faults:
    """Return (rule, what was found) for the words of a link."""
    bare = " ".join(words.split()).strip(" .…!>»→").lower()
    if not bare or bare in _SAYS_NOTHING:
        return (("link-text", f"“{words.strip()}”"),)
    return ()


@lru_cache(maxsize=8_192)
def source_faults(source: str, *, minute: bool) -> Faults:
    """Return (rule, what was found) for where an image comes from; `minute`: nobody sees it."""
    scheme = source.partition(":")[0].lower()
    if scheme == "cid":
        return ()
    found = []
    if scheme != "https" or not _HOSTED.match(source):
        found.append(("image-source", source or "no src"))
    path = _path(source)
    if match := _FORMATS.search(path):
        found.append(("image-format", match[0]))
    if minute and scheme in {"http", "https"}:
        found.append(("tracking-pixel", source))
    if match := _TRACKING.search(source):
        found.append(("tracking-parameter", f"{match[1]} in {source}"))
    return tuple(found)


def _path(source: str) -> str:
    try:
        return urlsplit(source).path
    except ValueError:  # a port or a bracket that is none
        return ""
