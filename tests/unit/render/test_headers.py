"""The header block: right for every reader, and no value leaves its line."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import a_digest, an_entry

from digest.errors import TemplateError
from digest.model import Digest, Edition, Masthead
from digest.render.headers import header_block, sender_domain
from digest.render.text import tidy

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=200)
NAMES = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "Auto-Submitted",
    "Feedback-ID",
    "MIME-Version",
]


def parsed(digest: Digest, subject: str = "A subject") -> EmailMessage:
    block, _ = header_block(digest, subject=subject)
    return message_from_bytes(block + b"\r\n", policy=policy.default)


def masthead(**changes: str) -> Masthead:
    return replace(a_digest().masthead, **changes)


def test_the_header_block_of_an_ordinary_digest() -> None:
    """Every header, in order, byte for byte."""
    block, smtputf8 = header_block(a_digest(), subject="Paper Round: A paper")
    assert block.decode() == (
        "From: Paper Round <digest@example.org>\r\n"
        "To: Ada <ada@example.org>\r\n"
        "Subject: Paper Round: A paper\r\n"
        "Date: Tue, 31 Mar 2026 07:30:00 +0000\r\n"
        "Message-ID: <daily.2026-03-31.0123456789abcdef@example.org>\r\n"
        "List-Id: Paper Round <paper-round.example.org>\r\n"
        "List-Unsubscribe: <mailto:digest@example.org?subject=unsubscribe>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "Feedback-ID: daily-2026-03-31-1:daily:digest:paper-round.example.org\r\n"
        "MIME-Version: 1.0\r\n"
    )
    assert not smtputf8


def test_a_https_link_takes_one_click_posts() -> None:
    """RFC 8058: the second header only beside an https URI, and the URI unfolded however long it is."""
    link = "https://digest.example.org/u/" + "t" * 200
    block, _ = header_block(a_digest(unsubscribe=link), subject="S")
    assert (
        f"\r\nList-Unsubscribe: <{link}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode()
        in block
    )
    assert "List-Unsubscribe-Post" not in parsed(a_digest(unsubscribe="http://localhost/u/1"))


def test_reply_to_stands_where_it_is_configured() -> None:
    """A mailbox like From's."""
    assert (
        parsed(a_digest(masthead=masthead(reply_to="Ed <ed@example.org>")))["Reply-To"]
        == "Ed <ed@example.org>"
    )


def test_the_date_is_the_readers_own() -> None:
    """The Date header keeps the subscriber's zone, RFC 5322 §3.3."""
    at = datetime(2026, 3, 31, 7, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert parsed(a_digest(date=at))["Date"] == "Tue, 31 Mar 2026 07:30:00 +0530"


@pytest.mark.parametrize(
    "name",
    [
        "Ada",
        "Ada King, Countess of Lovelace",
        'Ada "the first" \\ Lovelace',
        "Ada <ada@example.com>",
        "Адa Лавлейс",
        "大規模言語モデル",
        "=?utf-8?q?Ada?=",
        "a" * 100,
        "José",
        "undisclosed:;",
        "(comment) Ada",
    ],
)
def test_a_name_comes_back_as_it_was(name: str) -> None:
    """Atoms, quoted strings and encoded-words: whichever the name needs, and one address."""
    to = parsed(a_digest(name=name))["To"]
    assert [(one.display_name, one.addr_spec) for one in to.addresses] == [(name, "ada@example.org")]
    assert not to.defects


def test_a_long_name_is_several_encoded_words() -> None:
    """White space between two of them is not text (RFC 2047 §6.2)."""
    block, _ = header_block(a_digest(name="大規模言語モデル" * 8), subject="S")
    phrase = block.decode().replace("\r\n", "").split("To: ")[1].split(" <ada@")[0]
    assert str(make_header(decode_header(phrase))) == "大規模言語モデル" * 8


@given(
    st.text(
        st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zs", "Zl", "Zp", "Cf", "Co")), max_size=90
    ).map(tidy)
)
def test_a_subject_comes_back_as_it_was(subject: str) -> None:
    """Encoded-words are whole characters, at most 75 columns, on lines of at most 76 (RFC 2047 §2, §5)."""
    block, _ = header_block(a_digest(), subject=subject)
    assert message_from_bytes(block, policy=policy.default)["Subject"] == subject
    lines = block.decode("ascii").split("\r\n")
    folded = [line for line in lines if "=?utf-8?" in line]
    assert all(len(line) <= 76 for line in folded)
    assert all(len(word) <= 75 for line in folded for word in re.findall(r"=\?.*?\?=", line))


def test_a_long_ascii_subject_is_folded_at_its_spaces() -> None:
    """No word of it is encoded; policy.SMTP would encode words of 78 characters and more."""
    block, _ = header_block(a_digest(), subject="word " * 30)
    subject = block.decode().split("Subject: ")[1].split("\r\nDate")[0]
    assert "=?" not in subject
    assert subject.replace("\r\n", "") == ("word " * 30).strip()
    assert all(len(line) <= 76 for line in subject.split("\r\n"))


def test_an_international_domain_becomes_a_labels() -> None:
    """IDNA 2008: no mapping of ß to ss."""
    block, smtputf8 = header_block(a_digest(email="ada@straße.example.org"), subject="S")
    assert b"ada@xn--strae-oqa.example.org" in block
    assert not smtputf8


def test_a_utf8_local_part_needs_smtputf8_and_stays_as_it_is() -> None:
    """RFC 6532: no encoded-word may stand for an address."""
    block, smtputf8 = header_block(a_digest(email="адa@example.org"), subject="S")
    assert "To: Ada <адa@example.org>\r\n".encode() in block
    assert smtputf8


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Paper Round", "<paper-round.example.org>"),
        ("Café, weekly", "<cafe-weekly.example.org>"),
        ("論文", "<newsletter.example.org>"),
    ],
)
def test_the_list_id_is_stable_and_ascii(title: str, wanted: str) -> None:
    """RFC 2919: the title's slug and the sender's domain, whatever the reader or the edition."""
    digest = a_digest(masthead=masthead(title=title), name="X", edition=Edition(date=date(2026, 4, 1)))
    assert parsed(digest)["List-Id"].endswith(f" {wanted}")


def test_feedback_id_holds_four_fields_and_nothing_personal() -> None:
    """Gmail aggregates by them: the edition, its kind, the sort of mail, the list."""
    edition = Edition(date=date(2026, 4, 1), slot=2, kind="weekly")
    feedback = parsed(a_digest(edition=edition))["Feedback-ID"]
    assert feedback == "weekly-2026-04-01-2:weekly:digest:paper-round.example.org"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"email": "ada"}, "subscriber's address: found 'ada'"),
        ({"email": "ada@example.org, eve@example.org"}, "subscriber's address"),
        ({"email": "ada@example.org>\r\nBcc: eve@example.org"}, "subscriber's address"),
        ({"email": "a" * 250 + "@example.org"}, "subscriber's address"),
        ({"message_id": "<a@b>\r\nX: y"}, "Message-ID: found"),
        ({"message_id": "a@b"}, "Message-ID: found 'a@b'"),
        ({"unsubscribe": "javascript:alert(1)"}, "unsubscribe link: found"),
        ({"unsubscribe": "https://example.org/>\r\nBcc: eve@example.org"}, "unsubscribe link"),
        ({"unsubscribe": ""}, "unsubscribe link: found ''"),
        ({"date": datetime(2026, 3, 31, 7, 30, tzinfo=UTC).replace(tzinfo=None)}, "without a zone"),
        ({"masthead": Masthead(title="T", sender="nobody")}, r"newsletter.from: found 'nobody'"),
    ],
)
def test_what_cannot_stand_in_a_header_is_named(changes: dict[str, object], found: str) -> None:
    """The error says which value, what was found and what was wanted."""
    with pytest.raises(TemplateError, match=found):
        header_block(a_digest(**changes), subject="S")


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "name": ANYTHING,
            "email": ANYTHING | ANYTHING.map(lambda text: f"{text}@example.org"),
            "address": ANYTHING,
            "message_id": ANYTHING | ANYTHING.map(lambda text: f"<{text}@example.org>"),
            "unsubscribe": ANYTHING | ANYTHING.map(lambda text: f"mailto:{text}"),
            "cadence": ANYTHING,
        },
    ),
    ANYTHING,
    ANYTHING,
    ANYTHING,
)
def test_no_field_can_add_or_break_a_header(
    changes: dict[str, str], subject: str, title: str, kind: str
) -> None:
    """Any text in any field makes the same headers, or an error that names it; never another line."""
    edition = Edition(date=date(2026, 3, 31), kind=kind)
    digest = a_digest(masthead=masthead(title=title), edition=edition, **changes)
    try:
        block, smtputf8 = header_block(digest, subject=subject)
    except TemplateError:
        return
    lines = re.sub(rb"\r\n(?=[ \t])", b"", block).split(b"\r\n")
    assert lines.pop() == b""
    assert [line.split(b":")[0].decode() for line in lines] == NAMES + (
        ["List-Unsubscribe-Post"] if digest.unsubscribe.startswith("https:") else []
    )
    assert not re.search(rb"[\x00\x0b\x0c]|\r(?!\n)|(?<!\r)\n", block)
    assert max(map(len, block.split(b"\r\n"))) <= 998
    assert smtputf8 == (not block.isascii())


def test_equal_times_in_two_zones_are_written_each_in_its_own() -> None:
    """Two readers' mails of one moment: what was written for the first is not what the second is told."""
    at = datetime(2026, 3, 31, 7, 30, tzinfo=UTC)
    zones = (UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-4)))
    dates = [parsed(a_digest(date=at.astimezone(zone)))["Date"] for zone in zones]
    assert [str(date)[17:] for date in dates] == ["07:30:00 +0000", "08:30:00 +0100", "03:30:00 -0400"]


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("digest@example.org", "example.org"),
        ("Paper Round <digest@mail.example.org>", "mail.example.org"),
        ("digest@straße.example.org", "xn--strae-oqa.example.org"),
    ],
)
def test_the_senders_domain_is_what_its_address_is_at(sender: str, domain: str) -> None:
    """It names pictures; as A-labels."""
    assert sender_domain(masthead(sender=sender)) == domain


def test_an_entry_has_no_say_in_the_headers_but_the_subject() -> None:
    """What a source lists cannot reach any other header."""
    hostile = an_entry(1, "x\r\nBcc: eve@example.org", organization="\r\nX: y")
    assert header_block(a_digest(hostile), subject="S") == header_block(a_digest(), subject="S")
