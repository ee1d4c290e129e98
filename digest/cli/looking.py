"""Commands that only look: papers, status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from digest.app import App
from digest.cadence import Due, due
from digest.cli.console import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    app,
    as_json,
    day,
    opened,
    out,
    plain,
    table,
)
from digest.embedded import standing
from digest.model import Subscriber
from digest.outbox import State
from digest.store.ledger import Standing, standings, suppressed
from digest.store.outbox import rows, sums
from digest.store.papers import shelf, source_states

SHOWN = 20  # subscribers whose next edition status names


@app.command()
def papers(
    config: ConfigPath = DEFAULT_CONFIG,
    *,
    since: Annotated[str, typer.Option(metavar="DATE", help="Listed on this day or later.")] = "",
    json_: AsJson = False,
) -> None:
    """List the papers in the store, newest first; the last 14 days unless told."""
    with opened(config) as opened_app:
        first = day(since) or opened_app.clock().date() - timedelta(days=14)
        found = shelf(opened_app.store, since=first).papers
    if json_:
        as_json([asdict(paper) for paper in found])
        return
    cells = [
        (paper.listed_on, paper.ids[0].removeprefix("arxiv:"), paper.counts.upvotes, paper.facts.title)
        for paper in found
    ]
    table(f"{len(found)} papers listed since {first}", ("listed", "id", "upvotes", "title"), cells)


@app.command()
def status(config: ConfigPath = DEFAULT_CONFIG, *, json_: AsJson = False) -> None:
    """Say how the sources are doing, what is sent next, and where every delivery stands."""
    with opened(config) as opened_app:
        found = _status(opened_app)
    if json_:
        as_json(found)
    else:
        _show(found)


def _status(opened_app: App) -> Mapping[str, list[Mapping[str, object]]]:
    store, people = opened_app.store, opened_app.config.subscribers
    known = standings(store, [one.address for one in people], now=opened_app.clock())
    barred = suppressed(store)
    return {
        "sources": [asdict(state) for state in source_states(store)],
        "embeddings": _embeddings(opened_app),
        "next": [
            _next(opened_app, one, known.get(one.address)) for one in people if one.address not in barred
        ],
        "suppressed": [{"address": address, "evidence": why} for address, why in sorted(barred.items())],
        "deliveries": [{"state": state, "count": count} for state, count in sorted(sums(store).items())],
        "in_doubt": [
            {
                "delivery": row.delivery,
                "address": row.address,
                "edition": str(row.edition),
                "answer": row.text,
            }
            for row in rows(store, states=[State.IN_DOUBT])
        ],
        "quiet": [
            {"address": row.address, "edition": str(row.edition)}
            for row in rows(store, states=[State.QUIET], limit=SHOWN)
        ],
    }


def _embeddings(opened_app: App) -> list[Mapping[str, object]]:
    """Return the models that have vectors, and the one that is used now, with how many."""
    used = None if opened_app.memory is None else opened_app.memory.model
    kept = standing(opened_app.store, used)
    return [{"model": model, "vectors": count, "used": model == used} for model, count in kept.items()]


def _next(opened_app: App, one: Subscriber, standing: Standing | None) -> Mapping[str, object]:
    """Return a subscriber's next edition, and the last one planned."""
    last = None if standing is None else standing.last
    found = due(one.send, now=opened_app.clock(), last=last, pause_until=one.pause_until)
    if isinstance(found, Due):
        return {"email": one.email, "edition": str(found.edition), "at": "now", "last": last and str(last)}
    return {
        "email": one.email,
        "edition": str(found.next_edition),
        "at": found.next_at,
        "last": last and str(last),
    }


def _show(found: Mapping[str, list[Mapping[str, object]]]) -> None:
    if not found["sources"]:
        out.print("no source was asked yet: run `digest ingest`")
    columns = ("source", "papers", "read up to", "last success")
    fields = ("name", "papers", "watermark", "read_at")
    table("", columns, [[source[name] for name in fields] for source in found["sources"]])
    for source in found["sources"]:
        if source["failed_at"] is not None:
            since = plain(source["failed_at"])
            out.print(f"{source['name']} fails since {since}: {plain(source['error'])}", soft_wrap=True)
    for model in found["embeddings"]:
        unused = "" if model["used"] else ", not used now"
        out.print(f"embeddings: {model['vectors']} of {plain(model['model'])}{unused}", soft_wrap=True)
    shown = found["next"][:SHOWN]
    more = f" (the first {SHOWN} of {len(found['next'])})" if len(found["next"]) > SHOWN else ""
    names = ("email", "edition", "at", "last")
    table(
        f"\nnext editions{more}",
        ("email", "edition", "due", "last edition"),
        [[r[n] for n in names] for r in shown],
    )
    if found["deliveries"]:
        total = sum(int(str(row["count"])) for row in found["deliveries"])
        cells = [(row["state"], row["count"]) for row in found["deliveries"]]
        table("\ndeliveries", ("state", "count"), [*cells, ("all", total)])
    for row in found["quiet"]:
        out.print(f"quiet: {row['address']}  {row['edition']}  there was no new paper for this edition")
    for row in found["suppressed"]:
        out.print(f"suppressed: {row['address']}  {row['evidence']}")
    for row in found["in_doubt"]:
        out.print(
            f"in doubt: delivery {row['delivery']}  {row['address']}  {row['edition']}  {row['answer']}"
        )
    if found["in_doubt"]:
        out.print("decide with `digest outbox resolve DELIVERY sent|resend|drop`")
