"""The command that looks: status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from digest.app import App
from digest.cadence import Due, due
from digest.cli.console import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    app,
    as_json,
    opened,
    out,
    plain,
    table,
)
from digest.embedded import standing
from digest.health.judge import State as Condition
from digest.model import Subscriber
from digest.outbox import State
from digest.store.ledger import Standing, standings, suppressed
from digest.store.outbox import rows, sums
from digest.store.papers import source_states
from digest.store.reports import untold

SHOWN = 20  # subscribers whose next edition status names


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
        "sources": _sources(opened_app),
        "reports": [asdict(one) for one in untold(store)],
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


def _sources(opened_app: App) -> list[Mapping[str, object]]:
    """Return the configured sources that were asked, and how each is doing."""
    states = {state.name: state for state in source_states(opened_app.store)}
    return [
        {
            **asdict(states[one.source]),
            "printed": one.printed,
            "state": one.state,
            "since": one.since,
            "text": one.text,
            "newest": one.newest,
            "count": one.count,
            "usual": one.usual,
            "failures": one.failures,
        }
        for one in opened_app.health()
    ]


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
    _show_sources(found)
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


def _show_sources(found: Mapping[str, list[Mapping[str, object]]]) -> None:
    """Print how each source is doing, and what the operator was not told of it."""
    if not found["sources"]:
        out.print("no source was asked yet: run `digest ingest`")
        return
    columns = ("source", "state", "since", "newest list", "papers", "usually", "last success")
    fields = ("printed", "state", "since", "newest", "count", "usual", "read_at")
    table("", columns, [[source[name] for name in fields] for source in found["sources"]])
    for source in found["sources"]:
        if source["state"] != Condition.OK:
            out.print(f"{plain(source['printed'])} {plain(source['text'])}", soft_wrap=True)
    for one in found["reports"]:
        out.print(f"operator not told, {one['mail']}: {plain(one['text'])}", soft_wrap=True)
