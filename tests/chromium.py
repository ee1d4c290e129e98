"""The system's Chromium, for tests that look at pages, and what they ask a page about its colours."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

# Functions of colours, to begin a script with: the contrast of two (WCAG 2.2, 1.4.3), one with its lightness
# turned round, as Gmail does on phones in the dark, and the nearest background of an element.
COLOURS = """
  const channels = (css) => css.match(/[\\d.]+/g).map(Number);
  const luminance = (rgb) => rgb.slice(0, 3).map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  const inverted = (rgb) => {
    const shift = 255 - Math.max(...rgb.slice(0, 3)) - Math.min(...rgb.slice(0, 3));
    return rgb.slice(0, 3).map((c) => c + shift);
  };
  const background = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const rgba = channels(getComputedStyle(e).backgroundColor);
      if (rgba.length < 4 || rgba[3] === 1) return rgba;
    }
    return [255, 255, 255];
  };
"""


@contextmanager
def chromium() -> Iterator[Browser | None]:
    """Start the system's Chromium; None where there is none."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        yield None
        return
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()
