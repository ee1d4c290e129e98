"""A small made-up world of papers and of what readers may want of it, for tests of the ranker."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import numpy as np
from hypothesis import strategies as st
from make import TODAY, a_paper

from digest.model import Interest, InterestKind, LibraryEntry
from digest.rank import Ranker, text_of

SUBJECTS = (
    "video diffusion",
    "language model reasoning",
    "graph attention",
    "robot policy",
    "protein folding",
)
PEOPLE = ("Tri Dao", "Ann Lee", "Eve Ho", "Bo Li")
PAPERS = tuple(
    a_paper(
        key,
        f"{SUBJECTS[key % 5]} and {SUBJECTS[(key * 3 + 1) % 5]}",
        abstract=f"We study {SUBJECTS[(key // 5) % 5]} number {key}.",
        authors=(PEOPLE[key % 4], PEOPLE[(key // 4) % 4]),
        organization=f"lab-{key % 3}",
        categories=(f"cs.A{key % 4}",),
        upvotes=key,
        listed_on=TODAY - timedelta(days=key % 3),
    )
    for key in range(1, 61)
)
LIKES = {f"arxiv:{key}": PAPERS[key] for key in range(12)}
BOOKS = (
    LibraryEntry(title="Robot policy by video diffusion", authors=("Eve Ho", "Una Known")),
    LibraryEntry(title="Protein graphs", abstract="Folding by attention.", authors=("Bo Li",)),
    LibraryEntry(ids=("doi:10.1/nowhere", "arxiv:3")),  # a paper of the store
    LibraryEntry(title="Reasoning, once more", ids=("arxiv:5",)),  # here the store knows better
    LibraryEntry(ids=("doi:10.1/nowhere",)),  # nothing is known of it
)


@cache
def vectors():
    """Return made-up vectors of unit length for all texts but every seventh; those of a subject are near."""
    made = np.random.default_rng(7)
    middles = made.normal(size=(len(SUBJECTS), 12))
    found = {subject: middles[at] for at, subject in enumerate(SUBJECTS)}
    texts = [(text_of(paper.facts), paper.key) for paper in PAPERS]
    texts += [(text_of(book), at) for at, book in enumerate(BOOKS) if book.title]
    for text, number in texts:
        if number % 7:
            found[text] = middles[number % 5] + made.normal(size=12)
    return {text: (one / np.linalg.norm(one)).astype(np.float32) for text, one in found.items()}


@cache
def world(*, meaning: bool = False) -> Ranker:
    """Return a ranker of all papers; with `meaning`, most texts have a vector."""
    return Ranker.build(
        PAPERS, history=PAPERS, likes=LIKES, today=TODAY, vectors=vectors() if meaning else None
    )


def _of(kind: InterestKind, values) -> st.SearchStrategy[Interest]:
    weights = st.floats(min_value=0.1, max_value=10)
    return st.builds(lambda value, weight: Interest(kind=kind, value=value, weight=weight), values, weights)


stemmed_keywords = st.builds(
    lambda value: Interest(kind=InterestKind.KEYWORD, value=value, stemmed=True), st.sampled_from(SUBJECTS)
)
libraries = st.builds(
    lambda books, weight: Interest(
        kind=InterestKind.LIBRARY, value="a.bib", entries=tuple(books), weight=weight
    ),
    st.lists(st.sampled_from(BOOKS), max_size=6),
    st.floats(min_value=0.1, max_value=10),
)
votes = st.builds(
    lambda value, weight, age: Interest(
        kind=InterestKind.LIKE, value=value, weight=weight, voted_on=TODAY - timedelta(days=age)
    ),
    st.sampled_from(sorted(LIKES)),
    st.sampled_from([1.0, -1.0]),
    st.integers(min_value=-1, max_value=1000),
)
wanted = st.one_of(
    _of(InterestKind.TOPIC, st.sampled_from([*SUBJECTS, "robots", "nowhere to be found"])),
    _of(InterestKind.KEYWORD, st.sampled_from(SUBJECTS)),
    _of(InterestKind.AUTHOR, st.sampled_from([*PEOPLE, "T. Dao"])),
    _of(InterestKind.ORGANIZATION, st.just("lab-1")),
    _of(InterestKind.CATEGORY, st.sampled_from(["cs.A1", "cs.*"])),
    _of(InterestKind.LIKE, st.sampled_from([*sorted(LIKES), "arxiv:unseen"])),
    stemmed_keywords,
    libraries,
    votes,
)
