"""Why a paper is here, in words: `reason.txt` rendered once for each kind of reason, and filled."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from markupsafe import escape

from digest.language import Language
from digest.model import Entry, Section
from digest.render.engine import Engine
from digest.render.frame import cut, quoted, slot
from digest.render.text import isolated, shortened, tidy, wrapped
from digest.render.view import LABEL_LIMIT, NAME_LIMIT, RAW_LIMIT

TERMS = 3
TEMPLATE = "reason.txt"
KEPT = 32_768  # labels, sets of terms, wordings
INDENT = 4  # columns: what stands under a title in the text part

_BY_PAPER = frozenset({"like", "library", "vote"})  # kinds whose label is a paper's title
_SAID = {Section.OUTSIDE: "outside", Section.TRENDING: "popular"}  # the kind of reason said there anyway


class Wording(NamedTuple):
    """The reasons for one pick in words, quoted-printable."""

    html: bytes
    text: bytes  # wrapped and indented
    size: int  # octets of the HTML, decoded


NONE = Wording(b"", b"", 0)


class Reasons:
    """Puts reasons into the words of one theme and language; what many readers are told is made once."""

    def __init__(self, engine: Engine, language: Language) -> None:
        self._engine = engine
        self._joined = language.joined
        self._rtl = language.direction == "rtl"
        self._pattern = lru_cache(maxsize=256)(self._render_pattern)
        self._label = lru_cache(maxsize=KEPT)(self._render_label)
        self._few = lru_cache(maxsize=KEPT)(self._render_few)
        self._wording = lru_cache(maxsize=KEPT)(self._render_wording)

    def of(self, entry: Entry) -> Wording:
        """Return an entry's reasons on one line, but for what its mark or its section's heading says."""
        said = _SAID.get(entry.section)
        facts = []
        for reason in entry.reasons:
            kind, terms = reason.kind, reason.terms
            if kind != said:
                shared = kind in _BY_PAPER and _all_in(terms, entry.card.authors)
                facts.append((kind, reason.label, terms, shared))
        return self._wording(*facts) if facts else NONE

    def _render_wording(self, *facts: tuple[str, str, tuple[str, ...], bool]) -> Wording:
        lines = [
            self._pattern(kind, "authors" if shared else "terms", bool(terms))(
                self._label(label), self._few(terms)
            )
            for kind, label, terms, shared in facts
        ]
        line = " · ".join(one for one in lines if one)
        html = str(escape(line))
        return Wording(quoted(html), quoted(wrapped(line, indent=INDENT)), len(html.encode()))

    def _render_pattern(self, kind: str, field: str, filled: bool) -> Callable[[str, str], str]:  # noqa: FBT001 - a key
        """Return what puts a label, and terms or authors, into the words for a kind of reason."""
        places = {field: slot(field)} if filled else {}
        reason = {"kind": kind, "label": slot("label"), "terms": "", "authors": ""} | places
        text = " ".join(self._engine.render(TEMPLATE, reason=reason).split())
        found = cut(text, known=("label", field), template=TEMPLATE)
        pattern = "%s".join(stretch.replace("%", "%%") for stretch in found.stretches)
        if found.slots == ("label", field):
            return lambda label, few: pattern % (label, few)
        return lambda label, few: pattern % tuple(label if name == "label" else few for name in found.slots)

    def _render_few(self, terms: tuple[str, ...]) -> str:
        few = [shortened(tidy(term), NAME_LIMIT) for term in terms[:TERMS]]
        return self._joined([isolated(term, rtl=self._rtl) for term in few])

    def _render_label(self, label: str) -> str:
        plain = shortened(tidy(label[:RAW_LIMIT]).strip('"'), LABEL_LIMIT)  # words put their own quotes
        return isolated(plain, rtl=self._rtl)


def _all_in(terms: tuple[str, ...], authors: tuple[str, ...]) -> bool:
    """Say whether the terms of a reason that names a paper are authors of both, and not words."""
    return bool(terms) and terms[0] in authors and set(terms) <= {*authors}
