"""Commands that do the work: ingest, send, run, outbox."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from datetime import date as Date  # noqa: N812 - `date` is an option's name
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from digest.app import OnEmbedded, Pass, Watch, system_clock
from digest.cli.console import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    For,
    app,
    as_json,
    day,
    err,
    opened,
    out,
    plain,
    table,
)
from digest.embedded import Embedded
from digest.ingest import Ingested
from digest.ingest import Progress as OnBatch
from digest.outbox import WAITING, State
from digest.publish.planning import Published
from digest.scheduler import Daemon, stop_on_signals
from digest.sources import Batch
from digest.store.ledger import forgive, suppressed
from digest.store.outbox import resolve, rows

UNHAPPY = frozenset({State.DEFERRED, State.REFUSED, State.IN_DOUBT, State.EXPIRED})
DECISIONS = {"sent": State.ACCEPTED, "resend": State.PLANNED, "drop": State.CANCELLED}


@contextmanager
def progress() -> Iterator[OnBatch]:
    """Show which batch is being read, and how many of the days up to today have been, on a terminal."""
    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"))
    today = system_clock().date()
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("asking the sources", total=None)
        counts: dict[str, int] = {}
        firsts: dict[str, Date] = {}  # the day each source began with

        def on_batch(source: str, batch: Batch) -> None:
            counts[source] = counts.get(source, 0) + len(batch.listings)
            said, day = f"{source}: {counts[source]} papers", batch.watermark
            if day is None:
                bar.update(task, description=said)
                return
            first = firsts.setdefault(source, day)
            days, done = (today - first).days + 1, (day - first).days + 1
            bar.update(task, total=days, completed=done, description=f"{said}, up to {day}")

        yield on_batch


@contextmanager
def embedding_progress() -> Iterator[OnEmbedded]:
    """Show how many texts have their vector, on a terminal; nothing when there is nothing to do."""
    columns = (TextColumn("embedding"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", visible=False)

        def on_embedded(done: Embedded) -> None:
            total = done.made + done.left
            bar.update(task, total=total, completed=done.made, visible=total > 0)

        yield on_embedded


@contextmanager
def watching() -> Iterator[Watch]:
    """Show how far a pass is, on a terminal: one line at a time."""
    with ExitStack() as stack:
        batch = stack.enter_context(progress())
        shown: list[OnEmbedded] = []

        def on_embedded(done: Embedded) -> None:
            if not shown:  # a terminal has one live line: the sources' ends first
                stack.close()
                shown.append(stack.enter_context(embedding_progress()))
            shown[0](done)

        yield Watch(batch=batch, embedded=on_embedded)


@app.command()
def ingest(
    config: ConfigPath = DEFAULT_CONFIG,
    *,
    since: Annotated[str, typer.Option(metavar="DATE", help="Read again from this listing day on.")] = "",
    date: Annotated[
        str, typer.Option(metavar="DATE", help="The listing day of papers that come without one.")
    ] = "",
    json_: AsJson = False,
) -> None:
    """Ask every source for new papers."""
    first, listed = day(since), day(date)
    with opened(config) as opened_app, watching() as watch:

        async def all_of_it() -> tuple[Sequence[Ingested], Embedded | None]:
            read = await opened_app.ingest(since=first, day=listed, progress=watch.batch)
            embedded = await opened_app.embed(progress=watch.embedded)
            await opened_app.illustrate()
            return read, embedded

        done, embedded = asyncio.run(all_of_it())
    if json_:
        as_json(done)
    else:
        show_ingested(done)
    show_embedded(embedded)
    failed = any(one.error for one in done) or (embedded is not None and embedded.error)
    raise typer.Exit(1 if failed else 0)


@app.command()
def send(
    config: ConfigPath = DEFAULT_CONFIG,
    *,
    only: For = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent.")] = False,
    json_: AsJson = False,
) -> None:
    """Do one pass for whoever is due: for cron, systemd timers and CI jobs."""
    with opened(config) as opened_app:
        if dry_run:
            planned = opened_app.publish(only=only, dry=True)
            as_json(planned) if json_ else show_published(planned, dry=True)
            return
        with watching() as watch:

            async def one_pass() -> Pass:
                return await opened_app.run_pass(only=only, stop=stop_on_signals(), progress=watch)

            done = asyncio.run(one_pass())
    if json_:
        as_json({"published": done.published, "delivered": done.delivered, "ingested": done.ingested})
    else:
        show_pass(done)
    unserved = any(problem.severity == "error" for problem in opened_app.config.problems)
    failed = unserved or done.delivered.trouble or any(one.state in UNHAPPY for one in done.delivered.sent)
    raise typer.Exit(1 if failed else 0)


@app.command()
def run(
    config: ConfigPath = DEFAULT_CONFIG,
    *,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks at what is due.")] = 60,
) -> None:
    """Stay and serve: ingest on an interval, send when due; SIGTERM ends it without losing anything."""
    logging.getLogger("digest").setLevel(logging.INFO)
    daemon = Daemon(config, environ=os.environ)

    async def serve() -> None:
        await daemon.run(every_s=every)

    asyncio.run(serve())


ledger = typer.Typer(help="List deliveries and the last answer each got; resolve those in doubt.")
app.add_typer(ledger, name="outbox")


@ledger.callback(invoke_without_command=True)
def outbox(
    context: typer.Context,
    config: ConfigPath = DEFAULT_CONFIG,
    *,
    state: Annotated[list[State] | None, typer.Option(help="Only deliveries in this state.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many, newest first.")] = 50,
    json_: AsJson = False,
) -> None:
    """List deliveries, newest first."""
    if context.invoked_subcommand is not None:
        return
    with opened(config) as opened_app:
        found = rows(opened_app.store, states=state or (), limit=limit)
    if json_:
        as_json([asdict(row) | {"edition": str(row.edition)} for row in found])
        return
    for row in found:
        next_try = f", next try {plain(row.due_at)}" if row.state in WAITING else ""
        out.print(f"{row.delivery}  {row.state}  {row.address}  {row.edition}{next_try}", soft_wrap=True)
        if row.text:
            out.print(f"    {plain(row.text)}", soft_wrap=True)


@ledger.command("resolve")
def resolve_doubt(
    delivery: Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="Its number in `digest outbox`.")],
    decision: Annotated[str, typer.Argument(metavar="sent|resend|drop", help="What became of it.")],
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Decide what became of a delivery in doubt: it was sent, send it again, or drop it."""
    if decision not in DECISIONS:
        raise typer.BadParameter(f"found {decision!r}, wanted sent, resend or drop")
    with opened(config) as opened_app:
        if not resolve(opened_app.store, delivery, state=DECISIONS[decision], now=opened_app.clock()):
            err.print(
                f"delivery {delivery} is not in doubt; `digest status` names those that are", style="bold red"
            )
            raise typer.Exit(1)
    out.print(f"delivery {delivery}: {decision}")


barred = typer.Typer(help="List the addresses that must not be mailed, and why.")
app.add_typer(barred, name="suppressions")


@barred.callback(invoke_without_command=True)
def suppressions(
    context: typer.Context, config: ConfigPath = DEFAULT_CONFIG, *, json_: AsJson = False
) -> None:
    """List the addresses that must not be mailed, and why."""
    if context.invoked_subcommand is not None:
        return
    with opened(config) as opened_app:
        found = suppressed(opened_app.store)
    if json_:
        as_json(found)
    else:
        table(f"{len(found)} suppressed", ("address", "evidence"), sorted(found.items()))


@barred.command("remove")
def lift(email: str, config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Let an address be mailed again, from its next edition on."""
    with opened(config) as opened_app:
        if not forgive(opened_app.store, email.casefold()):
            err.print(f"{email} is not suppressed", style="bold red")
            raise typer.Exit(1)
    out.print(f"{email} may be mailed again")


def show_ingested(done: Sequence[Ingested]) -> None:
    """Print what came of asking the sources, with every problem."""
    for one in done:
        for problem in one.problems:
            err.print(f"{one.source}: {problem}", style="yellow")
        if one.error:
            err.print(f"{one.source}: {one.error}", style="bold red")
    cells = [(one.source, one.read, one.new, one.listed) for one in done]
    table("", ("source", "read", "new", "listed anew"), cells)


def show_embedded(done: Embedded | None) -> None:
    """Print on stderr what was embedded, if anything was, and what went wrong."""
    if done is None:
        return
    if done.made:
        err.print(f"embedded {done.made} texts with {done.model}", style="dim")
    if done.dropped:
        err.print(
            f"the model changed: all that is wanted has a vector of {done.model}, "
            f"{done.dropped} of other models are dropped",
            style="yellow",
        )
    if done.error:
        err.print(f"embedding failed, so papers are ranked by words: {plain(done.error)}", style="bold red")


def show_published(done: Published, *, dry: bool = False) -> None:
    """Print what was planned, and why not for the others."""
    title = "would be sent" if dry else "planned"
    cells = [(one.email, one.edition, len(one.entries), one.entries[0].card.title) for one in done.planned]
    if cells:
        table(title, ("email", "edition", "papers", "first"), cells)
    show_others(done)


MOST_SKIPPED = 20  # readers who are not due, by name


def show_others(done: Published) -> None:
    """Print who gets nothing now, and why."""
    for digest in done.quiet:
        out.print(f"{digest.email}  {digest.edition}  quiet: no new paper for this edition")
    for skipped in done.skipped[:MOST_SKIPPED]:
        out.print(f"{skipped.address}  not now: {skipped.reason}")
    more = len(done.skipped) - MOST_SKIPPED
    if more > 0:
        out.print(f"and {more:,} others, not now: `digest status --json` says when")


def show_pass(done: Pass) -> None:
    """Print what happened in a pass, as a table."""
    if done.ingested:
        show_ingested(done.ingested)
    show_embedded(done.embedded)
    for state, count in done.healed.items():
        err.print(f"{count} deliveries left behind by another process or day are now {state}", style="yellow")
    if done.cancelled:
        err.print(f"{done.cancelled} deliveries cancelled: no longer in the file", style="yellow")
    served = {one.address for one in done.delivered.sent}
    others = tuple(one for one in done.published.skipped if one.address not in served)
    show_others(replace(done.published, skipped=others))
    settled = [one for one in done.delivered.sent if one.state is not State.PLANNED]
    if settled:
        cells = [(one.address, one.edition, one.state, one.text) for one in settled]
        table("deliveries", ("address", "edition", "state", "answer"), cells)
    elif not done.delivered.sent and not done.delivered.trouble:
        out.print("nothing to send")
    if done.delivered.trouble:
        err.print(f"delivery stopped: {done.delivered.trouble}", style="bold red")
        err.print("nothing is lost: what was planned is tried again by the next pass", style="red")
