"""A file's interests against a real store: what check says of them, and at which place."""

from __future__ import annotations

from pathlib import Path

from make import NOON, TODAY, a_listing
from ready import stock

from digest.app import load_config
from digest.config import Config
from digest.config.loading import interpret, warning
from digest.coverage import Coverage, compare
from digest.demo import example, sample_app
from digest.identify import identified
from digest.store import Store
from digest.store.papers import upsert

HEAD = "newsletter:\n  from: digest@example.org\n"


def config(text: str, folder: Path = Path()) -> Config:
    return interpret(HEAD + text, path=folder / "subscribers.yaml", local_zone="UTC", environ={})


def said(store: Store, found: Config) -> list[str]:
    return [str(warning(found, gap.written, gap.message)) for gap in compare(store, found).gaps]


def test_every_gap_stands_at_its_place(store: Store) -> None:
    """What `defaults` give is named once, there; what a subscriber says, at the subscriber."""
    stock(store, "Diffusion transformers")
    found = config(
        "defaults:\n  never: [blockchain]\nsubscribers:\n  - email: ada@example.org\n    interests:\n"
        "      - difusion transfomers\n      - {author: Tri Dao}\n  - email: grace@example.org\n"
        '    interests: [diffusion, "2106.09685"]\n    never: []\n'
    )
    assert said(store, found) == [
        "subscribers.yaml:4:11  warning: defaults.never[0]: no paper in the store has “blockchain”",
        (
            "subscribers.yaml:8:9  warning: subscribers[0].interests[0]: no paper in the store has any word "
            "of “difusion transfomers”; nearest: diffusion, transformers"
        ),
        "subscribers.yaml:9:9  warning: subscribers[0].interests[1]: no paper in the store is by “Tri Dao”",
        (
            "subscribers.yaml:11:28  warning: subscribers[1].interests[1]: no paper in the store has any "
            "word of “2106.09685”"
        ),
    ]


def test_the_place_is_right_beside_a_subscriber_with_an_error(store: Store) -> None:
    """The place in the list is counted as the file does, with those that are left out."""
    stock(store, "Diffusion transformers")
    found = config(
        "subscribers:\n  - email: nobody\n    interests: [x1]\n"
        "  - email: ada@example.org\n    interests: [y2]\n"
    )
    (one,) = compare(store, found).gaps
    problem = warning(found, one.written, one.message)
    assert (problem.line, problem.path, problem.subscriber) == (7, "subscribers[1].interests[0]", 1)


def test_an_empty_store_compares_nothing(store: Store) -> None:
    """Nothing can be said of interests where there are no papers."""
    assert compare(store, config("subscribers: [{email: ada@example.org, interests: [x]}]\n")) == Coverage()


def test_likes_and_libraries_are_looked_up_by_any_alias(store: Store, tmp_path: Path) -> None:
    """However the paper was listed; the others wait, and are told apart from what needs mending."""
    listing = a_listing("Diffusion", ids=("arxiv:2603.00001", "doi:10.1000/1"))
    upsert(store, [identified(listing, day=TODAY)], source="huggingface", now=NOON, watermark=TODAY)
    (tmp_path / "ada.bib").write_text(
        "@article{a, title={Of no matter}, doi={10.1000/1}}\n@article{b, title={Diffusion, again}}\n"
        "@article{c, title={Blockchains}}\n"
    )
    found = config(
        "subscribers:\n  - email: ada@example.org\n    interests:\n      - {library: ada.bib}\n"
        '      - {like: "10.1000/1"}\n      - {like: "2106.09685"}\n',
        tmp_path,
    )
    covered = compare(store, found)
    assert [(gap.written.place.line, gap.pending) for gap in covered.gaps] == [(8, True)]
    (use,) = covered.libraries
    assert (use.library, use.entries, use.in_store, use.by_text, use.of_no_use) == ("ada.bib", 3, 1, 1, 1)


def test_a_library_that_is_never_wanted_goes_by_its_ids_alone(store: Store, tmp_path: Path) -> None:
    """Its words keep nothing out, and it is not told among those that are of use."""
    stock(store, "Diffusion")
    (tmp_path / "read.bib").write_text("@article{a, title={Diffusion}, doi={10.1000/9}}\n")
    entry = "subscribers: [{email: ada@example.org, interests: [diffusion], never: [{library: read.bib}]}]\n"
    covered = compare(store, config(entry, tmp_path))
    (gap,) = covered.gaps
    assert gap.message == (
        "none of its 1 entries is in the store by an arXiv id or DOI: it keeps nothing out so far"
    )
    assert covered.libraries == ()


def test_thousands_of_likes_that_are_not_there_all_wait(store: Store) -> None:
    """Each is told of; nothing else is wrong with them."""
    stock(store, "Diffusion")
    likes = "".join(f'      - {{like: "2501.{number:05d}"}}\n' for number in range(1, 5001))
    found = config(f"subscribers:\n  - email: ada@example.org\n    interests:\n{likes}")
    covered = compare(store, found)
    assert len(covered.gaps) == 5000
    assert all(gap.pending for gap in covered.gaps)


def test_categories_are_left_to_the_file_where_no_source_gives_them(store: Store) -> None:
    """That was warned of when the file was read: once is enough."""
    stock(store, "Diffusion")
    found = config("subscribers:\n  - email: ada@example.org\n    interests: [{category: cs.CL}]\n")
    assert [problem.path for problem in found.problems] == ["subscribers[0].interests[0]"]
    assert compare(store, found).gaps == ()


def test_the_example_of_the_project_meets_the_sample_it_comes_with(tmp_path: Path) -> None:
    """Nobody's first sight of a warning is our own file; a typo in it is found."""
    config_of_ours = load_config(example(), {})
    app = sample_app(config_of_ours, folder=tmp_path)
    try:
        covered = compare(app.store, config_of_ours)
    finally:
        app.close()
    assert covered.papers == 72
    assert [(gap.written.interest.value, gap.message) for gap in covered.gaps] == []
