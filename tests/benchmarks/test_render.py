"""The benchmark of rendering says what it measured, and the stack it compares with makes the same mails."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from golden.cases import CASES
from golden.oracle import described

from benchmarks.naive import Naive
from benchmarks.render import MORE, World, main, measure
from digest.model import Digest
from digest.render import Renderer

FIGURES = {"assemble_ms", "prepare_300_ms", "naive_ms", "ratio", "bytes"}
TOO_LONG = {"fifty-papers"}  # the naive stack knows of no limit


def test_a_run_prints_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object with exactly these, and nothing is measured as nothing."""
    assert main(["--rounds", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == FIGURES
    assert all(value > 0 for value in found.values())


def test_the_ratio_is_that_of_the_figures_beside_it() -> None:
    """It is of the same mails in the same run."""
    found = measure(rounds=1, papers=24, readers=4)
    assert found["ratio"] == pytest.approx(found["naive_ms"] / found["assemble_ms"], rel=0.01)


def test_a_run_says_what_it_ran_on(capsys: pytest.CaptureFixture[str]) -> None:
    """Figures mean nothing without the machine and the versions."""
    assert main(["--rounds", "1"]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert "Python 3." in first
    assert {line.split()[0] for line in lines} == FIGURES | MORE


class _Read(HTMLParser):
    """What a reader of HTML makes of it: tags, attributes and text, however their characters are written."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def read(raw: bytes) -> tuple[EmailMessage, list[object]]:
    """Return a message, and its parts with the HTML as it is read: one stack writes &nbsp; for U+00A0."""
    message = message_from_bytes(raw, policy=policy.default)
    parts = [
        (*about, _Read(content).found if about[0] == "text/html" else content)
        for *about, content in described(message)
    ]
    return message, parts


def expect_the_same(digest: Digest) -> None:
    """Fail where the two stacks make mails that are not alike."""
    ours, our_parts = read(Renderer().message(digest).data)
    theirs, their_parts = read(Naive().message(digest))
    assert our_parts == their_parts
    for header in ("From", "To", "Date", "Message-ID", "List-Unsubscribe", "Auto-Submitted"):
        assert str(ours[header]) == str(theirs[header])


def test_the_stacks_make_the_same_mail_of_what_is_measured() -> None:
    """What is slower is not slower for doing more."""
    (digest,) = World(24).readers(1, 1)
    expect_the_same(digest)


@pytest.mark.parametrize("name", [name for name in CASES if name not in TOO_LONG])
def test_the_stacks_make_the_same_golden_mails(name: str) -> None:
    """Rendered whole for one reader or joined from what many share, a mail has the same parts."""
    expect_the_same(CASES[name])
