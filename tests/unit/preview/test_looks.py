"""A mail in other looks: what changes, and that nothing else does."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.lint.colour import Colour, inverted
from digest.preview.colours import inverted_css, inverted_value
from digest.preview.looks import NESTED_LIMIT, Dark, Look, dressed

MAIL = """<!DOCTYPE html><html lang="en"><head><title>T</title><meta name="color-scheme" content="light dark">
<style>p{color:#111111}@media (prefers-color-scheme: dark){p{color:#EEE !important}}
@media (PREFERS-COLOR-SCHEME:light){p{color:#222}}</style></head>
<body bgcolor="#ffffff"><p style="color:#0b5d52">Words</p><img src="cid:a%40b" width="120" alt="A &lt;b&gt;">
<img src="cid:none" alt=""></body></html>"""
CHANNEL = st.integers(min_value=0, max_value=255)


@given(st.builds(Colour, CHANNEL, CHANNEL, CHANNEL))
def test_turning_a_colour_round_twice_is_the_colour(colour: Colour) -> None:
    """Its hue and saturation stay, its lightness goes to the other side, and it stays a colour."""
    turned = inverted(colour)
    assert inverted(turned) == colour
    before, after = colour[:3], turned[:3]
    assert all(0 <= channel <= 255 for channel in after)
    assert max(after) + min(after) == 510 - max(before) - min(before)
    assert max(after) - min(after) == max(before) - min(before)


@pytest.mark.parametrize(
    ("written", "turned"),
    [
        ("#fff", "#000000"),
        ("#0b5d52", "#a2f4e9"),
        ("#ffffff80", "#00000080"),
        ("#F00", "#ff0000"),
        ("white", "#000000"),
        ("rgb(255, 255, 255)", "rgb(0, 0, 0)"),
        ("rgba(0,0,0,.5)", "rgba(255, 255, 255, .5)"),
        ("rgb(100% 100% 100%)", "rgb(0, 0, 0)"),
        ("hsl(0, 100%, 25%)", "rgb(255, 127, 127)"),
        ("1px solid #000", "1px solid #ffffff"),
        ("url(#fff) #fff", "url(#fff) #000000"),
        ("transparent", "transparent"),
        ("#12345", "#12345"),
        ("whitesmoke", "whitesmoke"),
    ],
)
def test_a_colour_in_any_spelling_is_turned_round(written: str, turned: str) -> None:
    """What is no colour, or not known as one, stays."""
    assert inverted_value(written) == turned


def test_only_colours_of_declarations_are_turned_round() -> None:
    """Selectors, names of fonts and comments hold no colours."""
    css = "#fff, .white:hover{color:#fff;font-family:Black;white-space:nowrap}/* color:#fff */ a{--ink:#000}"
    assert inverted_css(css) == (
        "#fff, .white:hover{color:#000000;font-family:Black;white-space:nowrap}  a{--ink:#ffffff}"
    )


def test_in_the_light_no_dark_rule_holds() -> None:
    """Whatever the system prefers."""
    shown = dressed(MAIL, Look())
    assert "@media (max-width: 0){p{color:#EEE !important}}" in shown
    assert "@media (min-width: 0){p{color:#222}}" in shown
    assert ":root{color-scheme:only light !important}" in shown
    assert "prefers-color-scheme" not in shown.lower()
    assert 'name="color-scheme"' not in shown


def test_in_the_dark_the_mails_own_dark_rules_hold() -> None:
    """And the scheme is dark, for what the mail gives no colour."""
    shown = dressed(MAIL, Look(dark=Dark.MEDIA))
    assert "@media (min-width: 0){p{color:#EEE !important}}" in shown
    assert "@media (max-width: 0){p{color:#222}}" in shown
    assert ":root{color-scheme:dark !important}" in shown
    assert 'style="color:#0b5d52"' in shown


def test_inverted_every_colour_is_turned_round_and_no_dark_rule_holds() -> None:
    """In the sheet, in attributes, and where the mail says nothing."""
    shown = dressed(MAIL, Look(dark=Dark.INVERTED))
    assert "p{color:#eeeeee}" in shown
    assert "@media (max-width: 0){p{color:#111111 !important}}" in shown
    assert 'bgcolor="#000000"' in shown
    assert 'style="color:#a2f4e9"' in shown
    assert "html{background:#000000;color:#ffffff}" in shown


def test_without_images_there_is_their_text_in_a_box_of_their_width() -> None:
    """Markup in it is text."""
    shown = dressed(MAIL, Look(images=False), pictures={"a@b": "data:image/png;base64,AA=="})
    assert "<img" not in shown
    assert "data:" not in shown
    assert 'width:120px;border:1px solid;padding:4px">A &lt;b&gt;</span>' in shown


def test_pictures_that_came_along_are_put_in() -> None:
    """One that did not is its alternative text."""
    shown = dressed(MAIL, Look(), pictures={"a@b": "data:image/png;base64,AA=="})
    assert 'src="data:image/png;base64,AA=="' in shown
    assert "cid:" not in shown


@given(st.text(max_size=300), st.sampled_from(Dark), st.booleans())
def test_any_html_can_be_dressed(html: str, dark: Dark, images: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """Nothing makes it fail."""
    dressed(f"<style>{html}</style><p style='{html}'>{html}", Look(dark=dark, images=images))


@pytest.mark.parametrize(
    "bad",
    [
        "<div>" * 200_000,
        "<a '" * 200_000,
        "<style>a:" + "rgb(" * 250_000,
        "<style>" + "/*/" * 300_000,
        "<style>" + "color:url(" * 100_000,
        "<style>" + "-" * 1_000_000,
        "<p style='color:" + "#" * 1_000_000,
        "<div>" * NESTED_LIMIT,
    ],
)
def test_no_html_takes_long(bad: str) -> None:
    """The time grows with the length, whatever stands in it."""
    began = time.process_time()
    dressed(bad, Look(dark=Dark.INVERTED, images=False))
    assert time.process_time() - began < 5
