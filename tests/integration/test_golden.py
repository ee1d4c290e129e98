"""The golden mails: whatever changes one of them shows as a difference that somebody reviews."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from difflib import unified_diff
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path

import pytest
from golden.cases import CASES
from golden.facts import WIDTHS, facts
from golden.files import FOLDER, facts_file, mail_file, spelled
from golden.oracle import an_oracle, described
from playwright.sync_api import Browser

from digest.lint import check_mail
from digest.render import Renderer

ROOT = Path(__file__).parents[2]
REMEDY = "if this is what was meant, `make golden` and review the difference"

each_case = pytest.mark.parametrize("name", CASES)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture(scope="module")
def sums_of_another_process() -> dict[str, str]:
    """Return a hash of every mail as a new process makes it, the last one first, sets in another order."""
    environ = os.environ | {"PYTHONHASHSEED": "4242", "PYTHONPATH": f"{ROOT / 'tests'}{os.pathsep}{ROOT}"}
    run = subprocess.run(
        [sys.executable, "-m", "golden", "--sums"], check=True, capture_output=True, env=environ
    )
    found: dict[str, str] = json.loads(run.stdout)
    return found


def expect_same(golden: str, now: str, *, file: Path) -> None:
    """Fail with the difference between what is kept and what is made now."""
    lines = unified_diff(golden.splitlines(), now.splitlines(), f"{file.name}, kept", "made now", lineterm="")
    if difference := "\n".join(lines):
        pytest.fail(
            f"{file.relative_to(ROOT)} is not what is made now; {REMEDY}\n{difference}", pytrace=False
        )


def test_there_is_a_mail_and_its_facts_for_every_case() -> None:
    """A case that was renamed leaves nothing behind, and none is left out."""
    kept = sorted(path.name for path in FOLDER.iterdir() if path.suffix in {".eml", ".json"})
    assert kept == sorted(f"{case}.{ending}" for case in CASES for ending in ("eml", "json")), REMEDY


@each_case
def test_a_mail_is_byte_for_byte_the_golden_one(renderer: Renderer, name: str) -> None:
    """Nothing in a mail changes unseen: what does is a line in a review."""
    file, raw = mail_file(name), renderer.message(CASES[name]).data
    golden = file.read_bytes() if file.exists() else b""
    expect_same(golden.decode(), raw.decode(), file=file)
    assert golden == raw, f"{file.name} differs in its line ends alone; {REMEDY}"


@each_case
def test_a_mail_is_the_same_bytes_in_any_process(
    renderer: Renderer, sums_of_another_process: dict[str, str], name: str
) -> None:
    """No clock, no chance, no order of a set, nothing of the mails that were made before it."""
    raw = renderer.message(CASES[name]).data
    assert renderer.message(CASES[name]).data == raw
    assert sums_of_another_process[name] == sha256(raw).hexdigest()


@each_case
def test_a_browser_finds_in_a_mail_what_it_found_before(browser: Browser, name: str) -> None:
    """Its outline, boxes, type and colours, on a telephone and in a window, light and dark."""
    file = facts_file(name)
    golden = file.read_text(encoding="utf-8") if file.exists() else ""
    expect_same(golden, spelled(facts(browser, mail_file(name).read_bytes())), file=file)


@each_case
def test_what_a_browser_found_is_readable(name: str) -> None:
    """Nothing is wider than the screen; every contrast is 4.5 or more, in Gmail's inversion of light, too."""
    found = json.loads(facts_file(name).read_text(encoding="utf-8"))
    views = {
        f"{width} {scheme}": found[f"{width} {scheme}"] for width in WIDTHS for scheme in ("light", "dark")
    }
    assert {at: view["page"] for at, view in views.items()} == {at: int(at.split()[0]) for at in views}
    assert not {at: view["contrast"] for at, view in views.items() if view["contrast"] < 4.5}
    assert not {at: view["inverted"] for at, view in views.items() if view.get("inverted", 21) < 4.5}


@each_case
def test_a_mail_parses_without_a_defect(name: str) -> None:
    """The strictest parser of the standard library has nothing to say of any part or header."""
    message = message_from_bytes(mail_file(name).read_bytes(), policy=policy.default)
    assert [part.defects for part in message.walk()] == [[] for _ in message.walk()]
    assert [header.defects for _, header in message.items() if header.defects] == []


@each_case
def test_a_mail_is_safe_on_the_wire(name: str) -> None:
    """Seven bits, CRLF only, no line over 998 octets (RFC 5322 §2.1.1), the HTML within 90,000."""
    raw = mail_file(name).read_bytes()
    assert raw.isascii()
    assert not re.search(rb"\x00|\r(?!\n)|(?<!\r)\n", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    html = message_from_bytes(raw, policy=policy.default).get_body(("html",))
    assert len(html.get_content().encode()) <= 90_000


@each_case
def test_the_checker_has_nothing_to_say_of_a_mail(name: str) -> None:
    """It breaks none of the rules that a program can decide."""
    assert [str(finding) for finding in check_mail(mail_file(name).read_bytes())] == []


@each_case
def test_a_mail_equals_one_that_the_standard_library_makes(renderer: Renderer, name: str) -> None:
    """EmailMessage, slow and trusted, makes the same headers and parts of the preview and the pictures."""
    ours = message_from_bytes(mail_file(name).read_bytes(), policy=policy.default)
    made = an_oracle(CASES[name], renderer.preview(CASES[name]))
    theirs = message_from_bytes(made.as_bytes(), policy=policy.default)
    assert described(ours) == described(theirs)
    for header in ("Subject", "To", "Date", "Message-ID"):  # as set: its own folding adds a space to some
        assert str(ours[header]) == str(made[header])
