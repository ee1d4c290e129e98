"""How soon the studio shows what was saved: `python -m benchmarks.studio [--rounds N] [--json]`.

`digest preview` over the bundled sample and the example's readers, and the system's Chromium looking at it.
One of its files is written, and the time is taken until the new mail is painted, two frames after it took the
place of the old one. Wall-clock time in milliseconds, each file in every round.

subject.txt, card.html, subscribers.yaml   what is saved: a part of the shell, all cards, the file itself
median, worst                              of the rounds
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from signal import SIGINT
from statistics import median

from playwright.sync_api import Browser, Page, expect, sync_playwright

from digest import shipped
from digest.demo import example

ROUNDS = 15
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
THEME = Path("templates/themes/default")
FRAME = "#sheet iframe:not(.coming)"

# Remembers when a new frame took the place of an old one, as the clock says after the next two frames.
STOPWATCH = """() => new MutationObserver((all) => {
  if (!all.some((one) => one.removedNodes.length)) return;
  requestAnimationFrame(() => requestAnimationFrame(() => { window.swapped = Date.now(); }));
}).observe(document.querySelector('#sheet'), { childList: true })"""

SHOWN = """(begun) => new Promise((told) => {
  const look = () => (window.swapped > begun ? told(window.swapped) : setTimeout(look, 5));
  look();
})"""

Edit = Callable[[str, str], str]


def _card(source: str, mark: str) -> str:
    return source.replace("{{ card.title }}", f"{{{{ card.title }}}} {mark}")


def _intro(source: str, mark: str) -> str:
    return source.replace("  intro: ", f"  intro: {mark} ", 1)


EDITS: Mapping[Path, Edit] = {
    THEME / "subject.txt": lambda _source, mark: f"{mark}\n",
    THEME / "card.html": _card,
    Path("subscribers.yaml"): _intro,
}


def measure(chromium: str, *, rounds: int) -> dict[str, dict[str, float]]:
    """Return the median and the worst time of each file, in milliseconds."""
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        sources = _laid_out(folder)
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        with _studio(folder) as url:
            page = _opened(browser, url)
            taken: dict[str, list[float]] = {path.name: [] for path in EDITS}
            for number in range(rounds):
                for path, edit in EDITS.items():
                    mark = f"{path.stem}-{number}"
                    text = edit(sources[path], mark)
                    taken[path.name].append(_until_shown(page, folder / path, text, mark=mark))
        browser.close()
    return {
        name: {"median_ms": round(median(times), 1), "worst_ms": round(max(times), 1)}
        for name, times in taken.items()
    }


def _laid_out(folder: Path) -> dict[Path, str]:
    """Put the example's files and the templates to edit into a folder; return what each says."""
    (folder / THEME).mkdir(parents=True)
    shutil.copy(example(), folder)
    shutil.copy(example().parent / "ada.bib", folder)
    for path in EDITS:
        if path.is_relative_to(THEME):
            shutil.copy(shipped.templates().parent / path, folder / path)
    return {path: (folder / path).read_text(encoding="utf-8") for path in EDITS}


@contextmanager
def _studio(folder: Path) -> Iterator[str]:
    """Run `digest preview` on a folder; yield its address."""
    unseen = {"DISPLAY", "WAYLAND_DISPLAY", "DIGEST_CONFIG"}  # it opens no browser of its own
    with subprocess.Popen(
        [sys.executable, "-m", "digest", "preview"],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in unseen},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            addresses = (re.search(r"http://\S+", line) for line in process.stdout)
            address = next(filter(None, addresses), None)
            if address is None:
                sys.exit("the studio ended before it said its address")
            yield address[0]
        finally:
            process.send_signal(SIGINT)


def _opened(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(url)
    page.locator(FRAME).wait_for()
    page.evaluate(STOPWATCH)
    return page


def _until_shown(page: Page, path: Path, text: str, *, mark: str) -> float:
    """Save a text and return the milliseconds until the mail that it makes is painted."""
    begun = time.time() * 1e3
    path.write_text(text, encoding="utf-8")
    mail = page.frame_locator(FRAME).locator("body")
    expect(page.locator("#subject") if path.name == "subject.txt" else mail).to_contain_text(mark)
    shown: float = page.evaluate(SHOWN, begun)
    return shown - begun


def machine(chromium: str) -> str:
    """Return what this runs on."""
    asked = [chromium, "--version"]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout  # noqa: S603 - found on PATH
    cores = f"{platform.machine()}, {os.cpu_count()} cores"
    return f"{cores}; Python {platform.python_version()}, watchfiles {version('watchfiles')}; {said.strip()}"


def main(given: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.studio", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args(given)
    chromium = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if chromium is None:
        reason = "no Chromium on PATH; on Debian: apt install chromium"
        print(json.dumps({"skipped": reason}) if asked.json else f"skipped: {reason}")
        return 0
    found = measure(chromium, rounds=asked.rounds)
    if asked.json:
        print(json.dumps({"machine": machine(chromium), **found}))
        return 0
    print(machine(chromium))
    print(f"{'saved':<20}{'median ms':>12}{'worst ms':>12}")
    for name, times in found.items():
        print(f"{name:<20}{times['median_ms']:>12.1f}{times['worst_ms']:>12.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
