"""What comes from outside may be empty, huge or hostile: the ranking stands."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import TODAY, a_paper, a_subscriber, interests

from digest.model import Interest, InterestKind
from digest.rank import Ranker

WORDS = ["low", "rank", "adapters", "language", "models", "video", "diffusion", "扩散", "模型", "نماذج"]
HOSTILE = [
    "",
    " ",
    "\x00",
    "\ud800",
    "𝕬𝖉𝖆",
    "'; DROP TABLE papers; --",
    "(((",
    "\u202eevil",
    "%s{}",
    "a" * 10_000,
]


def build(papers, history=(), likes=None):
    return Ranker.build(papers, history=history, likes=likes or {}, today=TODAY)


def test_an_empty_store_ranks_nothing():
    """No candidates, no history: no picks, no error."""
    ada = a_subscriber(interests=interests(topic="anything", like="arxiv:1", author="A B", category="cs.*"))
    ranking = build([]).rank(ada)
    assert (ranking.picks, ranking.considered, ranking.pending) == ((), 0, ("arxiv:1",))


def test_a_single_paper_is_ranked():
    """Nothing to compare with, and no number that is none."""
    picks = build([a_paper(1, "Video")]).rank(a_subscriber(interests=interests(topic="video"))).picks
    assert [math.isfinite(pick.score) for pick in picks] == [True]


def test_a_long_topic_is_a_topic():
    """Ten thousand characters still find their paper."""
    papers = [a_paper(1, "Gardens"), a_paper(2, "Video diffusion"), a_paper(3, "Rivers"), a_paper(4, "Hills")]
    topic = ("an essay on video diffusion and much besides " * 250)[:10_000]
    assert build(papers, papers).rank(a_subscriber(interests=interests(topic=topic))).picks[0].paper.key == 2


@pytest.mark.parametrize("topic", ["扩散模型", "نماذج اللغة", "モデルの学習"])
def test_topics_of_any_script_find_their_paper(topic):
    """Scripts without spaces are compared by pairs of characters."""
    papers = [a_paper(1, "Gardens"), a_paper(2, f"图 {topic} 图"), a_paper(3, "Rivers"), a_paper(4, "Hills")]
    best = build(papers, papers).rank(a_subscriber(interests=interests(topic=topic))).picks[0]
    assert (best.paper.key, best.reasons[0].kind) == (2, "topic")


def test_five_thousand_likes_are_ranked():
    """A whole library is one profile."""
    made = random.Random(7)  # noqa: S311 - made-up papers are no secret
    likes = {
        f"arxiv:{at}": a_paper(at + 1000, " ".join(made.choices(WORDS, k=8)), authors=(f"A B{at % 300}",))
        for at in range(5000)
    }
    papers = [a_paper(at, " ".join(made.choices(WORDS, k=8)), authors=(f"A B{at}",)) for at in range(1, 90)]
    ada = a_subscriber(interests=tuple(Interest(kind=InterestKind.LIKE, value=name) for name in likes))
    picks = build(papers, papers, likes).rank(ada).picks
    assert len(picks) == 10
    assert all(math.isfinite(pick.score) and len(pick.reasons) <= 2 for pick in picks)


@pytest.mark.parametrize("weight", [math.nan, math.inf, -1.0, 1e300])
def test_no_weight_makes_a_score_that_is_no_number(weight):
    """Weights are bounded where they are used."""
    papers = [a_paper(1, "Video diffusion", authors=("A B",)), a_paper(2, "Rivers"), a_paper(3, "Hills")]
    kinds = ((InterestKind.TOPIC, "video"), (InterestKind.AUTHOR, "A B"), (InterestKind.LIKE, "x"))
    ada = a_subscriber(interests=tuple(Interest(kind=k, value=v, weight=weight) for k, v in kinds))
    picks = build(papers, papers, {"x": a_paper(9, "Video", authors=("A B",))}).rank(ada).picks
    assert all(math.isfinite(pick.score) for pick in picks)


anything = st.sampled_from(HOSTILE) | st.text(max_size=30)


@given(
    titles=st.lists(anything, max_size=6),
    wanted=st.lists(st.tuples(st.sampled_from(list(InterestKind)), anything), max_size=5),
    unwanted=st.lists(st.tuples(st.sampled_from(list(InterestKind)), anything), max_size=2),
)
def test_no_string_breaks_the_ranking(titles, wanted, unwanted):
    """Hostile strings in every place: each pick has a finite score and says at most two reasons."""
    papers = [
        a_paper(key, text, abstract=text, authors=(text,), organization=text, categories=(text,), upvotes=key)
        for key, text in enumerate(titles, start=1)
    ]
    made = [tuple(Interest(kind=kind, value=value) for kind, value in some) for some in (wanted, unwanted)]
    ada = a_subscriber(interests=made[0], never=made[1])
    built = build(papers, papers, {value: papers[0] for _, value in wanted[:2] if papers})
    ranking = built.rank(ada)
    assert ranking.considered + ranking.excluded <= len(papers)
    for pick in ranking.picks:
        told = built.explain(ada, pick.paper.key)
        assert math.isfinite(pick.score)
        assert all(math.isfinite(term.share) and math.isfinite(term.value) for term in told.terms)
