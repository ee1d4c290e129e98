"""How the studio follows files: what changes is told, shown, and mended."""

from __future__ import annotations

import shutil
from pathlib import Path

from visitor import ADA, Visitor, edited, opened_at


def test_a_changed_template_is_told_and_shown(studio: Visitor, folder: Path) -> None:
    """The page hears of it, and what it asks then is rendered with it."""
    own = folder / "templates" / "themes" / "default"
    own.mkdir(parents=True)
    with opened_at(folder) as visitor, visitor.events() as events:
        (own / "subject.txt").write_text("One\n")
        events.until("templates/themes/default/subject.txt")
        assert visitor.get(ADA).json["subject"] == "One"
        (own / "subject.txt").write_text("Two\n")
        events.until("templates/themes/default/subject.txt")
        assert visitor.get(ADA).json["subject"] == "Two"


def test_a_folder_of_templates_that_comes_later_is_followed(studio: Visitor, folder: Path) -> None:
    """The first template of one's own needs no restart."""
    with studio.events() as events:
        shutil.copytree(a_theme(folder.parent / f"{folder.name}-made"), folder / "templates")
        events.until("templates")
        events.until("subscribers.yaml")  # everything is looked at once more when the folder is followed
        (folder / "templates" / "themes" / "default" / "subject.txt").write_text("Three\n")
        events.until("templates/themes/default/subject.txt")
        assert studio.get(ADA).json["subject"] == "Three"


def test_a_folder_of_templates_that_another_takes_the_place_of_is_followed(
    studio: Visitor, folder: Path
) -> None:
    """At once, as version control does it; everything is looked at once more then."""
    theme = a_theme(folder.parent / f"{folder.name}-made")
    with studio.events() as events:
        shutil.copytree(theme, folder / "templates")
        events.until("templates")
        events.until("subscribers.yaml")
        (folder / "templates").rename(folder / "old")
        theme.rename(folder / "templates")
        events.until("templates")
        events.until("subscribers.yaml")
        (folder / "templates" / "themes" / "default" / "subject.txt").write_text("Four\n")
        events.until("templates/themes/default/subject.txt")
        assert studio.get(ADA).json["subject"] == "Four"


def a_theme(folder: Path) -> Path:
    own = folder / "themes" / "default"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("Zero\n")
    return folder


def test_a_changed_file_of_subscribers_is_told_and_shown(studio: Visitor, folder: Path) -> None:
    """Names, interests, the intro: whatever the file says."""
    with studio.events() as events:
        edited(folder / "subscribers.yaml", "name: Ada", "name: Countess")
        assert "subscribers.yaml" in events.next()
        assert studio.get(ADA).json["to"].startswith("Countess ")
        assert studio.get("/api/choices").json["subscribers"][0]["name"] == "Countess"


def test_a_changed_library_is_told(studio: Visitor, folder: Path) -> None:
    """A file of references that the file names."""
    with studio.events() as events:
        (folder / "ada.bib").write_text("@article{one, title={Video generation}, author={A B}}")
        assert events.next() == ["ada.bib"]
        assert studio.get(ADA).status == 200


def test_other_files_beside_it_are_nobodys_business(studio: Visitor, folder: Path) -> None:
    """The store is written to all the time."""
    with studio.events() as events:
        (folder / "notes.txt").write_text("x")
        (folder / "subscribers.yaml").touch()
        assert events.next() == ["subscribers.yaml"]


def test_a_template_error_comes_with_its_source_and_goes(folder: Path) -> None:
    """File, line and the lines around it; the page recovers when it is mended."""
    own = a_theme(folder / "templates") / "themes" / "default" / "subject.txt"
    with opened_at(folder) as visitor, visitor.events() as events:
        assert visitor.get(ADA).json["subject"] == "Zero"
        own.write_text("{# a remark #}\n{{ newsletter.titel }}\n{# another #}\n")
        events.until("templates/themes/default/subject.txt")
        for target in (ADA, "/mail.html?for=ada@example.org", "/mail.eml?for=ada@example.org"):
            answer = visitor.get(target)
            assert answer.status == 422
            error = answer.json["error"]
            assert (error["file"], error["line"]) == ("templates/themes/default/subject.txt", 2)
            assert "titel" in error["message"]
            assert error["source"] == [
                {"line": 1, "text": "{# a remark #}", "here": False},
                {"line": 2, "text": "{{ newsletter.titel }}", "here": True},
                {"line": 3, "text": "{# another #}", "here": False},
            ]
        assert visitor.get("/api/choices").status == 200
        own.write_text("Mended\n")
        events.until("templates/themes/default/subject.txt")
        assert visitor.get(ADA).json["subject"] == "Mended"


def test_an_error_in_the_file_comes_with_its_line_and_goes(studio: Visitor, folder: Path) -> None:
    """While it cannot be used, the choices are those of before."""
    file = folder / "subscribers.yaml"
    right = file.read_text()
    with studio.events() as events:
        file.write_text("newsletter: [\n" + right)
        events.next()
        answer = studio.get(ADA)
        assert answer.status == 422
        error = answer.json["error"]
        assert error["file"] == "subscribers.yaml"
        assert [one["text"] for one in error["source"] if one["here"]] == [
            right.splitlines()[error["line"] - 2]
        ]
        assert len(studio.get("/api/choices").json["subscribers"]) == 3
        file.write_text(right)
        events.next()
        assert studio.get(ADA).status == 200


def test_a_file_that_is_gone_or_leads_to_itself_is_said_and_followed(studio: Visitor, folder: Path) -> None:
    """An editor may take it away and bring it back."""
    file = folder / "subscribers.yaml"
    right = file.read_bytes()
    with studio.events() as events:
        file.unlink()
        events.until("subscribers.yaml")
        assert "no such file" in studio.get(ADA).json["error"]["message"]
        file.symlink_to(file.name)
        events.until("subscribers.yaml")
        assert "symbolic links" in studio.get(ADA).json["error"]["message"]
        file.unlink()
        file.write_bytes(right)
        events.until("subscribers.yaml")
        assert studio.get(ADA).status == 200


def test_a_subscriber_with_an_error_is_said_beside_the_others(studio: Visitor, folder: Path) -> None:
    """They are left out; everybody else is shown."""
    with studio.events() as events:
        edited(folder / "subscribers.yaml", "email: grace@example.org", "email: nonsense")
        events.next()
        told = studio.get(ADA).json
        assert any("left out: " in one and "nonsense" in one for one in told["notices"])


def test_the_streams_end_when_the_server_stops(folder: Path) -> None:
    """A listening page holds nobody up."""
    with opened_at(folder) as visitor:
        listening = visitor.events()
        events = listening.__enter__()
    assert events.ended()
    listening.__exit__(None, None, None)
