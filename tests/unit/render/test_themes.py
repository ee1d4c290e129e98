"""Themes: the shipped ones, and those of a user, which may be a single file."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from golden.oracle import an_oracle, described
from mailed import LINK, Page, a_full_digest, a_full_entry, a_masthead, of_kind, outline, parsed, plain
from make import a_digest, an_entry

from digest.errors import TemplateError
from digest.model import Digest, Reason, Section
from digest.render import Renderer

THEMES = ("default", "plain")


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def in_theme(digest: Digest, theme: str, **changes: str) -> Digest:
    return replace(digest, masthead=replace(digest.masthead, theme=theme, **changes))


def a_theme(folder: Path, theme: str = "mine", **templates: str) -> Renderer:
    """Return a renderer with a user's own theme: `a_theme(tmp_path, card_html="…")`."""
    place = folder / "themes" / theme
    place.mkdir(parents=True)
    for name, text in templates.items():
        (place / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return Renderer(overrides=folder)


def test_two_themes_come_along(renderer: Renderer) -> None:
    assert renderer.themes() == THEMES


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", ["daily", "weekly", "monthly", "test"])
def test_every_theme_shows_every_paper_with_its_facts_and_links(
    renderer: Renderer, theme: str, kind: str
) -> None:
    """A theme is a look: what it says is the same, in the same order."""
    entries = [a_full_entry(n, f"Paper {n}") for n in range(1, 6)]
    digest = in_theme(a_full_digest(*entries, **of_kind(kind)), theme)
    shown = renderer.preview(digest)
    page = Page(shown.html)
    headings = outline(shown.html)
    assert [one for one in headings if "Paper" in one] == [
        f"{3 if kind == 'monthly' and n > 3 else 2} {'' if theme == 'default' else f'{n}. '}Paper {n}"
        for n in range(1, 6)
    ]
    in_text = {link.rstrip(">).") for link in LINK.findall(shown.text)}
    assert in_text == {href for href in page.every("href") if href.startswith("http")}
    assert "Because you follow Ada King" in page.text
    assert "73 upvotes · 1 comment · submitted by Mary" in plain(page.text)
    assert not [word for word in shown.html.split() if "{{" in word or "None" in word]


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_marks_sections_and_the_paper_from_outside(renderer: Renderer, theme: str) -> None:
    sections = (Section.FOR_YOU, Section.OUTSIDE, Section.TRENDING)
    entries = [a_full_entry(n, section=one) for n, one in enumerate(sections, 1)]
    shown = renderer.preview(in_theme(a_full_digest(*entries), theme))
    assert [one for one in outline(shown.html) if one[0] == "2"] == ["2 For you", "2 Trending"]
    assert Page(shown.html).text.count("Outside your usual") == 1


@pytest.mark.parametrize("theme", THEMES)
def test_the_text_part_is_the_same_in_both(renderer: Renderer, theme: str) -> None:
    """The plain theme brings no text templates: those of the default theme stand in."""
    assert renderer.preview(in_theme(a_full_digest(), theme)).text == renderer.preview(a_full_digest()).text


@pytest.mark.parametrize("theme", THEMES)
def test_a_message_in_a_theme_equals_one_that_the_standard_library_makes(
    renderer: Renderer, theme: str
) -> None:
    digest = in_theme(a_full_digest(), theme)
    made = message_from_bytes(an_oracle(digest, renderer.preview(digest)).as_bytes(), policy=policy.default)
    assert described(parsed(renderer, digest)) == described(made)


def test_the_plain_theme_has_no_pictures_serifs_or_columns(renderer: Renderer) -> None:
    """Text first: whatever a mail program makes of tables, this is one column."""
    html = renderer.preview(in_theme(a_full_digest(), "plain")).html
    assert "serif" not in html.replace("sans-serif", "")
    assert "<img" not in html
    assert not re.search(r"</td>\s*<td", html)


def test_a_theme_of_ones_own_may_be_a_single_file(tmp_path) -> None:
    """What it lacks comes from the default theme; mails in other themes stay as they are."""
    renderer = a_theme(tmp_path, card_html="<p>{{ number }}: {{ card.title }}</p>")
    assert renderer.themes() == ("default", "mine", "plain")
    mine = renderer.preview(in_theme(a_full_digest(), "mine"))
    assert re.findall(r"<p>\d: [^<]*</p>", mine.html) == ["<p>1: A paper</p>", "<p>2: Another</p>"]
    assert 'class="day"' in mine.html
    ours = Renderer().preview(a_full_digest())
    assert mine.text == ours.text
    assert renderer.preview(a_full_digest()) == ours
    renderer.check()


def test_a_theme_of_ones_own_may_be_nothing_but_colours(tmp_path) -> None:
    """The tokens of the default theme, and one of them otherwise: everything is drawn in it."""
    tokens = (Path(__file__).parents[3] / "templates/themes/default/tokens.jinja").read_text(encoding="utf-8")
    assert tokens.count('"#0b5d52"') == 1
    renderer = a_theme(tmp_path, tokens_jinja=tokens.replace("#0b5d52", "#123456"))
    html = renderer.preview(in_theme(a_full_digest(), "mine")).html
    assert "#0b5d52" not in html
    assert html.count("color: #123456") > 5


def test_a_part_of_ones_own_is_taken_in_by_name(tmp_path) -> None:
    """From the theme's folder, then from those of the default theme."""
    renderer = a_theme(
        tmp_path, badge_html="<b>New</b>", footer_html="{% include 'badge.html' %}{{ reader.unsubscribe }}"
    )
    html = renderer.preview(in_theme(a_digest(), "mine")).html
    assert "<b>New</b>mailto:digest@example.org" in html


def test_a_users_file_in_a_shipped_theme_wins_over_ours(tmp_path) -> None:
    """In that theme alone; and one in their default theme stands in for what a theme lacks."""
    renderer = a_theme(
        tmp_path, "default", subject_txt="{{ reader.count }}", card_html="<p>{{ card.title }}</p>"
    )
    default, plainly = (renderer.preview(in_theme(a_digest(), theme)) for theme in THEMES)
    assert plain(default.subject) == plain(plainly.subject) == "1 paper"
    assert "<p>A paper</p>" in default.html
    assert "<p>A paper</p>" not in plainly.html  # plain has a card of its own


def test_an_unknown_theme_names_those_there_are(tmp_path) -> None:
    """A digest that was frozen with a theme that is gone is an error of that digest."""
    renderer = a_theme(tmp_path)
    with pytest.raises(TemplateError, match=r"no theme 'neon'; there are default, mine, plain$"):
        renderer.message(in_theme(a_digest(), "neon"))


@pytest.mark.parametrize("theme", ["", ".", "..", "../themes/plain", "plain/", "/etc"])
def test_a_themes_name_is_no_path(renderer: Renderer, theme: str) -> None:
    """It comes from a file or from the studio's address."""
    with pytest.raises(TemplateError, match="no theme"):
        renderer.preview(in_theme(a_digest(), theme))


def test_a_broken_theme_stops_only_its_own_mails(tmp_path) -> None:
    """And `check` finds it, whoever uses it."""
    renderer = a_theme(tmp_path, card_html="{{ card.titel }}")
    assert renderer.message(a_digest()).data
    with pytest.raises(TemplateError, match=r"mine/card\.html:1: .*titel"):
        renderer.message(in_theme(a_digest(), "mine"))
    with pytest.raises(TemplateError, match=r"mine/card\.html:1: .*titel"):
        renderer.check()


def test_readers_in_different_themes_and_languages_do_not_share_cards(renderer: Renderer) -> None:
    """Whatever was rendered before, a mail is what its own masthead says."""
    entry = an_entry(reasons=(Reason(kind="popular", label=""),))
    digests = [
        a_digest(entry, masthead=a_masthead(theme=one, language=tag))
        for one in THEMES
        for tag in ("en", "ar", "ja")
    ]
    mixed = [renderer.preview(digest) for digest in digests for _ in range(2)][::2]
    assert mixed == [Renderer().preview(digest) for digest in digests]
    assert len({one.html for one in mixed}) == len(digests)
