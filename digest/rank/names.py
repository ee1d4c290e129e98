"""Names of people and organizations: when two spellings mean the same one.

Accents, case, punctuation and order do not matter ("Dao, Tri" is "Tri Dao"); middle names and middle
initials may be missing ("Quoc Le" is "Quoc V. Le"). A given name matches its own initial ("T. Dao"), but
only half as surely: many people share it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from digest.rank.words import fold, runs

SURE = 1.0
BY_INITIAL = 0.5
_GENERATION = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name, folded: the family name last, whatever order it was written in."""

    given: tuple[str, ...]
    family: str

    @property
    def key(self) -> str:
        """The whole name as one string: equal for spellings that are surely the same."""
        return " ".join((*self.given, self.family))


def parse_name(printed: str) -> Name:
    """Return a name as printed ("Tri Dao", "Dao, Tri", "T. Dao"), folded; empty when it has no letters."""
    family, comma, given = printed.partition(",")
    if comma and runs(given) and _pieces(given)[0] not in _GENERATION:
        pieces = [*_pieces(given), *_pieces(family)]
    else:
        pieces = _pieces(printed)
    while len(pieces) > 1 and pieces[-1] in _GENERATION:
        pieces = pieces[:-1]
    return Name(tuple(pieces[:-1]), pieces[-1] if pieces else "")


def same_name(one: Name, other: Name) -> float:
    """Return how surely two names mean one person: 1 for the name, ½ by an initial, 0 for no."""
    if not one.family or not other.family:
        return 0.0
    if one.family != other.family:
        return SURE if _turned(one) == other else 0.0
    if not one.given or not other.given:
        return SURE if one.given == other.given else 0.0
    middle, other_middle = one.given[1:], other.given[1:]
    if middle and other_middle and not _agree(middle[0], other_middle[0]):
        return 0.0
    if one.given[0] == other.given[0]:
        return SURE if len(one.given[0]) > 1 or middle == other_middle else BY_INITIAL
    return BY_INITIAL if _agree(one.given[0], other.given[0]) else 0.0


def _agree(one: str, other: str) -> bool:
    return one == other or (1 in {len(one), len(other)} and one[0] == other[0])


def _turned(name: Name) -> Name:
    """Return the name read family first: "Zhang Wei" for "Wei Zhang"; only names of two pieces turn."""
    if len(name.given) != 1 or 1 in {len(name.given[0]), len(name.family)}:
        return name
    return Name((name.family,), name.given[0])


def organization_key(printed: str) -> str:
    """Return an organization's handle or printed name as compared: "DeepSeek AI" is "deepseek-ai"."""
    return " ".join(runs(printed))


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(fold(text).replace("'", "").replace("’", ""))


_PIECE = re.compile(r"[^\W_]+(?:[-‐][^\W_]+)*")
