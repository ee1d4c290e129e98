"""The language and the theme of mails: chosen from those there are, ours and the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config import Config, ConfigProblems
from digest.config.loading import interpret
from digest.render import Renderer

CATALOGUE = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n\n'


def read(folder: Path, newsletter: str, subscriber: str = "") -> Config:
    text = (
        f"newsletter:\n  from: digest@example.org\n  {newsletter}\n"
        f"subscribers:\n  - email: ada@example.org\n    {subscriber}\n"
    )
    return interpret(text, path=folder / "subscribers.yaml", local_zone="UTC", environ={})


def refused(folder: Path, newsletter: str) -> str:
    """Return the one thing that is wrong with a newsletter of this line."""
    with pytest.raises(ConfigProblems) as caught:
        read(folder, newsletter)
    (problem,) = caught.value.problems
    assert problem.line == 3
    return problem.message


def errors(config: Config) -> list[str]:
    return [f"{one.path}: {one.message}" for one in config.problems if one.severity == "error"]


def test_mails_are_english_and_of_the_default_theme_unless_said_otherwise(tmp_path: Path) -> None:
    found = read(tmp_path, "title: A title")
    assert (found.newsletter.language, found.newsletter.theme) == ("en", "default")
    assert [(one.language, one.theme) for one in found.subscribers] == [("", "")]


def test_a_subscriber_has_a_language_and_a_theme_of_their_own(tmp_path: Path) -> None:
    found = read(tmp_path, "language: ja", "language: ar\n    theme: plain")
    assert found.newsletter.language == "ja"
    assert [(one.language, one.theme) for one in found.subscribers] == [("ar", "plain")]


def test_a_region_is_a_language_and_spelt_one_way(tmp_path: Path) -> None:
    assert read(tmp_path, "language: AR-eg").newsletter.language == "ar-EG"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("language: jp", 'unknown language "jp", wanted ar, en or ja'),
        ("language: Japanese", 'unknown language "Japanese" (did you mean ja?), wanted ar, en or ja'),
        ("language: العربية", 'unknown language "العربية" (did you mean ar?), wanted ar, en or ja'),
        ("language: Englsh", 'unknown language "Englsh" (did you mean en?), wanted ar, en or ja'),
        ("language: 5", 'found the number 5, wanted a language such as en in quotes: "5"'),
        ("theme: plane", 'unknown theme "plane" (did you mean plain?)'),
        ("theme: ../plain", 'unknown theme "../plain" (did you mean plain?)'),
        ("theme: dark", 'unknown theme "dark", wanted default or plain'),
        ("theme: [plain]", "found a list, wanted the name of a theme"),
    ],
)
def test_what_there_is_not_is_said_with_what_there_is(tmp_path: Path, line: str, problem: str) -> None:
    assert refused(tmp_path, line) == problem


def test_an_unknown_language_leaves_out_one_subscriber_alone(tmp_path: Path) -> None:
    found = read(tmp_path, "title: A title", "language: xx\n  - email: grace@example.org")
    assert [one.email for one in found.subscribers] == ["grace@example.org"]
    assert errors(found) == ['subscribers[0].language: unknown language "xx", wanted ar, en or ja']


def test_themes_and_languages_of_the_users_own_folder_count(tmp_path: Path) -> None:
    (tmp_path / "templates" / "themes" / "mine").mkdir(parents=True)
    (tmp_path / "templates" / "languages").mkdir()
    catalogue = tmp_path / "templates" / "languages" / "de.po"
    catalogue.write_text(f'{CATALOGUE}msgid "Unsubscribe"\nmsgstr "Abbestellen"\n', encoding="utf-8")
    found = read(tmp_path, "theme: mine", "language: de").newsletter
    assert found.theme == "mine"
    assert found.languages.get("de").gettext("Unsubscribe") == "Abbestellen"


def test_a_catalogue_that_cannot_be_used_is_said_where_it_is_named(tmp_path: Path) -> None:
    """With its file and line; whoever reads another language is not bothered."""
    folder = tmp_path / "templates" / "languages"
    folder.mkdir(parents=True)
    (folder / "de.po").write_text(f'{CATALOGUE}msgid "a"\nmsgstr "%(b)s"\n', encoding="utf-8")
    assert refused(tmp_path, "language: de") == f"{folder / 'de.po'}:5: found %(b)s, which is not in 'a'"
    assert errors(read(tmp_path, "language: ja")) == []


def test_what_renders_knows_the_themes_that_the_file_may_name(tmp_path: Path) -> None:
    """A folder of a name that the file cannot say is no theme that the studio offers."""
    for name in ("mine", "my theme", ".hidden", "_aside"):
        (tmp_path / "templates" / "themes" / name).mkdir(parents=True)
    themes = Renderer(overrides=tmp_path / "templates").themes()
    assert themes == ("default", "mine", "plain")
    for name in themes:
        assert read(tmp_path, f"theme: {name}").newsletter.theme == name
    assert refused(tmp_path, "theme: my theme") == 'unknown theme "my theme", wanted default, mine or plain'
