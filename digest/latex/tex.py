"""TeX → text: one converter over one string, in time linear in its length."""

from __future__ import annotations

import re
import unicodedata

from digest.latex import symbols
from digest.latex.dollars import is_formula
from digest.latex.formula import Formulas, UnreadableError
from digest.latex.groups import DEPTH, Groups
from digest.latex.punctuation import ADDRESS
from digest.latex.symbols import script

MARKS = ("\\", "$", "^", "_{", "~", "{", "}")  # a text without any of them has no TeX

_CLOSING_QUOTES = (
    ('"', re.compile(r'\\"(?![A-Za-z{\\])')),
    ("'", re.compile(r"\\'(?![A-Za-z{\\])")),
)
_TOKEN = re.compile(
    # Each branch begins with a letter of its own, so that the search can skip to those letters
    rf"{ADDRESS}|\$\$?|\\(?:[A-Za-z]+|.)|\^\{{|_\{{|\^(?<=[\w)\]]\^)[−-]?\d{{1,9}}(?!\d|\.\d)|\{{|\}}|~"
)
_APOSTROPHE = re.compile(r"(?<=\w)\\'(?=(?:s|t|re|ll|ve|d|m)\b)")
_POINT = re.compile(r"\$([._/:~-])\$")  # in addresses: "github$.$com"
_LIST = re.compile(r"\{[A-Za-z]{1,30}\*?\}(?:\[[^\[\]]{0,60}\])?")
_NAME = re.compile(r"\{([A-Za-z]{1,30}\*?)\}(?:\{[lcr|@ ]{1,30}\})?")
_OPTIONS = re.compile(r"\[[^\[\]]{0,200}\](?=\{)")
_CODE = re.compile(r"\{?(?:[x\"]([0-9A-Fa-f]{1,6})|([0-9]{1,7}))\}?")
_ESCAPED = re.compile(r"\\u((?!d[89a-f])[0-9a-f]{4})", re.IGNORECASE)  # JSON's, but for halves of a pair
_HEX = re.compile(r"\\x[0-9A-Fa-f]{2}")
_PATH = re.compile(r"[A-Za-z]:\\")
_PROGRAMS = frozenset("abdefnrstuvwxABDSUWZ")  # \n, \d: escapes of programs and patterns
_VERBATIM = re.compile(r"([|!+=/@#])((?:(?!\1).){1,300})\1")
_BEFORE_TIE = ".,:;)]}%$”’\"'"
_AFTER_TIE = "([\\$“‘→×"

_WHOLE = re.compile(r"\{(?:,|https?://[^\s{}]+|[^\s,{}=:|&$\\]*[^\W\d_][^\s,{}=:|&$\\]*)\}")
_UNMARKED = "%$&#_{}"
_MARKDOWN = "+*<>|=~^`"


def converted(text: str) -> str:
    """Return a text with its TeX made readable; what is not understood stays as it was."""
    if not any(mark in text for mark in MARKS):
        return text
    if "\\'" in text:
        text = _APOSTROPHE.sub("'", text)
    for quote, closing in _CLOSING_QUOTES:  # \"so\" is a quotation of some program's making, not an umlaut
        if f"\\{quote}" in text and closing.search(text):
            text = text.replace(f"\\{quote}", quote)
    return _Prose(text).read(0, len(text))


class _Prose:
    """One text, as it reads outside of formulas."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._groups = Groups(text)
        self._has_paths = _PATH.search(text) is not None
        self._formulas = Formulas(self._groups, prose=self.read)

    def read(self, start: int, end: int, depth: int = 0) -> str:
        """Return text[start:end] as it reads outside of formulas."""
        out: list[str] = []
        while match := _TOKEN.search(self._text, start, end):
            out.append(self._text[start : match.start()])
            piece, start = self._piece(match, end, depth)
            out.append(piece)
        out.append(self._text[start:end])
        return "".join(out)

    def _piece(self, match: re.Match[str], end: int, depth: int) -> tuple[str, int]:  # noqa: PLR0911 - a list of cases
        """Return what a token stands for, and where what follows it begins."""
        token, after = match[0], match.end()
        if token[0] == "$" or token in {"\\(", "\\["}:
            return self._formula(match, end, depth)
        if token[0] == "\\":
            return self._command(match, end, depth)
        if token[-1] == "{":
            return self._braces(match, end, depth)
        if token[0] == "}":
            return self._closing_brace(match.start()), after
        if token[0] == "~":
            return self._tie(match.start()), after
        if token[0] == "^":
            return script(token[1:], mark="^"), after
        return _POINT.sub(r"\1", token), after  # an address

    def _tie(self, at: int) -> str:
        """Return the space that "Fig.~1" means; "~50%" and "6~300" mean something else."""
        before, following = self._text[at - 1 : at] if at else "", self._text[at + 1 : at + 2]
        word = self._text[self._word_start(at) : at]
        if following == " " and (len(word) > 1 or (before and before in _BEFORE_TIE)):
            return ""
        if before == "$" or (word and following and following in "$\\"):
            return " "
        if following.isalpha() or (following and following in _AFTER_TIE):
            return " " if len(word) > 1 or before.isdigit() or (before and before in _BEFORE_TIE) else "~"
        numbered = before == "." or (len(word) > 1 and word[0].isupper())
        return " " if following.isdigit() and numbered else "~"

    def _word_start(self, at: int) -> int:
        start = at
        while start > 0 and at - start < 30 and self._text[start - 1].isalpha():  # noqa: PLR2004 - letters
            start -= 1
        return start

    def _closing_brace(self, at: int) -> str:
        """Return a closing brace, unless it is one that somebody forgot to open."""
        before, after = self._text[at - 1 : at], self._text[at + 1 : at + 2]
        if at not in self._groups.stray or not (before.isalnum() or before in "%)].”\"'}$> ") or not before:
            return "}"
        if not after.isalnum():
            return ""
        start = self._word_start(at)  # "Stega}nography", but "FooBench}shows"
        return (
            "" if self._text[start:at].istitle() and self._text[start - 1 : start] in {"", " ", "-"} else " "
        )

    def _command(self, match: re.Match[str], end: int, depth: int) -> tuple[str, int]:  # noqa: C901, PLR0911 - a list of cases
        token, after = match[0], match.end()
        name = token[1:]
        accented = self._accent(name, after, end) if name in symbols.ACCENTS else None
        if accented:
            return accented
        if not (name.isalpha() and name.isascii()):
            return self._escape(match, end)
        if name[0] == "u" and (code := _ESCAPED.match(self._text, match.start(), end)):
            return chr(int(code[1], 16)), code.end()
        if name in symbols.SPECIAL:  # "Stra\ss e" is one word
            return symbols.SPECIAL[name], self._skip(self._skip(after, "{}"), " ")
        if name in symbols.SYMBOLS:
            return symbols.SYMBOLS[name], self._skip(after, "{}")
        if name in symbols.SHORT:
            dotted = self._text.startswith(".", after)
            return symbols.SHORT[name].removesuffix("." if dotted else ""), self._skip(after, "{}")
        if name in symbols.SWITCHES:
            return "", self._skip(self._skip(after, "{}"), " ")
        if name in symbols.SPACES:
            return " ", self._group_end(after, end)
        if name == "item":
            return " • ", after
        if name in {"begin", "end"}:
            return self._environment(token, after, end, depth)
        if name == "verb" and (verbatim := _VERBATIM.match(self._text, after, end)):
            return verbatim[2], verbatim.end()
        if name in {"unicode", "char", "ding", "symbol"} and (code := _CODE.match(self._text, after, end)):
            return self._character(name, code), code.end()
        return self._with_argument(name, after, end=end, depth=depth)

    def _with_argument(self, name: str, after: int, *, end: int, depth: int) -> tuple[str, int]:
        """Return a command that takes an argument, or somebody's own macro."""
        known = name in symbols.ARGUMENTS
        at = after + self._text.startswith("*{", after)
        if option := _OPTIONS.match(self._text, at, end):
            at = option.end()
        at += known and self._text.startswith(" {", at)
        close = self._groups.close(at, end, depth)
        if close is not None:
            return self._argument(name, at, close, end=end, depth=depth)
        shapes = name in symbols.FRACTIONS or name in symbols.HATS or name == "sqrt"
        if (
            self._text.startswith("{", at) and at not in self._groups.closed and not shapes
        ):  # it goes on to the end
            return (" (" if name in symbols.NOTES else ""), at + 1
        if name in symbols.NOTES:
            return "", after
        return self._macro(name, after), self._skip(after, "{}")

    def _argument(self, name: str, at: int, close: int, *, end: int, depth: int) -> tuple[str, int]:  # noqa: C901, PLR0911 - a list of cases
        """Return a command and its argument text[at : close + 1]."""
        raw = self._text[at + 1 : close]
        if name in symbols.ADDRESSES:
            return raw.replace("\\", ""), close + 1
        if name in symbols.CITES:
            return f"[{raw}]", close + 1
        if name in symbols.DROPPED:
            return "", close + 1
        second = self._groups.close(close + 1, end, depth)
        if name == "href":
            return self._link(raw, close, second, depth)
        if name in symbols.SECONDS or (name == "texorpdfstring" and second is not None):
            return (
                ("", close + 1) if second is None else (self.read(close + 2, second, depth + 1), second + 1)
            )
        inner = self.read(at + 1, close, depth + 1)
        if name in {"textsuperscript", "textsubscript"}:
            return script(inner, mark="^" if name == "textsuperscript" else "_"), close + 1
        if name in symbols.NOTES:
            return f" ({inner})", close + 1
        if name in symbols.QUANTITIES:
            return f"{inner} ", close + 1
        if name in symbols.KEYWORDS:
            return f" {name.capitalize()}: {inner}", close + 1
        if name in symbols.FONTS or any(char.isalpha() for char in inner):
            return inner, close + 1
        if inner.strip():  # "lifts \recall{5}": a number alone says nothing
            return f"{self._macro(name, at)} {inner}", close + 1
        return self._macro(name, at), close + 1

    def _link(self, raw: str, close: int, second: int | None, depth: int) -> tuple[str, int]:
        address = _POINT.sub(r"\1", raw.replace("\\", ""))
        if second is None:
            opened = self._text.startswith("{", close + 1) and close + 1 not in self._groups.closed
            repeated = opened and self._text.startswith(address, close + 2)
            return ("" if repeated else f"{address} " if opened else address), close + 1 + opened
        label = self.read(close + 2, second, depth + 1)
        bare = address.rstrip("/") == label.rstrip("/") or not address.strip()
        return (label if bare else f"{label} ({address})"), second + 1

    def _macro(self, name: str, after: int) -> str:
        r"""Return the name of somebody's own macro; what looks like a path or an escape stays: C:\new, \n."""
        start = self._text.rfind("\\", 0, after)
        before = self._text[start - 1 : start]
        if name in _PROGRAMS or _HEX.match(self._text, start) or (before and before in ":\\/._$"):
            return f"\\{name}"
        if before.isalnum():
            return f"\\{name}" if len(name) == 1 or self._has_paths else f" {name}"
        return name

    def _accent(self, name: str, at: int, end: int) -> tuple[str, int] | None:
        r"""Return the letter of \"u, \'{e}, \c c or \v{\i}; None where the accent has no letter to go on.

        What arXiv makes of \rho and \beta, which is \r{ho} and \b{eta}, is a Greek letter.
        """
        text = self._text
        if name.isalpha() and text[at : at + 1] != "{":
            if text[at : at + 1] != " " or name in "bdk":
                return None
            at += 1
        braced = text[at : at + 1] == "{"
        if (
            braced
            and name.isalpha()
            and (greek := symbols.LETTERS.get(name + text[at + 1 : at + 10].split("}")[0]))
        ):
            return greek, text.index("}", at) + 1
        at += braced
        at += text[at : at + 2] in {"\\i", "\\j"} and not text[at + 2 : at + 3].isalpha()
        letter = text[at : at + 1]
        if at >= end or not letter.isalpha() or (braced and text[at + 1 : at + 2] != "}"):
            return None
        composed = unicodedata.normalize("NFC", letter + symbols.ACCENTS[name])
        return (composed, at + 1 + braced) if len(composed) == 1 else None

    def _escape(self, match: re.Match[str], end: int) -> tuple[str, int]:  # noqa: PLR0911 - a list of cases
        token, after = match[0], match.end()
        char, following = token[1:], self._text[after : min(after + 1, end)]
        before = self._text[match.start() - 1 : match.start()]
        if char in _UNMARKED or char.isalpha() or (char in _MARKDOWN and not following.isalpha()):
            return char, after
        if char.isdigit() and before == " ":
            return char, after
        if char in "!/-@":
            return "", after
        if char in ",;: ":
            return " ", after
        if char == "\\" and following in {"%", "&", "#", "_"}:
            return "", after
        if char == "\\" and (following in {"", " ", "["} or before in {"", ".", ",", ")"}):
            return " ", after
        return token, after

    def _character(self, name: str, code: re.Match[str]) -> str:
        if name == "ding":
            return symbols.DINGS.get(code[2] or "", "")
        number = int(code[1], 16) if code[1] else int(code[2])
        return chr(number) if number <= 0x10FFFF else code[0]  # noqa: PLR2004 - the last code point

    def _skip(self, at: int, what: str) -> int:
        return at + len(what) if self._text.startswith(what, at) else at

    def _group_end(self, at: int, end: int) -> int:
        r"""Return what follows the length of \hspace{1em}."""
        close = self._groups.close(at, end, 0)
        return at if close is None else close + 1

    def _environment(self, token: str, after: int, end: int, depth: int) -> tuple[str, int]:
        scope = _NAME.match(self._text, after, end)
        if scope is None:
            return token, after
        if token == "\\begin" and scope[1].rstrip("*") in symbols.DISPLAYS | symbols.MATRICES.keys():  # noqa: S105 - TeX's
            closing = self._groups.environment(scope[1], scope.end(), end)
            if closing is not None and depth < DEPTH:
                try:
                    shown = self._formulas.environment(scope[1], scope.end(), closing[0], depth + 1)
                except UnreadableError:
                    return token, after
                return shown, closing[1]
        listed = _LIST.match(self._text, after, end)
        return " ", listed.end() if listed else scope.end()

    def _braces(self, match: re.Match[str], end: int, depth: int) -> tuple[str, int]:  # noqa: PLR0911 - a list of cases
        """Return a script, or the inside of a group that is there for TeX alone."""
        token, at = match[0], match.end() - 1
        close = self._groups.close(at, end, depth)
        if close is None:  # never closed: the brace of {\em says nothing
            if token == "{" and at - 1 in self._groups.stray:  # noqa: S105 - the middle of a link that lost its ends
                return " ", match.end()
            return ("" if token == "{" and self._is_forgotten(at) else token), match.end()  # noqa: S105 - TeX's
        if len(token) > 1:
            try:
                return script(self._formulas.read(at + 1, close, depth + 1), mark=token[0]), close + 1
            except UnreadableError:
                return token, match.end()
        if self._text.startswith("\\", at + 1) and self._text[at + 2] not in "{}\\":
            inner = self.read(at + 1, close, depth + 1)
            if "\\" not in inner:
                return inner, close + 1
        if _WHOLE.match(self._text, at, close + 1) and not self._is_placeholder(at, close):
            return self._text[at + 1 : close], close + 1
        return token, match.end()

    def _is_forgotten(self, at: int) -> bool:
        r"""Tell whether an opening brace that nothing closes says nothing: {\em so, {This is."""
        before, following = self._text[at - 1 : at] if at else "", self._text[at + 1 : at + 2]
        plain = before in {"", " ", "("} and following.isalpha()
        return at not in self._groups.closed and (plain or following == "\\")

    def _is_placeholder(self, at: int, close: int) -> bool:
        """Tell "${x}", "{{x}}" and a set's lone letter from a word in braces that keep its capitals."""
        before, after = self._text[at - 1 : at] if at else "", self._text[close + 1 : close + 2]
        lone = close - at == 2 and self._text[at + 1] != "," and not (before.isalpha() or after.isalpha())  # noqa: PLR2004
        return before in {"$", "%", "#", "{", "}", "@"} or after in {"{", "}"} or lone

    def _formula(self, match: re.Match[str], end: int, depth: int) -> tuple[str, int]:
        """Return a formula, or the mark itself where it begins none: a price, say."""
        mark, start = match[0], match.end()
        closing = self._groups.formula(mark, start, end)
        if closing is None:
            return mark, start
        text = self._text
        if "$" in mark:
            around = {
                "before": text[match.start() - 1 : match.start()],
                "after": text[closing[1] : closing[1] + 1],
            }
            if not is_formula(text[start : closing[0]], **around):
                return mark, start
        try:
            return self._formulas.read(start, closing[0], depth + 1).strip(), closing[1]
        except UnreadableError:
            return text[match.start() : closing[1]], closing[1]
