"""A real HTTP server on loopback that answers what a test tells it to, well or badly."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

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


@contextmanager
def serving(reply: Answer) -> Iterator[Server]:
    """Serve on a free port of loopback for as long as the context lasts."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            head = b""
            while not head.endswith(b"\r\n\r\n") and (line := self.rfile.readline()):
                head += line
            if not head:
                return
            server.heads.append(head.decode("latin-1"))
            told = reply(server.targets[-1])
            self.wfile.write(told.removesuffix(HANG))
            if told.endswith(HANG):
                self.rfile.read()

    class Listener(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Listener(("127.0.0.1", 0), Handler) as listener:
        server = Server(url=f"http://127.0.0.1:{listener.server_address[1]}")
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join()
