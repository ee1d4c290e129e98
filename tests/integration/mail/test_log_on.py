"""Opening a session: encrypted as demanded or not at all, and no password where it can be read."""

from __future__ import annotations

import asyncio
import base64
import socket
import traceback
from pathlib import Path
from typing import Any

import pytest
from authority import Authority
from smtpserver import DROP, OFFERS, Answer, BadServer, Given, hold

from digest.errors import TransportError
from digest.mail import ConnectFailed, Connection, Phase, Relay, Reply

PASSWORD = "correct-horse-battery"
LETTER = b"Subject: hello\r\n\r\nhello\r\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def relay(server: BadServer, **changes: Any) -> Relay:
    return Relay(**{"host": server.host, "port": server.port, "security": "plain", "timeout_s": 20} | changes)


def deliver(to: Relay) -> bool:
    """Open, send one message, close; return whether it was accepted."""

    async def conversation() -> bool:
        connection = await Connection.open(to)
        try:
            assert await connection.begin(sender="digest@example.org", recipient="ada@example.org") is None
            return (await connection.finish(LETTER)).accepted
        finally:
            await connection.close()

    return asyncio.run(conversation())


def failure(to: Relay) -> ConnectFailed:
    with pytest.raises(ConnectFailed) as caught:
        asyncio.run(Connection.open(to))
    assert caught.value.reply.phase is Phase.CONNECT
    return caught.value


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_message_goes_over_tls(authority: Authority, security: str) -> None:
    """A relay with a certificate of the given authority is trusted."""
    context = authority.context()
    with BadServer(**{security: context}) as server:
        assert deliver(relay(server, security=security, ca_file=authority.ca_file))
    assert [one.body for one in server.accepted] == [LETTER]
    encrypted_from = {"starttls": ["EHLO", "STARTTLS"], "tls": []}[security]
    assert server.verbs == [*encrypted_from, "EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_large_message_goes_over_tls(authority: Authority, security: str) -> None:
    """Encryption has buffers of its own."""
    with BadServer(offers=(), **{security: authority.context()}) as server:

        async def conversation() -> tuple[bool, bool]:
            to = relay(server, security=security, ca_file=authority.ca_file)
            connection = await Connection.open(to)
            await connection.begin(sender="digest@example.org", recipient="ada@example.org")
            reply = await connection.finish(LETTER * 100_000)
            usable = connection.usable
            await connection.close()
            return reply.accepted, usable

        assert asyncio.run(conversation()) == (True, True)
    assert server.accepted[0].body == LETTER * 100_000


def test_starttls_is_never_downgraded() -> None:
    """A server, or somebody in between, that hides STARTTLS gets no message and no plaintext."""
    with BadServer() as server:
        failed = failure(relay(server, security="starttls"))
    assert failed.permanent_auth
    assert "STARTTLS" in str(failed)
    assert server.verbs == ["EHLO"]


@pytest.mark.parametrize(("answer", "code"), [("454 4.7.0 not now", 454), ("554 5.3.0 never", 554)])
def test_a_refused_starttls_is_not_downgraded(authority: Authority, answer: Given, code: int | None) -> None:
    """The refusal is the relay's answer."""
    with BadServer(starttls=authority.context(), STARTTLS=answer) as server:
        failed = failure(relay(server, security="starttls", ca_file=authority.ca_file))
    assert failed.reply.code == code
    assert server.verbs == ["EHLO", "STARTTLS"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_unknown_authority_is_refused(authority: Authority, security: str) -> None:
    """The system's authorities do not know ours."""
    with BadServer(**{security: authority.context()}) as server:
        failed = failure(relay(server, security=security))
    assert failed.permanent_auth
    assert "CERTIFICATE_VERIFY_FAILED" in str(failed)
    assert "MAIL" not in server.verbs


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name_is_refused(authority: Authority, security: str) -> None:
    """A certificate proves a name, and this is not the one we asked for."""
    with BadServer(**{security: authority.context("mail.example.org")}) as server:
        failed = failure(relay(server, security=security, ca_file=authority.ca_file))
    assert failed.permanent_auth
    assert "MAIL" not in server.verbs


def test_tls_to_a_plain_server_is_refused(authority: Authority) -> None:
    """Port and security do not fit; trying again will not help."""
    with BadServer() as server:
        failed = failure(relay(server, security="tls", ca_file=authority.ca_file))
    assert (failed.permanent_auth, failed.reply.code) == (True, None)


def test_a_hang_up_within_the_handshake_may_be_tried_again(authority: Authority) -> None:
    """A lost connection is no refusal of TLS."""
    with BadServer(starttls=authority.context(), STARTTLS=Answer("220 go", then="drop")) as server:
        failed = failure(relay(server, security="starttls", ca_file=authority.ca_file))
    assert (failed.permanent_auth, failed.reply.code) == (False, None)


def test_an_unreadable_authority_names_its_file(tmp_path: Path) -> None:
    """The fix is in the configuration."""
    with BadServer() as server:
        failed = failure(relay(server, security="tls", ca_file=tmp_path / "none.pem"))
    assert "none.pem" in str(failed)
    assert server.connections == 0


def test_a_relay_that_is_down_is_a_transport_error() -> None:
    """Nothing is lost: what was planned stays planned."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    failed = failure(Relay(host="127.0.0.1", port=port, security="plain"))
    assert isinstance(failed, TransportError)
    assert (failed.permanent_auth, failed.reply.code) == (False, None)
    assert str(failed).startswith(f"127.0.0.1:{port}: ")


def test_a_host_that_is_no_host_is_a_transport_error() -> None:
    """Not every string can be looked up."""
    failed = failure(Relay(host="a..example.org", port=25, security="plain"))
    assert failed.reply.code is None


@pytest.mark.parametrize("step", ["GREETING", "EHLO"])
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param("421 4.3.2 busy", 421, id="busy"),
        pytest.param("554 5.7.1 not you", 554, id="refused"),
        pytest.param(DROP, None, id="hangs up"),
        pytest.param(b"\xff\x00 garbage\r\n", None, id="garbage"),
        pytest.param(b"220-" + b"x" * 8_000_000, None, id="8 MB"),
        pytest.param("354 what", None, id="out of turn"),
    ],
)
def test_a_bad_welcome_is_a_transport_error_with_its_answer(
    step: str, answer: Given, code: int | None
) -> None:
    """Not being let in is nobody's fault but the relay's and ours; it is never final by itself."""
    with BadServer(**{step: answer}) as server:
        failed = failure(relay(server))
    assert (failed.reply.code, failed.permanent_auth) == (code, False)


@pytest.mark.parametrize("step", ["GREETING", "EHLO"])
def test_a_silent_server_is_left_after_the_time_out(step: str) -> None:
    """It may be well again later."""
    with BadServer(**{step: hold()}) as server:
        failed = failure(relay(server, timeout_s=0.2))
    assert (failed.reply.code, failed.permanent_auth) == (None, False)
    assert "no answer within 0.2 s" in str(failed)


def test_a_connection_lost_after_the_greeting_is_a_transport_error_or_a_closed_connection() -> None:
    """Whichever is seen first, nothing breaks."""
    with BadServer(EHLO=Answer("250 hi", then="drop")) as server:

        async def conversation() -> Reply | None:
            connection = await Connection.open(relay(server))
            refusal = await connection.begin(sender="digest@example.org", recipient="ada@example.org")
            await connection.close()
            return refusal

        try:
            reply = asyncio.run(conversation())
        except ConnectFailed as err:
            reply = err.reply
    assert reply is not None
    assert reply.code is None


@pytest.mark.parametrize("step", ["GREETING", "EHLO"])
def test_opening_can_be_cancelled(step: str) -> None:
    """A daemon that is asked to stop does not wait for a silent server."""
    with BadServer(**{step: hold()}) as server:

        async def conversation() -> None:
            task = asyncio.create_task(Connection.open(relay(server)))
            await asyncio.to_thread(server.held.wait, 10)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(conversation())


def test_we_introduce_ourselves_by_the_given_name() -> None:
    """Relays look at it, and the library would look up the machine's."""
    with BadServer() as server:
        deliver(relay(server, local_hostname="digest.example.org"))
    assert server.commands[0] == "EHLO digest.example.org"


@pytest.mark.parametrize(
    "offer", ["PLAIN", "LOGIN", "CRAM-MD5", "CRAM-MD5 LOGIN PLAIN", "SCRAM-SHA-256 PLAIN"]
)
@pytest.mark.parametrize("security", ["plain", "starttls", "tls"])
def test_a_user_is_logged_in(authority: Authority, offer: str, security: str) -> None:
    """Over TLS, or in plain text to loopback, with the simplest mechanism that both speak."""
    context = {} if security == "plain" else {security: authority.context()}
    with BadServer(offers=(*OFFERS, f"AUTH {offer}"), **context) as server:
        to = relay(server, security=security, ca_file=authority.ca_file, user="ada", password=PASSWORD)
        assert deliver(to)
    mechanism = "PLAIN" if "PLAIN" in offer else offer
    assert [line.split(" ")[1] for line in server.commands if line.startswith("AUTH")] == [mechanism]
    if mechanism == "PLAIN":
        credentials = base64.b64encode(f"\0ada\0{PASSWORD}".encode()).decode()
        assert f"AUTH PLAIN {credentials}" in server.commands


@pytest.mark.parametrize(
    "host", ["mail.example.org", "192.0.2.1", "2001:db8::1", "localhost.example.org", ""]
)
def test_a_password_is_never_sent_in_plain_text_beyond_loopback(host: str) -> None:
    """It is refused before anything is looked up or connected to."""
    failed = failure(Relay(host=host, port=25, security="plain", user="ada", password=PASSWORD))
    assert failed.permanent_auth
    assert "TLS" in str(failed)


@pytest.mark.parametrize(
    ("answer", "code", "final"),
    [
        ("535 5.7.8 wrong", 535, True),
        ("534 5.7.9 too weak", 534, True),
        ("530 5.7.0 encrypt first", 530, True),
        ("501 5.5.2 what", 501, True),
        ("454 4.7.0 try later", 454, False),
        ("421 4.7.0 bye", 421, False),
        (DROP, None, False),
        ("250 what", None, False),
    ],
)
@pytest.mark.parametrize("offer", ["PLAIN LOGIN CRAM-MD5", "LOGIN CRAM-MD5"])
def test_a_refused_login_is_final_only_when_it_says_so(
    answer: Given, code: int | None, *, final: bool, offer: str
) -> None:
    """One mechanism is tried, once: trying all of them locks accounts."""
    with BadServer(offers=(f"AUTH {offer}",), AUTH=answer) as server:
        failed = failure(relay(server, user="ada", password=PASSWORD))
    assert (failed.reply.code, failed.permanent_auth) == (code, final)
    assert server.verbs.count("AUTH") == 1


@pytest.mark.parametrize("offers", [(), ("AUTH SCRAM-SHA-256",)])
def test_a_server_without_a_known_login_is_refused(offers: tuple[str, ...]) -> None:
    """Sending without logging in is not what was asked for."""
    with BadServer(offers=offers) as server:
        failed = failure(relay(server, user="ada", password=PASSWORD))
    assert failed.permanent_auth
    assert server.verbs == ["EHLO"]


ECHOES = [
    "535 5.7.8 wrong: " + base64.b64encode(f"\0ada\0{PASSWORD}".encode()).decode(),
    f"535 5.7.8 ada may not use {PASSWORD}",
    f"454 {base64.b64encode(PASSWORD.encode()).decode()}",
    f"what is {PASSWORD}".encode() + b"\r\n",
    f"250 {PASSWORD}",
]


@pytest.mark.parametrize("answer", ECHOES)
@pytest.mark.parametrize("offer", ["PLAIN", "LOGIN"])
def test_no_password_comes_back_out_of_a_server(
    answer: Given, offer: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A server that repeats the credentials puts them into no message, trace or log."""
    caplog.set_level("DEBUG")
    with BadServer(offers=(f"AUTH {offer}",), AUTH=answer) as server:
        to = relay(server, user="ada", password=PASSWORD)
        failed = failure(to)
    shown = "".join(
        [*traceback.format_exception(failed), repr(failed), repr(failed.reply), repr(to), caplog.text]
    )
    for secret in to.secrets:
        assert secret not in shown


def test_a_password_repeated_later_is_blotted_out_too() -> None:
    """The server knows it for the rest of the session."""
    with BadServer(offers=("AUTH PLAIN",), RCPT=f"550 5.1.1 {PASSWORD} wanted") as server:

        async def conversation() -> tuple[Reply | None, str]:
            connection = await Connection.open(relay(server, user="ada", password=PASSWORD))
            reply = await connection.begin(sender="digest@example.org", recipient="ada@example.org")
            await connection.close()
            return reply, repr(connection)

        reply, shown = asyncio.run(conversation())
    assert reply is not None
    assert reply.text == "5.1.1 *** wanted"
    assert PASSWORD not in shown


def test_a_password_that_is_no_utf8_is_not_shown() -> None:
    """The environment can hold any bytes."""
    with BadServer(offers=("AUTH PLAIN",)) as server:
        failed = failure(relay(server, user="ada", password=PASSWORD + "\udcff"))
    assert PASSWORD not in "".join(traceback.format_exception(failed))
    assert failed.permanent_auth
