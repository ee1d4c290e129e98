"""Formulas → text: symbols, scripts, fractions, roots, fonts, matrices."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from digest.latex import symbols
from digest.latex.groups import DEPTH, Groups
from digest.latex.symbols import script

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[\^_{}]|[~&$'\s]|[^\\^_{}~&$'\s]+|.")
_ENVIRONMENT = re.compile(r"\{([A-Za-z]{1,30}\*?)\}(?:\{[lcr|@ ]{1,30}\})?")
_OPTION = re.compile(r"\[([^\[\]]{0,60})\]")
_LENGTH = re.compile(r"\s*-?[\d.]+\s*(?:mu|em|ex|pt|cm|mm|in)\b")
_LENGTH_OPTION = re.compile(r"\s?\[-?[\d.]{1,9}\s?[a-z]{2}\]")
_CODE = re.compile(r"\{(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))\}")
_SIMPLE = re.compile(r"[\w.]*")
_ROW = re.compile(r"\s+;")
_ESCAPES = {"!": "", "|": "‖", "(": "", ")": "", "[": "", "]": ""}
_TEXTS = frozenset(
    ["text", "textrm", "textbf", "textit", "texttt", "textsc", "textsf", "mbox", "hbox", "fbox"]
)
_SHAPES = (
    symbols.FONTS
    | symbols.HATS.keys()
    | symbols.FRACTIONS
    | symbols.ARROWS.keys()
    | symbols.PHANTOMS
    | {"sqrt", "not", "pmod", "underbrace", "overbrace", "boxed", "label", "tag", "overset", "underset"}
    | {"stackrel", "binom", "dbinom", "tbinom", "textcolor", "substack", "smash", "color"}
)


class UnreadableError(ValueError):
    """A formula whose braces do not match; it stays as it was written."""


class Formulas:
    """The formulas of one text. Raises UnreadableError for what is none."""

    def __init__(self, groups: Groups, *, prose: Callable[[int, int, int], str]) -> None:
        self._groups = groups
        self._text = groups.text
        self._prose = prose  # reads text[start:end] at a depth as it reads outside of formulas

    def read(self, start: int, end: int, depth: int = 0) -> str:
        """Return text[start:end] as it reads inside of a formula."""
        out: list[str] = []
        while start < end:
            piece, start = self._atom(start, end, depth)
            out.append(piece)
        return "".join(out)

    def environment(self, name: str, start: int, end: int, depth: int) -> str:
        """Return text[start:end], the inside of an environment: the rows of a matrix, say."""
        inner = self.read(start, end, depth + 1)
        if name.rstrip("*") not in symbols.MATRICES:
            return f" {inner} "
        left, right = symbols.MATRICES[name.rstrip("*")]
        rows = _ROW.sub(";", " ".join(inner.split())).strip("; ")
        return f"{left}{rows}{right}"

    def _atom(self, at: int, end: int, depth: int) -> tuple[str, int]:
        """Return the next piece of a formula, and where the one after it begins."""
        match = _TOKEN.match(self._text, at, end)
        piece = match[0] if match else self._text[at]
        after = at + len(piece)
        if piece[0] == "\\" and len(piece) > 1:
            return self._command(piece[1:], after, end, depth)
        if piece in {"^", "_"}:
            content, after = self._argument(after, end, depth)
            return script(content, mark=piece, after=self._text[after:end][:1]), after
        if piece == "{":
            return self._argument(at, end, depth)
        if piece == "}":
            raise UnreadableError
        return {"~": " ", "&": " ", "'": "′", "$": ""}.get(piece, piece), after

    def _argument(self, at: int, end: int, depth: int) -> tuple[str, int]:
        """Return what a script or a command goes on: a group, a command or one character."""
        while at < end and self._text[at] == " ":
            at += 1
        if at >= end or depth >= DEPTH:
            raise UnreadableError
        if self._text[at] == "{":
            close = self._groups.close(at, end, depth)
            if close is None:
                raise UnreadableError
            return self.read(at + 1, close, depth + 1), close + 1
        if self._text[at] == "\\":
            return self._atom(at, end, depth + 1)
        return self._text[at], at + 1

    def _command(self, name: str, after: int, end: int, depth: int) -> tuple[str, int]:  # noqa: C901, PLR0911 - a list of cases
        if not name.isalpha():
            return self._escape(name, after, depth)
        if name in symbols.LETTERS:
            return symbols.LETTERS[name], self._skip(after, "{}")
        if name in symbols.RELATIONS:  # a\leq b reads a≤b, a \leq b reads a ≤ b
            spaced = self._text[after - len(name) - 2] == " "
            return symbols.RELATIONS[name], after if spaced else self._skip(after, " ")
        if name in symbols.SPECIAL:
            return symbols.SPECIAL[name], self._skip(after, " ")
        if name in symbols.SIZES | symbols.SWITCHES:
            return "", after + (name in symbols.SIZES and self._text.startswith(".", after))
        if name in symbols.SPACES:
            return " ", self._length(after, end)
        if name in {"begin", "end"}:
            return self._environment(name, after, end, depth)
        if name in {"unicode", "char"} and (code := _CODE.match(self._text, after, end)):
            return _character(code), code.end()
        at = after + self._text.startswith("*", after) * (name in symbols.FONTS)
        close = self._groups.close(at, end, depth) if name in _TEXTS else None
        if close is not None:
            return self._prose(at + 1, close, depth + 1), close + 1
        if name == "href" and (address := self._groups.close(at, end, depth)):
            label = self._groups.close(address + 1, end, depth)
            if label is not None:
                return self._prose(at - len("\\href"), label + 1, depth + 1), label + 1
        if name in _SHAPES:
            return self._shape(name, at, end, depth)
        return self._word(name, after, end)

    def _escape(self, name: str, after: int, depth: int) -> tuple[str, int]:
        if name == "\\":
            spaced = _LENGTH_OPTION.match(self._text, after)
            return ("; " if depth else " "), spaced.end() if spaced else after
        return _ESCAPES.get(name, " " if name in ",;:> " else name), after

    def _skip(self, at: int, what: str) -> int:
        return at + len(what) if self._text.startswith(what, at) else at

    def _length(self, at: int, end: int) -> int:
        r"""Return what follows the length of \hspace{1em} or \mkern4mu."""
        if self._text.startswith("{", at):
            close = self._groups.close(at, end, 0)
            return at if close is None else close + 1
        length = _LENGTH.match(self._text, at, end)
        return length.end() if length else at

    def _environment(self, name: str, after: int, end: int, depth: int) -> tuple[str, int]:
        scope = _ENVIRONMENT.match(self._text, after, end)
        if scope is None:
            return name, after
        closing = self._groups.environment(scope[1], scope.end(), end) if name == "begin" else None
        if closing is None or depth >= DEPTH:
            return " ", scope.end()
        return self.environment(scope[1], scope.end(), closing[0], depth + 1), closing[1]

    def _word(self, name: str, after: int, end: int) -> tuple[str, int]:
        """Return a function's name, or that of somebody's own macro, apart from its neighbours."""
        before = self._text[after - len(name) - 2]
        following = self._text[after : min(after + 1, end)]
        left = " " if before.isalnum() or before in "})" else ""
        right = " " if following.isalnum() or following == "\\" else ""
        return f"{left}{name}{right}", self._skip(after, "{}")

    def _shape(self, name: str, at: int, end: int, depth: int) -> tuple[str, int]:  # noqa: C901, PLR0911 - a list of cases
        """Return a command that arranges what follows it."""
        index = ""
        if name not in symbols.FONTS and (option := _OPTION.match(self._text, at, end)):
            index, at = option[1], option.end()
        first, at = self._argument(at, end, depth)
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
        if name in symbols.ARROWS:
            return symbols.ARROWS[name] + script(first, mark="^"), at
        if name in symbols.PHANTOMS or name in {"color", "label"}:
            return "", at
        if name in {"underbrace", "overbrace", "boxed", "tag", "substack", "smash"}:
            return first, at
        second, at = self._argument(at, end, depth)
        if name in symbols.FRACTIONS:
            return f"{_wrapped(first)}/{_wrapped(second)}", at
        if name in {"overset", "underset", "stackrel"}:
            return second + script(first, mark="_" if name == "underset" else "^"), at
        return (f"binom({first}, {second})" if name.endswith("binom") else second), at


def _character(code: re.Match[str]) -> str:
    number = int(code[1], 16) if code[1] else int(code[2])
    return chr(number) if number <= 0x10FFFF else code[0]  # noqa: PLR2004 - the last code point


def _wrapped(text: str) -> str:
    """Put a term in brackets unless it is of one piece."""
    return text if _SIMPLE.fullmatch(text) else f"({text})"
