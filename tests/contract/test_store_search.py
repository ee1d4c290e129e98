"""Search answers alike in both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from make import NOON, TODAY, a_listing
from sqlalchemy import delete

from digest.identify import identified
from digest.model import Listing
from digest.rank.search import PLACES, parse_query
from digest.store import Store
from digest.store.papers import search, upsert
from digest.store.tables import postings

LONG_AGO = TODAY - timedelta(days=100)


def put(store: Store, *listings: Listing) -> None:
    items = [identified(listing, day=TODAY) for listing in listings]
    upsert(store, items, source="huggingface", now=NOON, watermark=None)


def titles(store: Store, text: str, **asked: object) -> list[str]:
    found = search(store, parse_query(text), limit=10, **asked)
    return [paper.facts.title for paper in found.papers]


@pytest.fixture
def library(store: Store) -> Store:
    """Return a store of a few papers."""
    put(
        store,
        a_listing("Diffusion models", ids=("arxiv:2603.00001",), authors=("Tri Dao", "Jürgen Müller")),
        a_listing(
            "Flow matching",
            ids=("arxiv:2603.00002",),
            abstract="Compared with a diffusing model, it flows. A chain of thoughts.",
            categories=("cs.LG", "stat.ML"),
        ),
        a_listing(
            "拡散モデルの研究", ids=("arxiv:2603.00003",), categories=("cs.CL",), authors=("Wei Zhang",)
        ),
        a_listing(
            "Thought and the chain",
            ids=("arxiv:2603.00004",),
            abstract="“Chain-of-thought” prompts.",
            listed_on=LONG_AGO,
        ),
    )
    return store


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("diffusion model", ["Diffusion models", "Flow matching"]),  # a title's word counts twice
        ("the DIFFUSION of models", ["Diffusion models", "Flow matching"]),
        ("diffusion flow", ["Flow matching"]),
        ("diffusion galaxies", []),
        ("拡散", ["拡散モデルの研究"]),
        ('"chain of thought"', ["Thought and the chain"]),
        ('prompts "chain of thought"', ["Thought and the chain"]),
        ('"of thought chain"', []),
        ("author:dao", ["Diffusion models"]),
        ('author:"Dao, T."', ["Diffusion models"]),
        ('author:"Wu Dao"', []),
        ("author:muller diffusion", ["Diffusion models"]),
        ("Müller", ["Diffusion models"]),
        ("wei zhang", ["拡散モデルの研究"]),
        ("category:cs.lg", ["Flow matching"]),
        ("category:cs", ["拡散モデルの研究", "Flow matching"]),
        ("category:cs.* flow", ["Flow matching"]),
        ("category:cs.AI", []),
    ],
)
def test_papers_that_have_all_of_it_are_found_best_first(
    library: Store, query: str, expected: list[str]
) -> None:
    """Words as the ranker compares them, phrases as they stand, people and categories."""
    assert titles(library, query) == expected


def test_only_papers_listed_since_a_day_are_found(library: Store) -> None:
    """An old one is not, until it is listed again."""
    assert titles(library, "chain") == ["Thought and the chain", "Flow matching"]
    assert titles(library, "chain", since=LONG_AGO + timedelta(days=1)) == ["Flow matching"]


def test_what_is_not_shown_is_counted(library: Store) -> None:
    """The best ones are shown, and how many there are."""
    found = search(library, parse_query("chain"), limit=1)
    assert ([paper.facts.title for paper in found.papers], found.total) == (["Thought and the chain"], 2)


def test_a_phrase_that_many_papers_lack_is_found_in_the_others(store: Store) -> None:
    """However far down they stand; only then it is known how many there are."""
    many = [a_listing(f"Model language {n}", ids=(f"arxiv:2603.{n:05d}",)) for n in range(1200)]
    rare = [
        a_listing(f"Language model {n}", ids=(f"arxiv:2604.{n:05d}",), abstract="x " * 50) for n in range(3)
    ]
    put(store, *many, *rare)
    found = search(store, parse_query('"language model"'), limit=10)
    assert (len(found.papers), found.total) == (3, 3)
    assert search(store, parse_query('"model language"'), limit=10).total is None


def test_papers_beyond_one_block_are_found_under_their_own_keys(store: Store) -> None:
    """Each is found by its own word, at the borders of blocks, too."""
    put(store, *(a_listing(f"word{n}x", ids=(f"arxiv:2603.{n:05d}",)) for n in range(2 * PLACES + 5)))
    for n in (0, PLACES - 2, PLACES - 1, PLACES, 2 * PLACES - 1, 2 * PLACES + 4):
        assert titles(store, f"word{n}x") == [f"word{n}x"]


def test_a_store_that_was_filled_before_words_were_kept_is_searched_all_the_same(library: Store) -> None:
    """They are kept from its first search on, or from the next paper on."""
    for first in (lambda: None, lambda: put(library, a_listing("Newest", ids=("arxiv:2603.00009",)))):
        with library.write() as connection:
            connection.execute(delete(postings))
        first()
        assert titles(library, "diffusion model") == ["Diffusion models", "Flow matching"]
        with library.read() as connection:
            assert connection.execute(postings.select()).first() is not None


@pytest.mark.parametrize(
    "query",
    ["'; DROP TABLE papers; --", "%", "* OR 1", '"', "author:", '""', "\x00\ud800", "a" * 10_000, "(" * 999],
)
def test_a_hostile_query_is_only_words(library: Store, query: str) -> None:
    """It finds what it names, and nothing else happens."""
    assert titles(library, query) == []
    assert titles(library, "diffusion flow") == ["Flow matching"]


def test_an_empty_store_has_nothing(store: Store) -> None:
    """And says so."""
    assert search(store, parse_query("anything"), limit=5).total == 0
