"""How text becomes words."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rank.words import LONGEST_WORD, fold, spelled, stems, surfaces


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Fine-Tuning of Models", ["fine", "tuning", "models"]),
        ("Poincaré maps", ["poincare", "maps"]),
        ("扩散模型", ["扩散", "散模", "模型"]),
        ("图", ["图"]),
        ("用LoRA微调", ["用", "lora", "微调"]),
        ("نَمَاذِج اللغة", ["نماذج", "اللغة"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("GPT-4 on x", ["gpt", "4"]),
        ("\ud800\x00a\x00", []),
        ("", []),
    ],
)
def test_text_is_cut_into_words_of_its_own_script(text, words):
    """Latin by spaces and hyphens, Han by pairs of characters, vowel points and accents off."""
    assert surfaces(text) == words


def test_inflected_forms_are_one_word():
    """Words are compared by their stems."""
    assert stems("adapters adapting") == stems("adapter adapt")


def test_a_term_is_spelled_as_it_was_first_read():
    """The words shown to a reader are words, not stems."""
    assert spelled("Diffusion policies; policy diffusion")["diffus polici"] == "diffusion policies"


def test_a_word_of_any_length_is_cut():
    """A megabyte without a space is one short word."""
    assert surfaces("x" * 1_000_000) == ["x" * LONGEST_WORD]


anything = st.text(alphabet=st.characters(codec=None))


@given(anything)
def test_any_text_has_words(text):
    """No string makes it fail, and no word is empty."""
    assert all(stems(text))
    assert len(spelled(text)) >= len(set(stems(text)))


@given(anything, anything)
def test_folding_twice_is_folding_once(text, other):
    """What is folded stays as it is, and a line break keeps the folding of one text from the next."""
    once = fold(text)
    assert fold(once) == once
    assert fold(f"{text}\n\n{other}") == f"{once}\n\n{fold(other)}"
    assert stems(once) == stems(text)


def test_every_character_is_folded_for_good():
    """All of Unicode: capitals of any alphabet, ligatures, points, compatibility forms."""
    assert [code for code in range(sys.maxunicode + 1) if fold(fold(chr(code))) != fold(chr(code))] == []


@given(st.text(max_size=12))
def test_case_never_matters(text):
    """Upper case is the same word, where an alphabet has one that comes back."""
    if text.upper().casefold() == text.casefold():
        assert fold(text.upper()) == fold(text)
