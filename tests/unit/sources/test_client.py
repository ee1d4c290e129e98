"""The HTTP client against a real server that misbehaves."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import httpx2
import pytest
from httpserver import HANG, Answer, Server, answer, serving

from digest.errors import SourceError
from digest.sources.client import Client, Patience, RateLimiter, Reply, retry_after_s

HASTY = Patience(
    connect_s=5, read_s=0.2, whole_s=5, attempts=3, first_wait_s=0, longest_wait_s=0, most_bytes=1000
)


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def get(url: str, *, patience: Patience = HASTY, limiter: RateLimiter | None = None) -> Reply:
    async def once() -> Reply:
        async with Client(patience=patience, limiter=limiter) as client:
            return await client.get(url)

    return asyncio.run(once())


def told(reply: Answer, *, patience: Patience = HASTY) -> tuple[str, Server]:
    """Return what a failing GET says, and the server it asked."""
    with serving(reply) as server, pytest.raises(SourceError) as raised:
        get(f"{server.url}/x", patience=patience)
    message = str(raised.value)
    assert message.startswith(f"{server.url}/")
    return message, server


def in_turn(*answers: bytes) -> Answer:
    left = iter(answers)
    return lambda _: next(left)


def test_a_reply_is_its_bytes_unpacked() -> None:
    """Compressed or not, redirected or not."""
    for coding, body in {
        "gzip": gzip.compress(b"[1]", mtime=0),
        "deflate": zlib.compress(b"[1]"),
        "identity": b"[1]",
    }.items():
        with serving(
            in_turn(answer(status="302 Found", Location="/y"), answer(body, Content_Encoding=coding))
        ) as server:
            reply = get(f"{server.url}/x")
        assert (reply.body, reply.url) == (b"[1]", f"{server.url}/y")


def test_the_client_says_what_it_is_and_nothing_of_its_user() -> None:
    """A name and a version, so that a host may tell us apart."""
    with serving(lambda _: answer(b"[]")) as server:
        get(server.url)
    assert "user-agent: paper-round/" in server.heads[0].lower()
    assert "cookie" not in server.heads[0].lower()


@pytest.mark.parametrize(
    "status", ["429 Too Many Requests", "500 Internal Server Error", "503 Service Unavailable"]
)
def test_overload_is_tried_again(status: str) -> None:
    """A GET may be repeated; the second answer counts."""
    with serving(in_turn(answer(status=status), answer(b"[]"))) as server:
        assert get(server.url).body == b"[]"
    assert len(server.heads) == 2


def test_after_the_last_attempt_the_status_is_told() -> None:
    """Three times, as the client's patience says, and no more."""
    message, server = told(lambda _: answer(status="502 Bad Gateway"))
    assert message.endswith("answered 502 Bad Gateway")
    assert len(server.heads) == 3


@pytest.mark.parametrize("status", ["400 Bad Request", "403 Forbidden", "404 Not Found"])
def test_a_refusal_is_not_tried_again(status: str) -> None:
    """Asking again would not change it."""
    message, server = told(lambda _: answer("Invalid date", status=status))
    assert message.endswith(f"answered {status}")
    assert len(server.heads) == 1


def test_a_server_that_asks_for_a_short_wait_is_asked_again() -> None:
    """Retry-After is what it says."""
    with serving(in_turn(answer(status="429 Slow Down", Retry_After="0"), answer(b"[]"))) as server:
        assert get(server.url).body == b"[]"


def test_a_server_that_asks_for_a_long_wait_is_left_alone() -> None:
    """The next run asks again; this one does not knock on a closed door."""
    message, server = told(lambda _: answer(status="429 Slow Down", Retry_After="3600"))
    assert message.endswith("answered 429 Slow Down, try again in 3600 s")
    assert len(server.heads) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120.0),
        ("Tue, 31 Mar 2026 12:00:30 GMT", 30.0),
        ("Tue, 31 Mar 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("9" * 30, None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_moment(value: str, expected: float | None) -> None:
    """A moment is counted from the reply's own Date."""
    headers = httpx2.Headers({"Retry-After": value, "Date": "Tue, 31 Mar 2026 12:00:00 GMT"})
    assert retry_after_s(headers) == expected


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (answer(b"[1", length=100), "RemoteProtocol: peer closed connection"),
        (answer(b"[1", length=100) + HANG, "ReadTimeout"),
        (b"", "RemoteProtocol: Server disconnected"),
        (b"220 smtp.example.org ESMTP\r\n", "RemoteProtocol"),
        (
            answer(gzip.compress(b"[1]" * 99, mtime=0)[:-9], Content_Encoding="gzip"),
            "the compressed reply ends too soon",
        ),
        (answer(b"[1]", Content_Encoding="gzip"), "what came cannot be unpacked"),
    ],
)
def test_a_broken_reply_is_tried_again_and_told(bad: bytes, reason: str) -> None:
    """Cut, slow, no HTTP at all, or not what its coding says."""
    message, server = told(lambda _: bad)
    assert reason in message
    assert len(server.heads) == 3


def test_a_reply_that_never_ends_is_given_up() -> None:
    """Bytes that trickle in do not hold a run: the whole reply has its time too."""
    slow = Patience(read_s=60, whole_s=0.2, attempts=1, first_wait_s=0)
    message, _ = told(lambda _: answer(b"[", length=9) + HANG, patience=slow)
    assert message.endswith("no whole reply within 0.2 s")


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_reply_too_large_is_refused_whatever_it_was_packed_to(coding: str) -> None:
    """A megabyte packed into a kilobyte counts as a megabyte."""
    body = b" " * 2**20
    packed = gzip.compress(body) if coding == "gzip" else body
    message, server = told(lambda _: answer(packed, Content_Encoding=coding))
    assert "found more than 1,000 bytes" in message
    assert len(server.heads) == 1


def test_an_unknown_coding_is_refused() -> None:
    """We asked for gzip."""
    message, _ = told(lambda _: answer(b"[]", Content_Encoding="br"))
    assert "Content-Encoding 'br'" in message


def test_redirects_in_a_circle_end() -> None:
    """After a few of them, with the reason."""
    message, server = told(lambda _: answer(status="301 Moved", Location="/x"))
    assert "TooManyRedirects" in message
    assert len(server.heads) == 6


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "http://", "not a url", "http://[::1", "http://a b/"])
def test_what_is_no_web_address_is_told(url: str) -> None:
    """An address is configuration: it may hold anything."""
    with pytest.raises(SourceError):
        get(url)


def test_a_host_that_is_down_is_told() -> None:
    """Nothing listens there any more."""
    with serving(lambda _: b"") as server:
        pass
    with pytest.raises(SourceError, match="Connect"):
        get(server.url)


def test_the_limiter_is_asked_before_each_attempt() -> None:
    """Retries count towards a host's rate."""

    class Limiter:
        hosts: tuple[str, ...] = ()

        async def wait(self, host: str) -> None:
            self.hosts = (*self.hosts, host)

    limiter = Limiter()
    with serving(in_turn(answer(status="503 Busy"), answer(b"[]"))) as server:
        get(server.url, limiter=limiter)
    assert limiter.hosts == ("127.0.0.1", "127.0.0.1")
