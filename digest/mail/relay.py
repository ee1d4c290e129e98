"""The relay that messages are handed to, and how a session with it is opened."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException, SMTPServerDisconnected

from digest.errors import TransportError
from digest.mail.reply import Phase, Reply, answered, spellings, unanswered

# RFC 4954 §6, RFC 3207 §4: the relay wants other credentials, or better protection.
LOGIN_REFUSED = frozenset({530, 534, 535, 538})


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """The mail server that messages are handed to, and how."""

    host: str
    port: int
    security: Literal["plain", "starttls", "tls"]  # never anything less than what is written here
    user: str = ""  # empty: no AUTH
    password: str = field(default="", repr=False)
    local_hostname: str = "localhost"  # how we introduce ourselves in EHLO
    timeout_s: float = 60  # for every answer but the last, and for all of connecting and logging in
    final_timeout_s: float = 600  # after the final dot (RFC 5321 §4.5.3.2.6)
    ca_file: Path | None = None  # PEM; trusted instead of the system's authorities

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return what must never be logged, in every spelling the wire uses."""
        return spellings(self.user, self.password)


class ConnectFailed(TransportError):  # noqa: N818 - its kind is TransportError; this says which
    """The relay cannot be used: not reached, not safely encrypted, or it does not let us in."""

    def __init__(self, relay: Relay, reply: Reply, *, permanent_auth: bool) -> None:
        code = "" if reply.code is None else f"{reply.code} "
        super().__init__(f"{relay.host}:{relay.port}: {code}{reply.text}")
        self.reply = reply  # its phase is CONNECT
        self.permanent_auth = permanent_auth  # credentials or TLS: trying again without a change is useless


async def log_on(relay: Relay) -> aiosmtplib.SMTP:
    """Return a session that is connected, encrypted as the relay demands, greeted and logged in.

    Raises ConnectFailed. Nothing is downgraded: a server that does not offer STARTTLS when it is demanded,
    or shows a certificate that does not verify, is refused. A password goes over TLS or to loopback only.
    """
    # The time-outs are ours: the library's use asyncio.wait_for, which loses cancellations before 3.12.
    smtp = aiosmtplib.SMTP(hostname=relay.host, port=relay.port, timeout=None, start_tls=False)
    try:
        async with asyncio.timeout(relay.timeout_s):
            await _introduce(smtp, relay)
    except (SMTPException, OSError, ValueError) as err:
        _cut(smtp)
        raise _failure(relay, err) from err
    except BaseException:
        _cut(smtp)
        raise
    return smtp


async def _introduce(smtp: aiosmtplib.SMTP, relay: Relay) -> None:
    """Bring a session to where a message can begin."""
    if relay.user and relay.security == "plain" and not _is_loopback(relay.host):
        raise _refused(relay, "a password is sent over TLS or to loopback only; use smtps or smtp+starttls")
    context = None if relay.security == "plain" else await asyncio.to_thread(_tls_context, relay.ca_file)
    await smtp.connect(
        local_hostname=relay.local_hostname,
        tls_context=context,
        use_tls=relay.security == "tls",
        start_tls=False,  # the library's default is opportunistic: plaintext, in silence
    )
    await smtp.ehlo()
    if relay.security == "starttls":
        if not smtp.supports_extension("starttls"):
            raise _refused(relay, "the server does not offer STARTTLS, and security is never downgraded")
        await smtp.starttls()
        await smtp.ehlo()
    if relay.user:
        await _log_in(smtp, relay)
    if not smtp.is_connected:
        raise SMTPServerDisconnected("connection lost after the greeting")


async def _log_in(smtp: aiosmtplib.SMTP, relay: Relay) -> None:
    """Authenticate with one mechanism; a refusal is final, not an invitation to try the others."""
    offered = smtp.server_auth_methods
    log_in = {"plain": smtp.auth_plain, "login": smtp.auth_login, "cram-md5": smtp.auth_crammd5}
    usable = [name for name in log_in if name in offered]
    if not usable:
        found = " ".join(offered).upper() or "no AUTH"
        raise _refused(relay, f"the server offers {found}, wanted AUTH PLAIN, LOGIN or CRAM-MD5")
    try:
        await log_in[usable[0]](relay.user, relay.password)
    except SMTPException as err:
        # The server may have put the credentials into its answer: that exception must not be shown.
        raise _failure(relay, err, logging_in=True) from None
    except ValueError:
        # Likewise: a UnicodeEncodeError holds the very string that could not be encoded.
        raise _refused(relay, "the user name or the password is not valid UTF-8") from None


def _failure(relay: Relay, err: Exception, *, logging_in: bool = False) -> ConnectFailed:
    """Return what went wrong while opening a session, told apart by whether trying again can help."""
    code = err.code if isinstance(err, SMTPResponseException) else None
    if code is not None and code // 100 in (4, 5):
        reply = answered(Phase.CONNECT, code, str(err.args[-1]), secrets=relay.secrets)
        final = code in LOGIN_REFUSED or (logging_in and code // 100 == 5)  # noqa: PLR2004 - the class 5yz
        return ConnectFailed(relay, reply, permanent_auth=final)
    text = err.message if isinstance(err, SMTPException) else str(err)
    text = text.removeprefix(f"Error connecting to {relay.host} on port {relay.port}: ")  # it is said already
    if isinstance(err.__cause__, ConnectionRefusedError):
        text = "connection refused: no mail server listens there"
    if not text:
        text = (
            f"no answer within {relay.timeout_s:g} s" if isinstance(err, TimeoutError) else type(err).__name__
        )
    reply = unanswered(Phase.CONNECT, text, secrets=relay.secrets)
    return ConnectFailed(relay, reply, permanent_auth=_is_tls_refusal(err))


def _refused(relay: Relay, why: str) -> ConnectFailed:
    """Return our own refusal of a relay that does not give the security or the log-in asked for."""
    return ConnectFailed(relay, unanswered(Phase.CONNECT, why), permanent_auth=True)


def _is_tls_refusal(err: BaseException | None) -> bool:
    """Tell whether TLS itself failed (certificate, protocol); a lost connection is a ConnectionError."""
    while err is not None:
        if isinstance(err, ssl.SSLError):
            return True
        err = err.__cause__
    return False


def _is_loopback(host: str) -> bool:
    """Tell by its spelling alone whether a host is this machine; a name is not looked up."""
    if host.casefold().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Return a context that verifies name and chain, TLS 1.2 at least."""
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as err:
        raise ValueError(f"cannot read the authorities of {ca_file}: {err}") from err


def _cut(smtp: aiosmtplib.SMTP) -> None:
    """Close a session that never became a connection."""
    if smtp.transport is not None:
        cast("asyncio.Transport", smtp.transport).abort()
    smtp.close()
