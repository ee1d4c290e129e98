"""Pure: one spelling for every identifier, and a key for what has none.

A paper is known by aliases: its arXiv id without version, its DOI, and a key made of its own text, so
that a paper first seen without an id gains one when a listing with an id has the same text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import unquote

from digest.model import Counts, Facts, Listing

ABSTRACT_PREFIX = 200  # normalised characters of the abstract that go into a text key
ENOUGH_ABSTRACT = 50  # fewer do not tell two works of one title apart: "Erratum", "Reply to comment"
ENOUGH_TITLE = 16  # letters; a shorter title is not compared by its authors
LONG_TITLE = 32  # letters; without two abstracts to compare, only such a title is: "Letter to the editor"
TEXT = "text:"  # the scheme of keys that are made of a work's words
_LONGEST = 2_000  # characters; no identifier in any spelling comes near it

_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs"
    "|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol"
    "|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_VERSION = r"(?:v[1-9][0-9]{0,2})?"
# info.arxiv.org/help/arxiv_identifier: archive/YYMMNNN, YYMM.NNNN from 2007-04, YYMM.NNNNN from 2015-01
_NEW = re.compile(rf"([0-9]{{2}})(0[1-9]|1[0-2])\.([0-9]{{4,5}}){_VERSION}")
_OLD = re.compile(rf"({_ARCHIVES})(?:\.[a-z]{{2}})?/([0-9]{{2}}(?:0[1-9]|1[0-2])[0-9]{{3}}){_VERSION}")
_PREFIX = re.compile(r"(?:oai:arxiv\.org:|arxiv:)\s*")
_STAMP = re.compile(r"\s*\[[a-z.-]+\]$")  # "arXiv:2106.09685v2 [cs.CL]"
_URL = re.compile(r"(?:https?://)?([a-z0-9.-]+)(?::[0-9]+)?/([^?#]*)(?:[?#].*)?", re.DOTALL)
_ARXIV_PATH = re.compile(r"(?:abs|pdf|html|format|e-print|src|ps|overview|papers)/(.+?)(?:\.pdf)?/?")
_ARXIV_HOSTS = re.compile(
    r"(?:[a-z0-9-]+\.)?arxiv\.org|(?:www\.)?ar5iv\.org|ar5iv\.labs\.arxiv\.org"
    r"|(?:www\.)?huggingface\.co|hf\.co|(?:www\.)?alphaxiv\.org"
)
_DOI_HOSTS = re.compile(r"(?:www\.|dx\.)?doi\.org")
_DOI = re.compile(r"(?:doi:\s*)?(10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"\\\x00-\x1f\x7f]{1,300})")
_ARXIV_DOI = "10.48550/arxiv."


def canonical(text: str) -> str | None:
    """Return the one spelling of an arXiv id or DOI, or None when the text is neither.

    Takes bare ids, `arXiv:` and `doi:` forms, OAI identifiers, and the addresses of arXiv, its mirrors,
    Hugging Face, alphaXiv and doi.org; versions are dropped. The result looks like "arxiv:2106.09685",
    "arxiv:hep-th/9901001" or "doi:10.1000/182". Never raises.
    """
    if len(text) > _LONGEST:
        return None
    spelling = unquote(text.strip()).strip().lower()
    if url := _URL.fullmatch(spelling):
        host, path = url.groups()
        if _DOI_HOSTS.fullmatch(host):
            return _doi(path)
        if _ARXIV_HOSTS.fullmatch(host):
            place = _ARXIV_PATH.fullmatch(path)
            return _arxiv(place[1]) if place else None
    return _arxiv(_STAMP.sub("", _PREFIX.sub("", spelling, count=1))) or _doi(spelling)


def _arxiv(identifier: str) -> str | None:
    if new := _NEW.fullmatch(identifier):
        year, month, number = new.groups()
        digits = 5 if year >= "15" else 4
        known = "0704" <= year + month < "9101"  # 91 and later were the old style's years
        return f"arxiv:{year}{month}.{number}" if known and len(number) == digits else None
    if old := _OLD.fullmatch(identifier):
        return f"arxiv:{old[1]}/{old[2]}"
    return None


def _doi(text: str) -> str | None:
    match = _DOI.fullmatch(text)
    if not match:
        return None
    doi = _without_trailing(match[1])
    if doi.startswith(_ARXIV_DOI):
        return _arxiv(doi.removeprefix(_ARXIV_DOI))
    return f"doi:{doi}" if not doi.endswith("/") else None


def _without_trailing(doi: str) -> str:
    """Drop the punctuation of the sentence a DOI was cut from; balanced brackets are its own."""
    while doi:
        last = doi[-1]
        opening = {")": "(", "]": "[", "}": "{", ">": "<"}.get(last)
        loose = doi.count(last) > doi.count(opening) if opening else last in ".,;:'"
        if not loose:
            break
        doi = doi[:-1]
    return doi


def text_key(title: str, abstract: str) -> str:
    """Return the key of a work by its words: its title and the beginning of its abstract.

    Case, accents' encoding, spacing, punctuation and line breaks do not matter. It says little for an
    abstract of under ENOUGH_ABSTRACT letters: see `aliases`.
    """
    return _text_key(_letters(title), _letters(abstract))


def _text_key(title: str, abstract: str) -> str:
    return _key(title, abstract[:ABSTRACT_PREFIX])


def aliases(listing: Listing) -> tuple[str, ...]:
    """Return every name a listing's work goes by, strongest first and at least one.

    Its ids come first, then its text key, when the abstract is long enough to tell works of one title
    apart. A listing with neither is only ever the same as itself: its key is made of its source, title,
    authors and address, so reading it twice changes nothing and no two sources are merged by it.
    """
    return _aliases(listing, title=_letters(listing.facts.title))


def _aliases(listing: Listing, *, title: str) -> tuple[str, ...]:
    facts = listing.facts
    ids = tuple(dict.fromkeys(listing.ids))
    abstract = _letters(facts.abstract)
    if ids and len(abstract) < ENOUGH_ABSTRACT:
        return ids
    if len(abstract) >= ENOUGH_ABSTRACT:
        return (*ids, _text_key(title, abstract))
    return (_key(listing.source, title, abstract, *map(_letters, facts.authors), facts.url),)


def _letters(text: str) -> str:
    if text.isascii():  # the same, ten times as fast
        return text.lower().encode().translate(None, _NO_LETTERS).decode()
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


_NO_LETTER = re.compile(r"[\W_]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())


def _key(*parts: str) -> str:
    joined = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return TEXT + hashlib.sha256(joined).hexdigest()[:32]


def contradict(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether two sets of aliases cannot be of one work: each has an id, and none is shared."""
    mine = {alias for alias in one if not alias.startswith(TEXT)}
    theirs = {alias for alias in other if not alias.startswith(TEXT)}
    kinds = {alias.partition(":")[0] for alias in mine} & {alias.partition(":")[0] for alias in theirs}
    return bool(kinds) and not mine & theirs


def title_key(title: str) -> int | None:
    """Return a number that works of one title share (63 bits), or None for a title that is too short.

    It finds what may be the same work; `same_work` tells whether it is.
    """
    return _title_key(_letters(title))


def _title_key(letters: str) -> int | None:
    if len(letters) < ENOUGH_TITLE:
        return None
    digest = hashlib.sha256(letters.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8]) >> 1


def same_work(one: Facts, other: Facts) -> bool:
    """Tell whether two works of one title are one by their authors and abstracts.

    At least half of the shorter list of authors is in the other, by family name and first initial. The
    abstracts begin alike, or share at least half of their words; where one is missing, the title itself
    must be long enough to be nobody else's.
    """
    mine, theirs = _people(one.authors), _people(other.authors)
    shared = len(mine & theirs)
    return bool(shared) and 2 * shared >= min(len(mine), len(theirs)) and _compatible(one, other)


def _compatible(one: Facts, other: Facts) -> bool:
    """Tell whether two abstracts may be of one work."""
    shorter, longer = sorted((_letters(one.abstract), _letters(other.abstract)), key=len)
    if len(shorter) < ENOUGH_ABSTRACT:
        return len(_letters(one.title)) >= LONG_TITLE
    if longer.startswith(shorter[:ABSTRACT_PREFIX]):
        return True
    words, others = set(one.abstract.casefold().split()), set(other.abstract.casefold().split())
    return 2 * len(words & others) >= len(words | others)


def _people(names: Iterable[str]) -> set[str]:
    """Return names as they are compared here: "Dao, Tri", "Tri Dao" and "T. Dao" are all "dao t"."""
    return {key for name in names if (key := _person(name))}


def _person(name: str) -> str:
    family, comma, given = name.partition(",")
    words = [*_names(given), *_names(family)] if comma else _names(name)
    return f"{words[-1]} {words[0][0]}" if words else ""


def _names(text: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(one for one in apart if not unicodedata.combining(one))
    return re.findall(r"[^\W_]+", bare)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """A listing with its day, every alias it is known by, and the key of its title."""

    listing: Listing
    listed_on: date
    aliases: tuple[str, ...]  # at least one; the surest first
    title_key: int | None = None  # as `title_key` makes it


def identified(listing: Listing, *, day: date) -> Identified:
    """Name a listing's aliases; one without a day of its own is listed on `day`."""
    title = _letters(listing.facts.title)
    return Identified(
        listing=listing,
        listed_on=listing.listed_on or day,
        aliases=_aliases(listing, title=title),
        title_key=_title_key(title),
    )


def merge_facts(known: Facts, new: Facts) -> Facts:
    """Return what is known of a work after one more listing: gaps are filled, nothing is overwritten.

    But for what authors revise: a newer version's words win over an older one's, and words of an unknown
    version are taken for the first. The readable and the raw form of a text stay together, and so do an
    organisation's two names. So the same listings, in any number of repetitions, leave the same facts.
    """
    changes: dict[str, object] = {}
    newer = new.version > max(known.version, 1)
    for group in _GROUPS:
        if getattr(new, group[0]) and (not getattr(known, group[0]) or (newer and group in _REVISED)):
            changes |= {name: getattr(new, name) for name in group}
    if not changes:
        return known
    return replace(known, **changes)  # type: ignore[arg-type]  # the names are Facts' own


def merge_counts(known: Counts, new: Counts) -> Counts:
    """Return the latest counts: what the new listing gives, else what was known."""
    return Counts(
        upvotes=known.upvotes if new.upvotes is None else new.upvotes,
        comments=known.comments if new.comments is None else new.comments,
        stars=known.stars if new.stars is None else new.stars,
        submitter=new.submitter or known.submitter,
    )


# What belongs together, the deciding field first; every field of Facts stands in one group.
_GROUPS = (
    ("title", "raw_title"),
    ("abstract", "raw_abstract"),
    ("authors",),
    ("categories",),
    ("version",),
    ("summary",),
    ("organization", "organization_name"),
    ("published_on",),
    ("url",),
    ("project_url",),
    ("code_url",),
    ("image_url",),
)
_REVISED = _GROUPS[:5]
