"""Commands that set up: init, check, schema, subscribers."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from digest.app import load_config, system_clock
from digest.cadence import Due, describe, due, following
from digest.cli.console import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    For,
    app,
    as_json,
    err,
    out,
    plain,
    report_problems,
    table,
)
from digest.cli.mails import check_mails
from digest.config import Config, Newsletter, Problem, edit, schema, starter
from digest.config.loading import warning
from digest.coverage import Coverage, compare
from digest.embed import HOW_TO_ADD, choose
from digest.errors import StoreError
from digest.model import Subscriber
from digest.render import Renderer
from digest.sources import broken_plugins
from digest.store import exists, open_store, place_of

MOST_GAPS = 20  # interests that match nothing, of which check prints each

people = typer.Typer(
    help="Add, remove or list subscribers; comments in the file are kept.", no_args_is_help=True
)
app.add_typer(people, name="subscribers")


@app.command()
def init(
    path: Annotated[Path, typer.Argument(help="The file to write.")] = DEFAULT_CONFIG,
) -> None:
    """Write a commented starter file."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(starter())
    except FileExistsError:
        err.print(
            f"{path} is there already and was left as it is; edit it, or name another", style="bold red"
        )
        raise typer.Exit(2) from None
    except OSError as error:
        err.print(f"{path} cannot be written: {error.strerror}", style="bold red")
        raise typer.Exit(2) from error
    out.print(f"Wrote {path}. Put your address and interests into it, then:\n")
    out.print("  digest check      what it says, who gets what when")
    out.print("  digest preview    your digest in the browser")
    out.print("  digest send       the real thing")


@app.command()
def check(
    config: ConfigPath = DEFAULT_CONFIG,
    *,
    mail: Annotated[bool, typer.Option("--mail", help="Check mails instead: trial ones, and yours.")] = False,
    only: For = "",
    json_: AsJson = False,
) -> None:
    """Check the file: print every problem with its place, and who gets what when."""
    if only and not mail:
        raise typer.BadParameter("it goes with --mail only", param_hint="--for")
    found = load_config(config, os.environ)
    Renderer(overrides=found.newsletter.templates).check()
    if mail:
        raise typer.Exit(0 if check_mails(found, only=only, json_=json_) else 1)
    raise typer.Exit(2 if _check_file(found, json_=json_) else 0)


def _check_file(found: Config, *, json_: bool) -> int:
    """Print what the file says and what is wrong with it; return how many errors there are."""
    model = choose(found.newsletter.embeddings)
    now = system_clock()
    columns = ("email", "send", "next", "papers", "interests", "never")
    unusable = broken_plugins(found.newsletter.sources)
    errors = sum(problem.severity == "error" for problem in found.problems) + len(unusable)
    covered, unread = _covered(found)
    # What only waits comes last: it needs nobody.
    gaps = [
        warning(found, gap.written, gap.message) for gap in sorted(covered.gaps, key=lambda gap: gap.pending)
    ]
    rows = [_row(one, now=now) for one in found.subscribers]
    if json_:
        as_json(
            {
                "subscribers": [dict(zip(columns, row, strict=True)) for row in rows],
                "problems": [*found.problems, *gaps],
                "plugins": unusable,
                "compared_with": covered.papers,
                "not_compared": unread,
                "libraries": covered.libraries,
            }
        )
        return errors
    report_problems(found, warnings=True)
    for reason in unusable:
        err.print(f"newsletter.sources: {plain(reason)}", style="bold red")
    _report_gaps(gaps)
    if rows:
        table("", ("email", "send", "next", "what"), [(*row[:3], _what(row)) for row in rows])
    _say_newsletter(found.newsletter, model="" if model is None else model.name)
    _say_covered(found, covered, unread=unread)
    if errors:
        err.print(f"\nerrors: {errors}; whom they concern gets nothing until they are mended", style="red")
    return errors


def _row(one: Subscriber, *, now: datetime) -> tuple[object, ...]:
    return (
        one.email,
        describe(one.send),
        _next(one, now=now),
        one.papers,
        len(one.interests),
        len(one.never),
    )


def _say_newsletter(newsletter: Newsletter, *, model: str) -> None:
    out.print(f"\nsources  {', '.join(str(source) for source in newsletter.sources)}")
    out.print(f"store    {place_of(newsletter.store)}")
    how = "`embeddings` is none" if newsletter.embeddings.kind == "none" else HOW_TO_ADD
    by_words = f"by words alone; to compare by meaning, too: {how}"
    out.print(f"ranking  {f'by words and {model}' if model else by_words}")
    out.print(f"smtp     {newsletter.smtp or 'not set: `digest send` needs it'}")


def _covered(found: Config) -> tuple[Coverage, str]:
    """Compare interests with the store, if there is one; or say why they could not be."""
    nothing = "no papers yet, so interests could not be compared: run `digest ingest`"
    try:
        if not exists(found.newsletter.store):
            return Coverage(), nothing
        store = open_store(found.newsletter.store)
        try:
            covered = compare(store, found)
        finally:
            store.close()
    except StoreError as error:
        return Coverage(), f"interests could not be compared with the store: {error}"
    return covered, "" if covered.papers else nothing


def _report_gaps(gaps: Sequence[Problem]) -> None:
    """Print the first interests that match nothing, what many share once, and how many there are."""
    alike: dict[str, list[Problem]] = {}
    for problem in gaps:
        alike.setdefault(problem.message, []).append(problem)
    shown = list(alike.values())[:MOST_GAPS]
    for first, *others in shown:
        again = f" (and {len(others):,} more like it)" if others else ""
        err.print(f"{first}{again}", style="yellow")
    left = len(gaps) - sum(map(len, shown))
    if left:
        err.print(f"… and {left:,} more such warnings: `digest check --json` has all", style="yellow")


def _say_covered(found: Config, covered: Coverage, *, unread: str) -> None:
    """Say what interests were compared with, and what libraries are of use."""
    for use in covered.libraries:
        out.print(
            f"library  {plain(use.library)}: {use.entries:,} entries, {use.in_store:,} in the store, "
            f"{use.by_text:,} count by title, abstract and authors, {use.of_no_use:,} by none"
        )
    if found.written and unread:
        out.print(f"\n{unread}")


def _what(row: Sequence[object]) -> str:
    """Return a subscriber's numbers in words."""
    papers = "1 paper" if row[3] == 1 else f"{row[3]} papers"
    interests = "1 interest" if row[4] == 1 else f"{row[4]} interests"
    return f"{papers}, {interests}, {row[5]} never"


def _next(one: Subscriber, *, now: datetime) -> datetime:
    """Return when a subscriber's next edition comes, after their pause if there is one."""
    found = due(one.send, now=now, last=None, pause_until=one.pause_until)
    return following(one.send, now=now)[1] if isinstance(found, Due) else found.next_at


@app.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of the file, for editors."""
    typer.echo(json.dumps(schema(), indent=2, ensure_ascii=False))


@people.command("list")
def list_people(config: ConfigPath = DEFAULT_CONFIG, *, json_: AsJson = False) -> None:
    """List the subscribers."""
    columns = ("email", "name", "send")
    people = load_config(config, os.environ).subscribers
    rows = [(one.email, one.name, describe(one.send)) for one in people]
    if json_:
        as_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        table("", columns, rows)


@people.command()
def add(
    email: str,
    topics: Annotated[list[str] | None, typer.Argument(help="Topics in words.")] = None,
    *,
    name: Annotated[str, typer.Option(help="How the mail addresses them.")] = "",
    send: Annotated[str, typer.Option(help="When, as in 'weekdays at 07:30 Europe/London'.")] = "",
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Add a subscriber."""
    edit.add(config, email=email, name=name, topics=topics or (), send=send)
    out.print(f"Added {email} to {config}.")


@people.command()
def remove(email: str, config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Remove a subscriber; what still waits for them is cancelled by the next pass."""
    if not edit.remove(config, email=email):
        err.print(f"{config}: no subscriber {email!r}", style="bold red")
        raise typer.Exit(1)
    out.print(f"Removed {email} from {config}.")
