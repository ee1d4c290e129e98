"""What the studio's page is told of a ranking, and what it may save."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from make import NOON, TODAY
from ready import a_newsroom, stock

from digest.config import Config, ConfigProblems, load
from digest.config.problems import ChangedMeanwhile
from digest.model import Subscriber
from digest.preview import why
from digest.publish.rehearse import Rehearsal, rehearse
from digest.store import Store, open_store
from digest.store.papers import shelf
from digest.store.votes import vote

FILE = """newsletter: {from: digest@example.org}
defaults:
  never: [medical]
subscribers:
- email: Ada@example.org
  send: daily at 07:30 UTC
  papers: 2
  interests:
    - diffusion models # most of all
    - {topic: robots, weight: 2}
    - {keyword: graph, stemmed: true}
    - {library: ada.bib}
    - {like: "10.1000/unseen"}
"""
LIBRARY = "@misc{one, title={Folding of laundry}, abstract={By robots.}}"
TITLES = ("Diffusion models", "Robots fold laundry", "Graphs of molecules", "Climate", "Medical diffusion")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "ada.bib").write_text(LIBRARY, encoding="utf-8")
    file = tmp_path / "subscribers.yaml"
    file.write_text(FILE, encoding="utf-8")
    return file


@pytest.fixture
def config(path: Path) -> Config:
    return load(path, local_zone="UTC", environ={})


@pytest.fixture
def ada(config: Config) -> Subscriber:
    return config.subscribers[0]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Store]:
    store = open_store(str(tmp_path / "papers.db"))
    stock(store, *TITLES)
    yield store
    store.close()


@pytest.fixture
def rehearsal(opened: Store, ada: Subscriber) -> Rehearsal:
    return rehearse(opened, a_newsroom(), ada, now=NOON)


def posted(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the wishes of an answer as a page posts them back."""
    kept = [one for one in answer["interests"] if one["editable"]]
    return {
        "interests": [{name: one[name] for name in ("kind", "value", "weight")} for one in kept],
        "never": [{name: one[name] for name in ("kind", "value")} for one in answer["never"]],
        "base": answer["base"],
    }


def told(rehearsal: Rehearsal, config: Config, ada: Subscriber, asked: Any = None) -> dict[str, Any]:
    """Return an answer of /api/why as the page gets it."""
    answer: dict[str, Any] = json.loads(
        json.dumps(why.ranking(rehearsal, config, ada, asked), allow_nan=False)
    )
    return answer


def test_the_answer_names_the_edition_the_wishes_and_the_papers(
    rehearsal: Rehearsal, config: Config, ada: Subscriber
) -> None:
    """All that the page shows, best paper first."""
    answer = told(rehearsal, config, ada)
    assert (answer["subscriber"], answer["edition"]) == ("Ada@example.org", "daily:2026-03-31")
    assert (answer["considered"], answer["size"], answer["inherited"]) == (4, 2, ["never"])
    assert [(one["id"], one["kind"], one["value"], one["weight"]) for one in answer["interests"]] == [
        (0, "topic", "diffusion models", 1.0),
        (1, "topic", "robots", 2.0),
        (2, "keyword", "graph", 1.0),
        (3, "library", "ada.bib", 1.0),
        (4, "like", "doi:10.1000/unseen", 1.0),
    ]
    assert [one["why_not"] for one in answer["interests"]] == ["", "", "", "", why.UNSEEN]
    assert answer["never"] == [{"id": 0, "kind": "keyword", "value": "medical"}]
    assert [one["place"] for one in answer["papers"]] == [1, 2, 3, 4, None]
    assert [one["section"] for one in answer["papers"] if one["picked"]] == ["for_you", "for_you"]
    assert answer["papers"][-1]["why_not"] == "never: medical"
    assert set(answer["papers"][0]) == {
        "paper", "title", "url", "place", "picked", "section", "score", "terms", "shares", "why_not",
    }  # fmt: skip


def test_terms_sum_to_the_score_as_they_are_shown(
    rehearsal: Rehearsal, config: Config, ada: Subscriber
) -> None:
    """To the thousandth; a share names its interest by its number."""
    answer = told(rehearsal, config, ada)
    for one in answer["papers"]:
        assert sum(round(1000 * term["value"]) for term in one["terms"]) == round(1000 * one["score"])
        assert {term["label"] for term in one["terms"]} == {"text", "keyword", "news", "popular"}
    (robots,) = [one for one in answer["papers"] if one["title"] == TITLES[1]]
    assert robots["shares"][0]["id"] == 1
    assert robots["shares"][0]["words"] == ["robots"]


def test_posted_back_unchanged_the_answer_is_the_same(
    rehearsal: Rehearsal, config: Config, ada: Subscriber
) -> None:
    """What a page does not show of a wish is kept: how a keyword is matched, what is in a library."""
    answer = told(rehearsal, config, ada)
    assert told(rehearsal, config, ada, posted(answer)) == answer


def test_other_wishes_rank_otherwise_and_the_base_stays(
    rehearsal: Rehearsal, config: Config, ada: Subscriber
) -> None:
    """The base is of the file, which has not changed."""
    answer = told(rehearsal, config, ada)
    asked = {"interests": [{"kind": "topic", "value": "climate"}], "never": []}
    other = told(rehearsal, config, ada, asked)
    assert other["papers"][0]["title"] == "Climate"
    assert (other["base"], other["considered"]) == (answer["base"], 5)
    assert [(one["kind"], one["weight"]) for one in other["interests"]] == [("topic", 1.0)]


def test_votes_are_shown_and_not_edited(opened: Store, config: Config, ada: Subscriber) -> None:
    """They count whatever is posted, and are not posted back."""
    (paper,) = [one for one in shelf(opened, since=TODAY).papers if one.facts.title == "Climate"]
    vote(opened, address=ada.address, paper=paper.key, up=False, now=NOON)
    rehearsal = rehearse(opened, a_newsroom(), ada, now=NOON)
    answer = told(rehearsal, config, ada)
    last = answer["interests"][-1]
    assert (last["label"], last["weight"], last["editable"]) == ("Climate", -1.0, False)
    assert last["why_not"].startswith("a vote of 2026-03-31")
    assert told(rehearsal, config, ada, posted(answer)) == answer


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        ({"kind": "topci", "value": "a"}, 'unknown key "topci" (did you mean topic?)'),
        ({"kind": "mood", "value": "a"}, 'found "mood", wanted topic, keyword, author'),
        ({"kind": "weight", "value": 2}, 'found "weight", wanted topic'),
        ({"kind": "like", "value": "attention"}, "wanted an arXiv id such as"),
        ({"kind": "like", "value": 2106.0968}, "wanted an id in quotes"),
        (
            {"kind": "topic", "value": "a", "weight": 11},
            "found the number 11, wanted a number from 0.1 to 10",
        ),
        ({"kind": "topic", "value": "a", "weight": True}, "found true, wanted a number from 0.1 to 10"),
        ({"kind": "topic", "value": "a", "weight": float("nan")}, "wanted a number from 0.1 to 10"),
        ({"kind": "topic", "value": "a\nb"}, "control character or line break"),
        ({"kind": "topic", "value": "\ud800"}, "control character or line break"),
        ({"kind": "topic", "value": ["a"]}, "found a list, wanted a topic in words"),
        ({"kind": "topic"}, "interests[1].topic: missing"),
        ({"kind": "category", "value": "cs.cl"}, "did you mean cs.CL?"),
        ({"kind": "library", "value": "/etc/passwd"}, "wanted a library that is in the file"),
        ({"kind": ["topic"], "value": "a"}, "wanted topic, keyword"),
        ("robots", "wanted topic, keyword"),
        (None, "found nothing, wanted topic"),
    ],
)
def test_a_wish_that_the_file_would_refuse_is_refused_in_the_same_words(
    rehearsal: Rehearsal, config: Config, ada: Subscriber, wish: object, problem: str
) -> None:
    """By its place among those posted; nothing is saved of the others."""
    asked = {"interests": [{"kind": "topic", "value": "a"}, wish], "never": []}
    for answer in (lambda: why.ranking(rehearsal, config, ada, asked), lambda: why.save(config, ada, asked)):
        with pytest.raises(ConfigProblems) as caught:
            answer()
        (one,) = caught.value.problems
        assert problem in f"{one.path}: {one.message}"
        assert one.path.startswith("interests[1]")
        assert (one.file, one.line) == ("", 0)
    assert config.path.read_text(encoding="utf-8") == FILE


@pytest.mark.parametrize("asked", [{}, {"interests": []}, {"interests": {}, "never": []}, {"never": None}])
def test_a_list_that_is_not_posted_is_an_error_and_not_an_empty_one(
    config: Config, ada: Subscriber, asked: dict[str, object]
) -> None:
    """Or half a request would take out all that somebody wished for."""
    with pytest.raises(ConfigProblems, match="wanted a list"):
        why.save(config, ada, asked)
    assert config.path.read_text(encoding="utf-8") == FILE


def test_every_problem_is_told_at_once(rehearsal: Rehearsal, config: Config, ada: Subscriber) -> None:
    """In both lists."""
    asked = {
        "interests": [{"kind": "topic", "value": ""}, {"kind": "author", "value": 5}],
        "never": [{"kind": "topic", "value": "a", "weight": 2}],
    }
    with pytest.raises(ConfigProblems) as caught:
        why.ranking(rehearsal, config, ada, asked)
    assert [one.path for one in caught.value.problems] == [
        "interests[0].topic", "interests[1].author", "never[0].weight",
    ]  # fmt: skip


def test_saving_changes_the_file_and_says_what(rehearsal: Rehearsal, config: Config, ada: Subscriber) -> None:
    """Libraries and keywords keep what the page does not show; comments stay."""
    asked = posted(told(rehearsal, config, ada))
    asked["interests"][0]["weight"] = 1.5
    asked["interests"][3]["weight"] = 2
    del asked["interests"][1]
    asked["interests"].append({"kind": "like", "value": "https://arxiv.org/abs/2106.09685v2", "weight": 1})
    assert why.save(config, ada, asked) == {
        "saved": True,
        "path": "subscribers.yaml",
        "changed": [
            "interests: topic “diffusion models” has weight 1.5, was 1",
            "interests: library “ada.bib” has weight 2, was 1",
            "interests: removed topic “robots”",
            "interests: added like “arxiv:2106.09685”",
        ],
    }
    expected = FILE.replace("- diffusion models #", "- {topic: diffusion models, weight: 1.5} #")
    expected = expected.replace("    - {topic: robots, weight: 2}\n", "").replace(
        "ada.bib}", "ada.bib, weight: 2}"
    )
    assert config.path.read_text(encoding="utf-8") == expected + '    - {like: "2106.09685"}\n'


def test_what_stands_under_defaults_is_theirs_until_it_is_changed(
    rehearsal: Rehearsal, config: Config, ada: Subscriber
) -> None:
    """Then the subscriber has a list of their own, and is told so."""
    asked = posted(told(rehearsal, config, ada))
    assert why.save(config, ada, asked)["changed"] == []
    asked["never"].append({"kind": "topic", "value": "robots"})
    assert why.save(config, ada, asked)["changed"] == [
        "never: a list of their own from now on, in place of the one under defaults",
        "never: added topic “robots”",
    ]
    assert (
        config.path.read_text(encoding="utf-8") == f"{FILE}  never:\n    - medical\n    - {{topic: robots}}\n"
    )


def test_a_page_that_has_not_seen_the_file_as_it_is_cannot_save(
    rehearsal: Rehearsal, config: Config, ada: Subscriber, path: Path
) -> None:
    """Neither by an old base, nor when the file changed and nobody read it yet."""
    asked = posted(told(rehearsal, config, ada))
    older = why.base_of(replace(ada, interests=ada.interests[1:]))
    with pytest.raises(ChangedMeanwhile):
        why.save(config, ada, {**asked, "base": older})
    path.write_text(FILE.replace("weight: 2", "weight: 3"), encoding="utf-8")
    with pytest.raises(ChangedMeanwhile):
        why.save(config, ada, {**asked, "interests": []})
    assert path.read_text(encoding="utf-8") == FILE.replace("weight: 2", "weight: 3")


def test_a_file_that_cannot_be_changed_says_where(path: Path) -> None:
    """With file and line, for the page to show."""
    path.write_text(FILE.replace("interests:\n", "interests: &ours\n"), encoding="utf-8")
    config = load(path, local_zone="UTC", environ={})
    with pytest.raises(ConfigProblems) as caught:
        why.save(config, config.subscribers[0], {"interests": [], "never": []})
    (one,) = caught.value.problems
    assert (one.file, one.line, one.path) == (str(path), 8, "subscribers[0].interests")
