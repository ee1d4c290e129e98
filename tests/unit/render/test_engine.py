"""Templates: whose are used, and what their errors say."""

from __future__ import annotations

from pathlib import Path

import pytest
from make import a_digest

from digest.errors import TemplateError
from digest.render import Renderer


def override(folder: Path, **templates: str) -> Renderer:
    """Return a renderer with templates of `digest/` replaced: `override(tmp_path, body_txt="…")`."""
    (folder / "digest").mkdir()
    for name, text in templates.items():
        (folder / "digest" / name.replace("_", ".")).write_text(text)
    return Renderer(overrides=folder)


def test_the_shipped_templates_pass_their_own_check() -> None:
    """Every kind of edition, every optional value there and not there."""
    Renderer().check()


def test_a_single_template_is_replaced_and_the_others_stay(tmp_path) -> None:
    """An operator's folder need not hold them all."""
    shown = override(tmp_path, reason_txt="because", subject_txt="{{ reader.first }}!").preview(a_digest())
    assert shown.subject == "A paper!"
    assert "<h1" in shown.html


def test_an_operators_folder_that_is_not_there_is_an_error(tmp_path) -> None:
    """A mistyped folder must not silently mean the shipped look."""
    with pytest.raises(TemplateError, match="nowhere: found no folder"):
        Renderer(overrides=tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("template", "text", "said"),
    [
        ("body_txt", "one\ntwo {{ nobody }}", r"digest/body\.txt:2: 'nobody' is undefined"),
        ("body_txt", "{{ reader.nobody }}", r"digest/body\.txt:1: .*'nobody'"),
        ("card_html", "\n\n{{ card.nobody }}", r"digest/card\.html:3: .*'nobody'"),
        ("reason_txt", "{{ reason.nobody }}", r"digest/reason\.txt:1: .*'nobody'"),
        ("subject_txt", "{% if %}", r"digest/subject\.txt:1: "),
        ("body_html", "{% include 'digest/nobody.html' %}", r"no template 'digest/nobody\.html' in "),
        ("style_css", "{{ 1 / 0 }}", r"digest/style\.css:1: ZeroDivisionError"),
        ("card_txt", "{{ number | upper }}", r"digest/card\.txt: .* went through a filter"),
        ("body_html", "{{ reader.email | upper }}", r"digest/body\.html: .* went through a filter"),
    ],
)
def test_a_template_error_says_file_line_and_name(tmp_path, template: str, text: str, said: str) -> None:
    """The digest it was for fails by name, and `check` finds it before any digest does."""
    renderer = override(tmp_path, **{template: text})
    with pytest.raises(TemplateError, match=said):
        renderer.check()


def test_an_error_in_one_template_does_not_stop_digests_that_do_not_need_it(tmp_path) -> None:
    """Reasons are wrong; a digest without any goes out."""
    renderer = override(tmp_path, reason_txt="{{ nobody }}")
    assert renderer.message(a_digest()).data


def test_a_page_escapes_what_it_shows(tmp_path) -> None:
    """Web pages come from templates/web, autoescaped."""
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "try.html").write_text("<p>{{ said }}</p>")
    assert Renderer(overrides=tmp_path).page("try.html", said="<b>&") == "<p>&lt;b&gt;&amp;</p>"
