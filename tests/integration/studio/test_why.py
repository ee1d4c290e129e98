"""The studio's ranking as its interests are edited, what is saved, and what is sent."""

from __future__ import annotations

import re
import socket

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from studios import a_studio, places

from digest.app import load_config
from digest.config import SmtpSpec
from digest.mail import Inbox
from digest.preview.guard import LOOPBACK


def test_moving_a_weight_ranks_anew(opened, workshop) -> None:
    """Papers change places and say by how many; the number follows the slider, and undo takes it all back."""
    page = opened(f"{workshop}?tab=why")
    expect(page.locator("#papers tr.picked")).to_have_count(10)
    before = places(page)
    expect(page.get_by_role("button", name="Save to")).to_be_disabled()
    slider = page.get_by_role("slider").nth(1)
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".moved").first).to_be_visible()
    assert page.get_by_role("spinbutton").nth(1).input_value() == "0.1"
    assert sorted(places(page)[:5]) != sorted(before[:5])
    assert re.fullmatch(r"(↑|↓)\d+\s+(up|down) \d+", page.locator(".moved").first.inner_text())
    expect(slider).to_be_focused()
    page.get_by_role("button", name="Undo changes").click()
    expect(page.locator(".moved")).to_have_count(0)
    assert places(page) == before
    expect(page.get_by_role("button", name="Save to")).to_be_disabled()


def test_a_row_opens_to_the_numbers_of_its_score(opened, studio) -> None:
    """The terms are readable as text, and their sum is the score."""
    page = opened(f"{studio}?tab=why")
    row = page.locator("#papers tr.terms").first
    button = page.locator("#papers button").first
    expect(button).to_have_attribute("aria-expanded", "false")
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    *terms, total = [
        float(text.replace("−", "-")) for text in row.locator("dl").first.locator("dd").all_inner_texts()
    ]
    assert sum(terms) == pytest.approx(total, abs=0.002)


def test_save_writes_the_file_and_keeps_its_comments(opened, workshop, tmp_path) -> None:
    """A weight, an interest added, one removed, one ruled out: only those lines change, and it says so."""
    page = opened(f"{workshop}?tab=why")
    page.get_by_role("spinbutton").first.fill("3")
    page.get_by_role("button", name="Remove Qwen").click()
    add = page.get_by_label("Words")
    add.fill("speculative decoding")
    page.get_by_role("button", name="Add interest").click()
    add.fill("quantum")
    page.get_by_role("button", name="Add to never").click()
    page.get_by_role("button", name="Save to").click()
    saved = page.locator("#saved")
    expect(saved).to_contain_text("Written to subscribers.yaml")
    assert saved.locator("li").count() == 4
    text = (tmp_path / "subscribers.yaml").read_text(encoding="utf-8")
    assert "speculative decoding" in text
    assert "quantum" in text
    assert "Qwen" not in text
    assert "# counts twice" in text
    assert load_config(tmp_path / "subscribers.yaml", {}).subscribers[0].interests[0].weight == 3
    expect(page.get_by_role("button", name="Save to")).to_be_disabled()


def test_an_interest_that_cannot_be_read_is_said_in_place(opened, studio) -> None:
    """A category that is none: the reason stands by the controls, and goes with the interest."""
    page = opened(f"{studio}?tab=why")
    page.get_by_label("Kind").select_option("category")
    page.get_by_label("Category, as in cs.CL").fill("no such thing")
    page.get_by_role("button", name="Add interest").click()
    expect(page.locator("#wrong")).to_contain_text("no such thing")
    page.get_by_role("button", name="Remove no such thing").click()
    expect(page.locator("#wrong")).to_be_hidden()


def test_a_file_changed_meanwhile_is_not_overwritten(opened, workshop, tmp_path) -> None:
    """Edits of what the file said before are refused, shown, and can be undone."""
    page = opened(f"{workshop}?tab=why")
    weight = page.get_by_role("spinbutton").first
    weight.fill("3")
    path = tmp_path / "subscribers.yaml"
    changed = path.read_text(encoding="utf-8").replace("organization: Qwen", "organization: ByteDance")
    path.write_text(changed, encoding="utf-8")
    page.get_by_role("button", name="Save to").click()
    expect(page.locator("#wrong")).to_contain_text("meanwhile")
    expect(weight).to_have_value("3")
    assert path.read_text(encoding="utf-8") == changed
    page.get_by_role("button", name="Undo changes").click()
    expect(page.locator("#interests")).to_contain_text("ByteDance")


def test_send_this_to_me_asks_first_and_tells_the_outcome(opened, sample, tmp_path) -> None:
    """Cancel sends nothing; confirming sends one mail, by SMTP, and what the server said is announced."""
    with Inbox(tmp_path / "mails") as inbox:
        smtp = SmtpSpec(security="plain", host=LOOPBACK, port=inbox.port)
        place = tmp_path / "studio"
        place.mkdir()
        with a_studio(place, sample=sample, smtp=smtp) as url:
            page = opened(url)
            button = page.get_by_role("button", name="Send this to me…")
            button.click()
            dialog = page.get_by_role("dialog")
            expect(dialog).to_contain_text("marked as a test")
            assert Axe().run(page).violations_count == 0
            dialog.get_by_role("button", name="Cancel").click()
            expect(button).to_be_focused()
            button.click()
            dialog.get_by_label("Address").fill("ops@example.org")
            dialog.get_by_role("button", name="Send one test mail").click()
            expect(page.locator("#status")).to_contain_text("took the test mail for ops@example.org: 250")
            expect(dialog).to_be_hidden()
        assert [letter.recipients for letter in inbox.letters()] == [("ops@example.org",)]


def test_without_a_mail_server_the_dialog_stays_and_says_that_nothing_was_sent(
    opened, sample, tmp_path
) -> None:
    """Nobody answered, so nothing is called an answer; it can be tried again."""
    with socket.create_server((LOOPBACK, 0)) as taken:
        smtp = SmtpSpec(security="plain", host=LOOPBACK, port=taken.getsockname()[1])
    with a_studio(tmp_path, sample=sample, smtp=smtp) as url:
        page = opened(url)
        page.get_by_role("button", name="Send this to me…").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Send one test mail").click()
        expect(dialog).to_contain_text("Not sent: ")
        expect(dialog).to_contain_text("connection refused: no mail server listens there")
        expect(dialog.get_by_role("button", name="Send one test mail")).to_be_enabled()
