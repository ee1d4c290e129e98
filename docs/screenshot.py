# ruff: noqa: INP001 - a script, not a package
"""Photograph the top of a mail for the README: `python docs/screenshot.py MAIL.html docs/digest.png`.

MAIL.html is what `digest preview --out DIR` writes. It takes Chromium from PATH.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 700, 860  # CSS pixels: the masthead and the first papers


def photograph(mail: Path, *, to: Path) -> None:
    """Write the top of an HTML file as PNG, in the light look."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium on PATH; on Debian: apt install chromium")
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(mail.resolve().as_uri())
        page.screenshot(path=to)
        browser.close()


if __name__ == "__main__":
    try:
        mail, picture = map(Path, sys.argv[1:])
    except ValueError:
        sys.exit(__doc__)
    photograph(mail, to=picture)
