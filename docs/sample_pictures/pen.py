"""A pen for schematic figures: it draws three times as large and scales down, so that edges are smooth."""

from __future__ import annotations

import io
from collections.abc import Sequence
from math import atan2, cos, pi, sin

from PIL import Image, ImageChops, ImageDraw, ImageFont

SIZE = (1040, 585)
SCALE = 3
COLOURS = 96  # of the palette a picture is saved with

GROUND, WHITE, INK = "#f3f1ec", "#fffdf9", "#1d1c1a"
GREEN, RED, AMBER = "#0b5d52", "#c8553d", "#e0a458"
GREY, PALE, MINT, ROSE, SAND = "#77736a", "#dcd8ce", "#bcd3cd", "#efcfc5", "#f3dfbf"

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, width, height


class Pen:
    """Draws in the pixels of the finished picture."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), GROUND)
        self._draw = ImageDraw.Draw(self.image)

    def box(self, at: Box, *, fill: str | None = WHITE, line: str | None = INK, round_: float = 8) -> None:
        """Draw a rectangle with round corners."""
        left, top, wide, high = at
        corners = (left * SCALE, top * SCALE, (left + wide) * SCALE, (top + high) * SCALE)
        self._draw.rounded_rectangle(
            corners, round_ * SCALE, fill=fill, outline=line, width=3 * SCALE if line else 0
        )

    def dot(self, at: Point, radius: float, *, fill: str | None = INK, line: str | None = None) -> None:
        """Draw a disc or a ring."""
        x, y, r = at[0] * SCALE, at[1] * SCALE, radius * SCALE
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=fill, outline=line, width=3 * SCALE)

    def line(self, points: Sequence[Point], *, colour: str = INK, width: float = 3) -> None:
        """Draw a line with round joints and ends."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=round(width * SCALE), joint="curve")
        for point in (points[0], points[-1]):
            self.dot(point, width / 2, fill=colour)

    def shape(self, points: Sequence[Point], *, fill: str | None, line: str | None = None) -> None:
        """Draw a polygon."""
        if fill:
            self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)
        if line:
            self.line([*points, points[0]], colour=line)

    def curve(
        self, start: Point, end: Point, *, colour: str = INK, width: float = 3, tip: bool = False
    ) -> None:
        """Draw an S that leaves and arrives level."""
        (x0, y0), (x1, y1) = start, end
        steps = [n / 40 for n in range(41)]
        points = [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * (3 * t * t - 2 * t * t * t)) for t in steps]
        self.line(points[:-2] if tip else points, colour=colour, width=width)
        if tip:
            self.tip(points[-6], end, colour=colour, size=6 + 3 * width)

    def arrow(self, points: Sequence[Point], *, colour: str = INK, width: float = 4) -> None:
        """Draw a line that ends in a tip."""
        size = 6 + 3 * width
        (x0, y0), (x1, y1) = points[-2:]
        turn = atan2(y1 - y0, x1 - x0)
        end = (x1 - cos(turn) * size * 0.7, y1 - sin(turn) * size * 0.7)
        self.line([*points[:-1], end], colour=colour, width=width)
        self.tip(points[-2], points[-1], colour=colour, size=size)

    def tip(self, start: Point, end: Point, *, colour: str, size: float) -> None:
        """Draw the head of an arrow."""
        turn = atan2(end[1] - start[1], end[0] - start[0])
        sides = [
            (end[0] - size * cos(turn + side), end[1] - size * sin(turn + side)) for side in (-0.45, 0.45)
        ]
        self.shape([end, *sides], fill=colour)

    def arc(self, centre: Point, radius: float, turn: tuple[float, float], *, colour: str = INK) -> None:
        """Draw part of a circle from one angle to another (degrees, clockwise from the right), with a tip."""
        steps = [turn[0] + (turn[1] - turn[0]) * n / 40 for n in range(41)]
        points = [
            (centre[0] + radius * cos(a * pi / 180), centre[1] + radius * sin(a * pi / 180)) for a in steps
        ]
        self.line(points[:-2], colour=colour, width=5)
        self.tip(points[-5], points[-1], colour=colour, size=22)

    def words(
        self,
        at: Point,
        text: str,
        *,
        colour: str = INK,
        size: int = 28,
        bold: bool = False,
        anchor: str = "mm",
    ) -> None:
        """Write a line; `anchor` as Pillow means it."""
        name = "LiberationSans-Bold.ttf" if bold else "LiberationSans-Regular.ttf"
        font = ImageFont.truetype(name, size * SCALE)
        self._draw.text((at[0] * SCALE, at[1] * SCALE), text, fill=colour, font=font, anchor=anchor)

    def within(self, points: Sequence[Point], other: Pen) -> None:
        """Lay what another pen drew over this, within a polygon."""
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon([(x * SCALE, y * SCALE) for x, y in points], fill=255)
        self.image.paste(other.image, mask=mask)

    def lens(self, centres: tuple[Point, Point], radius: float, *, fill: str) -> None:
        """Fill what two discs share."""
        masks = []
        for x, y in centres:
            mask = Image.new("L", self.image.size)
            corners = [(one + side) * SCALE for side in (-radius, radius) for one in (x, y)]
            ImageDraw.Draw(mask).ellipse(corners, fill=255)
            masks.append(mask)
        self.image.paste(fill, mask=ImageChops.darker(*masks))

    def png(self) -> bytes:
        """Return the finished picture."""
        small = self.image.resize(SIZE, Image.Resampling.LANCZOS)
        out = io.BytesIO()
        plain = small.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        plain.save(out, "PNG", optimize=True)
        return out.getvalue()


def page(pen: Pen, at: Box, *, fill: str = WHITE, line: str = INK, lines: int = 4) -> None:
    """Draw a sheet with lines of text."""
    left, top, wide, high = at
    pen.box(at, fill=fill, line=line, round_=5)
    for n in range(lines):
        y = top + high * (n + 1) / (lines + 1)
        end = 0.6 if n == lines - 1 else 0.8
        pen.line([(left + wide * 0.2, y), (left + wide * end, y)], colour=line, width=3)


def landscape(pen: Pen, at: Box, *, sky: str, land: str, sun: tuple[float, float, str], peak: float) -> None:
    """Draw a small picture: a hill and a sun; `peak` is where the hill is highest, 0 to 1."""
    left, top, wide, high = at
    pen.box(at, fill=sky, line=None, round_=8)
    pen.dot((left + wide * sun[0], top + high * sun[1]), high * 0.12, fill=sun[2])
    slopes = [(0, 0.85), (peak * 0.5, 0.68), (peak, 0.4), ((1 + peak) / 2, 0.66), (1, 0.78)]
    ridge = [*slopes, (1, 0.985), (0, 0.985)]
    pen.shape([(left + wide * min(max(x, 0.015), 0.985), top + high * y) for x, y in ridge], fill=land)
    pen.box(at, fill=None, line=INK, round_=8)
