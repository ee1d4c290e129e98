"""The JSON Schema that editors check subscribers.yaml by."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from digest.config import schema, starter
from digest.config.document import read

ROOT = Path(__file__).parents[3]


def accepts(part: dict[str, Any], value: Any, defs: dict[str, Any]) -> bool:
    """Tell whether a value fits a schema, by the few words of JSON Schema that ours uses."""
    if "$ref" in part:
        return accepts(defs[part["$ref"].rpartition("/")[2]], value, defs)
    if "oneOf" in part:
        return sum(accepts(one, value, defs) for one in part["oneOf"]) == 1
    if part["type"] == "object":
        known = part["properties"]
        return (
            isinstance(value, dict)
            and set(part.get("required", [])) <= value.keys() <= known.keys()
            and all(accepts(known[key], one, defs) for key, one in value.items())
        )
    if part["type"] == "array":
        return isinstance(value, list) and all(accepts(part["items"], one, defs) for one in value)
    if part["type"] == "string":
        fits = isinstance(value, str) and re.search(part.get("pattern", ""), value) is not None
        return fits and value in part.get("enum", [value])
    low, high = part.get("minimum", value), part.get("maximum", value)
    kinds = bool if part["type"] == "boolean" else int | float
    return isinstance(value, kinds) and low <= value <= high


def fits(text: str) -> bool:
    found: dict[str, Any] = dict(schema())
    return accepts(found, read(text).data, found["$defs"])


def test_the_schema_is_of_the_draft_that_it_names() -> None:
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_that_ships_is_current() -> None:
    """Write it anew with: digest schema > docs/subscribers.schema.json."""
    shipped = (ROOT / "docs" / "subscribers.schema.json").read_text(encoding="utf-8")
    assert shipped == json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def test_the_example_file_names_the_schema_that_ships_and_fits_it() -> None:
    text = (ROOT / "subscribers.yaml").read_text(encoding="utf-8")
    named = re.search(r"^# yaml-language-server: \$schema=(\S+)$", text, re.MULTILINE)
    assert named is not None
    assert (ROOT / named[1]).is_file()
    assert fits(text)


def test_the_starter_file_fits() -> None:
    assert fits(starter())


@pytest.mark.parametrize(
    "line",
    [
        "newsletter: {}",
        "newsletter: {from: a, titel: b}",
        "newsletter: {from: a, sources: [rss]}",
        "newsletter: {from: a, smtp: 'mail.example.org'}",
        "newsletter: {from: a}\nsubscribers: [{name: Ada}]",
        "newsletter: {from: a}\nsubscribers: [{email: a, papers: 51}]",
        "newsletter: {from: a, trending: 11}",
        "newsletter: {from: a}\nsubscribers: [{email: a, popularity: 10.5}]",
        "newsletter: {from: a}\nsubscribers: [{email: a, outside: sometimes}]",
        "newsletter: {from: a}\nsubscribers: [{email: a, never: [{topic: x, stemmed: true}]}]",
        "newsletter: {from: a}\nsubscribers: [{email: a, interests: [{topik: x}]}]",
        "newsletter: {from: a}\nsubscribers: [{email: a, interests: [{like: 2106.0968}]}]",
        "newsletter: {from: a}\nsubscribers: [{email: a, never: [{topic: x, weight: 2}]}]",
    ],
)
def test_what_the_program_refuses_does_not_fit(line: str) -> None:
    assert not fits(line)


def test_what_steers_fits() -> None:
    assert fits(
        "newsletter: {from: a, trending: 3}\ndefaults: {outside: true, never: [{keyword: x, stemmed: true}]}"
        "\nsubscribers: [{email: a, popularity: 0, interests: [{keyword: y, stemmed: true, weight: 2}]}]"
    )


def test_every_key_is_described() -> None:
    found: dict[str, Any] = dict(schema())
    for name, part in {**found["$defs"], "the file": found}.items():
        assert part["description"], name
        for key, one in part["properties"].items():
            assert "$ref" in one or one["description"], f"{name}.{key}"
