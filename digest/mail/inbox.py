"""A real mail server on localhost that keeps what it is sent: the inbox of the demonstration."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import os
import re
import socket
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from digest.errors import TransportError

SIZE_LIMIT = 5 * 1024 * 1024  # bytes of one message; a digest has about a hundredth of it
UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]")
NUMBERED = re.compile(r"([0-9]{4,})-.*\.eml")
INDEX = "index.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message that arrived, with its envelope."""

    path: Path  # of the .eml file: exactly the bytes received, CRLF line ends
    sender: str  # MAIL FROM, not the From header
    recipients: tuple[str, ...]  # RCPT TO, in order


class Inbox:
    """An SMTP server on loopback, in a thread of its own while it is entered as a context.

    Every message becomes `folder/NNNN-recipient.eml`, numbered in order of arrival, and one line of
    `folder/index.jsonl` with its envelope; only then is the sender told 250. An existing folder is continued.
    """

    def __init__(self, folder: Path, host: str = "127.0.0.1", port: int = 0) -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"the inbox takes mail from anybody who can reach it: {host} is not loopback")
        self.folder = folder
        self.host = host
        self.port = port  # 0 until entered: then a free one
        self._running: _Running | None = None

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return the inbox of an existing folder, for reading; raises TransportError if there is none."""
        if not folder.is_dir():
            raise TransportError(f"no inbox at {folder}: wanted a folder that the demonstration wrote")
        return cls(folder)

    def letters(self) -> list[Letter]:
        """Return what arrived, in order of arrival; may be called while the server runs."""
        index = self.folder / INDEX
        if not index.exists():
            return []
        *lines, _unfinished = index.read_text(encoding="utf-8").split("\n")
        return [
            Letter(
                path=self.folder / line["file"],
                sender=line["sender"],
                recipients=tuple(line["recipients"]),
            )
            for line in map(json.loads, lines)
        ]

    def messages(self) -> list[bytes]:
        """Return the bytes of every message, in order of arrival."""
        return [letter.path.read_bytes() for letter in self.letters()]

    def __enter__(self) -> Self:
        """Start the server; raises TransportError when the port is taken or the folder cannot be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            mailbox = _Mailbox(self.folder)
            family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
            listener = socket.create_server((self.host, self.port), family=family)
        except OSError as err:
            raise TransportError(f"cannot open an inbox at {self.host}:{self.port}: {err}") from err
        self.port = listener.getsockname()[1]
        self._running = _Running(listener, mailbox)
        self._running.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server; what arrived stays in the folder."""
        if self._running is not None:
            self._running.stop()
            self._running = None


class _Running:
    """The server while it runs: a thread with a loop that ends when it is told to."""

    def __init__(self, listener: socket.socket, mailbox: _Mailbox) -> None:
        self._listener = listener
        self._mailbox = mailbox
        self._loop = asyncio.new_event_loop()
        self._enough = asyncio.Event()
        self.thread = threading.Thread(target=self._run, name="inbox", daemon=True)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._enough.set)
        self.thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await self._loop.create_server(self._session, sock=self._listener)
        await self._enough.wait()
        server.close()

    def _session(self) -> SMTP:
        return SMTP(
            self._mailbox,
            hostname="localhost",  # given, or the library looks up the machine's name
            ident="Paper Round inbox",
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            loop=self._loop,
        )


class _Mailbox:
    """The handler of aiosmtpd that puts messages into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        numbers = [int(found[1]) for path in folder.iterdir() if (found := NUMBERED.fullmatch(path.name))]
        self._last = max(numbers, default=0)
        self._index = folder / INDEX
        self._forget_unfinished_line()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Store one message; the answer is the promise that it is kept."""
        self._last += 1
        recipients = list(envelope.rcpt_tos)
        name = f"{self._last:04d}-{_safe(recipients[0])}.eml"
        line = {"file": name, "sender": envelope.mail_from, "recipients": recipients}
        try:
            unfinished = self._folder / f".{name}.part"
            unfinished.write_bytes(envelope.original_content or b"")
            unfinished.replace(self._folder / name)
            with self._index.open("a", encoding="utf-8", newline="\n") as index:
                index.write(json.dumps(line) + "\n")
        except OSError as err:
            return f"452 4.3.1 cannot store the message: {err.strerror}"
        return f"250 2.0.0 kept as {name}"

    def _forget_unfinished_line(self) -> None:
        """Cut off a line that a crash left half written: its sender was never told 250."""
        if not self._index.exists():
            return
        content = self._index.read_bytes()
        keep = content.rfind(b"\n") + 1
        if keep < len(content):
            os.truncate(self._index, keep)


def _safe(recipient: str) -> str:
    """Return an address as a part of a file name: readable, and never a path."""
    return UNSAFE.sub("_", recipient)[:80]
