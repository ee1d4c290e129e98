"""What a mail says of its edition: its name, its sections, how many papers, what kind of day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from mailed import (
    Page,
    a_full_digest,
    a_full_entry,
    a_sectioned_digest,
    of_kind,
    outline,
    plain,
)
from make import a_digest, an_entry

from digest.model import Edition, Section, Verdict
from digest.render import Renderer


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def test_one_section_has_no_heading(renderer: Renderer) -> None:
    """A mail of a reader's own papers alone says nothing of sections, the one from outside or not."""
    shown = renderer.preview(a_sectioned_digest(Section.FOR_YOU, Section.OUTSIDE))
    assert outline(shown.html)[1:] == ["2 Paper 1", "2 Paper 2"]
    assert "For you" not in shown.text
    assert "2 papers for Ada. Chosen" in plain(shown.text)


def test_what_trends_stands_under_its_own_heading(renderer: Renderer) -> None:
    """Below the reader's own papers, whose section then has one, too; in both parts alike."""
    own, outside, trending = Section.FOR_YOU, Section.OUTSIDE, Section.TRENDING
    shown = renderer.preview(a_sectioned_digest(own, outside, trending, trending))
    assert outline(shown.html) == [
        "1 Tuesday 31 March",
        *("2 For you", "3 Paper 1", "3 Paper 2"),
        *("2 Trending", "3 Paper 3", "3 Paper 4"),
    ]
    lines = re.findall(r"^(For you|Trending| *\d+\. Paper \d)(?: · .*)?$", shown.text, re.MULTILINE)
    assert [line.strip() for line in lines] == [
        *("For you", "1. Paper 1", "2. Paper 2"),
        *("Trending", "3. Paper 3", "4. Paper 4"),
    ]
    for text in (plain(shown.text), Page(shown.html).text):
        assert text.count("What most readers voted for") == 1
        assert "2 papers for Ada. Plus 2 trending. Chosen from 10 new ones." in text


@pytest.mark.parametrize(("kind", "also"), [("weekly", "Also this week"), ("monthly", "Also this month")])
def test_the_list_of_a_longer_time_has_a_heading(renderer: Renderer, kind: str, also: str) -> None:
    """In both parts; what stands under it has its title, its reason and its authors."""
    entries = [a_full_entry(n, f"Paper {n}") for n in range(1, 9)]
    shown = renderer.preview(a_full_digest(*entries, **of_kind(kind)))
    assert [one for one in outline(shown.html)[1:] if "Paper" not in one] == [f"2 {also}"]
    head, _, brief = shown.text.partition(f"\n{also}\n{'=' * 72}\n")
    assert "What it does." in head
    last = brief.split(" 8. Paper 8\n")[1].split("\n\n")[0]
    assert last == (
        "    Because you follow Ada King\n    Ada King, Charles Babbage · Analytical Society\n"
        "    73\xa0upvotes · 1\xa0comment · submitted by Mary\n    https://arxiv.org/abs/2603.00008"
    )
    assert "What it does." not in brief


@pytest.mark.parametrize(
    ("kind", "on", "called", "short"),
    [
        ("daily", date(2026, 3, 31), "Tuesday 31 March", "Tue 31 March"),
        ("weekdays", date(2026, 3, 31), "Tuesday 31 March", "Tue 31 March"),
        ("weekly", date(2026, 3, 31), "25–31 March", "25–31 March"),
        ("weekly", date(2026, 3, 3), "25 February – 3 March", "25 February – 3 March"),
        (
            "weekly",
            date(2026, 1, 2),
            "27 December 2025 – 2 January 2026",
            "27 December 2025 – 2 January 2026",
        ),
        ("monthly", date(2026, 4, 1), "March 2026", "March 2026"),
        ("monthly", date(2026, 3, 31), "March 2026", "March 2026"),
        ("monthly", date(2026, 1, 1), "December 2025", "December 2025"),
    ],
)
def test_an_edition_is_called_after_the_time_it_looks_back_on(
    renderer: Renderer, kind: str, on: date, called: str, short: str
) -> None:
    """A day, the seven days that end on it, or the month of the day before."""
    made = of_kind(kind)
    edition, date = replace(made["edition"], date=on), datetime(on.year, on.month, on.day, 7, tzinfo=UTC)
    shown = renderer.preview(a_digest(**made | {"edition": edition, "date": date}))
    assert outline(plain(shown.html))[0] == f"1 {called}"
    assert f"\n{called}\n" in shown.text.replace("\xa0", " ")
    assert shown.subject == f"Paper Round · {short}: A paper"


@pytest.mark.parametrize(
    ("kind", "said"), [("daily", ""), ("weekly", " · Weekly"), ("monthly", " · Monthly"), ("test", " · Test")]
)
def test_what_is_no_daily_says_what_it_is_beside_the_title(renderer: Renderer, kind: str, said: str) -> None:
    shown = renderer.preview(a_digest(**of_kind(kind)))
    assert shown.text.splitlines()[0] == f"Paper Round{said}"
    assert f">Paper Round{said}</p>" in shown.html
    assert shown.subject.startswith("Test: ") == (kind == "test")


@pytest.mark.parametrize(
    ("cadence", "called"),
    [
        ("tuesdays at 07:30 UTC", "25–31 March"),
        ("tuesdays and fridays at 07:30 UTC", "Tuesday 31 March"),
        ("whenever there is something", "25–31 March"),
    ],
)
def test_what_comes_on_several_days_of_a_week_is_called_after_its_day(
    renderer: Renderer, cadence: str, called: str
) -> None:
    """Each looks back on a few days only, and is shown at length as a daily is."""
    entries = [a_full_entry(n) for n in range(1, 11)]
    shown = renderer.preview(a_digest(*entries, **of_kind("weekly") | {"cadence": cadence}))
    assert f"\n{called}\n" in shown.text.replace("\xa0", " ")
    assert ("Also this week" in shown.text) == (called == "25–31 March")


@pytest.mark.parametrize(
    ("kind", "span", "on"),
    [
        ("daily", "day", "today"),
        ("weekdays", "day", "today"),
        ("test", "day", "today"),
        ("weekly", "week", "this week"),
        ("monthly", "month", "this month"),
    ],
)
def test_the_kind_of_day_is_said_in_one_line_that_fits_the_edition(
    renderer: Renderer, kind: str, span: str, on: str
) -> None:
    """Nothing stands out, or more than usual; of an ordinary day nothing is said."""
    said = {
        Verdict.NOTHING: f"Nothing {on} stands out for your interests; here is what comes nearest.",
        Verdict.RICH: f"An unusually rich {span} for your interests: more papers stand out than usual.",
    }
    for verdict in Verdict:
        shown = renderer.preview(a_digest(verdict=verdict, **of_kind(kind)))
        for text in (plain(shown.text), Page(shown.html).text):
            assert [one for one, words in said.items() if words in text] == [verdict] * (verdict in said)
            assert "for your interests" in text or verdict not in said


def test_of_what_trends_alone_no_kind_of_day_is_said(renderer: Renderer) -> None:
    """There is nothing for the reader's interests to stand out from."""
    shown = renderer.preview(a_sectioned_digest(Section.TRENDING, verdict=Verdict.NOTHING))
    assert "your interests" not in shown.text + shown.html


@pytest.mark.parametrize(
    ("sections", "name", "considered", "said"),
    [
        ([], "Ada", 0, "Nothing new today, Ada."),
        ([], "", 0, "Nothing new today."),
        ([Section.FOR_YOU], "Ada", 240, "1 paper for Ada. Chosen from 240 new ones."),
        ([Section.FOR_YOU] * 10, "Ada", 240, "10 papers for Ada. Chosen from 240 new ones."),
        ([Section.FOR_YOU] * 3, "", 1240, "3 papers. Chosen from 1,240 new ones."),
        ([Section.FOR_YOU] * 3, "Ada", 3, "3 papers for Ada."),
        ([Section.TRENDING] * 3, "Ada", 240, "3 trending papers for Ada. Chosen from 240 new ones."),
        ([Section.FOR_YOU, Section.TRENDING], "", 2, "1 paper. Plus 1 trending."),
    ],
)
def test_how_many_papers_there_are_is_said_in_whole_sentences(
    renderer: Renderer, sections: list[Section], name: str, considered: int, said: str
) -> None:
    """For whom, what trends beside them, and from how many they were chosen, where that is more."""
    entries = [an_entry(n, section=one) for n, one in enumerate(sections, 1)]
    digest = replace(a_digest(name=name, considered=considered), entries=tuple(entries))
    shown = renderer.preview(digest)
    assert said in shown.text.replace("\xa0", " ").splitlines()
    assert re.search(rf'<p class="summary"[^>]*>{re.escape(said)}</p>', plain(shown.html))


def test_an_edition_of_an_unknown_kind_is_shown_as_a_daily(renderer: Renderer) -> None:
    """A ledger from a newer version is no reason to send nothing."""
    shown = renderer.preview(a_digest(edition=Edition(date=date(2026, 3, 31), kind="fortnightly")))
    assert shown.subject == "Paper Round · Tue 31 March: A paper"


@pytest.mark.parametrize(
    ("kind", "edition", "made", "called"),
    [
        ("monthly", date(2026, 3, 1), datetime(2026, 3, 1, 7, tzinfo=UTC), "February 2026"),
        ("monthly", date(2026, 3, 1), datetime(2026, 3, 20, 7, tzinfo=UTC), "March 2026"),
        ("weekly", date(2026, 3, 30), datetime(2026, 3, 30, 7, tzinfo=UTC), "24–30 March"),
        ("weekly", date(2026, 3, 30), datetime(2026, 4, 2, 7, tzinfo=UTC), "27 March – 2 April"),
        ("daily", date(2026, 3, 30), datetime(2026, 3, 31, 5, tzinfo=UTC), "Monday 30 March"),
    ],
)
def test_a_long_edition_is_called_after_the_day_it_was_made(
    renderer: Renderer, kind: str, edition: date, made: datetime, called: str
) -> None:
    """Somebody who came in the middle of a month gets what is new by then, not the month before."""
    digest = a_digest(edition=Edition(date=edition, kind=kind), date=made, cadence=kind)
    assert plain(outline(renderer.preview(digest).html)[0]) == f"1 {called}"


@pytest.mark.parametrize(
    ("cadence", "line"),
    [
        ("tuesdays at 07:30 UTC", "Paper Round · Weekly · Test"),
        ("monthly at 07:30 UTC", "Paper Round · Monthly · Test"),
        ("daily at 07:30 UTC", "Paper Round · Test"),
    ],
)
def test_a_test_mail_has_the_shape_of_the_one_it_stands_for(
    renderer: Renderer, cadence: str, line: str
) -> None:
    """Who tries a weekly sees a weekly, marked as a test."""
    entries = [a_full_entry(n, f"Paper {n}") for n in range(1, 9)]
    edition = Edition(date=date(2026, 3, 31), kind="test")
    shown = renderer.preview(a_digest(*entries, edition=edition, cadence=cadence))
    assert shown.text.splitlines()[0] == line
    assert ("Also this" in shown.text) == ("daily" not in cadence)
    assert shown.subject.startswith("Test: Paper Round")
