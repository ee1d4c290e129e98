"""A user's files that nothing reads do not pass in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest import shipped
from digest.errors import TemplateError
from digest.render import Renderer
from digest.render.engine import Templates


def put(folder: Path, name: str, text: str = "") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("digest/card.html", "themes/default/card.html"),  # where they were before there were themes
        ("digest/subject.txt", "themes/default/subject.txt"),
        ("themes/default/crad.html", "themes/default/card.html"),
        ("themes/default/card.html.j2", "themes/default/card.html"),
        ("themes/mine/styles.css", "themes/mine/style.css"),
        ("themes/card.html", "themes/default/card.html"),
        ("card.html", "themes/default/card.html"),
        ("tokens.jinja", "themes/default/tokens.jinja"),
        ("operators/subject.txt", "operator/subject.txt"),
        ("web/preveiw.html", "web/preview.html"),
    ],
)
def test_a_file_that_nothing_reads_is_named_with_the_nearest_right_name(
    tmp_path: Path, name: str, meant: str
) -> None:
    path = put(tmp_path, name)
    with pytest.raises(TemplateError) as caught:
        Renderer(overrides=tmp_path).check()
    assert str(caught.value) == f"{path}: nothing reads a file of this name (did you mean {meant}?)"


def test_where_nothing_is_near_the_names_are_where_they_are_written_down(tmp_path: Path) -> None:
    put(tmp_path, "x/y.z")
    with pytest.raises(TemplateError, match=r"x/y\.z: nothing reads .*docs/templates\.md lists"):
        Templates(overrides=tmp_path).expect_no_strays()


@pytest.mark.parametrize("name", ["german.po", "de.mo", "de/LC_MESSAGES/digest.po"])
def test_a_catalogue_that_is_called_otherwise_is_named(tmp_path: Path, name: str) -> None:
    """Its language would stay English, and nobody would know why."""
    put(tmp_path, f"languages/{name}")
    with pytest.raises(TemplateError, match=rf"languages/{name}: nothing reads .*languages/pt-BR\.po"):
        Templates(overrides=tmp_path).expect_no_strays()


@pytest.mark.parametrize(
    "name",
    [
        *("themes/default/card.html", "themes/plain/footer.html", "themes/mine/masthead.html"),
        *("languages/de.po", "languages/pt-BR.po", "languages/digest.pot"),
        *("operator/body.txt", "web/preview.html"),
        *("themes/mine/.card.html.swp", "themes/mine/card.html~", "themes/mine/_old/card.html"),
        *("_notes.txt", "themes/mine/README.md", ".git/config"),
    ],
)
def test_what_is_read_or_set_aside_is_no_stray(tmp_path: Path, name: str) -> None:
    """Names of ours, in any theme; catalogues by their tags; notes, hidden files, what editors leave."""
    put(tmp_path, name)
    Templates(overrides=tmp_path).expect_no_strays()


@pytest.mark.parametrize(
    "how",
    [
        "{% include 'parts/badge.html' %}",
        "{% include ['nobody.html', 'parts/badge.html'] %}",
        "{% from 'parts/badge.html' import badge %}",
        "{% import 'parts/badge.html' as badges %}",
        "{% extends 'parts/badge.html' %}",
    ],
)
def test_what_a_template_takes_in_is_no_stray(tmp_path: Path, how: str) -> None:
    """A designer cuts up a theme as they like; a part that nobody takes in is a stray again."""
    put(tmp_path, "themes/mine/parts/badge.html")
    card = put(tmp_path, "themes/mine/card.html", how)
    Templates(overrides=tmp_path).expect_no_strays()
    card.write_text("no badge")
    with pytest.raises(TemplateError, match=r"parts/badge\.html: nothing reads"):
        Templates(overrides=tmp_path).expect_no_strays()


def test_where_a_name_is_computed_no_file_is_judged(tmp_path: Path) -> None:
    """Nobody can say what it will be."""
    put(tmp_path, "themes/mine/parts/lead.html")
    put(tmp_path, "themes/mine/card.html", "{% include 'parts/' + shape + '.html' %}")
    Templates(overrides=tmp_path).expect_no_strays()


def test_all_of_ours_copied_is_all_read(tmp_path: Path) -> None:
    """Whoever starts from a copy of the whole folder is told of nothing."""
    for path in shipped.templates().rglob("*"):
        if path.is_file():
            put(tmp_path, str(path.relative_to(shipped.templates())), path.read_text(encoding="utf-8"))
    Templates(overrides=tmp_path).expect_no_strays()


def test_a_set_aside_theme_is_no_theme(tmp_path: Path) -> None:
    """A draft, or what a tool keeps there, is nothing to choose from."""
    put(tmp_path, "themes/_draft/card.html", "{{ nobody }}")
    put(tmp_path, "themes/.cache/card.html", "{{ nobody }}")
    assert Renderer(overrides=tmp_path).themes() == ("default", "plain")
