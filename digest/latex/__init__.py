r"""Pure: TeX and HTML in titles, abstracts and names → text that people can read.

Inside `$…$`: symbols, scripts, fractions, roots, fonts. Outside, where text is text: accents, `\%`, text
commands, known symbols (a source that drops the dollars leaves "118\times"), `^{}` and `_{}`. What is not
understood stays as it was written; nothing is lost outside of math.
"""

from __future__ import annotations

from digest.latex.hyphens import rejoined
from digest.latex.markup import cleaned, unescaped, untagged
from digest.latex.punctuation import punctuated
from digest.latex.tex import converted

__all__ = ["readable"]

_ROUNDS = 8  # one undoes one layer of escaping; real text settles in two
_MARKS = ("\\", "$", "&", "<", "^", "_{", "~", "{", "}", "`", "--")  # whatever has none of them is text


def readable(text: str) -> str:
    """Return a text without TeX, HTML, cut words and odd characters, on one line.

    Doing it twice changes nothing. Addresses, prices and angle brackets that are no HTML ("<think>") stay.
    Never raises: what cannot be converted is returned as it came, but for control characters and spaces.
    """
    now = clean = cleaned(rejoined(text))
    for _ in range(_ROUNDS):
        if not any(mark in now for mark in _MARKS):
            return now
        before, now = now, cleaned(punctuated(converted(untagged(unescaped(now)))))
        if now == before:
            return now
    return clean
