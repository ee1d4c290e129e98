"""The one polite HTTP client: it says who it is, waits where it is told to, and takes no more than it asked.

Retries are around GETs only, which may be repeated (RFC 9110 section 9.2.2).
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpx2
import stamina

from digest import __version__
from digest.errors import SourceError
from digest.model import Validator
from digest.sources.guard import Guard, Resolve, host_key, resolve
from digest.sources.pace import RateLimiter, turn
from digest.sources.unpack import CODINGS, BrokenError, TooLargeError, unpacked

USER_AGENT = f"paper-round/{__version__} (self-hosted research newsletter)"
RETRIED = frozenset([408, 425, 429, 500, 502, 503, 504])
MOST_REDIRECTS = 5
LONGEST_VALIDATOR = 1_000  # characters; a longer one is not kept


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
    """A successful answer, or the news that it is still the one that was read before."""

    url: str  # after redirects
    headers: httpx2.Headers = field(repr=False)
    body: bytes = field(repr=False)  # uncompressed; empty when unchanged
    unchanged: bool = False  # "304 Not Modified" to the validator that was given
    validator: Validator  # what to ask with the next time; empty when the server gave none


class _TryAgainError(Exception):
    """An answer, or none, that may be better the next time."""

    def __init__(self, reason: str, *, wait_s: float | None = None, status: int | None = None) -> None:
        super().__init__(reason)
        self.wait_s = wait_s  # what the server asked for
        self.status = status


class Client:
    """One HTTP client for all sources; use it as an async context.

    The environment's proxy and certificates hold (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE); TLS is always
    verified. It connects to public addresses, and to the `private_hosts` that the operator named.
    """

    def __init__(
        self,
        *,
        patience: Patience | None = None,
        limiter: RateLimiter | None = None,
        private_hosts: Collection[str] = (),
        resolve: Resolve = resolve,
    ) -> None:
        self._patience = patience or Patience()
        self._limiter = limiter
        self._own = frozenset(host_key(host) for host in private_hosts)
        self._http = httpx2.AsyncClient(
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
            timeout=httpx2.Timeout(self._patience.read_s, connect=self._patience.connect_s),
            transport=Guard(private_hosts=self._own, resolve=resolve),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def get(
        self,
        url: str,
        *,
        accept: str = "",
        validator: Validator | None = None,
        read_s: float | None = None,
    ) -> Reply:
        """Return the reply to a GET; raises SourceError with the address, the status and why.

        With a validator only a reply that differs is sent (RFC 9110 section 13.1); else it is `unchanged`.
        Overload (429, 5xx) and broken connections are tried again with growing waits, or with the one the
        server asks for in Retry-After (RFC 9110 section 10.2.3). `read_s` is for a server that is known to
        take longer than others before it says anything.
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
        question = _Question(url=url, accept=accept, validator=validator, read_s=read_s or patience.read_s)
        try:
            async for attempt in attempts:
                with attempt:
                    return await self._once(question)
        except _TryAgainError as error:
            raise SourceError(f"{url}: {error}", status=error.status) from error
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

    async def _once(self, question: _Question) -> Reply:
        """Ask once, and wherever that is redirected to: each of them is a host of its own."""
        timeout = httpx2.Timeout(question.read_s, connect=self._patience.connect_s)
        request = self._http.build_request("GET", question.url, headers=question.headers, timeout=timeout)
        for _ in range(1 + MOST_REDIRECTS):
            try:
                found = await self._hop(request, question)
            except SourceError as error:
                if question.is_of(request):
                    raise
                raise SourceError(f"{question.url}: redirected to {error}", status=error.status) from error
            if isinstance(found, Reply):
                return found
            _check_redirect(request, found)
            request = found
        raise SourceError(
            f"{question.url}: redirected more than {MOST_REDIRECTS} times, at last to {request.url}"
        )

    async def _hop(self, request: httpx2.Request, question: _Question) -> Reply | httpx2.Request:
        """Return one host's answer, or the request it redirects to."""
        whole_s, longest_s = self._patience.whole_s, self._patience.longest_wait_s
        limiter = None if host_key(request.url.host) in self._own else self._limiter
        most, patience = timedelta(seconds=whole_s), timedelta(seconds=longest_s)
        async with turn(limiter, request.url.host, most=most, patience=patience) as held:
            try:
                async with asyncio.timeout(whole_s):
                    return await self._answer(request, question)
            except _TryAgainError as error:
                held.pause = max(held.pause, timedelta(seconds=error.wait_s or 0.0))
                raise
            except TimeoutError as error:
                raise _TryAgainError(f"no whole reply within {whole_s:g} s") from error
            except (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError) as error:
                raise _TryAgainError(_reason(error)) from error

    async def _answer(self, request: httpx2.Request, question: _Question) -> Reply | httpx2.Request:
        response = await self._http.send(request, stream=True)
        try:
            if response.next_request is not None:
                return response.next_request
            _check(response, question)
            unchanged = response.status_code == httpx2.codes.NOT_MODIFIED
            return Reply(
                url=str(response.url),
                headers=response.headers,
                body=b"" if unchanged else await self._body(response),
                unchanged=unchanged,
                validator=_validator(response, question, unchanged=unchanged),
            )
        finally:
            await response.aclose()

    async def _body(self, response: httpx2.Response) -> bytes:
        most = self._patience.most_bytes
        coding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if coding not in CODINGS:
            raise SourceError(f"{response.url}: found Content-Encoding {coding[:40]!r}, wanted gzip or none")
        try:
            return await unpacked(response.aiter_raw(), coding=coding, most=most)
        except TooLargeError as error:
            raise SourceError(
                f"{response.url}: found more than {most:,} bytes, wanted a reply of less"
            ) from error
        except BrokenError as error:
            raise _TryAgainError(str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is asked for, and how."""

    url: str
    accept: str
    validator: Validator | None
    read_s: float

    def is_of(self, request: httpx2.Request) -> bool:
        """Tell whether a request is the question itself, not where that was redirected to."""
        return request.url == httpx2.URL(self.url)

    @property
    def headers(self) -> dict[str, str]:
        """Return what the request says beside who we are."""
        known = self.validator
        values = {
            "Accept": self.accept,
            "If-None-Match": known.etag if known else "",
            "If-Modified-Since": known.last_modified if known else "",
        }
        return {name: value for name, value in values.items() if value}


def _check_redirect(request: httpx2.Request, target: httpx2.Request) -> None:
    """Raise unless a redirect is as safe as what was asked for, and leads anywhere else."""
    if target.url.scheme not in {"http", "https"}:
        raise SourceError(f"{request.url}: redirected to {target.url}, wanted a web address")
    if request.url.scheme == "https" and target.url.scheme != "https":
        raise SourceError(f"{request.url}: redirected to {target.url}, wanted https")


def _check(response: httpx2.Response, question: _Question) -> None:
    """Raise unless the answer is a whole reply, or says that the one we know still holds."""
    status = response.status_code
    if status == httpx2.codes.OK or (status == httpx2.codes.NOT_MODIFIED and question.validator):
        return
    reason = f"answered {status} {response.reason_phrase}".strip()
    if status not in RETRIED:
        raise SourceError(f"{response.url}: {reason}", status=status)
    wait_s = retry_after_s(response.headers)
    later = "" if wait_s is None else f", try again in {wait_s:g} s"
    raise _TryAgainError(reason + later, wait_s=wait_s, status=status)


def _validator(response: httpx2.Response, question: _Question, *, unchanged: bool) -> Validator:
    """Return what to ask with the next time; a 304 need not repeat it all (RFC 9110 section 15.4.5)."""
    given = {name: response.headers.get(name, "") for name in ("ETag", "Last-Modified")}
    etag, modified = (value if len(value) <= LONGEST_VALIDATOR else "" for value in given.values())
    if unchanged and question.validator and not (etag or modified):
        return question.validator
    return Validator(url=question.url, etag=etag, last_modified=modified)


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
    except (ValueError, OverflowError):  # a zone of many digits is the latter
        return None
    return moment if moment.tzinfo else None


def _reason(error: Exception) -> str:
    """Say what went wrong on the way: some of these errors carry no words of their own."""
    name = type(error).__name__.removesuffix("Error")
    return f"{name}: {error}" if str(error) else name
