"""A reader's library of references, named among their interests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest.config import Config, load
from digest.model import Interest, InterestKind, LibraryEntry

HEAD = "newsletter:\n  from: Paper Round <digest@example.org>\nsubscribers:\n"
LORA = LibraryEntry(title="LoRA", ids=("arxiv:2106.09685",))


def ada(folder: Path, *interests: str) -> Config:
    """Read a file in which Ada has these interests, one a line from line 6 on."""
    path = folder / "subscribers.yaml"
    lines = "".join(f"      - {one}\n" for one in interests)
    path.write_text(f"{HEAD}  - email: ada@example.org\n    interests:\n{lines}", encoding="utf-8")
    return load(path, local_zone="Europe/Paris", environ={})


def said(config: Config, folder: Path) -> list[str]:
    return [str(one).replace(f"{folder}{os.sep}", "") for one in config.problems]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "ada.bib"
    path.write_text("@misc{lora, title = {{LoRA}}, eprint = {2106.09685}}\n", encoding="utf-8")
    return path


def test_a_library_is_one_interest_with_the_works_in_it(tmp_path: Path, library: Path) -> None:
    """Its path starts at the file's own folder; its value is the path as it was written."""
    config = ada(tmp_path, "{library: ada.bib, weight: 2}", f"{{library: '{library}'}}")
    assert config.subscribers[0].interests == (
        Interest(kind=InterestKind.LIBRARY, value="ada.bib", weight=2.0, entries=(LORA,)),
        Interest(kind=InterestKind.LIBRARY, value=str(library), entries=(LORA,)),
    )
    assert config.libraries == (library,)
    assert config.problems == ()


def test_a_relative_path_starts_at_the_file_whatever_the_working_folder_is(
    tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path.parent)
    config = ada(Path(tmp_path.name), "{library: ada.bib}")
    assert config.subscribers[0].interests[0].entries == (LORA,)
    assert config.libraries == (library,)


def test_a_library_may_be_never_wanted(tmp_path: Path, library: Path) -> None:
    """As any other interest; a weight says nothing there."""
    config = ada(tmp_path, "graphs", "trees\n    never: [{library: ada.bib}, {library: ada.bib, weight: 2}]")
    assert said(config, tmp_path) == [
        "subscribers.yaml:8:52  subscribers[0].never[1].weight: a weight says nothing in never: take it out"
    ]
    config = ada(tmp_path, "graphs\n    never: [{library: ada.bib}]")
    assert config.subscribers[0].never == (
        Interest(kind=InterestKind.LIBRARY, value="ada.bib", entries=(LORA,)),
    )
    assert config.libraries == (library,)


def test_readers_of_one_library_share_what_was_read(tmp_path: Path, library: Path) -> None:
    """A lab's library that hundreds follow is read once."""
    path = tmp_path / "subscribers.yaml"
    path.write_text(
        HEAD.replace("subscribers:", "defaults: {interests: [{library: ada.bib}]}\nsubscribers:")
        + "  - email: ada@example.org\n"
        + "  - {email: grace@example.org, interests: [{library: ./ada.bib}]}\n",
        encoding="utf-8",
    )
    found = load(path, local_zone="UTC", environ={})
    first, second = (one.interests[0].entries for one in found.subscribers)
    assert first is second
    assert found.libraries == (library,)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "wanted a file"),
        (b"Dear diary", "no library of references, wanted BibTeX, RIS, CSL-JSON, or Zotero's CSV or RDF"),
        (b" " * 20_000_001, "too large: more than 20,000,000 bytes"),
    ],
)
def test_a_library_that_is_not_there_or_is_none_is_an_error_at_its_place(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    """The reader is left out and reported; the file is kept an eye on, for it may come back."""
    if content is not None:
        (tmp_path / "gone.bib").write_bytes(content)
    config = ada(tmp_path, "graphs", "{library: gone.bib}")
    (problem,) = config.problems
    assert (problem.line, problem.column, problem.severity) == (7, 19, "error")
    assert problem.path == "subscribers[0].interests[1].library"
    assert message in problem.message
    assert config.subscribers == ()
    assert config.libraries == (tmp_path / "gone.bib",)


def test_a_folder_is_no_library(tmp_path: Path) -> None:
    (tmp_path / "refs").mkdir()
    assert "wanted a file" in ada(tmp_path, "{library: refs}").problems[0].message


def test_an_entry_that_cannot_be_read_is_a_warning_with_its_file_line_and_key(
    tmp_path: Path, library: Path
) -> None:
    """The rest counts, and a key cannot steer a terminal."""
    with library.open("a", encoding="utf-8") as file:
        file.write("\n@misc{bro\x1b[31mken, title = {B}, year = {20\n\n@misc{empty, year = {2020}}\n")
    config = ada(tmp_path, "{library: ada.bib}")
    assert config.subscribers[0].interests[0].entries == (LORA,)
    first, second = said(config, tmp_path)
    assert first.startswith("ada.bib:3:1  warning: bro?[31mken: is not closed, or not BibTeX: ")
    assert second == (
        "ada.bib:5:1  warning: empty: has neither a title nor an arXiv id or DOI, wanted one of them"
    )


def test_of_very_many_bad_entries_the_first_are_named_and_the_others_counted(
    tmp_path: Path, library: Path
) -> None:
    with library.open("a", encoding="utf-8") as file:
        file.writelines(f"@misc{{k{at}, year = {{2020}}}}\n" for at in range(100))
    told = said(ada(tmp_path, "{library: ada.bib}"), tmp_path)
    assert len(told) == 21
    assert told[-1] == "ada.bib  warning: and 80 more; the entries that can be read count: 1"


def test_an_empty_library_is_warned_of(tmp_path: Path, library: Path) -> None:
    """A reference manager that is writing it anew must not cost its reader a digest."""
    library.write_text("", encoding="utf-8")
    config = ada(tmp_path, "{library: ada.bib}")
    assert said(config, tmp_path) == ["ada.bib  warning: holds no entries, so it matches nothing"]
    assert config.subscribers[0].interests[0].entries == ()
