"""What is to be translated: every message of the code and the themes, as templates/languages/digest.pot.

`make catalogues` writes that file anew and brings the catalogues beside it up to date: what they do not say
yet is empty in them, and what is said no more is gone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LANGUAGES = ROOT / "templates" / "languages"
POT = LANGUAGES / "digest.pot"
SHIPPED = ("ar", "ja")

_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "counting": (1, 2),
}
_JINJA = {
    "extensions": "jinja2.ext.i18n",
    "silent": "false",
    "trimmed": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
}
_PLACES = (  # of messages: a folder, how its files are read, with which options
    ("digest", [("**.py", "python")], {}),
    ("templates/themes/default", [("**", "jinja2.ext.babel_extract")], {"**": _JINJA}),
    ("templates/themes/plain", [("**", "jinja2.ext.babel_extract")], {"**": _JINJA}),
)
# Header lines that change when no message does, and those that say nothing.
_IDLE = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Project-Id-Version|[\w-]+: [^"]*@).*\n', re.MULTILINE
)
_ABOUT = '# What mails say. How to translate it: docs/templates.md, "Languages".'


def extracted() -> Catalog:
    """Return every message, with the files it is in."""
    found = Catalog(fuzzy=False, header_comment=_ABOUT, charset="utf-8")
    for folder, methods, options in _PLACES:
        messages = extract_from_dir(
            ROOT / folder,
            method_map=methods,
            options_map=options,
            keywords=_KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        )
        for name, _, message, comments, context in messages:
            found.add(message, locations=[(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    return found


def written(catalogue: Catalog) -> str:
    """Return a catalogue as a file's text, without what changes when no message does."""
    out = BytesIO()
    write_po(out, catalogue, width=100, include_lineno=False, sort_output=False, ignore_obsolete=True)
    return _IDLE.sub("", out.getvalue().decode())


def updated(tag: str) -> Catalog:
    """Return the catalogue of a language with every message there is now, and no other."""
    with (LANGUAGES / f"{tag}.po").open("rb") as stream:
        found = read_po(stream, locale=tag)
    found.update(extracted(), no_fuzzy_matching=True)
    found.header_comment = _ABOUT
    return found


def files() -> Iterator[tuple[Path, str]]:
    """Return each file that `make catalogues` writes, and its text."""
    yield POT, written(extracted())
    for tag in SHIPPED:
        yield LANGUAGES / f"{tag}.po", written(updated(tag))


def main() -> None:
    """Write the files, and say how much of each language is left."""
    for path, text in files():
        path.write_text(text, encoding="utf-8")
    for tag in SHIPPED:
        left = [message.id for message in updated(tag) if message.id and not _said(message.string)]
        sys.stdout.write(f"{tag}.po: {len(left)} messages are not translated\n")


def _said(string: str | tuple[str, ...]) -> bool:
    return all((string,) if isinstance(string, str) else string)


if __name__ == "__main__":
    main()
