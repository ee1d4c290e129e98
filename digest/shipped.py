"""Folders of templates: the one that came along with the program, and what is in one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

CHECKOUT = Path(__file__).parents[1] / "templates"
THEMES = "themes"
LANGUAGES = "languages"

_THEME = re.compile(r"[A-Za-z0-9][\w-]{0,63}", re.ASCII)  # a folder's name that is safe in a path


def templates() -> Path:
    """Return the folder of the shipped templates: the wheel's, or the checkout's."""
    inside = Path(str(files("digest"))) / "templates"
    return inside if inside.is_dir() else CHECKOUT


def themes(folders: Iterable[Path]) -> tuple[str, ...]:
    """Return the names of all themes in folders of templates, sorted."""
    found = (one for folder in folders for one in (folder / THEMES).glob("*") if one.is_dir())
    return tuple(sorted({one.name for one in found if _THEME.fullmatch(one.name)}))
