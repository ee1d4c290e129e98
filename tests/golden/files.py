"""Where golden mails are kept, and how."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def mail_file(name: str) -> Path:
    """Return the file of a mail's bytes."""
    return FOLDER / f"{name}.eml"


def facts_file(name: str) -> Path:
    """Return the file of a mail's facts."""
    return FOLDER / f"{name}.json"


def spelled(found: dict[str, Any]) -> str:
    """Return facts as JSON with a line for each, so that a difference is read as one."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"
