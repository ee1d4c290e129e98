"""Where the client may connect to: the public internet, and what the operator named.

A feed's address, and every redirect, comes from strangers. Were it followed anywhere, a stranger could
have this machine ask its own services, its neighbours' or a cloud's metadata service. A name proves
nothing, since whoever owns it may point it anywhere at any moment: so the name is resolved once, each
address is looked at, and the connection goes to an address that was looked at.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.request import getproxies, proxy_bypass

import httpx2

from digest.errors import SourceError

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]  # a host and a port to numeric addresses, best first
MOST_ADDRESSES = 4  # tried of one name
_NAT64: Final = IPv6Network("64:ff9b::/96")  # RFC 6052 section 2.1
_COMPATIBLE: Final = IPv6Network("::/96")  # RFC 4291 section 2.5.5.1, deprecated
_UNICAST: Final = IPv6Network("2000::/3")  # all that IANA gave out; outside are local forms of translation


async def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as this machine knows them, best first; raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def not_public(address: str) -> str:
    """Return what an address is when it is not of the public internet, as in "a loopback address"; or ""."""
    found = _innermost(ip_address(address))
    kinds = {
        "an unspecified": found.is_unspecified,
        "a loopback": found.is_loopback,
        "a link-local": found.is_link_local,
        "a multicast": found.is_multicast,
        "a private": not found.is_global or (isinstance(found, IPv6Address) and found not in _UNICAST),
    }
    return next((f"{kind} address" for kind, applies in kinds.items() if applies), "")


def host_key(host: str) -> str:
    """Return a host's name or address in the one spelling that is compared."""
    return host.strip("[]").rstrip(".").casefold()


class Guard(httpx2.AsyncBaseTransport):
    """Connects to public addresses, and to the hosts that the operator named; refuses all others.

    With a proxy in the environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, and NO_PROXY for exceptions) it is
    the proxy that resolves names and connects: only hosts that are written as addresses are looked at here.
    """

    def __init__(self, *, private_hosts: frozenset[str] = frozenset(), resolve: Resolve = resolve) -> None:
        self._named = frozenset(host_key(host) for host in private_hosts)
        self._resolve = resolve
        self._ways: dict[str, httpx2.AsyncHTTPTransport] = {}  # by proxy; "" is directly

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request from an address that may be asked; raises SourceError when there is none."""
        host = request.url.raw_host.decode("ascii")
        proxy = proxy_of(request.url)
        if proxy:
            if address := _written(host):
                self._permitted(request.url, [address])
            return await self._way(proxy).handle_async_request(request)
        addresses = self._permitted(request.url, await self._addresses(request, host))
        failure: Exception | None = None
        for address in addresses[:MOST_ADDRESSES]:
            try:
                return await self._way("").handle_async_request(_at(request, address))
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                failure = error
        raise failure or httpx2.ConnectError(f"{host} has no address")

    async def aclose(self) -> None:
        """Close every connection."""
        for way in self._ways.values():
            await way.aclose()

    async def _addresses(self, request: httpx2.Request, host: str) -> Sequence[str]:
        if _is_address(host):
            return [host]
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        connect_s = request.extensions.get("timeout", {}).get("connect")
        try:
            async with asyncio.timeout(connect_s):
                return await self._resolve(host, port)
        except TimeoutError as error:
            raise httpx2.ConnectTimeout(f"{host} was not resolved within {connect_s:g} s") from error
        except (OSError, UnicodeError) as error:  # a label too long is a UnicodeError
            raise httpx2.ConnectError(f"{host} cannot be resolved: {error}") from error

    def _permitted(self, url: httpx2.URL, addresses: Sequence[str]) -> Sequence[str]:
        """Return the addresses that may be connected to; raises SourceError when none of them may."""
        host = host_key(url.raw_host.decode("ascii"))
        if host in self._named:
            return addresses
        public = [address for address in addresses if not not_public(address)]
        if addresses and not public:
            at = "" if host == host_key(addresses[0]) else f" at {addresses[0]},"
            raise SourceError(
                f"{url}: {host} is{at} {not_public(addresses[0])}, wanted a public one; "
                f"if it is yours, add {host} to newsletter.private_hosts"
            )
        return public

    def _way(self, proxy: str) -> httpx2.AsyncHTTPTransport:
        """Return the transport that goes through a proxy, or directly, made when it is first needed.

        No connection outlives its request: a host that takes one at a time must not find an idle one.
        """
        if proxy not in self._ways:
            tls = self._tls if proxy.startswith("https:") else None
            self._ways[proxy] = httpx2.AsyncHTTPTransport(
                verify=self._tls,
                proxy=httpx2.Proxy(proxy, ssl_context=tls) if proxy else None,
                limits=httpx2.Limits(max_keepalive_connections=0),
            )
        return self._ways[proxy]

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Return what verifies servers; SSL_CERT_FILE and SSL_CERT_DIR hold. It takes 20 ms: when needed."""
        return httpx2.create_ssl_context()


def proxy_of(url: httpx2.URL) -> str:
    """Return the proxy that the environment names for an address, "" for none."""
    proxies = getproxies()
    found = proxies.get(url.scheme) or proxies.get("all") or ""
    if not found or proxy_bypass(url.host):
        return ""
    return found if "://" in found else f"http://{found}"


def _innermost(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    is_embedded = address in _NAT64 or (address in _COMPATIBLE and int(address) > 1)
    return IPv4Address(int(address) & 0xFFFFFFFF) if is_embedded else address


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _written(host: str) -> str:
    """Return the address that a host is written as, also as "2130706433" or "0x7f.1"; "" for a name."""
    try:
        return host if _is_address(host) else socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return ""


def _at(request: httpx2.Request, address: str) -> httpx2.Request:
    """Return the request as it goes to one address: Host, SNI and the certificate stay the name's."""
    host = request.url.raw_host.decode("ascii")
    if address == host:
        return request
    return httpx2.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host.rstrip(".")},
    )
