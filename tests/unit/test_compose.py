"""What a digest is made of, and what its cards show."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from make import TODAY, a_paper, a_subscriber

from digest.compose import Occasion, Sizes, card, compose, message_id
from digest.model import Edition, Images, Masthead, Pick, Picture, Section, Verdict

OCCASION = Occasion(
    masthead=Masthead(title="Paper Round", sender="Paper Round <digest@example.org>"),
    domain="example.org",
    unsubscribe="mailto:digest@example.org",
    edition=Edition(date=TODAY),
    date=datetime(2026, 3, 31, 8, 30, 15, 999, tzinfo=ZoneInfo("Europe/London")),
)


def test_entries_are_numbered_in_the_order_of_the_picks() -> None:
    """The first pick is number one."""
    picks = [Pick(paper=a_paper(key), score=1 / key) for key in (7, 3, 5)]
    digest = compose(a_subscriber(), picks, occasion=OCCASION, considered=9)
    assert [(entry.number, entry.paper) for entry in digest.entries] == [(1, 7), (2, 3), (3, 5)]
    assert digest.considered == 9
    assert digest.date.microsecond == 0


def test_sections_follow_one_another_and_numbers_run_on() -> None:
    """A reader's own papers, the one from outside, what trends; the picks' order within each."""
    trending, outside, own = Section.TRENDING, Section.OUTSIDE, Section.FOR_YOU
    sections = [own, trending, outside, trending, own]
    picks = [Pick(paper=a_paper(key), score=1, section=one) for key, one in enumerate(sections, 1)]
    digest = compose(a_subscriber(), picks, occasion=OCCASION, considered=9)
    assert [(entry.number, entry.paper, entry.section) for entry in digest.entries] == [
        (1, 1, own),
        (2, 5, own),
        (3, 3, outside),
        (4, 2, trending),
        (5, 4, trending),
    ]


WIDE, SMALL = (Picture(hash=name, width=1, height=1) for name in ("wide", "small"))
BOTH = Sizes(wide=WIDE, small=SMALL)


def shown(images: Images, *sections: Section, sizes: Sizes = BOTH) -> list[object]:
    """Return the pictures on the cards of a digest of papers that all have the same one."""
    picks = [
        Pick(paper=a_paper(key, image_url="https://example.org/x.png"), score=1, section=one)
        for key, one in enumerate(sections, 1)
    ]
    masthead = replace(OCCASION.masthead, images=images)
    pictures = {"https://example.org/x.png": sizes}
    occasion = replace(OCCASION, masthead=masthead, pictures=pictures, cards={})
    digest = compose(a_subscriber(), picks, occasion=occasion, considered=9)
    return [entry.card.picture for entry in digest.entries]


def test_the_first_of_a_readers_own_papers_leads_with_a_wide_picture() -> None:
    """The others have a small one where every picture goes along, and none else."""
    own, outside, trending = Section.FOR_YOU, Section.OUTSIDE, Section.TRENDING
    assert shown(Images.LEAD, own, own, outside) == [WIDE, None, None]
    assert shown(Images.EMBEDDED, own, own, trending) == [WIDE, SMALL, SMALL]
    assert shown(Images.EMBEDDED, trending, trending) == [SMALL, SMALL]
    assert shown(Images.LEAD, trending) == [None]
    for images in (Images.NONE, Images.REMOTE):
        assert shown(images, own, own) == [None, None]


def test_a_picture_of_few_pixels_leads_nothing() -> None:
    """A small one, enlarged, is worse than none."""
    few = Sizes(small=SMALL)
    assert shown(Images.EMBEDDED, Section.FOR_YOU, Section.FOR_YOU, sizes=few) == [None, SMALL]


def test_a_paper_that_leads_one_digest_is_a_card_of_another() -> None:
    """What is made once for all readers is made once for each picture."""
    masthead = replace(OCCASION.masthead, images=Images.EMBEDDED)
    occasion = replace(OCCASION, masthead=masthead, pictures={"https://example.org/x.png": BOTH}, cards={})
    picks = [Pick(paper=a_paper(key, image_url="https://example.org/x.png"), score=1) for key in (1, 2)]
    for order in (picks, picks[::-1]):
        digest = compose(a_subscriber(), order, occasion=occasion, considered=9)
        assert [entry.card.picture for entry in digest.entries] == [WIDE, SMALL]


def test_a_picture_is_linked_to_over_https_only() -> None:
    """Mail programs refuse the rest, and so do proxies."""
    assert card(a_paper(image_url="https://example.org/x.png")).image_url == "https://example.org/x.png"
    assert card(a_paper(image_url="http://example.org/x.png")).image_url == ""


@pytest.mark.parametrize("verdict", Verdict)
def test_the_kind_of_day_is_the_rankings(verdict: Verdict) -> None:
    """It is judged where papers are scored, and frozen with them."""
    digest = compose(a_subscriber(), [], occasion=OCCASION, considered=9, verdict=verdict)
    assert digest.verdict is verdict


def test_a_message_id_belongs_to_one_edition_of_one_subscriber() -> None:
    """A resend is recognisable, and nobody else's mail looks the same."""
    edition = Edition(date=TODAY)
    mine = message_id(edition, "ada@example.org", domain="example.org")
    assert mine == message_id(edition, "ada@example.org", domain="example.org")
    others = [
        message_id(replace(edition, slot=2), "ada@example.org", domain="example.org"),
        message_id(replace(edition, kind="weekly"), "ada@example.org", domain="example.org"),
        message_id(edition, "grace@example.org", domain="example.org"),
    ]
    assert len({mine, *others}) == 4
    assert "ada" not in mine


@pytest.mark.parametrize(
    ("ids", "url", "pdf", "identifier"),
    [
        (
            ("arxiv:2603.00001", "doi:10.1000/1"),
            "https://arxiv.org/abs/2603.00001",
            "https://arxiv.org/pdf/2603.00001",
            "arXiv:2603.00001",
        ),
        (("doi:10.1000/1", "text:0af"), "https://doi.org/10.1000/1", "", "doi:10.1000/1"),
        (("text:0af",), "", "", ""),
    ],
)
def test_links_come_from_the_ids(ids: tuple[str, ...], url: str, pdf: str, identifier: str) -> None:
    """A card links to what its paper is known by, arXiv first."""
    facts = card(a_paper(ids=ids))
    assert (facts.url, facts.pdf_url, facts.identifier) == (url, pdf, identifier)


def test_a_discussion_is_linked_only_where_hugging_face_lists_the_paper() -> None:
    """No link that leads to nothing."""
    assert (
        card(a_paper(sources=("huggingface",))).discussion_url == "https://huggingface.co/papers/2603.00001"
    )
    assert card(a_paper(sources=("page:saved",))).discussion_url == ""
