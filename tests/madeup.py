"""A made-up daily list and its readers, for what measures ranking."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SUBJECTS = (
    ("protein", "folding", "molecule", "binding", "enzyme"),
    ("robot", "grasping", "locomotion", "gripper", "terrain"),
    ("speech", "phoneme", "accent", "prosody", "speaker"),
    ("galaxy", "telescope", "spectrum", "redshift", "quasar"),
)
FIRST = date(2026, 1, 5)
DAYS = 24


def an_entry(number: int, on: date) -> dict[str, Any]:
    """Return an entry of a reply as the list gives it, with all that tells who listed it."""
    subject = number % len(SUBJECTS)
    words = SUBJECTS[subject]
    turn = number // len(SUBJECTS)
    who = number // 3 % 5  # has nothing to do with the subject: whoever reads it ranks otherwise
    lister = {"_id": f"u{who}", "fullname": f"Lister {who}", "name": f"lister{'x' * who}"}
    title = f"{words[turn % 5]} {words[(turn + 1) % 5]} with study {turn}"
    paper = {
        "id": f"{on:%y%m}.{number:05d}",
        "title": title,
        "summary": f"We look at {words[turn % 5]} and\n{words[(turn + 2) % 5]} {words[(turn + 3) % 5]}.",
        "authors": [{"name": f"Author{subject} Family{subject}{turn % 2}"}, {"name": f"Only Once{number}"}],
        "upvotes": (number * 7) % 13,
        "ai_keywords": [f"{words[0]} {words[1]}", words[2], words[3]],
        "submittedOnDailyBy": lister,
        "organization": {"name": f"lab-{subject}", "fullname": f"Lab {subject}"},
    }
    return {
        "paper": paper,
        "title": title,
        "submittedBy": lister,
        "submitterOrganization": {"name": f"lab-{who}"},
        "isAuthorParticipating": number % 2 == 0,
    }


def replies() -> list[dict[str, Any]]:
    """Return the replies of all days: eight papers a day, two of each subject."""
    return [
        {"date": on.isoformat(), "entries": [an_entry(8 * at + one, on) for one in range(8)]}
        for at, on in ((at, FIRST + timedelta(days=at)) for at in range(DAYS))
    ]


def subscriber_days(listed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return days of one reader for each subject, who likes all of it before the day."""
    rows = []
    for at in (8, 12, 16):
        old = [entry["paper"]["id"] for reply in listed[: at - 4] for entry in reply["entries"]]
        new = [entry["paper"]["id"] for reply in listed[at - 4 : at + 1] for entry in reply["entries"]]
        for subject in range(len(SUBJECTS)):
            mine = [one for one in old if int(one[5:]) % len(SUBJECTS) == subject]
            wanted = [one for one in new[-8:] if int(one[5:]) % len(SUBJECTS) == subject]
            row = {"subscriber": f"s{subject}", "day": listed[at]["date"], "liked": mine[:6]}
            rows.append(row | {"candidates": new, "relevant": wanted})
    return rows


def write_lines(file: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows as JSON lines; return the file."""
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file
