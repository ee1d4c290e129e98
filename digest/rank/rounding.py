"""Scores as they are shown: rounded, and still a sum of their parts."""

from __future__ import annotations

from collections.abc import Mapping

STEPS = 1000  # in a point: a score is shown to thousandths


def steps_of(parts: Mapping[str, float], *, total: float) -> dict[str, int]:
    """Return parts in steps that sum to the total in steps.

    What is lost by rounding each of them is given to the largest, where it shows least.
    """
    steps = {kind: round(points * STEPS) for kind, points in parts.items()}
    if steps:
        largest = max(parts, key=lambda kind: abs(parts[kind]))
        steps[largest] += round(total * STEPS) - sum(steps.values())
    return steps
