"""A folder of static pages on a local address, for one person on this machine."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
HEADERS = (
    # The pages show mails, and mails hold what strangers wrote: no script, nothing from elsewhere.
    (
        b"content-security-policy",
        (
            b"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https:; frame-src 'self'; "
            b"frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)


class LocalPages:
    """ASGI middleware: brings the pages up to date before each request, and adds safe headers."""

    def __init__(self, app: ASGIApp, *, refresh: Callable[[], None]) -> None:
        self._app = app
        self._refresh = refresh

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._refresh()

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await self._app(scope, receive, safely)


def pages(folder: Path, *, refresh: Callable[[], None] = lambda: None) -> Starlette:
    """Return the application that serves a folder to whoever calls it by a loopback name.

    The Host header is checked, so that no foreign site can read the pages by rebinding its name.
    """
    application = Starlette(
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"]),
            Middleware(LocalPages, refresh=refresh),
        ]
    )
    application.mount("/", StaticFiles(directory=folder, html=True))
    return application


def serve(
    folder: Path,
    *,
    port: int = 0,
    ready: Callable[[str], None],
    refresh: Callable[[], None] = lambda: None,
) -> None:
    """Serve a folder on loopback until Ctrl-C; `ready` is told its address. Port 0 is any free one."""
    with socket.create_server((LOOPBACK, port)) as listener:
        ready(f"http://{LOOPBACK}:{listener.getsockname()[1]}/")
        config = uvicorn.Config(pages(folder, refresh=refresh), log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[listener])
