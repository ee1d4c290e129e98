"""Where a model of meaning has made vectors, they are compared beside the words."""

from __future__ import annotations

import numpy as np
import pytest
from make import TODAY, a_paper, a_subscriber, interests

from digest.model import Facts, Interest, InterestKind, LibraryEntry
from digest.rank import Ranker, text_of, texts_of
from digest.rank.meaning import meaning_of
from digest.rank.score import profile

WORDS = ("apples", "rivers", "mountains", "castles", "engines", "violins", "deserts", "harbours")
PAPERS = [
    a_paper(key, f"On {word}", abstract=f"All about {word} and more {word}.")
    for key, word in enumerate(WORDS, start=1)
]
TOPIC = "adapting with few parameters"  # shares no word with any paper
ADA = a_subscriber(interests=interests(topic=TOPIC))


def unit(*numbers):
    vector = np.array(numbers, dtype=np.float32)
    return vector / (np.linalg.norm(vector) or 1)


def made(**changes):
    """Return vectors in which the fifth paper is near to the topic, and the others are near to nothing."""
    turned = np.random.default_rng(3).normal(size=(len(PAPERS), 6))
    found = {text_of(paper.facts): unit(0.2, *row[1:]) for paper, row in zip(PAPERS, turned, strict=True)}
    found[text_of(PAPERS[4].facts)] = unit(3, 0.1, 0, 0.1, 0, 0)
    return found | {TOPIC: unit(1, 0, 0, 0, 0, 0)} | changes


def build(vectors, papers=PAPERS, likes=None):
    return Ranker.build(papers, history=papers, likes=likes or {}, today=TODAY, vectors=vectors)


def test_a_paper_that_shares_no_word_with_a_topic_is_found_by_its_meaning():
    """And its reason is the topic, without words."""
    best = build(made()).rank(ADA).picks[0]
    assert best.paper.key == 5
    assert (best.reasons[0].kind, best.reasons[0].label, best.reasons[0].terms) == ("topic", TOPIC, ())


def test_without_vectors_that_paper_is_not_found():
    """Words alone know nothing of it: all are as good as another."""
    assert {pick.score for pick in build(None).rank(ADA).picks} == {1.0}


@pytest.mark.parametrize("missing", [{TOPIC}, {text_of(paper.facts) for paper in PAPERS}])
def test_a_text_without_a_vector_is_compared_by_its_words(missing):
    """Whether the topic has none, or no paper has: everything is as it was."""
    some = {text: vector for text, vector in made().items() if text not in missing}
    ada = a_subscriber(interests=interests(topic="rivers and castles", like="arxiv:9"))
    likes = {"arxiv:9": a_paper(9, "Of engines")}
    assert build(some, likes=likes).rank(ada) == build(None, likes=likes).rank(ada)


def test_a_paper_without_a_vector_keeps_what_its_words_say():
    """The pull of every interest on it is that of words alone; the others' is not."""
    vectors = made()
    del vectors[text_of(PAPERS[1].facts)]
    topic = interests(topic="rivers")[0]
    vectors[topic.value] = unit(0, 1, 0, 0, 0, 0)
    both, alone = build(vectors), build(None)
    both.near.prepare([topic])
    alone.near.prepare([topic])
    same = both.near.of(topic).pull == alone.near.of(topic).pull
    assert same.tolist() == [False, True, *[False] * 6]


def test_words_and_meaning_are_added():
    """What has the words of a topic still stands above what has not."""
    vectors = made() | {"castles": unit(1, 0, 0, 0, 0, 0)}
    picks = build(vectors).rank(a_subscriber(interests=interests(topic="castles"))).picks
    assert {pick.paper.key for pick in picks[:2]} == {4, 5}


def test_a_vector_of_zeros_is_none():
    """Of a topic, of a paper, or of all of them."""
    nothing = np.zeros(6, dtype=np.float32)
    words = build(None).rank(ADA)
    assert build(made(**{TOPIC: nothing})).rank(ADA) == words
    assert build(dict.fromkeys(made(), nothing)).rank(ADA) == words
    without = made()
    of_second = text_of(PAPERS[1].facts)
    del without[of_second]
    assert build(made(**{of_second: nothing})).rank(ADA) == build(without).rank(ADA)


def test_papers_of_one_meaning_are_told_apart_by_words_only():
    """What all have in common is taken away; what rounding leaves of it says nothing."""
    alike = dict.fromkeys(made(), unit(0.3, 0.1, 0.7, 0.2, 0.5, 0.9))
    found = profile(build(alike).shelf, ADA, near=build(alike).near)
    assert np.ptp(found.wanted) == 0
    one = build(made(), papers=PAPERS[4:5]).rank(ADA).picks
    assert [np.isfinite(pick.score) for pick in one] == [True]


def test_a_likeness_is_the_same_in_any_company():
    """To the last bit: a digest does not depend on who else is asked about."""
    made_up = np.random.default_rng(5).normal(size=(120, 384)).astype(np.float32)
    texts = [str(at) for at in range(120)]
    vectors = dict(zip(texts, made_up / np.linalg.norm(made_up, axis=1, keepdims=True), strict=True))
    meaning = meaning_of(texts[:90], vectors, reference=np.ones(90, dtype=np.bool_))
    together = meaning.likeness(texts)
    assert np.array_equal(together, np.concatenate([meaning.likeness([text]) for text in texts]))
    assert np.array_equal(together[7:24], meaning.likeness(texts[7:24]))


def test_the_text_of_a_work_is_its_title_and_abstract():
    """Or its summary, where there is no abstract; a title alone is no more than that."""
    assert text_of(Facts(title="T", abstract="A", summary="S")) == "T\nA"
    assert text_of(Facts(title="T", summary="S")) == "T\nS"
    assert text_of(Facts(title="T")) == "T"
    assert text_of(LibraryEntry(title="T", abstract="A")) == "T\nA"
    assert text_of(LibraryEntry(title="T")) == "T"


def test_the_texts_of_a_subscriber_are_topics_and_works():
    """Nothing of `never`, and no names; a work without a title has no text."""
    entries = (LibraryEntry(title="T", abstract="A"), LibraryEntry(ids=("arxiv:1",)))
    ada = a_subscriber(
        interests=(
            *interests(topic=["b", "a"], keyword="k", author="A B", like="arxiv:2"),
            Interest(kind=InterestKind.LIBRARY, value="x.bib", entries=entries),
        ),
        never=interests(topic="c"),
    )
    assert texts_of(ada) == ["b", "a", "T\nA"]
    assert texts_of(a_subscriber()) == []
