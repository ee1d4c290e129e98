"""Pictures for tests, as files of several formats: shapes, or noise that no encoder makes small."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image, ImageDraw


def shapes(width: int = 800, height: int = 450, *, mode: str = "RGB", colour: str = "#c8553d") -> Image.Image:
    """Return a picture of a circle on white."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).ellipse((width * 0.3, height * 0.2, width * 0.7, height * 0.8), fill=colour)
    return image if mode == "RGB" else image.convert(mode)


def noise(width: int, height: int) -> Image.Image:
    """Return a picture of nothing but detail; always the same."""
    return Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3))  # noqa: S311 - a pattern


def a_file(image: Image.Image | None = None, kind: str = "PNG", **options: Any) -> bytes:
    """Return a picture as the bytes of a file."""
    out = io.BytesIO()
    (image or shapes()).save(out, kind, **options)
    return out.getvalue()


def read(data: bytes) -> Image.Image:
    """Return a file's picture, decoded."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
