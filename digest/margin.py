"""What a paper lacked to be in a digest, or how far ahead it was of the first one that is not. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digest.model import Paper, Pick, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """A paper's score beside the one that decided.

    For a paper inside that is the best one outside; for one outside, the last one inside.
    """

    section: Section | None  # where it is; None: it is outside
    rival: Paper | None  # None: nothing is outside, or nothing inside
    rival_score: float = 0.0
    ahead: float = 0.0  # points; negative: so much it lacks
    room: bool = False  # the digest holds fewer papers than the reader asked for

    @property
    def moved(self) -> bool:
        """Return whether something other than the score decided: likeness to other papers, or a section."""
        if self.section is not None:
            return self.rival is not None and self.ahead < 0
        return self.room or (self.rival is not None and self.ahead > 0)


def margin(
    key: int,
    score: float,
    *,
    picks: Sequence[Pick],
    size: int,
    outside: Callable[[], tuple[Paper, float] | None],
) -> Margin:
    """Return how far the paper of a key is from being out, or in.

    `picks` are those of a digest of at most `size` papers, without Trending's; `outside` gives the best
    eligible paper that is not among them, with its score, and is asked only for a paper that is inside.
    """
    section = next((pick.section for pick in picks if pick.paper.key == key), None)
    own = [pick for pick in picks if pick.section is not Section.OUTSIDE]
    last = min(own, key=lambda pick: pick.score, default=None)
    lowest = None if last is None else (last.paper, last.score)
    rival = lowest if section is None else outside()
    room = len(picks) < size
    if rival is None:
        return Margin(section=section, rival=None, room=room)
    return Margin(section=section, rival=rival[0], rival_score=rival[1], ahead=score - rival[1], room=room)
