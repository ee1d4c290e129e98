"""What every mapping in the file has in common, whatever its keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationInfo, model_validator

from digest.config.looks import Looks
from digest.config.problems import nearest, printable, shown
from digest.library import Library

TEXT_TAG = "<text>"  # a union's branches are tagged <so>, which no key can be taken for
BESIDE = ("weight", "stemmed")  # keys that stand beside the one that says the kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a value means depends on where the file is and whose machine reads it."""

    folder: Path  # absolute; relative paths start here
    zone: str  # of cadences that name none
    environ: Mapping[str, str]
    looks: Looks  # the themes and languages to choose from
    libraries: dict[Path, Library | None] = field(default_factory=dict)  # named so far; None: not to be read


def context_of(info: ValidationInfo) -> Context:
    """Return the Context a file is checked with."""
    if not isinstance(info.context, Context):
        raise TypeError("a file is checked with its Context")
    return info.context


class Shape(BaseModel):
    """A mapping whose every key is known; a key without a value is as good as absent."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    wanted: ClassVar[str] = "keys and their values"  # {found} is what was found

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, found: Any) -> Any:
        if not isinstance(found, dict):
            wanted = cls.wanted.replace("{found}", printable(str(found)))
            raise ValueError(f"found {shown(found)}, wanted {wanted}")  # noqa: TRY004 - what pydantic takes
        known = known_keys(cls)
        return {key: value for key, value in found.items() if value is not None or key not in known}


def known_keys(shape: type[Shape]) -> list[str]:
    """Return the keys a mapping of this shape may have, as the file spells them."""
    return [field.alias or name for name, field in shape.model_fields.items()]


def tag(found: Any, kinds: Sequence[str]) -> str | None:
    """Return the branch of a union that the key of a mapping chooses; a misspelt key chooses the nearest."""
    if isinstance(found, str):
        return TEXT_TAG
    if isinstance(found, dict):
        kind = next((key for key in found if key in kinds), None)
        misspelt = (nearest(key, kinds) for key in found if key not in BESIDE)
        kind = kind or next((near for near in misspelt if near), None)
        return f"<{kind}>" if kind else None
    return None
