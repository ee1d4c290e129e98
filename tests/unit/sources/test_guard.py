"""Where the client connects to, and where it does not, whoever asks it to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address
from pathlib import Path

import pytest
from authority import Authority
from httpserver import LOOPBACK, answer, serving
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SourceError
from digest.sources.client import Client, Patience, Reply
from digest.sources.guard import Resolve, not_public, resolve

HASTY = Patience(connect_s=5, read_s=5, whole_s=5, attempts=1, first_wait_s=0, longest_wait_s=0)
NAME = "papers.example.org"


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class Names:
    """A resolver that knows what a test tells it, and counts how often it is asked."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.asked: list[str] = []

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.addresses


def get(url: str, *, private: Sequence[str] = (), names: Resolve = resolve) -> Reply:
    async def once() -> Reply:
        async with Client(patience=HASTY, private_hosts=private, resolve=names) as client:
            return await client.get(url)

    return asyncio.run(once())


def refused(url: str, *, private: Sequence[str] = (), names: Resolve = resolve) -> str:
    with pytest.raises(SourceError) as raised:
        get(url, private=private, names=names)
    return str(raised.value)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "a loopback address"),
        ("127.255.255.254", "a loopback address"),
        ("::1", "a loopback address"),
        ("0.0.0.0", "an unspecified address"),  # noqa: S104 - nothing is bound
        ("::", "an unspecified address"),
        ("169.254.169.254", "a link-local address"),
        ("fe80::1", "a link-local address"),
        ("fe80::1%1", "a link-local address"),
        ("224.0.0.1", "a multicast address"),
        ("ff02::1", "a multicast address"),
        ("10.1.2.3", "a private address"),
        ("172.16.0.1", "a private address"),
        ("192.168.1.1", "a private address"),
        ("100.64.0.1", "a private address"),
        ("192.0.2.1", "a private address"),
        ("255.255.255.255", "a private address"),
        ("fd00::1", "a private address"),
        ("fec0::1", "a private address"),
        ("2001:db8::1", "a private address"),
        ("::ffff:127.0.0.1", "a loopback address"),
        ("::ffff:10.0.0.1", "a private address"),
        ("::127.0.0.1", "a loopback address"),
        ("64:ff9b::a9fe:a9fe", "a link-local address"),
        ("64:ff9b:1::a9fe:a9fe", "a private address"),
        ("::ffff:0:127.0.0.1", "a private address"),
        ("5f00::1", "a private address"),
        ("2002:7f00:1::", "a loopback address"),
        ("8.8.8.8", ""),
        ("2001:4860:4860::8888", ""),
        ("::ffff:8.8.8.8", ""),
        ("64:ff9b::808:808", ""),
    ],
)
def test_an_address_is_what_it_stands_for(address: str, kind: str) -> None:
    """Also where IPv4 is written as IPv6: mapped, compatible, 6to4, or for a translator."""
    assert not_public(address) == kind


@given(
    st.sampled_from(["10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]),
    st.integers(min_value=0),
    st.sampled_from([0xFFFF << 32, 0, 0x64FF9B << 96]),
)
def test_no_spelling_makes_a_private_address_public(network: str, place: int, prefix: int) -> None:
    """Whatever address of a private network, however it is wrapped."""
    block = IPv4Network(network)
    inner = int(block.network_address) + place % block.num_addresses
    assert not_public(str(IPv4Address(inner)))
    assert not_public(str(IPv6Address(prefix + inner)))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "[::ffff:127.0.0.1]"],  # noqa: S104 - nothing is bound
)  # fmt: skip
def test_no_spelling_of_this_machine_is_asked(host: str) -> None:
    """The refusal says what it found, and how to allow it."""
    with serving(lambda _: answer(b"secret")) as server:
        message = refused(server.url.replace("127.0.0.1", host))
    assert server.heads == []
    assert "newsletter.private_hosts" in message
    assert "address, wanted a public one" in message


def test_a_name_that_points_inside_is_refused() -> None:
    """Whoever owns a name may point it anywhere: to this machine, or a cloud's metadata."""
    with serving(lambda _: answer(b"secret")) as server:
        url = server.url.replace("127.0.0.1", NAME)
        assert f"{NAME} is at 127.0.0.1, a loopback address" in refused(url, names=Names("127.0.0.1"))
        assert "at 169.254.169.254, a link-local" in refused(url, names=Names("169.254.169.254"))
    assert server.heads == []


def test_an_address_that_is_allowed_is_not_allowed_to_every_name() -> None:
    """What is named is the host as the URL says it: else any name that points there would pass."""
    with serving(lambda _: answer(b"secret")) as server:
        refused(server.url.replace("127.0.0.1", NAME), private=LOOPBACK, names=Names("127.0.0.1"))
    assert server.heads == []


def test_a_redirect_is_looked_at_like_the_first_address() -> None:
    """A public page may not send us to our own services."""
    replies = {"/": answer(status="302 Found", Location="")}
    with serving(lambda target: replies[target]) as server:
        replies["/"] = answer(
            status="302 Found", Location=server.url.replace("127.0.0.1", "localhost") + "/admin"
        )
        message = refused(f"{server.url}/", private=LOOPBACK)
    assert server.targets == ["/"]
    assert "localhost is at" in message


def test_the_address_that_was_looked_at_is_the_one_connected_to() -> None:
    """A name is resolved once: there is no second answer that could be another one."""
    names = Names("127.0.0.1")
    with serving(lambda _: answer(b"[]")) as server:
        reply = get(server.url.replace("127.0.0.1", NAME) + "/x", private=[NAME], names=names)
    port = server.url.rpartition(":")[2]
    assert (names.asked, reply.url) == ([NAME], f"http://{NAME}:{port}/x")
    assert f"host: {NAME}:{port}\r\n" in server.heads[0].lower()


def test_a_named_host_may_be_spelled_otherwise() -> None:
    """Upper case and a dot at the end are the same host."""
    with serving(lambda _: answer(b"[]")) as server:
        url = server.url.replace("127.0.0.1", "Papers.Example.ORG.")
        assert get(url, private=[NAME], names=Names("127.0.0.1")).body == b"[]"


def test_an_address_that_does_not_answer_is_passed_over() -> None:
    """A host may have several."""
    with serving(lambda _: answer(b"[]")) as server:
        url = server.url.replace("127.0.0.1", NAME)
        assert get(url, private=[NAME], names=Names("127.0.0.9", "127.0.0.1")).body == b"[]"


def test_a_name_without_addresses_is_told() -> None:
    """And one that no resolver takes."""
    assert "has no address" in refused(f"http://{NAME}/", names=Names())
    assert "cannot be resolved" in refused("http://papers.invalid/")
    assert "Connect" in refused(f"http://{'a' * 64}.example.org/")


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Return a private authority that this process trusts, as an operator has it trusted."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.ca_file))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    return made


def test_tls_is_verified_for_the_name_at_the_address(authority: Authority) -> None:
    """The certificate, the server's choice of it (SNI) and Host are the name's, with a private authority."""
    context = authority.context(NAME)
    asked_for: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    with serving(lambda _: answer(b"[]"), tls=context) as server:
        url = server.url.replace("http://127.0.0.1", f"https://{NAME}")
        assert get(url, private=[NAME], names=Names("127.0.0.1")).body == b"[]"
    assert asked_for == [NAME]
    assert f"host: {NAME}:" in server.heads[0].lower()


def test_a_certificate_of_another_name_is_refused(authority: Authority) -> None:
    """Before anything is asked."""
    with serving(lambda _: answer(b"[]"), tls=authority.context("other.example.org")) as server:
        url = server.url.replace("http://127.0.0.1", f"https://{NAME}")
        assert "certificate" in refused(url, private=[NAME], names=Names("127.0.0.1"))
    assert server.heads == []


def test_an_authority_that_nobody_trusts_is_refused(tmp_path: Path) -> None:
    """There is no way to switch verification off."""
    with serving(lambda _: answer(b"[]"), tls=Authority(tmp_path).context(NAME)) as server:
        url = server.url.replace("http://127.0.0.1", f"https://{NAME}")
        assert "certificate" in refused(url, private=[NAME], names=Names("127.0.0.1"))
    assert server.heads == []


def test_a_redirect_from_https_to_http_is_refused(authority: Authority) -> None:
    """What was asked for in secret is not fetched in the open."""
    bare = answer(status="302 Found", Location=f"http://{NAME}/y")
    with serving(lambda _: bare, tls=authority.context(NAME)) as server:
        url = server.url.replace("http://127.0.0.1", f"https://{NAME}")
        assert "wanted https" in refused(url, private=[NAME], names=Names("127.0.0.1"))


def test_a_proxy_is_asked_for_what_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the proxy that resolves the name: we do not."""
    names = Names()
    with serving(lambda _: answer(b"[]")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert get(f"http://{NAME}/x", names=names).body == b"[]"
    assert proxy.targets == [f"http://{NAME}/x"]
    assert names.asked == []


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "169.254.169.254.", "2852039166", "0xa9fea9fe", "169.254.43518"]
)
def test_a_proxy_is_not_asked_for_addresses_that_are_not_public(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """Names are the proxy's to judge; an address can be seen for what it is, in every spelling."""
    with serving(lambda _: answer(b"secret")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert "a link-local address" in refused(f"http://{host}/latest/meta-data")
    assert proxy.heads == []


def test_tls_goes_through_a_proxy_to_the_host_itself(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy passes bytes on; the certificate is the host's."""
    with serving(lambda _: answer(b"[]"), tls=authority.context(NAME)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        assert get(f"https://{NAME}/x").body == b"[]"
    assert proxy.targets == [f"{NAME}:443", "/x"]


def test_hosts_that_need_no_proxy_are_asked_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_PROXY holds, and what is asked directly is looked at."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(lambda _: answer(b"[]")) as server:
        assert get(server.url, private=LOOPBACK).body == b"[]"
        refused(server.url)


def test_a_proxy_that_is_down_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is that the proxy cannot be reached, not that the host is gone."""
    monkeypatch.setenv("HTTP_PROXY", "127.0.0.1:1")
    assert "Connect" in refused(f"http://{NAME}/")
