"""What all commands share: the root, the consoles, the options, and how results are printed."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from digest import __version__, cadence

if TYPE_CHECKING:  # the whole program takes longer to import than some commands take to answer
    from digest.app import App, Clock
    from digest.config import Config

# Everything printed is data, some of it from outside: no markup, no guessing at colours or emoji.
# Into a pipe or a file a table is not folded: rows stay lines.
WIDE = 160
out = Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)

app = typer.Typer(
    help="Paper Round: a newsletter of new research papers, each reader's own, told why, exactly once.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ConfigPath = Annotated[
    Path,
    typer.Option("--config", "-c", envvar="DIGEST_CONFIG", help="The subscribers' file.", show_envvar=True),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
For = Annotated[str, typer.Option("--for", metavar="EMAIL", help="Only this subscriber.")]
DEFAULT_CONFIG = Path("subscribers.yaml")


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback
    if wanted:
        typer.echo(f"digest {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log each decision.")] = False,
) -> None:
    """Set up what every command needs."""
    del version
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a look that another still does is no news
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    logging.getLogger("stamina").setLevel(logging.INFO if verbose else logging.ERROR)
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # our own problems say it, with the file


@contextmanager
def opened(path: Path, *, clock: Clock | None = None) -> Iterator[App]:
    """Open what a configuration names, saying on stderr what is wrong with single subscribers."""
    from digest.app import load_config, open_app, system_clock  # noqa: PLC0415 - see above

    config = load_config(path, os.environ)
    report_problems(config)
    opened_app = open_app(config, clock=clock or system_clock)
    try:
        yield opened_app
    finally:
        opened_app.close()


def report_problems(config: Config, *, warnings: bool = False) -> None:
    """Print the problems of single subscribers on stderr; the others are served."""
    for problem in config.problems:
        if problem.severity == "error":
            err.print(str(problem), style="red")
        elif warnings:
            err.print(str(problem), style="yellow")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; on a narrow screen its last column folds, the others keep their words whole.

    An empty one is its title alone.
    """
    if title:
        out.print(title, style="bold", soft_wrap=True)
    cells = list(rows)
    if title and not cells:
        return
    grid = Table(header_style="dim", box=None)
    for column in columns[:-1]:
        grid.add_column(column, no_wrap=True)
    grid.add_column(columns[-1], overflow="fold")
    for row in cells:
        grid.add_row(*(Text(plain(cell)) for cell in row))
    out.print(grid)


def plain(value: object) -> str:
    """Return a value in words; control characters, which could steer a terminal, are left out."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return "".join(char if char.isprintable() else " " for char in str(value))


def as_json(value: Any) -> None:
    """Print a result as one JSON document."""
    data = TypeAdapter(Any).dump_python(value, mode="json")
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))


def day(text: str) -> date | None:
    """Parse a --date; empty is None."""
    if not text:
        return None
    try:
        return cadence.day_of(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date; wanted YYYY-MM-DD, as in 2026-03-31") from error
