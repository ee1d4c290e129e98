"""A connection against servers that answer well and badly: each knows how far the message came."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smtpserver import DROP, OFFERS, Answer, BadServer, Given, hold

from digest.mail import Connection, Phase, Relay, Reply

BODY = b"Subject: hello\r\n\r\n.dots\r\n.\r\nend\r\n"
T = TypeVar("T")


def relay(server: BadServer, **changes: Any) -> Relay:
    return Relay(**{"host": server.host, "port": server.port, "security": "plain", "timeout_s": 20} | changes)


def talk(server: BadServer, deed: Callable[[Connection], Awaitable[T]], **changes: Any) -> T:
    """Open a connection, do something with it, close it; return what came of it."""

    async def conversation() -> T:
        connection = await Connection.open(relay(server, **changes))
        try:
            return await deed(connection)
        finally:
            await connection.close()

    return asyncio.run(conversation())


async def send(connection: Connection, body: bytes = BODY, to: str = "ada@example.org", **more: Any) -> Reply:
    refusal = await connection.begin(sender="digest@example.org", recipient=to, **more)
    return refusal or await connection.finish(body)


async def outcome(connection: Connection) -> tuple[Phase, int | None, bool]:
    """Return how far a message came, what was answered, and whether another may follow."""
    reply = await send(connection)
    return reply.phase, reply.code, connection.usable


def test_many_messages_go_over_one_connection() -> None:
    """Opening a connection costs more than a message."""

    async def deed(connection: Connection) -> None:
        for number in range(20):
            reply = await send(connection, b"%d\r\n" % number, f"reader{number}@example.org")
            assert (reply.accepted, reply.enhanced) == (True, "2.0.0")

    with BadServer() as server:
        talk(server, deed)
    assert server.connections == 1
    assert [one.body for one in server.accepted] == [b"%d\r\n" % number for number in range(20)]
    assert [one.recipients for one in server.accepted] == [(f"reader{n}@example.org",) for n in range(20)]
    assert {one.sender for one in server.accepted} == {"digest@example.org"}
    assert server.verbs == ["EHLO", *["MAIL", "RCPT", "DATA"] * 20, "QUIT"]


@settings(max_examples=10)
@given(lines=st.lists(st.binary(max_size=80), max_size=20), dotted=st.booleans())
def test_the_bytes_that_arrive_are_the_bytes_that_were_sent(lines: list[bytes], *, dotted: bool) -> None:
    """Whatever its lines hold, a message with CRLF line ends is not changed on its way."""
    clean = (line.replace(b"\r", b"").replace(b"\n", b"") for line in lines)
    body = b"".join(b"." * dotted + line + b"\r\n" for line in clean)
    with BadServer() as server:
        assert talk(server, lambda connection: send(connection, body)).accepted
    assert [one.body for one in server.accepted] == [body]


def test_a_message_larger_than_every_buffer_arrives_whole() -> None:
    """Nothing is cut where the socket is full."""
    body = b"0123456789abcdef" * 60 + b"\r\n"
    with BadServer(offers=()) as server:
        assert talk(server, lambda connection: send(connection, body * 8000)).accepted
    assert server.accepted[0].body == body * 8000


@pytest.mark.parametrize(
    ("step", "phase"),
    [("MAIL", Phase.MAIL), ("RCPT", Phase.RCPT), ("DATA", Phase.DATA), ("BODY", Phase.BODY)],
)
@pytest.mark.parametrize("code", [450, 550])
def test_a_refusal_tells_its_phase_and_leaves_the_connection_usable(
    step: str, phase: Phase, code: int | None
) -> None:
    """One bad recipient does not cost a connection, nor the next message."""

    async def deed(connection: Connection) -> tuple[Reply, bool, Reply]:
        first = await send(connection)
        return first, connection.usable, await send(connection)

    with BadServer(**{step: [f"{code} {code // 100}.1.1 no"]}) as server:
        first, usable, second = talk(server, deed)
    assert (first.phase, first.code, first.enhanced) == (phase, code, f"{code // 100}.1.1")
    assert usable
    assert second.accepted
    assert len(server.accepted) == 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(DROP, id="hangs up"),
        pytest.param(b"\xff\x00\x1b[2J garbage\r\n", id="talks garbage"),
        pytest.param(b"220 " + b"x" * 8_000_000 + b"\r\n", id="sends a line of 8 MB"),
        pytest.param(b"250-never ends\r\n" * 100_000, id="never ends its answer"),
        pytest.param("199 what", id="answers with no such class"),
        pytest.param("999 what", id="answers with a code out of range"),
        pytest.param(Answer(b"250 o", then="drop"), id="hangs up within its answer"),
    ],
)
def test_nonsense_before_the_body_is_no_answer_and_nothing_was_sent(step: str, answer: Given) -> None:
    """Whatever is not an answer ends the connection, at a phase that says: not sent."""
    with BadServer(**{step: answer}) as server:
        phase, code, usable = talk(server, outcome)
    assert (phase, code, usable) == (Phase[step], None, False)
    assert server.accepted == []


def test_an_answer_out_of_turn_is_not_taken_for_a_go_ahead() -> None:
    """A doubled answer shifts all the next ones; at DATA it shows, before a body goes out."""
    with BadServer(MAIL=b"250 ok\r\n250 ok\r\n") as server:
        phase, code, usable = talk(server, outcome)
    assert (phase, code, usable) == (Phase.DATA, None, False)
    assert server.accepted == []


def test_a_connection_lost_after_the_final_dot_is_in_doubt() -> None:
    """The server has it, or not: nobody can know, and `sendmail()` would not even ask."""
    with BadServer(BODY=DROP) as server:
        reply = talk(server, send)
    assert (reply.in_doubt, reply.phase) == (True, Phase.BODY)
    assert len(server.accepted) == 1


def test_a_connection_lost_before_data_is_certainly_not_sent() -> None:
    """The same exception in aiosmtplib, the opposite consequence."""
    with BadServer(RCPT=Answer("250 ok", then="drop")) as server:
        reply = talk(server, send)
    assert (reply.in_doubt, reply.phase, reply.code) == (False, Phase.DATA, None)
    assert server.accepted == []


def test_a_connection_lost_within_the_body_is_in_doubt() -> None:
    """Only the server knows what it does with half a message."""
    with BadServer(DATA=Answer("354 go", then="drop in body")) as server:
        reply = talk(server, lambda connection: send(connection, BODY * 100_000), timeout_s=20)
    assert (reply.in_doubt, reply.phase) == (True, Phase.BODY)
    assert server.accepted == []


def test_a_connection_lost_between_354_and_the_body_is_certainly_not_sent() -> None:
    """While the intent was being recorded, the server hung up: not one byte had left."""

    async def deed(connection: Connection) -> tuple[Reply | None, Reply]:
        refusal = await connection.begin(sender="digest@example.org", recipient="ada@example.org")
        while connection._smtp.is_connected:  # noqa: ASYNC110 - a loss is not announced
            await asyncio.sleep(0)
        return refusal, await connection.finish(BODY)

    with BadServer(DATA=Answer("354 go", then="drop")) as server:
        refusal, reply = talk(server, deed)
    assert refusal is None
    assert (reply.phase, reply.code) == (Phase.DATA, None)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"\xff\x00 garbage\r\n", id="garbage"),
        pytest.param("354 go on", id="an answer to something else"),
        pytest.param("150 what", id="no such class"),
    ],
)
def test_nonsense_after_the_final_dot_is_in_doubt(answer: Given) -> None:
    """It is no yes and no no."""
    with BadServer(BODY=answer) as server:
        phase, code, usable = talk(server, outcome)
    assert (phase, code, usable) == (Phase.BODY, None, False)


def test_silence_after_the_final_dot_is_in_doubt_when_the_time_is_over() -> None:
    """The wait is `final_timeout_s`, not the time-out of the other answers."""
    with BadServer(BODY=hold()) as server:
        reply = talk(server, send, final_timeout_s=0.05)
    assert reply.in_doubt
    assert "no answer within 0.05 s" in reply.text


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_silence_before_the_body_is_certainly_not_sent(step: str) -> None:
    """The connection is given up: the late answer must not be taken for another's."""
    with BadServer(**{step: hold()}) as server:
        phase, code, usable = talk(server, outcome, timeout_s=0.5)
    assert (phase, code, usable) == (Phase[step], None, False)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "BODY"])
def test_421_ends_the_connection_with_its_code(step: str) -> None:
    """RFC 5321 §3.8: the service is closing; the connection is not used again."""
    with BadServer(**{step: "421 4.3.2 going down"}) as server:
        phase, code, usable = talk(server, outcome)
    assert (phase, code, usable) == (Phase[step], 421, False)
    assert server.accepted == []


def test_a_refused_reset_ends_the_connection() -> None:
    """Without a clean transaction the next message could go to the last one's readers."""
    with BadServer(RCPT="550 5.1.1 no", RSET="502 no") as server:
        phase, code, usable = talk(server, outcome)
    assert (phase, code, usable) == (Phase.RCPT, 550, False)


def test_a_closed_connection_says_so_at_mail() -> None:
    """Idle connections are closed by servers; that is nobody's refusal."""

    async def deed(connection: Connection) -> tuple[Reply, Reply]:
        first = await send(connection)
        while connection.usable:  # noqa: ASYNC110 - a loss is not announced
            await asyncio.sleep(0)
        return first, await send(connection)

    with BadServer(BODY=Answer("250 ok", then="drop")) as server:
        first, second = talk(server, deed)
    assert first.accepted
    assert (second.phase, second.code) == (Phase.MAIL, None)


@pytest.mark.parametrize("step", ["MAIL", "BODY"])
def test_a_cancelled_message_ends_the_connection(step: str) -> None:
    """Nobody waits for the answer any more: it must not become the next message's."""

    async def deed(connection: Connection) -> bool:
        task = asyncio.create_task(send(connection))
        await asyncio.to_thread(server.held.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return connection.usable

    with BadServer(**{step: hold()}) as server:
        assert talk(server, deed) is False


def test_an_aborted_message_never_arrives() -> None:
    """There is no RSET inside DATA: the connection is closed without the final dot."""

    async def deed(connection: Connection) -> tuple[Reply | None, bool]:
        refusal = await connection.begin(sender="digest@example.org", recipient="ada@example.org")
        await connection.abort()
        return refusal, connection.usable

    with BadServer() as server:
        assert talk(server, deed) == (None, False)
    assert server.accepted == []
    assert server.verbs == ["EHLO", "MAIL", "RCPT", "DATA"]


def test_a_message_cannot_be_finished_before_it_began() -> None:
    """That would be a body sent as commands."""
    with BadServer() as server, pytest.raises(RuntimeError, match="begin"):
        talk(server, lambda connection: connection.finish(BODY))
    assert server.verbs == ["EHLO", "QUIT"]


@pytest.mark.parametrize(
    ("body", "place"),
    [(b"a\nb\r\n", 1), (b"a\r\n.\n\r\nMAIL FROM:<eve@example.org>\r\n", 4), (b"ab\rc\r\n", 2)],
)
def test_a_message_with_a_bare_newline_is_refused_before_it_is_sent(body: bytes, place: int | None) -> None:
    """Servers disagree about bare newlines, which lets a message smuggle another one."""
    with BadServer() as server:
        reply = talk(server, lambda connection: send(connection, body))
    assert (reply.phase, reply.code, reply.enhanced) == (Phase.DATA, 554, "5.6.0")
    assert f"at byte {place} " in reply.text
    assert server.accepted == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a b@example.org",
        "a>@example.org",
        "a@example.org>\r\nRSET",
        "a@example.org\x00",
        "a\udcff@example.org",
    ],
)
def test_an_address_that_could_inject_a_command_is_never_sent(address: str) -> None:
    """A refusal of our own, at the phase of the address, and the connection stays usable."""

    async def deed(connection: Connection) -> tuple[Reply | None, Reply | None, Reply]:
        to = await connection.begin(sender="digest@example.org", recipient=address)
        by = await connection.begin(sender=address, recipient="ada@example.org")
        return to, by, await send(connection)

    with BadServer() as server:
        to, by, good = talk(server, deed)
    assert (to.phase, to.code, to.enhanced) == (Phase.RCPT, 553, "5.1.3")
    assert (by.phase, by.code, by.enhanced) == (Phase.MAIL, 553, "5.1.7")
    assert good.accepted
    assert server.verbs == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


def test_a_utf8_address_needs_a_server_that_offers_smtputf8() -> None:
    """RFC 6531 §3.5: without it the one subscriber is refused by name, with 553 5.6.7."""
    with BadServer() as server:
        reply = talk(server, lambda connection: send(connection, to="adá@example.org"))
    assert (reply.phase, reply.code, reply.enhanced) == (Phase.RCPT, 553, "5.6.7")
    assert server.verbs == ["EHLO", "QUIT"]


def test_a_utf8_address_is_announced_where_it_is_offered() -> None:
    """The parameters say what is coming; the address goes out as UTF-8."""
    with BadServer(offers=(*OFFERS, "SMTPUTF8")) as server:
        assert talk(server, lambda connection: send(connection, to="adá@example.org")).accepted
    assert server.commands[1:3] == [
        "MAIL FROM:<digest@example.org> BODY=8BITMIME SMTPUTF8",
        "RCPT TO:<adá@example.org>",
    ]


def test_the_size_is_declared_where_it_is_understood() -> None:
    """RFC 1870: a server can refuse what is too large before it was sent."""
    with BadServer() as server, BadServer(offers=()) as plain:
        talk(server, lambda connection: send(connection, size=len(BODY)))
        talk(plain, lambda connection: send(connection, size=len(BODY)))
    assert server.commands[1] == f"MAIL FROM:<digest@example.org> SIZE={len(BODY)}"
    assert plain.commands[1] == "MAIL FROM:<digest@example.org>"


@pytest.mark.parametrize(
    ("limit", "code"), [("99", 552), ("100", None), ("0", None), ("", None), ("x", None)]
)
def test_a_message_over_the_announced_size_is_not_even_begun(limit: str, code: int | None) -> None:
    """The refusal is about this message, not about the sender; SIZE 0 means no fixed limit."""
    with BadServer(offers=(f"SIZE {limit}",)) as server:
        reply = talk(
            server,
            lambda connection: connection.begin(
                sender="digest@example.org", recipient="ada@example.org", size=100
            ),
        )
    assert (reply and (reply.phase, reply.code, reply.enhanced)) == (code and (Phase.DATA, 552, "5.3.4"))


def test_an_answer_of_many_lines_becomes_one_printable_line() -> None:
    """What a server says ends in the ledger and on a terminal."""
    with BadServer(RCPT="550 5.1.1 no\x1b[31m\n550 5.1.1 such\ruser") as server:
        reply = talk(server, send)
    assert (reply.code, reply.enhanced) == (550, "5.1.1")
    assert reply.text == "5.1.1 no [31m 5.1.1 such user"


def test_closing_is_polite_and_never_raises() -> None:
    """QUIT is said; a server that does not say goodbye is left."""
    for answer in ("221 bye", "500 what", DROP, b"\xff\r\n"):
        with BadServer(QUIT=answer) as server:
            assert talk(server, send).accepted
        assert server.verbs[-1] == "QUIT"


def test_closing_twice_is_closing_once() -> None:
    """Whoever cleans up need not know whether somebody did."""
    with BadServer() as server:
        talk(server, lambda connection: connection.close())
    assert server.verbs == ["EHLO", "QUIT"]


Then = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def post_to(then: Then, body: bytes, **changes: Any) -> tuple[Reply, bool]:
    """Send a message to a server that, after its 354, does something else than read it."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in (b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go"):
            writer.write(answer + b"\r\n")
            await reader.readline()
        await then(reader, writer)
        writer.close()
        over.set()

    over = asyncio.Event()
    async with await asyncio.start_server(converse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        connection = await Connection.open(Relay(host="127.0.0.1", port=port, security="plain", **changes))
        reply = await send(connection, b"Subject: hello\r\n" + body)
        await over.wait()
        return reply, connection.usable


FINAL_DOT = b"\r\n.\r\n"
LARGE = BODY * 1_000_000  # more than any socket's buffer holds


@pytest.mark.parametrize(("said", "code"), [(b"250 ok", None), (b"552 5.3.4 enough", 552)])
def test_an_early_answer_refuses_but_does_not_accept(said: bytes, code: int | None) -> None:
    """A server that says 250 before the message is through has not got it; its no is a no."""

    async def hasty(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said + b"\r\n")

    reply, usable = asyncio.run(post_to(hasty, LARGE))
    assert (reply.phase, reply.code, usable) == (Phase.BODY, code, False)


@pytest.mark.parametrize("ended", ["by time-out", "by cancellation"])
def test_what_was_not_sent_in_its_time_is_never_sent(ended: str) -> None:
    """A message in doubt must not become a sent one behind the ledger's back."""
    arrived = bytearray()

    async def slow(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        reading.set()
        await given_up.wait()
        with contextlib.suppress(ConnectionError):
            while not arrived.endswith(FINAL_DOT) and (chunk := await reader.read(2**20)):
                arrived.extend(chunk)
        over.set()

    async def conversation() -> None:
        limit = 0.2 if ended == "by time-out" else 600
        task = asyncio.create_task(post_to(slow, LARGE, final_timeout_s=limit))
        await reading.wait()
        if ended == "by cancellation":
            task.cancel()
        await asyncio.wait({task}, timeout=0.4)
        given_up.set()
        await over.wait()
        if ended == "by time-out":
            assert (await task)[0].in_doubt

    reading, given_up, over = asyncio.Event(), asyncio.Event(), asyncio.Event()
    asyncio.run(conversation())
    assert not arrived.endswith(FINAL_DOT)
