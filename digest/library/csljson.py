"""CSL-JSON: a list of items, as Zotero and others give them to citation processors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from digest.library.works import Flaw, Work

_IDS = ("DOI", "URL")
_NOTES = ("number", "note", "container-title", "archive_location", "archive-location")
_GIVEN_FIRST = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")


def works_of_csl_json(text: str) -> Iterator[Work | Flaw]:
    """Return the items of a CSL-JSON file; a ValueError says where one that is not JSON breaks off."""
    try:
        data = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as err:
        raise ValueError(f"not JSON: {err.msg} on line {err.lineno}, column {err.colno}") from err
    except RecursionError as err:
        raise ValueError("not CSL-JSON: lists within lists, too deep to read") from err
    items = data if isinstance(data, list) else [data]
    return (_work(item, number=number) for number, item in enumerate(items, start=1))


def _work(item: Any, *, number: int) -> Work | Flaw:
    name = f"entry {number}"
    if not isinstance(item, dict):
        return Flaw(name=name, message="found no mapping, wanted an item of CSL-JSON")
    for key in ("title", "abstract", "DOI"):
        if not isinstance(item.get(key) or "", str):
            return Flaw(name=name, message=f"found no text as its {key}")
    authors = item.get("author") or []
    if not isinstance(authors, list) or not all(isinstance(one, dict) for one in authors):
        return Flaw(name=name, message="found no list of names as its author")
    return Work(
        line=0,
        name=name,
        title=item.get("title") or "",
        abstract=item.get("abstract") or "",
        authors=[_printed(one) for one in authors],
        ids=_texts(item, _IDS),
        notes=_texts(item, _NOTES),
    )


def _printed(name: Mapping[str, Any]) -> str:
    return " ".join(_texts(name, _GIVEN_FIRST)) or " ".join(_texts(name, ("literal",)))


def _texts(item: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    return [value for key in keys if isinstance(value := item.get(key), str) and value]
