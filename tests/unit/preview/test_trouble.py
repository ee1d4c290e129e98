"""Errors with their places: what is read of a message, and which files are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config import ConfigProblems, Problem
from digest.errors import DigestError, StoreError, TemplateError
from digest.preview.trouble import AROUND, LINE_LIMIT, Trouble, around, explained, located


@pytest.mark.parametrize(
    ("message", "file", "line", "said"),
    [
        ("/x/templates/a.html:12: no name", "/x/templates/a.html", 12, "no name"),
        ("C:\\x\\a.html:3: no: name:4: here", "C:\\x\\a.html", 3, "no: name:4: here"),
        ("/x y/a.txt:1: first\nsecond", "/x y/a.txt", 1, "first\nsecond"),
        ("themes/default/body.html: too much", "themes/default/body.html", 0, "too much"),
        ("body.html: there is no template 'x'", "body.html", 0, "there is no template 'x'"),
        ("something else", "", 0, "something else"),
        ("", "", 0, ""),
    ],
)
def test_a_template_error_says_where(message: str, file: str, line: int, said: str) -> None:
    """The file and the line stand before the message."""
    assert located(TemplateError(message)) == Trouble(message=said, file=file, line=line)


def test_an_error_of_another_kind_has_no_place() -> None:
    """Even where it reads like one."""
    assert located(StoreError("/etc/passwd:1: locked")) == Trouble(message="/etc/passwd:1: locked")
    assert located(DigestError("no paper")) == Trouble(message="no paper")


def test_problems_of_the_file_are_the_first_and_how_many_more() -> None:
    """With the way to it."""
    first = Problem(file="s.yaml", line=4, column=2, path="subscribers[0].send", message="unknown")
    second = Problem(file="s.yaml", line=9, message="given twice")
    assert located(ConfigProblems([first])) == Trouble(
        message="subscribers[0].send: unknown", file="s.yaml", line=4
    )
    assert located(ConfigProblems([first, second])).message == (
        "subscribers[0].send: unknown (and 1 more: `digest check` lists them)"
    )


def test_problems_that_are_in_no_file_are_all_told() -> None:
    """A page posted them."""
    wrong = [Problem(file="", path=f"interests[{at}]", message="unknown") for at in (0, 3)]
    assert located(ConfigProblems(wrong)) == Trouble(message="interests[0]: unknown\ninterests[3]: unknown")


def test_the_lines_around_one() -> None:
    """So many before and after; fewer at the ends; none for a line that is not there."""
    text = "\n".join(f"line {number}" for number in range(1, 31))
    assert [one.line for one in around(text, 15)] == list(range(15 - AROUND, 15 + AROUND + 1))
    assert [one.text for one in around(text, 15) if one.here] == ["line 15"]
    assert [one.line for one in around(text, 1)] == list(range(1, AROUND + 2))
    assert [one.line for one in around(text, 30)] == list(range(30 - AROUND, 31))
    assert around(text, 31) == around(text, 0) == around("", 1) == ()
    assert len(around("x" * 10_000, 1)[0].text) == LINE_LIMIT


def test_a_template_is_shown_by_its_name_among_templates(tmp_path: Path) -> None:
    """Whether the error names its whole path or its name alone; the first folder that has it wins."""
    own, shipped = tmp_path / "own" / "templates", tmp_path / "shipped" / "templates"
    for folder in (own, shipped):
        (folder / "themes").mkdir(parents=True)
        (folder / "themes" / "a.html").write_text(f"{folder.parent.name}\n")
    whole = explained(TemplateError(f"{shipped}/themes/a.html:1: wrong"), folders=(own, shipped))
    assert (whole.file, whole.source[0].text) == ("templates/themes/a.html", "shipped")
    named = explained(TemplateError("themes/a.html: wrong"), folders=(own, shipped))
    assert (named.file, named.line, named.source) == ("templates/themes/a.html", 0, ())


def test_no_file_outside_is_read(tmp_path: Path) -> None:
    """Neither by its path, nor by a way up, nor by a link."""
    folder = tmp_path / "templates"
    folder.mkdir()
    secret = tmp_path / "secret.html"
    secret.write_text("secret\n")
    (folder / "link.html").symlink_to(secret)
    for name in (secret, "../secret.html", folder / ".." / "secret.html", "link.html", folder / "link.html"):
        found = explained(TemplateError(f"{name}:1: wrong"), folders=(folder,), config=secret)
        assert found.source == ()
        assert found.line == 1


def test_the_file_of_subscribers_is_shown_where_it_is_meant(tmp_path: Path) -> None:
    """And no library that it names."""
    file, library = tmp_path / "subscribers.yaml", tmp_path / "ada.bib"
    for path in (file, library):
        path.write_text("one\ntwo\n")
    problem = Problem(file=str(file), line=2, message="wrong")
    other = Problem(file=str(library), line=2, message="wrong")
    assert [one.text for one in explained(ConfigProblems([problem]), folders=(), config=file).source] == [
        "one",
        "two",
    ]
    assert explained(ConfigProblems([other]), folders=(), config=file).source == ()
    file.unlink()
    assert explained(ConfigProblems([problem]), folders=(), config=file).source == ()
