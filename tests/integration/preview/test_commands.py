"""The commands that open the studio."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from visitor import PATIENCE_S, Visitor

ROOT = Path(__file__).parents[3]


@contextmanager
def commanded(folder: Path, *words: str) -> Iterator[tuple[str, str]]:
    """Run a command that serves a page; yield its address and where that leads, then end it by Ctrl-C."""
    run = [sys.executable, "-m", "digest", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SSH_CONNECTION": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own command
        run, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if line.startswith("open "))
            yield tuple(line.split()[1].partition("?")[::2])  # type: ignore[misc]  # two of three parts
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE_S) in {0, 130}
        finally:
            process.kill()


def test_preview_opens_the_studio_and_without_papers_shows_the_sample(folder: Path) -> None:
    """The reader and the day that were asked for stand in the address; nothing of it can be sent."""
    words = ("preview", "--for", "Grace@example.org", "--date", "2026-03-30")
    with commanded(folder, *words) as (address, query):
        visitor = Visitor(urlsplit(address).port or 0)
        assert query == "for=grace%40example.org&date=2026-03-30"
        assert visitor.get(f"/api/mail?{query}").json["edition"] == "weekdays:2026-03-30"
        found = visitor.get("/api/choices").json
        assert "bundled sample of 2026-03-31" in found["note"]
        assert found["can_send"] is False
        assert "bundled sample" in found["why_not_send"]


def test_inbox_takes_mails_and_shows_them(tmp_path: Path) -> None:
    """The page is that of an inbox."""
    with commanded(tmp_path, "inbox", "--smtp-port", "0", "--dir", "kept") as (address, _):
        visitor = Visitor(urlsplit(address).port or 0)
        assert 'data-mode="inbox"' in visitor.get("/").text
        assert visitor.get("/api/choices").json["mails"] == []


def test_a_port_that_is_taken_is_said_with_the_option_that_names_another(tmp_path: Path) -> None:
    """In one line, with exit code 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = ("inbox", "--smtp-port", "0", "--port", str(port))
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "digest", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    assert done.returncode == 1
    assert f"cannot serve on 127.0.0.1:{port}: Address already in use; --port names another" in done.stderr
