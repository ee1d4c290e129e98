"""One value of subscribers.yaml each: found in any type, returned as ours or refused in words.

Every function raises ValueError with a message that says what was found and what was wanted.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from email_validator import EmailNotValidError, validate_email

from digest.cadence import zone_name
from digest.config.problems import WrittenFloat, WrittenInt, either, hint, shown
from digest.identify import canonical
from digest.model import Images

PAPERS_LIMIT = 50
TRENDING_LIMIT = 10
WEIGHTS = (0.1, 10.0)
POPULARITY = (0.0, 10.0)

_LINE_LIMIT = 500  # characters; a topic may be a sentence or two
_NAME_LIMIT = 200  # characters; what a header can carry and a reader will read
_TEXT_LIMIT = 20_000  # characters of an intro
_FORBIDDEN = {"Cc", "Cs", "Zl", "Zp"}  # controls, half characters, line and paragraph separators
_MAILBOX = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
# arxiv.org/category_taxonomy: "hep-th", "cs.CL", "cond-mat.soft", "physics.ao-ph"; ours: "cs.*"; and the
# subjects of bioRxiv: "cell-biology"
_CATEGORY = re.compile(r"[a-z]+(-[a-z]+)*(\.([A-Z]{2}|\*|[a-z]{2,}-[a-z]{2,}|[a-z]{4,}))?")
_HOUSE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){0,5}(?:localhost|local)", re.ASCII)
_YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A mail address and the key it is known by."""

    email: str  # as written
    key: str  # case-folded, the domain as A-labels


def line(found: object, *, wanted: str, limit: int = _LINE_LIMIT) -> str:
    """Return text of one line; line breaks that YAML folds are spaces."""
    if not isinstance(found, str):
        quoted = f' in quotes: "{found.written}"' if isinstance(found, WrittenInt | WrittenFloat) else ""
        raise ValueError(f"found {shown(found)}, wanted {wanted}{quoted}")  # noqa: TRY004 - what pydantic takes
    text = found.removesuffix("\n")  # a folded block has one
    bad = next((letter for letter in text if unicodedata.category(letter) in _FORBIDDEN), None)
    if bad is not None:
        raise ValueError(
            f"found a control character or line break (U+{ord(bad):04X}), wanted {wanted} on one line"
        )
    text = " ".join(text.split())
    if not text:
        raise ValueError(f"found nothing, wanted {wanted}")
    if len(text) > limit:
        raise ValueError(f"found {len(text)} characters, wanted at most {limit}")
    return text


def name(found: object) -> str:
    """Return a name or title that is safe in a header."""
    return line(found, wanted="a name", limit=_NAME_LIMIT)


def paragraphs(found: object) -> str:
    """Return text of any number of lines."""
    if not isinstance(found, str):
        raise ValueError(f"found {shown(found)}, wanted text")  # noqa: TRY004 - what pydantic takes
    text = found.replace("\r\n", "\n").strip()
    bad = next((c for c in text if unicodedata.category(c) in _FORBIDDEN and c not in "\n\t"), None)
    if bad is not None:
        raise ValueError(f"found a control character (U+{ord(bad):04X}), wanted text")
    if len(text) > _TEXT_LIMIT:
        raise ValueError(f"found {len(text)} characters, wanted at most {_TEXT_LIMIT}")
    return text


def address(found: object) -> Address:
    """Return a mail address with its key; nothing is looked up."""
    wanted = "an address such as ada@example.org"
    text = line(found, wanted=wanted)
    local, _, domain = text.rpartition("@")
    house = _HOUSE.fullmatch(domain.casefold())  # the library knows no addresses that stay in the house
    try:
        valid = validate_email(
            f"{local}@example.org" if house else text, check_deliverability=False, test_environment=True
        )
    except EmailNotValidError as err:
        reason = str(err)[:1].lower() + str(err)[1:].rstrip(".")
        raise ValueError(f"found {shown(text)}, wanted {wanted}: {reason}") from err
    host = house[0] if house else valid.ascii_domain.casefold()
    return Address(email=text, key=f"{valid.local_part.casefold()}@{host}")


def address_key(found: object) -> str | None:
    """Return the key of an address, or None for what is none."""
    try:
        return address(found).key
    except ValueError:
        return None  # reported where it is checked


def mailbox(found: object) -> str:
    """Return an RFC 5322 mailbox; a name that needs quotes has them (RFC 5322 §3.2.4)."""
    wanted = "a mailbox such as Paper Round <digest@example.org>"
    text = line(found, wanted=wanted)
    parts = _MAILBOX.fullmatch(text)
    if not parts:
        if re.search(r"[<>\s]", text):
            raise ValueError(f"found {shown(text)}, wanted {wanted}")
        return address(text).email
    label = parts["name"].strip()
    if len(label) > 1 and label[0] == label[-1] == '"':
        label = re.sub(r"\\(.)", r"\1", label[1:-1]).strip()
    if re.search(r"[^\w\s!#$%&'*+/=?^`{|}~-]", label):
        label = '"{}"'.format(re.sub(r'(["\\])', r"\\\1", label))
    email = address(parts["address"].strip()).email
    return f"{name(label)} <{email}>" if label else email


def papers(found: object) -> int:
    """Return how many papers a digest holds at most."""
    return _whole(found, 1, PAPERS_LIMIT)


def trending(found: object) -> int:
    """Return how many papers of most votes a digest shows on top."""
    return _whole(found, 0, TRENDING_LIMIT)


def images(found: object) -> Images:
    """Return which pictures a mail shows."""
    known = [one.value for one in Images]
    if not isinstance(found, str):
        raise ValueError(f"found {shown(found)}, wanted {either(known)}")  # noqa: TRY004 - what pydantic takes
    if found not in known:
        raise ValueError(f"unknown choice {shown(found)}{hint(found, known)}")
    return Images(found)


def _whole(found: object, low: int, high: int) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
        raise ValueError(f"found {shown(found)}, wanted a whole number from {low} to {high}")
    return int(found)


def weight(found: object) -> float:
    """Return how much an interest counts beside the others."""
    return _number(found, *WEIGHTS)


def popularity(found: object) -> float:
    """Return how much the votes of other readers count."""
    return _number(found, *POPULARITY)


def switch(found: object) -> bool:
    """Return true or false; a word is neither, in quotes or out of them."""
    if not isinstance(found, bool):
        raise ValueError(f"found {shown(found)}, wanted true or false")  # noqa: TRY004 - what pydantic takes
    return found


def _number(found: object, low: float, high: float) -> float:
    number = found if isinstance(found, (int, float)) and not isinstance(found, bool) else math.nan
    if not low <= number <= high:
        raise ValueError(f"found {shown(found)}, wanted a number from {low:g} to {high:g}")
    return float(number)


def day(found: object) -> date:
    """Return a date."""
    wanted = "a date such as 2026-04-01"
    if isinstance(found, str):
        try:
            found = date.fromisoformat(found)
        except ValueError as err:
            raise ValueError(f"found {shown(found)}, wanted {wanted}") from err
    if not isinstance(found, date) or isinstance(found, datetime) or found.year not in _YEARS:
        raise ValueError(f"found {shown(found)}, wanted {wanted}")
    return found


def zone(found: object) -> str:
    """Return an IANA time zone's name."""
    return zone_name(line(found, wanted="a time zone such as Europe/London"))


def keyword(found: object) -> str:
    """Return a keyword, or a phrase in its quotes."""
    text = line(found, wanted="a keyword")
    if text.startswith('"') != text.endswith('"') or not text.strip('" '):
        raise ValueError(f"found {shown(text)}, wanted a word, or a phrase with quotes around it")
    return text


def category(found: object) -> str:
    """Return an arXiv category, checked by its shape alone."""
    text = line(found, wanted="an arXiv category such as cs.CL")
    if not _CATEGORY.fullmatch(text):
        archive, _, sub = text.partition(".")
        meant = [archive.lower() + (f".{part}" if sub else "") for part in (sub.upper(), sub.lower())]
        near = next((one for one in meant if _CATEGORY.fullmatch(one)), None)
        wanted = f" (did you mean {near}?)" if near else ", wanted one such as cs.CL, hep-th or cs.*"
        raise ValueError(f"unknown category {shown(text)}{wanted}")
    return text


def like(found: object) -> str:
    """Return the canonical id of an example paper."""
    if isinstance(found, WrittenInt | WrittenFloat):
        written = found.written
        lost = ": the zero at its end is lost" if "." in written and written.endswith("0") else ""
        raise ValueError(  # noqa: TRY004 - what pydantic takes
            f'found {shown(found)}, wanted an id in quotes: "{written}"'
            f" (YAML reads a bare {written} as the number {found}{lost})"
        )
    text = line(found, wanted="an id in quotes")
    identifier = canonical(text)
    if identifier is None:
        raise ValueError(
            f'found {shown(text)}, wanted an arXiv id such as "2106.09685" or a DOI such as "10.1000/182"'
        )
    return identifier
