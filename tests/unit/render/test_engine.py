"""Templates: whose are used, and what their errors say."""

from __future__ import annotations

from pathlib import Path

import pytest
from make import a_digest, an_entry

from digest.errors import TemplateError
from digest.model import Reason
from digest.render import Renderer


def override(folder: Path, **templates: str) -> Renderer:
    """Return a renderer with templates of the default theme replaced: `override(tmp_path, body_txt="…")`."""
    theme = folder / "themes" / "default"
    theme.mkdir(parents=True)
    for name, text in templates.items():
        (theme / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return Renderer(overrides=folder)


def test_the_shipped_templates_pass_their_own_check() -> None:
    """Every kind of edition, every optional value there and not there, in every theme and language."""
    Renderer().check()


def test_a_single_template_is_replaced_and_the_others_stay(tmp_path) -> None:
    """An operator's folder need not hold them all."""
    renderer = override(tmp_path, reason_txt="because", subject_txt="{{ reader.first }}!")
    shown = renderer.preview(a_digest(an_entry(reasons=(Reason(kind="popular", label=""),))))
    assert shown.subject == "A paper!"
    assert "\n    because\n" in shown.text
    assert "<h1" in shown.html


def test_an_operators_folder_that_is_not_there_is_an_error(tmp_path) -> None:
    """A mistyped folder must not silently mean the shipped look."""
    with pytest.raises(TemplateError, match="nowhere: found no folder"):
        Renderer(overrides=tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("template", "text", "said"),
    [
        ("body_txt", "one\ntwo {{ nobody }}", r"default/body\.txt:2: 'nobody' is undefined"),
        ("body_txt", "{{ reader.nobody }}", r"default/body\.txt:1: .*'nobody'"),
        ("card_html", "\n\n{{ card.nobody }}", r"default/card\.html:3: .*'nobody'"),
        ("card_html", "{{ card.title.nobody }}", r"default/card\.html:1: .*'nobody'"),
        ("section_html", "{{ nobody }}", r"default/section\.html:1: 'nobody' is undefined"),
        ("reason_txt", "{{ reason.nobody }}", r"default/reason\.txt:1: .*'nobody'"),
        ("subject_txt", "{% if %}", r"default/subject\.txt:1: "),
        ("masthead_html", "\n{{ edition.nobody }}", r"default/masthead\.html:2: .*'nobody'"),
        ("tokens_jinja", "\n{% set light = %}", r"default/tokens\.jinja:2: "),
        ("head_css", "{{ nobody.light }}", r"default/head\.css:1: 'nobody' is undefined"),
        ("body_html", "{% include 'nobody.html' %}", r"no template 'nobody\.html' in "),
        ("style_css", "{{ 1 / 0 }}", r"default/style\.css:1: ZeroDivisionError"),
        ("card_txt", "{{ number | upper }}", r"card\.txt: .* \(NUMBER\) went through a filter"),
        ("body_html", "{{ reader.email | upper }}", r"body\.html: .* \(EMAIL\) went through a filter"),
        ("section_txt", "{{ '\x02cards\x03' }}", r"section\.txt: .* \(cards\) went through a filter"),
    ],
)
def test_a_template_error_says_file_line_and_name(tmp_path, template: str, text: str, said: str) -> None:
    """The digest it was for fails by name, and `check` finds it before any digest does."""
    renderer = override(tmp_path, **{template: text})
    with pytest.raises(TemplateError, match=said):
        renderer.check()


@pytest.mark.parametrize(
    ("template", "printed", "said"),
    [
        ("body_html", "{{ reader.unsubscribe }}", r"body\.html: does not print \{\{ cards \}\}"),
        ("body_html", "{{ cards }}", r"body\.html: does not print \{\{ reader\.unsubscribe \}\}"),
        ("body_txt", "{{ reader.unsubscribe }}", r"body\.txt: does not print \{\{ cards \}\}"),
        ("body_txt", "{{ cards }}", r"body\.txt: does not print \{\{ reader\.unsubscribe \}\}"),
    ],
)
def test_a_body_without_what_every_mail_needs_is_an_error(
    tmp_path, template: str, printed: str, said: str
) -> None:
    """No mail goes out without its papers, or without a way to end it, in both parts."""
    renderer = override(tmp_path, **{template: f"<html><body>{printed}</body></html>"})
    with pytest.raises(TemplateError, match=said):
        renderer.message(a_digest())
    with pytest.raises(TemplateError, match=said):
        renderer.check()


def test_a_template_that_is_not_utf_8_is_named(tmp_path) -> None:
    """An editor's old default: the octets are an error, not a question mark in everybody's mail."""
    renderer = override(tmp_path)
    (tmp_path / "themes" / "default" / "body.txt").write_bytes(b"{{ cards }} \xe9")
    with pytest.raises(TemplateError, match=r"body\.txt: found octets that are not UTF-8"):
        renderer.check()


def test_an_error_in_one_template_does_not_stop_digests_that_do_not_need_it(tmp_path) -> None:
    """Reasons are wrong; a digest without any goes out."""
    renderer = override(tmp_path, reason_txt="{{ nobody }}")
    assert renderer.message(a_digest()).data


def test_an_error_is_not_remembered(tmp_path) -> None:
    """A digest that could not be rendered is not why the next one cannot."""
    renderer = override(tmp_path, card_txt="{{ number }}{{ 'x' if card.title == 'good' else nobody }}\n")
    with pytest.raises(TemplateError, match="nobody"):
        renderer.message(a_digest(an_entry(1, "bad")))
    assert renderer.message(a_digest(an_entry(1, "good"))).data


def test_a_page_escapes_what_it_shows(tmp_path) -> None:
    """Web pages come from templates/web, autoescaped."""
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "try.html").write_text("<p>{{ said }}</p>")
    assert Renderer(overrides=tmp_path).page("try.html", said="<b>&") == "<p>&lt;b&gt;&amp;</p>"
