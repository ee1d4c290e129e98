r"""Words that were cut at the end of a line: "repre- sentation", "con-\nservation"."""

from __future__ import annotations

import re

from digest.latex.lexicon import STEMS

_SHORTEST = 5  # letters of a word worth looking up
_HYPHEN = re.compile(r"-(?<=\w-)\s{1,9}[a-z]")
_CUT = re.compile(r"(?<![\w\-./])([^\W\d_]{2,20})[-\u2010](\s{1,9})([a-z]{2,20})(?![\w\-])")
_LINE_END = re.compile(r"(?<=\w)[-\u2010]\s{0,9}\n\s{0,9}(?=(\w+))")
_SOFT = re.compile(r"\xad\s{0,9}\n\s{0,9}")
_SUSPENDED = frozenset(
    [
        "and",
        "or",
        "to",
        "nor",
        "but",
        "as",
        "und",
        "oder",
        "et",
        "vs",
        "versus",
        "rather",
        "through",
        "than",
        "from",
        "via",
    ]
)
_TAILS = frozenset(
    [
        "based",
        "aware",
        "specific",
        "driven",
        "level",
        "world",
        "time",
        "scale",
        "grained",
        "guided",
        "related",
        "assisted",
        "generated",
        "centric",
        "dimensional",
        "supervised",
        "quality",
        "fidelity",
    ]
)
_ENDING = re.compile(
    r"(?:(?:at|i[sz]at)?ions?|i[sz](?:ed|es|ing|e)|(?:at|i[sz]at)?(?:ed|es|e|ings?|ive|ively|ors?)|ments?"
    r"|[ai]b(?:le|ly|ility)|i?t(?:y|ies)|ies|y|ally|al|ly|ers?|[ae]nces?|ness|s|ical|ically|ic|ently|ent"
    r"|antly|ant)$"
)


def rejoined(text: str) -> str:
    r"""Return a text whose cut words are whole again.

    Two halves become one word only where a word of research begins so: "repre- sentation" does, "pre- and"
    and "high- quality" do not. At a real line's end, any other hyphen belongs to a compound:
    "state-of-\nthe-art" loses the break alone.
    """
    if "\xad" in text:
        text = _SOFT.sub("", text)
    if "\u2010" in text or (("- " in text or "-\n" in text) and _HYPHEN.search(text)):
        text = _CUT.sub(_whole, text)
        if "-\n" in text or "\u2010\n" in text:
            text = _LINE_END.sub(lambda at: "- " if at[1] in _SUSPENDED else "-", text)
    return text


def _whole(cut: re.Match[str]) -> str:
    first, _, second = cut.groups()
    if second in _SUSPENDED:
        return cut[0]
    if second in _TAILS:
        return f"{first}-{second}"
    return first + second if _is_word((first + second).lower()) else cut[0]


def _is_word(word: str) -> bool:
    """Tell whether a word, in lower case, is one of research abstracts, give or take its ending."""
    if len(word) < _SHORTEST:
        return False
    ending = _ENDING.search(word, _SHORTEST)
    return (word[: ending.start()] if ending else word) in STEMS
