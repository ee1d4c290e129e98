"""What a part of a mail holds beside what the other part does: links, headings, words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from digest.lint import links, words
from digest.lint.rules import Finding, finding
from digest.lint.survey import Survey

_EDGES = "<>().,;:“”\"'،。\u200e\u200f\u2066\u2067\u2068\u2069"
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\u2066-\u2069]")


class Judged(NamedTuple):
    """A shell, a card or a whole mail: what is wrong with it, and what the mail needs to know of it."""

    findings: tuple[Finding, ...]
    levels: tuple[tuple[int, str, str], ...]  # of its headings, with their words and places
    cids: tuple[tuple[str, str], ...]  # (place, Content-ID) of the pictures it shows
    links: frozenset[str]  # the addresses of its visible links
    addresses: frozenset[str]  # the addresses of its text part
    preheader: str


def judge(survey: Survey, text: str, *, place: str, fill: Callable[[str], str] = str) -> Judged:
    """Judge the values of a part: `fill` puts them back where the survey holds marks."""
    found = [
        one._replace(found=fill(one.found), spot=fill(one.spot)).at(f"HTML: {place}") for one in survey.found
    ]
    for run in survey.runs:
        for rule, what in words.faults(fill(run.text)):
            found.append(finding(rule, f"HTML: {place}{fill(run.spot)}", what))
    hrefs = []
    for link in survey.links:
        url = fill(link.url).strip()
        hrefs.append(url)
        for rule, what in (*links.address_faults(url), *links.word_faults(fill(link.words))):
            found.append(finding(rule, f"HTML: {place}{fill(link.spot)}", what))
    cids = []
    for image in survey.images:
        source, at = fill(image.source).strip(), f"HTML: {place}{fill(image.spot)}"
        found += [finding(rule, at, what) for rule, what in links.source_faults(source, minute=image.minute)]
        if source[:4].lower() == "cid:":
            cids.append((at, source[4:]))
    addresses = text_addresses(text)
    written = frozenset(one for pair in addresses for one in pair)
    found += _same_links(hrefs, addresses, survey, fill, place=place)
    headings = tuple(
        (one.level, " ".join(fill(one.words).split()), f"HTML: {place}{fill(one.spot)}")
        for one in survey.headings
    )
    for title, spot in lacks(text, headings):
        found.append(finding("same-titles", spot, f"“{title}” is not in the text part"))
    found += text_faults(text, place=place)
    seen = (url for url, link in zip(hrefs, survey.links, strict=True) if link.seen)
    return Judged(
        tuple(found),
        headings,
        tuple(cids),
        frozenset(seen),
        written,
        fill(survey.preheader),
    )


def text_addresses(text: str) -> tuple[tuple[str, str], ...]:
    """Return the addresses in a text: each without the punctuation around it, and with that at its end."""
    words_ = ((word.strip(_EDGES), word.lstrip(_EDGES)) for word in text.split() if ":" in word)
    return tuple(pair for pair in words_ if pair[0].startswith(("https://", "http://", "mailto:")))


def text_faults(text: str, *, place: str) -> Iterator[Finding]:
    """Look at the words of a text part, paragraph by paragraph."""
    line = 1
    for paragraph in text.split("\n\n"):
        for rule, what in words.faults(paragraph):
            yield finding(rule, f"text part: {place}line {line + _lines_before(paragraph, what)}", what)
        line += paragraph.count("\n") + 2


def _lines_before(paragraph: str, what: str) -> int:
    at = paragraph.find(what.strip("“”"))
    return paragraph.count("\n", 0, at) if at > 0 else 0


def _same_links(
    hrefs: list[str],
    addresses: tuple[tuple[str, str], ...],
    survey: Survey,
    fill: Callable[[str], str],
    *,
    place: str,
) -> Iterator[Finding]:
    """Compare the links of the HTML with the addresses of the text, which may be words of the HTML, too."""
    written = {one for pair in addresses for one in pair}
    for link, url in zip(survey.links, hrefs, strict=True):
        if url not in written and url.partition(":")[0].lower() in links.SCHEMES:
            yield finding("same-links", f"HTML: {place}{fill(link.spot)}", f"{url} is not in the text part")
    linked = set(hrefs)
    strange = [bare for bare, whole in addresses if bare not in linked and whole not in linked]
    seen = " ".join(fill(run.text) for run in survey.runs) if strange else ""
    for bare in strange:
        if bare not in seen:
            yield finding("same-links", f"text part: {place}".rstrip(" ,:"), f"{bare} is not in the HTML")


def lacks(text: str, headings: Iterable[tuple[int, str, str]]) -> list[tuple[str, str]]:
    """Return the headings below <h1> that are not in the text, wherever its lines break, and their places."""
    wanted = [(title, spot) for level, title, spot in headings if level > 1 and title]
    plain = _solid(text) if wanted else ""
    return [(title, spot) for title, spot in wanted if _solid_title(title) not in plain]


def _solid(text: str) -> str:
    """Return the text without anything that does not print."""
    return "".join(_UNSEEN.sub("", text).split())


@lru_cache(maxsize=4_096)
def _solid_title(title: str) -> str:
    return _solid(title)
