"""What readers are told of sources in trouble, in their language. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from digest.health.judge import Health, State
from digest.language import ENGLISH, Language

MOST_NOTICES = 4


def notices(found: Sequence[Health], *, now: datetime, say: Language = ENGLISH) -> tuple[str, ...]:
    """Return what readers must know, a sentence each, at most MOST_NOTICES.

    What befell several parts of one house at once is said once.
    """
    alike: dict[tuple[object, ...], list[Health]] = {}
    for one in found:
        if one.told is not None:
            single = one.source if one.state is State.SHORT else ""  # its count is its own
            alike.setdefault((one.house, one.state, one.told, single), []).append(one)
    said = [_notice(same, now=now, say=say) for same in alike.values()]
    if len(said) <= MOST_NOTICES:
        return tuple(said)
    left = len(said) - MOST_NOTICES + 1
    rest = say.ngettext(
        "There is trouble with %(num)s more source: papers may be missing.",
        "There is trouble with %(num)s more sources: papers may be missing.",
        left,
    )
    return (*said[: MOST_NOTICES - 1], rest % {"num": say.number(left)})


def _notice(same: Sequence[Health], *, now: datetime, say: Language) -> str:
    """Return the sentence for what befell parts of one house."""
    first, today = same[0], now.astimezone(UTC).date()
    parts = tuple(dict.fromkeys(part for one in same for part in one.parts))
    return _sentence(first, say=say, of_parts=bool(parts)) % {
        "house": _house(first, say=say),
        "parts": say.listed(parts),
        "day": say.spoken(first.told or today, today=today),
        "num": say.number(first.count),
    }


def _sentence(one: Health, *, say: Language, of_parts: bool) -> str:
    match one.state, of_parts:
        case State.FAILING, False:
            return say.gettext("%(house)s could not be reached since %(day)s: papers may be missing.")
        case State.FAILING, True:
            return say.gettext(
                "%(house)s could not be reached since %(day)s: papers from %(parts)s may be missing."
            )
        case State.STALE, False:
            return say.gettext("%(house)s has listed nothing new since %(day)s: papers may be missing.")
        case State.STALE, True:
            return say.gettext(
                "%(house)s has listed nothing new in %(parts)s since %(day)s: papers may be missing."
            )
        case _, False:
            return say.ngettext(
                "%(house)s listed only %(num)s paper on %(day)s: some may be missing.",
                "%(house)s listed only %(num)s papers on %(day)s: some may be missing.",
                one.count,
            )
    return say.ngettext(
        "%(house)s listed only %(num)s paper in %(parts)s on %(day)s: some may be missing.",
        "%(house)s listed only %(num)s papers in %(parts)s on %(day)s: some may be missing.",
        one.count,
    )


def _house(one: Health, *, say: Language) -> str:
    """Return who lists; a house of our own naming has its name in the language."""
    kind, _, name = one.source.partition(":")
    own = {
        "page": say.gettext("the saved page %(name)s"),
        "jsonl": say.gettext("the file %(name)s"),
        "plugin": say.gettext("the plugin %(name)s"),
    }
    return own[kind] % {"name": name} if name and kind in own else one.house
