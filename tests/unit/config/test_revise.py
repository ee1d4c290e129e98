"""Saving interests changes the items that changed, and leaves every other byte of the file as it was."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import interests as some

from digest.config import ConfigProblems, load, starter
from digest.config.document import read
from digest.config.problems import ChangedMeanwhile
from digest.config.revise import revise
from digest.config.wishes import Wishes, read_item
from digest.model import Interest, InterestKind

ADA = "ada@example.org"
HEAD = "# ours\nnewsletter:\n  from:   digest@example.org   # who\n\n"
FILE = (
    HEAD
    + """subscribers:
  # the lab
  - email: ada@example.org  # Ada
    interests: # hers
      - graph  theory   # first
      # above compilers
      - {topic: compilers, weight: 2}   # counts twice
      - topic: 'logic'
        weight: 3 # thrice
      - {author: "Ada L."}
        # of no use
      - >
        long
        words
      - {like: "2106.09685"}

    never: [ medical,   {topic: robots} ]  # at all
    papers: 5

  - email: grace@example.org # the office
    interests: [x, y]
"""
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path, FILE)


def written(folder: Path, text: str) -> Path:
    file = folder / "subscribers.yaml"
    file.write_bytes(text.encode())
    return file


def text_of(path: Path) -> str:
    return path.read_bytes().decode()


def held(path: Path, email: str = ADA) -> tuple[list[Interest], list[Interest]]:
    """Return what a file gives a subscriber, read as the newsletter reads it."""
    config = load(path, local_zone="UTC", environ={})
    (one,) = [one for one in config.subscribers if one.email == email]
    return list(one.interests), list(one.never)


def changed(
    path: Path, change: dict[int, float | None], *more: Interest, email: str = ADA
) -> tuple[str, ...]:
    """Give interests by place another weight, take out those of None, add more; return what was said."""
    mine, never = held(path, email)
    kept = [
        replace(one, weight=change.get(at) or one.weight)
        for at, one in enumerate(mine)
        if at not in change or change[at]
    ]
    return revise(path, email, interests=[*kept, *more], never=never)


def test_a_text_becomes_a_mapping_when_it_is_given_a_weight_and_a_text_again_at_weight_1(path: Path) -> None:
    """Its comment stays beside it, and so do all other bytes, both ways."""
    said = changed(path, {0: 2.5})
    assert said == ("interests: topic “graph theory” has weight 2.5, was 1",)
    assert text_of(path) == FILE.replace("- graph  theory   #", "- {topic: graph theory, weight: 2.5}   #")
    changed(path, {0: 1.0})
    assert text_of(path) == FILE.replace("- graph  theory   #", "- graph theory   #")


@pytest.mark.parametrize(
    ("place", "weight", "before", "after"),
    [
        (1, 4.0, "{topic: compilers, weight: 2}", "{topic: compilers, weight: 4}"),
        (1, 1.0, "{topic: compilers, weight: 2}", "compilers"),
        (2, 0.5, "weight: 3 # thrice", "weight: 0.5 # thrice"),
        (2, 1.0, "topic: 'logic'\n        weight: 3 # thrice", "'logic' # thrice"),
        (3, 2.0, '{author: "Ada L."}', '{author: "Ada L.", weight: 2}'),
        (4, 2.0, ">\n        long\n        words\n", "{topic: long words, weight: 2}\n"),
        (5, 0.1, '{like: "2106.09685"}', '{like: "2106.09685", weight: 0.1}'),
    ],
)
def test_a_weight_is_changed_in_the_style_of_its_item(
    path: Path, place: int, weight: float, before: str, after: str
) -> None:
    """Mappings on one line, mappings of lines, folded texts."""
    changed(path, {place: weight})
    assert text_of(path) == FILE.replace(before, after)
    assert held(path)[0][place].weight == weight


def test_a_removed_item_takes_its_own_comments_along_and_no_other(path: Path) -> None:
    """Those above it are of whoever reads on; those further in than its dash are its own."""
    assert changed(path, {1: None, 3: None}) == (
        "interests: removed topic “compilers”",
        "interests: removed author “Ada L.”",
    )
    gone = FILE.replace("      - {topic: compilers, weight: 2}   # counts twice\n", "")
    assert text_of(path) == gone.replace('      - {author: "Ada L."}\n        # of no use\n', "")


def test_new_items_stand_at_the_end_in_the_style_of_their_neighbours(path: Path) -> None:
    """A blank line after the list stays after it."""
    new = (
        *some(topic="a: b", author="Tri Dao", like="doi:10.1000/182", keyword='"in quotes"', category="cs.*"),
    )
    said = changed(path, {}, *(replace(one, weight=2.0) for one in new[:2]), *new[2:])
    assert said[:2] == (
        "interests: added topic “a: b” of weight 2",
        "interests: added author “Tri Dao” of weight 2",
    )
    lines = (
        '      - {topic: "a: b", weight: 2}\n'
        "      - {author: Tri Dao, weight: 2}\n"
        '      - {like: "10.1000/182"}\n'
        "      - {keyword: '\"in quotes\"'}\n"
        '      - {category: "cs.*"}\n'
    )
    assert text_of(path) == FILE.replace('{like: "2106.09685"}\n', f'{{like: "2106.09685"}}\n{lines}')


def test_a_list_in_brackets_stays_one(path: Path) -> None:
    """With the spaces and the comment it had."""
    mine, never = held(path)
    said = revise(path, ADA, interests=mine, never=[*never[1:], *some(keyword="x-rays", topic="a, b")])
    assert said == (
        "never: removed keyword “medical”",
        "never: added keyword “x-rays”",
        "never: added topic “a, b”",
    )
    assert text_of(path) == FILE.replace(
        "[ medical,   {topic: robots} ]", '[ {topic: robots}, x-rays, {topic: "a, b"} ]'
    )


def test_nothing_changed_writes_nothing(path: Path) -> None:
    """Nor does another order: items keep the places they have."""
    before = path.stat()
    mine, never = held(path)
    assert revise(path, ADA, interests=mine[::-1], never=never[::-1]) == ()
    assert path.stat() == before


def test_all_gone_is_an_empty_list_which_may_be_filled_again(path: Path) -> None:
    """Without the key, defaults would count again."""
    revise(path, ADA, interests=[], never=[])
    emptied = text_of(path)
    assert "    interests: [] # hers\n      # above compilers\n\n    never: []  # at all\n" in emptied
    revise(path, ADA, interests=some(topic=["one", "two"]), never=[])
    assert text_of(path) == emptied.replace("[] # hers\n", "# hers\n      - one\n      - two\n")


BLOCK = "    - a\n    - {author: B C}\n"


@pytest.mark.parametrize(
    ("subscriber", "wanted"),
    [
        ("email: {a} # A\n  # in\n", f"email: {{a}} # A\n  interests:\n{BLOCK}  # in\n"),
        ("email: {a}\n  interests: # 0\n  name: A\n", f"email: {{a}}\n  interests: # 0\n{BLOCK}  name: A\n"),
        ("email: {a}\n  interests: null\n", f"email: {{a}}\n  interests:\n{BLOCK}"),
        ("email: {a}\n  interests: []", f"email: {{a}}\n  interests:\n{BLOCK[:-1]}"),
        ("{{email: {a}}}\n", "{{email: {a}, interests: [a, {{author: B C}}]}}\n"),
        ("{{email: {a}, interests: }}\n", "{{email: {a}, interests: [a, {{author: B C}}] }}\n"),
        ("interests:\n  email: {a}", f"interests:\n{BLOCK}  email: {{a}}"),
        ("never:\n    - x\n  email: {a}\n", f"never:\n    - x\n  email: {{a}}\n  interests:\n{BLOCK}"),
    ],
)  # fmt: skip
def test_a_subscriber_without_interests_gets_a_list(tmp_path: Path, subscriber: str, wanted: str) -> None:
    """Where the key is missing, empty, null or []."""
    wanted = wanted.replace(BLOCK[:-1], BLOCK[:-1].replace("{", "{{").replace("}", "}}"))
    path = written(tmp_path, f"{HEAD}subscribers:\n- {subscriber.format(a=ADA)}")
    revise(path, ADA, interests=some(topic="a", author="B C"), never=held(path)[1])
    assert text_of(path) == f"{HEAD}subscribers:\n- {wanted.format(a=ADA)}"


def test_a_list_from_defaults_becomes_one_of_their_own_and_that_is_said(tmp_path: Path) -> None:
    """A list of one's own is in place of the one under defaults: it has to hold what is kept of that."""
    defaults = "defaults:\n  interests: [a, {keyword: b, stemmed: true}, {library: l.bib}] # all\n"
    (tmp_path / "l.bib").write_text("@misc{x, title={Of graphs}}", encoding="utf-8")
    path = written(
        tmp_path, f"{HEAD}{defaults}subscribers:\n- email: ada@example.org\n- email: b@example.org\n"
    )
    others = held(path, "b@example.org")
    assert changed(path, {}) == ()
    assert changed(path, {0: 2.0}) == (
        "interests: a list of their own from now on, in place of the one under defaults",
        "interests: topic “a” has weight 2, was 1",
    )
    own = (
        "  interests:\n"
        "    - {topic: a, weight: 2}\n"
        "    - {keyword: b, stemmed: true}\n"
        "    - {library: l.bib}\n"
    )
    assert text_of(path) == (
        f"{HEAD}{defaults}subscribers:\n- email: ada@example.org\n{own}- email: b@example.org\n"
    )
    assert held(path, "b@example.org") == others


def test_lists_of_many_lines_in_brackets_keep_a_line_for_each(tmp_path: Path) -> None:
    """Each with its comment, with or without a comma at the end."""
    for comma in ("", ","):
        listed = f"[\n    a,  # of a\n    # between\n    b,  # of b\n    c{comma}  # of c\n  ] # end\n"
        path = written(tmp_path, f"{HEAD}subscribers:\n- email: ada@example.org\n  interests: {listed}")
        changed(path, {1: None}, *some(topic="d"))
        added = "    a,  # of a\n    # between\n    c,  # of c\n    d,\n  ] # end\n"
        assert text_of(path).endswith(f"interests: [\n{added}")


@pytest.mark.parametrize(
    "listed",
    [
        "interests: &mine [a, b]",
        "interests: [&x a, b]",
        "interests: *theirs",
        "interests: [a, *one]",
    ],
)
def test_names_that_share_values_are_refused(tmp_path: Path, listed: str) -> None:
    """What is changed in one place would change in another: the file says so, and stays."""
    defaults = "defaults: {interests: &theirs [&one q]}\n"
    text = f"{HEAD}{defaults}subscribers:\n- email: ada@example.org\n  {listed}\n"
    path = written(tmp_path, text)
    with pytest.raises(ConfigProblems, match="by name") as caught:
        revise(path, ADA, interests=some(topic="z"), never=[])
    assert (caught.value.problems[0].line, caught.value.problems[0].path) == (8, "subscribers[0].interests")
    assert text_of(path) == text


def test_names_and_errors_elsewhere_in_the_file_do_not_matter(tmp_path: Path) -> None:
    """Whoever else has them has to mend them; this one can be saved."""
    text = (
        "newsletter: 5\ndefaults: {papers: &p 3}\nsubscribers:\n- {email: b@example.org, papers: *p}\n"
        "- email: nobody\n  interests: [{topik: a}]\n- {email: ada@example.org, interests: [a]}\n"
    )
    path = written(tmp_path, text)
    revise(path, ADA, interests=some(topic=["a", "b"]), never=[])
    assert text_of(path) == text.replace("interests: [a]", "interests: [a, b]")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [", "not YAML"),
        (HEAD, "found nobody with the address"),
        (HEAD + "subscribers:\n- email: ada@example.org\n- email: ADA@example.org\n", "same address twice"),
        (HEAD + "subscribers:\n- email: ada@example.org\n  interests: graphs\n", "wanted a list"),
        (HEAD + "subscribers:\n- email: ada@example.org\n  interests: [{topik: a}]\n", "did you mean topic"),
        (HEAD + "subscribers:\n- email: ada@example.org\n  papers: 3\n  papers: 4\n", "given twice"),
        (HEAD + "subscribers:\n- email: ada@example.org\n  <<: {papers: 3}\n", "by name"),
        (HEAD + "subscribers:\n- &ada\n  email: ada@example.org\n", "by name"),
        (HEAD + "subscribers:\n- email: ada@example.org\n  interests: [a\n    , b]\n", "laid out"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_changed_safely_is_left_alone(tmp_path: Path, text: str, problem: str) -> None:
    """And the place of what is in the way is told."""
    path = written(tmp_path, text)
    with pytest.raises(ConfigProblems, match=problem):
        revise(path, ADA, interests=some(topic=["b", "c"]), never=[])
    assert text_of(path) == text


def test_a_file_that_says_something_else_by_now_is_not_written(path: Path) -> None:
    """What somebody wrote meanwhile is not undone by a page that has not seen it."""
    mine, never = held(path)
    was = Wishes(interests=tuple(mine), never=tuple(never))
    written(path.parent, FILE.replace("weight: 3", "weight: 5"))
    with pytest.raises(ChangedMeanwhile, match="meanwhile"):
        revise(path, ADA, interests=mine[1:], never=never, was=was)
    assert text_of(path) == FILE.replace("weight: 3", "weight: 5")
    written(path.parent, FILE.replace("papers: 5", "papers: 6"))  # which has nothing to do with it
    assert revise(path, ADA, interests=mine[1:], never=never, was=was)


def test_a_value_that_is_no_interest_is_never_written(path: Path) -> None:
    """What comes out is read by the file's rules before it replaces the file."""
    mine, never = held(path)
    for bad in (
        *some(topic="two\nlines"),
        *some(like="arxiv:none"),
        Interest(kind=InterestKind.TOPIC, value="x", weight=99.0),
    ):
        with pytest.raises(ConfigProblems, match="cannot be changed safely"):
            revise(path, ADA, interests=[*mine, bad], never=never)
    assert text_of(path) == FILE


def test_the_first_file_there_is_can_be_changed(tmp_path: Path) -> None:
    """The one that `digest init` writes."""
    path = written(tmp_path, starter())
    config = load(path, local_zone="UTC", environ={})
    one = config.subscribers[0]
    revise(path, one.email, interests=[*one.interests, *some(topic="new")], never=one.never)
    after = load(path, local_zone="UTC", environ={}).subscribers[0]
    assert [each.value for each in after.interests] == [*(each.value for each in one.interests), "new"]


FORMS = (
    "'quoted # {n}'", '"say \\"{n}\\", twice"', "{{topic: flow {n}}}", "{{topic: heavy {n}, weight: 2}}",
    "{{ weight: 3 , topic: 'first {n}' }}", "{{author: Ada {n}, weight: 0.5}}", "c# {n}",
    "{{keyword: '\"phrase {n}\"', stemmed: true}}", '{{like: "2106.0{n}968"}}', "{{library: l{n}.bib}}",
)  # fmt: skip
IN_LINES = (
    "comma, {n}", "two\n{i}  lines {n} # own {n}.", ">-\n{i}  folded\n{i}  # text {n}",
    "|\n{i}  kept {n}\n{i} # own {n}.", "topic: line {n} # own {n}.\n{i}  weight: 2",
    "topic: line {n}\n{i}  weight: 2", "weight: 2\n{i}  author: Of {n} # own {n}.",
    "author: By {n}\n{i}  weight: 4 # own {n}.", "{{topic: over {n}, # own {n}.\n{i}   weight: 2}}",
)  # fmt: skip


def in_lines(draw: st.DrawFn, dash: str) -> list[str]:
    """Return the lines of a list with a dash for each item."""
    forms = draw(
        st.lists(
            st.sampled_from([*(f"{one} # own {{n}}." for one in FORMS), *IN_LINES]), min_size=1, max_size=5
        )
    )
    gap = draw(st.sampled_from([" ", "   "])) if not any("\n" in one for one in forms) else " "
    lines = ["interests: # left k"]
    for n, form in enumerate(forms):
        lines += f"{dash}-{gap}{form.format(n=n, i=dash)}".split("\n")
        lines += draw(st.lists(st.sampled_from(["", f"{dash}# left {n}"]), max_size=2))
    return lines


def in_brackets(draw: st.DrawFn, dash: str) -> list[str]:
    """Return the lines of a list in brackets, of one line or many."""
    forms = draw(st.lists(st.sampled_from(FORMS), min_size=1, max_size=5))
    bodies = [form.format(n=n) for n, form in enumerate(forms)]
    end = draw(st.sampled_from(["", ","]))
    if draw(st.booleans()):
        return [f"interests: [{', '.join(bodies)}{end}]  # left b"]
    commas = [*[","] * (len(bodies) - 1), end]
    rows = [
        [f"{dash}{body}{comma} # own {n}.", f"{dash}# left {n}"]
        for n, (body, comma) in enumerate(zip(bodies, commas, strict=True))
    ]
    return ["interests: [ # left b", *(line for row in rows for line in row), f"{dash}]"]


@st.composite
def files(draw: st.DrawFn) -> str:
    """Return a file of many layouts, with comments wherever they may stand: "left" ones are of no item."""
    indent = draw(st.sampled_from(["", "  ", "    "]))
    dash = indent + draw(st.sampled_from(["  ", "    "]))
    listed = draw(st.sampled_from([in_lines, in_brackets]))(draw, dash)
    more = draw(st.sampled_from([[], ["papers: 3 # left p"], ["never: [no, {topic: not}]"]]))
    keys = draw(st.permutations([["email: ada@example.org # left e"], listed, more]))
    rows = [f"{indent}  {key[0]}\n" + "".join(f"{line}\n" for line in key[1:]) for key in keys if key]
    after = draw(
        st.sampled_from(
            ["", f"{indent}# left z\n{indent}- email: b@example.org\n", "\n# left\ndefaults: {{}}\n"]
        )
    )
    subscriber = f"{indent}- {''.join(rows).removeprefix(indent).lstrip(' ')}{after.format()}"
    text = f"newsletter: {{from: digest@example.org}}\nsubscribers:\n{indent}# left s\n{subscriber}"
    text = (
        draw(st.sampled_from(["", "\ufeff"])) + text.rstrip("\n") + draw(st.sampled_from(["", "\n", "\n\n"]))
    )
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def data_of(text: str) -> Any:
    return read(text).data


WEIGHTS = st.sampled_from([0.1, 0.25, 1.0, 2.0, 9.5, 10.0]) | st.floats(0.1, 10)
VALUES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20
)


def read_all(items: object, name: str = "interests") -> list[Interest]:
    assert isinstance(items, list)
    return [read_item(one, steps=("subscribers", 0, name, at)) for at, one in enumerate(items)]


@given(files(), st.data())
def test_any_change_in_any_layout_says_what_was_wanted_and_keeps_every_comment(
    text: str, data: st.DataObject
) -> None:
    """Read again the file has the lists asked for, and all that was in it beside them."""
    before = data_of(text)
    mine = read_all(before["subscribers"][0]["interests"])
    never = read_all(before["subscribers"][0].get("never", []), "never")
    fate = st.sampled_from(["keep", "gone", "weigh"])
    fates = data.draw(st.lists(fate, min_size=len(mine), max_size=len(mine)))
    kept = [
        replace(one, weight=data.draw(WEIGHTS)) if fate == "weigh" else one
        for one, fate in zip(mine, fates, strict=True)
        if fate != "gone"
    ]
    texts = [" ".join(one.split()) for one in data.draw(st.lists(VALUES, max_size=2))]
    new = [Interest(kind=InterestKind.TOPIC, value=one, weight=data.draw(WEIGHTS)) for one in texts if one]
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), text)
        revise(path, ADA, interests=[*kept, *new], never=never)
        after = text_of(path)
    found = data_of(after)
    assert read_all(found["subscribers"][0]["interests"]) == [*kept, *new]
    found["subscribers"][0]["interests"] = before["subscribers"][0]["interests"]
    assert found == before
    assert after.count("# left") == text.count("# left")
    for n, fate in enumerate(fates):
        assert fate == "gone" or after.count(f"# own {n}.") == text.count(f"# own {n}.")


@given(files())
def test_a_list_emptied_and_filled_again_is_the_same_list(text: str) -> None:
    """If not in the same spelling."""
    mine = read_all(data_of(text)["subscribers"][0]["interests"])
    never = read_all(data_of(text)["subscribers"][0].get("never", []), "never")
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), text)
        revise(path, ADA, interests=[], never=never)
        assert data_of(text_of(path))["subscribers"][0]["interests"] == []
        revise(path, ADA, interests=mine, never=never)
        assert read_all(data_of(text_of(path))["subscribers"][0]["interests"]) == mine
