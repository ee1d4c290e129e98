"""What a paper lacked to be in a digest, or how far ahead it was of the first one that is not. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digest.model import Paper, Pick, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """A paper's score beside the one that decided.

    For a paper among the reader's own that is the best one outside of these; for any other, the last one
    inside that was chosen by its score.
    """

    section: Section | None  # where it is shown; None: nowhere
    rival: Paper | None  # None: nothing is outside, or nothing inside
    rival_score: float = 0.0
    ahead: float = 0.0  # points; negative: so much it lacks
    room: bool = False  # the digest holds fewer papers than the reader asked for

    @property
    def moved(self) -> bool:
        """Return whether something other than the score decided: likeness to other papers, or a section."""
        if self.section is Section.TRENDING:
            return True
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

    `picks` are those of a digest: at most `size` papers of the reader's own, and on top what is trending.
    `outside` gives the best eligible paper that is not the reader's own, with its score, and is asked only
    for one that is.
    """
    section = next((pick.section for pick in picks if pick.paper.key == key), None)
    scored = [pick for pick in picks if pick.section is Section.FOR_YOU]
    last = min(scored, key=lambda pick: pick.score, default=None)
    lowest = None if last is None else (last.paper, last.score)
    rival = lowest if section in {None, Section.TRENDING} else outside()
    room = sum(pick.section is not Section.TRENDING for pick in picks) < size
    if rival is None:
        return Margin(section=section, rival=None, room=room)
    return Margin(section=section, rival=rival[0], rival_score=rival[1], ahead=score - rival[1], room=room)
