"""A card that differs from a judged one of its paper only in what is a reader's own: its number, its reasons.

Nearly all cards of a pass are of that kind. Comparing lines is ten times faster than judging anew.
"""

from __future__ import annotations

from functools import lru_cache
from html import unescape
from typing import NamedTuple

from digest.lint import links, words
from digest.lint.both import Judged, lacks, text_addresses
from digest.lint.outline import Outline, clean_lines, outline


class Kept(NamedTuple):
    """A judged card to compare others with."""

    judged: Judged
    html: tuple[str, ...]  # lines
    clean: tuple[bool, ...]  # which of them begin outside of a tag
    text: tuple[str, ...]  # paragraphs


def kept(judged: Judged, html: str, text: str) -> Kept:
    """Return a judged card as one to compare others with."""
    return Kept(judged, tuple(html.split("\n")), clean_lines(html), tuple(text.split("\n\n")))


def alike(one: Kept, html: str, text: str) -> bool:
    """Say whether judging a card would surely find nothing, and the same headings, pictures and links.

    Where it says no, nothing is known: the card is to be judged.
    """
    if one.judged.findings:
        return False
    lines, paragraphs = html.split("\n"), text.split("\n\n")
    if len(lines) != len(one.html) or len(paragraphs) != len(one.text):
        return False
    strange: list[str] = []
    for old, new, clean in zip(one.html, lines, one.clean, strict=True):
        if old != new:
            if not clean or not _same_build(old, new):
                return False
            strange += _hrefs(new)
    changed = [pair for pair in zip(one.text, paragraphs, strict=True) if pair[0] != pair[1]]
    return _says_as_much(one.judged, changed, strange)


def _says_as_much(judged: Judged, changed: list[tuple[str, str]], strange: list[str]) -> bool:
    """Say whether changed paragraphs still hold what the HTML does, and nothing that is wrong."""
    if not changed:
        return not strange
    before, after = "\n\n".join(pair[0] for pair in changed), "\n\n".join(pair[1] for pair in changed)
    if any(words.faults(new) for _, new in changed) or lacks(after, judged.levels):
        return False
    if "://" not in before and "://" not in after and ":" not in "".join(strange):
        return "mailto:" not in before and "mailto:" not in after
    there = {one for pair in text_addresses(after) for one in pair}
    gone = {pair[0] for pair in text_addresses(before)} - there
    added = there - {one for pair in text_addresses(before) for one in pair}
    return not gone & judged.links and set(strange) <= there and not {*added} - {*strange, *judged.links}


def _same_build(old: str, new: str) -> bool:
    """Say whether two lines differ in plain words or addresses alone, and the new ones break no rule."""
    before, after = _line(old), _line(new)
    if before.html != after.html:
        return False
    own = "<a" in new or "<h" in new or "<img" in new
    for at, (first, second) in enumerate(zip(before.values, after.values, strict=True)):
        if first == second:
            continue
        if f'href="\ue000{at}\ue001"' in after.html:
            if links.address_faults(_plain(second)):
                return False
        elif own or words.faults(_plain(second)):
            return False
    return True


def _hrefs(line: str) -> list[str]:
    found = _line(line)
    return [
        _plain(value) for at, value in enumerate(found.values) if f'href="\ue000{at}\ue001"' in found.html
    ]


@lru_cache(maxsize=16_384)
def _line(text: str) -> Outline:
    return outline(text)


@lru_cache(maxsize=16_384)
def _plain(value: str) -> str:
    return unescape(value)
