"""What kind of day it is for a reader: how many papers stand out, beside their last 30 days."""

from __future__ import annotations

import math

import numpy as np

from digest.model import Verdict
from digest.rank.score import Profile
from digest.rank.shelf import ENOUGH, Shelf
from digest.rank.sparse import Mask

STANDS_OUT = 2.0  # points from interests: two deviations above the ordinary paper, or an exact match
RICH_AT_LEAST = 5  # papers that stand out
SURPRISE = 3.0  # deviations of a Poisson count: by chance it is a rich day once in 700


def verdict(shelf: Shelf, found: Profile, *, left: Mask) -> Verdict:
    """Return what kind of day the papers that are `left` make for a reader.

    A usual day is what the papers of the last 30 days held on average, for as many listing days as are
    left. Nothing is said of readers without interests, nor with little to compare with.
    """
    compared = shelf.reference & ~left
    if not found.interested or not left.any() or compared.sum() < ENOUGH:
        return Verdict.ORDINARY
    out = int((found.wanted[left] >= STANDS_OUT).sum())
    if out == 0:
        return Verdict.NOTHING
    usual = float((found.wanted[compared] >= STANDS_OUT).sum()) / _days(shelf, compared)
    usual *= _days(shelf, left)
    rich = out >= max(RICH_AT_LEAST, usual + SURPRISE * math.sqrt(usual))
    return Verdict.RICH if rich else Verdict.ORDINARY


def _days(shelf: Shelf, places: Mask) -> int:
    """Return on how many days the papers at some places were listed."""
    return int(np.count_nonzero(np.bincount(shelf.age[places] - shelf.age.min())))
