"""The embedded inbox keeps exactly what it is sent, on this machine only."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import TransportError
from digest.mail import Connection, Inbox, Phase, Relay, Reply

LETTER = b"Subject: hello\r\n\r\nhello\r\n"


def post(inbox: Inbox, *letters: tuple[str, bytes]) -> list[Reply]:
    """Send letters over one connection; return what came of each."""

    async def conversation() -> list[Reply]:
        connection = await Connection.open(Relay(host=inbox.host, port=inbox.port, security="plain"))
        replies = []
        for recipient, body in letters:
            refusal = await connection.begin(sender="digest@example.org", recipient=recipient)
            replies.append(refusal or await connection.finish(body))
        await connection.close()
        return replies

    return asyncio.run(conversation())


def test_letters_are_kept_in_order_of_arrival(tmp_path: Path) -> None:
    """Each is a file that says when it came and to whom."""
    with Inbox(tmp_path) as inbox:
        replies = post(inbox, ("bob@example.org", LETTER), ("ada@example.org", b".\r\n..\r\n"))
        assert inbox.messages() == [LETTER, b".\r\n..\r\n"]
    assert [reply.accepted for reply in replies] == [True, True]
    assert [one.path.name for one in inbox.letters()] == [
        "0001-bob@example.org.eml",
        "0002-ada@example.org.eml",
    ]
    assert [one.recipients for one in inbox.letters()] == [("bob@example.org",), ("ada@example.org",)]
    assert {one.sender for one in inbox.letters()} == {"digest@example.org"}


@settings(max_examples=10)
@given(st.lists(st.binary(max_size=80), max_size=20))
def test_the_bytes_that_arrive_are_the_bytes_that_are_kept(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    """A signature over them stays valid."""
    clean = (line.replace(b"\r", b"").replace(b"\n", b"") for line in lines)
    body = b"".join(line + b"\r\n" for line in clean)
    with Inbox(tmp_path_factory.mktemp("inbox")) as inbox:
        post(inbox, ("ada@example.org", body))
        assert inbox.messages() == [body]


def test_an_inbox_is_read_after_its_server_is_gone(tmp_path: Path) -> None:
    """The folder is all there is to it."""
    with Inbox(tmp_path) as inbox:
        post(inbox, ("ada@example.org", LETTER))
    assert Inbox.open(tmp_path).messages() == [LETTER]


def test_an_inbox_that_is_not_there_is_an_error_with_its_place(tmp_path: Path) -> None:
    """Nothing is created by looking."""
    with pytest.raises(TransportError, match="nowhere"):
        Inbox.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_an_empty_inbox_has_no_letters(tmp_path: Path) -> None:
    """A folder without an index is an inbox that nothing came to."""
    assert Inbox.open(tmp_path).letters() == []


def test_a_second_run_continues_the_numbers(tmp_path: Path) -> None:
    """What arrived earlier is not overwritten."""
    for number in range(2):
        with Inbox(tmp_path) as inbox:
            post(inbox, ("ada@example.org", b"%d\r\n" % number))
    assert inbox.messages() == [b"0\r\n", b"1\r\n"]


def test_a_half_written_line_of_the_index_is_forgotten(tmp_path: Path) -> None:
    """Its sender was never told 250; the next letter starts a line of its own."""
    with Inbox(tmp_path) as inbox:
        post(inbox, ("ada@example.org", LETTER))
    with (tmp_path / "index.jsonl").open("a") as index:
        index.write('{"file": "0002-a')
    assert inbox.messages() == [LETTER]
    with Inbox(tmp_path) as inbox:
        post(inbox, ("bob@example.org", b"x\r\n"))
        assert inbox.messages() == [LETTER, b"x\r\n"]


@pytest.mark.parametrize(
    "recipient", ["../../etc/passwd@example.org", "a/b\\c@example.org", "x" * 300 + "@a.b", ".."]
)
def test_an_address_cannot_name_a_file_elsewhere(tmp_path: Path, recipient: str) -> None:
    """File names are made of harmless characters, and start with a number."""
    folder = tmp_path / "inner" / "inbox"
    with Inbox(folder) as inbox:
        post(inbox, (recipient, LETTER))
    assert [path.relative_to(tmp_path).parts[:2] for path in tmp_path.rglob("*.eml")] in (
        [],
        [("inner", "inbox")],
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inner"]


def test_a_utf8_address_is_kept_as_it_is(tmp_path: Path) -> None:
    """The inbox offers SMTPUTF8, so that a digest to such a reader can be seen."""
    with Inbox(tmp_path) as inbox:
        assert post(inbox, ("adá@example.org", LETTER))[0].accepted
    assert inbox.letters()[0].recipients == ("adá@example.org",)
    assert inbox.letters()[0].path.name == "0001-ad_@example.org.eml"


def test_a_letter_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """A demonstration does not fill a disk."""
    with Inbox(tmp_path) as inbox:
        reply = post(inbox, ("ada@example.org", LETTER * 300_000))[0]
    assert (reply.phase, reply.code) == (Phase.BODY, 552)
    assert inbox.messages() == []


def test_a_letter_that_cannot_be_stored_is_not_accepted(tmp_path: Path) -> None:
    """250 is a promise; without a disk there is none."""
    with Inbox(tmp_path / "inbox") as inbox:
        (tmp_path / "inbox").rmdir()
        reply = post(inbox, ("ada@example.org", LETTER))[0]
    assert (reply.code, reply.enhanced) == (452, "4.3.1")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])  # noqa: S104 - refused
def test_an_inbox_is_for_this_machine_only(tmp_path: Path, host: str) -> None:
    """It takes mail from anybody who can reach it."""
    with pytest.raises(ValueError, match="loopback"):
        Inbox(tmp_path, host=host)


def test_a_port_that_is_taken_is_an_error_with_its_number(tmp_path: Path) -> None:
    """The next step is to choose another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(TransportError, match=str(port)), Inbox(tmp_path, port=port):
            pass


def test_an_inbox_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """A file is no folder."""
    (tmp_path / "file").write_text("")
    with pytest.raises(TransportError, match="file"), Inbox(tmp_path / "file"):
        pass


def test_leaving_does_not_wait_for_a_sender_that_never_finishes(tmp_path: Path) -> None:
    """Somebody's half-sent letter is not kept, and does not keep the demonstration."""
    with Inbox(tmp_path) as inbox:
        client = socket.create_connection((inbox.host, inbox.port))
        client.sendall(b"EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<a@b.c>\r\nDATA\r\nhalf")
        assert client.recv(1)
    client.close()
    assert inbox.messages() == []


def test_the_index_is_one_json_object_a_letter(tmp_path: Path) -> None:
    """Other programs read it, too."""
    with Inbox(tmp_path) as inbox:
        post(inbox, ("ada@example.org", LETTER))
    lines = (tmp_path / "index.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "file": "0001-ada@example.org.eml",
            "sender": "digest@example.org",
            "recipients": ["ada@example.org"],
        }
    ]
