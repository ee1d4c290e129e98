"""Who may ask the studio, and what its answers may do: loopback names, a token, and policies."""

from __future__ import annotations

from hmac import compare_digest

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
NAMES = (LOOPBACK, "localhost")
TOKEN_HEADER = "X-Studio-Token"  # noqa: S105 - a header's name
BODY_LIMIT = 200_000  # bytes; interests are a few thousand

# Of whatever is not a page: it is data, and nothing in it may run or load.
DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Of a mail in its frame, whoever wrote it: its styles and the pictures it brought, in an origin of its own.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src {images}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",  # links in a mail: their names are not looked up either
}


class Guard:
    """ASGI middleware around everything: nobody else's page may ask us, and no answer may do harm.

    The Host header must name this machine's loopback and, if any, our port: a foreign name that was made
    to point here is refused (DNS rebinding). What changes something needs the token of our own page.
    """

    def __init__(self, app: ASGIApp, *, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it with its reason."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_ALWAYS)
                headers.setdefault("Content-Security-Policy", DATA_POLICY)
            await send(message)

        status, why = self._refusal(scope)
        if why:
            await JSONResponse({"error": {"message": why}}, status_code=status)(scope, receive, safely)
        else:
            await self._app(scope, receive, safely)

    def _refusal(self, scope: Scope) -> tuple[int, str]:
        """Return the status and the reason of a refusal; no reason: it is let in."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        port = (scope.get("server") or ("", None))[1]
        wanted = {name + suffix for name in NAMES for suffix in ("", f":{port}")}
        if len(hosts) != 1 or hosts[0].lower() not in wanted:
            return (
                400,
                f"found the Host {', '.join(hosts)[:100]!r}, wanted {LOOPBACK}:{port} or localhost:{port}",
            )
        if scope["method"] in {"GET", "HEAD"}:
            return 200, ""
        if not compare_digest(headers.get(TOKEN_HEADER, "").encode(), self._token.encode()):
            return 403, f"wanted the {TOKEN_HEADER} of the page: load it anew"
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return 415, "wanted application/json"
        length = headers.get("content-length", "")
        if not length.isdecimal() or int(length) > BODY_LIMIT:
            return 413, f"wanted a body of a given length, at most {BODY_LIMIT:,} bytes"
        return 200, ""
