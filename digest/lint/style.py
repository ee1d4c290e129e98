"""What styles say, as far as it decides whether a mail can be read: style attributes and style blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from digest.lint.colour import Colour, colour

RULES_READ = 200  # of a style block; a mail has a tenth of that

_PX = re.compile(r"(-?\d{0,6}\.?\d{1,4})(px)?")
_WORD = re.compile(r"#[0-9a-f]+|rgba?\([^)]*\)|[a-z-]+\([^)]*\)|[a-z]+", re.IGNORECASE)
_EXTERNAL = re.compile(
    r"@import\b|@font-face\b|\burl\s*\(|\bexpression\s*\(|-moz-binding|\bbehavior\s*:", re.IGNORECASE
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INHERITED = frozenset({"inherit", "initial", "unset", "revert", "currentcolor", "auto"})
_NO_COLOUR = frozenset(
    {"none", "url", "repeat", "center", "top", "left", "right", "bottom", "scroll", "fixed"}
)


class Style(NamedTuple):
    """The declarations of one rule or attribute that matter here; None is what they do not say."""

    ink: Colour | None = None
    ground: Colour | None = None
    opacity: float | None = None
    hides: bool = False
    tiny: bool | None = None  # font-size of 1 px or less
    size: bool = False  # says a font-size
    family: bool = False  # says a font-family
    width: float = 0.0  # px, the most that width, min-width and max-width say
    firm: frozenset[str] = frozenset()  # the properties marked !important
    unknown: str = ""  # a colour that cannot be read


class Rule(NamedTuple):
    """One rule of a style block."""

    media: str  # the query it stands under, or nothing
    selector: str
    style: Style

    @property
    def dark(self) -> bool:
        """Say whether the rule is for dark mode only."""
        return "prefers-color-scheme" in self.media and "dark" in self.media


@lru_cache(maxsize=2_048)
def style(text: str) -> Style:
    """Return what a list of declarations says."""
    said: dict[str, str] = {}
    firm = set()
    for declaration in _COMMENT.sub("", text).lower().split(";"):
        name, _, value = declaration.partition(":")
        bare = value.replace("!important", "").strip()
        if bare and name.strip():
            said[name.strip()] = bare
            if bare != value.strip():
                firm.add(name.strip())
    unknown: list[str] = []
    ink = _colour(said.get("color", ""), unknown)
    ground = _ground(said, unknown)
    size = px(said["font-size"]) if "font-size" in said else None
    widths = [px(said.get(name, "")) or 0.0 for name in ("width", "min-width", "max-width")]
    return Style(
        ink=ink,
        ground=ground,
        opacity=_share(said.get("opacity", "")),
        hides=_hides(said),
        tiny=None if "font-size" not in said else size is not None and size <= 1,
        size="font-size" in said or "font" in said,
        family="font-family" in said or "font" in said,
        width=max(widths),
        firm=frozenset(firm),
        unknown=unknown[0] if unknown else "",
    )


def px(text: str) -> float | None:
    """Return a length in px, or a bare number; None for other units."""
    match = _PX.fullmatch(text.strip())
    return float(match[1]) if match else None


def external(css: str) -> str:
    """Return what in a style would load something or run, or nothing."""
    match = _EXTERNAL.search(_COMMENT.sub("", css))
    return match[0] if match else ""


def rules(css: str) -> Iterator[Rule]:
    """Yield the rules of a style block in order, the first RULES_READ of them."""
    media: list[str] = []
    before, read = "", 0
    for piece in re.split(r"([{}])", _COMMENT.sub("", css)):
        if piece == "{":
            media.append(before.strip())
        elif piece == "}" and media:
            selector = media.pop()
            if selector and not selector.startswith("@") and read < RULES_READ:
                read += 1
                yield Rule(" ".join(one for one in media if one.startswith("@")), selector, style(before))
            before = ""
            continue
        before = piece if piece not in "{}" else ""


def _hides(said: dict[str, str]) -> bool:
    closed = {name for name in ("max-height", "height", "max-width", "width") if px(said.get(name, "")) == 0}
    return (
        said.get("display") == "none"
        or said.get("visibility") in {"hidden", "collapse"}
        or _share(said.get("opacity", "")) == 0
        or bool(closed and said.get("overflow") == "hidden")
        or (px(said.get("text-indent", "")) or 0) <= -100  # noqa: PLR2004 - px: far off the page
        or (px(said.get("left", "")) or 0) <= -1000  # noqa: PLR2004 - px: far off the page
    )


def _share(text: str) -> float | None:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return None


def _ground(said: dict[str, str], unknown: list[str]) -> Colour | None:
    if "background-color" in said:
        return _colour(said["background-color"], unknown)
    words = [word for word in _WORD.findall(said.get("background", "")) if word not in _NO_COLOUR]
    return next((found for found in map(colour, words) if found), None)


def _colour(text: str, unknown: list[str]) -> Colour | None:
    if not text or text in _INHERITED:
        return None
    found = colour(text)
    if found is None:
        unknown.append(text)
    return found
