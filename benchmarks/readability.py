r"""What of TeX is left in a text, and which words of it are lost: measured without the converter's own eyes.

A *word* is a run of letters and digits, accents and case aside. Names of commands are no words, and neither
are arguments that say how, not what (`\color{red}`, `\begin{itemize}`). A word that stands free must be
there as a whole word, as often as before; one that touches TeX (`{C}LIP`, `Stra\ss e`) as a part of one.
Words inside of formulas are looked for too, and counted apart.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

LEFT = {  # what no reader should see, by kind; each an upper bound
    "command": re.compile(r"\\[A-Za-z]{2,}"),
    "backslash": re.compile(r"\\(?![A-Za-z]{2,})"),
    "dollar that begins no price": re.compile(r"\$(?!\s?[-–~≈]?\.?\d)"),
    "script": re.compile(r"[\^_]\{"),
    "brace that has no partner": re.compile(r"\A[^{}]*\}|\{[^{}]*\Z"),
    "quotation": re.compile(r"(?<!`)``(?!`)"),
    "dashes": re.compile(r"(?<=[\w)])---?(?=[\w(])| ---? "),
    "tie": re.compile(r"(?<=[A-Za-z]{3})~(?=[A-Za-z(\[])"),
    "entity": re.compile(r"&(?:[a-z]{2,8}|#\d{2,7}|#x[0-9a-f]{2,6});", re.IGNORECASE),
    "tag": re.compile(r"</?(?:p|br|div|b|i|em|strong|sub|sup|span|jats:\w+)(?:\s[^<>]*)?/?>", re.IGNORECASE),
    "odd character": re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"),
}
_MARKED = re.compile(r"[\\$&<{}~`^]|--|[-\u2010\xad]\s|[^\x00-\x7f]")
_MATH = re.compile(
    r"(?<!\\)\$\$.{1,2000}?\$\$|(?<![\\\w])\$(?!\s?\d)(?:[^$\\]|\\.){1,500}?\$(?!\d)"
    r"|(?<!\\)\$(?:[^$\\]|\\.){0,60}?[\\^_](?:[^$\\]|\\.){0,500}?\$"
    r"|\\\(.{1,2000}?\\\)|\\\[.{1,2000}?\\\]"
    r"|\\begin\{(equation|align|gather|math|displaymath|eqnarray|multline)\*?\}.{1,2000}?\\end\{\1\*?\}",
    re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,31});", re.IGNORECASE)
_LINK = re.compile(r"\\href\{([^{}]*)\}")  # shown once where address and label are the same
_GREEK = re.compile(r"\\[a-zA-Z]\{(?:ho|eta|appa|hi|elta|heta|psilon|opyright)\}")
_APOSTROPHE = re.compile(r"(?<=\w)\\'(?=(?:s|t|re|ll|ve|d|m)\b)|\\'(?![A-Za-z{\\])")
_ACCENT = re.compile(r"\\(?:['`^\"~=.]\s?|[cvHuktr](?=\{|\s))\{?\\?([A-Za-z])\}?")
_HOW = re.compile(
    r"\\(?:begin|end)\{[^{}]*\}(?:\{[lcr|]+\}|\[[^\[\]]*\])?"
    r"|\\char\"[0-9A-F]{1,6}|\\u(?!d[89a-f])[0-9a-f]{4}|\\m?(?:skip|kern) ?-?[\d.]+ ?[a-z]{2}"
    r"|\\\\\s?\[[^\[\]]{1,12}\]"
    r"|\\(?:color|textcolor|colorbox|hypersetup|label|[vh]space|scalebox|raisebox|foreignlanguage|hyperlink|ding|unicode"
    r"|char|symbol)\*?(?:\[[^\[\]]*\])?\{[^{}]*\}|\\[A-Za-z]+\[[^\[\]]*\](?=\{)"
)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+ ?|.)")  # the space after a name ends the name
_TAG = re.compile(
    r"</?(?:jats:)?(?:p|br|div|li|ul|ol|h[1-6]|a|i|b|em|strong|italic|bold|sub|sup|span)(?:\s[\w:-]+="
    r"[^<>]*)?\s*/?>"
)
_HYPHEN = re.compile(r"[-\u2010\xad]\s+")  # two words, or the halves of one
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_WORD = re.compile(r"[^\W_]+")
_TOUCHING = frozenset("\\{}$^_~\x00")


@dataclass(frozen=True, slots=True)
class Lost:
    """The words of one text that are not in what is shown of it."""

    words: int  # outside of formulas
    outside: tuple[str, ...]
    inside: tuple[str, ...]


def left_in(shown: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the kinds of TeX and markup left in a shown text, with the first of each."""
    for kind, pattern in LEFT.items():
        if found := pattern.search(shown):
            yield kind, found


def has_marks(text: str) -> bool:
    """Tell whether there is anything in a text that may have to be converted."""
    return bool(_MARKED.search(text)) or not text.isprintable()


def lost(text: str, shown: str) -> Lost:
    """Return which words of a text are lost in what is shown of it."""
    formulas: list[str] = []
    text = _CONTROL.sub("", text)
    if "$" in text or "\\" in text:
        text = _MATH.sub(lambda found: formulas.append(found[0]) or "\x00", text)  # type: ignore[func-returns-value]
    words = _words(text)
    there = _folded(shown)
    have, joined = Counter(_WORD.findall(there)), "".join(_WORD.findall(there))
    outside: list[str] = []
    for word, free in words:
        if free and have[word] > 0:
            have[word] -= 1
        elif free or word not in joined:
            outside.append(word)
    inside = [word for formula in formulas for word, _ in _words(formula) if word not in joined]
    return Lost(words=len(words), outside=tuple(outside), inside=tuple(inside))


def _words(text: str) -> list[tuple[str, bool]]:
    """Return the words of a text, and of each whether it stands free of TeX."""
    for _ in range(3 if "&" in text else 0):
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if "<" in text:
        text = _TAG.sub("\x00", text)
    if "\\" in text:
        text = _LINK.sub(lambda found: "\x00" + re.sub(r"\W", "\x00", found[1]) + "\x00", text)
        text = _APOSTROPHE.sub("'", text)
        text = _HOW.sub("\x00", _GREEK.sub("\x00", text))
        text = _COMMAND.sub("\x00", _ACCENT.sub(r"\1", text))
    text = _folded(_HYPHEN.sub("\x00", text))
    return [
        (
            found[0],
            not {text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]} & _TOUCHING,
        )
        for found in _WORD.finditer(text)
    ]


def _folded(text: str) -> str:
    """Return a text without accents, case and invisible characters, scripts as plain letters."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    decomposed = decomposed.replace("ɑ", "α")  # what a superscript alpha is made of
    return "".join(char for char in decomposed if unicodedata.category(char) not in {"Mn", "Cf", "Cs"})
