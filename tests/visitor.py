"""The studio as a browser asks it: a real server on a free port, and its events as they come."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from studios import sampled, served

from digest.app import App, load_config, open_app
from digest.config import Config
from digest.demo import sample_clock
from digest.preview.desk import Desk
from digest.preview.upcoming import Setting, Upcoming

ADA = "/api/mail?for=ada@example.org"
PATIENCE_S = 20.0  # for an answer or an event that must come


@dataclass(frozen=True)
class Reply:
    """One answer."""

    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class Events:
    """The stream of events of one page."""

    def __init__(self, response: HTTPResponse) -> None:
        self._response = response
        self.begun = self._block()  # from here on, nothing is missed

    def next(self) -> list[str]:
        """Wait for the next event, and return the files that it names."""
        while not (block := self._block()).startswith("event: changed"):
            pass
        return list(json.loads(block.partition("data: ")[2])["what"])

    def until(self, name: str) -> None:
        """Wait for the event of a file; others may come before it."""
        while name not in self.next():
            pass

    def ended(self) -> bool:
        """Wait for the end of the stream."""
        return not self._response.readline()

    def _block(self) -> str:
        lines = []
        while (line := self._response.readline().decode()) not in {"\n", ""}:
            lines.append(line)
        return "".join(lines)


class Visitor:
    """Whoever asks the studio at an address."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}/"

    def get(self, target: str, *, method: str = "GET", host: str = "") -> Reply:
        return self._asked(method, target, headers={"Host": host} if host else {})

    def post(self, target: str, body: object, **changes: str | None) -> Reply:
        """Post JSON as the page does; headers may be given, with underscores in their names, or left out."""
        given = {"X-Studio-Token": self.token, "Content-Type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in changes.items()}  # type: ignore[dict-item]
        headers = {name: value for name, value in given.items() if value is not None}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._asked("POST", target, headers=headers, body=content)

    @property
    def token(self) -> str:
        found = re.search(r'name="studio-token" content="([^"]+)"', self.get("/").text)
        assert found is not None
        return found[1]

    @contextmanager
    def events(self) -> Iterator[Events]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("GET", "/events")
        try:
            yield Events(connection.getresponse())
        finally:
            connection.close()

    def _asked(
        self, method: str, target: str, *, headers: dict[str, str], body: bytes | None = None
    ) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, target, body=body, headers=headers)
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, named, response.read())
        finally:
            connection.close()


@contextmanager
def opened(desk: Desk) -> Iterator[Visitor]:
    """Serve a desk on a free port of loopback for as long as the context lasts."""
    with served(desk) as address:
        yield Visitor(urlsplit(address).port or 0)


def configured(folder: Path) -> Config:
    """Read the file of a folder, over its own store; what it says of the mail server holds."""
    path = folder / "subscribers.yaml"
    return sampled(path, store=folder / "sample.db", smtp=load_config(path, {}).newsletter.smtp)


def desk_of(folder: Path, *, why_not_send: str = "") -> Upcoming:
    """Return the desk of a folder's mails, on the sample's last day."""
    app = open_app(configured(folder), clock=sample_clock)
    return Upcoming(app, Setting(read=lambda: configured(folder), note="A note.", why_not_send=why_not_send))


def opened_at(folder: Path) -> AbstractContextManager[Visitor]:
    """Serve a studio over a folder, as its files are now."""
    return opened(desk_of(folder))


def app_of(folder: Path) -> App:
    """Open the app of a folder beside the studio's."""
    return open_app(configured(folder), clock=sample_clock)


def edited(path: Path, old: str, new: str) -> None:
    """Change a file as an editor does."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
