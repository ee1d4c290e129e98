r"""An SMTP server that answers badly on purpose: the test bed of everything that sends.

Without a script it is a good server that keeps what it is sent:

    with BadServer() as server:
        ...                                            # talk to server.host, server.port
        assert server.accepted[0].body == message

A script names, for each step, what is said instead. One answer holds every time; a list is used up once,
in order, over all connections, and then the server is good again. Steps are the verbs, GREETING, and BODY
(the answer to the final dot). A str gets its CRLF, and "\n" in it makes a reply of many lines; bytes go out
as they are:

    BadServer(RCPT=["250 ok", "550 5.1.1 nobody here"])      # the second recipient is refused
    BadServer(BODY=DROP)                                     # arrives whole, is never answered
    BadServer(DATA=Answer("354 go", then="drop in body"))    # hangs up within the message
    BadServer(MAIL=Answer("250 ok", then="drop"))            # hangs up after an answer
    BadServer(MAIL=b"\xff\x00 nonsense\r\n")

To stop the world at a step, and cancel or kill the client there, hold it:

    with BadServer(BODY=hold()) as server:
        ...
        assert server.held.wait(10)      # a threading.Event: set when a client waits for a held answer
        server.release()                 # the held answers are said, now and from now on

The server has a thread of its own, so tests with and without a loop and child processes use it alike; what
it recorded may be read from any thread, and is complete for whatever it has answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

LINE_LIMIT = 2**26  # bytes; far more than any test sends
OFFERS = ("SIZE 10485760", "8BITMIME", "ENHANCEDSTATUSCODES")
SPECIAL = ("EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA")  # more than a question and an answer
CHALLENGES = {"LOGIN": "334 UGFzc3dvcmQ6", "CRAM-MD5": "334 PDFAYmFkLmV4YW1wbGUub3JnPg=="}
GOOD = {
    "STARTTLS": "220 2.0.0 go ahead",
    "AUTH": "235 2.7.0 welcome",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "RSET": "250 2.0.0 forgotten",
    "NOOP": "250 2.0.0 ok",
    "QUIT": "221 2.0.0 bye",
}
STEPS = {"GREETING", "BODY", *SPECIAL, *GOOD}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said at one step, and what happens then."""

    say: str | bytes = b""
    then: Literal["go on", "drop", "drop in body"] = "go on"  # in body: as soon as some of it came
    held: bool = False  # said only after release()

    @property
    def wire(self) -> bytes:
        if isinstance(self.say, bytes):
            return self.say
        *first, last = self.say.split("\n")
        return "".join(f"{line}\r\n" for line in (*(f"{one[:3]}-{one[4:]}" for one in first), last)).encode()


Given = str | bytes | Answer
DROP = Answer(then="drop")


def hold(say: str | bytes = "250 2.0.0 at last", then: Literal["go on", "drop"] = "go on") -> Answer:
    """Return an answer that is not given before the test calls `release()`."""
    return Answer(say, then=then, held=True)


@dataclass(frozen=True, slots=True)
class Received:
    """One message that arrived whole, final dot and all."""

    sender: str
    recipients: tuple[str, ...]
    body: bytes  # as the sender meant it: without dot-stuffing and final dot
    connection: int  # from 1, in order of arrival


class BadServer:
    """The server: enter it to start it; the module's docstring has the script and the records."""

    host = "localhost"

    def __init__(
        self,
        *,
        offers: Iterable[str] = OFFERS,
        starttls: ssl.SSLContext | None = None,  # offered, and then spoken with this context
        tls: ssl.SSLContext | None = None,  # spoken from the first byte
        **script: Given | list[Given],
    ) -> None:
        if wrong := script.keys() - STEPS:
            raise ValueError(f"no such steps: {sorted(wrong)}; wanted some of {sorted(STEPS)}")
        self.port = 0  # a free one, once entered
        self.accepted: list[
            Received
        ] = []  # what arrived whole and is not refused, whether or not it was told
        self.commands: list[str] = []  # every line of every conversation but the messages
        self.connections = 0
        self.held, self.released = threading.Event(), asyncio.Event()
        self.offers, self.starttls, self.tls = tuple(offers), starttls, tls
        self._script = {step: list(one) if isinstance(one, list) else one for step, one in script.items()}
        self._loop, self._stop, self._ready = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="bad server", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def release(self) -> None:
        """Let every held answer out, now and from now on."""
        self._loop.call_soon_threadsafe(self.released.set)

    @property
    def verbs(self) -> list[str]:
        return [_verb(line) for line in self.commands]

    def scripted(self, step: str, good: str) -> Answer:
        """Return the answer that is due at a step; a list of them gets shorter."""
        good = GOOD.get(step, good)
        given = self._script.get(step, good)
        if isinstance(given, list):
            given = given.pop(0) if given else good
        return given if isinstance(given, Answer) else Answer(given)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, ssl=self.tls, limit=LINE_LIMIT)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        # Either side may hang up, or the test be over; what was said until then is in the records.
        with contextlib.closing(writer), contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            await _Conversation(self, reader, writer, number=self.connections).run()


class _Conversation:
    """One connection, from greeting to QUIT or until somebody hangs up (EOFError)."""

    def __init__(
        self, server: BadServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, number: int
    ) -> None:
        self._server, self._reader, self._writer, self._number = server, reader, writer, number
        self._encrypted = server.tls is not None
        self._sender, self._recipients = "", list[str]()

    async def run(self) -> None:
        await self._say(self._server.scripted("GREETING", "220 bad.example.org ESMTP"))
        special = {verb: getattr(self, f"_{verb.lower()}") for verb in SPECIAL}
        verb = ""
        while verb != "QUIT":
            line = await self._command()
            verb = _verb(line)
            await special.get(verb, self._anything)(line)

    async def _command(self) -> str:
        line = (await self._reader.readuntil(b"\n")).decode("utf-8", "replace").rstrip("\r\n")
        self._server.commands.append(line)
        return line

    async def _say(self, answer: Answer) -> bool:
        """Say an answer once it is let out; tell whether it was a yes. Raises EOFError after hanging up."""
        if answer.held:
            self._server.held.set()
            await self._server.released.wait()
        self._writer.write(answer.wire)
        await self._writer.drain()
        if answer.then == "drop":
            raise EOFError
        return answer.wire[:1] in {b"2", b"3"}

    async def _anything(self, line: str) -> bool:
        return await self._say(self._server.scripted(_verb(line), "500 5.5.2 what?"))

    async def _ehlo(self, _line: str) -> None:
        tls = ("STARTTLS",) if self._server.starttls and not self._encrypted else ()
        offers = (f"250 {offer}" for offer in (*self._server.offers, *tls))
        await self._say(self._server.scripted("EHLO", "\n".join(("250 bad.example.org", *offers))))

    async def _starttls(self, line: str) -> None:
        if await self._anything(line) and self._server.starttls:
            await self._writer.start_tls(self._server.starttls)
            self._encrypted = True

    async def _auth(self, line: str) -> None:
        if challenge := CHALLENGES.get(line.split(" ")[1].upper()):
            await self._say(Answer(challenge))
            await self._command()
        await self._anything(line)

    async def _mail(self, line: str) -> None:
        if await self._anything(line):
            self._sender, self._recipients = _address(line), []

    async def _rcpt(self, line: str) -> None:
        if await self._anything(line):
            self._recipients.append(_address(line))

    async def _data(self, _line: str) -> None:
        answer = self._server.scripted("DATA", "354 go ahead")
        if not await self._say(answer) or not answer.wire.startswith(b"3"):
            return
        if answer.then == "drop in body":
            await self._reader.read(64)
            self._writer.transport.abort()
            raise EOFError
        body = await self._body()
        verdict = self._server.scripted("BODY", "250 2.0.0 queued")
        if verdict.wire[:1] not in {b"4", b"5"}:
            letter = Received(self._sender, tuple(self._recipients), body, self._number)
            self._server.accepted.append(letter)
        await self._say(verdict)

    async def _body(self) -> bytes:
        lines = []
        while (line := await self._reader.readuntil(b"\r\n")) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)


def _verb(line: str) -> str:
    return line.partition(" ")[0].upper()


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]
