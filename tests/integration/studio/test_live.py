"""The studio follows its files: new pixels, errors over the mail, findings."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from studios import FRAME

from digest import shipped

OWN_CARD = "themes/default/card.html"


def test_a_planted_fault_is_found(opened, workshop, tmp_path) -> None:
    """A picture without a description, put into a card: the tab counts it and says where and what to do."""
    page = opened(f"{workshop}?tab=checks")
    source = (shipped.templates() / OWN_CARD).read_text(encoding="utf-8")
    broken = source.replace("</h", '<img src="https://example.org/x.svg"></h', 1)
    (tmp_path / "templates" / OWN_CARD).write_text(broken, encoding="utf-8")
    expect(page.locator("#checks > li.error").first).to_be_visible()
    expect(page.locator("#checks-count b")).to_have_text(re.compile(r"\d+"))
    assert page.locator("#checks .remedy").first.inner_text()


def test_a_changed_template_shows_by_itself_and_keeps_the_place(opened, workshop, tmp_path) -> None:
    """Each time it is saved, without scrolling anywhere."""
    page = opened(workshop)
    expect(page.locator("#sheet iframe")).to_have_count(1)
    page.evaluate("scrollTo(0, 900)")
    top = page.locator(FRAME).bounding_box()["y"]
    subject = tmp_path / "templates" / "themes" / "default" / "subject.txt"
    for number in range(5):
        subject.write_text(f"A subject of our own, {number}\n", encoding="utf-8")
        expect(page.locator("#subject")).to_have_text(f"A subject of our own, {number}")
        assert page.locator(FRAME).bounding_box()["y"] == pytest.approx(top, abs=1)
    assert page.title().startswith("A subject of our own, 4")


def test_a_changed_subscribers_file_shows_by_itself(opened, workshop, tmp_path) -> None:
    """The intro of the mail and the people to choose from follow the file."""
    page = opened(workshop)
    path = tmp_path / "subscribers.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("Good morning!", "Good evening!").replace("name: Grace", "name: Admiral")
    path.write_text(text, encoding="utf-8")
    expect(page.frame_locator(FRAME).get_by_text("Good evening!")).to_be_visible()
    expect(page.get_by_label("Reader", exact=True).locator("option").nth(1)).to_contain_text("Admiral")


def test_a_template_error_lies_over_the_mail_until_it_is_mended(opened, workshop, tmp_path) -> None:
    """The message, the file and line, and the lines around it with that one marked; then it is gone."""
    page = opened(workshop)
    mine = tmp_path / "templates" / OWN_CARD
    source = (shipped.templates() / OWN_CARD).read_text(encoding="utf-8")
    mine.write_text("{# mine #}\n{{ card.titel }}\n" + source, encoding="utf-8")
    trouble = page.get_by_role("alert").filter(has_text="cannot be made")
    expect(trouble).to_contain_text("titel")
    expect(trouble).to_contain_text(f"{OWN_CARD}:2")
    expect(trouble.locator("mark")).to_contain_text("{{ card.titel }}")
    assert page.locator(FRAME).count() == 1  # what was shown last is still there, under it
    assert Axe().run(page).violations_count == 0
    mine.write_text("{# mine #}\n" + source, encoding="utf-8")
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator("[inert]")).to_have_count(0)


def test_an_error_in_a_readers_own_entry_does_not_show_another_readers_mail(
    opened, workshop, tmp_path
) -> None:
    """Who is looked at stays chosen: the error lies over the mail, with its line, until it is mended."""
    page = opened(workshop)
    chosen = page.get_by_label("Reader", exact=True)
    chosen.select_option("ada@example.org")
    path = tmp_path / "subscribers.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("interests:", "intrests:", 1), encoding="utf-8")
    trouble = page.get_by_role("alert").filter(has_text="cannot be made")
    expect(trouble.locator("mark")).to_contain_text("intrests:")
    expect(chosen.locator("option:checked")).to_have_text("ada@example.org · left out")
    path.write_text(text, encoding="utf-8")
    expect(page.locator("#trouble")).to_be_hidden()
    expect(chosen).to_have_value("ada@example.org")
    expect(page.locator("#facts")).to_contain_text("ada@example.org")
