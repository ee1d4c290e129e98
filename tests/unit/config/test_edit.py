"""Adding and removing subscribers leaves every other byte of the file as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.config import ConfigProblems, edit, load, starter
from digest.config.document import read, rows
from digest.config.edit import _with_item, _without_item

HEAD = "# ours\nnewsletter:\n  from:   digest@example.org   # who\n\n"
FILE = (
    HEAD
    + """subscribers:
  # the lab
  - email: 'ada@example.org'  # Ada
    interests: [ graphs,   compilers ]
    # papers: 5

  # the office
  - {email: grace@example.org, interests: [x]}
  - email: alan@example.org
    interests:
    - >
      logic
      # no comment
    - x
# the end
"""
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "subscribers.yaml"
    file.write_text(FILE, encoding="utf-8")
    return file


def text_of(path: Path) -> str:
    return path.read_bytes().decode()


def test_a_subscriber_is_added_after_the_last_and_nothing_else_changes(path: Path) -> None:
    edit.add(
        path, email="zoe@example.org", name="Zoë", topics=["graphs", "a: b"], send="mondays at 08:00 UTC"
    )
    added = (
        "  - email: zoe@example.org\n"
        '    name: "Zoë"\n'
        "    send: mondays at 08:00 UTC\n"
        "    interests:\n"
        "      - graphs\n"
        '      - "a: b"\n'
    )
    assert text_of(path) == FILE.replace("# the end\n", f"{added}# the end\n")
    config = load(path, local_zone="UTC", environ={})
    assert [one.value for one in config.subscribers[-1].interests] == ["graphs", "a: b"]


def test_an_address_alone_can_be_added(path: Path) -> None:
    edit.add(path, email="zoe@example.org")
    assert "  - email: zoe@example.org\n# the end\n" in text_of(path)


def test_a_subscriber_is_removed_with_what_is_inside_and_the_neighbours_keep_their_comments(
    path: Path,
) -> None:
    assert edit.remove(path, email="ADA@example.org") is True
    assert text_of(path) == HEAD + FILE[FILE.index("subscribers:") :].replace(
        FILE[FILE.index("  - email: 'ada") : FILE.index("\n  # the office")], ""
    )


def test_a_subscriber_on_one_line_is_removed(path: Path) -> None:
    assert edit.remove(path, email="grace@example.org") is True
    assert text_of(path) == FILE.replace("  - {email: grace@example.org, interests: [x]}\n", "")


def test_the_last_subscriber_is_removed_and_the_end_stays(path: Path) -> None:
    assert edit.remove(path, email="alan@example.org") is True
    assert text_of(path) == FILE[: FILE.index("  - email: alan")] + "# the end\n"


def test_removing_whoever_is_not_there_changes_nothing(path: Path) -> None:
    before = path.stat()
    assert edit.remove(path, email="nobody@example.org") is False
    assert edit.remove(path, email="no address") is False
    assert path.stat() == before


def test_a_list_without_anybody_left_is_an_empty_list(path: Path) -> None:
    for email in ("ada@example.org", "grace@example.org", "alan@example.org"):
        assert edit.remove(path, email=email)
    assert "subscribers: []\n  # the lab\n" in text_of(path)
    edit.add(path, email="zoe@example.org")
    assert [one.email for one in load(path, local_zone="UTC", environ={}).subscribers] == ["zoe@example.org"]


def test_an_address_that_is_listed_twice_is_gone_after_one_removal(path: Path) -> None:
    path.write_text(HEAD + "subscribers:\n- email: a@example.org\n- email: A@example.org\n", encoding="utf-8")
    assert edit.remove(path, email="a@example.org")
    assert text_of(path) == HEAD + "subscribers: []\n"


def test_a_broken_newsletter_or_neighbour_does_not_keep_anybody_from_leaving(path: Path) -> None:
    path.write_text("newsletter: 5\nsubscribers:\n- email: a\n- email: b@example.org\n", encoding="utf-8")
    assert edit.remove(path, email="b@example.org")
    assert edit.remove(path, email="a")
    assert text_of(path) == "newsletter: 5\nsubscribers: []\n"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"email": "ada@example.org"}, "the same address as on line 7"),
        ({"email": "nobody"}, "wanted an address such as"),
        ({"email": "z@example.org", "send": "dayly"}, 'unknown day "dayly"'),
        ({"email": "z@example.org", "name": "a\nb"}, "control character or line break"),
        ({"email": "z@example.org", "topics": ["", "x"]}, "found nothing, wanted a topic"),
        ({"email": "z@example.org\nBcc: x@example.org"}, "control character or line break"),
    ],
)
def test_a_subscriber_with_an_error_is_refused_and_nothing_is_written(
    path: Path, given: dict[str, str], problem: str
) -> None:
    with pytest.raises(ConfigProblems, match=problem):
        edit.add(path, **given)
    assert text_of(path) == FILE


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [", "not YAML"),
        ("- a\n", "the file holds no keys"),
        (HEAD, "no subscribers: in the file"),
        (HEAD + "subscribers: [{email: ada@example.org}]\n", "wanted lines that start with"),
        (HEAD + "subscribers:\n- email: &a ada@example.org\n- name: *a\n", "undefined alias"),
        ("newsletter: {}\nsubscribers: []\n", "newsletter.from: missing"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_changed_safely_is_left_alone(path: Path, text: str, problem: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigProblems, match=problem):
        edit.remove(path, email="ada@example.org")
        edit.add(path, email="zoe@example.org")
    assert text_of(path) == text


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblems, match="there is no such file"):
        edit.add(tmp_path / "gone.yaml", email="zoe@example.org")


def test_mode_and_link_stay_and_no_other_file_is_left(path: Path, tmp_path: Path) -> None:
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    edit.add(link, email="zoe@example.org")
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert "zoe@example.org" in text_of(path)
    assert {one.name for one in tmp_path.iterdir()} == {"subscribers.yaml", "link.yaml"}


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        FILE.replace("\n", "\r\n"),
        FILE.removesuffix("# the end\n").rstrip("\n"),
        "\ufeff" + FILE,
        starter(),
        HEAD + "subscribers: []",
        HEAD + "subscribers: []  # nobody yet\n\n# more\n",
        HEAD + "subscribers:\n- email: a@example.org\n\n\n",
        HEAD + "subscribers:\n- email: a@example.org\n  # in\n\n  # further in\n\ndefaults: {}\n",
        HEAD + "subscribers:\n-\n  email: a@example.org\n...\n",
        "---\n" + HEAD + "subscribers:\n    -   email: a@example.org\n        name: |\n            A\n\n\n",
        "subscribers:\n  - email: a@example.org\n\n# about us\n" + HEAD,
    ],
)
def test_adding_and_removing_gives_the_same_bytes(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    edit.add(path, email="zoe@example.org", topics=["graphs"])
    assert path.read_bytes() != text.encode()
    edit.remove(path, email="zoe@example.org")
    assert path.read_bytes() == text.encode()


@st.composite
def files(draw: st.DrawFn) -> str:
    """Return a file of many layouts: indents, comments, blank lines, one-line items, line ends."""
    indent = " " * draw(st.integers(0, 4))
    gap = st.lists(
        st.sampled_from(["", "   ", f"{indent}# {{text}}", "# left", f"{indent}   # in"]), max_size=3
    )
    lines = ["newsletter: {from: digest@example.org}", "subscribers:", *draw(gap)]
    for number in range(draw(st.integers(1, 4))):
        body = draw(
            st.sampled_from(
                [
                    "- email: r{n}@example.org",
                    "- {{email: r{n}@example.org,\n{i}   papers: 3}}  # flow",
                    "-   email: r{n}@example.org\n{i}    name: >-\n{i}      R\n{i}      # text",
                    '- email: "r{n}@example.org"\n{i}  interests:\n{i}  - a # b\n{i}  # - c',
                    "-\n\n{i}  # first\n{i}  email: r{n}@example.org",
                ]
            )
        )
        lines += [indent + body.format(n=number, i=indent), *draw(gap)]
    lines += draw(st.sampled_from([[], ["defaults: {papers: 3}"], ["# end", "defaults:", "  papers: 3", ""]]))
    return draw(st.sampled_from(["\n", "\r\n"])).join("\n".join(lines).split("\n")) + draw(
        st.sampled_from(["", "\n"])
    )


@given(files(), st.lists(st.text(min_size=1, max_size=12), max_size=3))
@example(
    "newsletter: {from: digest@example.org}\nsubscribers:\n- email: a@example.org",
    ["true", "- x", "#", "x:", "é"],
)
def test_adding_and_removing_gives_the_same_text_in_any_layout(text: str, topics: list[str]) -> None:
    before = read(text).data
    item = {"email": "zoe@example.org", "interests": topics} if topics else {"email": "zoe@example.org"}
    added = _with_item(text, item, path=Path("subscribers.yaml"))
    after = read(added).data
    assert isinstance(before, dict)
    assert after == {**before, "subscribers": [*before["subscribers"], item]}
    found = rows(added, key="subscribers")
    assert found is not None
    assert _without_item(added, len(found.dashes) - 1, path=Path("subscribers.yaml")) == text


@given(files(), st.data())
def test_removing_takes_one_item_and_no_comment_of_another(text: str, data: st.DataObject) -> None:
    before = read(text).data
    assert isinstance(before, dict)
    place = data.draw(st.integers(0, len(before["subscribers"]) - 1))
    removed = _without_item(text, place, path=Path("subscribers.yaml"))
    kept = [one for number, one in enumerate(before["subscribers"]) if number != place]
    assert read(removed).data == {**before, "subscribers": kept}
    assert removed.count("# left") == text.count("# left")
    assert removed.count("# {text}") == text.count("# {text}")
    assert removed.count("# end") == text.count("# end")
