"""Which themes and languages there are to choose from: those that came along, and the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from digest import shipped
from digest.config.problems import either, hint, nearest, shown
from digest.config.values import line
from digest.errors import TemplateError
from digest.language import Languages

TEMPLATES_NAME = "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The themes and languages of an installation, and of the folder of templates beside a file."""

    themes: tuple[str, ...]
    languages: Languages


def looks(folder: Path) -> Looks:
    """Return what there is for a file in a folder."""
    roots = (folder / TEMPLATES_NAME, shipped.templates())
    languages = Languages([root / shipped.LANGUAGES for root in roots])
    return Looks(themes=shipped.themes(roots), languages=languages)


def theme(found: object, known: Looks) -> str:
    """Return the name of a theme that there is; raise ValueError for any other."""
    name = line(found, wanted="the name of a theme")
    if name not in known.themes:
        raise ValueError(f"unknown theme {shown(name)}{hint(name, known.themes)}")
    return name


def language(found: object, known: Looks) -> str:
    """Return the tag of a language whose catalogue can be read; raise ValueError for any other."""
    tag = line(found, wanted="a language such as en")
    if not known.languages.known(tag):
        raise ValueError(f"unknown language {shown(tag)}{_meant(tag, known.languages)}")
    try:
        return known.languages.get(tag).tag
    except TemplateError as err:
        raise ValueError(str(err)) from err


def _meant(tag: str, known: Languages) -> str:
    """Return how the message ends: the nearest right tag, also by a language's name, and all of them."""
    names = known.names()
    near = nearest(tag, [*known.tags(), *names])
    guess = f" (did you mean {names.get(near, near)}?)" if near else ""
    return f"{guess}, wanted {either(known.tags())}"
