"""Papers in our own format: one JSON object each, from a file of lines or from a plugin.

docs/papers.schema.json is its JSON Schema. It is read strictly: a key that is not known, or holds what it
should not, is reported, and the rest of the paper is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from digest.config.problems import hint
from digest.identify import canonical
from digest.latex import readable
from digest.model import Counts, Facts, Listing
from digest.sources.batch import Batch, SourceProblem, capped, shown
from digest.sources.dailypapers import LONGEST_ABSTRACT, LONGEST_NAME, LONGEST_TITLE, MOST_AUTHORS
from digest.sources.fields import Fields, both, objects, storable

KEYS = (
    "title", "abstract", "summary", "authors", "ids", "arxiv", "doi", "url", "listed_on", "published_on",
    "categories", "organization", "organization_name", "project_url", "code_url", "image_url", "upvotes",
    "comments", "stars", "submitter",
)  # fmt: skip
MOST_CATEGORIES = 50
MOST_IDS = 10


def read_papers(papers: Sequence[object], *, source: str, where: str, today: date) -> Batch:
    """Return the listings of papers given as objects, with every problem at its place: "where[3].doi".

    For sources that have no format of their own to read: a plugin makes such objects of what it is given.
    """
    problems: list[SourceProblem] = []
    found = [
        read_paper(one, source=source, today=today) for one in objects(papers, where=where, problems=problems)
    ]
    return Batch(
        listings=tuple(listing for listing in found if listing is not None),
        problems=capped(problems, where=where),
    )


def read_paper(paper: Fields, *, source: str, today: date) -> Listing | None:
    """Return the listing of one object; one without a title is reported, and None."""
    for key in paper.values:
        if key not in KEYS:
            paper.wrong(storable(key[:40]), "an unknown key", f"one of the format{hint(key, KEYS)}")
    title, raw_title = both(paper.text("title", longest=LONGEST_TITLE))
    if not title:
        if not isinstance(paper.values.get("title"), str | None):
            return None
        paper.wrong("title", "nothing to read", "a title")
        return None
    abstract, raw_abstract = both(paper.text("abstract", longest=LONGEST_ABSTRACT))
    organization = _name(paper, "organization")
    facts = Facts(
        title=title,
        raw_title=raw_title,
        abstract=abstract,
        raw_abstract=raw_abstract,
        summary=readable(paper.text("summary", longest=LONGEST_ABSTRACT)),
        authors=_names(paper, "authors", most=MOST_AUTHORS),
        organization=organization,
        organization_name=_name(paper, "organization_name") or organization,
        categories=_names(paper, "categories", most=MOST_CATEGORIES),
        published_on=paper.day("published_on"),
        url=paper.url("url"),
        project_url=paper.url("project_url"),
        code_url=paper.url("code_url"),
        image_url=paper.url("image_url"),
    )
    return Listing(
        source=source,
        listed_on=_listed_on(paper, today=today),
        ids=_ids(paper, url=facts.url),
        facts=facts,
        counts=_counts(paper),
    )


def _counts(paper: Fields) -> Counts:
    return Counts(
        upvotes=paper.count("upvotes"),
        comments=paper.count("comments"),
        stars=paper.count("stars"),
        submitter=_name(paper, "submitter"),
    )


def _listed_on(paper: Fields, *, today: date) -> date | None:
    """Return the day of the listing; one to come would be new on every day until then."""
    day = paper.day("listed_on")
    if day is None or day <= today:
        return day
    paper.wrong("listed_on", f"the day {day}", f"one that has come; today is {today}")
    return None


def _ids(paper: Fields, *, url: str) -> tuple[str, ...]:
    """Return the canonical ids, of whichever key; the address may be one, too."""
    found: dict[str, None] = {}
    for key, kind, wanted in (
        ("arxiv", "arxiv:", "an arXiv id like 2106.09685"),
        ("doi", "doi:", "a DOI like 10.1000/182"),
    ):
        value = paper.values.get(key)
        if value is None:
            continue
        identifier = canonical(value) if isinstance(value, str) else None
        if identifier is None or not identifier.startswith(("arxiv:", kind)):
            paper.wrong(key, shown(value), wanted)
        else:
            found[identifier] = None
    for place, text in enumerate(_texts(paper, "ids", most=MOST_IDS)):
        identifier = canonical(text)
        if identifier is None:
            paper.wrong(f"ids[{place}]", shown(text), "an arXiv id or a DOI")
        else:
            found[identifier] = None
    if by_address := canonical(url):
        found[by_address] = None
    return tuple(sorted(found))


def _name(paper: Fields, key: str) -> str:
    return readable(paper.text(key, longest=LONGEST_NAME))


def _names(paper: Fields, key: str, *, most: int) -> tuple[str, ...]:
    return tuple(filter(None, (readable(one[:LONGEST_NAME]) for one in _texts(paper, key, most=most))))


def _texts(paper: Fields, key: str, *, most: int) -> Iterable[str]:
    """Return the texts of a list; whatever else it holds is reported."""
    value = paper.values.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        paper.wrong(key, shown(value), "a list of texts")
        return ()
    if len(value) > most:
        paper.wrong(key, f"a list of {len(value):,}", f"at most {most:,}; the rest is left out")
    found = []
    for place, one in enumerate(value[:most]):
        if isinstance(one, str):
            found.append(storable(one))
        else:
            paper.wrong(f"{key}[{place}]", shown(one), "a text")
    return found
