"""No ranker knows what it may not: who listed a paper, or anything that was listed later."""

from __future__ import annotations

import copy
from itertools import groupby

import numpy as np
from madeup import replies, subscriber_days, write_lines

from benchmarks.compared import rankers_of
from benchmarks.recorded import read_days, read_papers
from digest.rank.meaning import text_of

LABEL = {"submittedBy", "submittedOnDailyBy", "submitterOrganization", "isAuthorParticipating"}


def orders(folder, listed, rows):
    """Return the orders of every ranker for every day."""
    known = read_papers([write_lines(folder / "papers.jsonl", listed)])
    days = read_days(write_lines(folder / "days.jsonl", rows), known.papers).days
    vectors = {text: a_vector(text) for text in map(text_of, (one.facts for one in known.papers.values()))}
    rankers = rankers_of(known, days, vectors=vectors)
    grouped = [list(group) for _, group in groupby(days, key=lambda day: day.day)]
    return {
        name: [order for group in grouped for order in ranker(group)]
        for name, ranker in {**rankers.baselines, **rankers.ours}.items()
    }


def a_vector(text):
    """Return a made-up direction for a text: like words, like directions."""
    drawn = sum(np.random.default_rng(list(word.encode())).standard_normal(8) for word in text.split())
    return (drawn / np.linalg.norm(drawn)).astype(np.float32)


def without_label(value):
    """Return a reply without the fields that say who listed a paper, however deep."""
    if isinstance(value, dict):
        return {name: without_label(one) for name, one in value.items() if name not in LABEL}
    return [without_label(one) for one in value] if isinstance(value, list) else value


def test_who_listed_a_paper_is_never_read(tmp_path):
    """Without the label's fields every order of every ranker is the same."""
    listed = replies()
    stripped = without_label(copy.deepcopy(listed))
    assert "submittedBy" in str(listed)
    assert not any(name in str(stripped) for name in LABEL)
    rows = subscriber_days(listed)
    assert orders(tmp_path, listed, rows) == orders(tmp_path, stripped, rows)


def test_papers_listed_later_change_nothing(tmp_path):
    """Words, people and votes of papers from the day on, other than the candidates, teach nothing."""
    listed = replies()
    rows = [row for row in subscriber_days(listed) if row["day"] == listed[12]["date"]]
    poisoned = copy.deepcopy(listed)
    for reply in poisoned[13:]:
        for entry in reply["entries"]:
            entry["paper"] |= {"title": "Protein robot speech galaxy", "summary": "protein robot " * 50}
            entry["paper"] |= {"upvotes": 9000, "authors": [{"name": "Author0 Family00"}]}
    extra = copy.deepcopy(poisoned[13])
    for at, entry in enumerate(extra["entries"]):
        entry["paper"]["id"] = f"2699.{at:05d}"
    extra["date"] = listed[12]["date"]  # listed on the day itself, but no candidate
    assert orders(tmp_path, listed, rows) == orders(tmp_path, [*poisoned, extra], rows)


def test_another_reader_of_the_day_changes_nothing(tmp_path):
    """Readers of one date share a ranker, not an order."""
    listed = replies()
    rows = subscriber_days(listed)
    together = orders(tmp_path, listed, rows)
    alone = [orders(tmp_path, listed, [row]) for row in rows]
    assert together == {name: [one[name][0] for one in alone] for name in together}


def test_every_ranker_orders_all_candidates(tmp_path):
    """An order is the candidates, each once."""
    listed = replies()
    rows = subscriber_days(listed)
    for found in orders(tmp_path, listed, rows).values():
        assert [sorted(order) for order in found] == [sorted(row["candidates"]) for row in rows]
