"""Which papers a subscriber gets, in which order, and why."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from make import TODAY, a_paper, a_subscriber, interests

from digest.errors import DigestError
from digest.model import Interest, InterestKind
from digest.rank import Ranker, explain

WORLD = [
    a_paper(
        1, "Low-rank adaptation of language models", abstract="Adapters make fine-tuning cheap.", upvotes=9
    ),
    a_paper(2, "Diffusion transformers for video", abstract="Video generation by diffusion.", upvotes=200),
    a_paper(3, "Fast exact attention kernels", authors=("Tri Dao", "Ann Lee"), upvotes=30),
    a_paper(4, "A blockchain for data", abstract="A ledger of datasets.", upvotes=80),
    a_paper(5, "Sparse mixtures", organization="deepseek-ai", organization_name="DeepSeek", upvotes=4),
    a_paper(6, "Parsing trees", categories=("cs.CL", "cs.LG"), upvotes=1),
    a_paper(7, "Quantum error correction codes", abstract="Surface codes under noise.", upvotes=2),
    a_paper(8, "Protein folding with graphs", abstract="Structures of proteins.", upvotes=3),
]


def ranker(papers=WORLD, *, history=None, likes=None):
    return Ranker.build(
        papers, history=papers if history is None else history, likes=likes or {}, today=TODAY
    )


def first(subscriber, **options):
    return ranker(**options).rank(subscriber).picks[0]


@pytest.mark.parametrize(
    ("interest", "key", "label"),
    [
        ({"topic": "video diffusion"}, 2, "video diffusion"),
        ({"keyword": "fine tuning"}, 1, "fine tuning"),
        ({"author": "Dao, T."}, 3, "Tri Dao"),
        ({"organization": "DeepSeek-AI"}, 5, "DeepSeek"),
        ({"organization": "deepseek"}, 5, "DeepSeek"),
        ({"category": "cs.cl"}, 6, "cs.cl"),
        ({"category": "cs.*"}, 6, "cs.*"),
    ],
)
def test_each_kind_of_interest_brings_its_paper_to_the_top(interest, key, label):
    """The paper that has what was asked for is first, and the reason says so."""
    best = first(a_subscriber(interests=interests(**interest)))
    assert best.paper.key == key
    assert (best.reasons[0].kind, best.reasons[0].label) == (next(iter(interest)), label)


def test_a_topic_says_which_words_matched():
    """The words shown are the reader's, not stems."""
    best = first(a_subscriber(interests=interests(topic="diffusion of videos")))
    assert sorted(best.reasons[0].terms) == ["diffusion", "video"]


def test_a_liked_paper_brings_what_is_like_it_and_is_not_sent_itself():
    """The reason names the liked paper; a like that is not in the store is pending."""
    liked = a_paper(9, "Adapters for fine-tuning language models", authors=("Eve Ho",))
    ada = a_subscriber(interests=interests(like=["arxiv:1", "arxiv:2"]))
    ranking = ranker([*WORLD, liked], likes={"arxiv:1": liked}).rank(ada)
    assert ranking.pending == ("arxiv:2",)
    assert ranking.considered == len(WORLD)
    assert ranking.picks[0].paper.key == 1
    assert ranking.picks[0].reasons[0].label == liked.facts.title
    assert 9 not in {pick.paper.key for pick in ranking.picks}


def test_an_author_of_a_liked_paper_is_a_reason_by_name():
    """When the authors say more than the words, the terms are their names."""
    liked = a_paper(9, "Something else altogether", authors=("Dao, Tri",))
    best = first(a_subscriber(interests=interests(like="doi:1")), likes={"doi:1": liked})
    assert best.paper.key == 3
    assert (best.reasons[0].kind, best.reasons[0].terms) == ("like", ("Tri Dao",))


def test_never_keeps_a_paper_out_whatever_it_is_worth():
    """A hard filter of any kind, counted, and said so in the explanation."""
    never = interests(keyword="blockchain", author="Ann Lee", organization="deepseek")
    ada = a_subscriber(interests=interests(topic="blockchain"), never=never)
    ranking = ranker().rank(ada)
    assert not {3, 4, 5} & {pick.paper.key for pick in ranking.picks}
    assert (ranking.considered, ranking.excluded) == (5, 3)
    assert ranker().explain(ada, 4).never == never[:1]


def test_an_initial_keeps_no_paper_out():
    """What is never wanted must be surely there: many people are called T. Dao."""
    assert ranker().rank(a_subscriber(never=interests(author="T. Dao"))).excluded == 0


def test_without_interests_the_most_upvoted_come_first():
    """The reason is that many readers voted, and only where more than usual did."""
    picks = ranker().rank(a_subscriber(papers=8)).picks
    assert [pick.paper.key for pick in picks] == [2, 4, 3, 1, 5, 8, 7, 6]
    assert [reason.kind for reason in picks[0].reasons] == ["popular"]
    assert picks[-1].reasons == ()


def test_popularity_orders_what_nothing_else_does():
    """It is small: three hundred votes do not outweigh an interest."""
    picks = ranker().rank(a_subscriber(interests=interests(author="Tri Dao"))).picks
    assert [pick.paper.key for pick in picks][:3] == [3, 2, 4]


def test_equal_scores_are_ordered_by_key():
    """The same input gives the same digest."""
    twins = [a_paper(key, title) for key, title in ((3, "Red apples"), (1, "Blue pears"), (2, "Old plums"))]
    assert [pick.paper.key for pick in ranker(twins).rank(a_subscriber()).picks] == [1, 2, 3]


def test_only_eligible_papers_are_considered():
    """Keys that are no candidates are ignored."""
    ranking = ranker().rank(a_subscriber(), eligible={2, 3, 99})
    assert ([pick.paper.key for pick in ranking.picks], ranking.considered) == ([2, 3], 2)


def test_papers_of_the_history_are_not_picked():
    """They only teach what words are worth."""
    ranking = ranker(WORLD[:2], history=WORLD).rank(a_subscriber())
    assert {pick.paper.key for pick in ranking.picks} == {1, 2}


def test_near_duplicates_collapse_to_the_better_one():
    """Two listings of one text are one pick."""
    twice = [*WORLD, replace(WORLD[1], key=20, ids=("doi:2",), counts=WORLD[0].counts)]
    picks = ranker(twice).rank(a_subscriber(interests=interests(topic="video diffusion"))).picks
    assert [pick.paper.key for pick in picks if pick.paper.key in {2, 20}] == [2]


def test_ten_papers_are_not_ten_times_the_same():
    """Of many alike, some give way to another interest's papers, best first all the same."""
    alike = [
        a_paper(key, f"Video diffusion transformers {word}", abstract=f"Video diffusion and {word} {word}s.")
        for key, word in enumerate(("lens", "stone", "river", "cloud", "paper", "metal", "glass"), start=100)
    ]
    ada = a_subscriber(
        papers=4, interests=interests(topic=["video diffusion transformers", "protein folding"])
    )
    picks = ranker([*WORLD, *alike]).rank(ada).picks
    assert 8 in {pick.paper.key for pick in picks}
    assert [pick.score for pick in picks] == sorted((pick.score for pick in picks), reverse=True)


def test_a_weight_makes_an_interest_count_more():
    """Twice the weight is a larger share for an exact match and for a topic."""
    for kind, value, key in (("author", "Tri Dao", 3), ("topic", "video diffusion", 2)):
        one = Interest(kind=InterestKind(kind), value=value)
        shares = [
            ranker().explain(a_subscriber(interests=(replace(one, weight=weight),)), key).terms[0].share
            for weight in (1.0, 2.0)
        ]
        assert shares[0] < shares[1]


def test_an_explanation_is_the_whole_sum():
    """Its parts add up to the score that ranked the paper, which may be one that was not picked."""
    ada = a_subscriber(papers=1, interests=interests(topic="video", author="Tri Dao", like="x:1"))
    built = ranker()
    told = explain(built, ada, 3)
    assert math.isclose(sum(told.parts.values()), told.total)
    assert told.total == built.rank(ada).picks[0].score
    assert [term.interest.kind for term in told.terms if term.share > 1 and term.interest] == ["author"]
    assert explain(built, ada, 7).never == ()


def test_a_paper_that_is_not_at_hand_cannot_be_explained():
    """The error says what to do."""
    with pytest.raises(DigestError, match="give it as a candidate"):
        ranker().explain(a_subscriber(), 99)


def test_words_are_compared_with_papers_of_the_last_thirty_days_only():
    """Old papers teach what words are worth, not what an ordinary score is."""
    old = [replace(p, key=p.key + 100, listed_on=TODAY - timedelta(days=90)) for p in WORLD]
    with pytest.raises(DigestError):
        ranker(WORLD, history=[*WORLD, *old]).explain(a_subscriber(), 101)
