"""Files in a user's folder of templates that nothing reads: mostly a name that was misspelt."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path

from digest.errors import TemplateError

_ASIDE = (".", "_")  # what begins with these is not ours to judge: hidden files, a designer's own
_NOTES = (".md", "~")  # as what ends in these: notes, and what editors leave
_NEAR, _FAR = 0.85, 0.6  # how much alike two paths are, of 1: a slip of the pen, a guess


def names(folder: Path) -> frozenset[str]:
    """Return the files in a folder and its folders, by their paths from it, but for those set aside."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return frozenset(path.as_posix() for path in paths if not _set_aside(path))


def _set_aside(path: Path) -> bool:
    return any(part.startswith(_ASIDE) for part in path.parts) or path.name.endswith(_NOTES)


def expect_none(folder: Path, *, read: Collection[str], right: Collection[str]) -> None:
    """Raise TemplateError for the first file of a folder that is not read, with the nearest right name."""
    for name in sorted(names(folder) - {*read}):
        said = "a catalogue is called after its language's tag, as in languages/pt-BR.po"
        if not name.startswith("languages/"):
            near = next(_nearest(name, sorted(right)), None)
            said = f"did you mean {near}?" if near else "docs/templates.md lists those there are"
        raise TemplateError(f"{folder / name}: nothing reads a file of this name ({said})")


def _nearest(name: str, right: list[str]) -> Iterator[str]:
    """Yield right names by how well they fit: a slip, the same file in another folder, a guess."""
    file = name.rpartition("/")[2]
    yield from get_close_matches(name, right, n=1, cutoff=_NEAR)
    elsewhere = [one for one in right if one.rpartition("/")[2] == file]
    yield from sorted(elsewhere, key=lambda one: not one.startswith("themes/default/"))
    yield from get_close_matches(name, right, n=1, cutoff=_FAR)
