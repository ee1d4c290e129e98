"""Pictures in a mail: whose, where from, how large, and never one that is not there."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mailed import Page, a_masthead, of_kind, parsed
from make import a_digest, an_entry

from digest.model import Digest, Images, Picture, Reason, Section
from digest.render import Renderer

NAME, OTHER = "a" * 64, "b" * 64
SHOT = Picture(hash=NAME, width=1040, height=585)
URL = "https://example.org/shot.png"
REASONS = (Reason(kind="author", label="Ada"),)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def pictured(images: Images, *pictures: Picture | None, **changes: Any) -> Digest:
    """Return a digest of papers with these pictures, which all go along."""
    entries = [
        an_entry(n, f"Paper {n}", abstract="What it does.", picture=one, image_url=URL, reasons=REASONS)
        for n, one in enumerate(pictures, 1)
    ]
    values = {
        "masthead": a_masthead(images=images),
        "pictures": {one.hash: one.hash[:2].encode() for one in pictures if one},
    }
    return a_digest(*entries, **(values | changes))


def shown(renderer: Renderer, digest: Digest) -> list[tuple[str, str, str]]:
    """Return the pictures of the HTML: address, width and height."""
    page = Page(renderer.preview(digest).html)
    images = [attrs for tag, attrs in page.tags if tag == "img"]
    assert all(attrs["alt"] for attrs in images)
    return [(one["src"] or "", one["width"] or "", one.get("height") or "") for one in images]


def attached(renderer: Renderer, digest: Digest) -> list[bytes]:
    """Return the pictures that go along."""
    parts = parsed(renderer, digest).walk()
    return [part.get_content() for part in parts if part.get_content_maintype() == "image"]


def test_none_is_none(renderer: Renderer) -> None:
    """Neither in the HTML nor along with it."""
    digest = pictured(Images.NONE, SHOT, SHOT)
    assert (shown(renderer, digest), attached(renderer, digest)) == ([], [])


def test_the_lead_storys_picture_goes_along(renderer: Renderer) -> None:
    """As wide as the column of text, so twice as sharp on the screens that can."""
    digest = pictured(Images.LEAD, SHOT, None)
    assert shown(renderer, digest) == [(f"cid:{NAME[:32]}@example.org", "520", "292")]
    assert attached(renderer, digest) == [b"aa"]


def test_every_picture_goes_along_where_it_is_asked_for(renderer: Renderer) -> None:
    """Of the compact cards small ones, beside their text; a paper without one has none."""
    digest = pictured(Images.EMBEDDED, SHOT, None, replace(SHOT, hash=OTHER))
    assert [width for _, width, _ in shown(renderer, digest)] == ["520", "120"]
    assert attached(renderer, digest) == [b"aa", b"bb"]


def test_remote_pictures_are_linked_and_nothing_goes_along(renderer: Renderer) -> None:
    """Their heights are not known before they are loaded."""
    digest = pictured(Images.REMOTE, SHOT, None)
    assert shown(renderer, digest) == [(URL, "520", ""), (URL, "120", "")]
    assert attached(renderer, digest) == []


@pytest.mark.parametrize(
    "url", ["", "http://example.org/x.png", "javascript:alert(1)", 'https://example.org/"onload="x', "data:x"]
)
def test_a_remote_picture_has_a_safe_address_or_is_not_there(renderer: Renderer, url: str) -> None:
    """Https alone: mail programs do not load others."""
    digest = a_digest(an_entry(image_url=url), masthead=a_masthead(images=Images.REMOTE))
    assert shown(renderer, digest) == []


@pytest.mark.parametrize("images", [Images.LEAD, Images.EMBEDDED])
def test_a_picture_whose_bytes_are_not_there_is_not_shown(renderer: Renderer, images: Images) -> None:
    """A store may have lost it; a broken picture is worse than none. The next card's is as ever."""
    digest = pictured(images, SHOT, replace(SHOT, hash=OTHER))
    there = replace(digest, pictures={OTHER: b"bb"})
    assert [src[4:6] for src, _, _ in shown(renderer, there)] == ["bb"]
    assert attached(renderer, there) == [b"bb"]
    assert [src[4:6] for src, _, _ in shown(renderer, digest)] == ["aa", "bb"]


def test_bytes_that_no_card_shows_stay_at_home(renderer: Renderer) -> None:
    """A mail carries nothing that its reader does not see."""
    digest = replace(pictured(Images.LEAD, SHOT), pictures={NAME: b"aa", OTHER: b"bb"})
    assert attached(renderer, digest) == [b"aa"]


def test_a_small_picture_is_not_blown_up(renderer: Renderer) -> None:
    """It is shown as large as it is, in its own proportions."""
    small = Picture(hash=NAME, width=200, height=150)
    digest = pictured(Images.EMBEDDED, small, small)
    assert [size for _, *size in shown(renderer, digest)] == [["200", "150"], ["120", "90"]]


@given(st.integers(1, 4_000), st.integers(1, 4_000))
def test_a_picture_keeps_its_proportions(width: int, height: int) -> None:
    """To half a pixel, where that leaves any; never wider than its place."""
    digest = pictured(Images.LEAD, Picture(hash=NAME, width=width, height=height))
    ((_, wide, high),) = shown(_ONE, digest)
    assert int(wide) == min(width, 520)
    exact = height * int(wide) / width
    assert abs(int(high) - exact) <= 0.5 or (high == "1" and exact < 1)


def test_what_is_shown_in_brief_has_no_picture(renderer: Renderer) -> None:
    """A list is for running the eye over; what it does not show does not go along."""
    names = [f"{place:x}" * 64 for place in range(6)]
    pictures = [Picture(hash=name, width=640, height=360) for name in names]
    digest = pictured(Images.EMBEDDED, *pictures, **of_kind("monthly"))
    assert len(shown(renderer, digest)) == len(attached(renderer, digest)) == 3


@pytest.mark.parametrize("reasons", [(), REASONS])
def test_a_theme_is_given_no_picture_of_what_is_shown_in_brief(tmp_path, reasons: tuple[Reason, ...]) -> None:
    """So that one which shows whatever it is given keeps to that, too."""
    (tmp_path / "themes" / "mine").mkdir(parents=True)
    card = '<div>{% if card.image %}<img src="{{ card.image.src }}" alt="x" width="9">{% endif %}</div>'
    (tmp_path / "themes" / "mine" / "card.html").write_text(card)
    masthead = a_masthead(images=Images.EMBEDDED, theme="mine")
    digest = pictured(Images.EMBEDDED, *[SHOT] * 6, masthead=masthead, **of_kind("monthly"))
    digest = replace(digest, entries=tuple(replace(one, reasons=reasons) for one in digest.entries))
    assert len(shown(Renderer(overrides=tmp_path), digest)) == 3


def test_a_title_past_the_size_limit_has_no_picture(renderer: Renderer) -> None:
    """The cards that became titles leave their pictures behind."""
    digest = pictured(Images.EMBEDDED, *[SHOT] * 80)
    whole = pictured(Images.EMBEDDED, SHOT)
    entries = [replace(one, card=replace(one.card, abstract="Long. " * 200)) for one in digest.entries]
    last = replace(entries[-1], card=replace(entries[-1].card, picture=replace(SHOT, hash=OTHER)))
    digest = replace(digest, entries=(*entries[:-1], last), pictures={NAME: b"aa", OTHER: b"bb"})
    assert 1 < len(shown(renderer, digest)) < 80
    assert attached(renderer, digest) == attached(renderer, whole) == [b"aa"]


def test_the_plain_theme_shows_none_and_attaches_none(renderer: Renderer) -> None:
    """What a theme does not show does not go along, whatever the file asks for."""
    for images in Images:
        digest = pictured(images, SHOT, masthead=a_masthead(images=images, theme="plain"))
        assert (shown(renderer, digest), attached(renderer, digest)) == ([], [])


def test_the_text_part_is_the_same_with_and_without_pictures(renderer: Renderer) -> None:
    """They are never all there is to a paper."""
    texts = {renderer.preview(pictured(images, SHOT, SHOT)).text for images in Images}
    assert len(texts) == 1


def test_a_mail_that_is_led_from_outside_has_a_small_picture(renderer: Renderer) -> None:
    """It is no lead story, so its picture is none."""
    digest = pictured(Images.EMBEDDED, SHOT)
    digest = replace(digest, entries=(replace(digest.entries[0], section=Section.OUTSIDE),))
    assert [width for _, width, _ in shown(renderer, digest)] == ["120"]


def test_a_picture_is_described_in_the_readers_language(renderer: Renderer) -> None:
    """For those who do not see it."""
    alts = [
        re.findall(r'alt="([^"]+)"', renderer.preview(pictured(Images.LEAD, SHOT, masthead=one)).html)
        for one in (a_masthead(), a_masthead(language="ja"))
    ]
    assert alts[0] == ["Picture from the paper"]
    assert len(alts[1]) == 1
    assert not alts[1][0].isascii()


_ONE = Renderer()
