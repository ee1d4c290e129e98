"""CSS colours, their contrast, and what a mail program that inverts makes of them; pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

LEAST_CONTRAST = 4.5  # of text and its background: WCAG 2.2, 1.4.3


class Colour(NamedTuple):
    """An sRGB colour."""

    red: float  # 0 to 255
    green: float
    blue: float
    alpha: float = 1.0

    def __str__(self) -> str:
        return "#" + "".join(f"{round(channel):02x}" for channel in self[:3])


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)
DARK_CANVAS = Colour(18, 18, 18)  # what browsers paint under color-scheme: dark
CLEAR = Colour(0, 0, 0, 0)

NAMES = {
    "aqua": "00ffff",
    "black": "000000",
    "blue": "0000ff",
    "fuchsia": "ff00ff",
    "gray": "808080",
    "green": "008000",
    "grey": "808080",
    "lime": "00ff00",
    "maroon": "800000",
    "navy": "000080",
    "olive": "808000",
    "orange": "ffa500",
    "purple": "800080",
    "red": "ff0000",
    "silver": "c0c0c0",
    "teal": "008080",
    "white": "ffffff",
    "yellow": "ffff00",
}  # the names of CSS level 2; others are read as unknown
_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+(\d?\.?\d{1,6})(%?))?\s*\)")


@lru_cache(maxsize=1_024)
def colour(text: str) -> Colour | None:
    """Return the colour that CSS writes so, or None where it is none that is known here."""
    text = text.strip().lower()
    if text == "transparent":
        return CLEAR
    if match := _HEX.fullmatch(text if text not in NAMES else f"#{NAMES[text]}"):
        digits = match[1] if len(match[1]) > 4 else "".join(one * 2 for one in match[1])  # noqa: PLR2004 - #rgba
        channels = [int(digits[at : at + 2], 16) for at in range(0, len(digits), 2)]
        red, green, blue, *alpha = channels
        return Colour(red, green, blue, alpha[0] / 255 if alpha else 1.0)
    if match := _RGB.fullmatch(text):
        red, green, blue = (min(int(part), 255) for part in match.groups()[:3])
        share = float(match[4]) / (100 if match[5] else 1) if match[4] else 1.0
        return Colour(red, green, blue, min(share, 1.0))
    return None


def over(above: Colour, below: Colour) -> Colour:
    """Return what one sees of a colour, which may be translucent, on an opaque one."""
    if above.alpha >= 1:
        return above
    mixed = [one * above.alpha + other * (1 - above.alpha) for one, other in zip(above, below, strict=True)]
    return Colour(*mixed[:3])


def inverted(one: Colour) -> Colour:
    """Return the colour with its lightness (HSL) turned round: all else of it stays, as Gmail does it."""
    shift = 255 - max(one[:3]) - min(one[:3])
    return Colour(one.red + shift, one.green + shift, one.blue + shift, one.alpha)


@lru_cache(maxsize=4_096)
def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two opaque colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(one: Colour) -> float:
    shares = (channel / 255 for channel in one[:3])
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]  # noqa: PLR2004 - sRGB
    return linear[0] * 0.2126 + linear[1] * 0.7152 + linear[2] * 0.0722
