"""The HTTP client against a real server that misbehaves."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Callable
from datetime import timedelta

import httpx2
import pytest
from httpserver import HANG, LOOPBACK, Answer, Server, answer, serving

from digest.errors import SourceError
from digest.model import Validator
from digest.sources.client import Client, Patience, Reply, retry_after_s
from digest.sources.pace import RateLimiter

HASTY = Patience(
    connect_s=5, read_s=0.2, whole_s=5, attempts=3, first_wait_s=0, longest_wait_s=0, most_bytes=1000
)


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def get(url: str, *, patience: Patience = HASTY, limiter: RateLimiter | None = None) -> Reply:
    async def once() -> Reply:
        async with Client(patience=patience, limiter=limiter, private_hosts=LOOPBACK) as client:
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
        (f"Tue, 31 Mar 2026 12:00:30 +{'9' * 20}", None),
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
    assert "redirected more than 5 times, at last to http://127.0.0.1" in message
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


@pytest.mark.parametrize(
    "status", ["204 No Content", "206 Partial Content", "300 Choices", "304 Not Modified"]
)
def test_what_is_no_whole_reply_is_told(status: str) -> None:
    """Half a list would be taken for the whole; and nobody asked whether it was modified."""
    message, server = told(lambda _: answer(status=status))
    assert message.endswith(f"answered {status}")
    assert len(server.heads) == 1


def conditional(url: str, *answers: bytes) -> tuple[Reply, Reply, Server]:
    """Return a first reply, and the one to asking again with what it was called."""

    async def twice(url: str) -> tuple[Reply, Reply]:
        async with Client(patience=HASTY, private_hosts=LOOPBACK) as client:
            first = await client.get(url)
            return first, await client.get(url, validator=first.validator)

    with serving(in_turn(*answers)) as server:
        first, second = asyncio.run(twice(server.url + url))
    return first, second, server


@pytest.mark.parametrize("name", ["ETag", "Last_Modified"])
def test_what_did_not_change_is_not_sent_again(name: str) -> None:
    """The server's own words are handed back to it (RFC 9110 section 13.1)."""
    words = {"ETag": 'W/"1"', "Last_Modified": "Tue, 31 Mar 2026 00:00:00 GMT"}[name]
    asked = {"ETag": "if-none-match", "Last_Modified": "if-modified-since"}[name]
    unchanged = answer(status="304 Not Modified", length=700)
    first, second, server = conditional("/x", answer(b"[1]", **{name: words}), unchanged)
    assert (first.body, first.unchanged) == (b"[1]", False)
    assert (second.body, second.unchanged, second.validator) == (b"", True, first.validator)
    assert f"{asked}: {words}\r\n".lower() in server.heads[1].lower()


def test_a_new_name_for_the_same_reply_is_kept() -> None:
    """A 304 may carry the validator to use from now on."""
    unchanged = answer(status="304 Not Modified", ETag='"2"')
    _, second, server = conditional("/x", answer(b"[1]", ETag='"1"'), unchanged)
    assert second.validator == Validator(url=f"{server.url}/x", etag='"2"')


def test_a_reply_without_a_name_is_asked_for_whole() -> None:
    """Nor is a name kept that is as long as a page."""
    first, second, server = conditional("/x", answer(b"[1]", ETag=f'"{"x" * 2000}"'), answer(b"[2]"))
    assert first.validator == Validator(url=f"{server.url}/x")
    assert "if-none-match" not in server.heads[1].lower()
    assert (second.body, second.unchanged) == (b"[2]", False)


def test_a_validator_belongs_to_the_address_that_was_asked() -> None:
    """Redirects change, what the configuration says does not; the condition goes where they lead."""
    moved = answer(status="301 Moved Permanently", Location="/y")
    first, second, server = conditional(
        "/x", moved, answer(b"[1]", ETag='"1"'), moved, answer(status="304 Not Modified")
    )
    assert first.validator.url == f"{server.url}/x"
    assert second.unchanged
    assert server.targets == ["/x", "/y", "/x", "/y"]


def test_the_client_says_what_it_takes() -> None:
    """And when a server has nothing of that sort, its refusal is told."""

    async def once(url: str) -> None:
        async with Client(patience=HASTY, private_hosts=LOOPBACK) as client:
            await client.get(url, accept="application/rss+xml")

    refusal = answer(status="406 Not Acceptable")
    with serving(lambda _: refusal) as server, pytest.raises(SourceError, match="406 Not Acceptable"):
        asyncio.run(once(server.url))
    assert "accept: application/rss+xml\r\n" in server.heads[0].lower()


def test_a_reply_packed_in_pieces_is_read_whole() -> None:
    """A gzip file may have several members, and zeros at its end (RFC 1952 section 2.2)."""
    packed = gzip.compress(b"[1,") + gzip.compress(b"2]") + b"\0" * 9
    with serving(lambda _: answer(packed, Content_Encoding="gzip")) as server:
        assert get(server.url).body == b"[1,2]"


def test_a_bomb_is_unpacked_no_further_than_a_reply_may_be_large() -> None:
    """A hundred megabytes of zeros in a hundred kilobytes, in one member or in many."""
    for packed in (gzip.compress(bytes(10**8), 9), gzip.compress(bytes(999)) * 9):
        message, _ = told(lambda _, packed=packed: answer(packed, Content_Encoding="gzip"))
        assert "found more than 1,000 bytes" in message


class Porter:
    """A limiter that lets everybody in, after the waits it is given, and notes it."""

    def __init__(self, *waits_s: float) -> None:
        self.waits = [timedelta(seconds=wait) for wait in waits_s]
        self.log: list[tuple[str, str]] = []

    def take(self, turn: str, *, holder: str, most: timedelta) -> timedelta:
        assert holder
        assert most > timedelta(seconds=HASTY.whole_s)
        if self.waits:
            self.log.append(("wait", turn))
            return self.waits.pop(0)
        self.log.append(("take", turn))
        return timedelta(0)

    def give_back(self, turn: str, *, holder: str, pause: timedelta) -> None:
        assert holder
        self.log.append((f"pause {pause.total_seconds():g}", turn))


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, Server]]:
    """Return what asks a public host by way of a proxy that gives the answers; and what came of it."""

    def ask(url: str, porter: Porter, *answers: bytes) -> tuple[str, Server]:
        with serving(in_turn(*answers)) as proxy:
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
            try:
                return get(url, limiter=porter).body.decode(), proxy
            except SourceError as error:
                return str(error), proxy

    return ask


def test_every_attempt_and_every_redirect_takes_its_turn(through: Callable[..., tuple[str, Server]]) -> None:
    """Each at the host that is asked; a second goes by before the next."""
    porter = Porter()
    moved = answer(status="302 Found", Location="http://other.example.org/y")
    came, _ = through("http://papers.example.org/x", porter, answer(status="503 Busy"), moved, answer(b"[]"))
    first, second = "papers.example.org", "other.example.org"
    assert came == "[]"
    expected = [("take", first), ("pause 1", first)] * 2 + [("take", second), ("pause 1", second)]
    assert porter.log == expected


@pytest.mark.parametrize("host", ["arxiv.org", "export.arxiv.org", "RSS.arXiv.org", "oaipmh.arxiv.org."])
def test_all_of_arxiv_is_one_host_with_three_seconds(
    host: str, through: Callable[..., tuple[str, Server]]
) -> None:
    """As its terms of use say; others that only end alike are others."""
    porter = Porter()
    through(f"http://{host}/x", porter, answer(b"[]"))
    through("http://notarxiv.org/x", porter, answer(b"[]"))
    assert porter.log[:2] == [("take", "arxiv.org"), ("pause 3", "arxiv.org")]
    assert porter.log[2:] == [("take", "notarxiv.org"), ("pause 1", "notarxiv.org")]


def test_a_turn_is_waited_for(through: Callable[..., tuple[str, Server]]) -> None:
    """As often as it takes."""
    porter = Porter(0.001, 0.001)
    came, _ = through("http://papers.example.org/x", porter, answer(b"[]"))
    assert came == "[]"
    assert [what for what, _ in porter.log] == ["wait", "wait", "take", "pause 1"]


def test_what_a_host_asks_for_holds_for_everybody(through: Callable[..., tuple[str, Server]]) -> None:
    """Its Retry-After becomes the pause before anybody's next turn."""
    porter = Porter()
    came, _ = through(
        "http://papers.example.org/x", porter, answer(status="429 Slow Down", Retry_After="3600")
    )
    assert "429 Slow Down, try again in 3600 s" in came
    assert porter.log[-1] == ("pause 3600", "papers.example.org")


def test_a_host_that_wants_to_be_left_alone_is_not_asked(through: Callable[..., tuple[str, Server]]) -> None:
    """It is told at once, instead of an hour later."""
    came, proxy = through("http://papers.example.org/x", Porter(3000.0))
    assert came == "papers.example.org: it asked to be left alone for another 3,000 s"
    assert proxy.heads == []


def test_hosts_of_ones_own_are_asked_at_once() -> None:
    """Who named them may ask them as they please."""
    porter = Porter()
    with serving(lambda _: answer(b"[]")) as server:
        get(server.url, limiter=porter)
    assert porter.log == []
