"""Why these papers, and what if: the JSON of /api/why and /api/save."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from digest.config import Config
from digest.config.problems import ChangedMeanwhile, Problem
from digest.config.revise import revise
from digest.config.wishes import LISTS, read_wishes, wishes_of
from digest.model import Interest, InterestKind, Subscriber
from digest.publish.rehearse import Lineup, Placed, Rehearsal
from digest.rank import Term
from digest.rank.rounding import STEPS, steps_of

MOST_SHARES = 8  # interests named beside one paper
UNSEEN = "the store does not know this paper yet: it counts for nothing so far"


def ranking(
    rehearsal: Rehearsal, config: Config, subscriber: Subscriber, asked: Mapping[str, object] | None
) -> dict[str, object]:
    """Return how an edition's papers stand for a subscriber: the answer of /api/why.

    `subscriber` is as the configuration has them, votes not counted in; `asked` is what a page posts to rank
    with instead, None to rank with what the file says. Nothing is stored. Beside what the contract names:
    `base` is a mark of what the file says, `inherited` names the lists that stand under defaults, and a
    paper's `shares` are what its score would lose without an interest, by the interest's `id`.

    Raises ConfigProblems (answer 422) for wishes that cannot be read; the problems are in no file, and name
    the wish by their path: "interests[2].weight".
    """
    wishes = wishes_of(subscriber) if asked is None else read_wishes(asked, subscriber=subscriber)
    reader = replace(subscriber, interests=wishes.interests, never=wishes.never)
    lineup = rehearsal.lineup(reader)
    return {
        "subscriber": subscriber.email,
        "edition": lineup.edition,
        "considered": lineup.considered,
        "size": subscriber.papers,
        "base": base_of(subscriber),
        "inherited": [name for name in LISTS if _inherited(config, getattr(subscriber, name))],
        "interests": list(_interests(lineup, rehearsal.interests(reader))),
        "never": [
            {"id": number, "kind": one.kind.value, "value": one.value}
            for number, one in enumerate(wishes.never)
        ],
        "papers": [_paper(one, rehearsal.interests(reader)) for one in lineup.papers],
    }


def save(config: Config, subscriber: Subscriber, asked: Mapping[str, object]) -> dict[str, object]:
    """Write what a page posts into the file, comments kept: the answer of /api/save.

    `asked` are the wishes, whole lists; it may say what `base` they were made of. Whoever calls this reads
    the file anew before the next call. Raises ChangedMeanwhile (answer 409) when the file says something
    else than the configuration or the `base`, or changes in between: nothing is written, and the page asks
    for /api/why again. Raises ConfigProblems (answer 422) for wishes that cannot be read, and for a file
    that cannot be changed: then the problem names the file and line.
    """
    if asked.get("base", base_of(subscriber)) != base_of(subscriber):
        message = "the interests were changed in the file meanwhile: look at them again"
        raise ChangedMeanwhile([Problem(file=str(config.path), message=message)])
    wishes = read_wishes(asked, subscriber=subscriber)
    changed = revise(
        config.path,
        subscriber.email,
        interests=wishes.interests,
        never=wishes.never,
        was=wishes_of(subscriber),
    )
    return {"saved": True, "path": config.path.name, "changed": list(changed)}


def base_of(subscriber: Subscriber) -> str:
    """Return a mark of what the file says that a subscriber wishes for: another one when that changes."""
    wishes = wishes_of(subscriber)
    said = [
        (name, one.kind.value, one.value, one.weight, one.stemmed)
        for name in LISTS
        for one in getattr(wishes, name)
    ]
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _inherited(config: Config, listed: Sequence[Interest]) -> bool:
    """Return whether a list is the one under `defaults`."""
    given = [one.interest for one in config.written if one.steps[0] == "defaults"]
    return bool(listed) and all(any(one is other for other in given) for one in listed)


def _interests(lineup: Lineup, interests: Sequence[Interest]) -> Iterator[dict[str, object]]:
    """Yield what is ranked with, in order; votes last, which a page can show and not edit."""
    titles = {
        term.interest.value: term.reason.label
        for paper in lineup.papers[:1]
        for term in paper.terms
        if term.interest is not None and term.interest.kind is InterestKind.LIKE
    }
    for number, one in enumerate(interests):
        voted = "" if one.voted_on is None else f"a vote of {one.voted_on}: `digest vote` takes it back"
        yield {
            "id": number,
            "kind": one.kind.value,
            "value": one.value,
            "label": titles.get(one.value, one.value) if one.kind is InterestKind.LIKE else one.value,
            "weight": one.weight,
            "editable": not voted,
            "why_not": voted or (UNSEEN if one.value in lineup.pending else ""),
        }


def _paper(one: Placed, interests: Sequence[Interest]) -> dict[str, object]:
    steps = steps_of(one.parts, total=one.score)
    return {
        "paper": one.paper.key,
        "title": one.paper.facts.title,
        "url": one.url,
        "place": one.place,
        "picked": one.section is not None,
        "section": "" if one.section is None else one.section.value,
        "score": sum(steps.values()) / STEPS,
        "terms": [{"label": kind, "value": count / STEPS} for kind, count in steps.items()],
        "shares": list(_shares(one.terms, interests)),
        "why_not": one.why_not,
    }


def _shares(terms: Sequence[Term], interests: Sequence[Interest]) -> Iterator[dict[str, object]]:
    """Yield what interests give to a paper, largest first, but for those that give nothing to speak of."""
    number = {id(one): at for at, one in enumerate(interests)}
    told = [term for term in terms if term.interest is not None and round(term.share * STEPS)]
    for term in told[:MOST_SHARES]:
        yield {
            "id": number[id(term.interest)],
            "kind": term.reason.kind,
            "label": term.reason.label,
            "words": list(term.reason.terms),
            "value": round(term.share * STEPS) / STEPS,
        }
