"""Keywords are whole words."""

from __future__ import annotations

import pytest
from make import a_paper

from digest.rank.phrase import has_topic, phrase_pattern, readable


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("GAN", "A gan for faces", True),
        ("GAN", "An organ of GANs", False),
        ("fine-tuning", "cheap fine tuning", True),
        ('"state space"', "state-space models", True),
        ("state space", "space state", False),
        ("C++", "faster C++ kernels", True),
        ("C++", "C and D", False),
        ("scholkopf", "by Schölkopf", True),
        ("扩散", "图像扩散模型", True),
        ("", "anything", False),
        ("\x00", "anything", False),
        (".*", "anything", False),
    ],
)
def test_a_keyword_is_found_as_whole_words(phrase, text, found):
    """Never inside a word, never as a pattern of its own."""
    pattern = phrase_pattern(phrase)
    assert bool(pattern and pattern.search(readable(a_paper(1, text)))) is found


def test_a_topic_is_found_in_any_inflection():
    """What is never wanted as a topic is compared by stems, as one phrase."""
    paper = a_paper(1, "Scaling", abstract="We study blockchains and smart contracts.")
    assert has_topic(paper, "smart contract")
    assert not has_topic(paper, "contract smart")
    assert not has_topic(paper, "")
