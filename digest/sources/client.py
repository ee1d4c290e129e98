"""The one polite HTTP client: it says who it is, waits where it is told to, and takes no more than it asked.

Retries are around GETs only, which may be repeated (RFC 9110 section 9.2.2).
"""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Protocol, Self

import httpx2
import stamina

from digest import __version__
from digest.errors import SourceError

USER_AGENT = f"paper-round/{__version__} (self-hosted research newsletter)"
RETRIED = frozenset([408, 425, 429, 500, 502, 503, 504])
MOST_REDIRECTS = 5
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class RateLimiter(Protocol):
    """Whoever knows how often a host may be asked, by all processes of an installation."""

    async def wait(self, host: str) -> None:
        """Return when the host may be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the client waits, and how much it takes."""

    connect_s: float = 10.0
    read_s: float = 30.0  # without a byte
    whole_s: float = 120.0  # for one whole reply
    attempts: int = 4
    first_wait_s: float = 1.0  # then doubled each time, with jitter
    longest_wait_s: float = 60.0  # a server that asks for more is asked again at the next run
    most_bytes: int = 20 * 2**20  # of a reply, uncompressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A successful answer."""

    url: str  # after redirects
    headers: httpx2.Headers = field(repr=False)
    body: bytes = field(repr=False)  # uncompressed


class _TryAgainError(Exception):
    """An answer, or none, that may be better the next time."""

    def __init__(self, reason: str, *, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.wait_s = wait_s  # what the server asked for


class Client:
    """One HTTP client for all sources; use it as an async context.

    The environment's proxy and certificates hold (HTTPS_PROXY, SSL_CERT_FILE); TLS is always verified.
    """

    def __init__(self, *, patience: Patience | None = None, limiter: RateLimiter | None = None) -> None:
        self._patience = patience or Patience()
        self._limiter = limiter
        self._http = httpx2.AsyncClient(
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
            timeout=httpx2.Timeout(self._patience.read_s, connect=self._patience.connect_s),
            follow_redirects=True,
            max_redirects=MOST_REDIRECTS,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def get(self, url: str) -> Reply:
        """Return the reply to a GET; raises SourceError with the address, the status and why.

        Overload (429, 5xx) and broken connections are tried again with growing waits, or with the one the
        server asks for in Retry-After (RFC 9110 section 10.2.3).
        """
        patience = self._patience
        attempts = stamina.retry_context(
            on=self._pause,
            attempts=patience.attempts,
            timeout=None,
            wait_initial=patience.first_wait_s,
            wait_max=patience.longest_wait_s,
            wait_jitter=patience.first_wait_s,
        )
        try:
            async for attempt in attempts:
                with attempt:
                    return await self._once(url)
        except _TryAgainError as error:
            raise SourceError(f"{url}: {error}") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise SourceError(f"{url}: {_reason(error)}") from error
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _pause(self, error: Exception) -> bool | float:
        """Tell whether to try again, and after how many seconds when the server said."""
        if not isinstance(error, _TryAgainError):
            return False
        if error.wait_s is None:
            return True
        return error.wait_s if error.wait_s <= self._patience.longest_wait_s else False

    async def _once(self, url: str) -> Reply:
        if self._limiter is not None:
            await self._limiter.wait(httpx2.URL(url).host)
        try:
            async with asyncio.timeout(self._patience.whole_s), self._http.stream("GET", url) as response:
                _check(response, asked=url)
                body = await self._body(response)
                return Reply(url=str(response.url), headers=response.headers, body=body)
        except TimeoutError as error:
            raise _TryAgainError(f"no whole reply within {self._patience.whole_s:g} s") from error
        except (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError) as error:
            raise _TryAgainError(_reason(error)) from error

    async def _body(self, response: httpx2.Response) -> bytes:
        """Return the body, unpacked no further than it may be large: a few bytes can unpack to gigabytes."""
        most = self._patience.most_bytes
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in {"identity", "gzip", "x-gzip", "deflate"}:
            raise SourceError(
                f"{response.url}: found Content-Encoding {encoding[:40]!r}, wanted gzip or none"
            )
        unpacker = None if encoding == "identity" else zlib.decompressobj(_GZIP_OR_ZLIB)
        body = bytearray()
        try:
            async for chunk in response.aiter_raw():
                body += chunk if unpacker is None else unpacker.decompress(chunk, most + 1 - len(body))
                if len(body) > most:
                    raise SourceError(
                        f"{response.url}: found more than {most:,} bytes, wanted a reply of less"
                    )
        except zlib.error as error:
            raise _TryAgainError(f"what came cannot be unpacked: {error}") from error
        if unpacker is not None and not unpacker.eof:
            raise _TryAgainError("the compressed reply ends too soon")
        return bytes(body)


def _check(response: httpx2.Response, *, asked: str) -> None:
    """Raise unless the answer is a success, and came as safely as it was asked for."""
    status = response.status_code
    if asked.lower().startswith("https:") and response.url.scheme != "https":
        raise SourceError(f"{asked}: redirected to {response.url}, wanted https")
    if response.is_success:
        return
    reason = f"answered {status} {response.reason_phrase}".strip()
    if status not in RETRIED:
        raise SourceError(f"{response.url}: {reason}")
    wait_s = retry_after_s(response.headers)
    asked = "" if wait_s is None else f", try again in {wait_s:g} s"
    raise _TryAgainError(reason + asked, wait_s=wait_s)


def retry_after_s(headers: httpx2.Headers) -> float | None:
    """Return the seconds a server asks to wait (RFC 9110 section 10.2.3), None when it does not say.

    A moment is counted from the reply's own Date: the server's clock is what it speaks of.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit() and len(value) <= 9:  # noqa: PLR2004 - thirty years
        return float(value)
    until, now = _moment(value), _moment(headers.get("Date", ""))
    return max(0.0, (until - now).total_seconds()) if until and now else None


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _reason(error: Exception) -> str:
    """Say what went wrong on the way: some of these errors carry no words of their own."""
    name = type(error).__name__.removesuffix("Error")
    return f"{name}: {error}" if str(error) else name
