"""Colours in CSS with their lightness turned round, as mail programs do that force a dark look; pure."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb

from digest.lint.colour import NAMES, Colour, colour, inverted

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_DECLARATION = re.compile(r"(?<![-\w])(?P<name>[-\w]{1,60})(?P<colon>\s*:)(?P<value>[^;{}]*)")
_COLOURED = re.compile(r"--|.*(?:color|background|border|outline|shadow|fill|stroke)", re.IGNORECASE)
_COLOUR = re.compile(
    r"url\([^)]*\)?"  # a link may hold a # and more
    r"|(?P<function>rgb|hsl)a?\((?P<numbers>[^()]{1,80})\)"
    r"|(?P<plain>#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![-\w])"
    rf"|(?<![-\w#.])(?:{'|'.join(NAMES)})(?![-\w(]))",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})%?")
_PARTS = 3  # of a colour; a fourth is how opaque it is


def inverted_css(css: str) -> str:
    """Return CSS, a sheet's or an attribute's, with the lightness of every colour turned round."""

    def declared(found: re.Match[str]) -> str:
        if not _COLOURED.match(found["name"]):
            return found[0]
        return f"{found['name']}{found['colon']}{inverted_value(found['value'])}"

    return _DECLARATION.sub(declared, _COMMENT.sub(" ", css))


def inverted_value(value: str) -> str:
    """Return a value with each colour in it turned round; what is no colour stays."""
    return _COLOUR.sub(_turned, value)


def _turned(found: re.Match[str]) -> str:
    if found["function"]:
        return _turned_function(found["function"].lower(), found["numbers"]) or found[0]
    known = colour(found["plain"]) if found["plain"] else None
    if known is None:
        return found[0]
    opacity = f"{round(known.alpha * 255):02x}" if known.alpha < 1 else ""
    return f"{inverted(known)}{opacity}"


def _turned_function(function: str, written: str) -> str:
    """Return rgb(…) or hsl(…) turned round; nothing where it is not understood."""
    numbers = _NUMBER.findall(written)
    if len(numbers) < _PARTS:
        return ""
    turned = inverted(_of_hsl(numbers) if function == "hsl" else _of_rgb(numbers))
    opacity = f", {numbers[_PARTS]}" if len(numbers) > _PARTS else ""
    return f"rgb{'a' if opacity else ''}({turned.red}, {turned.green}, {turned.blue}{opacity})"


def _of_rgb(numbers: list[str]) -> Colour:
    shares = (float(one.rstrip("%")) * (2.55 if one.endswith("%") else 1) for one in numbers[:_PARTS])
    return Colour(*map(_byte, shares))


def _of_hsl(numbers: list[str]) -> Colour:
    hue, saturation, lightness = (float(one.rstrip("%")) for one in numbers[:_PARTS])
    shares = hls_to_rgb(hue / 360 % 1, _share(lightness), _share(saturation))
    return Colour(*(_byte(one * 255) for one in shares))


def _share(percent: float) -> float:
    return min(max(percent / 100, 0.0), 1.0)


def _byte(value: float) -> int:
    return min(max(round(value), 0), 255)
