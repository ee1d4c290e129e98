"""RIS: lines of a two-letter tag, two spaces, a hyphen and a value; TY begins a reference, ER ends it.

Read here and not by a library: the one there is passes over what is malformed without a word and knows no
lines, and a reader is to be told which reference does not count, and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.library.works import Flaw, Work, natural

# Some exporters write one space for two, or none at the end
_LINE = re.compile(r"([A-Z][A-Z0-9])  ?-(?: +(.*))?")
_TITLES = ("TI", "T1", "CT", "BT")  # the first that is given
_ABSTRACTS = ("AB", "N2")
_AUTHORS = ("AU", "A1")
_NOTES = ("UR", "M1", "M3", "T2", "JO", "JF", "JA", "AN", "L1", "L2")


@dataclass(slots=True)
class _Reference:
    """A reference that is being read: its tags in order, each with the lines of its value."""

    line: int
    number: int  # from 1
    fields: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"entry {self.number}"

    def values(self, *tags: str) -> list[str]:
        found = (" ".join(lines) for wanted in tags for tag, lines in self.fields if tag == wanted)
        return [value for value in found if value]

    def work(self) -> Work:
        return Work(
            line=self.line,
            name=self.name,
            title=next(iter(self.values(*_TITLES)), ""),
            abstract=next(iter(self.values(*_ABSTRACTS)), ""),
            authors=[natural(name) for name in self.values(*_AUTHORS)],
            ids=self.values("DO"),
            notes=self.values(*_NOTES),
        )


def works_of_ris(text: str) -> Iterator[Work | Flaw]:
    """Yield the references of an RIS file; one that is not closed counts as far as it goes."""
    now: _Reference | None = None
    count = 0
    for at, line in enumerate(text.split("\n"), start=1):
        tagged = _LINE.fullmatch(line.rstrip())
        tag, value = (tagged[1], (tagged[2] or "").strip()) if tagged else ("", line.strip())
        if now is not None and tag in {"TY", "ER"}:
            if tag == "TY":
                yield _unclosed(now)
            yield now.work()
            now = None
        if tag == "TY":
            count += 1
            now = _Reference(at, count)
        elif tag and tag != "ER" and now is None:
            found = f"found {tag} outside of a reference, wanted a line with TY before it"
            yield Flaw(line=at, message=found)
        elif tag and now is not None:
            now.fields.append((tag, [value]))
        elif value and now is not None and now.fields:
            now.fields[-1][1].append(value)  # a value goes on in the next line
    if now is not None:
        yield _unclosed(now)
        yield now.work()


def _unclosed(reference: _Reference) -> Flaw:
    message = "is not closed, wanted a line with ER after it; what there is of it counts"
    return Flaw(line=reference.line, name=reference.name, message=message)
