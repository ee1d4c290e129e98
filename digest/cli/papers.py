"""The command that finds papers: what was listed lately, or what has the words that are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
import tzlocal

from digest.cli.console import DEFAULT_CONFIG, AsJson, ConfigPath, app, as_json, day, out, plain, table
from digest.compose import card
from digest.config import load_newsletter
from digest.identify import TEXT, canonical
from digest.model import Counts, Paper
from digest.rank.search import parse_query
from digest.store import Store, open_store
from digest.store.papers import by_alias, counts_by_source, search, shelf

SHOWN = 20  # of the papers that were found
LATELY = timedelta(days=14)
MOST_AUTHORS = 4  # of a paper, that are printed
FIELDS = 'Words, "a phrase", author:"Tri Dao", category:cs.CL, an arXiv id or a link.'


@app.command()
def papers(
    query: Annotated[list[str] | None, typer.Argument(metavar="QUERY", help=FIELDS)] = None,
    config: ConfigPath = DEFAULT_CONFIG,
    *,
    since: Annotated[str, typer.Option(metavar="DATE", help="Listed on this day or later.")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help="How many are shown; 20 of those found unless told.")
    ] = None,
    json_: AsJson = False,
) -> None:
    """Find papers by their words, best first; without any, list those of the last 14 days, newest first."""
    words = " ".join(query or ())
    with _store(config) as store:
        first = day(since)
        if words.strip():
            found, title = _search(store, words, since=first, limit=limit or SHOWN)
        else:
            first = first or datetime.now(UTC).date() - LATELY
            found = shelf(store, since=first).papers[:limit]
            title = f"{len(found)} paper{'' if len(found) == 1 else 's'} listed since {first}"
        counted = counts_by_source(store, [paper.key for paper in found]) if json_ else {}
    if json_:
        as_json([_whole(paper, counted.get(paper.key, {})) for paper in found])
    elif words.strip():
        out.print(title, style="bold", soft_wrap=True)
        for line in (line for paper in found for line in _lines(paper)):
            out.print(line, soft_wrap=True)
    else:
        cells = [
            (paper.listed_on, paper.ids[0].removeprefix("arxiv:"), paper.counts.upvotes, paper.facts.title)
            for paper in found
        ]
        table(title, ("listed", "id", "upvotes", "title"), cells)


@contextmanager
def _store(config: Path) -> Iterator[Store]:
    """Open the store that a configuration names, without reading who subscribes."""
    newsletter = load_newsletter(config, local_zone=tzlocal.get_localzone_name(), environ=os.environ)
    store = open_store(newsletter.store)
    try:
        yield store
    finally:
        store.close()


def _search(store: Store, words: str, *, since: date | None, limit: int) -> tuple[Sequence[Paper], str]:
    """Return what was found, best first, and how much there is."""
    if name := canonical(words):
        known = tuple(by_alias(store, [name]).values())
        return known, "" if known else f"no paper {plain(words)} in the store"
    query = parse_query(words)
    if not query:
        raise typer.BadParameter(f"{words!r} holds only words that say nothing of a subject; wanted others")
    found = search(store, query, since=since, limit=limit)
    listed = f" listed since {since}" if since else ""
    if not found.papers:
        return (), f"no paper{listed} has all of {plain(words)}"
    if found.total is None:
        return found.papers, f"the first {len(found.papers)} papers{listed}; there are more"
    shown = f", the first {len(found.papers)}" if found.total > len(found.papers) else ""
    return found.papers, f"{found.total:,} paper{'' if found.total == 1 else 's'}{listed}{shown}"


def _lines(paper: Paper) -> Iterator[str]:
    """Yield what is printed of a paper that was found."""
    shown = card(paper)
    authors = paper.facts.authors
    names = ", ".join(authors[:MOST_AUTHORS]) + (
        f" and {len(authors) - MOST_AUTHORS} more" if authors[MOST_AUTHORS:] else ""
    )
    ids = ", ".join(name for name in paper.ids if not name.startswith(TEXT))
    yield ""
    yield plain(shown.title)
    yield "  " + "  ·  ".join(plain(part) for part in (paper.listed_on, ids, names) if part)
    if shown.url:
        yield f"  {plain(shown.url)}"


def _whole(paper: Paper, counted: Mapping[str, Counts]) -> Mapping[str, object]:
    """Return everything, for programs."""
    by_source = {source: asdict(counts) for source, counts in counted.items()}
    return {**asdict(paper), "link": card(paper).url, "counts_by_source": by_source}
