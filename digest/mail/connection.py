"""One conversation with a relay: many messages, and for each the certainty of how far it came.

aiosmtplib connects, encrypts, greets and logs in. The envelope is driven step by step here, because its
`sendmail()` raises the same exception for a connection lost before DATA (nothing was sent) and after the
final dot (the server has the message): the one difference that sending exactly once is built on.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import Self, cast

import aiosmtplib
from aiosmtplib import SMTPException

from digest.mail.relay import Relay, log_on
from digest.mail.reply import Phase, Reply, answered, unanswered

QUIT_TIMEOUT_S = 5.0  # for a goodbye that changes nothing any more

SERVICE_CLOSING = 421
STRAY_NEWLINE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
EXPECTED = {Phase.MAIL: 2, Phase.RCPT: 2, Phase.DATA: 3, Phase.BODY: 2}  # the first digit of "go ahead"


class Connection:
    """An open, greeted and logged-in session with a relay; one message at a time."""

    def __init__(self, relay: Relay, smtp: aiosmtplib.SMTP) -> None:
        self._relay = relay
        self._smtp = smtp
        self._transport = cast("asyncio.Transport", smtp.transport)
        self._in_data = False  # the server waits for a message
        self._dropped = False

    @classmethod
    async def open(cls, relay: Relay) -> Self:
        """Open a session as `relay` demands; raises ConnectFailed (see `log_on`)."""
        return cls(relay, await log_on(relay))

    @property
    def usable(self) -> bool:
        """Tell whether `begin` may be called: connected, and not waiting for a message."""
        return not self._dropped and not self._in_data and self._smtp.is_connected

    @property
    def smtputf8(self) -> bool:
        """Tell whether the server takes addresses and headers in UTF-8 (RFC 6531)."""
        return self._smtp.supports_extension("smtputf8")

    async def begin(
        self, *, sender: str, recipient: str, size: int | None = None, smtputf8: bool = False
    ) -> Reply | None:
        """Send MAIL, RCPT and DATA; return None when the server waits for the message (354).

        Otherwise the reply that refused, with its phase: nothing was sent. The transaction is then reset
        and the connection stays usable, unless the server went away or talks nonsense. `size` is in bytes,
        before dot-stuffing; it is declared where the server announces SIZE (RFC 1870). Some refusals are our
        own, made before a word is said: 553 5.6.7 where UTF-8 is needed and SMTPUTF8 is not offered, 553
        5.1.3 or 5.1.7 for an address that cannot stand in a command, 552 5.3.4 for more than SIZE allows.
        """
        if not self.usable:
            return unanswered(Phase.MAIL, "the connection was closed")
        smtputf8 = smtputf8 or not (sender + recipient).isascii()
        refusal = self._refusal(sender, recipient, size=size, smtputf8=smtputf8)
        if refusal:
            return refusal
        mail = [b"MAIL", b"FROM:<%b>" % sender.encode(), *self._options(size, smtputf8=smtputf8)]
        rcpt = [b"RCPT", b"TO:<%b>" % recipient.encode()]
        for phase, words in ((Phase.MAIL, mail), (Phase.RCPT, rcpt), (Phase.DATA, [b"DATA"])):
            reply = await self._command(phase, *words)
            if not _goes_ahead(reply):
                await self._reset()
                return reply
        self._in_data = True
        return None

    async def finish(self, body: bytes) -> Reply:
        """Send the message after `begin` said go ahead; wait for the answer to its final dot.

        `body` is a whole message with CRLF line ends; it is dot-stuffed here (RFC 5321 §4.5.2). The reply's
        phase is BODY, and its code None when no answer came: then nobody can know whether the server has the
        message, and nothing more is sent. Its phase is DATA when not one byte of the message left: the
        connection was lost before, or the body holds a bare CR or LF (our own 554 5.6.0: such a message
        can smuggle a second one). Raises RuntimeError without a `begin` that went ahead.
        """
        if not self._in_data:
            raise RuntimeError("finish() needs a begin() that returned None")
        stray = stray_newline(body)
        if stray is not None:
            self._drop()
            text = f"bare CR or LF at byte {stray} of the message, wanted CRLF; nothing was sent"
            return Reply(phase=Phase.DATA, code=554, enhanced="5.6.0", text=text)
        protocol = self._smtp.protocol
        if protocol is None or not protocol.is_connected:
            self._drop()
            return unanswered(Phase.DATA, "connection lost before the message")
        try:
            async with asyncio.timeout(self._relay.final_timeout_s):
                # Nothing waits in between: aiosmtplib throws away what comes in while nobody waits for it.
                protocol.write(dot_stuffed(body))
                response = await protocol.read_response()
        except SMTPException as err:
            return self._lost(Phase.BODY, err.message)
        except TimeoutError:
            return self._lost(Phase.BODY, f"no answer within {self._relay.final_timeout_s:g} s")
        except BaseException:
            self._drop()
            raise
        return self._after_body(self._heard(Phase.BODY, response.code, response.message))

    async def abort(self) -> None:
        """Leave without sending the message that `begin` announced.

        There is no RSET inside DATA: the connection is closed without the final dot, and the server must
        throw away what it has (RFC 5321 §4.1.1.4).
        """
        self._drop()
        await asyncio.sleep(0)  # the transport lets go of its socket in the loop's next round

    async def close(self) -> None:
        """Say goodbye and close; never raises for what the server does, takes QUIT_TIMEOUT_S at most."""
        try:
            if self.usable:
                with contextlib.suppress(SMTPException, TimeoutError):  # nothing depends on a goodbye
                    async with asyncio.timeout(QUIT_TIMEOUT_S):
                        await self._smtp.execute_command(b"QUIT")
        finally:
            self._drop()
        await asyncio.sleep(0)  # as in abort()

    async def _command(self, phase: Phase, *words: bytes) -> Reply:
        """Send one command and return its answer; without one the connection is dropped."""
        try:
            async with asyncio.timeout(self._relay.timeout_s):
                response = await self._smtp.execute_command(*words)
        except SMTPException as err:
            return self._lost(phase, err.message)
        except TimeoutError:
            return self._lost(phase, f"no answer within {self._relay.timeout_s:g} s")
        except BaseException:
            self._drop()  # the answer may still come, and would be taken for the next command's
            raise
        return self._heard(phase, response.code, response.message)

    def _heard(self, phase: Phase, code: int, message: str) -> Reply:
        """Return a reply, dropping a connection that answers out of turn or is closing."""
        if code // 100 not in (EXPECTED[phase], 4, 5):
            self._drop()
            return unanswered(phase, f"unexpected answer: {code} {message}", secrets=self._relay.secrets)
        if code == SERVICE_CLOSING:
            self._drop()
        return answered(phase, code, message, secrets=self._relay.secrets)

    def _after_body(self, reply: Reply) -> Reply:
        """Return the answer to the message, unless it came before the whole message was written."""
        if self._dropped or not self._transport.get_write_buffer_size():
            self._in_data = False
            return reply
        self._drop()
        if not reply.accepted:
            return reply
        return unanswered(Phase.BODY, f"answered before the end of the message: {reply.code} {reply.text}")

    async def _reset(self) -> None:
        """End a refused transaction, so that the next message finds a clean one."""
        if self._dropped:
            return
        reply = await self._command(Phase.MAIL, b"RSET")
        if not _goes_ahead(reply):
            self._drop()

    def _lost(self, phase: Phase, why: str) -> Reply:
        """Drop the connection and return what there is to say about a missing answer."""
        self._drop()
        return unanswered(phase, why, secrets=self._relay.secrets)

    def _drop(self) -> None:
        """Close at once: what is not on the wire yet is never sent."""
        self._in_data = False
        self._dropped = True
        self._transport.abort()
        self._smtp.close()

    def _refusal(self, sender: str, recipient: str, *, size: int | None, smtputf8: bool) -> Reply | None:
        """Return the refusal of a message that this server cannot be asked to take."""
        for phase, enhanced, address in ((Phase.MAIL, "5.1.7", sender), (Phase.RCPT, "5.1.3", recipient)):
            if not address.isprintable() or not address or set(address) & set(" <>"):
                text = "not an address that can stand in an SMTP command; nothing was sent"
                return Reply(phase=phase, code=553, enhanced=enhanced, text=text)
        if smtputf8 and not self.smtputf8:
            text = "the address needs SMTPUTF8, which the relay does not offer; nothing was sent"
            return Reply(phase=Phase.RCPT, code=553, enhanced="5.6.7", text=text)
        limit = self._smtp.esmtp_extensions.get("size", "")
        if size is not None and limit.isdecimal() and 0 < int(limit[:20]) < size:
            text = f"the message has {size} bytes, the relay takes {int(limit[:20])}; nothing was sent"
            return Reply(phase=Phase.DATA, code=552, enhanced="5.3.4", text=text)
        return None

    def _options(self, size: int | None, *, smtputf8: bool) -> list[bytes]:
        """Return the parameters of MAIL that the server understands."""
        options = []
        if size is not None and self._smtp.supports_extension("size"):
            options.append(b"SIZE=%d" % size)
        if smtputf8:
            if self._smtp.supports_extension("8bitmime"):
                options.append(b"BODY=8BITMIME")
            options.append(b"SMTPUTF8")
        return options


def dot_stuffed(body: bytes) -> bytes:
    """Return a CRLF message as DATA transmits it: leading dots doubled, the final dot added."""
    stuffed = body.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    if stuffed and not stuffed.endswith(b"\r\n"):
        stuffed += b"\r\n"
    return stuffed + b".\r\n"


def stray_newline(body: bytes) -> int | None:
    """Return where the first CR or LF is that is not part of a CRLF, or None (RFC 5321 §2.3.8)."""
    if body.count(b"\r") == body.count(b"\n") == body.count(b"\r\n"):
        return None  # counting is fifty times faster than the regular expression
    found = STRAY_NEWLINE.search(body)
    return found.start() if found else None


def _goes_ahead(reply: Reply) -> bool:
    return reply.code is not None and reply.code // 100 == EXPECTED[reply.phase]
