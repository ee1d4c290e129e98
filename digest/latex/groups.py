"""Where the braces, dollars and environments of a text close; found once, in time linear in its length."""

from __future__ import annotations

import re
from bisect import bisect_left

DEPTH = 12  # groups within groups
LONGEST = 2_000  # characters of a formula between dollars

_BRACE = re.compile(r"\\.|\{|\}")
_DOLLAR = re.compile(r"\\.|\{|\}|\$")
_PLAIN_DOLLAR = re.compile(r"(?<!\\)\$")
_END = re.compile(r"\\end\{([A-Za-z]{1,30}\*?)\}")
_MARKS = {
    "$$": re.compile(r"\$\$"),
    "\\(": re.compile(r"\\\)"),
    "\\[": re.compile(r"\\\]"),
}


class Groups:
    """One text, and where what opens in it closes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.closed: dict[int, int] = {}  # each opening brace that has one, and its closing brace
        self.stray: set[int] = set()  # closing braces that nothing opened
        self._ends: dict[str, list[int]] = {}  # of marks and environments: where each begins
        opened: list[int] = []
        for match in _BRACE.finditer(text) if "{" in text or "}" in text else ():
            if match[0] == "{":
                opened.append(match.start())
            elif match[0] == "}" and opened:
                self.closed[opened.pop()] = match.start()
            elif match[0] == "}":
                self.stray.add(match.start())

    def close(self, at: int, end: int, depth: int) -> int | None:
        """Return where the group that opens at `at` closes; None when none does within reach."""
        close = self.closed.get(at)
        return close if close is not None and close < end and depth < DEPTH else None

    def formula(self, mark: str, start: int, end: int) -> tuple[int, int] | None:
        r"""Return where a formula that `mark` ($, $$, \(, \[) opened ends, and what follows begins."""
        if mark == "$":
            at = self._dollar(start, min(end, start + LONGEST))
            return None if at is None else (at, at + 1)
        if mark not in self._ends:
            self._ends[mark] = [match.start() for match in _MARKS[mark].finditer(self.text)]
        at = self._next(self._ends[mark], start, end)
        return None if at is None else (at, at + 2)

    def environment(self, name: str, start: int, end: int) -> tuple[int, int] | None:
        r"""Return where the next \end{name} begins and ends."""
        if "\\end" not in self._ends:
            self._ends["\\end"] = []
            for match in _END.finditer(self.text):
                self._ends.setdefault(f"\\end{match[1]}", []).append(match.start())
        at = self._next(self._ends.get(f"\\end{name}", []), start, end)
        return None if at is None else (at, at + len(name) + 6)

    def _next(self, places: list[int], start: int, end: int) -> int | None:
        index = bisect_left(places, start)
        return places[index] if index < len(places) and places[index] < end else None

    def _dollar(self, start: int, end: int) -> int | None:
        """Return the next dollar in the same group, or failing that, the next at all."""
        at = start
        while found := _DOLLAR.search(self.text, at, end):
            if found[0] == "$":
                return found.start()
            if found[0] == "}":
                break
            at = self.closed.get(found.start(), found.start()) + 1 if found[0] == "{" else found.end()
            if at > end:
                break
        plain = _PLAIN_DOLLAR.search(self.text, start, end)
        return plain.start() if plain else None
