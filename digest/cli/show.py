"""Commands that show mails: preview, inbox, demo."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import webbrowser
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date as Date  # noqa: N812 - `date` is the option's name
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from digest.app import App, load_config
from digest.cli.console import DEFAULT_CONFIG, ConfigPath, For, app, day, err, opened, out, table
from digest.demo import Demonstration, demonstrate, last_day, sample_app, with_sample
from digest.errors import ConfigError
from digest.mail import Inbox
from digest.model import Digest
from digest.preview.delivered import DeliveredMails
from digest.preview.serve import serve
from digest.preview.site import write_inbox, write_preview
from digest.preview.upcoming import Setting, Upcoming, notices
from digest.render import Renderer
from digest.store.papers import source_states

Port = Annotated[int, typer.Option(min=0, max=65535, help="Where it listens; 0: any free port.")]


@app.command()
def preview(
    config: ConfigPath = DEFAULT_CONFIG,
    *,
    only: For = "",
    date: Annotated[str, typer.Option(metavar="DATE", help="The edition of that day.")] = "",
    out_dir: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write .html, .txt and .eml there instead.")
    ] = None,
    port: Port = 0,
) -> None:
    """Open the studio: each digest exactly as it would be sent now, live while you edit.

    The ledger is not touched, but for a test mail that you ask for.
    """
    on = day(date)
    with tempfile.TemporaryDirectory(prefix="paper-round-") as scratch, _source(config, scratch) as source:
        app, setting = source
        if out_dir is not None:
            index = _write(app, only=only, on=on, folder=out_dir)
            out.print(f"Wrote {index.parent}: open {index}")
            return
        people = app.subscribers(only) if only else ()  # a wrong name is said here, not in the browser
        chosen = {"for": people[0].email if people else "", "date": date}
        query = urlencode({name: value for name, value in chosen.items() if value})
        desk = Upcoming(app, setting)
        with closing(desk):
            serve(desk, port=port, ready=lambda address: _open(f"{address}?{query}" if query else address))


@contextmanager
def _source(config: Path, scratch: str) -> Iterator[tuple[App, Setting]]:
    """Open the app whose mails are shown: over the sample, where there are no papers yet."""
    with opened(config) as real:
        if any(state.papers for state in source_states(real.store)):
            yield real, Setting(read=lambda: load_config(config, os.environ))
            return
        note = f"no papers yet: this is the bundled sample of {last_day()}; `digest ingest` gets today's"
        err.print(note)  # first: reading the sample takes a while
        sample = sample_app(real.config, folder=Path(scratch))
        store = Path(sample.config.newsletter.store)
        setting = Setting(
            read=lambda: with_sample(load_config(config, os.environ), store=store),
            note=note,
            why_not_send="this is the bundled sample: `digest ingest` first",
        )
        try:
            yield sample, setting
        finally:
            sample.close()


def _write(source: App, *, only: str, on: Date | None, folder: Path) -> Path:
    readers = source.subscribers(only)
    digests = [source.preview(one, on=on) for one in readers]
    for reader, digest in zip(readers, digests, strict=True):
        for notice in notices(source, reader, digest):
            err.print(f"{digest.email}  {notice}")
    spoken = [digest for digest in digests if digest.entries]
    return write_preview(spoken, folder=folder, renderer=source.renderer)


@app.command()
def inbox(
    folder: Annotated[Path | None, typer.Option("--dir", help="Keep the mails there.")] = None,
    *,
    smtp_port: Annotated[
        int, typer.Option("--smtp-port", min=0, max=65535, help="Where mails are taken.")
    ] = 8025,
    port: Port = 0,
) -> None:
    """Run a mail server on this machine that keeps what it is sent, and show it in the browser."""
    with tempfile.TemporaryDirectory(prefix="paper-round-") as scratch:
        place = folder or Path(scratch) / "mails"
        with Inbox(place, port=smtp_port) as server:
            out.print(f"taking mails at smtp://localhost:{server.port}, keeping them in {place}")
            serve(DeliveredMails(server), port=port, ready=_open)


@app.command()
def demo(
    out_dir: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Put everything there.")
    ] = None,
    *,
    leave: Annotated[bool, typer.Option("--exit", help="Write the inbox as files and end.")] = False,
    port: Port = 0,
) -> None:
    """Show the main job, embedded and offline: papers in, three digests out, by real SMTP."""
    folder = out_dir or Path(tempfile.mkdtemp(prefix="paper-round-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ConfigError(f"{folder} is not empty; name a folder of its own for the demonstration")
    done = demonstrate(folder, environ={}, tell=lambda step: err.print(f"· {step}", style="dim"))
    index = write_inbox(done.mails, folder=folder / "inbox", renderer=Renderer())
    _report(done, folder=folder, index=index)
    if leave or not sys.stdout.isatty():
        out.print(f"\nopen {index}")
    else:
        note = f"These mails are made of the bundled sample of {last_day()}."
        serve(DeliveredMails(Inbox.open(folder / "mails"), note=note), port=port, ready=_open)


def _report(done: Demonstration, *, folder: Path, index: Path) -> None:
    (source,) = done.first.ingested
    out.print(f"\n{source.new} papers read from the bundled sample, six listing days up to {last_day()}\n")
    table(
        "",
        ("to", "edition", "papers", "first, and why"),
        [_line(digest) for digest in done.first.published.planned],
    )
    states = Counter(one.state for one in done.first.delivered.sent)
    sent = ", ".join(f"{count} {state}" for state, count in states.items())
    out.print(f"\ndelivered by SMTP to localhost:{done.port}: {sent}")
    out.print(f"the same pass again: {len(done.second.delivered.sent)} sent, because the ledger knows")
    out.print(f"\nmails    {folder / 'mails'} (.eml)\ninbox    {index}\n\nnext")
    name = "digest" if shutil.which("digest") else sys.argv[0]
    for command, what in NEXT:
        out.print(f"  {name} {command:<10}{what}")


NEXT = (
    ("init", "write your own subscribers.yaml"),
    ("check", "who gets what when, and what is wrong"),
    ("ingest", "read today's papers"),
    ("preview", "your digest in the browser"),
    ("send", "send whatever is due; `run` stays and does it for ever"),
)


def _line(digest: Digest) -> Sequence[object]:
    first = digest.entries[0]
    why = " · ".join(f"{reason.kind}: {reason.label}" for reason in first.reasons)
    return digest.email, digest.edition, len(digest.entries), f"{first.card.title} ({why})"


def _open(address: str) -> None:
    """Open a browser where there is one to open, and say the address in any case."""
    remote = "SSH_CONNECTION" in os.environ
    screen = sys.platform in {"darwin", "win32"} or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    out.print(f"open {address}   (Ctrl-C ends)")
    if screen and not remote:
        webbrowser.open(address)
