"""Mails in other languages: the whole of them, in both directions, ours and a user's own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from mailed import Page, a_full_digest, a_full_entry, a_full_masthead, a_masthead, of_kind, parsed, plain
from make import a_digest

from digest.errors import TemplateError
from digest.model import Digest, Section, Verdict
from digest.render import Renderer

GERMAN = """
msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "%(papers)s for %(name)s."
msgstr "%(papers)s für %(name)s."

msgid "%(num)s paper"
msgid_plural "%(num)s papers"
msgstr[0] "%(num)s Arbeit"
msgstr[1] "%(num)s Arbeiten"

msgid "%(num)s upvote"
msgid_plural "%(num)s upvotes"
msgstr[0] "%(num)s Stimme"
msgstr[1] "%(num)s Stimmen"

msgid "Unsubscribe"
msgstr "Abbestellen"
"""


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def spoken(language: str, *, theme: str = "default") -> Digest:
    """Return a digest with everything, for a reader of a language."""
    sections = (Section.FOR_YOU, Section.OUTSIDE, Section.TRENDING)
    entries = [a_full_entry(n, section=one) for n, one in enumerate(sections, 1)]
    masthead = a_full_masthead(language=language, theme=theme)
    return a_full_digest(*entries, masthead=masthead, verdict=Verdict.RICH)


def a_catalogue(folder: Path, text: str, name: str = "de.po") -> Renderer:
    (folder / "languages").mkdir()
    (folder / "languages" / name).write_text(text, encoding="utf-8")
    return Renderer(overrides=folder)


def test_three_languages_come_along(renderer: Renderer) -> None:
    assert renderer.languages() == ("ar", "en", "ja")


@pytest.mark.parametrize(
    ("tag", "direction"), [("en", "ltr"), ("ja", "ltr"), ("ar", "rtl"), ("ar-EG", "rtl")]
)
@pytest.mark.parametrize("theme", ["default", "plain"])
def test_a_mail_says_its_language_and_direction_twice(
    renderer: Renderer, theme: str, tag: str, direction: str
) -> None:
    """On the root, and on a wrapper inside the body: some mail programs take the root away."""
    tags = dict(reversed(Page(renderer.preview(spoken(tag, theme=theme)).html).tags))  # the first of each
    assert (tags["html"]["lang"], tags["html"]["dir"]) == (tag, direction)
    assert (tags["div"]["lang"], tags["div"]["dir"]) == (tag, direction)


def test_a_tag_that_is_none_is_english(renderer: Renderer) -> None:
    """It cannot leave its attribute, either."""
    strange = renderer.preview(spoken('x" onload="')).html
    assert '<html lang="en" dir="ltr"' in strange
    assert "onload" not in strange


def test_text_of_unknown_direction_finds_its_own(renderer: Renderer) -> None:
    """A title, an abstract and a name may run either way in either language."""
    page = Page(renderer.preview(spoken("ar")).html)
    for name in ("title", "blurb", "reason", "intro", "small"):
        of = [attrs for _, attrs in page.tags if name in (attrs.get("class") or "").split()]
        assert of
        assert any(attrs.get("dir") == "auto" for attrs in of), name


def test_nothing_is_aligned_to_a_side(renderer: Renderer) -> None:
    """Start and end follow the direction; left and right would not."""
    assert not re.search(r"(align=\"|(text-align|float): )(left|right)", renderer.preview(spoken("ar")).html)


@pytest.mark.parametrize("tag", ["en", "ar", "ja"])
def test_a_message_in_a_language_is_safe_on_the_wire(renderer: Renderer, tag: str) -> None:
    """Seven bits, its subject in encoded-words; it reads back as it was."""
    data = renderer.message(spoken(tag)).data
    assert data.isascii()
    assert not re.search(rb"\x00|\r(?!\n)|(?<!\r)\n", data)
    message, shown = parsed(renderer, spoken(tag)), renderer.preview(spoken(tag))
    assert message["Subject"] == shown.subject
    text, html = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
    assert (text, html) == (shown.text, shown.html)


@pytest.mark.parametrize("tag", ["ar", "ja"])
@pytest.mark.parametrize("kind", ["daily", "weekly", "monthly", "test"])
def test_dates_and_numbers_are_the_readers(renderer: Renderer, tag: str, kind: str) -> None:
    """No English day or month is left, in the subject, in the heading, in the text."""
    shown = renderer.preview(replace(spoken(tag), **of_kind(kind)))
    for text in (shown.subject, shown.text, Page(shown.html).text):
        assert not re.search(r"March|Tue|upvote|paper[s ]|Unsubscribe|Trending", text.replace("A paper", ""))


def test_a_language_of_ones_own_is_one_file(tmp_path) -> None:
    """What it says is said; dates and numbers come by themselves; what it lacks is said in English."""
    renderer = a_catalogue(tmp_path, GERMAN)
    assert renderer.languages() == ("ar", "de", "en", "ja")
    masthead = a_masthead(language="de")
    shown = renderer.preview(a_full_digest(a_full_entry(1, upvotes=1204), masthead=masthead, name="Jörg"))
    page = Page(shown.html)
    for text in (plain(shown.text), plain(page.text)):
        for words in (
            "1 Arbeit für Jörg.",
            "1.204 Stimmen",
            "Abbestellen",
            "Dienstag, 31. März",
            "1 comment",
        ):
            assert words in text
    assert '<html lang="de" dir="ltr"' in shown.html
    renderer.check()


def test_a_region_has_the_words_of_its_language_and_its_own_numbers(tmp_path) -> None:
    """Switzerland writes 1’204."""
    renderer = a_catalogue(tmp_path, GERMAN)
    shown = renderer.preview(
        a_full_digest(a_full_entry(1, upvotes=1204), masthead=a_masthead(language="de-CH"))
    )
    assert "1’204\xa0Stimmen" in shown.text
    assert '<html lang="de-CH"' in shown.html


def test_a_catalogue_that_cannot_be_used_stops_only_its_own_mails(tmp_path) -> None:
    """`check` finds it, with file and line."""
    renderer = a_catalogue(tmp_path, GERMAN.replace("für %(name)s", "für %(nmae)s"))
    assert renderer.message(a_digest()).data
    for attempt in (renderer.check, lambda: renderer.message(a_digest(masthead=a_masthead(language="de")))):
        with pytest.raises(TemplateError, match=r"de\.po:8: found %\(nmae\)s"):
            attempt()
