"""`digest check --mail`: what a designer and an operator see before anybody gets a mail."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from digest import shipped
from digest.cli import main
from digest.demo import SAMPLE

FILE = """
newsletter:
  from: Paper Round <digest@example.org>
  timezone: UTC
  sources:
    - {{huggingface: {source}}}
subscribers:
  - email: ada@example.org
    interests: [diffusion models]
  - email: grace@example.org
    interests: [agents that write code]
"""
DRESSED = "color:#000000;background-color:#ffffff;font-family:serif;font-size:16px"
BUTTON = f'<p onclick="go()" style="{DRESSED}">Words</p>'


class Said(NamedTuple):
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """Return the command, run in a folder with a file of two subscribers and today's papers to read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    replies = tmp_path / "replies"
    replies.mkdir()
    (newest, *_) = sorted(SAMPLE.glob("*.json"), reverse=True)
    (replies / f"{datetime.now(UTC).date()}.json").write_bytes(newest.read_bytes())
    Path("subscribers.yaml").write_text(FILE.format(source=replies), encoding="utf-8")

    def run(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["digest", *words])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return Said(int(str(code or 0)), said.out, said.err)

    return run


def spoil(file: str, old: str, new: str) -> None:
    """Put a copy of a template with one change beside the subscribers' file."""
    text = (shipped.templates() / file).read_text(encoding="utf-8")
    assert old in text
    own = Path("templates") / file
    own.parent.mkdir(parents=True)
    own.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_templates_make_good_mails(digest) -> None:
    """Before there are papers, trial mails are checked, and it says so."""
    said = digest("check", "--mail")
    assert said.code == 0, said.err
    assert "errors: 0; warnings: 0" in said.out
    assert "only trial mails are checked: run `digest ingest`" in said.err
    assert not Path("paper-round.db").exists()


def test_subscribers_own_mails_are_checked_once_there_are_papers(digest) -> None:
    """One more for each subscriber, or the one that is asked for."""
    trial = json.loads(digest("check", "--mail", "--json").out)["mails"]
    assert digest("ingest").code == 0
    everybody = digest("check", "--mail", "--json")
    assert json.loads(everybody.out) == {"mails": trial + 2, "findings": []}
    assert (
        json.loads(digest("check", "--mail", "--for", "grace@example.org", "--json").out)["mails"]
        == trial + 1
    )
    assert digest("check", "--mail", "--for", "nobody@example.org").code == 2


def test_a_fault_in_a_template_is_named_with_its_place_and_remedy(digest) -> None:
    """It is told once, whatever number of mails has it, and the command fails."""
    spoil("themes/default/body.html", "</body>", f"{BUTTON}</body>")
    said = digest("check", "--mail")
    assert said.code == 1
    assert said.err.count("the attribute onclick; take the attribute out") == 1
    assert "  HTML: <p> " in said.err
    assert "[event-handler]" in said.err
    found = json.loads(digest("check", "--mail", "--json").out)["findings"]
    assert {one["rule"] for one in found} == {"event-handler"}
    assert set(found[0]) == {"mail", "rule", "severity", "place", "found", "remedy"}


def test_for_goes_with_mail_only(digest) -> None:
    """The check of the file is of all of it."""
    said = digest("check", "--for", "ada@example.org")
    assert said.code == 2
    assert "--mail" in said.err
