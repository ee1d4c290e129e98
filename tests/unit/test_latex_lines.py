"""What a reader sees of words cut at line ends, and of quotation marks and dashes typed for TeX."""

from __future__ import annotations

import pytest

from digest.latex import readable


@pytest.mark.parametrize(
    ("cut", "text"),
    [
        ("a repre- sentation learn- ing method", "a representation learning method"),
        ("con-\nservation and Addition-\n  ally", "conservation and Additionally"),
        ("soft\u00ad\nware and hard\u00adware", "software and hardware"),
        ("a high- quality, task- specific one", "a high-quality, task-specific one"),
        ("state-of-\nthe-art, low-\nrank, 4d-\nvisual", "state-of-the-art, low-rank, 4d-visual"),
        ("evalua\u2010\ntion", "evaluation"),
    ],
)
def test_words_cut_at_a_line_end_are_whole_again(cut: str, text: str) -> None:
    """Joined where the whole is a word; a compound keeps its hyphen."""
    assert readable(cut) == text


@pytest.mark.parametrize(
    "text",
    [
        "pre- and post-training",
        "first- or second-order",
        "Coarse- to Fine",
        "pre-, intra- and post-operative",
        "our model- while small -works",
        "Grad- CAM",
        "1- 2",
    ],
)
def test_hyphens_that_await_another_word_stay(text: str) -> None:
    """A suspended hyphen is no cut, nor is a dash."""
    assert readable(text) == text


def test_a_suspended_hyphen_at_a_line_end_keeps_its_space() -> None:
    """They are two words: open- and closed-source."""
    assert readable("open-\nand closed-source") == "open- and closed-source"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("so ``called'' and ``mixed\", a `word' here", "so “called” and “mixed”, a ‘word’ here"),
        ("``the model's view'' of ``1'', ``0''", "“the model's view” of “1”, “0”"),
        ("``never closed", "“never closed"),
        ("Reed--Solomon, 14--18 -- and---so --- on", "Reed–Solomon, 14–18 – and—so — on"),
        (r"$\alpha$--$\beta$ and \emph{a}--b", "α–β and a–b"),
    ],
)
def test_quotation_marks_and_dashes_are_set(typed: str, text: str) -> None:
    """As TeX's fonts do."""
    assert readable(typed) == text


@pytest.mark.parametrize(
    "text",
    [
        "run with --flag or (--all)",
        "https://example.org/a--b and https://example.org/r/x--y/",
        "a --> b, <!-- c -->, ----",
        "```code``` and `code` in x''",
        "don't and the '90s' end",
    ],
)
def test_what_is_no_quotation_and_no_dash_stays(text: str) -> None:
    """Options, addresses, arrows, rules, code."""
    assert readable(text) == text


def test_joined_letters_are_taken_apart() -> None:
    """PDF's ligatures cannot be searched for."""
    assert readable("ﬁnding eﬃcient ﬂows") == "finding efficient flows"
