"""Why a paper is here, in words: per kind, in both parts, whoever writes the template."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mailed import Page, a_masthead, plain
from make import a_digest, an_entry

from digest.errors import TemplateError
from digest.model import Entry, Reason, Section
from digest.render import Renderer

LRI, PDI = "\u2068", "\u2069"  # first strong isolate, pop directional isolate
LABELS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def said(renderer: Renderer, *entries: Entry, language: str = "en") -> str:
    """Return the text part of a mail, after seeing that the HTML says the same reasons."""
    shown = renderer.preview(a_digest(*entries, masthead=a_masthead(language=language)))
    lines = [Page(one).text for one in _reasons(shown.html)]
    for line in lines:
        assert plain(line) in plain(shown.text)
    return shown.text


def _reasons(html: str) -> list[str]:
    return [one.partition("</p>")[0].partition(">")[2] for one in html.split('<p class="reason"')[1:]]


def a_theme(folder: Path, reason: str) -> Renderer:
    """Return a renderer with this reason.txt."""
    (folder / "themes" / "default").mkdir(parents=True)
    (folder / "themes" / "default" / "reason.txt").write_text(reason, encoding="utf-8")
    return Renderer(overrides=folder)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason(kind="author", label="Tri Dao"), "Because you follow Tri Dao"),
        (Reason(kind="organization", label="DeepSeek"), "From DeepSeek, which you follow"),
        (Reason(kind="topic", label="LoRA", terms=("rank",)), "Matches your topic “LoRA” (rank)"),
        (Reason(kind="topic", label="LoRA"), "Matches your topic “LoRA”"),
        (Reason(kind="keyword", label="LoRA", terms=("lora",)), "Mentions “LoRA”"),
        (Reason(kind="keyword", label='"low rank"'), "Mentions “low rank”"),
        (Reason(kind="category", label="cs.CL"), "In cs.CL, which you follow"),
        (Reason(kind="like", label="LoRA", terms=("low", "rank")), "Close to “LoRA” you liked (low, rank)"),
        (Reason(kind="like", label="LoRA"), "Close to “LoRA” you liked"),
        (Reason(kind="library", label="LoRA", terms=("low",)), "Close to “LoRA” in your library (low)"),
        (Reason(kind="vote", label="LoRA", terms=("low",)), "Close to “LoRA” you voted for (low)"),
        (Reason(kind="outside", label=""), "Outside your usual"),
        (Reason(kind="popular", label=""), "Popular with other readers"),
    ],
)
def test_every_kind_of_reason_is_said_in_both_parts(renderer: Renderer, reason: Reason, words: str) -> None:
    """The reader is told why this paper is here."""
    shown = renderer.preview(a_digest(an_entry(reasons=(reason,))))
    assert f"    {words}\n" in shown.text
    assert words in Page(shown.html).text


@pytest.mark.parametrize(
    ("kind", "words"), [("like", "you liked"), ("library", "in your library"), ("vote", "you voted for")]
)
def test_authors_in_common_are_told_as_such(renderer: Renderer, kind: str, words: str) -> None:
    """What two papers share is words, or people: the reader can tell which."""
    authors = ("Edward Hu", "Yelong Shen", "Phillip Wallis")
    by_people = Reason(kind=kind, label="LoRA", terms=authors[:2])
    by_words = Reason(kind=kind, label="LoRA", terms=("Edward Hu", "adapter"))
    entries = [an_entry(n, authors=authors, reasons=(one,)) for n, one in enumerate((by_people, by_words), 1)]
    shown = renderer.preview(a_digest(*entries))
    for text in (plain(shown.text), Page(shown.html).text):
        assert f"By Edward Hu, Yelong Shen, as “LoRA” {words}" in text
        assert f"Close to “LoRA” {words} (Edward Hu, adapter)" in text


def test_the_same_terms_are_people_in_one_paper_and_words_in_another(renderer: Renderer) -> None:
    """A wording is shared by all who are told it, but only where it is the same."""
    reason = Reason(kind="like", label="LoRA", terms=("Ada",))
    text = said(renderer, an_entry(1, authors=("Ada",), reasons=(reason,)), an_entry(2, reasons=(reason,)))
    assert "By Ada, as “LoRA” you liked" in text
    assert "Close to “LoRA” you liked (Ada)" in text


def test_names_of_a_topic_are_words_even_where_they_are_authors(renderer: Renderer) -> None:
    """Only a paper of the reader's own has authors to share."""
    reason = Reason(kind="topic", label="adapters", terms=("Ada",))
    assert "Matches your topic “adapters” (Ada)" in said(
        renderer, an_entry(authors=("Ada",), reasons=(reason,))
    )


def test_several_reasons_stand_on_one_line(renderer: Renderer) -> None:
    """The strongest first."""
    reasons = (Reason(kind="author", label="Ada"), Reason(kind="popular", label=""))
    assert "    Because you follow Ada · Popular with other readers\n" in said(
        renderer, an_entry(reasons=reasons)
    )


def test_a_long_line_of_reasons_is_wrapped_under_the_title(renderer: Renderer) -> None:
    """In the text part; the HTML wraps by itself."""
    reasons = (Reason(kind="topic", label="word " * 12), Reason(kind="author", label="Ada"))
    text = said(renderer, an_entry(reasons=reasons))
    begin = text.index("    Matches")
    lines = text[begin : text.index("https://arxiv", begin)].split("\n")
    assert lines[1] == "    word word word” · Because you follow Ada"
    assert max(map(len, lines)) <= 72


def test_a_paper_without_reasons_has_no_line_for_them(renderer: Renderer) -> None:
    """Nor one where the only reason is said by a mark."""
    reason = Reason(kind="outside", label="")
    shown = renderer.preview(
        a_digest(an_entry(1), an_entry(2, reasons=(reason,), section=Section.OUTSIDE), an_entry(3))
    )
    assert 'class="reason"' not in shown.html
    assert " 1. A paper\n    Paper: https://arxiv.org" in shown.text.replace("\n\n", "\n")


def test_a_label_of_the_other_direction_does_not_move_the_words_around_it(renderer: Renderer) -> None:
    """It is isolated (UAX #9); a label that runs with the sentence needs nothing."""
    arabic, latin = (Reason(kind="topic", label=label, terms=(label,)) for label in ("نموذج", "model"))
    text = said(renderer, an_entry(1, reasons=(arabic,)), an_entry(2, reasons=(latin,)))
    assert f"Matches your topic “{LRI}نموذج{PDI}” ({LRI}نموذج{PDI})" in text
    assert "Matches your topic “model” (model)" in text


def test_in_a_language_from_right_to_left_every_label_is_set_apart(renderer: Renderer) -> None:
    """Latin names, and each of the terms, in a line of Arabic."""
    reason = Reason(kind="topic", label="LoRA", terms=("low", "rank"))
    text = said(renderer, an_entry(reasons=(reason,)), language="ar")
    for one in ("LoRA", "low", "rank"):
        assert f"{LRI}{one}{PDI}" in text
    assert "Matches" not in text


def test_reasons_are_in_the_readers_language(renderer: Renderer) -> None:
    """The words around the label; the label stays."""
    author = Reason(kind="author", label="Tri Dao")
    japanese = said(renderer, an_entry(reasons=(author,)), language="ja")
    assert "Tri Dao" in japanese
    assert "Because you follow" not in japanese


@pytest.mark.parametrize(
    ("template", "wanted"),
    [
        ("{{ reason.terms }} < {{ reason.label }}", "low, rank < LoRA"),
        ("{{ reason.label }}: {{ reason.label }}/{{ reason.terms }}", "LoRA: LoRA/low, rank"),
        ("{{ reason.terms }}", "low, rank"),
        ("{{ reason.label }}", "LoRA"),
        ("100 % {{ reason.label }} %s %(label)s", "100 % LoRA %s %(label)s"),
        ("as ever", "as ever"),
        (
            "{% if reason.authors %}who{% else %}{{ reason.kind }}\n\n  for {{ reason.label }}{% endif %}",
            "like for LoRA",
        ),
    ],
)
def test_a_designers_words_take_the_places_in_any_order(tmp_path, template: str, wanted: str) -> None:
    """Each as often as it is printed, or not at all; what else there is stays as it is, on one line."""
    renderer = a_theme(tmp_path, template)
    shown = renderer.preview(
        a_digest(an_entry(reasons=(Reason(kind="like", label="LoRA", terms=("low", "rank")),)))
    )
    assert f"    {wanted}\n" in shown.text
    assert wanted in Page(shown.html).text


@pytest.mark.parametrize(
    "template",
    ["{{ reason.label | upper }}", "{{ reason.terms[:5] }}", "{{ reason.label | replace('a', 'o') }}"],
)
def test_a_filter_on_a_mark_is_an_error(tmp_path, template: str) -> None:
    """Labels are put in after the template ran."""
    renderer = a_theme(tmp_path, template)
    reason = Reason(kind="like", label="LoRA", terms=("low",))
    with pytest.raises(TemplateError, match=r"reason\.txt: a reader's own value .* went through a filter"):
        renderer.preview(a_digest(an_entry(reasons=(reason,))))


def test_words_that_say_nothing_leave_no_line(tmp_path) -> None:
    """Nor a dot between nothing and nothing."""
    renderer = a_theme(tmp_path, "{% if reason.kind == 'author' %}By {{ reason.label }}{% endif %}")
    reasons = (Reason(kind="popular", label=""), Reason(kind="author", label="Ada"))
    shown = renderer.preview(a_digest(an_entry(1, reasons=reasons[:1]), an_entry(2, reasons=reasons)))
    assert shown.html.count('class="reason"') == 1
    assert "    By Ada\n" in shown.text
    assert " · By" not in shown.text


@given(st.lists(st.tuples(LABELS, st.lists(LABELS, max_size=4).map(tuple)), max_size=3))
def test_any_label_is_said_as_text(given: list[tuple[str, tuple[str, ...]]]) -> None:
    """What a reader's file or a paper says is no markup, no pattern and no line of its own."""
    renderer = _ONE
    reasons = tuple(Reason(kind="topic", label=label, terms=terms) for label, terms in given)
    shown = renderer.preview(a_digest(an_entry(reasons=reasons)))
    page = Page(shown.html)
    assert page.of_class("reason") == ["p"] * bool(reasons)
    plain_page = Page(renderer.preview(a_digest(an_entry(reasons=(Reason(kind="popular", label=""),)))).html)
    if reasons:
        assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain_page.tags]


_ONE = Renderer()
