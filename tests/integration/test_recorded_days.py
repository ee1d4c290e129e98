"""The whole way on recorded real lists: five days, three subscribers, a real SMTP server."""

from __future__ import annotations

import asyncio
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from smtpserver import BadServer

from digest.app import App, load_config, open_app
from digest.config import SmtpSpec, SourceSpec
from digest.demo import example
from digest.outbox import State
from digest.store.outbox import frozen, rows, sums
from digest.store.papers import shelf

MONDAY = date(2026, 3, 23)
PAGES = 597  # distinct titles in the five saved pages


class Week:
    """Five days of passes, and what arrived."""

    def __init__(self, folder: Path, recorded: Path, server: BadServer) -> None:
        self.now = datetime.combine(MONDAY, datetime.min.time(), UTC) + timedelta(hours=16)
        self.replies = folder / "replies"
        self.replies.mkdir()
        config = load_config(example(), {})
        pages = sorted((recorded / "saved-pages").glob("*.txt"))
        sources = [SourceSpec(kind="page", path=page) for page in pages]
        newsletter = replace(
            config.newsletter,
            sources=(SourceSpec(kind="huggingface", path=self.replies), *sources),
            smtp=SmtpSpec(security="plain", host="localhost", port=server.port),
            store=str(folder / "paper-round.db"),
            postal_address="1 Example Street, Exampleton",
            reply_to="editor@example.org",
        )
        self.app: App = open_app(replace(config, newsletter=newsletter), clock=lambda: self.now)
        with lzma.open(recorded / "hf-daily" / "hf_daily.jsonl.xz", "rt", encoding="utf-8") as lines:
            rows_ = [json.loads(line) for line in lines]
        self.days = {row["date"]: row["entries"] for row in rows_}

    def run(self) -> None:
        """Let five days pass; each pass is made twice."""
        for offset in range(5):
            day = (MONDAY + timedelta(days=offset)).isoformat()
            (self.replies / f"{day}.json").write_text(json.dumps(self.days[day]), encoding="utf-8")
            for _ in range(2):
                asyncio.run(self.app.run_pass())
                self.now += timedelta(minutes=31)
            self.now += timedelta(hours=24) - timedelta(minutes=62)


@pytest.fixture(scope="module")
def week(recorded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Week, BadServer]]:
    """Run the week once for all the tests of this module."""
    with BadServer() as server:
        one = Week(tmp_path_factory.mktemp("week"), recorded, server)
        one.run()
        yield one, server
        one.app.close()


Ran = tuple[Week, BadServer]


def mails(server: BadServer) -> list[tuple[str, EmailMessage]]:
    parsed = [
        (one.recipients[0], message_from_bytes(one.body, policy=policy.default)) for one in server.accepted
    ]
    return [(reader, mail) for reader, mail in parsed if isinstance(mail, EmailMessage)]


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_every_listed_paper_is_in_the_store_and_none_is_invented(week: Ran) -> None:
    """The papers are those of the five lists and the five saved pages, counted independently."""
    run = week[0]
    listed = [
        entry for offset in range(5) for entry in run.days[(MONDAY + timedelta(days=offset)).isoformat()]
    ]
    ids = {entry["paper"]["id"] for entry in listed}
    found = shelf(run.app.store, since=date.min).papers
    assert sum(paper.ids[0].startswith("arxiv:") for paper in found) == len(ids)
    assert sum(paper.ids[0].startswith("text:") for paper in found) == PAGES


def test_every_planned_digest_arrived_once(week: Ran) -> None:
    """The ledger's sums are what the server has, mail by mail."""
    run, server = week
    arrived = mails(server)
    assert sums(run.app.store) == {State.ACCEPTED: len(arrived)}
    assert len({mail["Message-ID"] for _, mail in arrived}) == len(arrived)
    by_reader = Counter(reader for reader, _ in arrived)
    # Alan's editions are of Tuesdays and Fridays; his first is that of the Friday before.
    assert by_reader == {"ada@example.org": 5, "grace@example.org": 5, "alan@example.org": 3}


def test_no_paper_came_twice_to_anybody(week: Ran) -> None:
    """Neither by key nor by title."""
    run, server = week
    keys = Counter(
        (row.address, entry.paper)
        for row in rows(run.app.store)
        for entry in getattr(frozen(run.app.store, row.delivery), "entries", ())
    )
    assert len(keys) > 60
    assert max(keys.values()) == 1
    titles = Counter(
        (reader, heading.text(strip=True).casefold())
        for reader, mail in mails(server)
        for heading in LexborHTMLParser(body(mail, "html")).css("h2")
    )
    assert max(titles.values()) == 1


def test_text_and_html_hold_the_same_papers_and_links(week: Ran) -> None:
    """Whoever reads text misses nothing."""
    for _, mail in mails(week[1]):
        page, text = LexborHTMLParser(body(mail, "html")), body(mail, "plain")
        spaced = re.sub(r"\s+", " ", text)
        headings = [re.sub(r"\s+", " ", heading.text(strip=True)) for heading in page.css("h2")]
        assert headings
        assert [title for title in headings if title not in spaced] == []
        links = {link.attributes["href"] for link in page.css("a[href]")}
        assert links == set(re.findall(r"(?:https?://|mailto:)[^\s<>]+", text))


def test_every_header_is_right(week: Ran) -> None:
    """As the RFCs and the large receivers want it."""
    for reader, mail in mails(week[1]):
        assert mail.defects == []
        assert mail["From"] == "Paper Round <digest@example.org>"
        assert [one.addr_spec for one in mail["To"].addresses] == [reader]
        assert mail["Reply-To"] == "editor@example.org"
        assert re.fullmatch(r"<[a-z]+\.[0-9-]+\.[0-9a-f]{24}@example\.org>", mail["Message-ID"])
        assert parsedate_to_datetime(mail["Date"]).date() >= MONDAY
        assert mail["List-Id"] == "Paper Round <paper-round.example.org>"
        assert mail["List-Unsubscribe"] == "<mailto:editor@example.org?subject=unsubscribe>"
        assert mail["List-Unsubscribe-Post"] is None  # only with an https address (RFC 8058 §3.1)
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Feedback-ID"].endswith(":paper-round.example.org")
        assert mail["MIME-Version"] == "1.0"
        assert mail.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
        for name in ("From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe"):
            assert len(mail.get_all(name)) == 1
        assert "1 Example Street" in body(mail, "plain")
        assert "1 Example Street" in body(mail, "html")


def test_every_message_is_fit_for_the_wire(week: Ran) -> None:
    """Seven-bit, CRLF, no line over 998 bytes, and an HTML part that Gmail does not clip."""
    for one in week[1].accepted:
        assert max(one.body) < 128
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\x00", one.body)
        assert max(len(line) for line in one.body.split(b"\r\n")) <= 998
    for _, mail in mails(week[1]):
        assert len(body(mail, "html").encode()) <= 90_000
        for left in ("{{", "{%", "None", "&amp;amp;", "&lt;span"):
            assert left not in body(mail, "html")
