"""The daemon: a real process, a real SMTP server, real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from smtpserver import BadServer, hold

from digest.demo import SAMPLE
from digest.outbox import State
from digest.store import open_store
from digest.store.outbox import sums

FILE = """
newsletter:
  from: Paper Round <digest@example.org>
  timezone: UTC
  sources:
    - {{huggingface: replies}}
  smtp: smtp://localhost:{port}
subscribers:
{people}
"""


@contextmanager
def daemon(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run `digest run` with a look at the ledger ten times a second."""
    program = [sys.executable, "-m", "digest", "run", "--every", "0.1", "--config", "subscribers.yaml"]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(program, cwd=folder, env=environ, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.kill()


def told(process: subprocess.Popen[str], words: str) -> str:
    """Read the daemon's log until it says some words; fail when it ends before."""
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if words in line:
            return line
    pytest.fail(f"never said {words!r}:\n{''.join(seen)}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the sample's last day, as if it had been listed today."""
    (tmp_path / "replies").mkdir()
    newest = max(SAMPLE.glob("*.json"))
    (tmp_path / "replies" / f"{datetime.now(UTC).date()}.json").write_bytes(newest.read_bytes())
    return tmp_path


def write(folder: Path, *addresses: str, port: int) -> None:
    people = "\n".join(f"  - {{email: {address}, interests: [agents]}}" for address in addresses)
    (folder / "subscribers.yaml").write_text(FILE.format(port=port, people=people))


def states(folder: Path) -> dict[State, int]:
    store = open_store(str(folder / "paper-round.db"))
    try:
        return dict(sums(store))
    finally:
        store.close()


def test_the_daemon_ingests_publishes_and_delivers_what_is_due(folder: Path) -> None:
    """Nobody has to ask."""
    with BadServer() as server:
        write(folder, "ada@example.org", "grace@example.org", port=server.port)
        with daemon(folder) as process:
            told(process, "ingest source=huggingface read=12")
            told(process, "state=accepted")
            told(process, "state=accepted")
            process.send_signal(signal.SIGTERM)
            told(process, "daemon stopped")
            assert process.wait(timeout=30) == 0
        assert len(server.accepted) == 2
    assert states(folder) == {State.ACCEPTED: 2}


def test_sigterm_drains_the_message_in_hand_and_loses_nothing(folder: Path) -> None:
    """The answer that was waited for is written down; the rest stays planned for the next start."""
    people = [f"reader{n}@example.org" for n in range(12)]
    with BadServer(BODY=hold("250 2.0.0 queued")) as server:
        write(folder, *people, port=server.port)
        with daemon(folder) as process:
            assert server.held.wait(30)
            process.send_signal(signal.SIGTERM)
            told(process, "stopping")
            server.release()
            told(process, "daemon stopped")
            assert process.wait(timeout=30) == 0
        found = states(folder)
        assert set(found) == {State.ACCEPTED, State.PLANNED}
        assert sum(found.values()) == len(people)
        with daemon(folder) as process:
            for _ in range(found[State.PLANNED]):
                told(process, "state=accepted")
            process.send_signal(signal.SIGTERM)
            told(process, "daemon stopped")
        assert sorted(one.recipients[0] for one in server.accepted) == sorted(people)


def test_a_changed_file_is_read_again_and_a_broken_one_is_not_believed(folder: Path) -> None:
    """A typo at noon does not stop the newsletter."""
    with BadServer() as server:
        write(folder, "ada@example.org", port=server.port)
        with daemon(folder) as process:
            told(process, "state=accepted")
            (folder / "subscribers.yaml").write_text("newsletter: [")
            told(process, "config kept as it was")
            write(folder, "ada@example.org", "grace@example.org", port=server.port)
            told(process, "config read again subscribers=2")
            told(process, "state=accepted")
            process.send_signal(signal.SIGTERM)
            told(process, "daemon stopped")
        assert [one.recipients[0] for one in server.accepted] == ["ada@example.org", "grace@example.org"]


def test_a_library_that_changes_is_read_again(folder: Path) -> None:
    """What a reference manager exports in the morning steers the next digest; the subscribers' file rests."""
    (folder / "ada.bib").write_text("@misc{a, title = {Agents}}\n")
    with BadServer() as server:
        write(folder, "ada@example.org", port=server.port)
        named = (folder / "subscribers.yaml").read_text().replace("[agents]", "[{library: ada.bib}]")
        (folder / "subscribers.yaml").write_text(named)
        with daemon(folder) as process:
            told(process, "state=accepted")
            (folder / "ada.bib").unlink()
            told(process, "config read again subscribers=0")
            told(process, "found nothing at")
            (folder / "ada.bib").write_text("@misc{a, title = {Agents}}\n@misc{b, year = 2020}\n")
            told(process, "config read again subscribers=1")
            told(process, "ada.bib:2:1  warning: b: has neither a title nor")
            process.send_signal(signal.SIGTERM)
            told(process, "daemon stopped")


def test_a_server_that_is_away_is_told_and_tried_again(folder: Path) -> None:
    """The daemon outlives its mail server."""
    with BadServer() as gone:
        port = gone.port
    write(folder, "ada@example.org", port=port)
    with daemon(folder) as process:
        told(process, "delivery stopped reason=")
        told(process, "delivery stopped reason=")
        process.send_signal(signal.SIGTERM)
        told(process, "daemon stopped")
    assert states(folder) == {State.PLANNED: 1}
