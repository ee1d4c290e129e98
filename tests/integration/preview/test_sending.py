"""A test mail from the studio: through the ledger, and beside all editions."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from smtpserver import BadServer
from visitor import ADA, app_of, desk_of, opened, opened_at

from digest.demo import sample_clock
from digest.outbox import State
from digest.store.ledger import standings
from digest.store.outbox import rows, sums


def sending(folder: Path, port: int) -> None:
    """Let the folder's file name a mail server on this machine."""
    file = folder / "subscribers.yaml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith("  smtp:")]
    at = lines.index("newsletter:") + 1
    file.write_text("\n".join([*lines[:at], f"  smtp: smtp://localhost:{port}", *lines[at:], ""]))


def test_a_test_mail_goes_through_the_ledger_and_takes_no_place(folder: Path) -> None:
    """One mail to whoever is named, marked as a test; the real edition is due and whole as before."""
    with BadServer() as server:
        sending(folder, server.port)
        with opened_at(folder) as visitor:
            assert visitor.get("/api/choices").json["can_send"] is True
            shown = visitor.get(ADA).json
            answer = visitor.post("/api/send?for=ada@example.org", {"to": "ops@example.org"})
            assert visitor.get(ADA).json["headers"] == shown["headers"]
    assert answer.status == 200
    assert answer.json["state"] == "accepted"
    assert answer.json["text"].startswith("250 ")
    (letter,) = server.accepted
    sent = message_from_bytes(letter.body, policy=policy.default)
    assert sent["To"].addresses[0].addr_spec == "ops@example.org"
    assert "test" in sent["Subject"].lower()
    app = app_of(folder)
    assert sums(app.store) == {State.ACCEPTED: 1}
    assert rows(app.store)[0].edition.kind == "test"
    assert standings(app.store, ["ada@example.org", "ops@example.org"], now=sample_clock()) == {}
    ada = app.config.subscribers[0]
    assert [entry.card.title for entry in app.publish(only=ada.email).planned[0].entries] == [
        entry.card.title for entry in app.preview(ada).entries
    ]
    app.close()


def test_what_the_server_says_is_told(folder: Path) -> None:
    """A refusal, a delay and a server that is not there; nothing waits to be sent later."""
    with BadServer(RCPT=["550 5.1.1 nobody here", "451 4.7.1 come back later"]) as server:
        sending(folder, server.port)
        with opened_at(folder) as visitor:
            refused = visitor.post("/api/send", {"to": "nobody@example.org"}).json
            deferred = visitor.post("/api/send", {"to": "ops@example.org"}).json
            again = visitor.post("/api/send", {"to": "nobody@example.org"})
    assert refused["state"] == "refused"
    assert "nobody here" in refused["text"]
    assert deferred["state"] == "cancelled"
    assert "come back later" in deferred["text"]
    assert again.status == 422
    assert "must not be mailed" in again.json["error"]["message"]
    with opened_at(folder) as visitor:
        gone = visitor.post("/api/send", {"to": "ops@example.org"}).json
    assert gone["state"] == "cancelled"
    app = app_of(folder)
    assert sums(app.store) == {State.REFUSED: 1, State.CANCELLED: 2}
    app.close()


@pytest.mark.parametrize(
    "to", ["", "nonsense", "a@example.org, b@example.org", "a@example.org\r\nBcc: b@x.org"]
)
def test_a_test_mail_goes_to_one_address(folder: Path, to: str) -> None:
    """Anything else is refused before anything is written."""
    with BadServer() as server:
        sending(folder, server.port)
        with opened_at(folder) as visitor:
            assert visitor.post("/api/send", {"to": to}).status == 422
    assert server.accepted == []


def test_the_sample_is_not_sent(folder: Path) -> None:
    """It is not the user's papers: the page says why."""
    desk = desk_of(folder, why_not_send="this is the sample")
    with opened(desk) as visitor:
        found = visitor.get("/api/choices").json
        assert (found["can_send"], found["why_not_send"]) == (False, "this is the sample")
        answer = visitor.post("/api/send", {"to": "ops@example.org"})
        assert (answer.status, answer.json["error"]["message"]) == (422, "this is the sample")


def test_an_edition_with_nothing_to_say_is_not_sent_as_a_test(folder: Path) -> None:
    """There is no mail."""
    with BadServer() as server:
        sending(folder, server.port)
        with opened_at(folder) as visitor:
            assert visitor.post("/api/send?date=2026-03-01", {"to": "ops@example.org"}).status == 422
    assert server.accepted == []
