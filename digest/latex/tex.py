"""TeX → text: one converter over one string, in time linear in its length."""

from __future__ import annotations

import re
import unicodedata

from digest.latex import symbols
from digest.latex.symbols import script

_DEPTH = 12  # groups within groups

_TEX = re.compile(r"[\\$]|[\^_]\{")
_CLOSING_QUOTE = re.compile(r'\\"(?![A-Za-z{\\])')
_ADDRESS = r"https?://[^\s<>{}\\^]+"
_PROSE = re.compile(rf"{_ADDRESS}|\$\$?|\\(?:[A-Za-z]+|.)|[\^_]?\{{")
_MATH = re.compile(r"\\(?:[A-Za-z]+|.)|[\^_{}]|[~&$'\s]|[^\\^_{}~&$'\s]+|.")
_BRACE = re.compile(r"\\.|[{}]")
_ENDS = {
    "$": re.compile(r"(?<!\\)\$"),
    "$$": re.compile(r"\$\$"),
    "\\(": re.compile(r"\\\)"),
    "\\[": re.compile(r"\\\]"),
}
_LIST = re.compile(r"\{(?:itemize|enumerate|description|abstract|quote|center)\}(?:\[[^\]]*\])?")
_ENVIRONMENT = re.compile(r"\{[A-Za-z]+\*?\}(?:\{[lcr|]+\})?")
_SIMPLE = re.compile(r"[\w.]*")
_FORMULA = re.compile(r"[\\^_{}]")
_COMMANDS = re.compile(r"\\[A-Za-z]+(?:\{[^{}]*\})?")
_WORD = re.compile(r"(?<![^\s(])[A-Za-z]{3,}(?![^\s.,;:)])")


def converted(text: str) -> str:
    """Return a text with its TeX made readable; what is not understood stays as it was."""
    if not _TEX.search(text):
        return text
    if _CLOSING_QUOTE.search(text):  # \"so\" is a quotation of some program's making, not an umlaut
        text = text.replace('\\"', '"')
    return _Converter(text).prose(0, len(text))


def _is_math(content: str, following: str) -> bool:
    """Tell a formula from the text between two prices, by what lies between the dollars and after."""
    if not content.strip():
        return False
    marked = bool(_FORMULA.search(content))
    words = _WORD.findall(_COMMANDS.sub(" ", content))
    if content[0].isspace() or content[-1].isspace():
        return marked and not words
    if content[0].isdigit() and following.isdigit() and "\\" not in content:
        return False
    return len(words) <= 2 if marked else not (words and " " in content)  # noqa: PLR2004 - "for all"


class _UnreadableError(ValueError):
    """A formula whose braces do not match; it stays as it was written."""


class _Converter:
    """One text and its matching braces. Prose and math each read a stretch of it, and call each other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._close: dict[int, int] = {}
        opened: list[int] = []
        for match in _BRACE.finditer(text):
            if match[0] == "{":
                opened.append(match.start())
            elif match[0] == "}" and opened:
                self._close[opened.pop()] = match.start()

    def prose(self, start: int, end: int, depth: int = 0) -> str:
        """Return text[start:end] as it reads outside of math."""
        out: list[str] = []
        while match := _PROSE.search(self._text, start, end):
            out.append(self._text[start : match.start()])
            token = match[0]
            if token in _ENDS:
                piece, start = self._formula(match, end, depth)
            elif token[0] == "\\":
                piece, start = self._command(match, end, depth)
            elif token[-1] == "{":
                piece, start = self._braces(match, end, depth)
            else:
                piece, start = token, match.end()  # an address
            out.append(piece)
        out.append(self._text[start:end])
        return "".join(out)

    def math(self, start: int, end: int, depth: int = 0) -> str:
        """Return text[start:end] as it reads inside of math; raises _UnreadableError."""
        out: list[str] = []
        while start < end:
            piece, start = self._atom(start, end, depth)
            out.append(piece)
        return "".join(out)

    def _group(self, at: int, end: int, depth: int) -> int | None:
        """Return where the group that opens at `at` closes; None when none does within reach."""
        close = self._close.get(at)
        return close if close is not None and close < end and depth < _DEPTH else None

    # Prose

    def _command(self, match: re.Match[str], end: int, depth: int) -> tuple[str, int]:  # noqa: PLR0911 - a list of cases
        token, after = match[0], match.end()
        name = token[1:]
        accented = self._accent(name, after, end) if name in symbols.ACCENTS else None
        if accented:
            return accented
        if not name.isalpha():
            return self._escape(token, after, end)
        if name in symbols.SPECIAL:  # "Stra\ss e" is one word
            return symbols.SPECIAL[name], self._skip_space(self._skip_empty(after))
        if name in symbols.SYMBOLS:
            return symbols.SYMBOLS[name], self._skip_empty(after)
        if name in symbols.SHORT:
            dotted = self._text.startswith(".", after)
            return symbols.SHORT[name].removesuffix("." if dotted else ""), self._skip_empty(after)
        if name in symbols.SWITCHES:
            return "", self._skip_space(self._skip_empty(after))
        if name == "item":
            return " • ", after
        if name in {"begin", "end"} and (scope := _LIST.match(self._text, after, end)):
            return " ", scope.end()
        at = after + self._text.startswith("*{", after)
        close = self._group(at, end, depth)
        argument = self._argument(name, at, close, end=end, depth=depth) if close is not None else None
        return argument or (token, after)

    def _argument(self, name: str, at: int, close: int, *, end: int, depth: int) -> tuple[str, int] | None:  # noqa: PLR0911 - a list of cases
        """Return a command and its argument text[at : close + 1]; None for somebody's own macro."""
        raw = self._text[at + 1 : close]
        if name in {"url", "path", "nolinkurl"}:
            return raw.replace("\\", ""), close + 1
        if name in {"href", "textcolor", "hyperlink", "colorbox"}:
            second = self._group(close + 1, end, depth)
            if second is None:
                return None
            label, address = self.prose(close + 2, second, depth + 1), raw.replace("\\", "")
            bare = name != "href" or address.rstrip("/") == label.rstrip("/")
            return (label if bare else f"{label} ({address})"), second + 1
        if name == "texorpdfstring" and (second := self._group(close + 1, end, depth)):
            return self.prose(close + 2, second, depth + 1), second + 1
        if name in symbols.CITES:
            return f"[{raw}]", close + 1
        inner = self.prose(at + 1, close, depth + 1)
        if name in symbols.FONTS:
            return inner, close + 1
        if name in {"textsuperscript", "textsubscript"}:
            return script(inner, mark="^" if name == "textsuperscript" else "_"), close + 1
        if name in symbols.NOTES:
            return f" ({inner})", close + 1
        return None

    def _accent(self, name: str, at: int, end: int) -> tuple[str, int] | None:
        r"""Return the letter of \"u, \'{e}, \c c or \v{\i}; None where the accent has no letter to go on."""
        text = self._text
        if name.isalpha() and text[at : at + 1] == " ":
            at += 1
        elif name.isalpha() and text[at : at + 1] != "{":
            return None
        braced = text[at : at + 1] == "{"
        at += braced
        at += text[at : at + 2] in {"\\i", "\\j"} and not text[at + 2 : at + 3].isalpha()
        letter = text[at : at + 1]
        if at >= end or not letter.isalpha() or (braced and text[at + 1 : at + 2] != "}"):
            return None
        composed = unicodedata.normalize("NFC", letter + symbols.ACCENTS[name])
        return (composed, at + 1 + braced) if len(composed) == 1 else None

    def _escape(self, token: str, after: int, end: int) -> tuple[str, int]:
        char = token[1:]
        if char in "%$&#_{}":
            return char, after
        if char in "!/-@":
            return "", after
        if char in ",;: ":
            return " ", after
        if char == "\\" and (after >= end or self._text[after] in " ["):
            return " ", after
        return token, after

    def _skip_empty(self, at: int) -> int:
        return at + 2 if self._text.startswith("{}", at) else at

    def _skip_space(self, at: int) -> int:
        return at + 1 if self._text.startswith(" ", at) else at

    def _braces(self, match: re.Match[str], end: int, depth: int) -> tuple[str, int]:
        """Return a script, or the inside of a group that begins with a command we know."""
        token, at = match[0], match.end() - 1
        close = self._group(at, end, depth)
        if close is None:
            return token, match.end()
        if len(token) > 1:
            try:
                return script(self.math(at + 1, close, depth + 1), mark=token[0]), close + 1
            except _UnreadableError:
                return token, match.end()
        if self._text.startswith("\\", at + 1) and self._text[at + 2] not in "{}\\":
            inner = self.prose(at + 1, close, depth + 1)
            if "\\" not in inner:
                return inner, close + 1
        return token, match.end()

    def _formula(self, match: re.Match[str], end: int, depth: int) -> tuple[str, int]:
        """Return a formula, or the mark itself where it begins none: a price, say."""
        mark, start = match[0], match.end()
        closing = _ENDS[mark].search(self._text, start, end)
        if closing is None:
            return mark, start
        following = self._text[closing.end() : closing.end() + 1]
        if "$" in mark and not _is_math(self._text[start : closing.start()], following):
            return mark, start
        try:
            return self.math(start, closing.start(), depth + 1).strip(), closing.end()
        except _UnreadableError:
            return self._text[match.start() : closing.end()], closing.end()

    # Math

    def _atom(self, at: int, end: int, depth: int) -> tuple[str, int]:
        """Return the next piece of a formula, and where the one after it begins."""
        match = _MATH.match(self._text, at, end)
        piece = match[0] if match else self._text[at]
        after = at + len(piece)
        if piece[0] == "\\" and len(piece) > 1:
            return self._math_command(piece[1:], after, end, depth)
        if piece in {"^", "_"}:
            content, after = self._math_argument(after, end, depth)
            return script(content, mark=piece), after
        if piece == "{":
            return self._math_argument(at, end, depth)
        if piece == "}":
            raise _UnreadableError
        return {"~": " ", "&": " ", "'": "′", "$": ""}.get(piece, piece), after

    def _math_argument(self, at: int, end: int, depth: int) -> tuple[str, int]:
        """Return what a script or a command goes on: a group, a command or one character."""
        while at < end and self._text[at] == " ":
            at += 1
        if at >= end or depth >= _DEPTH:
            raise _UnreadableError
        if self._text[at] == "{":
            close = self._group(at, end, depth)
            if close is None:
                raise _UnreadableError
            return self.math(at + 1, close, depth + 1), close + 1
        if self._text[at] == "\\":
            return self._atom(at, end, depth + 1)
        return self._text[at], at + 1

    def _math_command(self, name: str, after: int, end: int, depth: int) -> tuple[str, int]:  # noqa: PLR0911 - a list of cases
        if not name.isalpha():
            return {"!": "", "|": "‖", "(": "", ")": "", "[": "", "]": ""}.get(
                name, " " if name in ",;:> \\" else name
            ), after
        if name in symbols.LETTERS:
            return symbols.LETTERS[name], self._skip_empty(after)
        if name in symbols.RELATIONS:  # a\leq b reads a≤b, a \leq b reads a ≤ b
            spaced = self._text[after - len(name) - 2] == " "
            return symbols.RELATIONS[name], after if spaced else self._skip_space(after)
        if name in symbols.SPECIAL:
            return symbols.SPECIAL[name], self._skip_space(after)
        if name in symbols.SPACES | symbols.SWITCHES | symbols.SIZES:
            delimiter = name in symbols.SIZES and self._text.startswith(".", after)
            return " " if name in symbols.SPACES else "", after + delimiter
        if name in {"begin", "end"} and (scope := _ENVIRONMENT.match(self._text, after, end)):
            return " ", scope.end()
        at = after + self._text.startswith("*", after) * (name in symbols.FONTS)
        if name in {"text", "textrm", "textbf", "textit", "texttt", "textsc", "mbox"}:
            close = self._group(at, end, depth)
            if close is not None:
                return self.prose(at + 1, close, depth + 1), close + 1
        if name in _SHAPES:
            return self._shape(name, at, end, depth)
        return self._word(name, after, end)

    def _word(self, name: str, after: int, end: int) -> tuple[str, int]:
        """Return a function's name, or that of somebody's own macro, apart from its neighbours."""
        before = self._text[after - len(name) - 2]
        following = self._text[after : min(after + 1, end)]
        left = " " if before.isalnum() or before == "}" else ""
        right = " " if following.isalnum() or following == "\\" else ""
        return f"{left}{name}{right}", after

    def _shape(self, name: str, at: int, end: int, depth: int) -> tuple[str, int]:  # noqa: PLR0911 - a list of cases
        """Return a command that arranges what follows it."""
        index = ""
        if name == "sqrt" and (option := re.compile(r"\[([^\]]*)\]").match(self._text, at, end)):
            index, at = option[1], option.end()
        first, at = self._math_argument(at, end, depth)
        if name in symbols.FONTS:
            return (symbols.DOUBLE.get(first, first) if "bb" in name else first), at
        if name in symbols.HATS:
            single = len(first) == 1 and first.isalnum()
            return unicodedata.normalize("NFC", first + symbols.HATS[name]) if single else first, at
        if name == "sqrt":
            root = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(index) or script(index, mark="^") + "√"
            return root + _wrapped(first), at
        if name == "not":
            return unicodedata.normalize("NFC", first + "\u0338"), at
        if name == "pmod":
            return f" (mod {first})", at
        if name in {"underbrace", "overbrace", "boxed", "label", "tag"}:
            return first, at
        second, at = self._math_argument(at, end, depth)
        if name in symbols.FRACTIONS:
            return f"{_wrapped(first)}/{_wrapped(second)}", at
        if name in {"overset", "underset", "stackrel"}:
            return second + script(first, mark="_" if name == "underset" else "^"), at
        return (f"binom({first}, {second})" if name == "binom" else second), at


_SHAPES = (
    symbols.FONTS
    | symbols.HATS.keys()
    | symbols.FRACTIONS
    | {"sqrt", "not", "pmod", "underbrace", "overbrace", "boxed", "label", "tag", "overset", "underset"}
    | {"stackrel", "binom", "textcolor"}
)


def _wrapped(text: str) -> str:
    """Put a term in brackets unless it is of one piece."""
    return text if _SIMPLE.fullmatch(text) else f"({text})"
