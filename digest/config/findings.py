"""pydantic's errors in our words: one for each typo, at the key or the value it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from digest.config.document import Document, Place, Steps
from digest.config.interests import KINDS
from digest.config.keys import FileKeys, NewsletterKeys, SubscriberDefaults, SubscriberKeys
from digest.config.problems import either, hint, nearest, printable, shown
from digest.config.shape import Shape, known_keys
from digest.config.sources import SOURCES
from digest.model import InterestKind

LATER = {  # keys of the finished program that this version does not know
    "bounces", "images",
}  # fmt: skip
_TAGGED = re.compile(r"<.+>")
_WANTED = {
    "newsletter": "newsletter: with at least from: under it",
    "from": 'a mailbox such as "from: Paper Round <digest@example.org>"',
    "email": "an address such as email: ada@example.org",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the value at `steps`, or at `place` where that is given."""

    steps: Steps
    message: str
    place: Place | None = None

    @property
    def path(self) -> str:
        """Return the way to the value as readers write it: "subscribers[2].send"."""
        text = ""
        for step in self.steps:
            if isinstance(step, int):
                text += f"[{step}]"
            elif re.fullmatch(r"[\w-]+", step):
                text += f".{step}" if text else step
            else:
                text += f'["{printable(step)}"]'
        return text


def findings(error: ValidationError, document: Document) -> Iterator[Finding]:
    """Return what pydantic found, without the key that is missing only because it is misspelt."""
    details = error.errors(include_url=False)
    unknown = {detail["loc"] for detail in details if detail["type"] == "extra_forbidden"}
    meant = {(*loc[:-1], nearest(str(loc[-1]), _known(loc[:-1]))) for loc in unknown}
    for detail in details:
        loc = detail["loc"]
        if detail["type"] == "missing" and loc in meant:
            continue
        steps: Steps = tuple(step for step in loc if not _is_tag(step))
        message = _message(detail, document.keys, steps)
        at_key = detail["type"] in {"extra_forbidden", "missing"}
        if detail["type"] == "missing" and steps not in document.keys:
            yield Finding(steps, message, place=document.place(steps[:-1]))
        else:
            yield Finding(steps, message, place=document.keys.get(steps) if at_key else None)


def _message(detail: ErrorDetails, keys: Mapping[Steps, Place], steps: Steps) -> str:
    found: Any = detail["input"]
    match detail["type"]:
        case "value_error":
            message = str(detail["ctx"]["error"])
        case "extra_forbidden":
            message = _unknown(detail["loc"])
        case "missing":
            wanted = _WANTED.get(str(steps[-1]), either(_known(detail["loc"][:-1])))
            message = f"{'empty' if steps in keys else 'missing'}, wanted {wanted}"
        case "list_type":
            message = f'found {shown(found)}, wanted a list: lines that start with "- ", or [one, two]'
        case "union_tag_not_found":
            message = _no_kind(found, _kinds(steps))
        case _:
            message = f"found {shown(found)}: {detail['msg']}"
    return message


def _unknown(loc: tuple[str | int, ...]) -> str:
    key, around = str(loc[-1]), loc[:-1]
    known = _known(around)
    kind = str(around[-1])[1:-1] if around and _is_tag(around[-1]) else ""
    if key in LATER:
        return f'"{key}" is not in this version'
    if kind and key in (*KINDS, *SOURCES):
        return f'"{key}" beside "{kind}", wanted one kind in one item: write another "- " item'
    if key == "weight" and "never" in loc:
        return "a weight says nothing in never: take it out"
    if kind and key == "stemmed":
        return f'only a keyword takes "stemmed", "{kind}" does not: take it out'
    return f'unknown key "{printable(key)}"{hint(key, known)}'


def _kinds(steps: Steps) -> tuple[str, ...]:
    return SOURCES if "sources" in steps else KINDS


def _no_kind(found: object, kinds: tuple[str, ...]) -> str:
    wanted = f"text, or a mapping of one of {either(kinds)}"
    if not isinstance(found, dict):
        return f"found {shown(found)}, wanted {wanted}"
    later = next((key for key in found if key in LATER), None)
    if later:
        return f'"{later}" is not in this version, wanted {either(kinds)}'
    names = either([f'"{printable(key)}"' for key in list(found)[:3]] or ["no key"])
    return f"found {names}, wanted {either(kinds)}"


def _known(around: tuple[str | int, ...]) -> list[str]:
    """Return the keys that a mapping at this place may have."""
    if not around:
        return known_keys(FileKeys)
    if _is_tag(around[-1]):
        kind = str(around[-1])[1:-1]
        beside = {InterestKind.KEYWORD: ["stemmed"], "plugin": ["options"]}
        own = [kind, *beside.get(kind, [])]
        return [*own, "weight"] if "interests" in around else own
    shapes: dict[str, type[Shape]] = {
        "newsletter": NewsletterKeys,
        "defaults": SubscriberDefaults,
        "subscribers": SubscriberKeys,
    }
    return known_keys(shapes[str(around[0])])


def _is_tag(step: object) -> bool:
    return isinstance(step, str) and bool(_TAGGED.fullmatch(step))
