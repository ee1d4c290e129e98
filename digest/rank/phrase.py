"""Phrases: whole words found as they are written, for keywords and for what is never wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from digest.model import Paper
from digest.rank.words import SPACED, UNSPACED, fold, stems

_GAP = re.compile(r"[\s\-\u2010-\u2015]+")
_QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb \t\r\n"
_UNSPACED = re.compile(UNSPACED)
_SPACED = re.compile(SPACED)  # compiled once: its classes are large


def readable(paper: Paper) -> str:
    """Return all that a reader is shown of a paper's contents, folded for matching."""
    facts = paper.facts
    return fold(f"{facts.title}\n\n{facts.abstract}\n\n{facts.summary}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase to be found as whole words."""

    core: re.Pattern[str]
    begins: bool  # whether it begins with a word that ends where it begins: not in scripts without spaces
    ends: bool

    def search(self, text: str) -> bool:
        """Return whether a text, folded as `readable` does, has the phrase in it."""
        found = self.core.search(text)
        while found is not None:
            cut = self.begins and found.start() > 0 and _SPACED.match(text, found.start() - 1)
            if not cut and not (self.ends and _SPACED.match(text, found.end())):
                return True
            found = self.core.search(text, found.start() + 1)
        return False


@lru_cache(maxsize=4096)
def phrase_pattern(phrase: str) -> Phrase | None:
    """Return what finds a phrase as whole words in `readable` text, or None for an empty one.

    Case, accents and quotes around it do not matter, nor whether its words are joined by a space or a hyphen;
    "C++" is itself, and "GAN" is neither in "organ" nor in "GANs". Scripts without spaces have no word
    boundaries to ask for, and end the words of others.
    """
    pieces = [piece for piece in _GAP.split(fold(phrase).strip(_QUOTES)) if piece]
    if not pieces:
        return None
    core = re.compile(r"[\s\-\u2010-\u2015]+".join(map(re.escape, pieces)))
    return Phrase(core, not _UNSPACED.match(pieces[0][0]), not _UNSPACED.match(pieces[-1][-1]))


def has_topic(paper: Paper, topic: str) -> bool:
    """Return whether a topic's words, stemmed, stand side by side in a paper's title, abstract or summary."""
    wanted = stems(topic)
    facts = paper.facts
    return bool(wanted) and any(
        f" {' '.join(wanted)} " in f" {' '.join(stems(text))} "
        for text in (facts.title, facts.abstract, facts.summary)
    )
