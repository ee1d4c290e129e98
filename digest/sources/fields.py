"""Reading a JSON reply field by field: each is optional, of any type, and from strangers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from digest.errors import SourceError
from digest.latex import readable
from digest.sources.batch import SourceProblem, shown

MOST_COUNT = 2**31 - 1
LONGEST_URL = 2_000


def decoded(body: bytes | str, *, where: str) -> object:
    """Return the value of a JSON text; raises SourceError saying where and why it is none."""
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        text = body if isinstance(body, str) else body[:200].decode("utf-8", "replace")
        if text.lstrip()[:1] == "<":
            raise SourceError(f"{where}: found a web page, wanted JSON") from error
        if not text.strip():
            raise SourceError(f"{where}: found nothing, wanted JSON") from error
        raise SourceError(
            f"{where}: not JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error
    except (ValueError, RecursionError) as error:  # bytes that are no text, endless digits, endless nesting
        raise SourceError(f"{where}: not readable as JSON: {error}") from error


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object with its place, reporting what is not as it should be."""

    where: str
    values: dict[str, object]
    problems: list[SourceProblem] = field(repr=False)

    def wrong(self, key: str, found: str, wanted: str) -> None:
        """Report one field."""
        self.problems.append(SourceProblem(where=f"{self.where}.{key}", found=found, wanted=wanted))

    def object(self, key: str) -> Fields | None:
        """Return a field that is itself an object; None when absent or wrong."""
        value = self.values.get(key)
        if isinstance(value, dict):
            return Fields(f"{self.where}.{key}", value, self.problems)
        if value is not None:
            self.wrong(key, shown(value), "an object")
        return None

    def text(self, key: str, *, longest: int) -> str:
        """Return a text as received, stripped of what no store takes; "" when absent or wrong."""
        value = self.values.get(key)
        if isinstance(value, str):
            if len(value) > longest:
                self.wrong(key, f"{len(value):,} characters", f"at most {longest:,}; the rest is left out")
            return storable(value[:longest])
        if value is not None:
            self.wrong(key, shown(value), "a text")
        return ""

    def count(self, key: str) -> int | None:
        """Return a number from 0 on; None when absent or wrong."""
        value = self.values.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_COUNT:
            return value
        if value is not None:
            self.wrong(key, shown(value), f"a number from 0 to {MOST_COUNT}")
        return None

    def day(self, key: str) -> date | None:
        """Return the UTC day of a moment in ISO 8601; None when absent or wrong."""
        value = self.values.get(key)
        if value is None:
            return None
        found = as_day(value)
        if found is None:
            self.wrong(key, shown(value), "a moment like 2026-03-31T08:15:00.000Z")
        return found

    def url(self, key: str) -> str:
        """Return a web address; "" when absent or wrong."""
        value = self.values.get(key)
        if value is None or value == "":
            return ""
        found = web_url(value) if isinstance(value, str) else ""
        if not found:
            self.wrong(key, shown(value), "an http or https address")
        return found

    def objects(self, key: str) -> Sequence[Fields]:
        """Return the objects of a list; whatever else it holds is reported."""
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.wrong(key, shown(value), "a list")
            return ()
        return objects(value, where=f"{self.where}.{key}", problems=self.problems)


def objects(values: Sequence[object], *, where: str, problems: list[SourceProblem]) -> list[Fields]:
    """Return the objects of a list; whatever else it holds is reported."""
    found = []
    for index, value in enumerate(values):
        place = f"{where}[{index}]"
        if isinstance(value, dict):
            found.append(Fields(place, value, problems))
        else:
            problems.append(SourceProblem(where=place, found=shown(value), wanted="an object"))
    return found


def storable(text: str) -> str:
    """Return a text without what databases refuse: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def both(raw: str) -> tuple[str, str]:
    """Return a text as it reads, and as received where that differs by more than spaces."""
    shown_as = readable(raw)
    return shown_as, "" if shown_as == " ".join(raw.split()) else raw


def as_day(value: object) -> date | None:
    """Return the UTC day of a date or moment in ISO 8601; None when it is neither."""
    if not isinstance(value, str) or len(value) > 40:  # noqa: PLR2004 - the longest form has 32
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None


def web_url(text: str) -> str:
    """Return an http or https address as browsers read it, "" when the text is none.

    Line breaks and tabs inside are dropped and spaces around (URL standard, basic URL parser, steps 1-3):
    addresses copied from a page are often wrapped. Addresses that carry a user name are refused.
    """
    url = "".join(char for char in text.strip() if char not in "\t\r\n")
    if len(url) > LONGEST_URL or not url.isprintable() or any(char in ' "<>\\^`{|}' for char in url):
        return ""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return url if is_web and port_is_fine else ""
