# ruff: noqa: INP001 - a script, not a package
"""Photograph the top of a mail for the README, as `make screenshots` does: MAIL.html docs/digest.png.

MAIL.html is what `digest preview --out DIR` writes. It takes Chromium from PATH, as the tests do.
"""

from __future__ import annotations

import sys
from pathlib import Path

from chromium import chromium

WIDTH, HEIGHT = 700, 860  # CSS pixels: the masthead and the first papers


def photograph(mail: Path, *, to: Path) -> None:
    """Write the top of an HTML file as PNG, in the light look."""
    with chromium() as browser:
        if browser is None:
            sys.exit("no Chromium on PATH; on Debian: apt install chromium")
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(mail.resolve().as_uri())
        page.screenshot(path=to)


if __name__ == "__main__":
    try:
        mail, picture = map(Path, sys.argv[1:])
    except ValueError:
        sys.exit(__doc__)
    photograph(mail, to=picture)
