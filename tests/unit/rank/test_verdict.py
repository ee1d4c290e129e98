"""What kind of day it is for a reader, beside their last 30 days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from make import TODAY, a_paper, a_subscriber, interests

from digest.model import Interest, InterestKind, Verdict
from digest.rank import Ranker

FIELDS = (
    "proteins cells folding",
    "galaxies dust clusters",
    "auctions markets bidders",
    "parsing trees grammars",
    "bridges storms steel",
)
TOPIC = interests(topic="video diffusion")


def a_day(ago, *, wanted=0, papers=4):
    """Return the papers of one day, of which so many are about the topic."""
    return [
        a_paper(
            1000 * ago + at + 1,
            f"Video diffusion number {ago} {at}" if at < wanted else f"On {FIELDS[(ago + at) % 5]}",
            abstract=f"Of video diffusion{at}." if at < wanted else f"Of {FIELDS[(ago + 2 * at) % 5]}.",
            listed_on=TODAY - timedelta(days=ago),
        )
        for at in range(papers)
    ]


def a_month(*, every=5, days=30):
    """Return a month in which every so many days one paper is about the topic."""
    return [paper for ago in range(1, days + 1) for paper in a_day(ago, wanted=int(ago % every == 0))]


def verdict(today, month, *, wanted=TOPIC, **options):
    ranker = Ranker.build(today, history=month, likes=options.pop("likes", {}), today=TODAY)
    return ranker.rank(a_subscriber(interests=wanted), **options).verdict


def test_a_day_on_which_no_paper_stands_out():
    """Those shown are the nearest, and no more than that."""
    assert verdict(a_day(0, papers=8), a_month()) is Verdict.NOTHING


def test_an_ordinary_day():
    """One paper stands out, or two."""
    assert verdict(a_day(0, wanted=1, papers=8), a_month()) is Verdict.ORDINARY
    assert verdict(a_day(0, wanted=2, papers=8), a_month()) is Verdict.ORDINARY


def test_a_day_on_which_far_more_stand_out_than_usual():
    """Seven, where there is one in five days."""
    assert verdict(a_day(0, wanted=7, papers=12), a_month()) is Verdict.RICH


def test_what_is_usual_for_the_reader_is_not_rich():
    """The same seven, for a reader to whom every day brings some."""
    month = [paper for ago in range(1, 31) for paper in a_day(ago, wanted=6, papers=60)]
    assert verdict(a_day(0, wanted=7, papers=60), month) is Verdict.ORDINARY


def test_several_days_at_once_are_compared_with_as_many():
    """A week's papers for a weekly reader: eight in seven days are usual where there is one a day."""
    week = [paper for ago in range(7) for paper in a_day(ago, wanted=1, papers=20)]
    month = [paper for ago in range(7, 31) for paper in a_day(ago, wanted=1, papers=20)]
    assert verdict(week, month) is Verdict.ORDINARY
    one_day = a_day(0, wanted=7, papers=140)
    assert verdict(one_day, month) is Verdict.RICH


@pytest.mark.parametrize(
    "wanted",
    [
        (),
        interests(like="arxiv:unseen"),
        (Interest(kind=InterestKind.LIBRARY, value="empty.bib"),),
        (Interest(kind=InterestKind.LIKE, value="arxiv:x", weight=-1.0, voted_on=TODAY),),
    ],
    ids=["none", "pending", "an empty library", "a vote against alone"],
)
def test_nothing_is_said_to_a_reader_without_interests(wanted):
    """Nor where nothing is known of them yet, or only what is not wanted."""
    likes = {"arxiv:x": a_paper(90_000, "Proteins")}
    assert verdict(a_day(0), a_month(), wanted=wanted, likes=likes) is Verdict.ORDINARY


def test_a_name_that_is_not_there_is_an_interest():
    """A reader who follows somebody has nothing on a day without them."""
    assert verdict(a_day(0), a_month(), wanted=interests(author="Tri Dao")) is Verdict.NOTHING


def test_nothing_is_said_with_too_little_to_compare_with():
    """Of a new store: a dozen days of four papers are fewer than fifty."""
    assert verdict(a_day(0), a_month(days=12)) is Verdict.ORDINARY
    assert verdict(a_day(0), []) is Verdict.ORDINARY
    assert verdict(a_day(0), a_month(days=13)) is Verdict.NOTHING


def test_nothing_is_said_of_no_papers():
    """A quiet day is another thing."""
    assert verdict([], a_month()) is Verdict.ORDINARY
    assert verdict(a_day(0), a_month(), eligible=()) is Verdict.ORDINARY


def test_only_what_a_reader_may_have_counts():
    """Papers that are kept out stand out for nobody."""
    today = a_day(0, wanted=7, papers=12)
    others = {paper.key for paper in today[7:]}
    assert verdict(today, a_month(), eligible=others) is Verdict.NOTHING
