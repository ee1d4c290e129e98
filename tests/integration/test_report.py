"""The mail to the operator, over a real SMTP conversation."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from listed import an_item
from make import NOON, TODAY
from smtpserver import DROP, BadServer

from digest.app import App, Pass, load_config, open_app
from digest.errors import TemplateError
from digest.health.alarm import Condition
from digest.mail import Relay
from digest.outbox import State
from digest.render import Renderer
from digest.report import Post, report
from digest.store import Store
from digest.store.reports import note, standing, untold

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FILE = """
newsletter:
  from: Paper Round <digest@example.org>
  {operator}
  timezone: UTC
  sources: [{{huggingface: replies}}]
  smtp: smtp://localhost:{port}
subscribers:
  - {{email: ada@example.org, interests: [agents]}}
"""


def a_post(port: int, *, now: datetime = NOON, renderer: Renderer | None = None) -> Post:
    return Post(
        relay=Relay(host="localhost", port=port, security="plain", timeout_s=10, final_timeout_s=10),
        renderer=renderer or Renderer(),
        title="Paper Round",
        sender="Paper Round <digest@example.org>",
        operator="op@example.org",
        clock=lambda: now,
    )


def noted(
    store: Store, text: str = "arXiv (cs.LG) cannot be read: 503", subject: str = "source:arxiv"
) -> None:
    note(store, [Condition(subject=subject, state="failing", since=NOON, text=text)], now=NOON, mail=True)


def parsed(body: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(body, policy=email.policy.default)  # type: ignore[return-value]


def test_a_change_is_one_plain_mail(store: Store) -> None:
    """It says what changed and since when, from the newsletter to the operator, and is no auto-reply bait."""
    noted(store)
    with BadServer() as server:
        assert asyncio.run(report(store, a_post(server.port))) is State.ACCEPTED
        assert asyncio.run(report(store, a_post(server.port))) is None
        (mail,) = server.accepted
    message = parsed(mail.body)
    assert (mail.sender, mail.recipients) == ("digest@example.org", ("op@example.org",))
    assert message["Subject"] == "Paper Round: arXiv (cs.LG) cannot be read: 503"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.org>")
    assert message.get_content_type() == "text/plain"
    words = message.get_content().replace("\r\n", "\n")
    assert "2026-03-31 12:00 UTC\n  arXiv (cs.LG) cannot be read: 503" in words


def test_changes_that_come_together_are_one_mail(store: Store) -> None:
    """A network that is down is one event."""
    for name in ("arxiv", "huggingface"):
        noted(store, text=f"{name} cannot be read", subject=f"source:{name}")
    with BadServer() as server:
        asyncio.run(report(store, a_post(server.port)))
        (mail,) = server.accepted
    assert parsed(mail.body)["Subject"] == "Paper Round: 2 changes"
    assert "arxiv cannot" in parsed(mail.body).get_content()
    assert "huggingface cannot" in parsed(mail.body).get_content()


def test_what_a_server_says_cannot_leave_its_line(store: Store) -> None:
    """An error text is from outside: it makes no header, no recipient and no end of the message."""
    noted(store, text="x\r\nBcc: eve@example.org\r\n.\r\nMAIL FROM:<eve@example.org>\u202e\x00 \ud83d")
    with BadServer() as server:
        assert asyncio.run(report(store, a_post(server.port))) is State.ACCEPTED
        (mail,) = server.accepted
    message = parsed(mail.body)
    assert message["Bcc"] is None
    assert mail.recipients == ("op@example.org",)
    assert "\u202e" not in message.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("said", ["451 4.3.0 later", DROP])
def test_what_fails_before_the_body_is_tried_again(store: Store, step: str, said: object) -> None:
    """Late is better than never, and once is enough."""
    noted(store)
    with BadServer(**{step: [said]}) as server:  # type: ignore[arg-type]
        assert asyncio.run(report(store, a_post(server.port))) is State.PLANNED
        assert asyncio.run(report(store, a_post(server.port))) is None
        assert asyncio.run(report(store, a_post(server.port, now=NOON + HOUR))) is State.ACCEPTED
        assert len(server.accepted) == 1


def test_what_has_no_answer_after_the_body_is_never_repeated(store: Store) -> None:
    """It may have arrived; `digest status` says that nobody knows."""
    noted(store)
    with BadServer(BODY=DROP) as server:
        assert asyncio.run(report(store, a_post(server.port))) is State.IN_DOUBT
        assert asyncio.run(report(store, a_post(server.port, now=NOON + HOUR))) is None
    assert [one.mail for one in untold(store)] == [State.IN_DOUBT]


def test_an_address_that_is_refused_is_not_tried_again(store: Store) -> None:
    """It is said in the log and by `digest status`, not by asking for ever."""
    noted(store)
    with BadServer(RCPT="550 5.1.1 nobody here") as server:
        assert asyncio.run(report(store, a_post(server.port))) is State.REFUSED
    assert [one.answer for one in untold(store)] == ["550 5.1.1 nobody here"]


def test_a_template_that_is_broken_loses_nothing(store: Store, tmp_path: Path) -> None:
    """The change waits until the template is mended; `digest check` finds it before."""
    (tmp_path / "operator").mkdir()
    (tmp_path / "operator" / "body.txt").write_text("{{ nobody }}")
    broken = Renderer(overrides=tmp_path)
    with pytest.raises(TemplateError, match=r"operator/body\.txt:1"):
        broken.check()
    noted(store)
    with BadServer() as server:
        assert asyncio.run(report(store, a_post(server.port, renderer=broken))) is State.PLANNED
        assert asyncio.run(report(store, a_post(server.port, now=NOON + HOUR))) is State.ACCEPTED


class Days:
    """An installation whose hours pass as a test says."""

    def __init__(self, folder: Path, port: int, *, operator: str = "operator: op@example.org") -> None:
        (folder / "subscribers.yaml").write_text(FILE.format(port=port, operator=operator))
        (folder / "replies").mkdir(exist_ok=True)
        self.replies = folder / "replies"
        self.now = NOON
        self.app: App = open_app(load_config(folder / "subscribers.yaml", {}), clock=lambda: self.now)

    def list_on(self, day: date) -> None:
        """Record a list of one paper."""
        items = [an_item(day.toordinal() % 90_000)]
        (self.replies / f"{day}.json").write_text(json.dumps(items))

    def pass_at(self, now: datetime) -> Pass:
        self.now = now
        return asyncio.run(self.app.run_pass())


def test_a_source_that_breaks_and_heals_is_two_mails_however_long_it_takes(tmp_path: Path) -> None:
    """Not one a day; and readers are told in their own mails."""
    with BadServer() as server:
        days = Days(tmp_path, server.port)
        days.list_on(TODAY)
        assert days.pass_at(NOON).reported is None
        days.replies.rename(tmp_path / "away")
        for hours in range(1, 72, 3):
            days.pass_at(NOON + hours * HOUR)
        (tmp_path / "away").rename(days.replies)
        days.list_on(TODAY + 3 * DAY)
        days.pass_at(NOON + 3 * DAY + HOUR)
        days.app.close()
        subjects = [parsed(one.body)["Subject"] for one in server.accepted if "op@" in one.recipients[0]]
        readers = [parsed(one.body) for one in server.accepted if "ada@" in one.recipients[0]]
    assert len(subjects) == 2
    assert subjects[0].startswith(
        "Paper Round: Hugging Face cannot be read since Tuesday 31 March, 13:00 UTC"
    )
    assert subjects[1] == "Paper Round: Hugging Face is all right again"
    assert len(readers) == 2


def test_one_failure_that_the_next_asking_mends_is_no_mail(tmp_path: Path) -> None:
    """A hiccup wakes nobody."""
    with BadServer() as server:
        days = Days(tmp_path, server.port)
        days.list_on(TODAY)
        days.pass_at(NOON)
        days.replies.rename(tmp_path / "away")
        assert days.pass_at(NOON + HOUR).reported is None
        (tmp_path / "away").rename(days.replies)
        assert days.pass_at(NOON + 2 * HOUR).reported is None
        days.app.close()
        assert [one.recipients for one in server.accepted] == [("ada@example.org",)]


def test_a_source_that_breaks_is_told_whoever_asked_it(tmp_path: Path) -> None:
    """Where `digest ingest` has a timer of its own, `digest send` asks nobody."""
    with BadServer() as server:
        days = Days(tmp_path, server.port)
        days.list_on(TODAY)
        days.pass_at(NOON)
        days.replies.rename(tmp_path / "away")
        for minutes in (60, 65):
            days.now = NOON + timedelta(minutes=minutes)
            asyncio.run(days.app.ingest())
        done = days.pass_at(NOON + timedelta(minutes=70))
        days.app.close()
    assert done.ingested == ()
    assert done.reported is State.ACCEPTED


def test_delivery_that_stopped_is_told_when_it_works_again(tmp_path: Path) -> None:
    """The relay that was away is the one that brings the news, once."""
    with BadServer(GREETING=["421 4.3.2 closed", "421 4.3.2 closed"]) as server:
        days = Days(tmp_path, server.port)
        days.app = replace(days.app, connections=1)
        days.list_on(TODAY)
        assert days.pass_at(NOON).delivered.trouble
        assert days.pass_at(NOON + timedelta(minutes=1)).delivered.trouble
        assert days.pass_at(NOON + timedelta(minutes=2)).reported is State.ACCEPTED
        assert days.pass_at(NOON + timedelta(minutes=3)).reported is None
        days.app.close()
        mails = [parsed(one.body) for one in server.accepted if "op@" in one.recipients[0]]
    assert [one["Subject"] for one in mails] == ["Paper Round: 2 changes"]
    text = mails[0].get_content().replace("\r\n", "\n")
    assert text.index("2026-03-31 12:00 UTC\n  Delivery stopped") < text.index(
        "12:02 UTC\n  Delivery works again"
    )


def test_without_an_operator_nobody_is_mailed(tmp_path: Path) -> None:
    """The key is a choice; the log and `digest status` say the same."""
    with BadServer() as server:
        days = Days(tmp_path, server.port, operator="")
        for hours in range(3):
            days.pass_at(NOON + hours * HOUR)
        days.replies.rmdir()
        for hours in range(3, 9):
            days.pass_at(NOON + hours * HOUR)
        assert standing(days.app.store) == {"source:huggingface": "failing"}
        days.app.close()
        assert server.accepted == []
