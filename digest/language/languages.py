"""The languages there are: one catalogue each, found in folders and read when first asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from digest.errors import TemplateError
from digest.language import catalogue
from digest.language.language import ENGLISH, Language, locale_of, names_of

_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")  # the tags of RFC 5646 that have a use here


class Languages:
    """The languages of some folders with files `TAG.po`, the first of which wins; English is always there."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Look for catalogues; folders that are not there hold none."""
        self._files: dict[str, Path | None] = {"en": None}  # by tag
        for folder in reversed(folders):
            for path in sorted(folder.glob("*.po")):
                if _TAG.fullmatch(path.stem):
                    self._files[_spelt(path.stem)] = path
        self._read: dict[str, Language] = {}

    def tags(self) -> tuple[str, ...]:
        """Return the tags there are, in the order of their names: "ar", "en", "ja"."""
        return tuple(sorted(self._files))

    def names(self) -> dict[str, str]:
        """Return the tags by what the languages are called, in English and in themselves, case-folded."""
        known = {tag: names_of(tag) for tag in self.tags()}
        return {name.casefold(): tag for tag, names in known.items() for name in names}

    def known(self, tag: str) -> bool:
        """Tell whether a tag, or the language it begins with, is one of these."""
        return self._known(_spelt(tag)) is not None

    def get(self, tag: str) -> Language:
        """Return the language of a tag, or the one it begins with ("pt" for "pt-BR"), or English.

        Raises TemplateError, with its file and line, where a catalogue cannot be used.
        """
        spelt = _spelt(tag)
        if spelt not in self._read:
            known = self._known(spelt)
            self._read[spelt] = ENGLISH if known is None else _language(spelt, self._files[known])
        return self._read[spelt]

    def _known(self, tag: str) -> str | None:
        """Return the tag of the catalogue for a tag; None: there is none."""
        if not _TAG.fullmatch(tag):
            return None
        return next((one for one in (tag, tag.partition("-")[0]) if one in self._files), None)


def _spelt(tag: str) -> str:
    """Return a tag as it is written, whoever wrote it: "pt-BR", "zh-Hant" (RFC 5646 section 2.1.1)."""
    first, *rest = tag.replace("_", "-").split("-")
    shaped = {2: str.upper, 4: str.title}  # a region, a script
    return "-".join([first.lower(), *(shaped.get(len(one), str.lower)(one) for one in rest)])


def _language(tag: str, path: Path | None) -> Language:
    """Return the language of a file by the tag that was asked for: its region has formats of its own."""
    if path is None:
        return Language(tag)
    try:
        locale = locale_of(tag)
    except ValueError as err:
        raise TemplateError(f"{path}: {err}") from err
    return Language(tag, catalogue=catalogue.read(path, locale=locale))
