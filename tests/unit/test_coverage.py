"""Interests against what papers know: what matches nothing is said, with the nearest that would."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import a_paper, interests

from digest.config.document import Place
from digest.config.settings import Written
from digest.coverage.gaps import gap_of, phrases, use_of, useless
from digest.coverage.known import learn
from digest.model import Interest, InterestKind, LibraryEntry, Paper
from digest.rank.words import runs, stems

PAPERS = (
    a_paper(
        1,
        "Scalable diffusion models with transformers",
        abstract="We train latent diffusion transformers, C++ kernels and GANs.",
        authors=("Ann O'Hara-Jones", "Tri Dao", "José García"),
        organization="deepseek-ai",
        organization_name="DeepSeek",
        categories=("cs.CV", "cs.LG"),
    ),
    a_paper(
        2,
        "Gaussian splatting for editing of images",
        abstract="An image editor of splats.",
        summary="Avatars, too.",
        authors=("Wei Zhang",),
        organization="google-deepmind",
        categories=("hep-th",),
    ),
)


def gap(
    kind: str,
    value: str,
    *,
    never: bool = False,
    stemmed: bool = False,
    papers: Sequence[Paper] = PAPERS,
    ids: Sequence[str] = (),
) -> str:
    """Return what is said of an interest; empty: it matches."""
    interest = Interest(kind=InterestKind(kind), value=value, stemmed=stemmed)
    written = Written(interest=interest, never=never, steps=("subscribers", 0), place=Place(1, 1))
    found = gap_of(written, learn(papers, phrases=phrases([interest])), ids=ids)
    return "" if found is None else found.message


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("topic", "the diffusing of transformers"),
        ("keyword", "latent diffusion"),
        ("keyword", '"Gaussian-Splatting"'),
        ("keyword", "C++"),
        ("keyword", "avatars"),
        ("author", "Dao, Tri"),
        ("author", "T. Dao"),
        ("author", "Jose Garcia"),
        ("author", "Zhang Wei"),
        ("organization", "DeepSeek AI"),
        ("organization", "deepseek"),
        ("category", "CS.cv"),
        ("category", "cs.*"),
        ("category", "hep-th"),
    ],
)
def test_an_interest_that_the_ranker_would_match_is_not_named(kind: str, value: str) -> None:
    """What check says is what the ranker does: forms, order, accents and inflections of a topic count."""
    assert gap(kind, value) == ""


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (
            "topic",
            "difusion transfomers",
            "no paper in the store has any word of “difusion transfomers”; nearest: diffusion, transformers",
        ),
        (
            "topic",
            "diffusion transfomers",
            "no paper in the store has “transfomers”; nearest: transformers; the rest of the topic counts",
        ),
        ("topic", "blockchain", "no paper in the store has any word of “blockchain”"),
        ("topic", "the use of our method", "“the use of our method” has no word that says what it is about"),
        ("topic", "❤", "“❤” has no word that says what it is about"),
        ("keyword", "gausian splatting", "no paper in the store has “gausian splatting”; nearest: gaussian"),
        (
            "keyword",
            "splatting gaussian",
            "no paper in the store has “splatting gaussian”, only its words apart",
        ),
        (
            "keyword",
            "GAN",
            "no paper in the store has “GAN” as it is written, though inflected: `stemmed: true` finds that",
        ),
        ("keyword", "--", "“--” has no word to look for"),
        ("author", "Tri Doa", "no paper in the store is by “Tri Doa”; nearest: Tri Dao"),
        ("author", "…", "“…” is no name"),
        ("organization", "DeepMind", "no paper in the store is from “DeepMind”; nearest: google-deepmind"),
        ("organization", "Example University", "no paper in the store is from “Example University”"),
        ("category", "cs.LC", "no paper in the store is in “cs.LC”; nearest: cs.CV, cs.LG"),
        (
            "like",
            "arxiv:2106.09685",
            "arxiv:2106.09685 is not in the store, pending: it counts once a source lists it",
        ),
    ],
)
def test_what_matches_nothing_is_named_with_the_nearest(kind: str, value: str, said: str) -> None:
    """Of each kind, in words an operator can act on."""
    assert gap(kind, value) == said


def test_never_is_compared_as_it_keeps_out() -> None:
    """A topic needs its words side by side, an author more than an initial, a like the very paper."""
    assert gap("topic", "image edits", never=True).endswith("only its words apart")
    assert gap("topic", "edit of image", never=True) == ""
    assert gap("author", "T. Dao", never=True) == (
        "an initial keeps no paper out, wanted the whole name, as in “Tri Dao”"
    )
    assert gap("author", "Tri Dao", never=True) == ""
    assert gap("like", "arxiv:2603.00009", never=True).endswith("it is kept out once a source lists it")
    assert gap("like", "arxiv:2603.00001", never=True, ids=["arxiv:2603.00001"]) == ""


def test_a_stemmed_keyword_is_found_inflected() -> None:
    """It asks for more than its own spelling, and only then."""
    assert gap("keyword", "splat", stemmed=True) == ""
    assert "stemmed: true" in gap("keyword", "splat")


def test_a_word_of_a_summary_alone_is_known_to_phrases_and_not_to_topics() -> None:
    """A topic is compared with titles and abstracts; a keyword is looked for in all that is shown."""
    assert gap("keyword", "avatars") == ""
    assert gap("topic", "avatars") == "no paper in the store has any word of “avatars”"


@pytest.mark.parametrize("topic", ["拡散モデル", "扩散模型", "نماذج الانتشار", "ডিফিউশন মডেল"])
def test_a_topic_in_another_script_is_one_plain_sentence(topic: str) -> None:
    """Nothing near is better than something silly."""
    assert gap("topic", topic) == f"no paper in the store has any word of “{topic}”"
    assert gap("topic", topic, papers=[*PAPERS, a_paper(3, f"On {topic}")]) == ""


def test_no_length_makes_a_long_line() -> None:
    """Ten thousand characters are cut where they are shown, and so are fifteen hundred unknown words."""
    many = " ".join(f"zq{number}x" for number in range(1500))
    for value in ("x" * 10_000, many, "拡" * 10_000, f"diffusion {many}"):
        for kind in ("topic", "keyword", "author", "organization", "category", "like"):
            assert 0 < len(gap(kind, value)) < 500
    assert "and 1,495 more" in gap("topic", f"diffusion {many}")


def test_what_no_paper_has_at_all_is_said_once_for_its_kind() -> None:
    """Without organizations or categories in the store, there is no nearest."""
    bare = [a_paper(1, "A title")]
    assert gap("organization", "deepseek", papers=bare) == "no paper in the store names its organization"
    assert gap("category", "cs.CL", papers=bare) == "no paper in the store has a category"
    assert gap("author", "Tri Dao", papers=bare) == "no paper in the store is by “Tri Dao”"


def test_a_librarys_entries_are_counted_by_what_they_count_as() -> None:
    """As the paper in the store, else by title and abstract, else not at all; the three sum to all."""
    entries = (
        LibraryEntry(title="Of no matter", ids=("arxiv:2603.00001",)),
        LibraryEntry(title="Diffusion, again"),
        LibraryEntry(title="Blockchains", abstract="A gaussian ledger."),
        LibraryEntry(title="Ledgers", authors=("Dao, Tri",)),
        LibraryEntry(title="Blockchains"),
        LibraryEntry(ids=("doi:10.1000/1",)),
    )
    known = learn(PAPERS, phrases=())
    library = Interest(kind=InterestKind.LIBRARY, value="ada.bib", entries=entries)
    use = use_of(library, known, ids=["arxiv:2603.00001"])
    assert (use.entries, use.in_store, use.by_text, use.of_no_use) == (6, 1, 3, 2)
    assert useless(use, never=False) == ""
    idle = Interest(kind=InterestKind.LIBRARY, value="idle.bib", entries=entries[4:])
    assert useless(use_of(idle, known, ids=[]), never=False) == (
        "none of its 2 entries is in the store, or shares a word or an author with a paper there"
    )


def test_an_empty_store_and_every_kind_do_not_fail() -> None:
    """Whoever asks for nothing of nothing is answered."""
    for one in interests(
        topic="x y", keyword="x", author="A B", organization="x", category="cs.CL", like="a"
    ):
        assert gap(one.kind.value, one.value, papers=[]) != ""


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_texts_words_are_those_of_its_pieces_between_spaces(one: str, other: str) -> None:
    """Each distinct piece is read once because no word, as the ranker cuts them, has a space in it."""
    text = f"{one} {other}"
    assert runs(text) == [run for piece in text.split() for run in runs(piece)]
    assert stems(text) == [stem for piece in text.split() for stem in stems(piece)]
