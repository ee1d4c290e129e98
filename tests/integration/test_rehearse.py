"""A rehearsed edition is the one that would be sent, and can be ranked again with other wishes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from make import NOON, TODAY, a_listing, a_subscriber, interests
from ready import a_newsroom, stock

from digest.identify import identified
from digest.model import Interest, InterestKind, LibraryEntry, Section, Subscriber
from digest.publish.explain import explain
from digest.publish.planning import preview, publish
from digest.publish.rehearse import CROWDED, MOST, Lineup, Placed, rehearse
from digest.store import Store
from digest.store.papers import shelf, upsert
from digest.store.votes import vote

DAY = timedelta(days=1)
TITLES = (
    "Diffusion models for video",
    "Diffusion for graphs and molecules",
    "Models of the climate",
    "Proofs by machine",
    "Robots that fold laundry",
)
ADA = a_subscriber(
    "ada@example.org", interests=interests(topic="diffusion models", keyword="video"), papers=2
)


def named(lineup: Lineup) -> dict[str, Placed]:
    return {one.paper.facts.title: one for one in lineup.papers}


def key_of(store: Store, title: str) -> int:
    (paper,) = [one for one in shelf(store, since=TODAY - 99 * DAY).papers if one.facts.title == title]
    return paper.key


def with_wishes(reader: Subscriber, **wishes: str | list[str]) -> Subscriber:
    return replace(reader, interests=interests(**wishes))


def test_the_edition_rehearsed_is_the_one_that_is_sent(store: Store) -> None:
    """Preview, rehearsal and a real pass say the same, votes and what is trending included."""
    stock(store, *TITLES)
    vote(store, address=ADA.address, paper=key_of(store, TITLES[3]), up=True, now=NOON - DAY)
    room = replace(a_newsroom(), trending=1)
    found = rehearse(store, room, ADA, now=NOON).digest()
    assert found.entries
    assert found == preview(store, room, ADA, now=NOON)
    (sent,) = publish(store, room, [ADA], now=NOON).planned
    assert found == sent


def test_an_edition_that_was_sent_is_rehearsed_as_it_was(store: Store) -> None:
    """Its papers are not had by itself."""
    stock(store, *TITLES)
    before = rehearse(store, a_newsroom(), ADA, now=NOON)
    publish(store, a_newsroom(), [ADA], now=NOON)
    after = rehearse(store, a_newsroom(), ADA, now=NOON)
    assert after.digest() == before.digest()
    assert after.lineup() == before.lineup()


def test_papers_stand_by_their_scores_and_those_picked_are_marked(store: Store) -> None:
    """Places run from 1; a place of its own has each eligible paper."""
    stock(store, *TITLES)
    rehearsal = rehearse(store, a_newsroom(), ADA, now=NOON)
    lineup = rehearsal.lineup()
    assert [one.place for one in lineup.papers] == [1, 2, 3, 4, 5]
    assert [one.score for one in lineup.papers] == sorted((one.score for one in lineup.papers), reverse=True)
    assert lineup.considered == 5
    picked = {one.paper.key for one in lineup.papers if one.section is Section.FOR_YOU}
    assert picked == {entry.paper for entry in rehearsal.digest().entries}
    assert lineup.edition == "daily:2026-03-31"


def test_a_score_is_the_sum_that_explain_tells(store: Store) -> None:
    """In the same numbers, for every paper of the lineup."""
    stock(store, *TITLES)
    for one in rehearse(store, a_newsroom(), ADA, now=NOON).lineup().papers:
        told = explain(store, a_newsroom(), ADA, one.paper, now=NOON)
        assert (one.score, one.parts) == (told.explanation.total, told.explanation.parts)
        assert one.terms == told.explanation.terms
        assert one.place == told.place
        assert sum(one.parts.values()) == pytest.approx(one.score)


def test_other_wishes_rank_the_same_papers_as_if_they_stood_in_the_file(store: Store) -> None:
    """And leave nothing behind: the wishes before rank as before."""
    stock(store, *TITLES)
    rehearsal = rehearse(store, a_newsroom(), ADA, now=NOON)
    first, robots = (
        rehearsal.lineup(ADA),
        with_wishes(ADA, topic="robots and laundry", like="doi:10.1000/none"),
    )
    fresh = rehearse(store, a_newsroom(), robots, now=NOON)
    assert rehearsal.lineup(robots) == fresh.lineup()
    assert rehearsal.digest(robots) == fresh.digest()
    assert rehearsal.lineup(robots).papers[0].paper.facts.title == TITLES[4]
    assert rehearsal.lineup(robots).pending == ("doi:10.1000/none",)
    assert rehearsal.lineup(ADA) == first


def test_another_weight_ranks_as_it_would_from_the_file(store: Store) -> None:
    """Though nothing is compared anew."""
    stock(store, *TITLES)
    entry = LibraryEntry(title="Laundry, folded", abstract="Robots fold.")
    library = Interest(kind=InterestKind.LIBRARY, value="read.bib", entries=(entry,))
    reader = replace(ADA, interests=(*ADA.interests, library))
    rehearsal = rehearse(store, a_newsroom(), reader, now=NOON)
    rehearsal.lineup()
    for weight in (0.1, 5.0):
        heavier = replace(reader, interests=(*ADA.interests, replace(library, weight=weight)))
        assert rehearsal.lineup(heavier) == rehearse(store, a_newsroom(), heavier, now=NOON).lineup()


def test_votes_count_beside_other_wishes(store: Store) -> None:
    """They are the reader's, whatever is tried."""
    stock(store, *TITLES)
    stock(store, "Laundry of robots, folded", listed_on=TODAY - DAY, now=NOON - DAY)
    liked = key_of(store, "Laundry of robots, folded")
    climate = with_wishes(ADA, topic="climate")
    before = named(rehearse(store, a_newsroom(), climate, now=NOON).lineup())
    vote(store, address=ADA.address, paper=liked, up=True, now=NOON - timedelta(hours=1))
    rehearsal = rehearse(store, a_newsroom(), ADA, now=NOON)
    after = named(rehearsal.lineup(climate))
    assert after[TITLES[4]].score > before[TITLES[4]].score
    assert [one.kind for one in rehearsal.interests(climate)] == [InterestKind.TOPIC, InterestKind.LIKE]
    assert after["Laundry of robots, folded"].why_not.startswith("voted on")


def test_what_is_kept_out_follows_with_why(store: Store) -> None:
    """What is never wanted, what the reader has already, what was sent before."""
    stock(store, "Old news of video", listed_on=TODAY - DAY, now=NOON - DAY)
    publish(store, a_newsroom(), [ADA], now=NOON - DAY)
    stock(store, *TITLES)
    (paper,) = [one for one in shelf(store, since=TODAY).papers if one.facts.title == TITLES[2]]
    reader = replace(
        ADA, interests=(*ADA.interests, *interests(like=paper.ids[0])), never=interests(keyword="proofs")
    )
    lineup = rehearse(store, a_newsroom(), reader, now=NOON).lineup()
    assert [(one.paper.facts.title, one.place, one.why_not) for one in lineup.papers[3:]] == [
        (TITLES[3], None, "never: proofs"),
        (TITLES[2], None, "it is one of the liked papers itself"),
        ("Old news of video", None, "had in an earlier edition"),
    ]
    assert lineup.considered == 3
    assert all(one.section is None for one in lineup.papers[3:])


def test_a_paper_passed_over_is_said_to_be_too_like_another(store: Store) -> None:
    """One of a lower score is in the mail, and this one is not."""
    for number in (1, 2):  # two works, whatever they read like
        listed = a_listing(TITLES[0], ids=(f"doi:10.1000/{number}",), abstract="Of video, frame by frame.")
        upsert(store, [identified(listed, day=TODAY)], source="huggingface", now=NOON, watermark=TODAY)
    stock(store, *TITLES[2:])
    lineup = rehearse(store, a_newsroom(), ADA, now=NOON).lineup()
    assert [one.section is not None for one in lineup.papers[:3]] == [True, False, True]
    assert [one.why_not for one in lineup.papers] == ["", CROWDED, "", "", ""]


def test_a_long_day_shows_the_best_and_all_that_were_picked(store: Store) -> None:
    """What most readers voted for may stand far down, and is in the mail."""
    stock(store, *(f"Diffusion models, part {number}" for number in range(MOST + 15)))
    listed = a_listing("What everybody reads", ids=("doi:10.1000/1",), upvotes=900)
    upsert(store, [identified(listed, day=TODAY)], source="huggingface", now=NOON, watermark=TODAY)
    room = replace(a_newsroom(), trending=1)
    lineup = rehearse(store, room, replace(ADA, popularity=0.0), now=NOON).lineup()
    assert len(lineup.papers) == MOST + 1
    assert lineup.considered == MOST + 16
    last = lineup.papers[-1]
    assert (last.paper.facts.title, last.section) == ("What everybody reads", Section.TRENDING)
    assert last.place is not None
    assert last.place > MOST


def test_an_earlier_day_is_rehearsed_as_it_was(store: Store) -> None:
    """As if nothing had been listed later."""
    stock(store, TITLES[0], listed_on=TODAY - DAY, now=NOON - DAY)
    stock(store, TITLES[1])
    rehearsal = rehearse(store, a_newsroom(), ADA, now=NOON, on=TODAY - DAY)
    assert rehearsal.digest() == preview(store, a_newsroom(), ADA, now=NOON, on=TODAY - DAY)
    assert [one.paper.facts.title for one in rehearsal.lineup().papers] == [TITLES[0]]
    assert rehearsal.lineup().edition == "daily:2026-03-30"


def test_an_empty_day_has_an_empty_lineup(store: Store) -> None:
    """Which is no error."""
    lineup = rehearse(store, a_newsroom(), ADA, now=NOON).lineup()
    assert (lineup.papers, lineup.considered) == ((), 0)
