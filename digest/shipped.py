"""What came along with the program: the folder of its templates."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

CHECKOUT = Path(__file__).parents[1] / "templates"


def templates() -> Path:
    """Return the folder of the shipped templates: the wheel's, or the checkout's."""
    inside = Path(str(files("digest"))) / "templates"
    return inside if inside.is_dir() else CHECKOUT
