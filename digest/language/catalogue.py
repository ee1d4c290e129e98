"""Reading a catalogue of translations: a .po file becomes what gettext looks up, or an error with its line.

A translation may not name a place that its message has not, nor bring markup or control characters of its
own: it stands in mails as it is, also in attributes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import Translations

from digest.errors import TemplateError

SIZE_LIMIT = 2_000_000  # bytes; a hundred times what our messages need

MOST_PLURALS = 6  # forms; no language in CLDR has more

_LINE = re.compile(r'(?:#.*|(?:msg\w+(?:\[\d+\])?\s*)?"(?:[^"\\]|\\.)*")?')
_PLURALS = re.compile(r"nplurals\s*=\s*(\d+)")
_PLACE = re.compile(r"%\((\w+)\)s|%%")
_MARKUP = '<>&"'
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]")  # overrides of direction among them
_BY_ZERO = re.compile(r"[/%](?!\s*[1-9])")  # or by what may be zero


def read(path: Path, *, locale: Locale) -> Translations:
    """Return the translations in a file; fuzzy and empty ones are left out.

    Raises TemplateError with the file and, where there is one, the line.
    """
    return _translations(path, _text(path), locale)


def parsed(path: Path) -> Catalog:
    """Return a file as Babel's catalogue, whatever its messages say; raises TemplateError."""
    return _parsed(path, _text(path))


@lru_cache(maxsize=32)  # by what is in the file: a configuration and its templates read the same ones
def _translations(path: Path, text: str, locale: Locale) -> Translations:
    catalogue = _parsed(path, text)
    for message in catalogue:
        if message.id and not message.fuzzy and (wrong := _wrong(message, catalogue.num_plurals)):
            raise TemplateError(f"{path}:{message.lineno or 1}: {wrong}")
    if _BY_ZERO.search(catalogue.plural_expr):
        raise TemplateError(
            f"{path}: Plural-Forms cannot be read: found {_short(catalogue.plural_expr)}, "
            "wanted divisions by numbers alone, as in n%10"
        )
    catalogue.locale = locale  # whatever its header says; without one its plurals would be left out
    compiled = BytesIO()
    try:
        write_mo(compiled, catalogue)
        compiled.seek(0)
        return Translations(compiled)
    except (ValueError, RecursionError) as err:  # of gettext, which reads Plural-Forms
        raise TemplateError(f"{path}: Plural-Forms cannot be read: {err}") from err


def _parsed(path: Path, text: str) -> Catalog:
    lines = text.replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if not _LINE.fullmatch(line.strip()):
            raise TemplateError(
                f"{path}:{number}: found {_short(line)}, wanted a comment, or a text in quotes"
            )
        if (plurals := _PLURALS.search(line)) and not 1 <= int(plurals[1][:9]) <= MOST_PLURALS:
            raise TemplateError(f"{path}:{number}: found {_short(line)}, wanted 1 to {MOST_PLURALS} plurals")
    try:
        return read_po(lines, abort_invalid=True)
    except PoFileError as err:
        raise TemplateError(f"{path}:{err.lineno + 1}: {err}") from err
    except (ValueError, LookupError, TypeError) as err:  # of the header's values
        raise TemplateError(f"{path}: its header cannot be read: {err}") from err


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            found = stream.read(SIZE_LIMIT + 1)
    except OSError as err:
        raise TemplateError(f"{path}: cannot be read: {err.strerror}") from err
    if len(found) > SIZE_LIMIT:
        raise TemplateError(f"{path}: too large: more than {SIZE_LIMIT:,} bytes")
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = found.count(b"\n", 0, err.start) + 1
        raise TemplateError(f"{path}:{line}: found octets that are not UTF-8, wanted UTF-8") from err


def _short(line: str) -> str:
    return repr(line.strip()[:60])


def places(text: str) -> set[str]:
    """Return the names of the places in a message."""
    return set(_PLACE.findall(text)) - {""}


def _wrong(message: Message, plurals: int) -> str | None:
    """Return what is wrong with a message's translation; None: nothing, or there is none."""
    ids, said = _forms(message.id), _forms(message.string)
    if not any(said):
        return None
    if len(ids) > 1 and (len(said) != plurals or not all(said)):
        return f"found {sum(map(bool, said))} forms of {ids[0]!r}, wanted {plurals}"
    known = set().union(*map(places, ids))
    for form in said:
        if odd := places(form) - known:
            return f"found %({min(odd)})s, which is not in {ids[0]!r}"
        if "%" in _PLACE.sub("", form):
            return f"found a lone % in {form!r}, wanted %%"
        if odd := _of_its_own(form, ids):
            return f"found {min(odd)!r}, which is not in {ids[0]!r}"
    return None


def _of_its_own(form: str, ids: Sequence[str]) -> set[str]:
    """Return the markup and the controls that a translation has, or has more often, than its message."""
    marks = {*_MARKUP, *_CONTROL.findall(form)}
    return {mark for mark in marks if form.count(mark) > max(one.count(mark) for one in ids)}


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)
