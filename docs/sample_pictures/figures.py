"""The pictures of the bundled sample, drawn by ourselves: what a dozen of its papers are about.

    python docs/sample_pictures/figures.py digest/sample/daily_papers/pictures

It needs the Liberation Sans fonts. The papers' own figures are their authors'; these are not copies of any.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from pen import (
    AMBER,
    GREEN,
    GREY,
    GROUND,
    INK,
    MINT,
    PALE,
    RED,
    ROSE,
    SAND,
    WHITE,
    Pen,
    landscape,
    page,
)


def hierarchical_index(pen: Pen) -> None:
    """2603.28458: whole blocks are passed over first, then tokens are chosen in what remains."""
    kept, chosen = (2, 6), {(2, 1), (2, 4), (6, 0), (6, 3), (6, 5)}
    for block in range(8):
        left = 76 + block * 113
        good = block in kept
        pen.box((left, 86, 97, 76), fill=GREEN if good else PALE, line=None, round_=8)
        for token in range(6):
            x = left + 8 + token * 14
            pen.box((x, 106, 9, 36), fill=MINT if good else GROUND, line=None, round_=2)
    for side, block in enumerate(kept):
        left, wide, at = 76 + block * 113, 300, 150 + side * 440
        pen.shape([(left, 170), (left + 97, 170), (at + wide, 352), (at, 352)], fill="#e2ebe6")
        pen.box((at, 352, wide, 148), fill=WHITE, line=GREEN, round_=12)
        for token in range(6):
            hit = (block, token) in chosen
            x = at + 24 + token * 43
            pen.box((x, 380, 34, 92), fill=RED if hit else PALE, line=None, round_=5)
    pen.words((76, 54), "all blocks", size=28, anchor="lm")
    pen.words((520, 548), "only these tokens are attended to", size=28, colour=RED, bold=True)


def worktrees(pen: Pen) -> None:
    """2603.21489: branches of a shared history, each an agent's, that come back through tests."""
    main, ends = 292, ((124, AMBER, 300, 890), (214, GREEN, 440, 690), (460, RED, 420, 790))
    pen.line([(70, main), (970, main)], width=9)
    for y, colour, start, end in ends:
        pen.curve((start - 130, main), (start, y), colour=colour, width=8)
        pen.line([(start, y), (end - 110, y)], colour=colour, width=8)
        pen.curve((end - 110, y), (end, main), colour=colour, width=8)
        for n in range(3):
            x = start + (end - 110 - start) * n / 2
            pen.dot((x, y), 17, fill=GROUND)
            pen.dot((x, y), 13, fill=colour)
    for x in (110, 170, 300):
        pen.dot((x, main), 14)
    for _, colour, _, end in ends:
        pen.dot((end, main), 30, fill=GROUND)
        pen.dot((end, main), 26, fill=colour)
        pen.line([(end - 11, main + 1), (end - 3, main + 10), (end + 12, main - 9)], colour=WHITE, width=5)
    pen.words((70, 340), "manager", size=30, bold=True, anchor="lm")
    pen.words((540, 78), "each agent in its own worktree", size=28)
    pen.words((975, 366), "merged when", size=28, anchor="rm")
    pen.words((975, 400), "tests pass", size=28, anchor="rm")


def repulsion(pen: Pen) -> None:
    """2603.28762: four samples that are nearly one picture, and four that differ."""
    same = {"sky": SAND, "land": GREEN, "sun": (0.7, 0.28, AMBER), "peak": 0.38}
    others = (
        {"sky": MINT, "land": INK, "sun": (0.3, 0.25, WHITE), "peak": 0.72},
        {"sky": ROSE, "land": RED, "sun": (0.5, 0.4, AMBER), "peak": 0.15},
        {"sky": SAND, "land": GREEN, "sun": (0.75, 0.28, RED), "peak": 0.4},
        {"sky": "#33514d", "land": AMBER, "sun": (0.2, 0.3, SAND), "peak": 0.55},
    )
    for n in range(4):
        x, y = n % 2, n // 2
        landscape(pen, (84 + x * 176, 120 + y * 158, 164, 146), **same)
        dx, dy = (-14, 14)[x], (-16, 16)[y]
        landscape(pen, (606 + x * 184 + dx, 116 + y * 166 + dy, 164, 146), **others[n])
    centre = (779, 277)
    for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        start = (centre[0] + dx * 6, centre[1] + dy * 6)
        pen.arrow([start, (centre[0] + dx * 48, centre[1] + dy * 46)], colour=RED)
    pen.arrow([(456, 277), (556, 277)], width=6)
    pen.words((254, 500), "one prompt, four times", size=28)
    pen.words((779, 530), "pushed apart", size=28, bold=True, colour=RED)


def memory(pen: Pen) -> None:
    """2603.23516: documents inside the attention; a question reaches the few that matter."""
    wanted = {(2, 1), (5, 0), (8, 2), (6, 3)}
    query = (520, 500)
    for column in range(11):
        for row in range(4):
            hit = (column, row) in wanted
            left, top = 72 + column * 83, 56 + row * 84
            if hit:
                pen.curve((left + 32, top + 36), query, colour=GREEN, width=4)
    for column in range(11):
        for row in range(4):
            hit = (column, row) in wanted
            at = (72 + column * 83, 56 + row * 84, 58, 70)
            page(pen, at, fill=GREEN if hit else WHITE, line=MINT if hit else PALE, lines=4)
    pen.dot(query, 44, fill=RED)
    pen.words(query, "?", size=52, colour=WHITE, bold=True)
    pen.words((600, 500), "100M tokens, a few attended", size=28, anchor="lm")


def pilot(pen: Pen) -> None:
    """2603.24157: an actor proposes a click, a critic looks at what it did."""
    pen.box((300, 120, 440, 300), round_=16)
    pen.box((300, 120, 440, 46), fill=INK, round_=16)
    pen.box((300, 145, 440, 24), fill=INK, line=None, round_=0)
    for n, colour in enumerate((RED, AMBER, MINT)):
        pen.dot((328 + n * 26, 144), 7, fill=colour)
    pen.box((328, 196, 150, 196), fill=SAND, line=None)
    pen.line([(346, 300), (376, 300), (392, 250), (416, 346), (434, 300), (460, 300)], colour=RED, width=5)
    for n in range(3):
        pen.box((504, 196 + n * 48, 208, 30), fill=PALE, line=None, round_=6)
    pen.box((504, 344, 120, 48), fill=GREEN, line=None, round_=10)
    cursor = [(590, 366), (590, 424), (605, 411), (616, 434), (628, 428), (617, 406), (636, 402)]
    pen.shape(cursor, fill=WHITE, line=INK)
    pen.dot((150, 270), 88, fill=GREEN)
    pen.words((150, 270), "actor", size=34, colour=WHITE, bold=True)
    pen.dot((890, 270), 88, fill=RED)
    pen.words((890, 270), "critic", size=34, colour=WHITE, bold=True)
    pen.arc((520, 460), 420, (-140, -40))
    pen.arc((520, 80), 420, (40, 140))
    pen.words((520, 84), "next step", size=28)
    pen.words((520, 536), "what it did, and what to mend", size=28)


def rendered(pen: Pen) -> None:
    """2603.23462: one street, as lines on the left and in light on the right."""
    towers = (
        (60, 250, 120),
        (200, 170, 110),
        (330, 230, 90),
        (590, 210, 110),
        (720, 120, 130),
        (870, 220, 110),
    )
    road = [(484, 400), (548, 400), (900, 585), (140, 585)]
    pen.shape([(0, 0), (1040, 0), (1040, 585), (0, 585)], fill="#f0c48c")
    pen.dot((520, 300), 110, fill="#f7e3bd")
    for n, (left, top, wide) in enumerate(towers):
        pen.box((left, top, wide, 290), fill=("#274b46", "#33625b")[n % 2], line=None, round_=0)
        for row in range(5):
            for column in range(3):
                lit = (n + row * 2 + column) % 3 == 0
                at = (left + 16 + column * (wide - 30) / 3, top + 24 + row * 40, 16, 20)
                pen.box(at, fill=AMBER if lit else "#1d3b37", line=None, round_=1)
    pen.shape([(0, 400), (1040, 400), (1040, 585), (0, 585)], fill="#7d6a4f")
    pen.shape(road, fill="#3a3833")
    for y, half in ((416, 2), (456, 4), (524, 7)):
        stripe = [(515 - half, y), (517 + half, y), (519 + half * 2, y + 30), (513 - half * 2, y + 30)]
        pen.shape(stripe, fill=SAND)
    pen.box((600, 446, 130, 56), fill=RED, line=None, round_=16)
    pen.box((622, 418, 86, 44), fill="#8f3827", line=None, round_=14)
    half = Pen()
    half.shape([(0, 0), (1040, 0), (1040, 585), (0, 585)], fill=WHITE)
    for x in range(0, 1041, 40):
        half.line([(516 + (x - 516) * 0.3, 400), (516 + (x - 516) * 2.6, 585)], colour=PALE, width=2)
    for y in (400, 412, 432, 464, 512, 570):
        half.line([(0, y), (1040, y)], colour=PALE, width=2)
    for left, top, wide in towers:
        half.box((left, top, wide, 400 - top), fill=WHITE, line=GREEN, round_=0)
        half.line([(left, top), (left + wide, 400)], colour=MINT, width=2)
        half.line([(left + wide, top), (left, 400)], colour=MINT, width=2)
    half.line([road[0], road[3]], colour=INK)
    half.line([road[1], road[2]], colour=INK)
    pen.within([(0, 0), (1040 * 0.58, 0), (1040 * 0.42, 585), (0, 585)], half)
    pen.line([(1040 * 0.58, 0), (1040 * 0.42, 585)], colour=GROUND, width=10)


def packed(pen: Pen) -> None:
    """2603.25730: the first frames whole, the middle shrunk, the latest whole."""

    def frame(at: tuple[float, float, float, float], peak: float, sky: str) -> None:
        landscape(pen, at, sky=sky, land=GREEN, sun=(0.72, 0.26, AMBER), peak=peak)

    for n in range(2):
        frame((62 + n * 142, 170, 130, 190), 0.25 + n * 0.1, SAND)
        frame((706 + n * 142, 170, 130, 190), 0.7 + n * 0.1, ROSE)
    for n in range(32):
        left, top = 362 + n % 8 * 39, 174 + n // 8 * 48
        good = n in {3, 9, 13, 22, 28}
        pen.box((left, top, 32, 38), fill=RED if good else PALE, line=None, round_=5)
    parts = ((62, 272, "anchors, whole"), (362, 305, "the middle, 32 × smaller"), (706, 272, "latest, whole"))
    for left, wide, text in parts:
        pen.line([(left, 390), (left, 404), (left + wide, 404), (left + wide, 390)], width=3)
        pen.words((left + wide / 2, 440), text, size=27)
    pen.arrow([(62, 110), (978, 110)], colour=GREY, width=4)
    pen.words((62, 78), "two minutes of video", size=28, anchor="lm")
    pen.words((520, 522), "a cache of 4 GB", size=32, bold=True, colour=RED)


def searcher(pen: Pen) -> None:
    """2603.28767: an agent looks things up in several hops before it has a picture drawn."""
    hops = ((330, 200), (500, 330), (670, 200))
    pen.box((56, 216, 160, 150), fill=INK, line=None, round_=14)
    for n, end in enumerate((180, 196, 150)):
        pen.line([(84, 256 + n * 36), (end, 256 + n * 36)], colour=(WHITE, GREY, GREY)[n], width=6)
    path = [(216, 290), *hops, (800, 290)]
    for start, end in pairwise(path):
        pen.curve(start, end, colour=GREEN, width=6)
    for (x, y), colour in zip(hops, (AMBER, RED, AMBER), strict=True):
        pen.dot((x, y), 78, fill=GROUND)
        page(pen, (x - 44, y - 58, 88, 112), lines=5)
        pen.line([(x + 40, y + 42), (x + 66, y + 70)], width=11)
        pen.dot((x + 20, y + 20), 33, fill=colour, line=INK)
        pen.dot((x + 20, y + 20), 21, fill=WHITE)
    pen.tip((770, 288), (806, 290), colour=GREEN, size=30)
    landscape(pen, (816, 190, 176, 200), sky=MINT, land=GREEN, sun=(0.7, 0.25, RED), peak=0.42)
    pen.words((136, 420), "prompt", size=28)
    pen.words((500, 474), "search, hop by hop", size=28, bold=True, colour=GREEN)
    pen.words((904, 434), "picture", size=28)


def scientist(pen: Pen) -> None:
    """2603.28589: the literature, a clinician and an engineer who reason together, a manuscript."""
    for n in range(4):
        page(pen, (64 + n * 16, 160 + n * 18, 120, 156), line=GREY, lines=5)
    pen.arrow([(244, 290), (308, 290)], width=6)
    pen.dot((450, 290), 132, fill=GREEN)
    pen.dot((604, 290), 132, fill=AMBER)
    pen.lens(((450, 290), (604, 290)), 132, fill=RED)
    pen.box((392, 240, 24, 100), fill=WHITE, line=None, round_=5)
    pen.box((354, 278, 100, 24), fill=WHITE, line=None, round_=5)
    pen.line([(650, 250), (620, 290), (650, 330)], colour=INK, width=9)
    pen.line([(682, 250), (712, 290), (682, 330)], colour=INK, width=9)
    pen.arrow([(748, 290), (810, 290)], width=6)
    page(pen, (822, 172, 156, 232), lines=0)
    pen.line([(846, 204), (940, 204)], width=7)
    for n in range(3):
        pen.line([(846, 234 + n * 20), (954, 234 + n * 20)], colour=GREY, width=4)
    for n, high in enumerate((30, 52, 40, 72)):
        pen.box((850 + n * 27, 384 - high, 19, high), fill=RED if n == 3 else MINT, line=None, round_=2)
    pen.words((156, 448), "literature", size=28)
    pen.words((527, 472), "clinician and engineer", size=28, bold=True)
    pen.words((900, 448), "manuscript", size=28)


def single_stream(pen: Pen) -> None:
    """2603.21986: text, picture and sound as one row of tokens through one transformer."""
    rng = random.Random(7)  # noqa: S311 - a pattern, not a secret
    kinds = [rng.choice((GREEN, AMBER, RED)) for _ in range(15)]
    for n, colour in enumerate(kinds):
        pen.box((50 + n * 30, 262, 22, 60), fill=colour, line=None, round_=5)
    pen.box((500, 140, 230, 304), fill=INK, line=None, round_=22)
    for n in range(4):
        pen.box((528, 172 + n * 64, 174, 46), fill="#3c3a35", line=None, round_=10)
    pen.words((615, 478), "one transformer", size=28, bold=True)
    pen.arrow([(738, 250), (800, 200)], width=6)
    pen.arrow([(738, 334), (800, 384)], width=6)
    pen.box((816, 110, 168, 138), fill=SAND, round_=10)
    pen.dot((900, 160), 26, fill=RED)
    pen.shape([(858, 245), (866, 212), (900, 196), (934, 212), (942, 245)], fill=GREEN)
    for n in range(15):
        high = (18, 34, 58, 40, 76, 100, 62, 88, 110, 70, 92, 50, 64, 30, 16)[n]
        pen.line([(822 + n * 11.3, 396 - high / 2), (822 + n * 11.3, 396 + high / 2)], colour=GREEN, width=6)
    for n, (text, colour) in enumerate((("text", GREEN), ("picture", AMBER), ("sound", RED))):
        pen.dot((64 + n * 136 + (16 if n == 2 else 0), 390), 11, fill=colour)
        pen.words((84 + n * 136 + (16 if n == 2 else 0), 390), text, size=28, anchor="lm")
    pen.words((274, 216), "one sequence", size=28, bold=True)


def pocket(pen: Pen) -> None:
    """2603.28713: on a phone, two pictures side by side: to be drawn from nothing, or from a source."""
    pen.box((330, 40, 380, 505), fill=INK, line=None, round_=44)
    pen.box((348, 60, 344, 465), fill=WHITE, line=None, round_=30)
    pen.box((470, 74, 100, 14), fill=INK, line=None, round_=7)
    for n, top in enumerate((126, 330)):
        colours = ((SAND, GREEN), (ROSE, RED))[n]
        landscape(
            pen, (374, top, 138, 150), sky=colours[0], land=colours[1], sun=(0.7, 0.26, AMBER), peak=0.4
        )
        if n == 0:
            pen.box((528, top, 138, 150), fill=PALE, line=INK)
        else:
            landscape(pen, (528, top, 138, 150), sky=SAND, land=GREEN, sun=(0.7, 0.26, AMBER), peak=0.4)
        pen.curve((312, top + 75), (362, top + 75), colour=RED, width=6)
    pen.words((296, 186), "generate", size=34, bold=True, anchor="rm")
    pen.words((296, 222), "target + blank", size=27, colour=GREY, anchor="rm")
    pen.words((296, 390), "edit", size=34, bold=True, anchor="rm")
    pen.words((296, 426), "target + source", size=27, colour=GREY, anchor="rm")
    pen.words((746, 276), "0.39B", size=64, bold=True, colour=GREEN, anchor="lm")
    pen.words((748, 334), "parameters", size=28, anchor="lm")


def experts(pen: Pen) -> None:
    """2603.27481: tokens that look old are kept from the new experts."""
    rng = random.Random(3)  # noqa: S311 - a pattern, not a secret
    goals = [(760, 84 + n * 72) for n in range(3)], [(760, 352 + n * 72) for n in range(3)]
    colours = (GREEN, GREEN, AMBER, GREEN, RED, AMBER, RED) * 2
    pale = {GREEN: MINT, AMBER: SAND, RED: ROSE}
    tokens = [(90 + rng.random() * 130, 84 + n * 30, colour) for n, colour in enumerate(colours)]
    for x, y, colour in tokens:
        group = goals[1] if colour == RED else goals[0]
        target = rng.choice(group)
        pen.curve((x, y), (430, 290), colour=pale[colour], width=5)
        pen.curve((560, 290), target, colour=pale[colour], width=5)
    for x, y, colour in tokens:
        pen.dot((x, y), 13, fill=colour)
    pen.box((420, 236, 150, 108), fill=INK, line=None, round_=16)
    pen.words((495, 290), "router", size=30, colour=WHITE, bold=True)
    for group, fill, text in zip(goals, (GREEN, RED), ("old experts", "new experts"), strict=True):
        for x, y in group:
            pen.box((x, y - 27, 60, 54), fill=fill, line=None, round_=10)
        pen.words((840, group[1][1]), text, size=28, anchor="lm")
    pen.line([(716, 290), (990, 290)], colour=GREY, width=3)
    pen.dot((84, 530), 11, fill=AMBER)
    pen.words((106, 530), "ambiguous: kept from the new", size=27, anchor="lm")


FIGURES: dict[str, Callable[[Pen], None]] = {
    "2603.28458": hierarchical_index,
    "2603.21489": worktrees,
    "2603.28762": repulsion,
    "2603.23516": memory,
    "2603.24157": pilot,
    "2603.23462": rendered,
    "2603.25730": packed,
    "2603.28767": searcher,
    "2603.28589": scientist,
    "2603.21986": single_stream,
    "2603.28713": pocket,
    "2603.27481": experts,
}


def main(folder: Path) -> None:
    """Write every picture into a folder."""
    for name, draw in FIGURES.items():
        pen = Pen()
        draw(pen)
        (folder / f"{name}.png").write_bytes(pen.png())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
