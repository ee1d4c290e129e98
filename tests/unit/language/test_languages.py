"""Which languages there are, which one a tag means, and what is said of a catalogue that cannot be used."""

from __future__ import annotations

from pathlib import Path

import catalogues
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import TemplateError
from digest.language import Languages

HEADER = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def german(folder: Path, text: str, *, name: str = "de.po") -> Languages:
    """Write a catalogue into a folder and return its languages."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return Languages([folder])


def test_english_is_always_there(tmp_path: Path) -> None:
    assert Languages([tmp_path / "nowhere"]).tags() == ("en",)


def test_a_catalogue_in_an_earlier_folder_wins(tmp_path: Path) -> None:
    """A user's folder comes before ours, language by language."""
    for name in ("mine", "ours"):
        german(tmp_path / name, f'{HEADER}msgid "Paper"\nmsgstr "{name}"\n')
    german(tmp_path / "ours", HEADER, name="fr.po")
    found = Languages([tmp_path / "mine", tmp_path / "ours"])
    assert found.tags() == ("de", "en", "fr")
    assert found.get("de").gettext("Paper") == "mine"


def test_english_can_be_said_otherwise(tmp_path: Path) -> None:
    assert (
        german(tmp_path, f'{HEADER}msgid "Paper"\nmsgstr "Read it"\n', name="en.po")
        .get("en")
        .gettext("Paper")
        == "Read it"
    )


def test_a_region_speaks_its_language_with_formats_of_its_own(tmp_path: Path) -> None:
    """Switzerland groups thousands by an apostrophe."""
    found = german(tmp_path, f'{HEADER}msgid "Paper"\nmsgstr "Aufsatz"\n').get("de-ch")
    assert (found.tag, found.gettext("Paper"), found.number(1204)) == ("de-CH", "Aufsatz", "1’204")


@pytest.mark.parametrize("name", ["pt-BR.po", "pt_BR.po", "pt-br.po"])
def test_a_tag_is_the_same_however_it_is_spelt(tmp_path: Path, name: str) -> None:
    found = german(tmp_path, HEADER, name=name)
    assert found.tags() == ("en", "pt-BR")
    assert found.get("PT-br") is found.get("pt-BR")
    assert found.get("pt").tag == "en"


@pytest.mark.parametrize("tag", ["fr", "xx-YY", "", "../de", "de/../de"])
def test_an_unknown_language_is_english(tmp_path: Path, tag: str) -> None:
    found = german(tmp_path, HEADER)
    assert not found.known(tag)
    assert found.get(tag).tag == "en"


def test_languages_are_known_by_their_names(tmp_path: Path) -> None:
    names = german(tmp_path, HEADER).names()
    assert names == {"german": "de", "deutsch": "de", "english": "en"}


def test_a_copy_of_the_template_is_a_language_that_says_everything_in_english(tmp_path: Path) -> None:
    """So a translation may grow message by message; dates and numbers speak it at once."""
    found = german(tmp_path, catalogues.POT.read_text(encoding="utf-8")).get("de")
    assert found.counted(1204, "paper") == "1.204\xa0papers"
    assert found.cadence("daily at 07:30 UTC") == "daily at 07:30 UTC"


def test_fuzzy_and_empty_translations_are_left_in_english(tmp_path: Path) -> None:
    text = f'{HEADER}#, fuzzy\nmsgid "Paper"\nmsgstr "Papier"\n\nmsgid "Code"\nmsgstr ""\n'
    found = german(tmp_path, text).get("de")
    assert (found.gettext("Paper"), found.gettext("Code")) == ("Paper", "Code")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('msgid "a"\nmsgstr "b\n', "de.po:7: found 'msgstr \"b', wanted a comment, or a text in quotes"),
        ('msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', "de.po:"),
        ("<html>", "de.po:6: found '<html>', wanted a comment"),
        (
            'msgid "for %(name)s"\nmsgstr "für %(nmae)s"\n',
            "de.po:6: found %(nmae)s, which is not in 'for %(name)s'",
        ),
        ('msgid "for %(name)s"\nmsgstr "für %s"\n', "de.po:6: found a lone % in 'für %s', wanted %%"),
        ('msgid "a"\nmsgstr "100 %"\n', "de.po:6: found a lone % in '100 %', wanted %%"),
        ('msgid "a"\nmsgstr "<script>x</script>"\n', "de.po:6: found '<', which is not in 'a'"),
        ('msgid "a"\nmsgstr "b\\" onerror=\\"c"\n', "de.po:6: found '\"', which is not in 'a'"),
        ('msgid "a"\nmsgstr "b\\rc"\n', "de.po:6: found '\\r', which is not in 'a'"),
        ('msgid "a"\nmsgstr "b\x02name\x03"\n', "de.po:6: found '\\x02', which"),
        ('msgid "a"\nmsgstr "b\u202e"\n', "de.po:6: found '\\u202e', which"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', "de.po:6: found 1 forms of 'a', wanted 2"),
    ],
)
def test_a_catalogue_that_cannot_be_used_is_said_with_its_line(
    tmp_path: Path, text: str, problem: str
) -> None:
    """A translation goes into mails as it is: it brings no places and no markup of its own."""
    with pytest.raises(TemplateError) as caught:
        german(tmp_path, HEADER + text).get("de")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    "header",
    [
        "nplurals=2; plural=(n +;",
        "nplurals=2; plural=__import__('os');",
        "nplurals=x; plural=0;",
        "nplurals=2000000000; plural=0;",
        "nplurals=2; plural=1/(n-37);",
        "nplurals=2; plural=n%0;",
        "nplurals=2; plural=" + "(" * 900 + "n" + ")" * 900 + ";",
    ],
)
def test_plural_forms_are_read_and_never_run(tmp_path: Path, header: str) -> None:
    text = f'msgid ""\nmsgstr ""\n"Plural-Forms: {header}\\n"\n\nmsgid "a"\nmsgstr "b"\n'
    with pytest.raises(TemplateError, match=r"de\.po"):
        german(tmp_path, text).get("de")


def test_a_catalogue_in_another_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / "de.po").write_bytes(HEADER.encode() + 'msgid "a"\nmsgstr "ü"\n'.encode("latin-1"))
    with pytest.raises(TemplateError, match=r"de\.po:7: found octets that are not UTF-8"):
        Languages([tmp_path]).get("de")


def test_a_file_that_is_no_language_is_said(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no language is known by the tag 'tlh'"):
        german(tmp_path, HEADER, name="tlh.po").get("tlh")


def test_a_catalogue_of_megabytes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="too large"):
        german(tmp_path, HEADER + "#" * 2_000_001).get("de")


KEYWORDS = (
    "msgid",
    "msgid_plural",
    "msgstr",
    "msgstr[0]",
    "msgstr[9]",
    "msgctxt",
    "#, fuzzy",
    "#~ msgid",
    "# x",
)
LINES = st.tuples(st.sampled_from(KEYWORDS), st.sampled_from(['"', "", "'"]), st.text(max_size=12)).map(
    lambda line: f"{line[0]} {line[1]}{line[2]}{line[1]}"
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES | st.text(max_size=30), max_size=12))
def test_any_file_is_a_language_or_an_error_that_names_it(tmp_path: Path, lines: list[str]) -> None:
    text = HEADER + "\n".join(lines)
    (tmp_path / "de.po").write_bytes(text.encode("utf-8", "replace"))
    try:
        said = Languages([tmp_path]).get("de").tag
    except TemplateError as err:
        said = str(err)
    assert said == "de" or "de.po:" in said
