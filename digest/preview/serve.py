"""The studio at a local address, for one person on this machine: its page, and what that asks for."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from secrets import token_urlsafe
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from digest import shipped
from digest.errors import DigestError, TransportError
from digest.lint import check_mail
from digest.preview import answers
from digest.preview.desk import Desk
from digest.preview.guard import LOOPBACK, MAIL_POLICY, PAGE_POLICY, Guard
from digest.preview.looks import dressed
from digest.preview.mails import guarded
from digest.preview.watch import Announcer, watch
from digest.render import Renderer

log = logging.getLogger(__name__)

CHECKED = 32  # mails whose findings are kept

_STATIC = re.compile(r"studio(-[a-z]+)?\.(?P<kind>js|css)")
_KINDS = {"js": "text/javascript", "css": "text/css"}

Answer = Callable[[Request], Awaitable[Response]]


class Studio:
    """The answers to a page's requests; a desk knows the mails."""

    def __init__(self, desk: Desk, announcer: Announcer) -> None:
        self.token = token_urlsafe(24)
        self._desk = desk
        self._announcer = announcer
        self._checked = lru_cache(maxsize=CHECKED)(check_mail)  # a mail of another program may take long

    def routes(self) -> list[Route]:
        """Return what there is to ask."""
        gets: dict[str, Answer] = {
            "/": self.page,
            "/static/{name}": self.static,
            "/events": self.events,
            "/api/choices": self.choices,
            "/api/mail": self.mail,
            "/api/why": self.why,
            "/mail.html": self.frame,
            "/mail.eml": self.download,
        }
        posts: dict[str, Answer] = {"/api/why": self.why, "/api/save": self.save, "/api/send": self.send}
        return [
            *(Route(path, self._told(answer), methods=["GET"]) for path, answer in gets.items()),
            *(Route(path, self._told(answer), methods=["POST"]) for path, answer in posts.items()),
        ]

    async def page(self, _request: Request) -> Response:
        """Answer with the page; it is always ours, whatever templates there are beside the file."""
        await run_in_threadpool(self._desk.begin)
        html = await run_in_threadpool(_page, token=self.token, mode=self._desk.mode)
        return HTMLResponse(html, headers={"Content-Security-Policy": PAGE_POLICY})

    async def static(self, request: Request) -> Response:
        """Answer with one of the page's own files."""
        found = _STATIC.fullmatch(request.path_params["name"])
        path = shipped.templates() / "web" / found[0] if found else None
        if found is None or path is None or not path.is_file():
            return _error(404, "no such file")
        content = await run_in_threadpool(path.read_bytes)
        return Response(content, media_type=_KINDS[found["kind"]])

    async def events(self, _request: Request) -> Response:
        """Answer with what changes, for as long as the page listens."""
        return StreamingResponse(self._announcer.listen(), media_type="text/event-stream")

    async def choices(self, request: Request) -> Response:
        """Answer with what there is to choose."""
        found = await run_in_threadpool(self._desk.choices, answers.asked(request.query_params))
        return JSONResponse(answers.of_choices(found))

    async def mail(self, request: Request) -> Response:
        """Answer with a mail as JSON."""
        shown = await run_in_threadpool(self._desk.mail, answers.asked(request.query_params))
        findings = await run_in_threadpool(self._checked, shown.mail.raw)
        return JSONResponse(answers.of_mail(shown, findings))

    async def frame(self, request: Request) -> Response:
        """Answer with a mail's HTML, for a frame in which it can do nothing but be looked at."""
        look = answers.look(request.query_params)
        shown = await run_in_threadpool(self._desk.mail, answers.asked(request.query_params))
        html = await run_in_threadpool(dressed, guarded(shown.mail.html), look, pictures=shown.mail.pictures)
        policy = MAIL_POLICY.format(images="data:" if look.images else "'none'")
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    async def download(self, request: Request) -> Response:
        """Answer with a mail's bytes."""
        shown = await run_in_threadpool(self._desk.mail, answers.asked(request.query_params))
        disposition = f'attachment; filename="{answers.file_name(shown)}"'
        headers = {"Content-Disposition": disposition}
        return Response(shown.mail.raw, media_type="message/rfc822", headers=headers)

    async def why(self, request: Request) -> Response:
        """Answer with how an edition's papers rank, by the file's interests or by those that are posted."""
        wanted = answers.asked(request.query_params)
        wishes = await _body(request) if request.method == "POST" else None
        return JSONResponse(await run_in_threadpool(self._desk.why, wanted, wishes))

    async def save(self, request: Request) -> Response:
        """Write wishes into the subscribers' file, and answer with what changed."""
        wanted, wishes = answers.asked(request.query_params), await _body(request)
        return JSONResponse(await run_in_threadpool(self._desk.save, wanted, wishes))

    async def send(self, request: Request) -> Response:
        """Send a mail as a test, and answer with what the server said."""
        wanted, body = answers.asked(request.query_params), await _body(request)
        return JSONResponse(await self._desk.send(wanted, str(body.get("to", ""))))

    def _told(self, answer: Answer) -> Answer:
        """Return an answer that says what is wrong, with its place, where something is."""

        async def tell(request: Request) -> Response:
            try:
                return await answer(request)
            except DigestError as error:
                trouble = await run_in_threadpool(self._desk.trouble, error)
                return JSONResponse(answers.of_trouble(trouble), status_code=answers.status(error))

        return tell


def studio(desk: Desk, *, announcer: Announcer | None = None) -> Guard:
    """Return the application of a desk; it follows the desk's files while it runs."""
    telling = announcer or Announcer()
    pages = Studio(desk, telling)

    @asynccontextmanager
    async def following(_app: Starlette) -> AsyncIterator[None]:
        ready = asyncio.Event()
        task = asyncio.create_task(_watch(desk, telling, ready))
        await ready.wait()
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return Guard(Starlette(routes=pages.routes(), lifespan=following), token=pages.token)


class Server(uvicorn.Server):
    """The server of one desk, which lets the listening pages go when it stops."""

    def __init__(self, desk: Desk) -> None:
        self._announcer = Announcer()
        application = studio(desk, announcer=self._announcer)
        super().__init__(uvicorn.Config(application, log_level="warning", access_log=False, ws="none"))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams of events, or the connections they are on would never close."""
        self._announcer.end()
        await super().shutdown(sockets)


def serve(desk: Desk, *, port: int = 0, ready: Callable[[str], None]) -> None:
    """Serve a desk on loopback until Ctrl-C; `ready` is told its address. Port 0 is any free one.

    Raises TransportError where nobody can listen on the port.
    """
    try:
        listener = socket.create_server((LOOPBACK, port))
    except OSError as err:
        why = os.strerror(err.errno) if err.errno else err
        raise TransportError(f"cannot serve on {LOOPBACK}:{port}: {why}; --port names another") from err
    with listener:
        ready(f"http://{LOOPBACK}:{listener.getsockname()[1]}/")
        Server(desk).run(sockets=[listener])


async def _watch(desk: Desk, announcer: Announcer, ready: asyncio.Event) -> None:
    """Follow the desk's files; where the system does not let us, the page is loaded by hand."""
    try:
        await watch(desk, announcer, ready=ready.set)
    except* Exception as errors:  # noqa: BLE001 - whatever it is, it is said: nobody else would
        log.error("watch error=%s: the page does not follow changes by itself", errors.exceptions[0])  # noqa: TRY400 - it says all
    finally:
        ready.set()


async def _body(request: Request) -> Mapping[str, Any]:
    """Return a request's JSON object; raises DigestError for anything else."""
    try:
        found = json.loads(await request.body())
    except (ValueError, RecursionError) as err:
        raise DigestError(f"the request is not JSON: {err}") from err
    if not isinstance(found, dict):
        raise DigestError("the request is not a JSON object")
    return found


def _page(*, token: str, mode: str) -> str:
    return Renderer().page("studio.html", token=token, mode=mode)


def _error(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": {"message": message}}, status_code=status)
