"""Commands that show mails: preview, inbox, demo."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import webbrowser
from collections import Counter
from collections.abc import Sequence
from datetime import date as Date  # noqa: N812 - `date` is the option's name
from pathlib import Path
from typing import Annotated

import typer

from digest.app import App
from digest.cli.console import DEFAULT_CONFIG, ConfigPath, For, app, day, err, opened, out, table
from digest.demo import Demonstration, demonstrate, last_day, sample_app
from digest.errors import ConfigError
from digest.mail import Inbox
from digest.model import Digest
from digest.preview.serve import serve
from digest.preview.site import write_inbox, write_preview
from digest.render import Renderer
from digest.store.ledger import standings
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
) -> None:
    """Show the digest exactly as it would be sent now; the ledger is not touched."""
    on = day(date)
    with opened(config) as real, tempfile.TemporaryDirectory(prefix="paper-round-") as scratch:
        folder = out_dir or Path(scratch) / "site"
        if any(state.papers for state in source_states(real.store)):
            index = _write(real, only=only, on=on, folder=folder)
        else:
            err.print(
                f"no papers yet: this is the bundled sample of {last_day()}; `digest ingest` gets today's"
            )
            sample = sample_app(real.config, folder=Path(scratch))
            try:
                index = _write(sample, only=only, on=on, folder=folder)
            finally:
                sample.close()
        if out_dir is None:
            serve(folder, ready=_open)
        else:
            out.print(f"Wrote {index.parent}: open {index}")


def _write(source: App, *, only: str, on: Date | None, folder: Path) -> Path:
    readers = source.subscribers(only)
    digests = [source.preview(one, on=on) for one in readers]
    for reader, digest in zip(readers, digests, strict=True):
        if reader.pause_until is not None and digest.edition.date < reader.pause_until:
            err.print(f"{digest.email}  is paused until {reader.pause_until}: this one would not be sent")
        if not digest.entries:
            err.print(
                f"{digest.email}  {digest.edition}: nothing to say, no mail would be sent", style="yellow"
            )
        standing = standings(source.store, [digest.address], now=source.clock()).get(digest.address)
        if standing is not None and standing.last >= digest.edition:
            err.print(f"{digest.email}  {digest.edition} is planned or sent already: this is what it holds")
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
        place, site = folder or Path(scratch) / "mails", Path(scratch) / "site"
        with Inbox(place, port=smtp_port) as server:
            out.print(f"taking mails at smtp://localhost:{server.port}, keeping them in {place}")
            serve(site, port=port, ready=_open, refresh=_Site(server, site).refresh)


class _Site:
    """The pages of an inbox, written anew when a mail has come."""

    def __init__(self, server: Inbox, folder: Path) -> None:
        self._server, self._folder, self._shown = server, folder, -1
        self._renderer = Renderer()
        self.refresh()

    def refresh(self) -> None:
        mails = self._server.messages()
        if len(mails) != self._shown:
            write_inbox(mails, folder=self._folder, renderer=self._renderer)
            self._shown = len(mails)


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
        serve(index.parent, port=port, ready=_open)


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
