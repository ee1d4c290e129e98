"""Phrases: whole words found as they are written, for keywords and for what is never wanted."""

from __future__ import annotations

import re
from functools import lru_cache

from digest.model import Paper
from digest.rank.words import UNSPACED, fold, stems

_GAP = re.compile(r"[\s\-\u2010-\u2015]+")
_QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb \t\r\n"
_UNSPACED = re.compile(UNSPACED)


def readable(paper: Paper) -> str:
    """Return all that a reader is shown of a paper's contents, folded for matching."""
    facts = paper.facts
    return fold(f"{facts.title}\n\n{facts.abstract}\n\n{facts.summary}")


@lru_cache(maxsize=4096)
def phrase_pattern(phrase: str) -> re.Pattern[str] | None:
    """Return a pattern that finds a phrase as whole words in `readable` text, or None for an empty one.

    Case, accents and quotes around it do not matter, nor whether its words are joined by a space or a hyphen;
    "C++" is itself, and "GAN" is neither in "organ" nor in "GANs". Scripts without spaces have no word
    boundaries to ask for.
    """
    pieces = [piece for piece in _GAP.split(fold(phrase).strip(_QUOTES)) if piece]
    if not pieces:
        return None
    before = "" if _UNSPACED.match(pieces[0][0]) else r"(?<![^\W_])"
    after = "" if _UNSPACED.match(pieces[-1][-1]) else r"(?![^\W_])"
    return re.compile(before + r"[\s\-\u2010-\u2015]+".join(map(re.escape, pieces)) + after)


def has_topic(paper: Paper, topic: str) -> bool:
    """Return whether a topic's words, stemmed, stand side by side in a paper's title, abstract or summary."""
    wanted = stems(topic)
    facts = paper.facts
    return bool(wanted) and any(
        f" {' '.join(wanted)} " in f" {' '.join(stems(text))} "
        for text in (facts.title, facts.abstract, facts.summary)
    )
