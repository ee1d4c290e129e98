"""Reduce caniemail's data to the facts that our tests ask; README.md beside this says how it is used."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

CLIENTS = {
    "gmail": ("desktop-webmail", "mobile-webmail", "ios", "android"),
    "outlook": ("windows", "windows-mail", "outlook-com", "macos", "ios", "android"),
    "apple-mail": ("macos", "ios"),
}
CATEGORIES = ("html", "css")


def reduced(full: dict[str, Any]) -> dict[str, Any]:
    """Return for each feature one letter a client, as the newest version tested has it."""
    clients = [(family, platform) for family, platforms in CLIENTS.items() for platform in platforms]
    return {
        "tested_until": full["last_update_date"][:10],
        "clients": [" ".join(client) for client in clients],
        "features": {
            feature["slug"]: "".join(_newest(feature["stats"], *client) for client in clients)
            for feature in sorted(full["data"], key=lambda one: one["slug"])
            if feature["category"] in CATEGORIES
        },
    }


def _newest(stats: dict[str, Any], family: str, platform: str) -> str:
    """Return y (yes), a (in part), n (no) or u (not known)."""
    versions = stats.get(family, {}).get(platform) or {"none": "u"}
    return str(list(versions.values())[-1]).split()[0]  # a letter, and numbers of notes


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps(reduced(given), indent=1) + "\n")
