"""Colours in CSS with their lightness turned round, as mail programs do that force a dark look; pure."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb

RGB = tuple[int, int, int]  # 0 to 255 each

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_DECLARATION = re.compile(r"(?<![-\w])(?P<name>[-\w]{1,60})(?P<colon>\s*:)(?P<value>[^;{}]*)")
_COLOURED = re.compile(r"--|.*(?:color|background|border|outline|shadow|fill|stroke)", re.IGNORECASE)
# CSS 2.1's names: mails use few others, and one that is not known stays as it is.
_NAMES: dict[str, RGB] = {
    "aqua": (0, 255, 255),
    "black": (0, 0, 0),
    "blue": (0, 0, 255),
    "fuchsia": (255, 0, 255),
    "gray": (128, 128, 128),
    "green": (0, 128, 0),
    "grey": (128, 128, 128),
    "lime": (0, 255, 0),
    "maroon": (128, 0, 0),
    "navy": (0, 0, 128),
    "olive": (128, 128, 0),
    "orange": (255, 165, 0),
    "purple": (128, 0, 128),
    "red": (255, 0, 0),
    "silver": (192, 192, 192),
    "teal": (0, 128, 128),
    "white": (255, 255, 255),
    "yellow": (255, 255, 0),
}
_COLOUR = re.compile(
    r"url\([^)]*\)?"  # a link may hold a # and more
    r"|#(?P<hex>[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![-\w])"
    r"|(?P<function>rgb|hsl)a?\((?P<numbers>[^()]{1,80})\)"
    rf"|(?<![-\w#.])(?P<name>{'|'.join(_NAMES)})(?![-\w(])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})%?")
_PARTS = 3  # of a colour; a fourth is how opaque it is


def inverted(colour: RGB) -> RGB:
    """Return a colour with its lightness turned round, and its hue and saturation kept."""
    shift = 255 - max(colour) - min(colour)
    red, green, blue = colour
    return red + shift, green + shift, blue + shift


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
    if found["hex"]:
        return _turned_hex(found["hex"])
    if found["name"]:
        return _hex(inverted(_NAMES[found["name"].lower()]))
    if found["function"]:
        return _turned_function(found["function"].lower(), found["numbers"]) or found[0]
    return found[0]


def _turned_hex(digits: str) -> str:
    if len(digits) <= _PARTS + 1:  # #abc is #aabbcc
        digits = "".join(digit * 2 for digit in digits)
    pairs = (digits[at : at + 2] for at in range(0, len(digits), 2))
    red, green, blue, *opacity = (int(pair, 16) for pair in pairs)
    return _hex(inverted((red, green, blue))) + "".join(f"{one:02x}" for one in opacity)


def _turned_function(function: str, written: str) -> str:
    """Return rgb(…) or hsl(…) turned round; nothing where it is not understood."""
    numbers = _NUMBER.findall(written)
    if len(numbers) < _PARTS:
        return ""
    colour = _of_hsl(numbers) if function == "hsl" else _of_rgb(numbers)
    red, green, blue = inverted(colour)
    opacity = f", {numbers[_PARTS]}" if len(numbers) > _PARTS else ""
    return f"rgb{'a' if opacity else ''}({red}, {green}, {blue}{opacity})"


def _of_rgb(numbers: list[str]) -> RGB:
    red, green, blue = (
        _byte(float(one.rstrip("%")) * (2.55 if one.endswith("%") else 1)) for one in numbers[:_PARTS]
    )
    return red, green, blue


def _of_hsl(numbers: list[str]) -> RGB:
    hue, saturation, lightness = (float(one.rstrip("%")) for one in numbers[:_PARTS])
    share = hls_to_rgb(hue / 360 % 1, _share(lightness), _share(saturation))
    red, green, blue = (_byte(one * 255) for one in share)
    return red, green, blue


def _share(percent: float) -> float:
    return min(max(percent / 100, 0.0), 1.0)


def _byte(value: float) -> int:
    return min(max(round(value), 0), 255)


def _hex(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
