"""Hugging Face's Daily Papers as JSON: the API's reply, a recorded one, or what a saved page carries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from digest.identify import canonical
from digest.latex import readable
from digest.model import Counts, Facts, Listing
from digest.sources.batch import Batch, SourceProblem, capped, shown
from digest.sources.fields import Fields, both, objects, web_url

LONGEST_TITLE = 1_000
LONGEST_ABSTRACT = 20_000
LONGEST_NAME = 300
MOST_AUTHORS = 10_000
MOST_UPLOADS = 100  # looked at of one paper
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


def read_entries(entries: Sequence[object], *, source: str, where: str, listed_on: date | None) -> Batch:
    """Return the listings of one day's entries; what cannot be read is reported, the rest is kept.

    Every field may be missing. Without `listed_on` an entry's own submission day stands. A list of which
    nothing could be read completes no day.
    """
    problems: list[SourceProblem] = []
    listings: dict[object, Listing] = {}
    for entry in objects(entries, where=where, problems=problems):
        listing = _listing(entry, source=source, listed_on=listed_on)
        if listing is None:
            continue
        key = listing.ids or entry.where
        if key in listings:
            entry.wrong("paper.id", f"{listing.ids[0]} a second time", "each paper once a day")
        listings.setdefault(key, listing)
    return Batch(
        listings=tuple(listings.values()),
        problems=capped(problems, where=where),
        watermark=listed_on if listings or not entries else None,
    )


def _listing(entry: Fields, *, source: str, listed_on: date | None) -> Listing | None:
    paper = entry.object("paper")
    if paper is None:
        if entry.values.get("paper") is None:
            entry.wrong("paper", "nothing", "an object")
        return None
    facts = _facts(entry, paper)
    if facts is None:
        return None
    identifier = _identifier(paper)
    day = listed_on or paper.day("submittedOnDailyAt")
    ids = (identifier,) if identifier else ()
    return Listing(source=source, listed_on=day, ids=ids, facts=facts, counts=_counts(entry, paper))


def _identifier(paper: Fields) -> str | None:
    value = paper.values.get("id")
    found = canonical(value) if isinstance(value, str) else None
    if found is None:
        paper.wrong("id", shown(value), "an arXiv id like 2106.09685")
    return found


def _facts(entry: Fields, paper: Fields) -> Facts | None:
    # The entry's title is the author's own TeX; the paper's went through a filter that drops dollars and
    # backslashes ("LLM$\times$MapReduce" became "LLMtimesMapReduce"). Abstracts are alike.
    title, raw_title = both(
        entry.text("title", longest=LONGEST_TITLE) or paper.text("title", longest=LONGEST_TITLE)
    )
    if not title:
        paper.wrong("title", "nothing to read", "a title")
        return None
    abstract, raw_abstract = both(
        paper.text("summary", longest=LONGEST_ABSTRACT) or entry.text("summary", longest=LONGEST_ABSTRACT)
    )
    organization = paper.object("organization") or entry.object("organization")
    handle = _name(organization, "name")
    return Facts(
        title=title,
        raw_title=raw_title,
        abstract=abstract,
        raw_abstract=raw_abstract,
        summary=readable(paper.text("ai_summary", longest=LONGEST_ABSTRACT)),
        authors=_authors(paper),
        organization=handle,
        organization_name=_name(organization, "fullname") or handle,
        published_on=paper.day("publishedAt") or entry.day("publishedAt"),
        project_url=paper.url("projectPage"),
        code_url=paper.url("githubRepo"),
        image_url=_picture(paper) or _picture(entry) or entry.url("thumbnail"),
    )


def _picture(fields: Fields) -> str:
    """Return the first of the uploads that is no film: it shows more than the thumbnail, a title card."""
    uploads = fields.values.get("mediaUrls")
    if uploads is None:
        return ""
    if not isinstance(uploads, list):
        fields.wrong("mediaUrls", shown(uploads), "a list of addresses")
        return ""
    found = (web_url(one) for one in uploads[:MOST_UPLOADS] if isinstance(one, str))
    return next((url for url in found if urlsplit(url).path.lower().endswith(PICTURES)), "")


def _authors(paper: Fields) -> tuple[str, ...]:
    """Return the names in order; a `hidden` author keeps the paper off a profile, and wrote it still."""
    authors = paper.objects("authors")
    if len(authors) > MOST_AUTHORS:
        paper.wrong("authors", f"{len(authors):,} authors", f"at most {MOST_AUTHORS:,}; the rest is left out")
    names = (_name(author, "name") for author in authors[:MOST_AUTHORS])
    return tuple(name for name in names if name)


def _counts(entry: Fields, paper: Fields) -> Counts:
    first, second = entry.object("submittedBy"), paper.object("submittedOnDailyBy")
    submitter = (
        _name(first, "fullname") or _name(second, "fullname") or _name(first, "name") or _name(second, "user")
    )
    return Counts(
        upvotes=paper.count("upvotes"),
        comments=entry.count("numComments"),
        stars=paper.count("githubStars"),
        submitter=submitter,
    )


def _name(fields: Fields | None, key: str) -> str:
    return readable(fields.text(key, longest=LONGEST_NAME)) if fields else ""
