"""A real HTTP server on loopback that answers what a test tells it to, well or badly."""

from __future__ import annotations

import socket
import socketserver
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LOOPBACK = ("127.0.0.1",)  # what a Client's `private_hosts` must name, or it refuses to ask this server

Answer = Callable[[str], bytes]  # from the request's target to the bytes of the whole answer


@dataclass
class Server:
    """Where the server listens, and what it was asked."""

    url: str
    heads: list[str] = field(default_factory=list)  # each request's head, as received

    @property
    def targets(self) -> list[str]:
        """Return what was asked for, in order."""
        return [head.split(" ", 2)[1] for head in self.heads]


def answer(
    body: bytes | str = b"", *, status: str = "200 OK", length: int | None = None, **headers: str
) -> bytes:
    """Return a whole answer; `length` lies about the body's. Header names are given with underscores."""
    content = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(content) if length is None else length}",
        "Connection: close",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


HANG = b"(hang)"  # at the end of an answer: say no more, and wait for the other side to close


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, reply: Answer, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reply, self.tls = reply, tls
        self.asked = Server(url=f"http://127.0.0.1:{self.server_address[1]}")

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), OSError):  # a client may break off: that is what is tested
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as it was given


class _Handler(socketserver.StreamRequestHandler):
    server: _Listener

    def setup(self) -> None:
        if self.server.tls is not None and self.request.recv(1, socket.MSG_PEEK) == b"\x16":  # a ClientHello
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        if self.server.tls is not None:
            self.request.close()  # the listener closes the socket that it accepted

    def handle(self) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n") and (line := self.rfile.readline()):
            head += line
        if not head:
            return
        asked = self.server.asked
        asked.heads.append(head.decode("latin-1"))
        if head.startswith(b"CONNECT "):
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self.setup()
            self.handle()
            return
        told = self.server.reply(asked.targets[-1])
        self.wfile.write(told.removesuffix(HANG))
        if told.endswith(HANG):
            self.rfile.read()


@contextmanager
def serving(reply: Answer, *, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve on a free port of loopback for as long as the context lasts.

    With `tls` it takes TLS from whoever begins with it, and as a proxy: "CONNECT" leads to itself.
    """
    with _Listener(reply, tls) as listener:
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield listener.asked
        finally:
            listener.shutdown()
            thread.join()
